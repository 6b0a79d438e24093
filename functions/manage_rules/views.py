"""What the marketer sees of a rule set: what serves, what is drafted, what was published, and what it was used for."""

from typing import Any

from functions.manage_rules.answers import DraftView, HistoryLine, Overview, Serving, Used, VersionView
from functions.manage_rules.desk import Desk
from shared.domain.errors import NotFoundError
from shared.domain.redeeming import Counted, period_of
from shared.domain.rules.diff import Diff, compare
from shared.domain.rules.editions import Draft, Pointer, Version
from shared.domain.rules.model import Rule
from shared.domain.usage import Usage, remaining
from shared.store.batches import Pause
from shared.store.table import StateError, Table
from shared.store.usage import Counters


class Views:
    """Shows rule sets."""

    def __init__(self, table: Table, desk: Desk, pause: Pause) -> None:
        self._desk = desk
        self._versions = desk.versions
        self._counts = Counters(table, pause)

    def overview(self, name: str, now: int) -> Overview:
        """Return all that there is of a rule set; raise ``NotFoundError`` when that is nothing."""
        pointer, stored, history = self._desk.pointer(name), self._desk.drafts.load(name), self._versions.history(name)
        if pointer is None and stored is None:
            raise NotFoundError(f"there is no rule set {name}")
        return Overview(
            name=name,
            currency=self._desk.shop.currency,
            active=self._serving(name, pointer) if pointer else None,
            draft=self._draft_view(name, stored.draft, now) if stored else None,
            history=tuple(_line(version, pointer) for version in history),
            usage=self._usage(name, pointer, now) if pointer else {},
        )

    def version(self, name: str, number: int) -> VersionView:
        """Return one version; raise ``NotFoundError`` when there is none."""
        known, pointer = self._versions.version(name, number), self._desk.pointer(name)
        return VersionView(
            name=name,
            version=number,
            author=known.author,
            note=known.note,
            published_at=known.published_at,
            active=pointer is not None and pointer.version == number,
            document=self._versions.document(name, number),
        )

    def diff(self, name: str, before: int, after: int | None) -> Diff:
        """Return what version ``after``, or the draft, says otherwise than version ``before``."""
        newer = self._desk.draft(name).document if after is None else self._versions.document(name, after)
        return compare(self._versions.document(name, before), newer)

    def _usage(self, name: str, pointer: Pointer, now: int) -> dict[str, Used]:
        try:
            rules = self._desk.rules(name, pointer.version)
        except StateError:
            return {}
        counted = self._counts.counts((rule.id, period_of(rule, rules, now)) for rule in rules.rules)
        return {rule.id: _used(rule, counted[rule.id]) for rule in rules.rules if rule.id in counted}

    def _serving(self, name: str, pointer: Pointer) -> Serving:
        known = self._versions.version(name, pointer.version)
        try:
            document = self._versions.document(name, pointer.version)
        except StateError:
            document = None
        return Serving(known.version, known.published_at, pointer.since, known.author, known.note, document)

    def _draft_view(self, name: str, draft: Draft, now: int) -> DraftView:
        document: dict[str, Any] = dict(draft.document)
        checked = self._desk.check(name, document, now)
        return DraftView(
            draft.revision, draft.author, draft.saved_at, document, checked.errors, checked.warnings, draft.report
        )


def _used(rule: Rule, counted: Counted) -> Used:
    left = remaining(rule.limits, Usage(spent=counted.spent)) if rule.limits else None
    return Used(counted.uses, counted.spent, left)


def _line(version: Version, pointer: Pointer | None) -> HistoryLine:
    return HistoryLine(
        version=version.version,
        author=version.author,
        note=version.note,
        published_at=version.published_at,
        active=pointer is not None and version.version == pointer.version,
        rules=version.rules,
        changes=version.changes,
        backtest=version.backtest,
    )
