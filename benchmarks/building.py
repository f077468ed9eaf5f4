"""Building from arrays, and what a graph takes in memory."""

from __future__ import annotations

import ctypes
import gc
import json
import resource
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import attrs
import numpy as np

import linkgraph as lg
from benchmarks.players import Igraph, Networkx
from benchmarks.tables import duration, mark, table, three, times
from benchmarks.timing import Measure, once, race
from benchmarks.worlds import World

_FASTER, _BYTES = 3.0, 24.0


def bare(world: World) -> World:
    """Return the world with connections and their default follows alone."""
    none = np.empty((0, 2), np.int64)
    return World(world.members, world.connections, none, none, none, {})


def ours(world: World) -> lg.LinkGraph[int]:
    return lg.LinkGraph.from_edges(connections=world.connections, members=range(world.members))


def report(world: World, *, seconds: float) -> tuple[str, list[str]]:
    """Measure building; return the table and what missed its target."""
    world = bare(world)
    ties = {"networkx": Networkx.build_connections, "igraph": Igraph.build_connections}
    follows = {"networkx": Networkx.build_follows, "igraph": Igraph.build_follows}
    graph = ours(world)
    sizes = len(world.connections), 2 * len(world.connections)
    if graph != ours(bare(world)) or len(graph) != world.members:
        raise AssertionError("building is not repeatable")
    packed = Igraph.build_connections(world), Igraph.build_follows(world)
    counted = packed[0].ecount(), packed[1].ecount()
    if counted != sizes or f"{sizes[0]:,} connections, {sizes[1]:,} follows" not in repr(graph):
        raise AssertionError(f"built {graph} and {counted} from {sizes}")
    del packed, graph
    measures: dict[str, Measure] = {
        "linkgraph": once(lambda: ours(world)),
        "linkgraph, members not named": once(
            lambda: lg.LinkGraph.from_edges(connections=world.connections)
        ),
    }
    for name, build in ties.items():
        measures[name] = once(lambda build=build: build(world))
    for name, build in follows.items():
        measures[f"{name} follows"] = once(lambda build=build: build(world))
    took = race(measures, seconds=seconds)
    own = took["linkgraph"].best
    rows, missed = [], []
    for text, with_follows in (("connections and default follows", 1), ("connections alone", 0)):
        peers = {
            name: took[name].best + with_follows * took[f"{name} follows"].best for name in ties
        }
        best = min(peers, key=lambda name: peers[name])
        ratio = peers[best] / own
        if ratio < _FASTER:
            missed.append(f"build, {text}: {times(ratio)} of {best}")
        cells = [f"**{duration(own)}**", *map(duration, peers.values())]
        rows.append(
            [f"build: {text}", *cells, f"{times(ratio)} {best}", "≥ 3×", mark(ratio >= _FASTER)]
        )
    unnamed = duration(took["linkgraph, members not named"].best)
    rows.append(["… members found in the array", unnamed, "–", "–", "", "", ""])
    head = ["from an array", "linkgraph", *ties, "speed, best peer = 1", "target", "met"]
    return table(head, rows), missed


# -- memory: each graph alone in a process of its own -----------------------------------------


def memory_report(world: World) -> tuple[str, list[str]]:
    """Measure memory in fresh processes; return the table and what missed its target."""
    world = bare(world)
    connections = len(world.connections)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "connections.npy"
        np.save(path, world.connections)
        taken = {name: _measured(name, path, world.members) for name in _BUILDS}
    rows, missed = [], []
    for name, found in taken.items():
        each = {what: f"{three(size / connections)} B" for what, size in found.items()}
        target, met = "", ""
        if name == "linkgraph":
            kept = found["arrays"] / connections
            target, met = "≤ 24 B", mark(kept <= _BYTES)
            if kept > _BYTES:
                missed.append(f"memory: {three(kept)} B per connection")
        rows.append(
            [name, each["resident"], each.get("traced", "–"), each.get("arrays", "–"), target, met]
        )
    head = ["bytes a connection, two follows included", "resident", "traced", "its arrays"]
    return table([*head, "target", "met"], rows), missed


def _networkx(world: World) -> Any:
    return Networkx.build_connections(world), Networkx.build_follows(world)


def _igraph(world: World) -> Any:
    return Igraph.build_connections(world), Igraph.build_follows(world)


_BUILDS = {"linkgraph": ours, "networkx": _networkx, "igraph": _igraph}


def _measured(name: str, path: Path, members: int) -> dict[str, int]:
    command = [sys.executable, "-m", "benchmarks.building", name, str(path), str(members)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _alone(name: str, path: str, members: int) -> dict[str, int]:
    """Build one graph and tell what it took. Runs in a process of its own."""
    none = np.empty((0, 2), np.int64)
    world = World(members, np.load(path), none, none, none, {})
    build = _BUILDS[name]
    tiny = World(2, np.array([[0, 1]]), none, none, none, {})
    build(tiny)  # what is loaded on first use is not the graph's
    gc.disable()
    before = _resident()
    kept = build(world)
    found = {"resident": _resident() - before}
    if name == "linkgraph":  # tracing every dict of networkx would take minutes
        found["arrays"] = sum(array.nbytes for array in arrays_of(kept))
        del kept
        tracemalloc.start()
        kept = build(world)
        found["traced"] = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    return found


def arrays_of(value: Any) -> list[np.ndarray]:
    """Return every array that is reachable from a graph, each once."""
    found: dict[int, np.ndarray] = {}
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, np.ndarray):
            while isinstance(item.base, np.ndarray):
                item = item.base
            found[id(item)] = item
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple)):
            waiting.extend(item)
        elif attrs.has(type(item)) or type(item).__module__.startswith("linkgraph"):
            names = [name for kind in type(item).__mro__ for name in _slots(kind)]
            waiting.extend(getattr(item, name) for name in names if hasattr(item, name))
            waiting.extend(getattr(item, "__dict__", {}).values())
    return list(found.values())


def _slots(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    names = (slots,) if isinstance(slots, str) else tuple(slots)
    return tuple(name for name in names if name != "__weakref__")


def _resident() -> int:
    """Return the bytes this process holds, freed memory handed back first."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(_alone(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
