"""Rules as the bits of an integer, by their places in the rule set: bit n is the rule at place n."""

from collections.abc import Iterable


def mask_of(bits: Iterable[int], size: int) -> int:
    """Return the integer that has just these of ``size`` bits set."""
    held = bytearray(size // 8 + 1)
    for bit in bits:
        held[bit >> 3] |= 1 << (bit & 7)
    return int.from_bytes(held, "little")


def places(mask: int, most: int = -1) -> list[int]:
    """Return the places of the bits of ``mask``, the smallest first, so many at ``most``."""
    found: list[int] = []
    while mask and len(found) != most:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
