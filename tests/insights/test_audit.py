"""The audit counts what arrived, what was refused and why, and what is missing."""

import pytest

from shared.domain.reports.audit import audit_report
from shared.insights import audit
from tests.insights.conftest import HOUR, MONDAY, WEEK


@pytest.fixture
def report(lake):
    def told():
        answers = [lake.ask(question(WEEK)) for question in audit.QUESTIONS.values()]
        return audit_report(*answers, WEEK, None)

    return told


def test_events_are_counted_by_name_and_version(lake, report):
    lake.event("v-1", "view_item", MONDAY)
    lake.event("v-1", "view_item", MONDAY + 5000)
    lake.event("v-1", "view_item", MONDAY + 9000, catalogue_version=2)
    lake.event("v-2", "scroll", MONDAY, bot=True, late=True)

    told = report()

    assert [(each.event_name, each.catalogue_version, each.accepted, each.late, each.bots) for each in told.events] == [
        ("view_item", 1, 2, 0, 0),
        ("scroll", 1, 1, 1, 1),
        ("view_item", 2, 1, 0, 0),
    ]
    assert (told.accepted, told.late, told.bots) == (4, 1, 1)


def test_a_missing_parameter_is_counted_and_so_are_the_events_that_lack_any(lake, report):
    lake.event("v-1", "view_item", MONDAY, missing=["currency", "value"])
    lake.event("v-1", "view_item", MONDAY + 5000, missing=["value"])
    lake.event("v-1", "view_item", MONDAY + 9000)
    lake.event("v-1", "view_item", MONDAY + 12000, missing=None)

    told = report()

    assert [(each.parameter, each.events, each.of) for each in told.missing] == [("value", 2, 4), ("currency", 1, 4)]
    assert [each.lacking for each in told.events] == [2]


def test_what_was_refused_is_told_with_its_reason(lake, report):
    lake.event("v-1", "view_item", MONDAY)
    lake.refusal(MONDAY, "viewitem", "unknown_event")
    lake.refusal(MONDAY + 1, "viewitem", "unknown_event")
    lake.refusal(MONDAY + 2, None, "missing", path="$.event_name", bot=True)
    lake.refusal(MONDAY - 1, "viewitem", "unknown_event")

    told = report()

    assert (told.accepted, told.rejected) == (1, 3)
    assert told.reasons == {"unknown_event": 2, "missing": 1}
    assert [(each.event_name, each.code, each.events, each.bots) for each in told.refused] == [
        ("viewitem", "unknown_event", 2, 0),
        (None, "missing", 1, 1),
    ]


def test_a_tag_that_fires_twice_shows_though_its_ids_differ(lake, report):
    lake.event("v-1", "add_to_cart", MONDAY, params='{"a":1}')
    lake.event("v-1", "add_to_cart", MONDAY + 40, params='{"a":1}')
    lake.event("v-1", "add_to_cart", MONDAY + 80, params='{"a":2}')
    lake.event("v-1", "add_to_cart", MONDAY + 1040, params='{"a":1}')
    lake.event("v-2", "add_to_cart", MONDAY, params='{"a":1}')

    assert [(each.event_name, each.events) for each in report().look_alikes] == [("add_to_cart", 1)]


def test_delays_fall_into_their_buckets(lake, report):
    lake.event("v-1", "scroll", MONDAY, client_ts=MONDAY, received_at=MONDAY + 200)
    lake.event("v-2", "scroll", MONDAY, client_ts=MONDAY + HOUR, received_at=MONDAY)
    lake.event("v-3", "scroll", MONDAY, client_ts=MONDAY, received_at=MONDAY + 2 * HOUR)
    lake.event("v-4", "scroll", MONDAY, client_ts=None)

    told = report()

    assert [(each.from_ms, each.to_ms) for each in told.delays if each.events] == [
        (None, -600_000),
        (0, 1000),
        (3_600_000, 172_800_000),
    ]
    assert told.corrected == 1
    assert told.delay_ms["p50"] == 200


def test_of_nothing_there_is_nothing_to_audit(report):
    told = report()

    assert (told.accepted, told.rejected, told.events, told.reasons, told.delay_ms) == (0, 0, (), {}, {})
