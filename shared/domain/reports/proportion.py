"""A share with the interval that its smallness leaves open.

Wilson's score interval (E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal
of the American Statistical Association 22, 1927): unlike the textbook's normal interval it stays within 0 and 1, and
holds what it promises for few trials and for shares near 0.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` of ``total``; ``share`` lies between ``low`` and ``high`` with a confidence of 95 %.

    Of nothing there is no share: then all three are ``None``.
    """

    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None


def proportion(count: int, total: int) -> Proportion:
    """Return ``count`` of ``total`` with Wilson's interval, each share rounded to six decimals."""
    if total == 0:
        return Proportion(count, 0, None, None, None)
    share = count / total
    spread = Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    # Rounding must not push the bounds past a share of nothing or of all.
    return Proportion(count, total, *(round(each, 6) for each in (share, min(low, share), max(high, share))))
