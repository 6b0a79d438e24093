"""What goes into a Lambda's zip and into the layer, made under ``build/`` without Docker.

CDK zips with time stamps of 1980, which makes ordinary byte code look stale; so it is compiled here, under the Lambda
runtime's version, to byte code that is never checked against its source. It halves a cold start.
"""

import compileall
import glob
import hashlib
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from infra import catalog

ROOT: Final = Path(__file__).parents[1]
BUILD: Final = ROOT / "build"
LOCKS: Final = ROOT / "requirements"
RUNTIME: Final = "3.13"
PLATFORM: Final = "aarch64-manylinux2014"

NO_COMPILER = f"""\
! No Python {RUNTIME} was found here, so the zips carry no byte code: they work, but start cold more slowly.
"""


def functions(target: Path) -> Path:
    """Fill ``target/<name>`` with each function's slice of the repository, and return ``target``."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        staged = stage(Path(folder), compiler())
        for function in catalog.FUNCTIONS:
            for file in slice_of(staged, function.name):
                copied = target / function.name / file.relative_to(staged)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, copied)
    return target


def stage(target: Path, python: str | None) -> Path:
    """Copy the application's code to ``target``, compile it there for ``python``, and return ``target``."""
    for name in ("functions", "shared"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    compile_all(target, python)
    return target


def slice_of(staged: Path, name: str) -> list[Path]:
    """Return the files that a function's zip holds: its own folder and all of ``shared/``."""
    package = staged / "functions"
    files = [*package.glob("__init__.py"), *(package / name).rglob("*"), *(staged / "shared").rglob("*")]
    return sorted(file for file in files if file.is_file())


def layer(name: str = "runtime") -> Path:
    """Fill ``build/layers/<name>`` with the requirements of the lock of that name for the runtime's platform.

    Once per lock. Returns the folder.
    """
    target = BUILD / "layers" / name
    stamp = target.with_suffix(".lock")
    lock = LOCKS / f"{name}.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest and target.is_dir():
        return target
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(
        [
            *(
                str(Path(sys.executable).with_name("uv")),
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "--requirements",
                str(lock),
            ),
            *("--python-platform", PLATFORM, "--python-version", RUNTIME, "--only-binary", ":all:"),
            *("--target", str(target / "python")),
        ],
        check=True,
    )
    compile_all(target, compiler())
    if compiler() is None:
        print(NO_COMPILER, end="", file=sys.stderr)
    stamp.write_text(digest)
    return target


def compile_all(folder: Path, python: str | None) -> None:
    if python == sys.executable:
        compileall.compile_dir(folder, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    elif python:
        mode = ["-q", "--invalidation-mode", "unchecked-hash"]
        subprocess.run([python, "-m", "compileall", *mode, str(folder)], check=True)


@cache
def compiler() -> str | None:
    """Return the path of a Python of the Lambda runtime's version, or None when there is none."""
    if sys.version_info[:2] == tuple(map(int, RUNTIME.split("."))):
        return sys.executable
    homes = [os.environ.get("PYENV_ROOT") or "~/.pyenv", "~/.local/share/uv/python"]
    patterns = [f"{homes[0]}/versions/{RUNTIME}*/bin/python", f"{homes[1]}/cpython-{RUNTIME}*/bin/python{RUNTIME}"]
    found = [path for pattern in patterns for path in glob.glob(str(Path(pattern).expanduser()))]  # noqa: PTH207
    for python in filter(None, [shutil.which(f"python{RUNTIME}"), *found]):
        if subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0:
            return python
    return None


if __name__ == "__main__":
    for lock in ("runtime", *catalog.LAYERS):
        layer(lock)
