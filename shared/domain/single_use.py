"""Single-use codes: twelve characters that can be read aloud, the last of which tells a slip from a code.

The alphabet is Douglas Crockford's Base32: no I, L, O or U, so that nothing looks like 1, 0 or V. Eleven random
characters are 55 bits: of a million codes, one guess in 36,000 million hits.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 11
GROUP = 4

# Mail and word processors make hyphens longer, and blanks such as no line may break at.
_MEANT = str.maketrans("OIL", "011", "- \u00a0\u2010\u2011\u2012\u2013\u2014\u2212")


def code_of(number: int) -> str:
    """Return the code made from ``number``, of which 55 random bits count: ``7KQ2-M4ZD-0XRC``."""
    text = "".join(ALPHABET[number >> 5 * n & 31] for n in range(RANDOM_CHARACTERS))
    text += _check(text)
    return "-".join(text[n : n + GROUP] for n in range(0, len(text), GROUP))


def recognised(entered: str) -> str | None:
    """Return the code that somebody entered, without its hyphens; ``None`` when it cannot be one of ours.

    Letter case, blanks and hyphens do not matter, and an O is a zero.
    """
    code = entered.upper().translate(_MEANT)
    if len(code) != RANDOM_CHARACTERS + 1 or any(character not in ALPHABET for character in code):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def _check(characters: str) -> str:
    """Return the character that makes any single slip, and most swaps of neighbours, tell themselves (Luhn, mod 32)."""
    total = 0
    for n, character in enumerate(reversed(characters)):
        value = ALPHABET.index(character) * (2 if n % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
