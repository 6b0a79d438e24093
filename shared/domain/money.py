"""Money as integers in minor units: percentages, exact allocation, and how many digits a currency's minor unit has."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from annotated_types import Ge, Le, Len

# An amount in the currency's minor unit: 1299 is 12.99 EUR, 1299 JPY or 1.299 KWD.
Minor = int
UnitPrice = Annotated[int, Ge(0), Le(10**9)]
Currency = Annotated[str, Len(3, 3)]

BASIS_POINTS = 10_000

# ISO 4217: the currencies whose minor unit is not a hundredth.
_NO_DIGIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS: Mapping[str, int] = {
    **dict.fromkeys(_NO_DIGIT.split(), 0),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
}
# From so many on it is faster to sort the remainders than to look for the largest again and again.
_MANY = 8


def exponent(currency: str) -> int:
    """Return how many decimal digits the minor unit of ``currency`` has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


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
    return tuple(spread(amount, weights, whole))


def spread(amount: Minor, weights: Sequence[Minor], whole: Minor) -> list[Minor]:
    """Return what ``allocate`` does, as a list; ``whole`` is the sum of the weights, and not zero."""
    parts: list[Minor] = []
    remainders: list[int] = []
    missing = amount
    for weight in weights:
        part, remainder = divmod(amount * weight, whole)
        parts.append(part)
        remainders.append(remainder)
        missing -= part
    if missing > _MANY:
        for n in sorted(range(len(weights)), key=lambda n: -remainders[n])[:missing]:
            parts[n] += 1
        return parts
    for _ in range(missing):
        n = remainders.index(max(remainders))
        parts[n] += 1
        remainders[n] = -1
    return parts
