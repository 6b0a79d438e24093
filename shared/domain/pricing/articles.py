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

    An article counts for one part only; which one is chosen so that the dearest articles that can be bundled are.
    """
    lines = bill.cart.lines
    fitting = [0] * len(lines)
    for place, part in enumerate(discount.parts):
        for n in bill.meeting(part.lines):
            fitting[n] |= 1 << place
    # Each further bundle is made of cheaper articles, so the last one that saves something can be searched for.
    fewest, most = 0, sum(line.quantity for line in lines) // sum(part.quantity for part in discount.parts)
    while fewest < most:
        times = (fewest + most + 1) // 2
        if _saving(bill, discount, fitting, times) > _saving(bill, discount, fitting, times - 1):
            fewest = times
        else:
            most = times - 1
    weights = _bundled(bill, discount.parts, fitting, fewest) or [0] * len(lines)
    return max(0, sum(weights) - fewest * discount.price), weights


def _saving(bill: Bill, discount: Bundle, fitting: Sequence[int], times: int) -> Minor:
    weights = _bundled(bill, discount.parts, fitting, times)
    return sum(weights) - times * discount.price if weights else _NOT_ENOUGH


def _bundled(bill: Bill, parts: Sequence[BundlePart], fitting: Sequence[int], times: int) -> list[Minor] | None:
    """Return the amount by line of the articles that ``times`` bundles take; ``None`` when there are not enough.

    ``fitting`` are the masks of the parts that each line fits into. All articles find a place as long as no set of
    parts has to hold more of those that fit nowhere else than it has room for (Hall's theorem). Placed dearest first,
    they are the dearest that can be bundled together.
    """
    lines = bill.cart.lines
    rooms = [
        times * sum(part.quantity for place, part in enumerate(parts) if chosen >> place & 1)
        for chosen in range(1 << len(parts))
    ]
    weights = [0] * len(lines)
    missing = rooms[-1]
    for n in _dearest_first(bill, [n for n, fits in enumerate(fitting) if fits]):
        holding = [chosen for chosen in range(fitting[n], len(rooms)) if not fitting[n] & ~chosen]
        taken = min(lines[n].quantity, *(rooms[chosen] for chosen in holding))
        for chosen in holding:
            rooms[chosen] -= taken
        weights[n] = taken * lines[n].unit_price
        missing -= taken
        if not missing:
            return weights
    return None


def _dearest_first(bill: Bill, found: Sequence[int]) -> list[int]:
    return sorted(found, key=lambda n: -bill.cart.lines[n].unit_price)
