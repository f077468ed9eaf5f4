"""What an import costs, each in a process of its own.

python -m benchmarks.startup                              # half a minute
python -m benchmarks.startup --write docs/performance.md  # and put the table there
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.tables import duration, put, table, times

BEGIN, END = "<!-- startup: begin -->", "<!-- startup: end -->"
_ROUNDS = 25
_BUILD = 'import linkgraph as lg; g = lg.LinkGraph.from_edges(connections=[("ana", "bo")])'
_CASES = {
    "Python alone": "pass",
    "`import numpy`": "import numpy",
    "`import linkgraph`": "import linkgraph",
    "… and build a graph": _BUILD,
    "… and ask for a degree": f'{_BUILD}; lg.degree(g, "ana", "bo")',
    "… and load every public name": "from linkgraph import *",
    "`import networkx`": "import networkx",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", type=Path, metavar="PAGE", help="a page with the two markers")
    asked = parser.parse_args()
    text = report()
    print(text)
    if asked.write:
        put(asked.write, BEGIN, END, text)


def report() -> str:
    """Run the cases in turn; the best of all rounds counts."""
    best = dict.fromkeys(_CASES, float("inf"))
    for _ in range(_ROUNDS):
        for name, code in _CASES.items():
            begin = perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            best[name] = min(best[name], perf_counter() - begin)
    numpy = best["`import numpy`"]
    rows = [[name, duration(took), times(took / numpy)] for name, took in best.items()]
    return table(["a fresh process", "time", "`import numpy` = 1"], rows)


if __name__ == "__main__":
    main()
