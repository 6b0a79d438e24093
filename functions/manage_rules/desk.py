"""The marketer's desk: what the routes of rule sets do, over drafts, versions and counters."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic_core import from_json

from functions.manage_rules.answers import (
    CodeOrder,
    DraftView,
    HistoryLine,
    IssuedCodes,
    Overview,
    Published,
    Publishing,
    Saved,
    Serving,
    Used,
    VersionView,
)
from shared.domain.engine import artefact
from shared.domain.errors import NotFoundError
from shared.domain.redeeming import Counted, period_of
from shared.domain.rules.checking import Checked, Shop, check
from shared.domain.rules.diff import Diff, compare, counted
from shared.domain.rules.editions import (
    Changes,
    Draft,
    NoDraftError,
    Pointer,
    PublishConflictError,
    Version,
    activated,
    check_gate,
    published,
    rolled_back,
)
from shared.domain.rules.model import Rule, RuleSet
from shared.domain.single_use import code_of
from shared.domain.usage import Usage, remaining
from shared.store.batches import Pause
from shared.store.codes import CodeStore
from shared.store.rule_contents import titled
from shared.store.rule_drafts import RuleDrafts
from shared.store.rule_versions import RuleVersions
from shared.store.table import Table
from shared.store.usage import Counters

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Desk:
    """Drafts and publishes rule sets."""

    def __init__(self, table: Table, shop: Shop, pause: Pause) -> None:
        self._shop = shop
        self.drafts = RuleDrafts(table, pause)
        self.versions = RuleVersions(table, pause)
        self._codes = CodeStore(table, pause)
        self._counts = Counters(table, pause)

    def overview(self, name: str, now: int) -> Overview:
        """Return all that there is of a rule set; raise ``NotFoundError`` when that is nothing."""
        pointer, stored, history = self._pointer(name), self.drafts.load(name), self.versions.history(name)
        if pointer is None and stored is None:
            raise NotFoundError(f"there is no rule set {name}")
        return Overview(
            name=name,
            active=self._serving(name, pointer) if pointer else None,
            draft=self._draft_view(name, stored.draft, now) if stored else None,
            history=tuple(_line(version, pointer) for version in history),
            usage=self._usage(name, pointer, now) if pointer else {},
        )

    def version(self, name: str, number: int) -> VersionView:
        """Return one version; raise ``NotFoundError`` when there is none."""
        loaded, pointer = self.versions.load(name, number), self._pointer(name)
        known = loaded.version
        return VersionView(
            name=name,
            version=number,
            author=known.author,
            note=known.note,
            published_at=known.published_at,
            active=pointer is not None and pointer.version == number,
            document=titled(from_json(loaded.document), name, number),
        )

    def diff(self, name: str, before: int, after: int | None) -> Diff:
        """Return what version ``after``, or the draft, says otherwise than version ``before``."""
        newer = self.draft(name).document if after is None else from_json(self.versions.load(name, after).document)
        return compare(from_json(self.versions.load(name, before).document), newer)

    def check(self, name: str, document: dict[str, Any], now: int) -> Checked:
        """Return what is to be said of ``document`` as a version of ``name``."""
        _check_name(name)
        return check(document, self._shop, name=name, now=now)

    def save(self, name: str, document: dict[str, Any], expected: int | None, content_id: str, now: int) -> Saved:
        """Keep a document that validates as the draft."""
        checked = self.check(name, document, now)
        author = checked.valid.author or None
        revision = self.drafts.save(name, document, author=author, expected=expected, content_id=content_id, now=now)
        return Saved(revision, checked.warnings)

    def rules_to_try(self, name: str, document: dict[str, Any] | None, now: int) -> RuleSet:
        """Return the rules of ``document``, else of the draft, else of the version that serves."""
        if document is None and (stored := self.drafts.load(name)):
            document = dict(stored.draft.document)
        if document is not None:
            return self.check(name, document, now).valid
        return self._rules(name, self.versions.pointer(name).version)

    def publish(self, name: str, request: Publishing, artefact_id: str, now: int) -> Published:
        """Let the draft serve as the next version."""
        stored, pointer = self.drafts.load(name), self._pointer(name) or Pointer(0, 0)
        if stored is None or (request.revision is not None and stored.draft.revision != request.revision):
            return self._published_before(name, pointer, request, found=stored is not None)
        draft, then = stored.draft, published(pointer, now)
        rules = check(draft.document, self._shop, name=name, version=then.version, now=now).valid
        check_gate(rules.gate, draft)
        version = Version(
            version=then.version,
            author=request.author or rules.author or None,
            note=request.note or rules.note or None,
            published_at=now,
            rules=len(draft.document.get("rules") or ()),
            changes=self._changes(name, pointer, draft),
            revision=draft.revision,
            backtest=draft.report.job_id if draft.report else None,
        )
        built = artefact.build({"rules": []} | titled(draft.document, name, then.version), rules)
        written = self.versions.put_artefact(name, artefact_id, built)
        self.versions.publish(name, version, stored.document, written, seen=pointer, then=then)
        return _published(name, version, then)

    def activate(self, name: str, number: int, now: int) -> Published:
        """Let an earlier version serve again."""
        pointer = self.versions.pointer(name)
        return self._move(name, pointer, activated(pointer, number, now))

    def roll_back(self, name: str, serving: int | None, now: int) -> Published:
        """Let the version serve again that served before ``serving``, which must be the one that serves."""
        pointer = self.versions.pointer(name)
        if serving is not None and serving != pointer.version:
            raise PublishConflictError(f"version {pointer.version} serves, not {serving}")
        return self._move(name, pointer, rolled_back(pointer, now))

    def issue(self, name: str, order: CodeOrder, numbers: Iterable[int], now: int) -> IssuedCodes:
        """Make single-use codes, one from each of ``numbers``, which nobody can guess."""
        _check_name(name)
        issued = tuple(code_of(number) for number in numbers)
        self._codes.issue(order.batch, issued, now)
        return IssuedCodes(order.batch, issued)

    def _usage(self, name: str, pointer: Pointer, now: int) -> dict[str, Used]:
        rules = self._rules(name, pointer.version)
        counted = self._counts.counts((rule.id, period_of(rule, rules, now)) for rule in rules.rules)
        return {rule.id: _used(rule, counted[rule.id]) for rule in rules.rules if rule.id in counted}

    def _move(self, name: str, seen: Pointer, then: Pointer) -> Published:
        loaded = self.versions.load(name, then.version)
        self._rules(name, then.version)
        if then is not seen:
            self.versions.move(name, seen=seen, then=then)
        return _published(name, loaded.version, then)

    def _published_before(self, name: str, pointer: Pointer, request: Publishing, *, found: bool) -> Published:
        """Return the answer of the first time to who asks again for the same revision."""
        for version in self.versions.history(name) if request.revision is not None else ():
            if version.revision == request.revision:
                return _published(name, version, pointer)
        if found:
            raise PublishConflictError("the draft has another revision by now; load it and look at it first")
        raise NoDraftError("there is no draft to publish")

    def _changes(self, name: str, pointer: Pointer, draft: Draft) -> Changes:
        if not pointer.version:
            return Changes(added=len(draft.document.get("rules") or ()))
        return counted(compare(from_json(self.versions.load(name, pointer.version).document), draft.document))

    def _pointer(self, name: str) -> Pointer | None:
        try:
            return self.versions.pointer(name)
        except NotFoundError:
            return None

    def _serving(self, name: str, pointer: Pointer) -> Serving:
        loaded = self.versions.load(name, pointer.version)
        known = loaded.version
        document = titled(from_json(loaded.document), name, known.version)
        return Serving(known.version, known.published_at, pointer.since, known.author, known.note, document)

    def draft(self, name: str) -> Draft:
        """Return the draft; raise ``NoDraftError`` when there is none."""
        stored = self.drafts.load(name)
        if stored is None:
            raise NoDraftError("there is no draft")
        return stored.draft

    def _draft_view(self, name: str, draft: Draft, now: int) -> DraftView:
        checked = check(draft.document, self._shop, name=name, now=now)
        document = dict(draft.document)
        return DraftView(
            draft.revision, draft.author, draft.saved_at, document, checked.errors, checked.warnings, draft.report
        )

    def _rules(self, name: str, version: int) -> RuleSet:
        return self.versions.rules(name, version, self._shop.currency, self._shop.time_zone)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise NotFoundError("a rule set's name is made of small letters, digits, '_' and '-'")


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


def _published(name: str, version: Version, pointer: Pointer) -> Published:
    label = f"{name}@{version.version}"
    return Published(name, version.version, label, pointer.since, version.author, version.note, version.changes)
