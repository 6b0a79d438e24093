"""``dev.py editor`` and ``dev.py charts``: bundle what the dashboard takes from elsewhere anew, from its lock.

To take newer versions, write them into ``requirements/<name>/package.json`` and add ``--relock``.
"""

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra import bundling
from infra.bundling import ROOT

VENDOR: Final = ROOT / "web" / "dashboard" / "vendor"


@dataclass(frozen=True, slots=True)
class Vendored:
    """A bundle of the dashboard, with its packages' licences in a file beside it."""

    name: str
    licences: Path

    @property
    def source(self) -> Path:
        """The folder of its ``package.json``, its lock and what it takes of the packages."""
        return ROOT / "requirements" / self.name

    @property
    def bundle(self) -> Path:
        """The bundle as pages load it."""
        return VENDOR / f"{self.name}.js"

    @property
    def sum(self) -> Path:
        """The bundle's sum, kept apart from it."""
        return self.source / f"{self.name}.js.sha512"

    def build(self, *, relock: bool) -> None:
        """Write bundle, licences and sum; ``relock`` resolves the versions anew first."""
        with bundling.workshop(self.source, relock=relock) as place:
            inside = bundling.bundled(self.source)
            bundling.bundle(place, "entry.js", self.bundle, "--format=esm", bundling.banner(inside, self.licences.name))
            self.licences.write_text(bundling.licences(place, inside), encoding="utf-8")
        self.sum.write_text(bundling.sums([self.bundle]), encoding="utf-8")
        print(f"· {self.bundle.relative_to(ROOT)}, {self.bundle.stat().st_size // 1024} KB")


EDITOR: Final = Vendored("editor", VENDOR / "LICENSES.txt")
CHARTS: Final = Vendored("charts", VENDOR / "CHARTS-LICENSES.txt")
BUNDLES: Final = {each.name: each for each in (EDITOR, CHARTS)}


def main(arguments: Namespace) -> None:
    BUNDLES[arguments.command].build(relock=arguments.relock)
