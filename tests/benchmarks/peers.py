"""The packages that the rule engine is set beside: locked by hashes, installed into a place of their own."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LOCK: Final = ROOT / "requirements" / "bench.txt"
PLACE: Final = ROOT / "build" / "bench" / "peers"
OFFLINE: Final = """
The engines to compare with could not be installed; the message above says why. `bench rules` needs a network and the
Python package index for them once (behind a mirror, name it in UV_DEFAULT_INDEX), then none.
"""


def ready() -> None:
    """Make the packages importable, installing them when the lock has changed; ends the program when that fails."""
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    stamp = PLACE / "lock.txt"
    if not stamp.exists() or stamp.read_text() != digest:
        print("· Installing the rule engines to compare with", file=sys.stderr, flush=True)
        shutil.rmtree(PLACE, ignore_errors=True)
        uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
        command = [*uv, "--target", str(PLACE), "--require-hashes", "--no-deps", "-r", str(LOCK)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            sys.exit(OFFLINE)
        stamp.write_text(digest)
    # Last, so that what they share with us stays ours.
    if str(PLACE) not in sys.path:
        sys.path.append(str(PLACE))
