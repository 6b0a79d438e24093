"""The source of the functions that ask an index: one expression for each of its columns.

Made of this module's own words: all that a rule names is bound to a numbered name.
"""

from collections.abc import Iterator, Mapping, Sequence

from shared.domain.engine.chains import chains
from shared.domain.engine.forms import is_timed
from shared.domain.engine.index import Index, Kind

# What the source calls the values of a cell, of each kind.
_CELLS: dict[Kind, tuple[str, ...]] = {
    "number": ("cuts", "masks", "absent"),
    "count": ("near", "far"),
    "name": ("mask", "other"),
    "texts": ("free", "adds"),
    "bans": ("takes",),
}
# The mask that a column allows, for the value of its fact.
_MASKS: dict[Kind, str] = {
    "number": "(masks{n}[AT(cuts{n}, x)] if (x := f[K{n}]) is not None else absent{n})",
    "count": "(near{n}[x] if (x := f[K{n}]) in near{n} else far{n}(x))",
    "name": "mask{n}(f[K{n}], other{n})",
}
# The same where the value is among the usual ones; a KeyError where it is not.
_USUAL: dict[Kind, str] = {**_MASKS, "count": "near{n}[f[K{n}]]"}
FIRST_BITS = (1 << 60) - 1


def names_of(found: Index) -> list[str]:
    """Return what the source calls the values of a block, in the order of ``scanning.py``."""
    groups = [f"g{n}" for n in range(len(found.others.groups))]
    joined = [f"chain{n}" for n in range(len(chains(found.columns)))]
    cells = [f"{name}{n}" for n, (_, kind) in enumerate(found.columns) for name in _CELLS[kind]]
    return ["block", "numbers", "full", "rest", "closed", "waiting", "alone", *groups, *joined, *cells]


def source(found: Index, asked_apart: Sequence[str]) -> str:
    """Return the source of ``here``, ``held``, ``winners``, ``still`` and ``apart``.

    ``apart`` returns for each of the facts ``asked_apart`` the rules that fail by this fact alone.
    """
    return "\n".join(_lines(found, asked_apart))


def _lines(found: Index, asked_apart: Sequence[str]) -> Iterator[str]:
    whole = found.by is None
    unpack = [] if whole else [f" ({', '.join(names_of(found))},) = BLOCKS[f[BY]]"]
    hours = [" held &= ~closed(now)"] if found.scheduled else []

    yield from ("def here(f, now):", *unpack, *_matched_by_all(found), *hours)
    if found.rest:
        yield " if held & rest: held = SURE(held, held & rest, numbers, f)"
    yield from (" return held", "def held(f, now):", " return SPREAD(here(f, now), BLOCKS[f[BY]][1])")

    yield from ("def winners(f, now):", *unpack, *_matched_by_all(found), *hours, " best = []")
    lowest = "(x & -x).bit_length() - 1" if whole else "numbers[(x & -x).bit_length() - 1]"
    for n, group in enumerate(found.others.groups):
        # Of a large group one of the first rules nearly always holds, and a short integer is quickly searched.
        if whole and group.bit_count() * 4 > len(found.others.numbers):
            yield f" x = held & {FIRST_BITS} & g{n} or held & g{n}"
        else:
            yield f" x = held & g{n}"
        closer = f"if x & rest: best += FIRST(held & g{n}, rest, numbers, f)\n el" if found.rest else ""
        yield f" {closer}if x: best.append({lowest})"
    yield " x = held & alone"
    if found.rest:
        yield " if x & rest: x = SURE(x, x & rest, numbers, f)"
    yield from (" while x:", f"  best.append({lowest})", "  x &= x - 1", " return best")

    still = [n for n, (fact, _) in enumerate(found.columns) if not is_timed(fact)]
    yield from ("def still(f):", *unpack, *_matched(found, still), " return numbers, block, held & waiting")

    # ``none`` are the rules that have not failed yet, ``once`` those that have by one fact.
    yield from ("def apart(f, now):", *unpack, " held = full", *hours, " none = held", " once = 0")
    facts: dict[str, list[int]] = {}
    for n, (fact, _) in enumerate(found.columns):
        facts.setdefault(fact, []).append(n)
    for n, (fact, own) in enumerate(facts.items()):
        yield from (*_matched(found, own), " once = once & held | none & ~held", " none &= held")
        if fact in asked_apart:
            yield f" apart{n} = held"
    parts = [f"once & ~apart{n}" for n, fact in enumerate(facts) if fact in asked_apart]
    yield f" return numbers, block, [{', '.join(parts)}]"


def _matched_by_all(found: Index) -> Iterator[str]:
    """Yield what ``_matched`` does for all columns, by few looks as long as their values are usual ones."""
    kinds = {n: kind for n, (_, kind) in enumerate(found.columns)}
    joined = chains(found.columns)
    usual = [f"chain{place}{''.join(f'[f[K{n}]]' for n in chain)}" for place, chain in enumerate(joined)]
    single = kinds.keys() - {n for chain in joined for n in chain}
    usual += [_USUAL[kind].format(n=n) for n, kind in kinds.items() if n in single and kind in _USUAL]
    yield from (" try:", f"  held = {' & '.join(usual) or 'full'}", " except KeyError:")
    yield f"  held = {_allowed(kinds)}"
    yield from _narrowed(kinds)


def _matched(found: Index, columns: Sequence[int]) -> Iterator[str]:
    """Yield the lines that leave in ``held`` the mask of the rules that these columns allow."""
    kinds = {n: found.columns[n][1] for n in columns}
    yield f" held = {_allowed(kinds)}"
    yield from _narrowed(kinds)


def _allowed(kinds: Mapping[int, Kind]) -> str:
    return " & ".join(_MASKS[kind].format(n=n) for n, kind in kinds.items() if kind in _MASKS) or "full"


def _narrowed(kinds: Mapping[int, Kind]) -> Iterator[str]:
    for n, kind in kinds.items():
        if kind == "texts":
            adds = f"  if y in adds{n}: x |= adds{n}[y]"
            yield from (f" x = free{n}", f" for y in f[K{n}] or NOTHING:", adds, " held &= x")
        elif kind == "bans":
            yield from (f" for y in f[K{n}] or NOTHING:", f"  if y in takes{n}: held &= ~takes{n}[y]")
