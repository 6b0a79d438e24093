"""``dev.py grammar``: bundle Trino's grammar anew from its lock, by which tests read the SQL that Athena is given.

Athena itself cannot run here, and its SQL is Trino's. The parser is ANTLR's, made of Trino's own grammar.
"""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from infra import bundling
from infra.bundling import ROOT

SOURCE: Final = ROOT / "requirements" / "grammar"
BUNDLE: Final = ROOT / "tests" / "grammar" / "trino.js"
LICENCES: Final = BUNDLE.with_name("LICENSES.txt")
SUM: Final = SOURCE / "trino.js.sha512"


def main(arguments: Namespace) -> None:
    with bundling.workshop(SOURCE, relock=arguments.relock) as place:
        inside = bundling.bundled(SOURCE)
        options = ("--platform=node", "--format=cjs", bundling.banner(inside, LICENCES.name))
        bundling.bundle(place, "entry.js", BUNDLE, *options)
        LICENCES.write_text(licences(place, inside), encoding="utf-8")
    SUM.write_text(bundling.sums([BUNDLE]), encoding="utf-8")
    print(f"· {BUNDLE.relative_to(ROOT)}, {BUNDLE.stat().st_size // 1024} KB")


def licences(place: Path, inside: Mapping[str, str]) -> str:
    """Return each package's licence; one that ships no text says in its ``package.json`` which it is."""
    texts = []
    for name, path in inside.items():
        folder = place / path
        (text, *_) = (*sorted(folder.glob("LICENSE*")), folder / "package.json")
        texts.append(f"{name}\n\n{text.read_text(encoding='utf-8').strip()}")
    return "\n\n\n".join(texts) + "\n"
