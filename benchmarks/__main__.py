"""Measure all that the pages show, and put it there.

    python -m benchmarks                 everything: an hour and a half of an idle machine
    python -m benchmarks startup feeds   these alone

Each is a command of its own, `python -m benchmarks.NAME`, with options for smaller runs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

# what is run, in this order, with what options; each puts its tables into its page
RUNS: dict[str, tuple[str, ...]] = {
    "startup": ("--write", "docs/performance.md"),
    "compare": ("--write", "docs/performance.md"),
    "feeds": ("--write", "docs/performance.md"),
    "views": ("--write", "docs/networkx.md"),
    "curves": ("--write", "docs/cost_curves.md"),
    "peers": ("--largest", "--write", "docs/performance.md"),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RUNS))
    names = parser.parse_args().names or list(RUNS)
    for name in names:
        if name not in RUNS:
            parser.error(f"there is no run `{name}`; choose from {', '.join(RUNS)}")
    for name in names:
        command = [sys.executable, "-m", f"benchmarks.{name}", *RUNS[name]]
        print("+", *command, flush=True)
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
