"""The cells of an index: what one fact allows, as masks of the rules that ask for it. Plain data."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.engine.forms import Among, Carrying, Lacking, Test, Within
from shared.domain.masks import mask_of

# Number: cuts, masks, absent. Name: the mask of each value (None: absent), and of any other. Texts: the mask without
# any, and what each adds. Bans: what each takes away.
Cell = tuple[Any, ...]


def cell(kind: type[Test], size: int, tests: Mapping[int, Any]) -> Cell:
    """Return the cell of a block of ``size`` rules, of which these ask for a fact by tests of this ``kind``."""
    return _MAKE[kind](size, tests)


def _number(size: int, tests: Mapping[int, Within]) -> Cell:
    free = mask_of((bit for bit in range(size) if bit not in tests), size)
    turning: dict[Any, list[int]] = {}
    for bit, test in tests.items():
        for cut in test.cuts:
            turning.setdefault(cut, []).append(bit)
    masks = [free | mask_of((bit for bit, test in tests.items() if test.below), size)]
    cuts = sorted(turning)
    for cut in cuts:
        masks.append(masks[-1] ^ mask_of(turning[cut], size))
    absent = free | mask_of((bit for bit, test in tests.items() if test.absent), size)
    return tuple(cuts), tuple(masks), absent


def _name(size: int, tests: Mapping[int, Among]) -> Cell:
    free = mask_of((bit for bit in range(size) if bit not in tests), size)
    others = free | mask_of((bit for bit, test in tests.items() if test.others), size)
    accepting: dict[Any, list[int]] = {}
    refusing: dict[Any, list[int]] = {}
    for bit, test in tests.items():
        for value in test.named:
            (accepting if value in test.values else refusing).setdefault(value, []).append(bit)
    masks: dict[Any, int] = {
        value: (others | mask_of(accepting.get(value, ()), size)) & ~mask_of(refusing.get(value, ()), size)
        for value in (*accepting, *(value for value in refusing if value not in accepting))
    }
    masks[None] = free | mask_of((bit for bit, test in tests.items() if test.absent), size)
    return masks, others


def _texts(size: int, tests: Mapping[int, Carrying]) -> Cell:
    adding: dict[str, list[int]] = {}
    for bit, test in tests.items():
        # Of several needed the closer look asks for the others.
        for text in test.needed[0]:
            adding.setdefault(text, []).append(bit)
    free = mask_of((bit for bit in range(size) if bit not in tests), size)
    return free, {text: mask_of(bits, size) for text, bits in adding.items()}


def _bans(size: int, tests: Mapping[int, Lacking]) -> Cell:
    removing: dict[str, list[int]] = {}
    for bit, test in tests.items():
        for text in test.banned:
            removing.setdefault(text, []).append(bit)
    return ({text: mask_of(bits, size) for text, bits in removing.items()},)


_MAKE: Mapping[type[Test], Callable[[int, Mapping[int, Any]], Cell]] = {
    Within: _number,
    Among: _name,
    Carrying: _texts,
    Lacking: _bans,
}
