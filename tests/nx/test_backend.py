"""The backend gives the answers of networkx, and declines other calls."""

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
from linkgraph.nx import backend, connections_view, follows_view, tie_arrays
from tests.nx.plain import GRAPHS, plain_connections, plain_follows

scipy = pytest.importorskip("scipy")
TIES, FOLLOWS = (connections_view, plain_connections), (follows_view, plain_follows)


def sets(components):
    return list(map(frozenset, components))


def dense(matrix):
    return matrix.toarray().tolist(), matrix.dtype, matrix.format


# Each function with its view, its options, and a function that makes answers comparable.
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
# The same for functions of a source or a target.
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


def run(view, name, **arguments):
    return getattr(nx, name)(view, backend="linkgraph", **arguments)


# -- laws ---------------------------------------------------------------------------------------


@given(graph=GRAPHS)
def test_answers_are_those_of_networkx(graph):
    """One example tests all functions: drawing a graph is the slow part."""
    assume(len(graph))
    for name, (view_of, plain_of), options, as_value in SAME:
        expected = getattr(nx, name)(plain_of(graph), **options)
        actual = run(view_of(graph), name, **options)
        if as_value is not pytest.approx:
            actual = as_value(actual)
        assert as_value(expected) == actual, (name, options)


@given(graph=GRAPHS, data=st.data())
def test_distances_are_those_of_networkx(graph, data):
    """The nearest members come first, as in networkx."""
    assume(len(graph))
    member = data.draw(st.sampled_from(list(graph)))
    for name, (view_of, plain_of), end, options in FROM:
        arguments = {end: member, **options}
        expected = getattr(nx, name)(plain_of(graph), **arguments)
        actual = run(view_of(graph), name, **arguments)
        assert expected == actual, (name, arguments)
        assert sorted(actual.values()) == list(actual.values())


@given(
    graph=lgst.mixed_graphs(max_size=9, density=(0.3, 1)),
    memory=st.integers(1, 400),
)
def test_triangles_do_not_depend_on_the_size_of_batches(graph, memory):
    assume(len(graph))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tie_arrays, "_BYTES", memory)
        assert nx.triangles(plain_connections(graph)) == run(connections_view(graph), "triangles")


@given(
    graph=lgst.mixed_graphs(min_size=1, max_size=9, density=(0, 1)),
    memory=st.integers(1, 400),
)
def test_a_batch_is_as_large_as_fits_into_memory(graph, memory):
    """It has at least one member. A member needs a row of the mask, and room for pairs of ties."""
    ties = [[list(graph).index(other) for other in graph.connections_of(one)] for one in graph]
    pairs = [sum(len(ties[other]) for other in row) for row in ties]

    def fits(first, last):
        return (last - first) * len(ties) + sum(pairs[first:last]) * 32 <= memory

    expected, first = [], 0
    while first < len(ties):
        last = first + 1
        while last < len(ties) and fits(first, last + 1):
            last += 1
        expected.append((first, last))
        first = last
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tie_arrays, "_BYTES", memory)
        out = tie_arrays.TieArrays.of(graph, "connections").out
        assert expected == list(tie_arrays._batches(out, len(ties)))


def test_components_come_in_the_order_of_their_first_members():
    """F10: with so many members, an unstable sort would change the order."""
    ids = np.arange(300)
    graph = lg.LinkGraph.from_edges(connections=np.stack((ids[:-3], ids[3:]), axis=1))
    plain, view = plain_connections(graph), connections_view(graph)
    assert [set(range(start, 300, 3)) for start in range(3)] == list(
        run(view, "connected_components")
    )
    assert sets(nx.connected_components(plain)) == sets(run(view, "connected_components"))


def test_average_clustering_can_ignore_zeros():
    ties = [("ana", "bo"), ("bo", "cy"), ("cy", "ana"), ("cy", "di")]
    view = connections_view(lg.LinkGraph.from_edges(connections=ties))
    for zeros in (True, False):
        expected = nx.average_clustering(nx.Graph(ties), count_zeros=zeros)
        assert expected == run(view, "average_clustering", count_zeros=zeros)


@pytest.mark.parametrize("name", linkgraph._networkx_info.FUNCTIONS)
def test_arguments_are_those_of_networkx_with_its_defaults(name):
    theirs = [*signature(getattr(nx, name)).parameters.values()]
    for place, ours in enumerate(signature(getattr(backend, name)).parameters.values()):
        assert (theirs[place].name, theirs[place].default) == (ours.name, ours.default)


@given(GRAPHS)
def test_members_who_joined_last_are_included(graph):
    """F10: before the edited graph is made compact again."""
    graph = graph.with_members("new", "newer")
    ties, follows = connections_view(graph), follows_view(graph)
    assert {"new": 0} == run(ties, "single_source_shortest_path_length", source="new")
    assert nx.number_connected_components(ties) == run(ties, "number_connected_components")
    assert nx.in_degree_centrality(follows) == run(follows, "in_degree_centrality")
    assert nx.triangles(ties) == run(ties, "triangles")


def test_every_function_is_compared():
    assert linkgraph._networkx_info.FUNCTIONS.keys() == {row[0] for row in (*SAME, *FROM)}


# -- the entry points ---------------------------------------------------------------------------


def test_the_announced_functions_exist():
    """`linkgraph._networkx_info` repeats the names, so that it need not import them."""
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
    reason="before networkx 3.4, only an environment variable sets this",
)
def test_with_priority_it_runs_the_calls_that_it_supports(monkeypatch):
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy"), ("cy", "ana")])
    view, calls = connections_view(graph), []
    ours = backend.triangles

    def triangles(G, nodes: None = None):  # noqa: N803  # networkx's name
        calls.append(nodes)
        return ours(G)

    monkeypatch.setattr(backend, "triangles", triangles)
    assert {"ana": 1, "bo": 1, "cy": 1} == nx.triangles(view)
    assert not calls  # networkx answers itself by default
    with nx.config(backend_priority=["linkgraph"]):
        assert {"ana": 1, "bo": 1, "cy": 1} == nx.triangles(view) == nx.triangles(view)
        assert [None, None] == calls
        assert {"ana": 1} == nx.triangles(view, ["ana"])  # declined
        assert {"ana": 0, "bo": 0, "cy": 0} == nx.betweenness_centrality(view)  # declined
        assert {0: 0, 1: 0} == nx.triangles(nx.path_graph(2))  # declined
        assert [None, None] == calls


# -- declined calls -----------------------------------------------------------------------------

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
def test_it_supports(name, arguments, options):
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
def test_it_declines(name, arguments, options):
    assert backend.can_run(name, arguments, options) is False


def test_without_scipy_it_declines_more(monkeypatch):
    monkeypatch.setattr(backend, "find_spec", lambda _: None)
    supported = {
        name
        for name, (view_of, _), *_ in SAME
        if backend.can_run(name, (VIEW if view_of is connections_view else ARROWS,), {})
    }
    assert supported == {
        *("average_clustering", "clustering", "transitivity", "triangles"),
        *("degree_centrality", "in_degree_centrality", "out_degree_centrality"),
    }


def test_only_views_are_converted():
    for graph in (nx.path_graph(2), "ana"):
        with pytest.raises(NotImplementedError, match="runs on views"):
            backend.convert_from_nx(graph)


def test_results_need_no_conversion():
    assert {"ana": 1} == backend.convert_to_nx({"ana": 1}, name="triangles")


# -- the errors of networkx ---------------------------------------------------------------------


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
        run(view, name, **options)


def test_ranks_without_convergence_are_an_error():
    star = connections_view(lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("ana", "cy")]))
    with pytest.raises(nx.PowerIterationFailedConvergence):
        run(star, "pagerank", max_iter=2)


def test_an_unknown_format_is_an_error():
    with pytest.raises(nx.NetworkXError):
        run(VIEW, "to_scipy_sparse_array", format="heap")


def test_a_matrix_is_a_copy():
    """Writing into it leaves the graph alone."""
    graph = lg.LinkGraph.from_edges(connections=np.arange(6).reshape(-1, 2))
    matrix = run(connections_view(graph), "to_scipy_sparse_array")
    matrix.indices[:] = 0
    matrix.indptr[:] = 0
    matrix.data[:] = 7
    assert lg.LinkGraph.from_edges(connections=np.arange(6).reshape(-1, 2)) == graph


def test_unedited_arrays_are_not_copied():
    graph = lg.LinkGraph.from_edges(connections=np.arange(6).reshape(-1, 2))
    for view in (connections_view(graph), follows_view(graph)):
        ties = backend.convert_from_nx(view)
        assert ties.out.base.neighbours is graph._facts.connections.base.neighbours
        assert ties.into is ties.out


def test_the_arrays_of_a_view_are_made_once():
    """A pickle and another view do not contain them."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("bo", "cy")])
    for view_of, facts in (
        (connections_view, graph),
        (follows_view, graph),
        (follows_view, graph.unfollow("bo", "cy")),
    ):
        view = view_of(facts)
        before = pickle.dumps(view)
        ties = backend.convert_from_nx(view).out
        assert ties is backend.convert_from_nx(view).out
        assert "tie_arrays" not in vars(view_of(facts)._adj)
        assert before == pickle.dumps(view)


# Graphs that networkx derives from a view. They share its rows or filter them.
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
def test_derived_graphs_have_the_answers_of_networkx(derive, graph, data):
    """Calls that the backend declines are left to networkx."""
    assume(len(graph))
    derived = derive(graph)
    plain = derived.copy()
    derived.__networkx_cache__ = None  # otherwise networkx warns that it caches conversions
    member = data.draw(st.sampled_from(list(derived)))
    calls = [
        (name, view_of is follows_view, options, as_value)
        for name, (view_of, _), options, as_value in SAME
    ]
    calls += [
        (name, derived.is_directed(), {end: member, **options}, dict)
        for name, _, end, options in FROM
    ]
    for name, directed, options, as_value in calls:
        if directed is derived.is_directed() and backend.can_run(name, (derived,), options):
            expected = getattr(nx, name)(plain, **options)
            actual = run(derived, name, **options)
            if as_value is not pytest.approx:
                actual = as_value(actual)
            assert as_value(expected) == actual, (name, options)
