"""How many carts are given how much more or less: in steps of 1, 2 and 5, to fit cents and fortunes."""

from collections import Counter
from collections.abc import Mapping

from shared.domain.money import Minor

FIRST_STEP = 100


def histogram(changes: Mapping[Minor, int]) -> list[dict[str, int]]:
    """Return ``{from, to, carts}`` for each step from the largest loss to the largest gain, both ends included.

    Unchanged carts have a step of their own, 0 to 0; steps between that no cart fell into are there too.
    """
    if not changes:
        return []
    counted: Counter[tuple[Minor, Minor]] = Counter()
    for change, carts in changes.items():
        counted[_step(change)] += carts
    low, high = min(counted)[0], max(counted)[1]
    steps = _steps(max(-low, high))
    both = [(-last, -first) for first, last in reversed(steps)] + [(0, 0)] + steps
    return [{"from": first, "to": last, "carts": counted[first, last]} for first, last in both if low <= first <= high]


def _step(change: Minor) -> tuple[Minor, Minor]:
    if change == 0:
        return 0, 0
    first, last = _steps(abs(change))[-1]
    return (first, last) if change > 0 else (-last, -first)


def _steps(most: Minor) -> list[tuple[Minor, Minor]]:
    """Return 1 to 99, 100 to 199, 200 to 499, 500 to 999 ... up to the one that holds ``most``."""
    if most <= 0:
        return []
    steps = [(1, FIRST_STEP - 1)]
    while steps[-1][1] < most:
        steps.append((_edge(len(steps) - 1), _edge(len(steps)) - 1))
    return steps


def _edge(n: int) -> Minor:
    return FIRST_STEP * 10 ** (n // 3) * (1, 2, 5)[n % 3]
