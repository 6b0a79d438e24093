"""Drafts: ``ruleset#<name>`` / ``draft`` with its revision, which only grows, over deletion and publishing too.

Access patterns: ``load``, ``save``, ``delete``, ``reported`` by a back-test.
"""

import zlib
from dataclasses import dataclass

from pydantic_core import from_json, to_json

from shared.domain.rules.editions import Document, Draft, DraftConflictError, Report
from shared.store.batches import Pause, read_all
from shared.store.contents import ContentStore, Written
from shared.store.rule_contents import partition
from shared.store.table import Attributes, Packed, Table, key, number

ATTEMPTS = 4

_REPORT = Packed(Report)


@dataclass(frozen=True, slots=True)
class Stored:
    """The draft, and where its document lies."""

    draft: Draft
    document: Written


class RuleDrafts:
    """Reads and writes the drafts of rule sets."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n."""
        self._table = table
        self._pause = pause
        self._contents = ContentStore(table, pause)

    def load(self, name: str) -> Stored | None:
        """Return the draft, or ``None`` when there is none."""
        item = self._read(name)
        if item is None or "document_id" not in item:
            return None
        written = _written(item)
        raw = self._contents.load(partition(name), written.content_id, written.parts)
        draft = Draft(
            revision=int(item["revision"]["N"]),
            document=from_json(zlib.decompress(raw)),
            author=item["author"]["S"] if "author" in item else None,
            saved_at=int(item["saved_at"]["N"]),
            report=_REPORT.unpack(item["report"]["B"]) if "report" in item else None,
        )
        return Stored(draft, written)

    def save(
        self, name: str, document: Document, *, author: str | None, expected: int | None, content_id: str, now: int
    ) -> int:
        """Write ``document`` as the draft and return its revision.

        ``expected`` is the revision that the author edited, 0: there was no draft; ``None`` overwrites what is there.
        Raises ``DraftConflictError`` when somebody else was faster. ``content_id`` must be new.
        """
        written = self._contents.put(partition(name), content_id, zlib.compress(to_json(document)))
        attributes = written.named("document") | {"saved_at": number(now)}
        if author:
            attributes["author"] = {"S": author}
        removed = "report" if author else "report, author"
        for attempt in range(ATTEMPTS + 1):
            seen = self._read(name)
            if seen and _is(seen, content_id):
                # Our own write, whose answer was lost on the way.
                return int(seen["revision"]["N"])
            if attempt == ATTEMPTS or (expected is not None and expected != _revision(seen, of_a_draft=expected == 0)):
                break
            if self._change(name, attributes, removed, seen):
                self._clear(name, seen)
                return _revision(seen) + 1
            self._pause(attempt)
        self._contents.delete(partition(name), content_id, written.parts)
        raise DraftConflictError("somebody else saved the draft meanwhile: load it, put the two together, save again")

    def delete(self, name: str, expected: int | None) -> None:
        """Delete the draft, there or not; raise ``DraftConflictError`` when it is not the one expected."""
        seen = self._read(name)
        if seen is None or "document_id" not in seen:
            return
        fits = expected is None or expected == _revision(seen)
        if fits and self._change(name, {}, "document_id, document_parts, author, saved_at, report", seen):
            self._clear(name, seen)
        elif not fits or "document_id" in (self._read(name) or {}):
            # Else it is gone by now: by our own write, whose answer was lost on the way, or by somebody else's.
            raise DraftConflictError("somebody else saved the draft meanwhile")

    def reported(self, name: str, report: Report) -> bool:
        """Keep a back-test's result with the draft; ``False`` when the draft has moved on since."""
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=_key(name),
                UpdateExpression="SET report = :report",
                ConditionExpression="revision = :revision AND attribute_exists(document_id)",
                ExpressionAttributeValues={
                    ":report": {"B": _REPORT.pack(report)},
                    ":revision": number(report.revision),
                },
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _read(self, name: str) -> Attributes | None:
        items = read_all(self._table, [_key(name)], self._pause)
        return items[0] if items else None

    def _change(self, name: str, attributes: Attributes, removed: str, seen: Attributes | None) -> bool:
        """Change the draft and return ``True``, or ``False`` when its revision or document is not as seen.

        Publishing takes the document over and leaves the revision: so the document is looked at, too.
        """
        changes = attributes | {"revision": number(_revision(seen) + 1)}
        condition, expected = _as_seen(seen)
        try:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=_key(name),
                UpdateExpression="SET " + ", ".join(f"{each} = :{each}" for each in changes) + f" REMOVE {removed}",
                ConditionExpression=condition,
                ExpressionAttributeValues={f":{each}": value for each, value in changes.items()} | expected,
            )
        except self._table.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _clear(self, name: str, replaced: Attributes | None) -> None:
        """Delete the document that nothing names any more; a version's own never is: publishing takes it over."""
        if replaced and "document_id" in replaced:
            written = _written(replaced)
            self._contents.delete(partition(name), written.content_id, written.parts)


def _as_seen(seen: Attributes | None) -> tuple[str, Attributes]:
    """Return the condition that the draft is as it was ``seen``, and its values."""
    if seen is None:
        return "attribute_not_exists(pk)", {}
    revision = {":seen": seen["revision"]}
    if "document_id" not in seen:
        return "revision = :seen AND attribute_not_exists(document_id)", revision
    return "revision = :seen AND document_id = :content", revision | {":content": seen["document_id"]}


def _written(item: Attributes) -> Written:
    return Written(item["document_id"]["S"], int(item["document_parts"]["N"]))


def _is(item: Attributes, content_id: str) -> bool:
    return "document_id" in item and item["document_id"]["S"] == content_id


def _revision(item: Attributes | None, *, of_a_draft: bool = False) -> int:
    """Return the last revision given; ``of_a_draft``: 0 once the draft is gone."""
    if item is None or (of_a_draft and "document_id" not in item):
        return 0
    return int(item["revision"]["N"])


def _key(name: str) -> Attributes:
    return key(partition(name), "draft")
