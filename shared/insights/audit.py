"""The audit of what arrives: the questions whose answers make up one report, bots included.

Events of a period are those that happened in it; rejected ones, whose own time cannot be trusted, those received in it.
"""

from collections.abc import Callable, Mapping

import ibis
import ibis.expr.types as ir

from shared.domain.reports.audit import DELAYS_MS, LOOK_ALIKE_MS, MOST_REFUSALS, QUANTILES
from shared.domain.reports.period import Period
from shared.insights.lake import table, when, within

_LIST = ","


def kept(period: Period) -> ir.Table:
    """Return a row per event name, catalogue version and list of missing parameters: counts of accepted events."""
    events = within(table("events"), "ts", period)
    # As one text: unnesting would give a row per parameter, and could not count the events that lack something.
    lacking = when(events.missing.length() > 0, events.missing.join(_LIST))
    return (
        events.group_by("event_name", version=events.catalogue_version, missing=lacking)
        .agg(
            events=events.count(),
            late=events.count(where=events.late),
            bots=events.count(where=events.bot),
            corrected=events.count(where=events.ts != events.client_ts),
        )
        .order_by("event_name", "version", "missing")
    )


def refused(period: Period) -> ir.Table:
    """Return a row per event name, catalogue version and reason: counts of rejected events, the most first.

    Senders make names up, so the list ends after some hundred rows.
    """
    failed = within(table("failed"), "received_at", period)
    return (
        failed.group_by("event_name", "code", "path", version=failed.catalogue_version)
        .agg(events=failed.count(), bots=failed.count(where=failed.bot))
        .order_by(ibis.desc("events"), "event_name", "code", "path", "version")
        .limit(MOST_REFUSALS)
    )


def refused_in_all(period: Period) -> ir.Table:
    """Return one row: how many events were rejected."""
    failed = within(table("failed"), "received_at", period)
    return failed.agg(events=failed.count())


def look_alikes(period: Period) -> ir.Table:
    """Return a row per event name: events that repeat the one before, under another id.

    The same session, page and parameters within a second: a tag that fires twice. The engine cannot tell it from a
    quick double click, so it is for people to look into.
    """
    alike = ("session_id", "event_name", "page_path", "params", "value")
    events = within(table("events"), "ts", period).select(*alike, "ts", "event_id")
    same = ibis.window(group_by=alike, order_by=["ts", "event_id"])
    events = events.mutate(pause=events.ts - events.ts.lag().over(same))
    again = events.filter(events.pause < LOOK_ALIKE_MS)
    return again.group_by("event_name").agg(events=again.count()).order_by(ibis.desc("events"), "event_name")


def delays(period: Period) -> ir.Table:
    """Return a row per bucket of the time from the browser's own clock to the receipt; and its quantiles, on each."""
    events = within(table("events"), "ts", period)
    events = events.filter(events.client_ts.notnull())
    events = events.select(delay=events.received_at - events.client_ts)
    quantiles = events.agg(**{name: events.delay.approx_quantile(share) for name, share in QUANTILES.items()})
    upper = [(events.delay < limit, n) for n, limit in enumerate(DELAYS_MS)]
    counted = events.group_by(bucket=ibis.cases(*upper, else_=len(DELAYS_MS))).agg(events=events.count())
    return counted.cross_join(quantiles).order_by("bucket")


QUESTIONS: Mapping[str, Callable[[Period], ir.Table]] = {
    "kept": kept,
    "refused": refused,
    "refused_in_all": refused_in_all,
    "look_alikes": look_alikes,
    "delays": delays,
}
