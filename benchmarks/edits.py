"""One edit, ten thousand edits in a row: a new version each time, and what peers have.

Peers change a graph in place, which is quick and leaves no earlier version; to keep one
they copy the graph first. Both figures are shown under their names. igraph packs its
edges anew on every change, so its own documentation advises to add many at once; for one
edit there is no quicker way than `copy` and `add_edge`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray

import linkgraph as lg
from benchmarks.tables import duration, mark, table, times
from benchmarks.timing import Measure, Times, clock, once, race, timed
from benchmarks.worlds import Pairs, World

Pair = tuple[int, int]
Step = tuple[str, int, int]

LARGEST = 500  # connections of the members whose ties are edited
_IN_A_ROW = 10_000
_TARGET, _SLACK = 30e-6, 1.5  # "about" 30 µs; "no dearer" within the noise of two runs


@dataclass(frozen=True)
class Ground:
    """One network as all three keep it."""

    world: World
    graph: lg.LinkGraph[int]
    ties: nx.Graph
    follows: nx.DiGraph
    packed: igraph.Graph
    packed_follows: igraph.Graph


def plan(world: World, edits: int, *, seed: int) -> list[Step]:
    """Return edits each of which changes something: a fourth of each kind, shuffled.

    Between members of up to 500 connections, drawn evenly, those of 500 among them.
    """
    rng = np.random.default_rng(seed)
    degrees = np.bincount(world.connections.ravel(), minlength=world.members)
    small = np.flatnonzero(degrees <= LARGEST)
    quarter = edits // 4
    ties = (world.connections, world.follows, world.blocks, world.invitations)
    taken = np.sort(np.concatenate([_keys(some, world.members) for some in ties]))
    pairs = rng.choice(small, (3 * edits, 2))
    keys = _keys(pairs, world.members)
    free = (pairs[:, 0] != pairs[:, 1]) & (
        taken[taken.searchsorted(keys).clip(max=len(taken) - 1)] != keys
    )
    first = np.unique(keys, return_index=True)[1]
    pairs = pairs[np.sort(first[free[first]])][: 2 * quarter]
    strangers: list[Pair] = [(a, b) for a, b in pairs.tolist()]
    within = world.connections[(degrees[world.connections] <= LARGEST).all(axis=1)]
    chosen = rng.choice(len(within), 2 * quarter, replace=False)
    friends = [(a, b) for a, b in within[chosen].tolist()]
    steps = [("connect", *pair) for pair in strangers[:quarter]]
    steps += [("follow", *pair) for pair in strangers[quarter : 2 * quarter]]
    steps += [("disconnect", *pair) for pair in friends[:quarter]]
    steps += [("unfollow", *pair) for pair in friends[quarter:]]
    return [steps[at] for at in rng.permutation(len(steps))]


def largest_pairs(world: World) -> dict[str, list[Pair]]:
    """Return pairs of planted members of 500: strangers, and for each a connection of theirs."""
    some = set(world.planted[LARGEST])
    near = world.connections[np.isin(world.connections, list(some)).any(axis=1)]
    tied = {tuple(pair) for pair in np.sort(near).tolist()}
    apart = {tuple(sorted(pair)) for pair in world.blocks.tolist() + world.invitations.tolist()}
    strangers = [
        (a, b) for a in some for b in some if a < b and (a, b) not in tied and (a, b) not in apart
    ]
    degrees = np.bincount(world.connections.ravel(), minlength=world.members)
    friends = [(a, b) for a, b in near.tolist() if degrees[[a, b]].max() <= LARGEST]
    friends = friends[: len(strangers)]
    return {"connect": strangers, "disconnect": friends, "follow": strangers, "unfollow": friends}


def _keys(pairs: Pairs, members: int) -> NDArray[np.int64]:
    """Return one number for each two members, whichever way round they stand."""
    return pairs.min(axis=1) * members + pairs.max(axis=1)


# -- the three ways ---------------------------------------------------------------------------


def fold(graph: lg.LinkGraph[int], steps: list[Step]) -> lg.LinkGraph[int]:
    """Make all edits, a version each; only the last is kept."""
    for kind, a, b in steps:
        graph = getattr(graph, kind)(a, b)
    return graph


def in_place(ties: nx.Graph, follows: nx.DiGraph, kind: str, a: int, b: int) -> None:
    """Make one edit as networkx users do."""
    if kind == "connect":
        ties.add_edge(a, b)
        follows.add_edge(a, b)
        follows.add_edge(b, a)
    elif kind == "disconnect":
        ties.remove_edge(a, b)
    elif kind == "follow":
        follows.add_edge(a, b)
    else:
        follows.remove_edge(a, b)


_UNDO = {"disconnect": "reconnect", "follow": "unfollow", "unfollow": "follow"}


def undo(ties: nx.Graph, follows: nx.DiGraph, kind: str, a: int, b: int) -> None:
    """Take one edit back."""
    if kind == "connect":
        ties.remove_edge(a, b)
        follows.remove_edges_from(((a, b), (b, a)))
    elif kind == "disconnect":
        ties.add_edge(a, b)
    else:
        in_place(ties, follows, _UNDO[kind], a, b)


def copied(ground: Ground, kind: str, a: int, b: int) -> tuple[nx.Graph, nx.DiGraph]:
    """Make one edit on a copy of what it touches."""
    ties = ground.ties.copy() if kind in {"connect", "disconnect"} else ground.ties
    follows = ground.follows if kind == "disconnect" else ground.follows.copy()
    in_place(ties, follows, kind, a, b)
    return ties, follows


def packed_anew(ground: Ground, kind: str, a: int, b: int) -> list[igraph.Graph]:
    """Make one edit on a copy of what it touches, in igraph."""
    ties, follows = ground.packed, ground.packed_follows
    if kind in {"connect", "disconnect"}:
        ties = ties.copy()
    if kind != "disconnect":
        follows = follows.copy()
    if kind == "connect":
        ties.add_edge(a, b)
        follows.add_edges([(a, b), (b, a)])
    elif kind == "disconnect":
        ties.delete_edges([(a, b)])
    elif kind == "follow":
        follows.add_edge(a, b)
    else:
        follows.delete_edges([(a, b)])
    return [ties, follows]


def _in_place_measure(ground: Ground, steps: list[Step]) -> Measure:
    def measure() -> float:
        begin = clock()
        for kind, a, b in steps:
            in_place(ground.ties, ground.follows, kind, a, b)
        took = (clock() - begin) / len(steps)
        for kind, a, b in reversed(steps):
            undo(ground.ties, ground.follows, kind, a, b)
        return took

    return measure


# -- the report -------------------------------------------------------------------------------


def check(ground: Ground, steps: list[Step]) -> None:
    """Make the edits both ways and compare every tie of everybody they touch."""
    graph, ties, follows = fold(ground.graph, steps), ground.ties, ground.follows
    for kind, a, b in steps:
        in_place(ties, follows, kind, a, b)
    for member in {member for _, *pair in steps for member in pair}:
        same = (
            graph.connections_of(member) == set(ties[member])
            and graph.following(member) == set(follows[member])
            and graph.followers(member) == set(follows.pred[member])
        )
        if not same:
            raise AssertionError(f"edits of {member} differ")
    for kind, a, b in reversed(steps):
        undo(ties, follows, kind, a, b)


def report(large: Ground, small: Ground, *, seconds: float) -> tuple[str, list[str]]:
    """Measure edits on both networks; return the table and what missed its target."""
    rows, missed = [], []
    names = [_short(ground.world) for ground in (large, small)]
    plans = [plan(ground.world, _IN_A_ROW, seed=5) for ground in (large, small)]
    for ground, steps in zip((large, small), plans, strict=True):
        check(ground, steps[:2_000])
    for kind in ("connect", "disconnect", "follow", "unfollow"):
        took = race(_single(large, small, kind), seconds=seconds)
        rows.append(_row(kind, "500", took, missed))
    edited = fold(large.graph, plans[0]), fold(small.graph, plans[1])
    behind = race(
        {
            "large": _each(edited[0], "connect", _strangers(edited[0], large.world)),
            "small": _each(edited[1], "connect", _strangers(edited[1], small.world)),
        },
        seconds=seconds,
    )
    rows.append(_row("connect, 10,000 edits behind", "500", behind, missed))
    took = race(
        {
            "large": once(lambda: fold(large.graph, plans[0]), len(plans[0])),
            "small": once(lambda: fold(small.graph, plans[1]), len(plans[1])),
            "in place": _in_place_measure(large, plans[0]),
        },
        seconds=2 * seconds,
    )
    rows.append(_row("10,000 in a row, each", "up to 500", took, missed))
    head = [
        "one edit",
        "connections",
        f"linkgraph, {names[0]}",
        f"linkgraph, {names[1]}",
        f"networkx in place, {names[0]}",
        f"networkx copy and edit, {names[0]}",
        f"networkx copy and edit, {names[1]}",
        f"igraph copy and edit, {names[0]}",
        "copy and edit of the best peer = 1",
        "target",
        "met",
    ]
    return table(head, rows, left=2), missed


def _single(large: Ground, small: Ground, kind: str) -> dict[str, Measure]:
    pairs, few = largest_pairs(large.world)[kind], largest_pairs(small.world)[kind]
    steps = [(kind, a, b) for a, b in pairs]
    first, first_few = (kind, *pairs[0]), (kind, *few[0])
    measures = {
        "large": _each(large.graph, kind, pairs),
        "small": _each(small.graph, kind, few),
        "in place": _in_place_measure(large, steps),
        "networkx small": once(lambda: copied(small, *first_few)),
        "igraph": once(lambda: packed_anew(large, *first)),
    }
    if kind in {"connect", "follow"}:  # the others copy the same graphs, for half a minute
        measures["networkx"] = once(lambda: copied(large, *first))
    return measures


def _each(graph: lg.LinkGraph[int], kind: str, pairs: list[Pair]) -> Measure:
    """Return a measure of single edits, each of the same graph."""
    edit: Callable[..., Any] = getattr(graph, kind)
    return timed(edit, pairs)


def _strangers(graph: lg.LinkGraph[int], world: World) -> list[Pair]:
    """Return those of the strangers who still are."""
    pairs = largest_pairs(world)["connect"]
    return [pair for pair in pairs if not graph.is_connected(*pair)]


def _row(text: str, size: str, took: dict[str, Times], missed: list[str]) -> list[str]:
    large, small = took["large"].best, took["small"].best
    best = min((took[name].best for name in ("networkx", "igraph") if name in took), default=None)
    met = large <= _TARGET * _SLACK and large <= small * _SLACK
    if not met:
        missed.append(f"{text}: {duration(large)} on the large network, {duration(small)} else")
    cells = [
        duration(took[name].best) if name in took else "–"
        for name in ("in place", "networkx", "networkx small", "igraph")
    ]
    ratio = times(best / large) if best else "–"
    own = f"**{duration(large)}**", f"**{duration(small)}**"
    return [text, size, *own, *cells, ratio, "about 30 µs on both", mark(met)]


def _short(world: World) -> str:
    return str(world).split(" members")[0].replace(" ", " ")
