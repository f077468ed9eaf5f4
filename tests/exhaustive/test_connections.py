"""Every graph of connections on up to seven members, up to renaming: 1,253 graphs (D1-D6).

The graphs are those of the Atlas of Graphs, as networkx ships them. The library is compared with
the specification, with networkx, and with itself after its members are renamed: the answers
are the same, renamed.
"""

from __future__ import annotations

from itertools import combinations
from random import Random

import networkx as nx

import linkgraph as lg
from tests.exhaustive.spaces import scopes, taken
from tests.model.compare import assert_same_distance, assert_same_network
from tests.model.same import pairs
from tests.model.world import from_edges

ATLAS = nx.graph_atlas_g()
NAMES = ["gus", "ana", ("eve", 1), 4, "bo", 2, "zoe"]


def connected_like(graph, names):
    """The same connections twice: as a world, and as the library's."""
    edges = [(names[a], names[b]) for a, b in graph.edges]
    given = {"connections": edges, "follows": [], "members": [names[node] for node in graph]}
    return from_edges(**given, auto_follow=True), lg.LinkGraph.from_edges(**given)


def answers(g, name=lambda member: member):
    """Every answer about distance, with members renamed and without order."""

    def named(members):
        return frozenset(map(name, members))

    known = {a: lg.people_you_may_know(g, a, limit=None) for a in g}
    return {
        "degree": {(name(a), name(b)): lg.degree(g, a, b) for a, b in pairs(g)},
        "network": {
            (name(a), d): named(lg.network(g, a, d)) for a in g for d in lg.Degree
        },
        "mutual": {
            (name(a), name(b)): named(lg.mutual_connections(g, a, b)) for a, b in pairs(g)
        },
        "chains": {
            (name(a), name(b)): {tuple(map(name, c)) for c in lg.introductions(g, a, b)}
            for a, b in pairs(g)
        },
        "may know": {name(a): {(name(m), n) for m, n in people} for a, people in known.items()},
    }  # fmt: skip


def test_the_atlas_is_complete():
    """All graphs on no to seven nodes: 1, 1, 2, 4, 11, 34, 156 and 1,044."""
    sizes = [len(graph) for graph in ATLAS]
    assert [1, 1, 2, 4, 11, 34, 156, 1044] == [sizes.count(size) for size in range(8)]


@scopes(29)
def test_degrees_are_those_of_the_specification(every, count):
    """D1-D6."""
    for graph in taken(ATLAS, every):
        w, g = connected_like(graph, NAMES)
        for a, b in pairs(w.members):
            assert_same_distance(w, g, a, b)
        for a in w.members:
            assert_same_network(w, g, a)
        count("graphs of connections, against the specification")


@scopes(31)
def test_degrees_are_those_of_networkx(every, count):
    """D1, D3, D4, D5."""
    for graph in taken(ATLAS, every):
        _, g = connected_like(graph, range(7))
        distance = dict(nx.all_pairs_shortest_path_length(graph))
        for a in graph:
            expected = [min(4, distance[a].get(b, 4)) for b in graph]
            assert expected == lg.degrees(g, a).tolist()
            second = [b for b in graph if distance[a].get(b) == 2]
            mutual = {b: len([*nx.common_neighbors(graph, a, b)]) for b in second}
            assert sorted(mutual.items(), key=lambda known: (-known[1], known[0])) == (
                lg.people_you_may_know(g, a, limit=None)
            )
        for a, b in combinations(graph, 2):
            assert {*nx.common_neighbors(graph, a, b)} == lg.mutual_connections(g, a, b)
            in_network = 0 < distance[a].get(b, 4) < 4
            chains = sorted(map(tuple, nx.all_shortest_paths(graph, a, b))) if in_network else []
            assert chains == lg.introductions(g, a, b)
        count("graphs of connections, against networkx")


@scopes(37)
def test_renaming_members_renames_answers(every, count):
    """D1-D5: answers depend neither on names nor on the order of members."""
    for number, graph in enumerate(taken(ATLAS, every)):
        order = Random(number).sample(range(7), 7)
        _, g = connected_like(graph, NAMES)
        _, renamed = connected_like(graph, [NAMES[place] for place in order])
        back = dict(zip([NAMES[place] for place in order], NAMES, strict=True))
        assert answers(g) == answers(renamed, back.__getitem__)
        count("graphs of connections, renamed")
