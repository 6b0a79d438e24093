"""The audit report: what arrives, in which version of the catalogue, what is refused and why, what is missing.

What it cannot count is said in ``NOTE``: deliveries that repeat an event_id are told to their sender and left out by
the merge, so the lake holds no trace of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.domain.reports.period import Period

NOTE = (
    "Bots are included. Repeated deliveries of one event_id are answered as duplicates in the sender's receipt and"
    " reach no table, so they are not counted here; look-alikes are events with ids of their own that repeat another"
    " of the same session within a second. Without consent nothing arrives that could be counted."
)
MOST_REFUSALS = 200
LOOK_ALIKE_MS = 1000
_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000
# A delay below zero is a browser whose clock is ahead.
DELAYS_MS = (-10 * _MINUTE, -30 * _SECOND, 0, _SECOND, 5 * _SECOND, 30 * _SECOND, 10 * _MINUTE, _HOUR, 48 * _HOUR)
QUANTILES = {"p01": 0.01, "p05": 0.05, "p50": 0.5, "p95": 0.95, "p99": 0.99}

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Named:
    """Events of one name and catalogue version; ``lacking`` of them miss a wanted parameter."""

    event_name: str
    catalogue_version: int | None
    accepted: int
    late: int
    bots: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Events rejected for one reason; ``event_name`` as it was sent, where it could be read."""

    event_name: str | None
    catalogue_version: int | None
    code: str
    path: str | None
    events: int
    bots: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """So many of an event's ``of`` came without a parameter that the catalogue wants."""

    event_name: str
    parameter: str
    events: int
    of: int


@dataclass(frozen=True, slots=True)
class LookAlike:
    """So many events repeat one of the same session within a second."""

    event_name: str
    events: int


@dataclass(frozen=True, slots=True)
class Delay:
    """So many events were received from ``from_ms`` up to ``to_ms`` after their own time; ``None``: no bound."""

    from_ms: int | None
    to_ms: int | None
    events: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What arrived in a period; days are the shop's, both included.

    ``corrected`` events had their time set by the clock skew. ``delay_ms`` are approximate quantiles of the time from
    the browser's own clock to the receipt: the way, the wait of an offline browser, and the skew of its clock.
    """

    since: str
    until: str
    as_of: int | None
    note: str
    accepted: int
    rejected: int
    late: int
    bots: int
    corrected: int
    events: tuple[Named, ...]
    reasons: Mapping[str, int]
    refused: tuple[Refused, ...]
    missing: tuple[Lacking, ...]
    look_alikes: tuple[LookAlike, ...]
    delays: tuple[Delay, ...]
    delay_ms: Mapping[str, int]


def audit_report(
    kept: Rows, refused: Rows, refused_in_all: Rows, look_alikes: Rows, delays: Rows, period: Period, as_of: int | None
) -> AuditReport:
    """Return the report on the answers to the audit's questions, each list with the most events first."""

    def total(name: str) -> int:
        return sum(row[name] for row in kept)

    reasons: Counter[str] = Counter()
    for row in refused:
        reasons[row["code"]] += row["events"]
    return AuditReport(
        since=period.days[0].isoformat(),
        until=period.days[-1].isoformat(),
        as_of=as_of,
        note=NOTE,
        accepted=total("events"),
        rejected=sum(row["events"] for row in refused_in_all),
        late=total("late"),
        bots=total("bots"),
        corrected=total("corrected"),
        events=_named(kept),
        reasons=dict(reasons.most_common()),
        refused=tuple(
            Refused(row["event_name"], row["version"], row["code"], row["path"], row["events"], row["bots"])
            for row in refused
        ),
        missing=_missing(kept),
        look_alikes=tuple(LookAlike(row["event_name"], row["events"]) for row in look_alikes),
        delays=_delays(delays),
        delay_ms={name: round(delays[0][name]) for name in QUANTILES} if delays else {},
    )


def _named(kept: Rows) -> tuple[Named, ...]:
    sums: dict[tuple[str, int | None], Counter[str]] = {}
    for row in kept:
        each = sums.setdefault((row["event_name"], row["version"]), Counter())
        each.update({name: row[name] for name in ("events", "late", "bots")})
        each["lacking"] += row["events"] if row["missing"] else 0
    named = [
        Named(name, version, each["events"], each["late"], each["bots"], each["lacking"])
        for (name, version), each in sums.items()
    ]
    return tuple(sorted(named, key=lambda each: (-each.accepted, each.event_name, each.catalogue_version or 0)))


def _missing(kept: Rows) -> tuple[Lacking, ...]:
    of: Counter[str] = Counter()
    lacking: Counter[tuple[str, str]] = Counter()
    for row in kept:
        of[row["event_name"]] += row["events"]
        for parameter in (row["missing"] or "").split(","):
            if parameter:
                lacking[row["event_name"], parameter] += row["events"]
    found = [Lacking(name, parameter, events, of[name]) for (name, parameter), events in lacking.items()]
    return tuple(sorted(found, key=lambda each: (-each.events, each.event_name, each.parameter)))


def _delays(rows: Rows) -> tuple[Delay, ...]:
    counts = {row["bucket"]: row["events"] for row in rows}
    edges = zip((None, *DELAYS_MS), (*DELAYS_MS, None), strict=True)
    return tuple(Delay(*between, counts.get(n, 0)) for n, between in enumerate(edges))
