"""The benchmarks: ``python3 dev.py bench [NAME]``.

They compare what the product costs with the least that its way of working can cost, both measured in the same run.
"""

import importlib
import sys
from argparse import Namespace
from typing import Final

NAMES: Final = ("evaluate", "cold", "socket", "rules", "backtest", "ingest")


def main(arguments: Namespace) -> int:
    """Run the benchmark of this name, or all of them."""
    if arguments.name not in (None, *NAMES):
        print(f"There is no benchmark {arguments.name!r}; there are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    for name in [arguments.name] if arguments.name else NAMES:
        importlib.import_module(f"tests.benchmarks.{name}").run()
    return 0
