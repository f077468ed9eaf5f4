"""`python -m benchmarks.stores` saves a network and loads it in fresh processes.

The clock is that on the wall, since what is waited for is the system; each load counts until
its first answer. The least of five loads is printed, pages in memory, and the first in brackets.
"""

from __future__ import annotations

import argparse
import json
import pickle
import platform
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter as clock
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.tables import duration, table

_LOADS = 5


def network(members: int, connections: int, *, text: bool) -> lg.LinkGraph[Any]:
    """Build a network of random pairs; ids are whole numbers from 0 on, or text in no order."""
    rng = np.random.default_rng(7)
    pairs = rng.integers(0, members, (connections + connections // 100, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]][:connections]
    graph = lg.LinkGraph.from_edges(connections=pairs, members=range(members))
    if not text:
        return graph
    # the same ties under names: what is to be measured is not how pairs of text are read
    from attrs import evolve

    from linkgraph.graph.member_index import MemberIndex

    names = [f"member-{number:09}" for number in rng.permutation(members).tolist()]
    return lg.LinkGraph(facts=evolve(graph._facts, member_index=MemberIndex.of(names)))


def loaded_alone(folder: str, member: str) -> dict[str, float]:
    """Load a store and ask it something. Runs in a process of its own."""
    load = lg.load  # imports what it needs
    begin = clock()
    graph = load(folder)
    graph.connections_of(json.loads(member))
    took = clock() - begin
    rollup = Path("/proc/self/smaps_rollup")
    private = 0
    if rollup.exists():
        lines = (line.split() for line in rollup.read_text().splitlines()[1:])
        private = sum(int(line[1]) for line in lines if line[0] == "Private_Dirty:")
    return {"took": took, "private": private / 1024}


def measured(graph: lg.LinkGraph[Any], kind: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        begin = clock()
        lg.save(graph, folder)
        saved = clock() - begin
        member = json.dumps(list(graph.members)[len(graph) // 2])
        command = [sys.executable, "-m", "benchmarks.stores", "--alone", folder, member]
        runs = [
            json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            for _ in range(_LOADS)
        ]
        best = min(run["took"] for run in runs)
        begin = clock()
        found = lg.load(folder, verify=True)
        verified = clock() - begin
        if found != graph:
            raise AssertionError("what was loaded is another graph")
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    packed = pickle.dumps(graph)
    begin = clock()
    pickle.loads(packed)
    unpickled = clock() - begin
    first = f"**{duration(best)}** ({duration(runs[0]['took'])})"
    private = f"{runs[-1]['private']:.0f} MiB"
    cells = [duration(saved), first, duration(verified), duration(unpickled)]
    return [kind, *cells, f"{size / 2**20:.0f} MiB", private]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=20_000_000)
    parser.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        print(json.dumps(loaded_alone(*asked.alone)))
        return
    rows = [
        measured(network(asked.members, asked.connections, text=kind == "text"), kind)
        for kind in ("whole numbers", "text")
    ]
    head = ["ids", "save", "load, first answer", "load, verified", "from a pickle", "files"]
    print(f"{asked.members:,} members, {asked.connections:,} connections; Python ", end="")
    print(f"{platform.python_version()}, NumPy {np.__version__}, {platform.machine()}\n")
    print(table([*head, "each process's own memory"], rows))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\nlargest process: {peak / 2**20:.1f} GiB")


if __name__ == "__main__":
    main()
