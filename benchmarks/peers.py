"""Measure this library beside six peers and a compiled kernel, in networks of all sizes.

python -m benchmarks.peers --write docs/performance.md   # 100 k / 2 M, 1 M / 20 M, real networks
python -m benchmarks.peers --largest --from FILE         # and 5 M / 100 M, where that ran out
python -m benchmarks.peers --quick                       # a small network, for a smoke test
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks import agenda, peers_report
from benchmarks.compare import processor
from benchmarks.crew import say, work
from benchmarks.networks import real_worlds
from benchmarks.worlds import World, generate, keep

BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"
NAMES = (
    "linkgraph",
    "networkx",
    "igraph",
    "rustworkx",
    "NetworKit",
    "GraphBLAS",
    "SciPy",
    "Numba",
)
QUICK, SIZES, LARGEST = (
    (5_000, 100_000),
    ((100_000, 2_000_000), (1_000_000, 20_000_000)),
    (5_000_000, 100_000_000),
)
# members and ties as Python objects take this many bytes a connection (measured)
_OBJECTS = {"networkx": 260, "rustworkx": 130}
_ROOM = 20e9


def main() -> None:
    asked = _arguments()
    results: dict[str, Any] = {"worlds": {}}
    if asked.results and asked.results.exists():
        results = json.loads(asked.results.read_text(encoding="utf-8"))
    file = asked.results or Path(tempfile.gettempdir()) / "linkgraph-peers.json"
    say(f"results go into {file}; an interrupted run goes on with --from {file}")
    begin = perf_counter()
    if not asked.only_print:
        results["setting"] = _setting(asked)
        for name, world, tasks in _worlds(asked, set(results["worlds"])):
            began = perf_counter()
            say(f"{name}: {world}, after {began - begin:.0f} s")
            results["worlds"][name] = _measured(world, tasks, asked) | {
                "members": world.members,
                "connections": len(world.connections),
                "follows": len(world.follows),
                "took": perf_counter() - began,
            }
            del world
            gc.collect()
            file.write_text(json.dumps(results), encoding="utf-8")
    text = peers_report.report(results)
    print(text)
    say(f"took {perf_counter() - begin:.0f} s; load {os.getloadavg()[0]:.1f}")
    if asked.write:
        page = asked.write.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        after = rest.split(END)[1]
        asked.write.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="5 k members, one real network")
    parser.add_argument("--largest", action="store_true", help="5 M members, 100 M connections too")
    parser.add_argument(
        "--from", type=Path, dest="results", metavar="FILE", help="go on with these results"
    )
    parser.add_argument("--only-print", action="store_true", help="measure nothing")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="a page with the two markers")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these libraries alone")
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("LINKGRAPH_DATA"),
        help="a folder of real networks; LINKGRAPH_DATA if that is set",
    )
    return parser.parse_args()


def _worlds(
    asked: argparse.Namespace, done: set[str]
) -> Iterator[tuple[str, World, list[agenda.Task]]]:
    """Yield the worlds that are not measured yet."""
    sizes = [QUICK] if asked.quick else [*SIZES, *([LARGEST] if asked.largest else [])]
    for members, connections in sizes:
        name = f"generated {members}"
        if name not in done:
            world = generate(members, connections, seed=1)
            yield name, world, list(agenda.of_generated(world, seed=3))
    if asked.data is None:
        say("no real networks: LINKGRAPH_DATA names no folder")
        return
    for name, world in real_worlds(asked.data, one=asked.quick, but=done):
        yield name, world, list(agenda.of_real(world, seed=3))


def _measured(world: World, tasks: list[agenda.Task], asked: argparse.Namespace) -> dict[str, Any]:
    names, left_out = [], {}
    large = len(world.connections) > 10_000_000
    for name in asked.only or NAMES:
        needed = _OBJECTS.get(name, 0) * len(world.connections)
        if needed < _ROOM / 2:
            names.append(name)
        else:
            left_out[name] = f"would need about {needed / 1e9:.0f} GB"
    seconds = 0.1 if asked.quick else 1.0
    with tempfile.TemporaryDirectory() as folder:
        keep(world, Path(folder))
        found = work(tasks, names, Path(folder), seconds=seconds, patience=600 if large else 180)
    found["left out"] |= left_out
    return found


def _setting(asked: argparse.Namespace) -> dict[str, Any]:
    return {
        "command": "python -m benchmarks.peers"
        + "".join(f" --{name}" for name in ("quick", "largest") if getattr(asked, name)),
        "machine": f"{processor()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": {
            "CPython": platform.python_version(),
            "linkgraph": lg.__version__,
            "NumPy": np.__version__,
        },
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    sys.exit(main())
