"""Hours, seasons and spans in the shop's zone, across the nights when the clocks change."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.clocks import shown
from shared.domain.errors import RuleSetError
from shared.domain.schedules import Schedule, parse_schedule
from shared.domain.windows import Season, Window
from tests.factories import DAY, HOUR, MINUTE, ROME

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def rome(text, fold=0):
    return int(datetime.fromisoformat(text).replace(tzinfo=ROME, fold=fold).timestamp() * 1000)


def schedule(**document):
    document = {name.rstrip("_"): value for name, value in document.items()}
    return parse_schedule(document, ROME, "$.schedule")


def daily(start, end):
    return schedule(weekly={"days": EVERY_DAY, "from": start, "until": end})


def edges(plan, start, end):
    """Return the moments from ``start`` to ``end`` at which the schedule opens or closes."""
    found = []
    while (edge := plan.next_edge(found[-1] if found else start)) is not None and edge <= end:
        found.append(edge)
    return found


SATURDAY_EVENING = schedule(weekly={"days": ["sat"], "from": "18:00", "until": "22:00"})


def test_six_in_the_evening_is_six_in_the_evening_in_summer_and_winter():
    assert SATURDAY_EVENING.is_open(rome("2026-03-28T18:00:00"))
    assert SATURDAY_EVENING.is_open(rome("2026-04-04T18:00:00"))
    assert SATURDAY_EVENING.next_edge(rome("2026-03-28T22:00:00")) == rome("2026-04-04T18:00:00")
    assert rome("2026-04-04T18:00:00") - rome("2026-03-28T18:00:00") == (7 * 24 - 1) * 3_600_000


@pytest.mark.parametrize("day", ["2026-03-29", "2027-03-28"])
def test_a_window_that_opens_in_the_hour_that_is_skipped_opens_when_the_clocks_jump(day):
    night = daily("02:30", "04:00")
    three = rome(f"{day}T03:00:00")

    assert edges(night, rome(f"{day}T00:00:00"), rome(f"{day}T12:00:00")) == [three, rome(f"{day}T04:00:00")]
    assert not night.is_open(three - 1)
    assert night.is_open(three)


@pytest.mark.parametrize("day", ["2026-03-29", "2027-03-28"])
def test_a_window_within_the_hour_that_is_skipped_does_not_open(day):
    night = daily("02:10", "02:50")

    assert edges(night, rome(f"{day}T00:00:00"), rome(f"{day}T23:59:59")) == []


@pytest.mark.parametrize("day", ["2026-03-29", "2027-03-28"])
def test_a_window_that_closes_in_the_hour_that_is_skipped_closes_when_the_clocks_jump(day):
    night = daily("23:00", "02:20")

    assert night.closes_at(rome(f"{day}T01:00:00")) == rome(f"{day}T03:00:00")
    assert rome(f"{day}T03:00:00") - rome(f"{day}T01:00:00") == HOUR


@pytest.mark.parametrize("day", ["2026-10-25", "2027-10-31"])
def test_a_window_in_the_hour_that_comes_twice_is_open_both_times(day):
    night = daily("02:10:30", "02:40")

    assert edges(night, rome(f"{day}T00:00:00"), rome(f"{day}T12:00:00")) == [
        rome(f"{day}T02:10:30", fold=0),
        rome(f"{day}T02:40:00", fold=0),
        rome(f"{day}T02:10:30", fold=1),
        rome(f"{day}T02:40:00", fold=1),
    ]


@pytest.mark.parametrize("day", ["2026-10-25", "2027-10-31"])
def test_a_window_over_the_hour_that_comes_twice_lasts_an_hour_longer(day):
    night = daily("01:00", "04:00")
    opened = rome(f"{day}T01:00:00")

    assert night.closes_at(opened) == opened + 4 * HOUR == rome(f"{day}T04:00:00")


@pytest.mark.parametrize("day", ["2026-10-25", "2027-10-31"])
def test_a_window_that_opens_in_the_hour_that_comes_twice_closes_when_the_clocks_go_back(day):
    night = daily("02:30", "04:00")
    first, second = rome(f"{day}T02:30:00", fold=0), rome(f"{day}T02:30:00", fold=1)

    assert night.closes_at(first) == first + 30 * MINUTE
    assert not night.is_open(rome(f"{day}T02:15:00", fold=1))
    assert night.closes_at(second) == rome(f"{day}T04:00:00")


def test_a_window_may_run_over_midnight():
    late = schedule(weekly={"days": ["fri", "sat"], "from": "22:00", "until": "02:00"})

    assert edges(late, rome("2026-11-27T00:00:00"), rome("2026-11-30T00:00:00")) == [
        rome("2026-11-27T22:00:00"),
        rome("2026-11-28T02:00:00"),
        rome("2026-11-28T22:00:00"),
        rome("2026-11-29T02:00:00"),
    ]


def test_of_several_windows_one_must_be_open():
    plan = schedule(
        weekly=[
            {"days": ["sat"], "from": "12:00", "until": "24:00"},
            {"days": ["sun"], "from": "00:00", "until": "10:00"},
            {"days": ["sat"], "from": "09:00", "until": "10:00:30"},
        ]
    )

    assert edges(plan, rome("2026-11-27T00:00:00"), rome("2026-11-30T00:00:00")) == [
        rome("2026-11-28T09:00:00"),
        rome("2026-11-28T10:00:30"),
        rome("2026-11-28T12:00:00"),
        rome("2026-11-29T10:00:00"),
    ]


def test_a_span_of_days_includes_both():
    advent = schedule(from_="2026-11-29", until="2026-12-24")

    assert advent.next_edge(rome("2026-11-01T00:00:00")) == rome("2026-11-29T00:00:00")
    assert advent.closes_at(rome("2026-12-01T00:00:00")) == rome("2026-12-25T00:00:00")
    assert advent.next_edge(rome("2026-12-25T00:00:00")) is None
    assert not advent.is_open(rome("2027-12-01T00:00:00"))


def test_a_span_of_moments_is_exact_to_the_second():
    flash = schedule(from_="2026-11-27T18:00:15", until="2026-11-27T18:00:45")
    opened, closed = rome("2026-11-27T18:00:15"), rome("2026-11-27T18:00:45")

    assert edges(flash, opened - MINUTE, closed + DAY) == [opened, closed]
    assert [flash.is_open(moment) for moment in (opened - 1, opened, closed - 1, closed)] == [False, True, True, False]
    assert flash.closes_at(opened) == closed
    assert flash.closes_at(opened - 1) is None


def test_what_begins_and_never_ends_closes_at_no_time():
    from_now_on = schedule(from_="2026-12-01")

    assert from_now_on.next_edge(rome("2026-11-22T10:00:00")) == rome("2026-12-01T00:00:00")
    assert from_now_on.closes_at(rome("2027-01-01T00:00:00")) is None


def test_a_span_and_a_window_are_open_together():
    plan = schedule(
        from_="2026-11-28T19:00:00",
        until="2026-12-05T20:00:00",
        weekly={"days": ["sat"], "from": "18:00", "until": "22:00"},
    )

    assert edges(plan, rome("2026-11-01T00:00:00"), rome("2027-11-01T00:00:00")) == [
        rome("2026-11-28T19:00:00"),
        rome("2026-11-28T22:00:00"),
        rome("2026-12-05T18:00:00"),
        rome("2026-12-05T20:00:00"),
    ]


def test_a_span_that_begins_in_the_hour_that_is_skipped_begins_when_the_clocks_jump():
    assert schedule(from_="2026-03-29T02:30:00").begins_at == rome("2026-03-29T03:00:00")
    assert schedule(until="2026-10-25T02:30:00").ends_at == rome("2026-10-25T02:30:00", fold=0)


def test_a_schedule_may_have_a_zone_of_its_own():
    london = schedule(weekly={"days": ["sat"], "from": "18:00", "until": "22:00"}, time_zone="Europe/London")

    assert london.next_edge(rome("2026-11-28T12:00:00")) == rome("2026-11-28T19:00:00")


def test_the_season_includes_both_days():
    season = schedule(yearly={"from": "11-01", "until": "12-26"})

    assert season.next_edge(rome("2026-10-01T12:00:00")) == rome("2026-11-01T00:00:00")
    assert season.next_edge(rome("2026-11-01T00:00:00")) == rome("2026-12-27T00:00:00")


def test_a_season_may_run_over_new_year():
    season = schedule(yearly={"from": "12-20", "until": "01-06"})

    assert season.is_open(rome("2027-01-06T23:59:00"))
    assert not season.is_open(rome("2027-01-07T00:00:00"))


def test_rare_days_are_waited_for():
    leap_day = schedule(yearly={"from": "02-29", "until": "02-29"})
    saturday_eve = schedule(
        yearly={"from": "12-24", "until": "12-24"}, weekly={"days": ["sat"], "from": "00:00", "until": "24:00"}
    )

    assert leap_day.next_edge(rome("2026-11-22T10:00:00")) == rome("2028-02-29T00:00:00")
    assert saturday_eve.next_edge(rome("2026-11-22T10:00:00")) == rome("2033-12-24T00:00:00")


def test_a_schedule_that_is_always_open_never_changes():
    assert daily("00:00", "24:00").next_edge(rome("2026-11-22T10:00:00")) is None


SPANS = st.none() | st.integers(rome("2026-01-01T00:00:00") // 1000, rome("2027-12-31T00:00:00") // 1000)
TIMES = st.times(min_value=time(0), max_value=time(23, 59)).map(lambda each: each.replace(microsecond=0))
WINDOWS = st.builds(Window, st.frozensets(st.integers(0, 6), min_size=1), TIMES, TIMES).filter(
    lambda window: window.start != window.end
)
DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))
SCHEDULES = st.builds(
    lambda windows, season, begins, ends: Schedule(
        ROME, tuple(windows), season, begins and begins * 1000, ends and ends * 1000
    ),
    st.lists(WINDOWS, max_size=2),
    st.none() | st.builds(Season, DAYS, DAYS),
    SPANS,
    SPANS,
)
NIGHTS = [rome(f"{day}T00:00:00") for day in ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31")]
MOMENTS = st.one_of(
    st.integers(rome("2026-01-01T00:00:00"), rome("2027-12-31T00:00:00")),
    st.builds(lambda night, ms: night + ms, st.sampled_from(NIGHTS), st.integers(0, 6 * HOUR)),
)


def plainly_open(plan, moment):
    """Return what the schedule says, asked of the clock on the wall alone."""
    wall = shown(moment, ROME)
    day = wall.date()
    within = (plan.begins_at is None or moment >= plan.begins_at) and (plan.ends_at is None or moment < plan.ends_at)
    return (
        within
        and (plan.season is None or plan.season.holds(day))
        and (not plan.windows or any(window.holds(wall) for window in plan.windows))
    )


@given(SCHEDULES, MOMENTS, st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_a_schedule_stays_as_it_is_until_its_edge_and_changes_then(plan, now, times):
    state = plan.is_open(now)
    edge = plan.next_edge(now)

    end = now + 30 * DAY if edge is None else edge
    assert state is plainly_open(plan, now)
    assert all(plan.is_open(now + int(each * (end - 1 - now))) is state for each in times)
    assert edge is None or (edge > now and plan.is_open(edge - 1) is state and plan.is_open(edge) is not state)
    assert plan.closes_at(now) == (edge if state else None)


@pytest.mark.parametrize(
    ("document", "path", "code"),
    [
        ({}, "$.schedule", "missing"),
        ({"time_zone": "Europe/Rome"}, "$.schedule", "missing"),
        ({"monthly": {}, "from": "2026-11-01"}, "$.schedule.monthly", "unknown_key"),
        ("saturdays", "$.schedule", "wrong_type"),
        (
            {"weekly": {"days": ["sabato"], "from": "18:00", "until": "22:00"}},
            "$.schedule.weekly.days[0]",
            "unknown_value",
        ),
        ({"weekly": {"days": [], "from": "18:00", "until": "22:00"}}, "$.schedule.weekly.days", "wrong_type"),
        ({"weekly": {"days": ["sat"], "from": "18:00", "until": "18:00"}}, "$.schedule.weekly", "out_of_range"),
        ({"weekly": {"days": ["sat"], "from": "18:00"}}, "$.schedule.weekly.until", "missing"),
        ({"weekly": [{"days": ["sat"], "from": "6 pm", "until": "22:00"}]}, "$.schedule.weekly[0].from", "wrong_type"),
        ({"weekly": []}, "$.schedule.weekly", "out_of_range"),
        ({"yearly": {"from": "11-31", "until": "12-26"}}, "$.schedule.yearly.from", "wrong_type"),
        ({"yearly": "winter"}, "$.schedule.yearly", "wrong_type"),
        ({"from": "24.12.2026"}, "$.schedule.from", "wrong_type"),
        ({"from": "2026-12-24T18:00:00+01:00"}, "$.schedule.from", "wrong_type"),
        ({"from": "2026-12-24", "until": "2026-12-01"}, "$.schedule.until", "out_of_range"),
        ({"until": "9999-12-31"}, "$.schedule.until", "out_of_range"),
        ({"from": "0001-01-01"}, "$.schedule.from", "out_of_range"),
        ({"from": "2026-12-24", "time_zone": "Mars/Olympus"}, "$.schedule.time_zone", "unknown_time_zone"),
    ],
)
def test_a_schedule_that_cannot_be_read_is_refused_with_its_path(document, path, code):
    with pytest.raises(RuleSetError) as refusal:
        parse_schedule(document, ROME, "$.schedule")

    assert [(each.path, each.code) for each in refusal.value.errors] == [(path, code)]


MEMBERS = st.sampled_from(
    ["from", "until", "weekly", "yearly", "days", "time_zone", "sat", "18:00", "24:00", "2026-12-24"]
)
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | MEMBERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=4),
)


@given(JSON)
def test_whatever_comes_is_a_schedule_or_refused_with_a_path(document):
    assert all(each.path.startswith("$") and each.code and each.message for each in found(document))


def found(document):
    """Return the faults of a document, none when it can be read."""
    try:
        parse_schedule(document, ROME, "$")
    except RuleSetError as refusal:
        return refusal.errors
    return ()
