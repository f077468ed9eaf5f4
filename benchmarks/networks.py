"""The real networks of a folder, as worlds; files are those that `examples/quickstart.py` reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

import linkgraph as lg
from benchmarks.worlds import SIZES, World
from examples.quickstart import read_network

_LEAST_EDGES = 50_000
_NEAR = 0.25  # a member "of 500 connections" may have a fourth more or fewer
_ASKED = 4
_STARS = 3  # `read_network` lets everybody follow so many where there is no one-way tie


def real_worlds(folder: Path, *, one: bool, but: set[str]) -> Iterator[tuple[str, World]]:
    """Yield every network of at least 50 k edges, or just one, by name; not those done."""
    for file in sorted(folder.glob("*.txt.gz")):
        name = file.name.partition(".")[0]
        world = None if name in but else _read(file)
        if world is not None:
            yield name, world
            if one:
                return


def _read(file: Path) -> World | None:
    graph = read_network(file)
    connections = _pairs(graph, graph.connections_of)
    connections = connections[connections[:, 0] < connections[:, 1]]
    follows = _pairs(graph, lambda member: graph.following(member) - graph.connections_of(member))
    made_up = len(np.unique(follows[:, 1])) <= _STARS
    if len(connections) + (0 if made_up else len(follows)) < _LEAST_EDGES:
        return None
    none = np.empty((0, 2), np.int64)
    return World(len(graph), connections, follows, none, none, _near_sizes(connections, len(graph)))


def _pairs(graph: lg.LinkGraph[str], tied: Callable[[str], Iterable[str]]) -> np.ndarray:
    """Return everybody with whom they are tied, as places in member order."""
    places = {member: at for at, member in enumerate(graph)}
    pairs = [(places[member], places[other]) for member in graph for other in tied(member)]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _near_sizes(connections: np.ndarray, members: int) -> dict[int, list[int]]:
    """Return the members whose number of connections is nearest to each of the sizes."""
    degrees = np.bincount(connections.ravel(), minlength=members)
    found = {}
    for size in SIZES:
        off = np.abs(degrees - size)
        nearest = np.argsort(off, kind="stable")[:_ASKED]
        nearest = nearest[off[nearest] <= _NEAR * size]
        if len(nearest) > 1:
            found[size] = nearest.tolist()
    return found
