"""A rule set as it is stored beside its document, so that a container need not work it out again.

Plain data only: an outline, the masks and each rule's own document, in pieces that are unpacked when they are first
asked for. Never code. Another format or another Python's marshal is refused by its tag, and the document read instead.
"""

import marshal
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, overload
from zoneinfo import ZoneInfo

from shared.domain.engine.index import Block, Index
from shared.domain.engine.matcher import FEW, Matcher
from shared.domain.engine.outline import Outline
from shared.domain.rules.model import Rule, RuleSet
from shared.domain.rules.reading import parse_rule_set
from shared.domain.rules.reading_rule import parse_rule

# Raised whenever what is packed changes.
_FORMAT = 4
TAG = f"microlift rules {_FORMAT}, marshal {marshal.version} of {sys.implementation.cache_tag}\n".encode()
# Rules are unpacked so many at a time: fewer take more room, more take longer when one is wanted.
_DRAWER = 64


def build(document: Mapping[str, Any], rule_set: RuleSet) -> bytes:
    """Return the artefact of ``rule_set``, which was read from ``document``."""
    documents = {rule["id"]: rule for rule in document["rules"]}
    ids = [rule.id for rule in rule_set.rules]
    drawers = [[documents[rule_id] for rule_id in ids[n : n + _DRAWER]] for n in range(0, len(ids), _DRAWER)]
    matcher = rule_set.matcher
    parts: tuple[Any, ...] = (
        # The session rules, which are few, are read with the rest of the document, and exclude nobody there.
        {**document, "rules": [{**documents[rule.id], "excludes": None} for rule in rule_set.prompts]},
        _packed(ids),
        len(ids),
        tuple(map(_packed, drawers)),
        tuple(matcher.outline),
        _packed_index(matcher.index) if len(ids) > FEW else None,
    )
    return TAG + marshal.dumps(parts)


def load(artefact: bytes, *, currency: str, time_zone: str, otherwise: Callable[[], RuleSet]) -> RuleSet:
    """Return the rule set that ``artefact`` was built of, in the shop's currency and time zone.

    An artefact with a foreign tag is as good as none: ``otherwise`` then reads the document.
    """
    if not artefact.startswith(TAG):
        return otherwise()
    header, ids, size, drawers, outline, found = marshal.loads(memoryview(artefact)[len(TAG) :])  # noqa: S302 - our own
    rule_set = parse_rule_set(header, currency=currency, time_zone=time_zone)
    own: dict[str, Any] = {field.name: getattr(rule_set, field.name) for field in fields(RuleSet)}
    own["rules"] = Shelf(ids, size, drawers, rule_set.zone, Outline(*outline), _index(found) if found else None)
    return Stored(**own)


class Shelf(Sequence[Rule]):
    """The rules in their order, each read when it is first asked for, and what was worked out for all of them."""

    def __init__(
        self, ids: bytes, size: int, drawers: Sequence[bytes], zone: ZoneInfo, outline: Outline, found: Index | None
    ) -> None:
        self._ids, self._size, self._drawers, self._zone = ids, size, drawers, zone
        self.outline, self.found = outline, found
        self._documents: dict[int, list[Any]] = {}
        self._rules: dict[int, Rule] = {}

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, n: int) -> Rule: ...
    @overload
    def __getitem__(self, n: slice) -> Sequence[Rule]: ...
    def __getitem__(self, n: int | slice) -> Rule | Sequence[Rule]:
        """Return the rule in place ``n``."""
        if isinstance(n, slice):
            return tuple(self[place] for place in range(*n.indices(self._size)))
        rule = self._rules.get(n)
        if rule is None:
            place = range(self._size)[n]
            drawer, inside = divmod(place, _DRAWER)
            if drawer not in self._documents:
                self._documents[drawer] = _unpacked(self._drawers[drawer])
            document = self._documents[drawer][inside]
            rule = self._rules[n] = parse_rule(document, self._zone, f"$.rules[{place}]").for_carts
        return rule

    @cached_property
    def places(self) -> dict[str, int]:
        """Where the rule with each id stands."""
        return {rule_id: n for n, rule_id in enumerate(_unpacked(self._ids))}


class Stored(RuleSet):
    """A rule set whose rules lie on a ``Shelf``."""

    @cached_property
    def matcher(self) -> Matcher:
        """What tells which rules hold."""
        shelf = self._shelf
        return Matcher(shelf, [group.id for group in self.groups], shelf.outline, shelf.found)

    def place_of(self, rule_id: str) -> int | None:
        """Return where in ``rules`` the rule with this id stands, ``None`` when there is none."""
        return self._shelf.places.get(rule_id)

    @property
    def _shelf(self) -> Shelf:
        assert isinstance(self.rules, Shelf)
        return self.rules


class _Blocks(dict[Any, Any]):
    """Blocks by their value, each unpacked when it is first asked for."""

    def get(self, value: Any, default: Any = None) -> Any:
        packed = super().get(value, default)
        return _block(packed) if isinstance(packed, bytes) else packed


def _packed(value: Any) -> bytes:
    return zlib.compress(marshal.dumps(value))


def _unpacked(packed: bytes) -> Any:
    return marshal.loads(zlib.decompress(packed))  # noqa: S302 - our own artefact, out of our own table


def _packed_index(found: Index) -> tuple[Any, ...]:
    blocks = {value: _packed(_plain(block)) for value, block in found.blocks.items()}
    return found.columns, found.by, blocks, _packed(_plain(found.others)), found.rest, found.scheduled


def _index(packed: tuple[Any, ...]) -> Index:
    columns, by, blocks, others, rest, scheduled = packed
    return Index(columns, by, _Blocks(blocks), _block(others), rest, scheduled)


def _plain(block: Block) -> tuple[Any, ...]:
    numbers = None if isinstance(block.numbers, range) else tuple(block.numbers)
    return (numbers, len(block.numbers), *block[1:])


def _block(packed: bytes) -> Block:
    numbers, size, *others = _unpacked(packed)
    return Block(range(size) if numbers is None else numbers, *others)
