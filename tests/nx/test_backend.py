"""The backend answers what networkx answers, and leaves to it what it does not take."""

from __future__ import annotations

import importlib.metadata
import pickle
from inspect import signature

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import linkgraph as lg
import linkgraph._networkx_info
from linkgraph import strategies as lgst
from linkgraph.nx import algorithms as flat
from linkgraph.nx import backend, connections_view, follows_view
from tests.nx.plain import GRAPHS, plain_connections, plain_follows

scipy = pytest.importorskip("scipy")
TIES, FOLLOWS = (connections_view, plain_connections), (follows_view, plain_follows)


def sets(components):
    return list(map(frozenset, components))


def dense(matrix):
    return matrix.toarray().tolist(), matrix.dtype, matrix.format


# what to ask of which view, and how to compare answers
SAME = [
    ("average_clustering", TIES, {}, float),
    ("average_clustering", TIES, {"count_zeros": True}, float),
    ("clustering", TIES, {}, dict),
    ("connected_components", TIES, {}, sets),
    ("degree_centrality", TIES, {}, dict),
    ("degree_centrality", FOLLOWS, {}, dict),
    ("in_degree_centrality", FOLLOWS, {}, dict),
    ("is_connected", TIES, {}, bool),
    ("is_weakly_connected", FOLLOWS, {}, bool),
    ("number_connected_components", TIES, {}, int),
    ("number_weakly_connected_components", FOLLOWS, {}, int),
    ("out_degree_centrality", FOLLOWS, {}, dict),
    ("pagerank", TIES, {}, pytest.approx),
    ("pagerank", FOLLOWS, {"alpha": 0.6, "tol": 1e-9}, pytest.approx),
    ("to_scipy_sparse_array", TIES, {}, dense),
    ("to_scipy_sparse_array", FOLLOWS, {}, dense),
    ("to_scipy_sparse_array", FOLLOWS, {"dtype": float, "format": "csc"}, dense),
    ("transitivity", TIES, {}, float),
    ("triangles", TIES, {}, dict),
    ("weakly_connected_components", FOLLOWS, {}, sets),
]
# the same from or to a member
FROM = [
    ("single_source_shortest_path_length", TIES, "source", {}),
    ("single_source_shortest_path_length", FOLLOWS, "source", {}),
    *(
        ("single_source_shortest_path_length", FOLLOWS, "source", {"cutoff": cutoff})
        for cutoff in (0, 1, 1.5, 2)
    ),
    ("shortest_path_length", TIES, "source", {}),
    ("shortest_path_length", TIES, "target", {}),
    ("shortest_path_length", FOLLOWS, "source", {"method": "bellman-ford"}),
    ("shortest_path_length", FOLLOWS, "target", {}),
]


def asked_of(view, name, **arguments):
    return getattr(nx, name)(view, backend="linkgraph", **arguments)


# -- the law ------------------------------------------------------------------------------------


@given(graph=GRAPHS)
def test_answers_are_those_of_networkx(graph):
    """All of a graph together: to draw it takes longer than what is computed."""
    assume(len(graph))
    for name, (view_of, plain_of), options, as_value in SAME:
        expected = getattr(nx, name)(plain_of(graph), **options)
        actual = asked_of(view_of(graph), name, **options)
        if as_value is not pytest.approx:
            actual = as_value(actual)
        assert as_value(expected) == actual, (name, options)


@given(graph=GRAPHS, data=st.data())
def test_distances_are_those_of_networkx(graph, data):
    """The near come first, as in networkx."""
    assume(len(graph))
    member = data.draw(st.sampled_from(list(graph)))
    for name, (view_of, plain_of), end, options in FROM:
        asked = {end: member, **options}
        expected = getattr(nx, name)(plain_of(graph), **asked)
        actual = asked_of(view_of(graph), name, **asked)
        assert expected == actual, (name, asked)
        assert sorted(actual.values()) == list(actual.values())


@given(
    graph=lgst.mixed_graphs(max_size=9, density=(0.3, 1)),
    sizes=st.tuples(*[st.integers(1, 40)] * 2),
)
def test_triangles_do_not_depend_on_how_many_are_looked_at_together(graph, sizes):
    assume(len(graph))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flat, "_CELLS", sizes[0])
        patch.setattr(flat, "_WEDGES", sizes[1])
        assert nx.triangles(plain_connections(graph)) == asked_of(
            connections_view(graph), "triangles"
        )


@given(
    graph=lgst.mixed_graphs(min_size=1, max_size=9, density=(0, 1)),
    cells=st.integers(1, 40),
    wedges=st.integers(0, 20),
)
def test_as_many_are_looked_at_together_as_fit_into_memory(graph, cells, wedges):
    """One at least; of a mask each takes a row, and each pair of ties in a row takes room."""
    ties = [[list(graph).index(other) for other in graph.connections_of(one)] for one in graph]
    pairs = [sum(len(ties[other]) for other in row) for row in ties]

    def fits(first, last):
        return (last - first) * len(ties) <= cells and sum(pairs[first:last]) <= wedges

    expected, first = [], 0
    while first < len(ties):
        last = first + 1
        while last < len(ties) and fits(first, last + 1):
            last += 1
        expected.append((first, last))
        first = last
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flat, "_CELLS", cells)
        patch.setattr(flat, "_WEDGES", wedges)
        out = flat.Flat.of_connections(graph).out
        assert expected == list(flat._batches(out, len(ties)))


def test_the_largest_components_come_by_their_first_members():
    """F10: also where there are more members than a simple sort keeps in order."""
    ids = np.arange(300)
    graph = lg.LinkGraph.from_edges(connections=np.stack((ids[:-3], ids[3:]), axis=1))
    plain, view = plain_connections(graph), connections_view(graph)
    assert [set(range(start, 300, 3)) for start in range(3)] == list(
        asked_of(view, "connected_components")
    )
    assert sets(nx.connected_components(plain)) == sets(asked_of(view, "connected_components"))


def test_clustering_is_averaged_over_those_who_have_any():
    ties = [("ana", "bo"), ("bo", "cy"), ("cy", "ana"), ("cy", "di")]
    view = connections_view(lg.LinkGraph.from_edges(connections=ties))
    for zeros in (True, False):
        expected = nx.average_clustering(nx.Graph(ties), count_zeros=zeros)
        assert expected == asked_of(view, "average_clustering", count_zeros=zeros)


@pytest.mark.parametrize("name", linkgraph._networkx_info.FUNCTIONS)
def test_arguments_are_those_of_networkx_with_its_defaults(name):
    theirs = [*signature(getattr(nx, name)).parameters.values()]
    for place, ours in enumerate(signature(getattr(backend, name)).parameters.values()):
        assert (theirs[place].name, theirs[place].default) == (ours.name, ours.default)


@given(GRAPHS)
def test_who_joined_last_is_there_too(graph):
    """F10: before anybody has laid the graph flat again."""
    graph = graph.with_members("new", "newer")
    joined = connections_view(graph), follows_view(graph)
    assert {"new": 0} == asked_of(joined[0], "single_source_shortest_path_length", source="new")
    assert nx.number_connected_components(joined[0]) == asked_of(
        joined[0], "number_connected_components"
    )
    assert nx.in_degree_centrality(joined[1]) == asked_of(joined[1], "in_degree_centrality")
    assert nx.triangles(joined[0]) == asked_of(joined[0], "triangles")


def test_every_function_is_compared():
    assert linkgraph._networkx_info.FUNCTIONS.keys() == {row[0] for row in (*SAME, *FROM)}


# -- as networkx finds it -----------------------------------------------------------------------


def test_what_is_announced_is_what_there_is():
    """`linkgraph._networkx_info` says so without importing the library; this holds it to it."""
    functions = linkgraph._networkx_info.info()["functions"]
    assert linkgraph._networkx_info.FUNCTIONS.keys() == functions.keys()
    for name in functions:
        assert callable(getattr(backend, name))
        assert hasattr(nx, name)
    assert "On views of a LinkGraph: all members." == functions["triangles"]["additional_docs"]
    assert not functions["is_connected"]["additional_docs"]


def test_networkx_finds_it_by_its_entry_points():
    for group, target in (
        ("networkx.backends", "linkgraph.nx.backend"),
        ("networkx.backend_info", "linkgraph._networkx_info:info"),
    ):
        (found,) = importlib.metadata.entry_points(group=group, name="linkgraph")
        assert target == found.value
    assert "linkgraph" in nx.utils.backends.backends


@pytest.mark.skipif(
    not hasattr(getattr(nx, "config", None), "__enter__"),
    reason="before networkx 3.4 only the environment says so",
)
def test_with_priority_it_is_used_where_it_can_and_networkx_where_not(monkeypatch):
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy"), ("cy", "ana")])
    view, asked = connections_view(graph), []
    ours = backend.triangles

    def triangles(G, nodes=None):  # noqa: N803  # networkx's name
        asked.append(nodes)
        return ours(G)

    monkeypatch.setattr(backend, "triangles", triangles)
    assert {"ana": 1, "bo": 1, "cy": 1} == nx.triangles(view)
    assert not asked  # unless asked for, networkx answers itself
    with nx.config(backend_priority=["linkgraph"]):
        assert {"ana": 1, "bo": 1, "cy": 1} == nx.triangles(view) == nx.triangles(view)
        assert [None, None] == asked
        assert {"ana": 1} == nx.triangles(view, ["ana"])  # left to networkx
        assert {"ana": 0, "bo": 0, "cy": 0} == nx.betweenness_centrality(view)  # likewise
        assert {0: 0, 1: 0} == nx.triangles(nx.path_graph(2))  # likewise
        assert [None, None] == asked


# -- what it does not take ----------------------------------------------------------------------

VIEW = connections_view(lg.LinkGraph.from_edges(connections=[("ana", "bo")]))
ARROWS = follows_view(lg.LinkGraph.from_edges(connections=[("ana", "bo")]))


@pytest.mark.parametrize(
    ("name", "arguments", "options"),
    [
        ("triangles", (VIEW,), {}),
        ("triangles", (), {"G": VIEW, "nodes": None}),
        ("clustering", (VIEW, None, None), {}),
        ("shortest_path_length", (VIEW, "ana"), {}),
        ("shortest_path_length", (VIEW, None, "ana", None, "bellman-ford"), {}),
        ("pagerank", (ARROWS,), {"alpha": 0.5, "weight": None}),
    ],
)
def test_it_takes(name, arguments, options):
    assert backend.can_run(name, arguments, options) is True


@pytest.mark.parametrize(
    ("name", "arguments", "options"),
    [
        ("triangles", (VIEW, ["ana"]), {}),
        ("triangles", (nx.path_graph(2),), {}),
        ("triangles", (connections_view(lg.LinkGraph()),), {}),
        ("triangles", ([("ana", "bo")],), {}),
        ("clustering", (ARROWS,), {}),
        ("clustering", (VIEW,), {"weight": "weight"}),
        ("clustering", (VIEW, ["ana"]), {}),
        ("average_clustering", (VIEW,), {"weight": "weight"}),
        ("average_clustering", (VIEW, ["ana"]), {}),
        ("average_clustering", (ARROWS,), {}),
        ("transitivity", (ARROWS,), {}),
        ("shortest_path_length", (VIEW,), {}),
        ("shortest_path_length", (VIEW, "ana", "bo"), {}),
        ("shortest_path_length", (VIEW, "ana", None, "weight"), {}),
        ("shortest_path_length", (VIEW, "ana"), {"method": "guess"}),
        ("pagerank", (VIEW,), {"personalization": {"ana": 1}}),
        ("pagerank", (VIEW,), {"nstart": {"ana": 1}}),
        ("pagerank", (VIEW,), {"dangling": {"ana": 1}}),
        ("to_scipy_sparse_array", (VIEW, ["ana"]), {}),
    ],
)
def test_it_leaves_to_networkx(name, arguments, options):
    assert backend.can_run(name, arguments, options) is False


def test_without_scipy_it_leaves_more_to_networkx(monkeypatch):
    monkeypatch.setattr(backend, "find_spec", lambda _: None)
    taken = {
        name
        for name, (view_of, _), *_ in SAME
        if backend.can_run(name, (VIEW if view_of is connections_view else ARROWS,), {})
    }
    assert taken == {
        *("average_clustering", "clustering", "transitivity", "triangles"),
        *("degree_centrality", "in_degree_centrality", "out_degree_centrality"),
    }


def test_what_is_no_view_is_not_converted():
    for graph in (nx.path_graph(2), "ana"):
        with pytest.raises(NotImplementedError, match="runs on views"):
            backend.convert_from_nx(graph)


def test_results_need_no_conversion():
    assert {"ana": 1} == backend.convert_to_nx({"ana": 1}, name="triangles")


# -- errors as in networkx ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("single_source_shortest_path_length", {"source": "zoe"}),
        ("shortest_path_length", {"source": "zoe"}),
        ("shortest_path_length", {"target": "zoe"}),
    ],
)
@pytest.mark.parametrize("view", [VIEW, ARROWS])
def test_strangers_are_not_found(name, options, view):
    with pytest.raises(nx.NodeNotFound, match=r"^Source zoe is not in G$"):
        asked_of(view, name, **options)


def test_ranks_that_do_not_settle_are_an_error():
    star = connections_view(lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("ana", "cy")]))
    with pytest.raises(nx.PowerIterationFailedConvergence):
        asked_of(star, "pagerank", max_iter=2)


def test_an_unknown_format_is_an_error():
    with pytest.raises(nx.NetworkXError):
        asked_of(VIEW, "to_scipy_sparse_array", format="heap")


def test_a_matrix_is_ones_own():
    """To write into it changes no graph."""
    graph = lg.LinkGraph.from_edges(connections=np.arange(6).reshape(-1, 2))
    matrix = asked_of(connections_view(graph), "to_scipy_sparse_array")
    matrix.indices[:] = 0
    matrix.indptr[:] = 0
    matrix.data[:] = 7
    assert lg.LinkGraph.from_edges(connections=np.arange(6).reshape(-1, 2)) == graph


def test_arrays_that_need_no_change_are_not_copied():
    graph = lg.LinkGraph.from_edges(connections=np.arange(6).reshape(-1, 2))
    for view in (connections_view(graph), follows_view(graph)):
        laid = backend.convert_from_nx(view)
        assert laid.out.base.neighbours is graph._facts.connections.base.neighbours
        assert laid.into is laid.out


def test_a_view_is_laid_flat_once():
    """What is kept is no part of a pickle."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("bo", "cy")])
    for view_of, facts in (
        (connections_view, graph),
        (follows_view, graph),
        (follows_view, graph.unfollow("bo", "cy")),
    ):
        view = view_of(facts)
        before = pickle.dumps(view)
        laid = backend.convert_from_nx(view)
        assert laid is backend.convert_from_nx(view)
        assert laid is not backend.convert_from_nx(view_of(facts))
        assert before == pickle.dumps(view)


# graphs that networkx derives from a view, which share its rows or filter them
DERIVED = [
    lambda g: nx.reverse_view(follows_view(g)),
    lambda g: nx.reverse_view(nx.reverse_view(follows_view(g))),
    lambda g: follows_view(g).copy(as_view=True),
    lambda g: follows_view(g).to_undirected(as_view=True),
    lambda g: follows_view(g).subgraph(list(g)[:3]),
    lambda g: connections_view(g).copy(as_view=True),
    lambda g: connections_view(g).to_directed(as_view=True),
    lambda g: nx.reverse_view(connections_view(g).to_directed(as_view=True)),
    lambda g: connections_view(g).subgraph(list(g)[:3]),
]


@pytest.mark.parametrize("derive", DERIVED)
@given(graph=GRAPHS, data=st.data())
def test_what_networkx_derives_from_a_view_is_answered_as_it_says(derive, graph, data):
    """Or left to networkx."""
    assume(len(graph))
    derived = derive(graph)
    plain = derived.copy()
    derived.__networkx_cache__ = None  # or networkx warns that it keeps what it converted
    member = data.draw(st.sampled_from(list(derived)))
    asked = [
        (name, view_of is follows_view, options, as_value)
        for name, (view_of, _), options, as_value in SAME
    ]
    asked += [
        (name, derived.is_directed(), {end: member, **options}, dict)
        for name, _, end, options in FROM
    ]
    for name, directed, options, as_value in asked:
        if directed is derived.is_directed() and backend.can_run(name, (derived,), options):
            expected = getattr(nx, name)(plain, **options)
            actual = asked_of(derived, name, **options)
            if as_value is not pytest.approx:
                actual = as_value(actual)
            assert as_value(expected) == actual, (name, options)
