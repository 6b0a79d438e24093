"""An export's document, written row by row: however much a shopper did, only a few rows are in memory."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from pydantic_core import to_json

from shared.domain.exports import MOST_BYTES, ExportTooLargeError

Sections = Mapping[str, Iterable[Mapping[str, Any]]]


def write(head: Mapping[str, Any], sections: Sections, file: IO[bytes]) -> dict[str, int]:
    """Write ``head`` and each section as one JSON object, a row a line; return how many rows each section has.

    Raises ``ExportTooLargeError`` when it would not fit.
    """
    counts: dict[str, int] = {}
    file.write(to_json(head)[:-1])
    for name, rows in sections.items():
        counts[name] = 0
        file.write(b',\n"%s":[' % name.encode())
        for row in rows:
            file.write((b",\n" if counts[name] else b"\n") + to_json(row, exclude_none=True))
            counts[name] += 1
            if file.tell() > MOST_BYTES:
                raise ExportTooLargeError(f"the document is larger than {MOST_BYTES} bytes")
        file.write(b"]")
    file.write(b"}\n")
    return counts
