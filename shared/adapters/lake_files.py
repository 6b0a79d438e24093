"""The local lake's objects in S3: what has landed, the Parquet files of each table, and the manifest that names them.

A table is what ``lake/<table>/manifest.json`` says. New files are put beside the old ones and the manifest is switched
by one conditional write, so readers see the table before a change or after it, and of two writers one wins.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import ClientError

from shared import clients
from shared.domain.errors import BusyError

LANDING: Final = "landing/"
LAKE: Final = "lake/"
MERGED: Final = f"{LAKE}merged.json"
ERASED: Final = f"{LAKE}erased.json"
PARALLEL: Final = 8
DELETED_AT_ONCE: Final = 1000
LOST: Final = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}

_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 3}, max_pool_connections=PARALLEL)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of a table. ``landed`` are the landing objects that are merged and may not be deleted yet."""

    version: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """The file of each day."""
    landed: tuple[str, ...] = ()
    etag: str | None = None


class LakeFiles:
    """The lake's bucket, as the local stage's warehouse keeps it."""

    def __init__(self, bucket: Callable[[], str], client: Any = None, folder: Path | None = None) -> None:
        """``bucket`` gives the bucket's name when it is first used; ``folder`` is where the files it has are kept."""
        self._bucket = bucket
        self._client = client
        self._folder = folder

    @cached_property
    def client(self) -> Any:
        return self._client or clients.client("s3", config=_CONFIG)

    @cached_property
    def bucket(self) -> str:
        """The bucket's name."""
        return self._bucket()

    def landing(self, table: str) -> list[str]:
        """Return the landing objects of a table, the earliest first."""
        return sorted(self._listed(f"{LANDING}{table}/"))

    def stored(self, table: str) -> set[str]:
        """Return a table's Parquet files, those included that no manifest names."""
        return set(self._listed(f"{LAKE}{table}/day="))

    def manifest(self, table: str) -> Manifest:
        """Return the table as it is now; an empty one when nothing was ever merged."""
        text, etag = self.read(f"{LAKE}{table}/manifest.json")
        if text is None:
            return Manifest()
        known = json.loads(text)
        return Manifest(**(known | {"landed": tuple(known["landed"]), "etag": etag}))

    def switch(self, table: str, manifest: Manifest) -> None:
        """Make ``manifest`` the table's next version; raise ``BusyError`` when another writer was first."""
        content = asdict(replace(manifest, version=manifest.version + 1))
        content.pop("etag")
        self.write(f"{LAKE}{table}/manifest.json", json.dumps(content), manifest.etag)

    def read(self, key: str) -> tuple[str | None, str | None]:
        """Return the text of an object and its version, or nothing when there is none."""
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=key)
        except self.client.exceptions.NoSuchKey:
            return None, None
        return found["Body"].read().decode(), found["ETag"]

    def write(self, key: str, text: str, etag: str | None) -> None:
        """Write an object that has the version ``etag``, or is not there yet; raise ``BusyError`` when it has not."""
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        try:
            self.client.put_object(Bucket=self.bucket, Key=key, Body=text.encode(), **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] in LOST:
                raise BusyError("another writer changed the lake at this moment") from error
            raise

    def note_merged(self, now: int) -> None:
        """Remember that all that had landed by ``now`` is taken in."""
        self.client.put_object(Bucket=self.bucket, Key=MERGED, Body=json.dumps({"merged_at": now}).encode())

    def merged_at(self) -> int | None:
        """Return up to when (epoch ms) the last merge has taken in what landed, or ``None`` before the first."""
        text, _ = self.read(MERGED)
        return json.loads(text)["merged_at"] if text else None

    def put(self, key: str, path: Path) -> None:
        """Write the file at ``path``."""
        self.client.put_object(Bucket=self.bucket, Key=key, Body=path.read_bytes())

    def bodies(self, keys: Sequence[str]) -> Iterator[bytes]:
        """Yield what the objects of ``keys`` hold, in order."""
        with ThreadPoolExecutor(PARALLEL) as pool:
            yield from pool.map(self._body, keys)

    def fetch(self, keys: Sequence[str]) -> list[Path]:
        """Return the objects of ``keys`` as files, in order; a table's files never change, so they are kept here."""
        self.folder.mkdir(parents=True, exist_ok=True)
        paths = self._paths(keys, self.folder)
        with ThreadPoolExecutor(PARALLEL) as pool:
            list(pool.map(self._fetch, keys, paths))
        return paths

    def _body(self, key: str) -> bytes:
        return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    @property
    def folder(self) -> Path:
        """Where this machine remembers what it has read of the lake."""
        return self._folder or Path(tempfile.gettempdir()) / "microlift-lake" / self.bucket

    @staticmethod
    def _paths(keys: Iterable[str], folder: Path) -> list[Path]:
        return [folder / key.replace("/", "~") for key in keys]

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects, and what this machine remembers of them; those that are gone already are no fault."""
        waiting = sorted(keys)
        for path in self._paths(waiting, self.folder):
            path.unlink(missing_ok=True)
        for n in range(0, len(waiting), DELETED_AT_ONCE):
            objects = [{"Key": key} for key in waiting[n : n + DELETED_AT_ONCE]]
            said = self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": objects, "Quiet": True})
            if said.get("Errors"):
                raise RuntimeError(f"S3 did not delete {len(said['Errors'])} objects: {said['Errors'][0]}")

    def _fetch(self, key: str, path: Path) -> None:
        if not path.exists():
            body = self._body(key)
            # Under another name first: the folder is shared, and a reader must not see half a file.
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
                draft.write(body)
            Path(draft.name).replace(path)

    def _listed(self, prefix: str) -> Iterator[str]:
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
            yield from (each["Key"] for each in page.get("Contents", ()))
