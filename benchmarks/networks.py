"""The networks that are measured: generated from a seed, or read from a folder of real ones.

A network is plain arrays of pairs, and every library builds its own graph from them.

Generated networks have a long tail of degrees: the two ends of a connection are drawn with
log-normal weights. A few members are planted with exactly 20, 100, 500, 2,000 or 10,000
connections, so a question can be asked for each of these sizes. Ids carry no locality: the
neighbours of a member are spread over the whole range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import linkgraph as lg

Pairs = NDArray[np.int64]
no_pairs = partial(np.empty, (0, 2), np.int64)

SIZES = (20, 100, 500, 2_000, 10_000)
GENERATED = {
    "1k": (1_000, 20_000),
    "5k": (5_000, 100_000),
    "10k": (10_000, 100_000),
    "100k": (100_000, 2_000_000),
    "1M": (1_000_000, 20_000_000),
    "5M": (5_000_000, 100_000_000),
}
ASKED = 4  # members of one size
PLANTED_PER_SIZE = 8
SHARED_CONNECTIONS = 0.3  # the share of a planted member's connections that the next one has, too


@dataclass(frozen=True, eq=False)
class Network:
    """Ties as arrays. Each row is a pair, no pair occurs twice, and its members are different.

    `follows` do not include the two that every connection brings. `planted` gives, for a number of
    connections, the members with that many.
    """

    members: int
    connections: Pairs
    follows: Pairs = field(default_factory=no_pairs)
    blocks: Pairs = field(default_factory=no_pairs)
    invitations: Pairs = field(default_factory=no_pairs)
    planted: dict[int, list[int]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.members:,} members, {len(self.connections):,} connections"

    def graph(self) -> lg.LinkGraph[int]:
        """Return the connections and follows as a `LinkGraph`."""
        return lg.LinkGraph.from_edges(
            connections=self.connections, follows=self.follows, members=range(self.members)
        )

    def keys(self) -> NDArray[np.int64]:
        """Return the sorted keys of the pairs of all kinds."""
        kinds = self.connections, self.follows, self.blocks, self.invitations
        return np.sort(keys_of(np.concatenate(kinds), self.members))


def generate(members: int, connections: int) -> Network:
    """Draw a network, always the same."""
    rng = np.random.default_rng(1)
    sizes = [size for size in SIZES if size <= members // 2]
    chosen = rng.choice(members, PLANTED_PER_SIZE * len(sizes), replace=False)
    planted = dict(zip(sizes, chosen.reshape(-1, PLANTED_PER_SIZE).tolist(), strict=True))
    weights = rng.lognormal(sigma=1.0, size=members)
    weights[chosen] = 0.0
    special = _planted_ties(rng, planted, weights / weights.sum())
    ordinary = _pairs(rng, weights, connections - len(special), directed=False)
    ties = np.concatenate((special, ordinary))[rng.permutation(connections)]
    swapped = rng.random(len(ties)) < 0.5
    ties[swapped] = ties[swapped, ::-1]

    connected = np.sort(keys_of(ties, members))
    follows = _pairs(rng, weights, connections // 10, directed=True)
    follows = apart(follows, connected, members)
    # Planted members, and as many others, block and invite a few strangers each.
    busy = np.concatenate((chosen, rng.choice(members, len(chosen), replace=False)))
    strangers = np.column_stack((np.repeat(busy, 6), rng.integers(members, size=6 * len(busy))))
    strangers = strangers[strangers[:, 0] != strangers[:, 1]]
    first = np.unique(keys_of(strangers, members), return_index=True)[1]
    strangers = apart(strangers[first], connected, members)
    strangers = apart(strangers, np.sort(keys_of(follows, members)), members)
    return Network(members, ties, follows, strangers[::2], strangers[1::2], planted)


def ten_members() -> Network:
    """Return a small connected network with members at every degree up to the third."""
    ties = "01 02 12 13 24 34 35 45 56 67 57 78 69 89 23"
    return Network(10, np.array([list(pair) for pair in ties.split()]).astype(np.int64))


def _planted_ties(
    rng: np.random.Generator, planted: dict[int, list[int]], chances: NDArray[np.float64]
) -> Pairs:
    """Draw the connections of the planted members."""
    steps = chances.cumsum()
    rows: list[Pairs] = []
    for size, members in planted.items():
        previous = np.empty(0, np.int64)
        for member in members:
            drawn = previous[: int(SHARED_CONNECTIONS * size)]
            while len(drawn) < size:  # again for those that were drawn twice
                more = steps.searchsorted(rng.random(size), side="right").clip(max=len(steps) - 1)
                drawn = np.concatenate((drawn, more))
                drawn = drawn[np.sort(np.unique(drawn, return_index=True)[1])]
            previous = rng.permutation(drawn[:size])
            rows.append(np.column_stack((np.full(size, member), previous)))
    return np.concatenate(rows)


def _pairs(
    rng: np.random.Generator, weights: NDArray[np.float64], count: int, *, directed: bool
) -> Pairs:
    """Draw distinct pairs of two different members, by weight.

    First comes how often each member is drawn, then the order. With millions of members that takes
    a tenth of the time of looking up every end among the weights.
    """
    members = len(weights)
    chances = weights / weights.sum()
    keys = np.empty(0, np.int64)
    while len(keys) < count:
        more = count - len(keys) + count // 10 + 16
        ends = np.repeat(np.arange(members), rng.multinomial(2 * more, chances))
        rng.shuffle(ends)
        pairs = ends.reshape(more, 2)
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        if not directed:
            pairs.sort(axis=1)
        # `np.unique` hashes integers, which takes ten times as long as sorting.
        keys = np.sort(np.concatenate((keys, pairs[:, 0] * members + pairs[:, 1])))
        keys = keys[np.append(True, keys[1:] != keys[:-1])]
    rng.shuffle(keys)
    return np.column_stack(np.divmod(keys[:count], members))


def keys_of(pairs: Pairs, members: int) -> NDArray[np.int64]:
    """Return one number for each pair, the same for both directions."""
    return pairs.min(axis=1) * members + pairs.max(axis=1)


def apart(pairs: Pairs, keys: NDArray[np.int64], members: int) -> Pairs:
    """Return the pairs with keys that are not among the sorted `keys`."""
    own = keys_of(pairs, members)
    return pairs[keys[keys.searchsorted(own).clip(max=len(keys) - 1)] != own]


# -- real networks --------------------------------------------------------------------------------

LEAST_EDGES = 50_000
NEAR = 0.25  # a member "of 500 connections" may have a quarter more or fewer
STARS = 3  # `read_network` lets everybody follow this many members if a file has no follows


def real_network(file: Path) -> Network | None:
    """Read a file as `examples/quickstart.py` does; return `None` for a small network."""
    from examples.quickstart import read_network

    graph = read_network(file)
    connections = _pairs_of(graph, graph.connections_of)
    connections = connections[connections[:, 0] < connections[:, 1]]
    follows = _pairs_of(
        graph, lambda member: graph.following(member) - graph.connections_of(member)
    )
    real_follows = 0 if len(np.unique(follows[:, 1])) <= STARS else len(follows)
    if len(connections) + real_follows < LEAST_EDGES:
        return None
    counts = np.bincount(connections.ravel(), minlength=len(graph))
    planted = {}
    for size in SIZES:
        distance = np.abs(counts - size)
        nearest = np.argsort(distance, kind="stable")[:ASKED]
        nearest = nearest[distance[nearest] <= NEAR * size]
        if len(nearest) > 1:
            planted[size] = nearest.tolist()
    return Network(len(graph), connections, follows, planted=planted)


def _pairs_of(graph: lg.LinkGraph[str], tied: Callable[[str], Iterable[str]]) -> Pairs:
    places = {member: place for place, member in enumerate(graph)}
    pairs = [(places[member], places[other]) for member in graph for other in tied(member)]
    return np.array(pairs, np.int64).reshape(-1, 2)
