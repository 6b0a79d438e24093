"""How often a session may send events: 1,000 requests at once, and 20 a second in the long run.

A bucket that fills by itself, kept as one number (the generic cell rate algorithm, ITU-T I.371): the moment at which
it is full again.
"""

from shared.domain.errors import RateLimitedError

BURST = 1_000
PER_S = 20
COST_MS = 1_000 // PER_S
FULL_MS = BURST * COST_MS


def spent(rested_at: int, now: int) -> int:
    """Return the moment at which the session is rested again after one more request, all in epoch ms.

    Raises ``RateLimitedError``, which says when to come again, while there is nothing left.
    """
    if rested_at - now > FULL_MS:
        # Further ahead than it can be: the clock was set back.
        rested_at = now
    rested_at = max(rested_at, now) + COST_MS
    over_ms = rested_at - now - FULL_MS
    if over_ms > 0:
        detail = f"this session sends too often: {BURST:,} requests at once, {PER_S} a second in the long run"
        raise RateLimitedError(detail, retry_after_s=-(-over_ms // 1_000))
    return rested_at
