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
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks import agenda, peers_report
from benchmarks.compare import processor
from benchmarks.crew import say, work
from benchmarks.networks import real_worlds
from benchmarks.questions import keep_engagements
from benchmarks.tables import put
from benchmarks.worlds import World, generate, keep

BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"
QUICK, LARGEST = (5_000, 100_000), (5_000_000, 100_000_000)
SIZES = ((100_000, 2_000_000), (1_000_000, 20_000_000))
# what a library holds for each connection, in bytes (measured, rounded up), and what all may hold
_HOLDS = {
    "linkgraph": 20,
    "GraphBLAS": 20,
    "igraph": 40,
    "SciPy": 20,
    "Numba": 12,
    "NetworKit": 30,
    "rustworkx": 30,
    "networkx": 180,
}
_ROOM = 20e9
_LARGE = 10_000_000  # connections

Found = dict[str, Any]
Make = Callable[[], tuple[World, list[agenda.Task]]]


def main() -> None:
    asked = _arguments()
    results: Found = {"worlds": {}}
    if asked.results and asked.results.exists():
        results = json.loads(asked.results.read_text(encoding="utf-8"))
    file = asked.results or Path(tempfile.gettempdir()) / "linkgraph-peers.json"
    say(f"results go into {file}; an interrupted run goes on with --from {file}")
    begin = perf_counter()
    if not asked.only_print:
        results["setting"] = _setting(asked)
        done = {name for name, world in results["worlds"].items() if world["whole"]}
        for name, make in _worlds(asked, done):
            say(f"{name}, after {perf_counter() - begin:.0f} s")
            _measure(name, make, results, file, asked)
    text = peers_report.report(results)
    print(text)
    say(f"took {perf_counter() - begin:.0f} s; load {os.getloadavg()[0]:.1f}")
    if asked.write:
        put(asked.write, BEGIN, END, text)


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
    parser.add_argument("--seconds", type=float, help="for the rounds of one question")
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("LINKGRAPH_DATA"),
        help="a folder of real networks; LINKGRAPH_DATA if that is set",
    )
    return parser.parse_args()


def _worlds(asked: argparse.Namespace, done: set[str]) -> Iterator[tuple[str, Make]]:
    """Yield the worlds that are not measured yet, and how to make each."""
    sizes = [QUICK] if asked.quick else [*SIZES, *([LARGEST] if asked.largest else [])]
    for size in sizes:
        name = f"generated {size[0]}"
        if name not in done:
            yield name, partial(_generated, *size)
    if asked.data is None:
        say("no real networks: LINKGRAPH_DATA names no folder")
        return
    for name, world in real_worlds(asked.data, one=asked.quick, but=done):
        yield name, partial(_real, world)


def _generated(members: int, connections: int) -> tuple[World, list[agenda.Task]]:
    world = generate(members, connections, seed=1)
    return world, list(agenda.of_generated(world, seed=3))


def _real(world: World) -> tuple[World, list[agenda.Task]]:
    return world, list(agenda.of_real(world, seed=3))


def _measure(name: str, make: Make, results: Found, file: Path, asked: argparse.Namespace) -> None:
    """Measure one world, and write what there is after every question."""
    begin = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        world, tasks = make()
        say(f"  {world}, generated in {perf_counter() - begin:.0f} s")
        kept = {"members": world.members, "connections": len(world.connections), "whole": False}
        keep(world, Path(folder))
        keep_engagements(world, Path(folder))
        large = len(world.connections) > _LARGE
        names, left_out = _who_fits(asked.only or peers_report.NAMES, len(world.connections))
        del world, make  # its room is wanted
        gc.collect()

        def save(found: Found) -> None:
            found["left out"] |= left_out
            results["worlds"][name] = found | kept | {"took": perf_counter() - begin}
            beside = file.with_suffix(".part")
            beside.write_text(json.dumps(results), encoding="utf-8")
            beside.replace(file)  # an interruption leaves the old one whole

        seconds = asked.seconds or (0.1 if asked.quick else 1.0)
        patience = 600 if large else 180
        work(tasks, names, Path(folder), seconds=seconds, patience=patience, save=save)
        kept["whole"] = True
        save(results["worlds"][name])


def _who_fits(names: Iterable[str], connections: int) -> tuple[list[str], dict[str, str]]:
    """Return who takes part, in the order of `_HOLDS`, and who would need too much memory."""
    taken, fitting, left_out = 0.0, [], {}
    for name in (name for name in _HOLDS if name in set(names)):
        needed = _HOLDS[name] * connections
        if taken + needed > _ROOM:
            left_out[name] = f"would need about {needed / 1e9:.0f} GB"
        else:
            taken += needed
            fitting.append(name)
    return fitting, left_out


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
