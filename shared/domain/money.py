"""Money as integers in minor units: percentages and exact allocation."""

from collections.abc import Sequence
from typing import Annotated

from annotated_types import Ge, Le, Len

# An amount in the currency's minor unit: 1299 is 12.99 EUR, 1299 JPY or 1.299 KWD.
Minor = int
UnitPrice = Annotated[int, Ge(0), Le(10**9)]
Currency = Annotated[str, Len(3, 3)]

BASIS_POINTS = 10_000


def share(amount: Minor, basis_points: int) -> Minor:
    """Return ``basis_points`` hundredths of a percent of ``amount``, rounded half up to the minor unit."""
    return (amount * basis_points * 2 + BASIS_POINTS) // (2 * BASIS_POINTS)


def allocate(amount: Minor, weights: Sequence[Minor]) -> tuple[Minor, ...]:
    """Return ``amount`` split over ``weights``, exact to the last cent.

    Largest remainder first, ties to the earlier line, so the parts always add up
    and the same cart is always split the same way. All weights zero: all to the first.
    Raises ``ValueError`` when ``weights`` is empty.
    """
    if not weights:
        raise ValueError("there is nothing to allocate to")
    whole = sum(weights)
    if whole == 0:
        return (amount, *(0,) * (len(weights) - 1))
    parts = [amount * weight // whole for weight in weights]
    missing = amount - sum(parts)
    if missing:
        by_remainder = sorted(range(len(weights)), key=lambda n: -(amount * weights[n] % whole))
        for n in by_remainder[:missing]:
            parts[n] += 1
    return tuple(parts)
