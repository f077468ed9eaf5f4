"""Views behave like ordinary networkx graphs, without copying anything."""

from __future__ import annotations

import copy
import gc
import pickle
import tracemalloc
from itertools import pairwise
from uuid import UUID

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.nx import ReadOnlyView, connections_view, follows_view
from linkgraph.nx.mappings import NO_ATTRIBUTES
from tests.nx.plain import GRAPHS, plain_connections, plain_follows

VIEWS = [
    pytest.param(connections_view, plain_connections, id="connections"),
    pytest.param(follows_view, plain_follows, id="follows"),
]
both_views = pytest.mark.parametrize(("view_of", "plain_of"), VIEWS)


def four():
    return lg.LinkGraph.from_edges(
        connections=[("ana", "bo"), ("bo", "cy")], follows=[("di", "ana")]
    )


# -- laws ---------------------------------------------------------------------------------------


@both_views
@given(graph=GRAPHS)
def test_a_view_equals_an_ordinary_graph(view_of, plain_of, graph):
    """F1, F2, F10: nodes, edges, neighbours and degrees, each in the same order."""
    view, plain = view_of(graph), plain_of(graph)
    assert nx.utils.graphs_equal(plain, view)
    assert list(plain) == list(view)
    assert dict(plain.degree) == dict(view.degree)
    assert plain.number_of_edges() == view.number_of_edges()
    for member in plain:
        assert set(plain[member]) == set(view[member])
        assert sorted(view[member], key=list(plain).index) == list(view[member])
    assert set(map(frozenset, plain.edges)) == set(map(frozenset, view.edges))
    if view.is_directed():
        assert {tuple(edge) for edge in plain.edges} == set(view.edges)
        assert {m: set(plain.pred[m]) for m in plain} == {m: set(view.pred[m]) for m in view}


@both_views
@given(graph=GRAPHS, data=st.data())
def test_all_ways_to_read_a_mapping_agree(view_of, plain_of, graph, data):
    """Items, values, membership and look-ups agree with one another, and with networkx."""
    view, plain = view_of(graph), plain_of(graph)
    for ours, theirs in ((view._adj, plain._adj), (view._node, plain._node)):
        assert theirs == dict(ours.items())
        assert list(theirs.keys()) == list(ours.keys())
        assert [theirs[key] for key in theirs] == list(ours.values())
        assert theirs == ours
        assert len(theirs) == len(ours)
    for a in data.draw(st.permutations(list(plain))):
        row = view._adj[a]
        assert set(plain._adj[a].keys()) == row.keys()
        assert list(plain._adj[a].values()) == list(row.values())
        for b in plain:
            assert (b in plain._adj[a]) == (b in row) == (b in view._adj[a]) == view.has_edge(a, b)


ALGORITHMS = {
    "components": lambda g: sorted(map(len, nx.connected_components(nx.Graph(g)))),
    "weakly": lambda g: [] if not g.is_directed() else nx.number_weakly_connected_components(g),
    "strongly": lambda g: [] if not g.is_directed() else nx.number_strongly_connected_components(g),
    "distances": lambda g: dict(nx.all_pairs_shortest_path_length(g)),
    "clustering": nx.clustering,
    "transitivity": nx.transitivity,
    "triangles": lambda g: [] if g.is_directed() else nx.triangles(g),
    "core": nx.core_number,
    "neighbour degrees": nx.average_neighbor_degree,
    "density": nx.density,
    "louvain": lambda g: len(nx.community.louvain_communities(g, seed=3)) > 0 or len(g) == 0,
    "cliques": lambda g: [] if g.is_directed() else set(map(frozenset, nx.find_cliques(g))),
    "betweenness": lambda g: _rounded(nx.betweenness_centrality(g)),
    "closeness": lambda g: _rounded(nx.closeness_centrality(g)),
    "harmonic": lambda g: _rounded(nx.harmonic_centrality(g)),
    "dijkstra": lambda g: dict(nx.all_pairs_dijkstra_path_length(g)),
    "degree centrality": lambda g: nx.degree_centrality(g) if len(g) else {},
    "reverse": lambda g: set(g.reverse().edges) if g.is_directed() else set(),
    "subgraph": lambda g: set(map(frozenset, g.subgraph(list(g)[:3]).edges)),
    "complement": lambda g: set(map(frozenset, nx.complement(g).edges)),
    "line graph": lambda g: len(nx.line_graph(g)),
    "bridges": lambda g: [] if g.is_directed() else set(map(frozenset, nx.bridges(g))),
    "spanning": lambda g: [] if g.is_directed() else nx.minimum_spanning_tree(g).size(),
    "hash": lambda g: nx.weisfeiler_lehman_graph_hash(g),
    "matrix": lambda g: nx.to_numpy_array(g).tolist(),
    "lists": lambda g: {a: set(bs) for a, bs in nx.to_dict_of_lists(g).items()},
    "dicts": nx.to_dict_of_dicts,
    "directed": lambda g: set(g.to_directed().edges),
    "undirected": lambda g: set(map(frozenset, g.to_undirected().edges)),
}


def _rounded(values):
    # These are sums, and their order depends on the order of neighbours.
    return {member: round(value, 9) for member, value in values.items()}


@pytest.mark.filterwarnings("ignore:The hashes produced for:UserWarning")  # networkx 3.5 and 3.6
@both_views
@given(graph=GRAPHS)
def test_algorithms_give_the_same_on_both(view_of, plain_of, graph):
    """One example tests all algorithms: drawing a graph is the slow part."""
    plain, view = plain_of(graph), view_of(graph)
    for name, algorithm in ALGORITHMS.items():
        assert algorithm(plain) == algorithm(view), name


@both_views
@given(graph=lgst.mixed_graphs(min_size=2, connections=(1, 8), follows=(1, 9)))
def test_communities_are_the_same_on_both(view_of, plain_of, graph):
    """All ids are names, since networkx sorts the nodes."""
    find = nx.community.greedy_modularity_communities
    assert find(plain_of(graph)) == find(view_of(graph))


@both_views
@given(graph=GRAPHS)
def test_pagerank_gives_the_same_on_both(view_of, plain_of, graph):
    pytest.importorskip("scipy")
    assert pytest.approx(nx.pagerank(plain_of(graph))) == nx.pagerank(view_of(graph))


# -- copies -------------------------------------------------------------------------------------


@both_views
@given(graph=GRAPHS)
def test_a_view_survives_pickle_and_deepcopy(view_of, plain_of, graph):
    plain = plain_of(graph)
    view = view_of(graph)
    assert view.adj == plain.adj  # networkx caches the result in the view
    for again in (pickle.loads(pickle.dumps(view)), copy.deepcopy(view), copy.copy(view)):
        assert nx.utils.graphs_equal(plain, again)
        assert list(plain) == list(again)
        with pytest.raises(ReadOnlyView):
            again.add_node("zoe")


@both_views
@given(graph=GRAPHS)
def test_a_copy_is_an_ordinary_graph(view_of, plain_of, graph):
    for mine in (view_of(graph).copy(), type(view_of(graph))(view_of(graph))):
        assert nx.utils.graphs_equal(plain_of(graph), mine)
        mine.add_edge("new", "newer", weight=3)
        mine.nodes["new"]["colour"] = "red"
        for member in graph:
            mine.nodes[member]["colour"] = "blue"
        assert not nx.is_frozen(mine)
    assert "new" not in view_of(graph)


def test_copied_attributes_are_an_ordinary_dictionary():
    view = connections_view(four())
    for mine in (
        copy.copy(view["ana"]["bo"]),
        copy.deepcopy(view["ana"]["bo"]),
        pickle.loads(pickle.dumps(view.nodes["ana"])),
        view.nodes["ana"].copy(),
    ):
        assert dict is type(mine)
        mine["weight"] = 1
    assert {} == view["ana"]["bo"] == view.nodes["ana"]


def test_a_row_is_pickled_as_a_dictionary():
    row = connections_view(four())._adj["bo"]
    again = pickle.loads(pickle.dumps(row))
    assert dict is type(again)
    assert {"ana": {}, "cy": {}} == again == row
    assert repr(again) == repr(row)
    assert repr(plain_connections(four())._adj) == repr(connections_view(four())._adj)


def test_a_row_builds_a_dictionary_for_the_second_question():
    """Most rows are asked only once, and bisection answers that."""
    for first, second in (("ana", "cy"), ("zoe", "zoe")):
        row = connections_view(four())._adj["bo"]
        assert (first in row) == (first == "ana")
        assert "_dict" not in vars(row)
        assert (second in row) == (second == "cy")
        assert {"ana": {}, "cy": {}} == vars(row)["_dict"]


# -- nothing is copied --------------------------------------------------------------------------


def test_a_view_shares_the_rows_of_its_graph():
    """A row that networkx reads has the memory of the graph."""
    graph = lg.LinkGraph.from_edges(connections=np.arange(2_000).reshape(-1, 2))
    for view, rows in (
        (connections_view(graph), "_adj"),
        (follows_view(graph), "_succ"),
        (follows_view(graph), "_pred"),
    ):
        row = getattr(view, rows)[7]
        assert np.shares_memory(graph._facts.connections.base.neighbours, row._indices)


@pytest.mark.parametrize("view_of", [connections_view, follows_view])
def test_networkx_does_not_cache_conversions_of_a_view(view_of):
    """It would warn whenever it uses the cache."""
    view = view_of(four())
    for _ in range(2):
        nx.degree_centrality(view, backend="linkgraph")
    assert view.__networkx_cache__ is None


@pytest.mark.parametrize("view_of", [connections_view, follows_view])
def test_building_a_view_takes_little_memory(view_of):
    graph = lg.LinkGraph.from_edges(connections=np.arange(20_000).reshape(-1, 2))
    view_of(graph)
    gc.collect()
    tracemalloc.start()
    view = view_of(graph)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 10_000 == view.number_of_edges() // (2 if view.is_directed() else 1)
    assert taken < 10_000  # bytes: less than one for each edge


def test_a_view_shows_its_own_graph_and_not_a_later_one():
    graph = four()
    view = connections_view(graph)
    later = connections_view(graph.connect("cy", "di").without_member("ana"))
    assert [("ana", "bo"), ("bo", "cy")] == list(view.edges)
    assert [("bo", "cy"), ("cy", "di")] == list(later.edges)
    assert ["bo", "cy", "di"] == list(later)


def test_views_are_graphs_of_networkx():
    assert nx.Graph is type(connections_view(four()))
    assert nx.DiGraph is type(follows_view(four()))
    assert nx.is_frozen(connections_view(four()))
    assert "Graph with 4 nodes and 2 edges" == str(connections_view(four()))
    assert "DiGraph with 4 nodes and 5 edges" == str(follows_view(four()))


def test_only_graphs_have_views():
    for view_of in (connections_view, follows_view):
        with pytest.raises(lg.InvalidInput) as caught:
            view_of("ana")
        assert lg.InvalidInput("ana", "a `LinkGraph` as `graph`") == caught.value


# -- finding members ----------------------------------------------------------------------------


@pytest.mark.parametrize("member", [1, True, 1.0, np.int64(1), np.float64(1), 1 + 0j])
def test_a_member_is_found_as_in_a_dictionary(member):
    """In networkx and here, a value that equals a node is that node."""
    for ids in ([0, 1, 2], [0, 1, "two"]):
        graph = lg.LinkGraph.from_edges(connections=[(ids[0], ids[1]), (ids[1], ids[2])])
        for view in (connections_view(graph), connections_view(graph.with_members("new"))):
            if isinstance(member, complex) and ids[2] == 2:
                continue  # ids are found by their integer value, and complex numbers have none
            assert member in view
            assert view.has_edge(ids[0], member)
            assert 2 == view.degree[member]


@pytest.mark.parametrize("stranger", [1.5, float("nan"), float("inf"), "1", None, -1, (1,)])
def test_strangers_are_not_found(stranger):
    for members in ([0, 1, 2], ["ana", "bo"]):
        view = connections_view(lg.LinkGraph.from_edges(members=members))
        assert stranger not in view
        with pytest.raises(KeyError):
            view._adj[stranger]
        with pytest.raises(KeyError):
            view._node[stranger]


def test_unhashable_values_are_refused_as_by_networkx():
    numbers = lg.LinkGraph.from_edges(members=[0, 1, 2])
    for view in (connections_view(numbers), connections_view(four())):
        assert ["ana"] not in view
        for rows in (view._adj, view._node):
            with pytest.raises(TypeError):
                rows[["ana"]]
    with pytest.raises(nx.NetworkXError, match="not a valid node"):
        list(view.nbunch_iter(["ana", {}]))


def test_unknown_ties_are_key_errors():
    view = connections_view(four())
    with pytest.raises(KeyError) as caught:
        view["ana"]["cy"]
    assert ("cy",) == caught.value.args
    assert view.get_edge_data("ana", "cy") is None


def test_ids_of_any_kind_are_nodes():
    """F6."""
    ids = ["ana", 7, ("eu", 7), UUID(int=1), b"x", frozenset({1})]
    view = connections_view(lg.LinkGraph.from_edges(connections=list(pairwise(ids))))
    assert ids == nx.shortest_path(view, "ana", frozenset({1}))


# -- views cannot be changed --------------------------------------------------------------------

COMMON = {
    "add_node": "g.with_members(a)",
    "add_nodes_from": "g.with_members(a, b)",
    "remove_node": "g.without_member(a)",
    "remove_nodes_from": "g.without_member(a)",
    "clear": "LinkGraph()",
}
INSTEAD = {
    connections_view: COMMON
    | {
        "add_edge": "g.connect(a, b)",
        "add_edges_from": "g.update(connect=pairs)",
        "add_weighted_edges_from": "g.update(connect=pairs)",
        "remove_edge": "g.disconnect(a, b)",
        "remove_edges_from": "g.update(disconnect=pairs)",
        "clear_edges": "g.update(disconnect=view.edges)",
    },
    follows_view: COMMON
    | {
        "add_edge": "g.follow(a, b)",
        "add_edges_from": "g.update(follow=pairs)",
        "add_weighted_edges_from": "g.update(follow=pairs)",
        "remove_edge": "g.unfollow(a, b)",
        "remove_edges_from": "g.update(unfollow=pairs)",
        "clear_edges": "g.update(unfollow=view.edges)",
    },
}


@pytest.mark.parametrize(
    ("view_of", "method", "instead"),
    [(view_of, *row) for view_of, rows in INSTEAD.items() for row in rows.items()],
)
def test_changes_are_refused_with_a_remedy(view_of, method, instead):
    view = view_of(four())
    with pytest.raises(nx.NetworkXError) as caught:
        getattr(view, method)("ana", "bo", weight=1)
    remedy = f"take a view of the new graph `{instead}`"
    assert ReadOnlyView(method, remedy) == caught.value
    assert isinstance(caught.value, lg.LinkGraphError)


@pytest.mark.parametrize("view_of", INSTEAD)
def test_every_method_that_networkx_freezes_has_a_remedy(view_of):
    plain, frozen = nx.Graph(), nx.freeze(nx.Graph())
    methods = {name for name in vars(frozen) if name not in vars(plain)} - {"frozen"}
    assert methods <= INSTEAD[view_of].keys()


@pytest.mark.parametrize("view_of", INSTEAD)
def test_the_remedies_make_the_refused_change(view_of):
    """F1, F2: an ordinary graph has the same edges after the change."""
    graph = four()
    pair = ("ana", "cy") if view_of is connections_view else ("ana", "di")
    expected = view_of(graph).copy()
    expected.add_edge(*pair)
    changed = eval(INSTEAD[view_of]["add_edge"], {"g": graph, "a": pair[0], "b": pair[1]})
    assert nx.utils.graphs_equal(expected, view_of(changed))
    emptied = eval(INSTEAD[view_of]["clear_edges"], {"g": graph, "view": view_of(graph)})
    assert 0 == view_of(emptied).number_of_edges()


def _in_place(attributes):
    attributes |= {"weight": 2}


@pytest.mark.parametrize(
    "change",
    [
        lambda attributes: attributes.__setitem__("weight", 2),
        lambda attributes: attributes.setdefault("weight", 2),
        lambda attributes: attributes.update(weight=2),
        lambda attributes: attributes.update({"weight": 2}),
        _in_place,
    ],
)
def test_attributes_cannot_be_set(change):
    view = follows_view(four())
    remedy = "store attributes in your own dictionary"
    for attributes in (view.nodes["ana"], view["ana"]["bo"], view.pred["ana"]["bo"]):
        with pytest.raises(ReadOnlyView) as caught:
            change(attributes)
        assert ReadOnlyView("['weight'] = …", remedy) == caught.value
    assert {} == view.nodes["ana"] == NO_ATTRIBUTES


def test_setting_nothing_is_allowed():
    attributes = NO_ATTRIBUTES
    attributes.update()
    attributes |= {}
    attributes.clear()
    assert attributes is NO_ATTRIBUTES
    assert attributes.pop("weight", 1) == 1


@pytest.mark.parametrize("setter", [nx.set_node_attributes, nx.set_edge_attributes])
def test_functions_that_set_attributes_are_refused(setter):
    with pytest.raises(ReadOnlyView):
        setter(connections_view(four()), 1, "weight")


def test_functions_that_change_in_place_are_refused():
    view = connections_view(four())
    for change in (
        lambda: nx.relabel_nodes(view, {"ana": "zoe"}, copy=False),
        lambda: nx.contracted_nodes(view, "ana", "bo", copy=False),
        lambda: nx.add_path(view, ["ana", "cy"]),
        lambda: view.update(edges=[("ana", "cy")]),
    ):
        with pytest.raises(ReadOnlyView):
            change()
    assert nx.utils.graphs_equal(plain_connections(four()), view)


def test_the_error_names_the_change_and_the_remedies():
    with pytest.raises(ReadOnlyView) as caught:
        connections_view(four()).add_edge("ana", "cy")
    assert (
        "`add_edge` would change a read-only view: take a view of the new graph "
        "`g.connect(a, b)`, or change your own `view.copy()`"
    ) == str(caught.value)
    assert caught.value == pickle.loads(pickle.dumps(caught.value))


# -- drawing ------------------------------------------------------------------------------------


def test_a_view_is_drawn():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    for view in (connections_view(four()), follows_view(four())):
        figure, axes = plt.subplots()
        nx.draw_networkx(view, nx.circular_layout(view), ax=axes)
        assert {"ana", "bo", "cy", "di"} == {text.get_text() for text in axes.texts}
        plt.close(figure)
