import pytest

from shared.domain.allowance import BURST, FULL_MS, PER_S, spent
from shared.domain.errors import RateLimitedError
from tests.factories import HOUR, NOW


def sent(times: int, rested_at: int = 0, now: int = NOW) -> int:
    """Return what is left of a session's allowance after so many requests at one moment."""
    for _ in range(times):
        rested_at = spent(rested_at, now)
    return rested_at


def test_a_thousand_requests_may_come_at_once_and_no_more() -> None:
    assert sent(BURST) == NOW + FULL_MS
    with pytest.raises(RateLimitedError) as refused:
        sent(BURST + 1)
    assert (refused.value.code, refused.value.retry_after_s) == ("rate_limited", 1)


def test_twenty_more_may_come_with_every_second() -> None:
    used_up = sent(BURST)

    assert sent(PER_S, used_up, NOW + 1_000) == NOW + 1_000 + FULL_MS
    with pytest.raises(RateLimitedError):
        sent(PER_S + 1, used_up, NOW + 1_000)


def test_a_session_that_rests_may_send_as_much_as_at_first() -> None:
    assert sent(BURST, sent(BURST), NOW + FULL_MS) == NOW + 2 * FULL_MS


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    assert sent(1, sent(BURST), NOW - HOUR) == NOW - HOUR + 50
