"""What the shop's recent carts came to, in few bytes: so that a rule can ask for the dearest tenth of its own carts.

A histogram over buckets that grow by the same factor: a subtotal ``x`` falls into bucket ``ceil(log(x) / log(gamma))``,
which covers (gamma^(i-1), gamma^i], and everything up to 1 into bucket 0. So the boundaries are off by at most
``alpha`` of themselves, with ``gamma = (1 + alpha) / (1 - alpha)``; two sketches are merged by adding their counts.
From: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error
Guarantees", PVLDB 12 (12), 2019.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from shared.domain.money import Minor

ALPHA = 0.02
FEWEST_CARTS = 100
CART = 1000
HALF_LIFE_MS = 14 * 86_400_000

BUCKET_MS = 5 * 60_000
# A session, and so its cart, has ended when nothing happened in it for as long.
SETTLED_AFTER_MS = 2 * 3_600_000
FIRST_LOOK_MS = 7 * 86_400_000

_LOG_GAMMA = math.log((1 + ALPHA) / (1 - ALPHA))


@dataclass(frozen=True, slots=True)
class Hourly:
    """The message that starts a look at the carts: there is nothing to say."""


@dataclass(frozen=True)
class CartSketch:
    """How many carts fell into each bucket, in thousandths of a cart, up to ``until`` (epoch ms).

    Older carts weigh less and less, so that a season's prices are not measured by the last one's: half after a
    fortnight.
    """

    buckets: Mapping[int, int]
    until: int

    @property
    def weight(self) -> int:
        """The sum of all buckets."""
        return self._below[-1]

    @cached_property
    def _order(self) -> list[int]:
        return sorted(self.buckets)

    @cached_property
    def _below(self) -> list[int]:
        """What lies below each bucket, in order, and all of it at the end."""
        return [0, *accumulate(self.buckets[bucket] for bucket in self._order)]

    def percentile(self, subtotal: Minor) -> int | None:
        """Return how many of 100 carts came to less than ``subtotal``, rounded down; ``None`` of too few to tell.

        Carts that cost about the same count half.
        """
        if self.weight < FEWEST_CARTS * CART:
            return None
        own = _bucket(subtotal)
        below = self._below[bisect_left(self._order, own)]
        return (2 * below + self.buckets.get(own, 0)) * 50 // self.weight

    def grown(self, subtotals: Iterable[Minor], until: int) -> "CartSketch":
        """Return the sketch at ``until``, with the carts that were left since; empty carts are left out."""
        share = 0.5 ** ((until - self.until) / HALF_LIFE_MS)
        aged = {bucket: int(count * share) for bucket, count in self.buckets.items()}
        fresh = Counter(_bucket(each) for each in subtotals if each > 0)
        grown = {each: aged.get(each, 0) + fresh[each] * CART for each in sorted(aged.keys() | fresh.keys())}
        return CartSketch({bucket: count for bucket, count in grown.items() if count}, until)


def started(now: int) -> CartSketch:
    """Return the sketch of a shop that has none yet: it begins with the last seven days."""
    return CartSketch({}, (now - FIRST_LOOK_MS) // BUCKET_MS * BUCKET_MS)


def settled_until(now: int) -> int:
    """Return the moment up to which sessions last active then have ended, on a full bucket of the index."""
    return (now - SETTLED_AFTER_MS) // BUCKET_MS * BUCKET_MS


def _bucket(subtotal: Minor) -> int:
    return math.ceil(math.log(subtotal) / _LOG_GAMMA) if subtotal > 1 else 0
