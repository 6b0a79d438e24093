"""Hours and seasons in the shop's zone, across the nights when the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.errors import RuleSetError
from shared.domain.schedules import parse_schedule

ROME = ZoneInfo("Europe/Rome")


def rome(text, fold=0):
    return int(datetime.fromisoformat(text).replace(tzinfo=ROME, fold=fold).timestamp() * 1000)


def schedule(**document):
    return parse_schedule(document, ROME, "$.schedule")


SATURDAY_EVENING = schedule(weekly={"days": ["sat"], "from": "18:00", "until": "22:00"})
NIGHT = schedule(weekly={"days": ["sun"], "from": "02:30", "until": "04:00"})


def test_six_in_the_evening_is_six_in_the_evening_in_summer_and_winter():
    assert SATURDAY_EVENING.is_open(rome("2026-03-28T18:00:00"))
    assert SATURDAY_EVENING.is_open(rome("2026-04-04T18:00:00"))
    assert SATURDAY_EVENING.next_edge(rome("2026-03-28T22:00:00")) == rome("2026-04-04T18:00:00")
    assert rome("2026-04-04T18:00:00") - rome("2026-03-28T18:00:00") == (7 * 24 - 1) * 3_600_000


def test_a_window_that_opens_in_the_hour_that_is_skipped_opens_when_the_clocks_jump():
    assert NIGHT.next_edge(rome("2026-03-29T01:00:00")) == rome("2026-03-29T03:00:00")
    assert NIGHT.is_open(rome("2026-03-29T03:00:00"))


def test_a_window_in_the_hour_that_comes_twice_is_open_both_times():
    first, second = rome("2026-10-25T02:30:00", fold=0), rome("2026-10-25T02:30:00", fold=1)

    assert NIGHT.next_edge(rome("2026-10-25T01:00:00")) == first
    assert NIGHT.is_open(first)
    assert not NIGHT.is_open(rome("2026-10-25T02:15:00", fold=1))
    assert NIGHT.is_open(second)


def test_the_season_includes_both_days():
    season = schedule(yearly={"from": "11-01", "until": "12-26"})

    assert season.next_edge(rome("2026-10-01T12:00:00")) == rome("2026-11-01T00:00:00")
    assert season.next_edge(rome("2026-11-01T00:00:00")) == rome("2026-12-27T00:00:00")


def test_a_season_may_run_over_new_year():
    season = schedule(yearly={"from": "12-20", "until": "01-06"})

    assert season.is_open(rome("2027-01-06T23:59:00"))
    assert not season.is_open(rome("2027-01-07T00:00:00"))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"monthly": {}},
        {"weekly": {"days": ["sabato"], "from": "18:00", "until": "22:00"}},
        {"weekly": {"days": ["sat"], "from": "22:00", "until": "18:00"}},
        {"weekly": {"days": ["sat"], "from": "18:00"}},
        {"yearly": {"from": "11-31", "until": "12-26"}},
    ],
)
def test_a_schedule_that_cannot_be_read_is_refused_with_its_path(document):
    with pytest.raises(RuleSetError) as refusal:
        parse_schedule(document, ROME, "$.rules[0].schedule")

    assert refusal.value.errors[0].path.startswith("$.rules[0].schedule")
