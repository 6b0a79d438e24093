"""Discounts that count single articles: bundles, and every n-th article cheaper or free.

Both take the dearest articles first, so what a shopper saves does not depend on how the order is split or sorted.
"""

from collections.abc import Sequence

from shared.domain.money import Minor, share
from shared.domain.pricing.bill import Bill
from shared.domain.rules.actions import Bundle, BundlePart, NthArticle

# What bundles save that the cart has not enough articles for: less than any that it has.
_NOT_ENOUGH = -(10**18)


def claim_nth_article(discount: NthArticle, bill: Bill) -> tuple[Minor, Sequence[Minor]]:
    """Return the reduction of the cheapest article of each full set, the sets made of the dearest articles first."""
    weights = [0] * len(bill.amounts)
    position = 0
    for n in _dearest_first(bill, bill.meeting(discount.lines)):
        line = bill.cart.lines[n]
        last = position + line.quantity
        weights[n] = (last // discount.every - position // discount.every) * line.unit_price
        position = last
    return share(sum(weights), discount.basis_points), weights


def claim_bundle(discount: Bundle, bill: Bill) -> tuple[Minor, Sequence[Minor]]:
    """Return what the bundles save: as many as the cart holds, as long as one more still saves something.

    An article counts for one part only; the part with the fewest articles to choose from picks first.
    """
    matching = [(part, bill.meeting(part.lines)) for part in discount.parts]
    lines = bill.cart.lines
    matching.sort(key=lambda each: sum(lines[n].quantity for n in each[1]))
    parts = [(part, _dearest_first(bill, found)) for part, found in matching]
    # Each further bundle is made of cheaper articles, so the last one that saves something can be searched for.
    fewest, most = 0, sum(line.quantity for line in lines) // sum(part.quantity for part in discount.parts)
    while fewest < most:
        times = (fewest + most + 1) // 2
        if _saving(bill, parts, discount.price, times) > _saving(bill, parts, discount.price, times - 1):
            fewest = times
        else:
            most = times - 1
    weights = _bundled(bill, parts, fewest) or [0] * len(lines)
    return max(0, sum(weights) - fewest * discount.price), weights


def _saving(bill: Bill, parts: Sequence[tuple[BundlePart, list[int]]], price: Minor, times: int) -> Minor:
    weights = _bundled(bill, parts, times)
    return sum(weights) - times * price if weights else _NOT_ENOUGH


def _bundled(bill: Bill, parts: Sequence[tuple[BundlePart, list[int]]], times: int) -> list[Minor] | None:
    """Return the amount by line of the articles that ``times`` bundles take; ``None`` when there are not enough."""
    left = [line.quantity for line in bill.cart.lines]
    weights = [0] * len(left)
    for part, found in parts:
        wanted = times * part.quantity
        for n in found:
            taken = min(wanted, left[n])
            left[n] -= taken
            weights[n] += taken * bill.cart.lines[n].unit_price
            wanted -= taken
        if wanted:
            return None
    return weights


def _dearest_first(bill: Bill, found: Sequence[int]) -> list[int]:
    return sorted(found, key=lambda n: -bill.cart.lines[n].unit_price)
