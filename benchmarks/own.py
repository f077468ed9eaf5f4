"""What is measured of this library alone: bulk against single, edits, versions, bytes.

Rows in a graph are int32, so what an edit has to write anew is 4 bytes for each
connection of its two members. The memory of versions is what `tracemalloc` counts: all
that is new since the first.
"""

from __future__ import annotations

import ctypes
import gc
import random
import sys
import tracemalloc
from time import perf_counter as clock
from typing import Any

import numpy as np

import linkgraph as lg
from benchmarks.building import arrays_of
from benchmarks.edits import LARGEST, Step, fold, largest_pairs, plan
from benchmarks.players import NOW
from benchmarks.worlds import World

_ROUNDS = 5
_SAMPLE = 500  # owners whom the single function is asked about
_EDITS, VERSIONS = 10_000, 1_000


def measure(world: World, graph: lg.LinkGraph[int]) -> dict[str, Any]:
    found = bytes_of(world)
    if LARGEST in world.planted:
        found |= buttons(world, graph)
        found |= edits(world, graph)
    return found


def buttons(world: World, graph: lg.LinkGraph[int]) -> dict[str, float]:
    """Time the buttons of all owners, and of some with the single function."""
    viewer = world.planted[LARGEST][0]
    owners = random.Random(6).sample(range(world.members), min(_SAMPLE, world.members))
    at_once = lg.profile_buttons(graph, viewer, at=NOW)
    if any(at_once[o] != lg.profile_actions(graph, viewer, o, at=NOW) for o in owners):
        raise AssertionError("bulk and single answer differently")
    bulk = best(lambda: lg.profile_buttons(graph, viewer, at=NOW).values())
    single = best(lambda: [lg.profile_actions(graph, viewer, o, at=NOW) for o in owners])
    return {"buttons, all": bulk, "buttons, each": single / len(owners)}


def edits(world: World, graph: lg.LinkGraph[int]) -> dict[str, float]:
    """Time one edit and ten thousand in a row, then weigh a thousand versions."""
    pairs = largest_pairs(world)["connect"]
    one = best(lambda: [graph.connect(a, b) for a, b in pairs]) / len(pairs)
    steps = plan(world, _EDITS, seed=5)
    in_a_row = best(lambda: fold(graph, steps)) / len(steps)
    rows, size = versions(graph, steps[:VERSIONS])
    return {"edit": one, "edit in a row": in_a_row, "version rows": rows, "version": size}


def versions(graph: lg.LinkGraph[int], steps: list[Step]) -> tuple[float, float]:
    """Keep every version; return the mean bytes of the rows edited, and those taken."""
    fold(graph, steps[:10])
    rows = 0
    kept = []
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    now = graph
    for kind, a, b in steps:
        now = getattr(now, kind)(a, b)
        kept.append(now)
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    for (kind, a, b), version in zip(steps, kept, strict=True):
        if kind in {"connect", "disconnect"}:
            rows += 4 * (version.connection_count(a) + version.connection_count(b))
        else:  # exceptions to the follows that connections bring: rows of a few
            rows += 8
    return rows / len(kept), size / len(kept)


def bytes_of(world: World) -> dict[str, float]:
    """Return the bytes of a connection with its two follows, and those of a lone follow."""
    members = range(world.members)
    ties = lg.LinkGraph.from_edges(connections=world.connections, members=members)
    found = {"bytes a connection": arrays_bytes(ties) / max(1, len(world.connections))}
    if len(world.follows):
        alone = lg.LinkGraph.from_edges(follows=world.follows, members=members)
        beside = arrays_bytes(alone) - _offsets(alone)
        found["bytes a follow"] = beside / len(world.follows)
    return found


def arrays_bytes(graph: Any) -> int:
    return sum(array.nbytes for array in arrays_of(graph))


def _offsets(graph: Any) -> int:
    """Return the bytes of row offsets, the only arrays of int64 in a graph of whole numbers."""
    return sum(array.nbytes for array in arrays_of(graph) if array.dtype == np.int64)


def best(function: Any) -> float:
    """Return the least time of a few rounds."""
    took = []
    gc.disable()
    for _ in range(_ROUNDS):
        begin = clock()
        kept = function()
        took.append(clock() - begin)
        del kept
    gc.enable()
    return min(took)


def trim() -> None:
    """Hand freed memory back, so that what is resident is what is held."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
