"""What rules were used for: ``campaign#<rule>`` / ``budget#campaign`` and ``budget#<period>``, counted once per order.

An order's counters, its codes and its own mark are written in one transaction (one for each 25 rules): told twice, an
order counts once; broken off, the rest is counted when it is told again. For limits per customer there is also
``customer#<id>`` / ``used#<rule>``, or ``visitor#<id>`` of who has not logged in.

The counts are read by decisions, not held against them: two carts decided at the same moment may both be offered the
last of a budget. The offers' ledger reserves under a condition on these items before the order and is the last to say
no; that is its seam.
Access patterns: ``count`` one order, ``of_rules`` (through a container cache), ``counts`` for the overview,
``of_person``, ``forget_person``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import BusyError
from shared.domain.redeeming import CAMPAIGN, Counted, Redeemed, Redemption, limited, period_of
from shared.domain.rules.model import RuleSet
from shared.domain.single_use import recognised
from shared.store.batches import Pause, read_all
from shared.store.table import Attributes, Table, key, number

READ_EVERY_MS = 20_000
KEPT_S = 400 * 86_400
ATTEMPTS = 6
# Three counters each, twenty codes and the mark: a transaction holds a hundred.
COUNTED_AT_ONCE = 25
REFUSED = "ConditionalCheckFailed"

Report = Callable[[str, Exception], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What was read, of which rules, and when (real time, ms)."""

    wanted: tuple[tuple[str, str | None], ...]
    counted: Mapping[str, Counted]
    read_at: int


class Counters:
    """Reads what was counted of rules and of persons."""

    def __init__(self, table: Table, pause: Pause) -> None:
        """``pause`` waits before attempt number n to read the rest is made."""
        self._table = table
        self._pause = pause

    def counts(self, wanted: Iterable[tuple[str, str | None]]) -> dict[str, Counted]:
        """Return the counts of (rule, budget period) pairs by rule; what was never used is left out."""
        pairs = list(wanted)
        keys = [_counter(rule, CAMPAIGN) for rule, _ in pairs]
        keys += [_counter(rule, period) for rule, period in pairs if period]
        found = {
            (item["pk"]["S"], item["sk"]["S"]): (int(item["uses"]["N"]), int(item["spent"]["N"]))
            for item in read_all(self._table, keys, self._pause, consistent=False)
        }
        counted: dict[str, Counted] = {}
        for rule, period in pairs:
            uses, spent = found.get(_names(rule, CAMPAIGN), (0, 0))
            if uses:
                counted[rule] = Counted(uses, found.get(_names(rule, period), (0, 0))[1] if period else spent)
        return counted

    def of_person(self, person: str) -> dict[str, int]:
        """Return how often ``customer#<id>`` or ``visitor#<id>`` redeemed each rule."""
        return {item["sk"]["S"].removeprefix("used#"): int(item["uses"]["N"]) for item in self._of_person(person)}

    def forget_person(self, person: str) -> None:
        """Delete what was counted of a person; the rules' own counts stay."""
        for item in self._of_person(person):
            own = {name: item[name] for name in ("pk", "sk")}
            self._table.client.delete_item(TableName=self._table.name, Key=own)

    def _of_person(self, person: str) -> list[Attributes]:
        pages = self._table.client.get_paginator("query").paginate(
            TableName=self._table.name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :used)",
            ExpressionAttributeValues={":pk": {"S": person}, ":used": {"S": "used#"}},
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]


class UsageStore:
    """Counts redemptions, and tells what was counted."""

    def __init__(
        self, table: Table, pause: Pause, clock: Callable[[], int], report: Report, cached_ms: int | None = None
    ) -> None:
        """``clock`` is the real time in ms; ``report`` is told why the counts cannot be read.

        ``cached_ms`` is the greatest age of a read, where it is to be less than usual.
        """
        self._table = table
        self._pause = pause
        self._clock = clock
        self._report = report
        self._read_every_ms = READ_EVERY_MS if cached_ms is None else cached_ms
        self._counters = Counters(table, pause)
        self.forget()

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._known: Known | None = None

    def of_rules(self, rules: RuleSet, now: int) -> Mapping[str, Counted]:
        """Return the counts of the rules that have limits, at most 20 s old; no call at all when none has.

        What cannot be read is reported and taken as it was last known: the shop stays open.
        """
        wanted = tuple((rule.id, period_of(rule, rules, now)) for rule in limited(rules))
        if not wanted:
            return {}
        known, at = self._known, self._clock()
        if known and known.wanted == wanted and 0 <= at - known.read_at < self._read_every_ms:
            return known.counted
        try:
            counted = self._counters.counts(wanted)
        except Exception as error:  # noqa: BLE001 - whatever it is, a limit unread is no reason to turn shoppers away
            self._report("usage", error)
            counted = known.counted if known else {}
        self._known = Known(wanted, counted, at)
        return counted

    def count(self, order_id: str, redeemed: Redeemed, person: str | None, now: int) -> None:
        """Count what an order redeemed, once; ``person`` is whose limits it counts for, ``None``: nobody's.

        A code that another order used meanwhile stays that one's. Raises ``BusyError`` when orders keep colliding.
        """
        # One code may have been entered in two ways, and a transaction touches an item once.
        codes = sorted({code for entered in redeemed.codes if (code := recognised(entered))})
        for n in range(0, len(redeemed.redemptions), COUNTED_AT_ONCE):
            part = redeemed.redemptions[n : n + COUNTED_AT_ONCE]
            self._count(f"counted_{n}", order_id, part, [] if n else codes, person, now)

    def _count(
        self, mark: str, order_id: str, part: Sequence[Redemption], codes: list[str], person: str | None, now: int
    ) -> None:
        counters = [write for each in part for write in self._added(each, person, now)]
        for attempt in range(ATTEMPTS):
            uses = [self._use(code, order_id, now) for code in codes]
            marked = self._mark(mark, order_id, now)
            try:
                self._table.client.transact_write_items(TransactItems=[marked, *uses, *counters])
            except self._table.client.exceptions.TransactionCanceledException as cancelled:
                reasons = [reason["Code"] for reason in cancelled.response["CancellationReasons"]]
                if reasons[0] == REFUSED:
                    return
                codes = [code for code, reason in zip(codes, reasons[1:], strict=False) if reason != REFUSED]
                self._pause(attempt)
            else:
                return
        raise BusyError("many orders are being counted at this moment; send this one again")

    def _mark(self, mark: str, order_id: str, now: int) -> dict[str, Any]:
        once = f"attribute_not_exists({mark})"
        return self._update(key(f"order#{order_id}"), f"SET {mark} = :now", {":now": number(now)}, once)

    def _use(self, code: str, order_id: str, now: int) -> dict[str, Any]:
        values = {":now": number(now), ":order": {"S": order_id}}
        once = "attribute_exists(pk) AND attribute_not_exists(used_by)"
        return self._update(key(f"code#{code}"), "SET used_at = :now, used_by = :order", values, once)

    def _added(self, redemption: Redemption, person: str | None, now: int) -> list[dict[str, Any]]:
        rule, period = redemption.rule, redemption.period
        kept, one = {":kept": number(now // 1000 + KEPT_S)}, {":one": number(1)}
        both = one | {":amount": number(redemption.amount)}
        writes = [self._update(_counter(rule, CAMPAIGN), "ADD uses :one, spent :amount", both)]
        if period:
            expression = "SET expires_at = :kept ADD uses :one, spent :amount"
            writes.append(self._update(_counter(rule, period), expression, both | kept))
        if person:
            expression = "SET expires_at = :kept ADD uses :one"
            writes.append(self._update(key(person, f"used#{rule}"), expression, one | kept))
        return writes

    def _update(self, at: Attributes, expression: str, values: Attributes, condition: str = "") -> dict[str, Any]:
        update = {
            "TableName": self._table.name,
            "Key": at,
            "UpdateExpression": expression,
            "ExpressionAttributeValues": values,
        }
        return {"Update": update | ({"ConditionExpression": condition} if condition else {})}


def _counter(rule: str, period: str | None) -> Attributes:
    return key(*_names(rule, period))


def _names(rule: str, period: str | None) -> tuple[str, str]:
    return f"campaign#{rule}", f"budget#{period}"
