"""What came of a replay: counts, and how fast it went; as a table and as JSON."""

import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.replaying.shoppers import Shopper
from shared.domain.money import exponent

Decision = Mapping[str, Any]


class Report:
    """Counts while a log is played; shoppers played side by side report at the same time."""

    def __init__(self, file: str, currency: str) -> None:
        self.file = file
        self.currency = currency
        self.rows = self.sessions = 0
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._wall_s = 0.0
        self._counts: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()
        self._carts: set[str] = set()
        self._carts_refused: Counter[str] = Counter()
        self._decisions: set[str] = set()
        self._by_rule: Counter[str] = Counter()
        self._discount_by_rule: Counter[str] = Counter()
        self._lake: dict[str, int] = {}
        self._added = 0
        self._was_empty = True

    def refused(self, reason: str, rows: int) -> None:
        """So many rows could not be sent, or were refused together."""
        with self._lock:
            self._rejected[reason] += rows

    def received(self, receipt: Mapping[str, Any]) -> None:
        """The stack answered a batch of events."""
        with self._lock:
            for name in ("accepted", "duplicates", "dropped_for_consent", "late"):
                self._counts[name] += receipt[name]
            self._rejected.update(each["code"] for each in receipt["rejected"])

    def opened(self) -> None:
        with self._lock:
            self._counts["opened"] += 1

    def clock_moved(self, moved: Mapping[str, int]) -> None:
        with self._lock:
            self._counts["clock_moves"] += 1
            self._counts["rechecks"] += moved["rechecks"]
            self._counts["reminders"] += moved["reminders"]

    def cart_changed(self, cart_id: str) -> None:
        with self._lock:
            self._carts.add(cart_id)
            self._counts["cart_updates"] += 1

    def cart_refused(self, code: str) -> None:
        with self._lock:
            self._carts_refused[code] += 1

    def decided(self, decision: Decision) -> None:
        """A decision came back; the same one again does not count twice."""
        with self._lock:
            if decision["decision_id"] not in self._decisions:
                self._decisions.add(decision["decision_id"])
                self._by_rule.update(each["rule"] for each in decision["discounts"]["applied"])

    def bought(self, decision: Decision | None) -> None:
        """A cart was bought while ``decision`` stood."""
        with self._lock:
            self._counts["carts_bought"] += 1
            self._counts["discount_at_purchase"] += self._granted(decision)

    def ended(self, shoppers: Iterable[Shopper]) -> None:
        """The log is over; what is in a cart now stays there."""
        self._wall_s = time.monotonic() - self._began
        for shopper in shoppers:
            if shopper.lines:
                self._counts["carts_left"] += 1
                self._counts["discount_standing"] += self._granted(shopper.decision)

    def lake(self, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """The lake's tables had so many rows before the replay, and have so many after it."""
        self._lake = {name: after[name] for name in ("events", "failed")}
        self._added = after["events"] - before["events"]
        self._was_empty = before["events"] == 0

    def _granted(self, decision: Decision | None) -> int:
        applied = decision["discounts"]["applied"] if decision else ()
        for each in applied:
            self._discount_by_rule[each["rule"]] += each["amount"]
        return sum(each["amount"] for each in applied)

    @property
    def settled(self) -> int:
        """How many rows were accepted, a duplicate, or rejected."""
        taken = self._counts["accepted"] + self._counts["duplicates"] + self._counts["dropped_for_consent"]
        return taken + self._rejected.total()

    @property
    def is_complete(self) -> bool:
        return self.settled == self.rows

    @property
    def is_in_the_lake(self) -> bool:
        """Whether the lake has each accepted event once; of a log that was played before, nothing is added."""
        accepted = self._counts["accepted"]
        return self._added == accepted if self._was_empty else self._added <= accepted

    def document(self, latencies: Mapping[str, Sequence[float]]) -> dict[str, Any]:
        """Return the report. Everything but ``timing`` is the same for the same log on another fresh stack."""
        counts = self._counts
        return {
            "file": self.file,
            "rows": self.rows,
            "accepted": counts["accepted"],
            "duplicates": counts["duplicates"],
            "dropped_for_consent": counts["dropped_for_consent"],
            "rejected": dict(sorted(self._rejected.items())),
            "late": counts["late"],
            "complete": self.is_complete,
            "lake": self._lake | {"events_added": self._added},
            "sessions": self.sessions,
            "sessions_opened": counts["opened"],
            "carts": len(self._carts),
            "carts_bought": counts["carts_bought"],
            "carts_left": counts["carts_left"],
            "carts_refused": dict(sorted(self._carts_refused.items())),
            "cart_updates": counts["cart_updates"],
            "decisions": len(self._decisions),
            "decisions_by_rule": dict(sorted(self._by_rule.items())),
            "discount_granted": {
                "currency": self.currency,
                "total": counts["discount_at_purchase"] + counts["discount_standing"],
                "at_purchase": counts["discount_at_purchase"],
                "standing": counts["discount_standing"],
                "by_rule": dict(sorted(self._discount_by_rule.items())),
            },
            "timing": {
                "wall_s": round(self._wall_s, 1),
                "rows_per_s": round(self.rows / self._wall_s, 1),
                "clock_moves": counts["clock_moves"],
                "rechecks": counts["rechecks"],
                "reminders": counts["reminders"],
                "latency_ms": {call: percentiles(times) for call, times in sorted(latencies.items())},
            },
        }


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and p99 of ``times``, and how many they are."""
    cuts = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else [*times] * 99
    return {"calls": len(times), "p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def show(document: Mapping[str, Any], console: Console) -> None:
    """Print the report as tables."""
    counts = Table("what", "count", title=f"Replay of {document['file']}", title_justify="left")
    counts.columns[1].justify = "right"
    for name in ("rows", "accepted", "duplicates", "dropped_for_consent"):
        counts.add_row(name.replace("_", " "), f"{document[name]:,}")
    for reason, rows in document["rejected"].items():
        counts.add_row(f"rejected: {reason}", f"{rows:,}")
    for name in ("late", "sessions", "carts", "carts_bought", "carts_left", "cart_updates", "decisions"):
        counts.add_row(name.replace("_", " "), f"{document[name]:,}")
    for name, rows in document["lake"].items():
        counts.add_row(f"in the lake: {name.replace('_', ' ')}", f"{rows:,}")
    for code, times in document["carts_refused"].items():
        counts.add_row(f"cart refused: {code}", f"{times:,}")
    for rule, times in document["decisions_by_rule"].items():
        counts.add_row(f"decisions with {rule}", f"{times:,}")
    granted = document["discount_granted"]
    for name in ("at_purchase", "standing", "total"):
        digits = exponent(granted["currency"])
        amount = f"{granted[name] / 10**digits:,.{digits}f} {granted['currency']}"
        counts.add_row(f"discount {name.replace('_', ' ')}", amount)
    calls = Table("call", "calls", "p50 ms", "p95 ms", "p99 ms")
    for column in calls.columns[1:]:
        column.justify = "right"
    for call, figures in document["timing"]["latency_ms"].items():
        calls.add_row(
            call.replace("_", " "), f"{figures['calls']:,}", *(f"{figures[p]:,.1f}" for p in ("p50", "p95", "p99"))
        )
    timing = document["timing"]
    console.print(counts)
    console.print(calls)
    console.print(f"{timing['wall_s']:,.1f} s, {timing['rows_per_s']:,.0f} rows a second")
