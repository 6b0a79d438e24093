"""Every command of the project: ``python3 dev.py --help``.

Standard library only. Makes ``.venv``, installs the locked requirements into it when the lock has changed, and runs
itself again inside, where the command's own module takes over.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is how an old Python says what is missing
    sys.exit("Microlift needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))

import argparse
import contextlib
import glob
import hashlib
import importlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "microlift-lock.txt"
REQUIREMENTS = ROOT / "requirements"
BEST = "3.13"

OFFLINE = """
The packages could not be installed; the message above says why.
The first set-up needs a network and the Python package index. Behind a mirror, name it in
PIP_INDEX_URL and UV_DEFAULT_INDEX.
"""
NO_PIP = """
This Python can install nothing: it has neither ensurepip nor pip.
On Debian and Ubuntu:  apt install python3-venv
"""


def main() -> int:
    arguments = parse(sys.argv[1:])
    os.environ |= spoken_to_directly(os.environ)
    if Path(sys.prefix).resolve() != VENV.resolve():
        if os.name == "nt" or Path("/etc/ssl/certs").is_dir():
            # A network that inspects TLS has its authority in the system's store; a bare container has no store.
            os.environ.setdefault("UV_SYSTEM_CERTS", "true")
        set_up()
        return run_inside()
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    try:
        return importlib.import_module(arguments.module).main(arguments) or 0
    except KeyboardInterrupt:
        return 130


def parse(words: list[str]) -> argparse.Namespace:
    if words[:1] == ["test"] and words[1:] not in (["-h"], ["--help"]):
        words = ["test", "--", *words[1:]]  # so that pytest's own options reach pytest
    return parser().parse_args(words)


def parser() -> argparse.ArgumentParser:
    """Every command and its options, readable before anything is installed."""
    top = argparse.ArgumentParser(
        prog="dev.py", description="Microlift's commands. The first one also installs all it needs."
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, module: str, does: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=does, description=does[0].upper() + does[1:] + ".")
        added.set_defaults(command=name, module=module)
        return added

    run = command("run", "infra.local", "run the local stack with the demo shop until Ctrl-C")
    run.add_argument(
        "--port", type=int, default=8800, metavar="N", help="the shop's port; 0 takes free ones (default 8800)"
    )
    run.add_argument("--no-browser", action="store_true", help="do not open the storefront in a browser")

    test = command("test", "infra.checks", "run the checks and every test; with arguments, only pytest with them")
    test.add_argument("pytest", nargs="*", metavar="...", help="arguments for pytest")

    replay = command("replay", "infra.replay", "replay an event log through a local stack and report what came of it")
    replay.add_argument("file", type=Path, metavar="FILE", help="CSV, CSV.gz or Parquet")
    replay.add_argument("--speed", type=float, metavar="X", help="times real time (default: as fast as it goes)")
    replay.add_argument("--limit", type=int, metavar="N", help="only the first N rows")
    replay.add_argument("--report", type=Path, metavar="OUT.json", help="write the report as JSON, too")

    query = command("query", "infra.query", "ask the lake of the running local stack in SQL")
    query.add_argument("sql", metavar="SQL", help="DuckDB's SQL over events, failed, orders, items and decisions")
    query.add_argument("--format", choices=["table", "csv", "json"], default="table", help="(default table)")

    bench = command("bench", "tests.benchmarks.__main__", "run the benchmarks")
    bench.add_argument("name", nargs="?", metavar="NAME", help="only this one")

    for name, does in {
        "synth": "write the CloudFormation template of a stage to build/",
        "deploy": "deploy a stage to the AWS account of the current credentials",
        "destroy": "take a deployed stage down",
        "keys": "print the keys of a deployed stage",
    }.items():
        command(name, "infra.deploy", does).add_argument("--stage", required=True, choices=["dev", "staging", "prod"])

    command("app", "infra.app", "synthesise for the CDK's own command line (cdk.json calls this)")
    command("contract", "infra.contract", "write the OpenAPI and AsyncAPI documents anew")
    command("lock", "infra.lock", "resolve the requirements anew")
    for name in ("editor", "charts"):
        vendored = command(name, "infra.vendored", f"bundle the dashboard's {name} anew from the lock")
        vendored.add_argument(
            "--relock", action="store_true", help=f"resolve requirements/{name}/package.json anew first"
        )
    grammar = command("grammar", "infra.grammar", "bundle the grammar by which tests read Athena's SQL anew")
    grammar.add_argument("--relock", action="store_true", help="resolve requirements/grammar/package.json anew first")
    sdk = command("sdk", "infra.sdk", "check the browser SDK's types and bundle it anew from its lock")
    sdk.add_argument("--relock", action="store_true", help="resolve requirements/sdk/package.json anew first")
    return top


def spoken_to_directly(environment: Mapping[str, str]) -> dict[str, str]:
    """What keeps a proxy of the network out of what is said to the local stack."""
    known = environment.get("no_proxy") or environment.get("NO_PROXY")
    hosts = ",".join(filter(None, [known, "127.0.0.1", "localhost"]))
    return {"no_proxy": hosts, "NO_PROXY": hosts}


def set_up() -> None:
    """Leave a ``.venv`` that holds exactly what the lock names."""
    digest = hashlib.sha256((REQUIREMENTS / "dev.txt").read_bytes()).hexdigest()
    if ready(digest):
        return
    with one_at_a_time():
        if ready(digest):
            return
        started = time.monotonic()
        python = best_python()
        if not VENV_PYTHON.exists():
            say(f"Making .venv with {python}")
            shutil.rmtree(VENV, ignore_errors=True)
            subprocess.run([python, "-m", "venv", "--without-pip", str(VENV)], check=True)
        install(python)
        STAMP.write_text(digest)
        say(f"Installed in {time.monotonic() - started:.0f} s")


def ready(digest: str) -> bool:
    return VENV_PYTHON.exists() and STAMP.exists() and STAMP.read_text() == digest


def install(python: str) -> None:
    uv = VENV_PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
    if not uv.exists():
        say("Installing uv")
        bootstrap = [*pip(python), "install", "--quiet", "--retries=2", "--require-hashes", "--no-deps", "-r"]
        need([*bootstrap, str(REQUIREMENTS / "bootstrap.txt")], OFFLINE)
    say("Installing the requirements")
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    sync = [str(uv), "pip", "sync", "--python", str(VENV_PYTHON), "--require-hashes", *quiet]
    need([*sync, str(REQUIREMENTS / "dev.txt")], OFFLINE)
    say("Downloading the Lambda layer, so that a stage can be synthesised without a network")
    need([str(VENV_PYTHON), "-m", "infra.package"], OFFLINE)


def pip(python: str) -> list[str]:
    """The command of a pip that installs into ``.venv``: the wheel that comes with Python, else Python's own pip."""
    find = "import ensurepip, glob, os; print(*glob.glob(os.path.dirname(ensurepip.__file__) + '/_bundled/pip-*.whl'))"
    found = subprocess.run([python, "-c", find], capture_output=True, text=True, check=False).stdout.split()
    for wheel in [*found, *glob.glob("/usr/share/python-wheels/pip-*.whl")]:  # noqa: PTH207 - an absolute pattern
        return [str(VENV_PYTHON), f"{wheel}/pip"]
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return [python, "-m", "pip", "--python", str(VENV_PYTHON)]
    sys.exit(NO_PIP)


def best_python() -> str:
    """The path of a Python 3.13, the Lambda runtime's version, or else of the one that runs this."""
    if sys.version_info[:2] == tuple(map(int, BEST.split("."))):
        return sys.executable
    home = Path(os.environ.get("HOME") or "/nonexistent")
    with contextlib.suppress(RuntimeError):
        home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or home / ".local/share/uv/python")
    candidates = [
        shutil.which(f"python{BEST}"),
        *sorted(pyenv.glob(f"versions/{BEST}*/bin/python")),
        *sorted(uv.glob(f"cpython-{BEST}*/bin/python{BEST}")),
    ]
    # A version manager's shim is on PATH for versions that are not switched on, so each is tried.
    check = f"import sys, ensurepip; assert '%d.%d' % sys.version_info[:2] == '{BEST}'; print(sys.executable)"
    for candidate in filter(None, candidates):
        tried = subprocess.run([candidate, "-c", check], capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return tried.stdout.strip()
    return sys.executable


def run_inside() -> int:
    """Run this command again with ``.venv``'s Python; on POSIX this process becomes it."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # every later start would compile the CDK again: 10 s
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PATH"] = os.pathsep.join([str(VENV_PYTHON.parent), environment.get("PATH", os.defpath)])
    command = [str(VENV_PYTHON), str(ROOT / "dev.py"), *sys.argv[1:]]
    if os.name == "nt":
        return subprocess.run(command, env=environment, check=False).returncode
    return os.execve(command[0], command, environment)  # noqa: S606 - no shell wanted


def need(command: list[str], otherwise: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        sys.exit(otherwise)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold off a second set-up of the same clone until the first is done."""
    if os.name == "nt":
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
