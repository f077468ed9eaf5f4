"""`mixed_graphs` of a few members: every graph of the shape is drawn, and no other."""

from __future__ import annotations

import tracemalloc
from functools import cache
from itertools import combinations, pairwise, permutations
from random import Random

import networkx as nx
import pytest
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.strategies import graph_shapes
from linkgraph.strategies.arguments import count, interval, share
from linkgraph.strategies.drawing_graphs import pair_at
from linkgraph.strategies.graph_shapes import _connections, _follows, _ties, room, shape_of
from tests.strategies.test_shapes import ANY
from tests.strategies.walks import every, simplest

NAMES = ("ana", "bo", "cy", "di")


def connections(graph):
    """Return the connections, as a set."""
    return frozenset(
        (one, other)
        for one, other in combinations(sorted(graph), 2)
        if graph.is_connected(one, other)
    )


def follows(graph):
    return frozenset(pair for pair in permutations(graph, 2) if graph.is_following(*pair))


def some(items, least=0, most=None):
    """Return every choice of so many items."""
    items = list(items)
    sizes = range(least, (len(items) if most is None else most) + 1)
    return {frozenset(each) for size in sizes for each in combinations(items, size)}


def parts(names, pairs):
    """Return the sizes of components, the largest first, as networkx finds them."""
    graph = nx.Graph(list(pairs))
    graph.add_nodes_from(names)
    return sorted(map(len, nx.connected_components(graph)), reverse=True)


@pytest.mark.parametrize(
    ("size", "asked", "fits"),
    [
        (3, {}, lambda *_: True),
        (3, {"components": 2}, lambda sizes, _: len(sizes) == 2),
        (3, {"components": (2, 3)}, lambda sizes, _: len(sizes) >= 2),
        (3, {"component_size": (1, 2)}, lambda sizes, _: max(sizes) <= 2),
        (3, {"component_size": 1}, lambda _, ties: not ties),
        (3, {"connections": (1, 2)}, lambda _, ties: 1 <= ties <= 2),
        (3, {"density": (0.3, 0.5)}, lambda _, ties: ties == 1),
        (3, {"density": (0.4, 1)}, lambda _, ties: ties >= 2),
        (3, {"density": (0, 0.7), "connections": (1, 3)}, lambda _, ties: 1 <= ties <= 2),
        (3, {"density": 0.5}, lambda _, ties: ties == 2),
    ],
)
def test_every_graph_of_the_shape_is_drawn(size, asked, fits):
    """F1, F10: whichever members are connected."""
    names = NAMES[:size]
    expected = {
        ties for ties in some(combinations(names, 2)) if fits(parts(names, ties), len(ties))
    }
    drawn = every(lgst.mixed_graphs(min_size=size, max_size=size, follows=0, **asked))
    assert expected == {connections(graph) for graph in drawn}
    assert {frozenset()} == {follows(graph) for graph in drawn}
    assert {names} == {tuple(graph) for graph in drawn}


def walk(step, *rest):
    """Return every outcome of a step of the drawing."""

    @st.composite
    def outcome(draw):
        return step(draw, lambda limit: draw(st.integers(0, limit - 1)), *rest)

    return every(outcome())


def drawn_ties(size, **asked):
    """Return the connections of each draw, by index: members are named at random later."""
    return walk(_connections, shape_of(size, ANY | asked))


def alike(size, pairs):
    """Return what all graphs have in common that differ in names alone."""
    return _alike(size, frozenset(map(frozenset, pairs)))


@cache
def _alike(size, ties):
    return min(
        sorted(sorted(names[each] for each in tie) for tie in ties)
        for names in permutations(range(size))
    )


@pytest.mark.parametrize(
    ("size", "asked", "fits"),
    [
        (4, {}, lambda *_: True),
        (4, {"components": (2, 2)}, lambda sizes, _: len(sizes) == 2),
        (4, {"components": (2, 2), "connections": (2, 2)}, lambda sizes, ties: len(sizes) == ties),
        (
            4,
            {"components": (2, 2), "connections": (3, 3)},
            lambda sizes, ties: (sizes, ties) == ([3, 1], 3),
        ),
        (4, {"component_size": (2, 2)}, lambda sizes, _: sizes == [2, 2]),
        (
            4,
            {"component_size": (1, 3), "connections": (2, 3)},
            lambda sizes, ties: max(sizes) < 4 and 2 <= ties <= 3,
        ),
        (
            4,
            {"components": (1, 2), "connections": (3, 4)},
            lambda sizes, ties: len(sizes) < 3 and 3 <= ties <= 4,
        ),
        (
            5,
            {"components": (2, 2), "connections": (3, 4)},
            lambda sizes, ties: len(sizes) == 2 and 3 <= ties <= 4,
        ),
        (
            5,
            {"component_size": (2, 5), "connections": (3, 4)},
            lambda sizes, ties: min(sizes) > 1 and 3 <= ties <= 4,
        ),
        (5, {"components": (3, 4)}, lambda sizes, _: 3 <= len(sizes) <= 4),
    ],
)
def test_every_graph_of_more_members_is_drawn_but_for_names(size, asked, fits):
    """F1: no connection twice."""
    drawn = drawn_ties(size, **asked)
    expected = [
        alike(size, ties)
        for ties in some(combinations(range(size), 2), most=size)
        if fits(parts(range(size), ties), len(ties))
    ]
    found = [alike(size, ties) for ties in drawn if len(ties) <= size]
    assert all(each in found for each in expected)
    assert all(each in expected for each in found)
    assert all(fits(parts(range(size), ties), len(ties)) for ties in drawn)
    assert all(len(ties) == len(set(map(frozenset, ties))) for ties in drawn)


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ({"follows": (1, 2)}, 1, 2),
        ({"follow_share": 0.3}, 2, 2),
        ({"follow_share": (0.1, 0.4)}, 1, 2),
        ({"follow_share": (0, 0.4), "follows": (1, 3)}, 1, 2),
        ({"follow_share": 0}, 0, 0),
    ],
)
def test_so_many_follow_whomever(asked, least, most):
    """F2: of three members, whether connected or not."""
    wanted = {
        name: interval(value, name, share) if "share" in name else interval(value, name, count)
        for name, value in asked.items()
    }
    drawn = walk(_follows, shape_of(3, ANY | wanted), [(0, 2)])
    assert some(permutations(range(3), 2), least, most) == set(map(frozenset, drawn))


def test_without_a_wish_as_many_follows_as_members_come_and_go():
    """F2: here all four that a chain brings may go but one, and the two others may come."""
    shape, brought = shape_of(3, ANY), {(0, 1), (1, 0), (1, 2), (2, 1)}
    drawn = set(map(frozenset, walk(_follows, shape, [(0, 1), (1, 2)])))
    assert {each for each in some(permutations(range(3), 2)) if brought & each} == drawn
    assert some(permutations(range(3), 2), most=3) == set(map(frozenset, walk(_follows, shape, [])))


@pytest.mark.parametrize("connected", [0, 1])
def test_without_a_wish_anybody_may_follow_anybody(connected):
    """F2: with a connection or without."""
    drawn = every(lgst.mixed_graphs(min_size=2, max_size=2, connections=connected))
    assert some(permutations(NAMES[:2], 2)) == {follows(graph) for graph in drawn}


@pytest.mark.parametrize("size", [0, 1, 4])
def test_the_simplest_is_a_chain_who_follow_each_other(size):
    """F1, F2."""
    asked = {"min_size": size, "max_size": size, "components": min(1, size)}
    pairs = [*pairwise(NAMES[:size])]
    path = lg.LinkGraph.from_edges(connections=pairs, members=NAMES[:size])
    assert path == simplest(lgst.mixed_graphs(**asked))


def test_sizes_are_all_from_the_least_to_the_most():
    """F6."""
    drawn = every(lgst.mixed_graphs(min_size=1, max_size=3, follows=0, connections=0))
    assert [1, 2, 3] == sorted({len(graph) for graph in drawn})
    only = every(lgst.mixed_graphs(max_size=4, component_size=2, follows=0, density=(0, 0.4)))
    assert {0, 4} == {len(graph) for graph in only}


@pytest.mark.parametrize(
    ("ids", "asked", "sizes"),
    [
        (st.sampled_from("ab"), {"max_size": 3}, {0, 1, 2}),
        (st.just("a"), {"min_size": 1, "max_size": 3}, {1}),
        (st.sampled_from("ab"), {"min_size": 2, "max_size": 2}, {2}),
    ],
)
def test_there_are_as_many_members_as_there_are_ids(ids, asked, sizes):
    """F6."""
    drawn = every(lgst.mixed_graphs(ids, **asked, connections=0, follows=0))
    assert sizes == {len(graph) for graph in drawn}


def is_a_chain(graph):
    return max(map(graph.connection_count, graph)) == 2


def test_up_to_twenty_members_every_tie_shrinks_and_then_a_seed():
    """F1."""
    tree = {"components": 1, "follows": 0}
    twenty, more = (
        simplest(lgst.mixed_graphs(min_size=n, max_size=n, connections=n - 1, **tree))
        for n in (20, 21)
    )
    assert is_a_chain(twenty)
    assert not is_a_chain(more)
    assert [20] == parts(twenty, connections(twenty))
    assert [21] == parts(more, connections(more))


def test_large_graphs_are_of_the_same_kinds():
    """F1, F2: from a seed, drawn anew."""
    asked = {"min_size": 30, "max_size": 30, "components": 5, "component_size": (2, 9)}
    drawn = every(lgst.mixed_graphs(**asked, connections=40, follows=11), 12)
    assert 6 < len({connections(graph) for graph in drawn})
    for graph in drawn:
        sizes = parts(graph, connections(graph))
        assert (5, True) == (len(sizes), set(sizes) <= set(range(2, 10)))
        assert (40, 11) == (len(connections(graph)), len(follows(graph)))


@pytest.mark.parametrize("number", range(5))
def test_of_many_ties_any_so_many_are_chosen_but_those_that_are_there(number, monkeypatch):
    """F1, F2."""
    monkeypatch.setattr(graph_shapes, "_FEW", 0)
    ties, but = (6, pair_at), {(0, 1), (2, 0)}
    chosen = [_ties(Random(seed).randrange, ties, but, number) for seed in range(150)]
    assert some({*map(pair_at, range(6))} - but, number, number) == set(map(frozenset, chosen))
    assert {number} == set(map(len, chosen))


@pytest.mark.parametrize("asked", [{"connections": 99, "follows": 99}, {"components": 1990}])
def test_a_large_graph_takes_memory_for_its_members_and_ties_alone(asked):
    """F1, F2: a list of all pairs of so many would take 200 MB."""
    strategy = lgst.mixed_graphs(min_size=2000, max_size=2000, **asked)
    tracemalloc.start()
    try:
        graph = simplest(strategy)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 2000 == len(graph)
    assert peak < 30 * 2**20


@pytest.mark.parametrize("size", range(8))
def test_room_is_what_the_most_unequal_components_take(size):
    """F1: against all ways to cut so many members into components."""
    for number, least, most in (
        (n, a, b) for n in range(1, 8) for a in (1, 2, 3) for b in range(a, 8)
    ):
        cuts = [cut for cut in cuts_of(size, number) if all(least <= part <= most for part in cut)]
        if cuts:
            expected = max(sum(part * (part - 1) // 2 for part in cut) for cut in cuts)
            assert expected == room(size, number, (least, most))
    assert 0 == room(0, 0, (1, 1))


def cuts_of(size, number, largest=8):
    """Return every way to cut so many members into so many components."""
    if not number:
        return [()] if not size else []
    return [
        (part, *rest)
        for part in range(1, min(size, largest) + 1)
        for rest in cuts_of(size - part, number - 1, part)
    ]
