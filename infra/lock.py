"""``dev.py lock``: resolve the requirements of ``pyproject.toml`` anew, for every platform, with hashes.

No index address goes into the files, so that any mirror serves.
"""

import subprocess
from argparse import Namespace
from pathlib import Path

ROOT = Path(__file__).parents[1]

RESOLVE = ["uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version=3.11", "--generate-hashes"]
PLAIN = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
FILES = {
    "runtime.txt": ["pyproject.toml"],
    "insights.txt": ["--group=insights"],
    "dev.txt": ["pyproject.toml", "--group=dev"],
    "bootstrap.txt": ["--group=bootstrap"],
    "bench.txt": ["requirements/bench.in"],
}


def main(_: Namespace) -> None:
    for name, sources in FILES.items():
        target = f"requirements/{name}"
        subprocess.run(
            [*RESOLVE, *PLAIN, *sources, "--output-file", target], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        print(f"· {target}")
