"""``dev.py editor``: bundle the dashboard's JSON editor anew, from the versions and hashes of its lock.

To take newer versions, write them into ``requirements/editor/package.json`` and add ``--relock``.
"""

from argparse import Namespace
from typing import Final

from infra import bundling
from infra.bundling import ROOT

SOURCE: Final = ROOT / "requirements" / "editor"
VENDOR: Final = ROOT / "web" / "dashboard" / "vendor"
BUNDLE: Final = VENDOR / "editor.js"
LICENCES: Final = VENDOR / "LICENSES.txt"
SUM: Final = SOURCE / "editor.js.sha512"


def main(arguments: Namespace) -> None:
    with bundling.workshop(SOURCE, relock=arguments.relock) as place:
        inside = bundling.bundled(SOURCE)
        bundling.bundle(place, "entry.js", BUNDLE, "--format=esm", bundling.banner(inside, LICENCES.name))
        LICENCES.write_text(bundling.licences(place, inside), encoding="utf-8")
    SUM.write_text(bundling.sums([BUNDLE]), encoding="utf-8")
    print(f"· {BUNDLE.relative_to(ROOT)}, {BUNDLE.stat().st_size // 1024} KB")
