"""A report's days are the shop's, asked for by date."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from shared.domain.errors import RefusedError
from shared.domain.reports.period import period_of, read_bots, read_period

ROME = ZoneInfo("Europe/Rome")
# Sunday, 22 November 2026, 23:30 in Rome.
NOW = 1_795_386_600_000
HOUR = 3_600_000


def refusal(**query):
    with pytest.raises(RefusedError) as refused:
        read_period({name.rstrip("_"): value for name, value in query.items()}, NOW, ROME)
    (fault,) = refused.value.errors
    return fault.path, fault.code


def test_without_dates_it_is_the_seven_days_that_end_today():
    period = read_period({}, NOW, ROME)

    assert (period.days[0], period.days[-1], len(period.days)) == (date(2026, 11, 16), date(2026, 11, 22), 7)
    assert (period.begins_at, period.ends_at) == (1_794_783_600_000, 1_795_388_400_000)


def test_both_dates_are_included():
    period = read_period({"from": "2026-11-02", "until": "2026-11-03"}, NOW, ROME)

    assert period.ends_at - period.begins_at == 48 * HOUR


def test_a_last_day_alone_is_the_end_of_seven():
    assert read_period({"until": "2026-11-07"}, NOW, ROME).days[0] == date(2026, 11, 1)


def test_a_day_on_which_the_clocks_change_has_an_hour_more_or_less():
    period = period_of(date(2026, 10, 25), date(2026, 10, 25), ROME)

    assert period.ends_at - period.begins_at == 25 * HOUR


def test_the_days_of_the_lake_are_utc():
    period = period_of(date(2026, 11, 16), date(2026, 11, 16), ROME)

    assert period.utc_days() == (date(2026, 11, 15), date(2026, 11, 16))
    assert period.utc_days(before_ms=24 * HOUR, after_ms=2 * HOUR) == (date(2026, 11, 14), date(2026, 11, 17))


def test_what_is_no_period_is_refused_with_its_place():
    assert refusal(from_="yesterday") == ("$.query.from", "not_a_date")
    assert refusal(until="2026-11-31") == ("$.query.until", "not_a_date")
    assert refusal(until="9999-12-31") == ("$.query.until", "not_a_date")
    assert refusal(until="20261101") == ("$.query.until", "not_a_date")
    assert refusal(from_="2026-11-23") == ("$.query.from", "period_backwards")
    assert refusal(from_="2026-08-22") == ("$.query.from", "period_too_long")


def test_the_longest_period_is_a_quarter():
    assert len(read_period({"from": "2026-08-23"}, NOW, ROME).days) == 92


def test_bots_are_reported_when_asked_for():
    assert (read_bots({}), read_bots({"bots": "false"}), read_bots({"bots": "true"})) == (False, False, True)


def test_a_flag_is_true_or_false():
    with pytest.raises(RefusedError, match="bots: send true or false"):
        read_bots({"bots": "yes"})
