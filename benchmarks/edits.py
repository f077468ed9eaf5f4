"""One edit, and ten thousand in a row, beside networkx and igraph.

This library returns a new version and keeps the old one. Peers change a graph in place, which is
quick and leaves no earlier version; to keep one, they copy the graph first. Both are measured, with
follows as a second, directed graph. A time in place is the mean of an edit and of taking it back.
igraph packs its edges on every change and is meant for adding many at once, so it only copies.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from typing import Any

import igraph
import networkx as nx
import numpy as np

import linkgraph as lg
from benchmarks.networks import GENERATED, Network, apart, generate, keys_of
from benchmarks.runner import OURS, Call, run
from benchmarks.tables import NOTHING, table, time, times

Edit = tuple[str, int, int]  # the name of a method of `LinkGraph`, and two members

EDITED = 500  # connections of a member in an edit, at most
IN_A_ROW = 10_000
KINDS = ("connect", "disconnect", "follow", "unfollow")
IN_PLACE, COPIED, REPACKED = "networkx in place", "networkx copy", "igraph copy"


def plan(network: Network, edits: int) -> list[Edit]:
    """Return edits that each change something, in random order, a quarter of each kind.

    The members have up to `EDITED` connections and are drawn evenly.
    """
    rng = np.random.default_rng(5)
    counts = np.bincount(network.connections.ravel(), minlength=network.members)
    quarter = edits // 4
    pairs = rng.choice(np.flatnonzero(counts <= EDITED), (3 * edits, 2))
    pairs = apart(pairs[pairs[:, 0] != pairs[:, 1]], network.keys(), network.members)
    first = np.unique(keys_of(pairs, network.members), return_index=True)[1]
    strangers = pairs[np.sort(first)][: 2 * quarter].tolist()
    within = network.connections[(counts[network.connections] <= EDITED).all(axis=1)]
    friends = within[rng.choice(len(within), 2 * quarter, replace=False)].tolist()
    steps = [("connect", a, b) for a, b in strangers[:quarter]]
    steps += [("follow", a, b) for a, b in strangers[quarter:]]
    steps += [("disconnect", a, b) for a, b in friends[:quarter]]
    steps += [("unfollow", a, b) for a, b in friends[quarter:]]
    return [steps[place] for place in rng.permutation(len(steps))]


def strangers(network: Network, members: list[int]) -> list[tuple[int, int]]:
    """Return the pairs of some members without any tie."""
    pairs = np.array([(a, b) for a in members for b in members if a < b])
    return list(map(tuple, apart(pairs, network.keys(), network.members).tolist()))


def friends(network: Network, members: list[int]) -> list[tuple[int, int]]:
    """Return the connections of some members to members of up to `EDITED` connections."""
    counts = np.bincount(network.connections.ravel(), minlength=network.members)
    rows = np.isin(network.connections, members).any(axis=1)
    rows &= (counts[network.connections] <= EDITED).all(axis=1)
    return list(map(tuple, network.connections[rows].tolist()))


def versions(graph: lg.LinkGraph[int], edits: list[Edit]) -> Iterator[lg.LinkGraph[int]]:
    """Yield the graph after each edit."""
    for kind, a, b in edits:
        graph = getattr(graph, kind)(a, b)
        yield graph


def edited(graph: lg.LinkGraph[int], edits: list[Edit]) -> lg.LinkGraph[int]:
    """Return the graph after all edits."""
    for kind, a, b in edits:
        graph = getattr(graph, kind)(a, b)
    return graph


def report(options: argparse.Namespace) -> str:
    """Return the table of edits in a large and a small network."""
    rows = []
    for name in ("5k" if options.quick else "100k", "1k"):
        network = generate(*GENERATED[name])
        graph, steps, peers = network.graph(), plan(network, IN_A_ROW), _graphs(network)
        strange = strangers(network, network.planted[EDITED])
        known = friends(network, network.planted[EDITED])[: len(strange)]
        behind = edited(graph, steps)
        still_strange = [pair for pair in strange if not behind.is_connected(*pair)]
        cases = {
            kind: {OURS: Call(getattr(graph, kind), pairs)} | _peers(peers, kind, pairs)
            for kind, pairs in zip(KINDS, (strange, known, strange, known), strict=True)
        }
        cases[f"connect, {IN_A_ROW:,} edits behind"] = {OURS: Call(behind.connect, still_strange)}
        cases[f"{IN_A_ROW:,} in a row, each"] = {OURS: Call(edited, [(graph, steps)], len(steps))}
        for text, ways in cases.items():
            result = run([text, name], ways, seconds=options.seconds)
            ours, copy = result.best(OURS) or 0.0, result.best_of([COPIED, REPACKED])
            cells = [f"**{time(ours, 'µs')}**", time(result.best(IN_PLACE), "µs")]
            cells += [time(result.best(column), "ms") for column in (COPIED, REPACKED)]
            rows.append([text, name, *cells, times(copy[1] / ours) if copy else NOTHING])
    head = ["one edit", "members", "linkgraph (µs)", f"{IN_PLACE} (µs)"]
    head += [f"{COPIED} (ms)", f"{REPACKED} (ms)", "best copy = 1"]
    return table(head, rows, words=2)


def _graphs(network: Network) -> dict[str, list[Any]]:
    """Return the connections and the follows as two graphs of networkx, and of igraph."""
    both = np.concatenate((network.connections, network.connections[:, ::-1], network.follows))
    graphs = {COPIED: [nx.Graph(), nx.DiGraph()], REPACKED: []}
    for graph, pairs in zip(graphs[COPIED], (network.connections, both), strict=True):
        graph.add_nodes_from(range(network.members))
        graph.add_edges_from(zip(*pairs.T.tolist(), strict=True))
        graphs[REPACKED].append(igraph.Graph(network.members, pairs, graph.is_directed()))
    return graphs


def _peers(graphs: dict[str, list[Any]], kind: str, pairs: list[Any]) -> dict[str, Call]:
    """Return the ways of the peers. Connecting adds two follows, and disconnecting removes none."""
    changed = {"connect": slice(2), "disconnect": slice(1)}.get(kind, slice(1, 2))
    in_networkx, in_igraph = graphs[COPIED][changed], graphs[REPACKED][changed]
    add, remove = "add_edges_from", "remove_edges_from"
    removes = kind in {"disconnect", "unfollow"}

    def edges(graph: Any, a: int, b: int) -> list[tuple[int, int]]:
        return [(a, b), (b, a)] if kind == "connect" and graph.is_directed() else [(a, b)]

    def copied(graphs: list[Any], method: str) -> list[Any]:
        copies = [graph.copy() for graph in graphs]
        for graph in copies:
            getattr(graph, method)(edges(graph, *pairs[0]))
        return copies

    def in_place() -> None:
        for method in (remove, add) if removes else (add, remove):
            for pair in pairs:
                for graph in in_networkx:
                    getattr(graph, method)(edges(graph, *pair))

    return {
        IN_PLACE: Call(in_place, per=2 * len(pairs)),
        COPIED: Call(partial(copied, in_networkx, remove if removes else add)),
        REPACKED: Call(partial(copied, in_igraph, "delete_edges" if removes else "add_edges")),
    }
