"""The marketer's desk: what the routes of rule sets do, over drafts, versions and counters."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from functions.manage_rules.answers import (
    CodeOrder,
    IssuedCodes,
    Published,
    Publishing,
    Saved,
)
from shared.domain.engine import artefact
from shared.domain.errors import FieldError, NotFoundError, RefusedError
from shared.domain.rules.checking import Checked, Shop, check
from shared.domain.rules.diff import compare, counted
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
from shared.domain.rules.model import RuleSet
from shared.domain.rules.reading_rule import BATCH_NAME, ID
from shared.domain.rules.strangers import Known, has_words, named_items
from shared.domain.single_use import code_of
from shared.store.batches import Pause
from shared.store.codes import CodeStore
from shared.store.event_catalogue import CustomEventStore
from shared.store.items import ItemStore
from shared.store.rule_contents import titled
from shared.store.rule_drafts import RuleDrafts
from shared.store.rule_versions import RuleVersions
from shared.store.table import StateError, Table
from shared.store.usage import Counters
from shared.store.vocabulary import Vocabulary

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Desk:
    """Drafts and publishes rule sets."""

    def __init__(self, table: Table, items: ItemStore, shop: Shop, pause: Pause) -> None:
        self.shop = shop
        self.drafts = RuleDrafts(table, pause)
        self.versions = RuleVersions(table, pause)
        self._codes = CodeStore(table, pause)
        self._items = items
        self._vocabulary = Vocabulary(table, pause)
        self._custom_events = CustomEventStore(table, pause)
        self._counts = Counters(table, pause)

    def check(self, name: str, document: dict[str, Any], now: int) -> Checked:
        """Return what is to be said of ``document`` as a version of ``name``."""
        _check_name(name)
        known = self._known(document) if has_words(document) else Known()
        return check(document, self.shop, name=name, known=known, now=now)

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
        return self.rules(name, self.versions.pointer(name).version)

    def publish(self, name: str, request: Publishing, artefact_id: str, now: int) -> Published:
        """Let the draft serve as the next version."""
        stored, pointer = self.drafts.load(name), self.pointer(name) or Pointer(0, 0)
        if stored is None or (request.revision is not None and stored.draft.revision != request.revision):
            return self._published_before(name, pointer, request, found=stored is not None)
        draft, then = stored.draft, published(pointer, now)
        rules = check(draft.document, self.shop, name=name, version=then.version, now=now).valid
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
        if not ID.fullmatch(order.batch):
            fault = FieldError("$.batch", "invalid_id", BATCH_NAME)
            raise RefusedError(fault.message, errors=(fault,))
        issued = tuple(code_of(number) for number in numbers)
        self._codes.issue(order.batch, issued, now)
        return IssuedCodes(order.batch, issued)

    def _known(self, document: dict[str, Any]) -> Known:
        items = frozenset(self._items.known(named_items(document)))
        return replace(self._vocabulary.known(items), events=frozenset(self._custom_events.load().types))

    def _move(self, name: str, seen: Pointer, then: Pointer) -> Published:
        # Loaded before it serves: one that does not load is refused here, not in the containers.
        self.rules(name, then.version)
        if then is not seen:
            self.versions.move(name, seen=seen, then=then)
        return _published(name, self.versions.version(name, then.version), then)

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
        try:
            serving = self.versions.document(name, pointer.version)
        except StateError:
            # What serves cannot be read: all the more reason to let somebody publish.
            serving = {}
        return counted(compare(serving, draft.document))

    def pointer(self, name: str) -> Pointer | None:
        """Return which version serves, ``None`` when the rule set never had one."""
        try:
            return self.versions.pointer(name)
        except NotFoundError:
            return None

    def draft(self, name: str) -> Draft:
        """Return the draft; raise ``NoDraftError`` when there is none."""
        stored = self.drafts.load(name)
        if stored is None:
            raise NoDraftError("there is no draft")
        return stored.draft

    def rules(self, name: str, version: int) -> RuleSet:
        """Return the rule set of a version."""
        return self.versions.rules(name, version, self.shop.currency, self.shop.time_zone)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise NotFoundError("a rule set's name is made of small letters, digits, '_' and '-'")


def _published(name: str, version: Version, pointer: Pointer) -> Published:
    label = f"{name}@{version.version}"
    return Published(name, version.version, label, pointer.since, version.author, version.note, version.changes)
