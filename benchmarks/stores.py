"""Save a graph, and load it in fresh processes until its first answer, in wall-clock time."""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.networks import GENERATED
from benchmarks.tables import figure, table, time

LOADS = 5
LOAD = """
import json, sys, time
from linkgraph import load
begin = time.perf_counter()
load(sys.argv[1]).connections_of(json.loads(sys.argv[2]))
took = time.perf_counter() - begin
lines = open("/proc/self/smaps_rollup").readlines() if sys.platform == "linux" else []
print(took, sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:")) / 1024)
"""


def report(options: argparse.Namespace) -> str:
    """Return a row for a graph with integer ids, and one for text ids."""
    members, connections = GENERATED["5k" if options.quick else "1M"]
    rng = np.random.default_rng(7)
    pairs = rng.integers(0, members, (connections + connections // 100, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]][:connections]
    names = np.array([f"member-{number:09}" for number in rng.permutation(members)], dtype=object)
    rows = [_row("integers", pairs, range(members)), _row("text", names[pairs], names.tolist())]
    head = ["ids", "save (ms)", "load, first (ms)", "verified (ms)", "unpickle (ms)"]
    head += ["files (MiB)", "own memory (MiB)"]
    size = f"{members:,} members, {connections:,} connections."
    return f"{size}\n\n{table(head, rows)}"


def _row(kind: str, pairs: np.ndarray, members: Any) -> list[str]:
    graph = lg.LinkGraph.from_edges(connections=pairs, members=members)
    with tempfile.TemporaryDirectory() as folder:
        _, saving = _timed(lambda: lg.save(graph, folder))
        member = json.dumps(list(graph.members)[len(graph) // 2])
        command = [sys.executable, "-c", LOAD, folder, member]
        loads = [subprocess.check_output(command).split() for _ in range(LOADS)]
        loaded, verifying = _timed(lambda: lg.load(folder, verify=True))
        if loaded != graph:
            raise AssertionError("the loaded graph is another one")
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    pickled = pickle.dumps(graph)
    _, unpickling = _timed(lambda: pickle.loads(pickled))
    first, best = float(loads[0][0]), min(float(took) for took, _ in loads)
    loading = f"**{time(best, 'ms')}** ({time(first, 'ms')})"
    memory = [figure(size / 2**20), figure(float(loads[-1][1]))]
    return [
        kind,
        time(saving, "ms"),
        loading,
        time(verifying, "ms"),
        time(unpickling, "ms"),
        *memory,
    ]


def _timed(function: Callable[[], Any]) -> tuple[Any, float]:
    begin = perf_counter()
    return function(), perf_counter() - begin
