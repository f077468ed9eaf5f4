"""`mixed_graphs`: what is asked of the shape is what is drawn, and what cannot be is said so."""

from __future__ import annotations

from fractions import Fraction
from math import comb, floor

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.strategies.graph_shapes import shape_of
from tests.strategies.walks import every


def components(graph):
    """Return the sizes of the connected components, as networkx finds them."""
    pairs = [(one, other) for one in graph for other in graph.connections_of(one)]
    connected = nx.Graph(pairs)
    connected.add_nodes_from(graph)
    return [len(part) for part in nx.connected_components(connected)]


def counts(graph):
    """Return how many connections and follows there are."""
    members = list(graph)
    connections = sum(map(graph.connection_count, members)) // 2
    return connections, sum(map(graph.following_count, members))


def ends(asked):
    return asked if isinstance(asked, tuple) else (asked, asked)


def within(asked, found):
    return asked is None or ends(asked)[0] <= found <= ends(asked)[1]


def share_holds(asked, found, possible):
    """One share: the nearest whole number, of two the larger; two shares: between them."""
    if asked is None:
        return True
    least, most = (Fraction(str(end)) * possible for end in ends(asked))
    return found == floor(least + Fraction(1, 2)) if least == most else least <= found <= most


def whole(most):
    return (
        st.none()
        | st.integers(0, most)
        | st.tuples(*[st.integers(0, most)] * 2).map(sorted).map(tuple)
    )


def shares():
    tenths = st.integers(0, 10).map(lambda tenths: tenths / 10)
    return st.none() | tenths | st.tuples(tenths, tenths).map(sorted).map(tuple)


ANY = dict.fromkeys(
    ["components", "component_size", "connections", "density", "follows", "follow_share"]
)
SHAPES = st.fixed_dictionaries(
    {"min_size": st.integers(0, 7), "max_size": st.integers(7, 8)},
    optional={
        "components": whole(5),
        "component_size": whole(6),
        "connections": whole(12),
        "density": shares(),
        "follows": whole(30),
        "follow_share": shares(),
    },
)


def partitions(total, parts, least, most):
    """Every way to make a total of so many parts in these bounds, largest first."""
    if not parts:
        return [[]] if not total else []
    return [
        [first, *rest]
        for first in range(min(most, total), least - 1, -1)
        for rest in partitions(total - first, parts - 1, least, first)
    ]


def exists(size, number, part, connections):
    return any(
        size - number <= connections <= sum(comb(each, 2) for each in parts)
        for parts in partitions(size, number, *part)
    )


def possible(asked):
    """Whether there is such a graph, by trying every way to have one."""
    for size in range(asked["min_size"], asked["max_size"] + 1):
        part = asked.get("component_size")
        ways, part = comb(size, 2), (1, max(1, size)) if part is None else ends(part)
        follows = [
            number
            for number in range(2 * ways + 1)
            if within(asked.get("follows"), number)
            and share_holds(asked.get("follow_share"), number, 2 * ways)
        ]
        shapes = [
            (parts, connections)
            for parts in range(size + 1)
            for connections in range(ways + 1)
            if within(asked.get("components"), parts)
            and within(asked.get("connections"), connections)
            and share_holds(asked.get("density"), connections, ways)
        ]
        if follows and any(exists(size, parts, part, number) for parts, number in shapes):
            return True
    return False


@given(st.data(), SHAPES)
def test_what_is_asked_of_the_shape_is_what_is_drawn(data, asked):
    """F1, F2: the number and size of components, connections, density, follows and their share."""
    try:
        graph = data.draw(lgst.mixed_graphs(**asked))
    except InvalidArgument:
        assert not possible(asked)
        return
    size, (connections, follows) = len(graph), counts(graph)
    parts = components(graph)
    assert asked["min_size"] <= size <= asked["max_size"]
    assert within(asked.get("components"), len(parts))
    assert all(within(asked.get("component_size"), part) for part in parts)
    assert within(asked.get("connections"), connections)
    assert within(asked.get("follows"), follows)
    assert share_holds(asked.get("density"), connections, comb(size, 2))
    assert share_holds(asked.get("follow_share"), follows, size * (size - 1))


@pytest.mark.parametrize("part", [(1, 6), (1, 2), (2, 3), (2, 6), (3, 3)])
@pytest.mark.parametrize("size", range(7))
def test_a_shape_is_found_exactly_where_there_is_such_a_graph(size, part):
    """F1: against all ways to cut so few members into components."""
    for number in range(size + 2):
        for connections in range(comb(size, 2) + 1):
            wanted = {"components": (number,) * 2, "connections": (connections,) * 2}
            shape = shape_of(size, ANY | wanted | {"component_size": part})
            assert exists(size, number, part, connections) == (shape is not None), wanted


@pytest.mark.parametrize("asked", [{}, {"max_size": 0}, {"components": (0, 3)}])
def test_only_a_graph_of_nobody_has_components_of_nobody(asked):
    """F1."""
    assert [lg.LinkGraph()] == every(lgst.mixed_graphs(component_size=0, **asked))


@settings(max_examples=5)
@given(
    lgst.mixed_graphs(
        st.integers(), min_size=60, max_size=80, components=3, density=0.3, follow_share=(0.1, 0.2)
    )
)
def test_large_graphs_keep_their_shape_too(graph):
    """F1, F2."""
    size, (connections, follows) = len(graph), counts(graph)
    assert 3 == len(components(graph))
    assert share_holds(0.3, connections, comb(size, 2))
    assert share_holds((0.1, 0.2), follows, size * (size - 1))
