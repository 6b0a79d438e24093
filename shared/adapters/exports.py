"""Exports of what is kept of a shopper: ``exports/<job>.json`` in the lake's bucket, private, encrypted, for 7 days."""

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from shared import clients

EXPORTS: Final = "exports/"


class ExportFiles:
    """Writes, reads and deletes exports."""

    def __init__(self, bucket: Callable[[], str]) -> None:
        """``bucket`` gives the bucket's name when it is first used."""
        self._bucket = bucket

    @cached_property
    def _client(self) -> Any:
        return clients.client("s3")

    def put(self, job_id: str, path: Path) -> None:
        """Write the document of a job."""
        with path.open("rb") as file:
            self._client.put_object(
                Body=file, ContentType="application/json", ServerSideEncryption="AES256", **self._place(job_id)
            )

    def read(self, job_id: str) -> bytes | None:
        """Return the document of a job, or ``None`` when it is gone."""
        try:
            return self._client.get_object(**self._place(job_id))["Body"].read()
        except self._client.exceptions.NoSuchKey:
            return None

    def link(self, job_id: str, lasts_s: int) -> str:
        """Return an address under which whoever has it may fetch the document for ``lasts_s`` seconds."""
        return self._client.generate_presigned_url("get_object", Params=self._place(job_id), ExpiresIn=lasts_s)

    def delete(self, job_ids: Iterable[str]) -> None:
        """Delete the documents of these jobs, there or not."""
        for job_id in sorted(job_ids):
            self._client.delete_object(**self._place(job_id))

    def _place(self, job_id: str) -> dict[str, str]:
        return {"Bucket": self._bucket(), "Key": f"{EXPORTS}{job_id}.json"}
