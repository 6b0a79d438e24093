"""What the shop's recent carts came to, in few bytes: so that a rule can ask for the dearest tenth of its own carts.

A histogram over buckets that grow by the same factor: a subtotal ``x`` falls into bucket ``ceil(log(x) / log(gamma))``,
which covers (gamma^(i-1), gamma^i], and everything up to 1 into bucket 0. So the boundaries are off by at most
``alpha`` of themselves, with ``gamma = (1 + alpha) / (1 - alpha)``; two sketches are merged by adding their counts.
From: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error
Guarantees", PVLDB 12 (12), 2019.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.domain.money import Minor

ALPHA = 0.02
FEWEST_CARTS = 100
CART = 1000
HALF_LIFE_MS = 14 * 86_400_000

_LOG_GAMMA = math.log((1 + ALPHA) / (1 - ALPHA))


@dataclass(frozen=True, slots=True)
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
        return sum(self.buckets.values())

    def percentile(self, subtotal: Minor) -> int | None:
        """Return how many of 100 carts came to less than ``subtotal``, rounded down; ``None`` of too few to tell.

        Carts that cost about the same count half.
        """
        weight = self.weight
        if weight < FEWEST_CARTS * CART:
            return None
        own = _bucket(subtotal)
        below = sum(count for bucket, count in self.buckets.items() if bucket < own)
        return (2 * below + self.buckets.get(own, 0)) * 50 // weight

    def grown(self, subtotals: Iterable[Minor], until: int) -> "CartSketch":
        """Return the sketch at ``until``, with the carts that were left since; empty carts are left out."""
        share = 0.5 ** ((until - self.until) / HALF_LIFE_MS)
        aged = {bucket: int(count * share) for bucket, count in self.buckets.items()}
        fresh = Counter(_bucket(each) for each in subtotals if each > 0)
        grown = {each: aged.get(each, 0) + fresh[each] * CART for each in sorted(aged.keys() | fresh.keys())}
        return CartSketch({bucket: count for bucket, count in grown.items() if count}, until)


def _bucket(subtotal: Minor) -> int:
    return math.ceil(math.log(subtotal) / _LOG_GAMMA) if subtotal > 1 else 0
