"""`from_networkx` keeps all that both sides can hold, and adds nothing."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

import linkgraph as lg
from linkgraph.nx import connections_view, follows_view, from_networkx
from tests.nx.plain import GRAPHS, plain_connections, plain_follows

EXPECTED = "a `networkx.Graph` of connections, a `networkx.DiGraph` of follows, or both"
TIES = nx.Graph([("ana", "bo"), ("bo", "cy")])
FOLLOWS = nx.DiGraph([("cy", "ana")])


def facts_of_ties(graph):
    """Return a graph with the same members, connections and follows, and nothing else."""
    return lg.LinkGraph.from_edges(
        members=list(graph),
        connections=[(a, b) for a in graph for b in graph.connections_of(a)],
        follows=[(a, b) for a in graph for b in graph.following(a)],
        auto_follow=False,
    )


# -- the law ------------------------------------------------------------------------------------


@given(GRAPHS)
def test_a_round_trip_loses_nothing(graph):
    """F1, F2, F10: from views and from copies; networkx has no place for the rest (F4 to F9)."""
    expected = facts_of_ties(graph)
    for ties, follows in (
        (connections_view(graph), follows_view(graph)),
        (plain_connections(graph), plain_follows(graph)),
    ):
        again = from_networkx(ties, follows)
        assert expected == again
        assert list(graph) == list(again)


@given(GRAPHS)
def test_connections_alone_bring_the_follows_that_connecting_creates(graph):
    """A2."""
    again = from_networkx(connections_view(graph))
    assert nx.utils.graphs_equal(plain_connections(graph), connections_view(again))
    assert set(plain_connections(graph).to_directed().edges) == set(follows_view(again).edges)


@given(GRAPHS)
def test_follows_alone_bring_no_connections(graph):
    """F3."""
    again = from_networkx(follows_view(graph))
    assert nx.utils.graphs_equal(plain_follows(graph), follows_view(again))
    assert 0 == connections_view(again).number_of_edges()


# -- which graph is which -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "read",
    [
        lambda: from_networkx(TIES, FOLLOWS),
        lambda: from_networkx(FOLLOWS, TIES),
        lambda: from_networkx(TIES, follows=FOLLOWS),
        lambda: from_networkx(FOLLOWS, connections=TIES),
        lambda: from_networkx(connections=TIES, follows=FOLLOWS),
    ],
)
def test_graphs_are_distinguished_by_kind_or_by_name(read):
    assert read() == lg.LinkGraph.from_edges(
        connections=TIES.edges, follows=[("cy", "ana")], auto_follow=False
    )


def test_given_follows_are_the_only_ones_by_default():
    """F3, A2."""
    assert 1 == from_networkx(TIES, FOLLOWS)._facts.follow_total
    assert 5 == from_networkx(TIES, FOLLOWS, auto_follow=True)._facts.follow_total
    assert 4 == from_networkx(TIES)._facts.follow_total
    assert 0 == from_networkx(TIES, auto_follow=False)._facts.follow_total
    assert 0 == from_networkx(TIES, nx.DiGraph())._facts.follow_total


def test_nodes_without_ties_are_members_and_order_is_kept():
    """F10: nodes of the connections first, then new nodes of the follows."""
    ties, follows = nx.Graph(), nx.DiGraph()
    ties.add_nodes_from(["zoe", "ana"])
    follows.add_nodes_from(["bo", "ana"])
    assert ["zoe", "ana", "bo"] == list(from_networkx(ties, follows))
    assert lg.LinkGraph() == from_networkx(nx.Graph()) == from_networkx(nx.DiGraph())


def test_attributes_are_ignored():
    ties = nx.Graph(name="friends")
    ties.add_node("ana", colour="red")
    ties.add_edge("ana", "bo", weight=3)
    assert lg.LinkGraph.from_edges(connections=[("ana", "bo")]) == from_networkx(ties)


def test_numpy_ids_become_plain():
    """F6."""
    assert [3, 4] == list(from_networkx(nx.Graph([(np.int64(3), np.int64(4))])))
    assert {int} == set(map(type, from_networkx(nx.Graph([(np.int64(3), np.int64(4))]))))


# -- invalid input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "loop", [nx.Graph([("ana", "bo"), ("bo", "bo")]), nx.DiGraph([("bo", "bo")])]
)
def test_self_loops_are_refused(loop):
    """F1, F2."""
    with pytest.raises(lg.SelfTie) as caught:
        from_networkx(loop)
    assert lg.SelfTie("bo") == caught.value


@pytest.mark.parametrize(
    ("graph", "simple"),
    [(nx.MultiGraph(), "nx.Graph(graph)"), (nx.MultiDiGraph(), "nx.DiGraph(graph)")],
)
def test_parallel_edges_are_refused(graph, simple):
    with pytest.raises(lg.InvalidInput) as caught:
        from_networkx(graph)
    expected = "a graph without parallel edges as `graphs`"
    assert lg.InvalidInput(graph, expected, f"give `{simple}`") == caught.value


@pytest.mark.parametrize("node", [1.5, True, (1, True)])
def test_nodes_that_cannot_be_ids_are_refused(node):
    """F6."""
    graph = nx.Graph()
    graph.add_node(node)
    with pytest.raises(lg.InvalidInput) as caught:
        from_networkx(graph)
    assert node == caught.value.value


def test_a_null_in_networkx_dictionaries_is_refused():
    """F6: networkx itself refuses it, so it is set directly."""
    graph = nx.Graph()
    graph._node[None], graph._adj[None] = {}, {}
    with pytest.raises(lg.InvalidInput) as caught:
        from_networkx(graph)
    assert caught.value.value is None


@pytest.mark.parametrize(
    ("read", "value", "expected", "remedy"),
    [
        (lambda: from_networkx(), None, f"{EXPECTED}, in `graphs`", ""),
        (
            lambda: from_networkx([("ana", "bo")]),
            [("ana", "bo")],
            f"{EXPECTED}, as `graphs`",
            "",
        ),
        (lambda: from_networkx(follows="ana"), "ana", f"{EXPECTED}, as `follows`", ""),
        (
            lambda: from_networkx(TIES, TIES),
            TIES,
            "one graph of connections, in `graphs` or as `connections`",
            "combine the two first",
        ),
        (
            lambda: from_networkx(FOLLOWS, follows=FOLLOWS),
            FOLLOWS,
            "one graph of follows, in `graphs` or as `follows`",
            "combine the two first",
        ),
        (
            lambda: from_networkx(connections=FOLLOWS),
            FOLLOWS,
            "a graph with undirected edges as `connections`",
            "name it `follows`, or give `graph.to_undirected()`",
        ),
        (
            lambda: from_networkx(follows=TIES),
            TIES,
            "a graph with directed edges as `follows`",
            "name it `connections`, or give `graph.to_directed()`",
        ),
    ],
)
def test_invalid_graphs_are_refused(read, value, expected, remedy):
    with pytest.raises(lg.InvalidInput) as caught:
        read()
    assert lg.InvalidInput(value, expected, remedy) == caught.value
