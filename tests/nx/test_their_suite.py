"""networkx's own tests of its graphs, run on views.

The test classes are those of the installed release. Only the graphs under test are built through
this library. A test that changes a view is a strict xfail: it must fail with `ReadOnlyView`.
Other tests that do not apply are skipped with a reason.
"""

from __future__ import annotations

import networkx as nx
import pytest
from networkx.classes.tests import (
    test_coreviews,
    test_digraph,
    test_function,
    test_graph,
    test_graphviews,
    test_reportviews,
    test_subgraphviews,
)

from linkgraph.nx import ReadOnlyView, connections_view, follows_view, from_networkx
from linkgraph.nx.mappings import AdjacencyMapping, Neighbours, Nodes


def view_of(graph):
    """Return the view of a graph of networkx, built through this library."""
    ours = from_networkx(graph)
    view = follows_view(ours) if graph.is_directed() else connections_view(ours)
    view.graph.update(graph.graph)
    # The tests ask a graph for the classes of its dictionaries.
    view.node_dict_factory, view.adjlist_outer_dict_factory = Nodes, AdjacencyMapping
    view.adjlist_inner_dict_factory = Neighbours
    return view


def undirected(data=None, **attributes):
    return view_of(nx.Graph(data, **attributes))


def directed(data=None, **attributes):
    return view_of(nx.DiGraph(data, **attributes))


def adopting(theirs, *, changing="", skipped=()):
    """Return a class decorator that expects the tests that change a graph to be refused."""

    def decorate(ours):
        refused = pytest.mark.xfail(raises=ReadOnlyView, strict=True, reason="changes the graph")
        for name in changing.split():
            test = getattr(theirs, name, None)  # some releases lack some tests
            if test is not None:
                setattr(ours, name, refused(_own(test)))
        for name, reason in dict(skipped).items():
            test = getattr(theirs, name, None)
            if test is not None:
                setattr(ours, name, pytest.mark.skip(reason=reason)(_own(test)))
        return ours

    return decorate


def _own(test):
    """Return a new test that runs `test`, since a mark would stay on the original."""

    def run(self):
        test(self)

    return run


# Tests that build or change the graph under test with its own methods.
CHANGING = """
    test_add_edge test_add_edges_from test_add_node test_add_nodes_from test_none_node test_update
    test_edge_lookup test_edge_attr test_edge_attr2 test_edge_attr3 test_edge_attr4
    test_selfloop_degree test_weighted_degree test_str_unnamed test_str_named
    test_copy test_class_copy test_fresh_copy test_to_undirected test_to_directed test_subgraph
    test_views_do_not_create_reference_cycles test_cached_views_survive_pickle_and_deepcopy
"""
CREATING = "lets networkx create a graph of the class under test, and changes it"
NOT_APPLICABLE = {
    "test_memory_leak": "counts the instances of a class; views have no class of their own",
    "test_to_directed_as_view": CREATING,
    "test_to_undirected_as_view": CREATING,
}
ATTRIBUTES = "reads attributes, and a view does not have any"
LOOPS = "expects a self-loop, which is not a valid connection (F1)"


@adopting(test_graph.TestGraph, changing=CHANGING, skipped=NOT_APPLICABLE)
class TestGraph(test_graph.TestGraph):
    def setup_method(self):
        super().setup_method()
        self.Graph = undirected
        self.K3 = view_of(self.K3)


@adopting(
    test_digraph.TestDiGraph,
    changing=CHANGING + "test_to_undirected_reciprocal test_clear test_clear_edges",
    skipped=NOT_APPLICABLE,
)
class TestDiGraph(test_digraph.TestDiGraph):
    def setup_method(self):
        super().setup_method()
        self.Graph = directed
        self.K3 = view_of(self.K3)
        self.P3 = view_of(self.P3)


@adopting(
    test_graph.TestEdgeSubgraph,
    changing="test_add_node test_remove_node test_node_attr_dict test_edge_attr_dict",
    skipped={"test_correct_edges": ATTRIBUTES},
)
class TestEdgeSubgraph(test_graph.TestEdgeSubgraph):
    def setup_method(self):
        super().setup_method()
        self.G = view_of(self.G)
        self.H = self.G.edge_subgraph([(0, 1), (3, 4)])


@adopting(
    test_digraph.TestEdgeSubgraph,
    changing="test_add_node test_remove_node test_node_attr_dict test_edge_attr_dict",
    skipped={"test_correct_edges": ATTRIBUTES},
)
class TestDirectedEdgeSubgraph(test_digraph.TestEdgeSubgraph):
    def setup_method(self):
        super().setup_method()
        self.G = view_of(self.G)
        self.H = self.G.edge_subgraph([(0, 1), (3, 4)])


@adopting(
    test_function.TestFunction,
    skipped={
        "test_is_frozen": "starts from a graph that is not frozen",
        "test_describe_info_dict": LOOPS,
        "test_degree_histogram": LOOPS,
        "test_density": LOOPS,
    },
)
class TestFunction(test_function.TestFunction):
    def setup_method(self):
        super().setup_method()
        self.G.remove_edges_from(list(nx.selfloop_edges(self.G)))
        self.DG.remove_edges_from(list(nx.selfloop_edges(self.DG)))
        self.G, self.DG = view_of(self.G), view_of(self.DG)


@adopting(test_coreviews.TestAtlasView, changing="test_copy", skipped={"test_getitem": ATTRIBUTES})
class TestAtlasView(test_coreviews.TestAtlasView):
    def setup_method(self):
        self.d = undirected([(3, 0), (3, 1), (3, 2)])._adj[3]
        self.av = nx.classes.coreviews.AtlasView(self.d)


@adopting(
    test_coreviews.TestAdjacencyView, changing="test_copy", skipped={"test_getitem": ATTRIBUTES}
)
class TestAdjacencyView(test_coreviews.TestAdjacencyView):
    def setup_method(self):
        self.adj = undirected([(3, 0), (3, 1), (3, 2)])._adj
        self.adjview = nx.classes.coreviews.AdjacencyView(self.adj)


class TestNodeView(test_reportviews.TestNodeView):
    @classmethod
    def setup_class(cls):
        cls.G = view_of(nx.path_graph(9))
        cls.nv = cls.G.nodes


class TestNodeDataView(test_reportviews.TestNodeDataView):
    @classmethod
    def setup_class(cls):
        cls.G = view_of(nx.path_graph(9))
        cls.nv = test_reportviews.NodeDataView(cls.G)
        cls.ndv = cls.G.nodes.data(True)
        cls.nwv = cls.G.nodes.data("foo")


class TestNodeViewSetOps(test_reportviews.TestNodeViewSetOps):
    @classmethod
    def setup_class(cls):
        cls.G = view_of(nx.path_graph(9))
        cls.nv = cls.G.nodes


class TestEdgeDataView(test_reportviews.TestEdgeDataView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


class TestOutEdgeDataView(test_reportviews.TestOutEdgeDataView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


class TestInEdgeDataView(test_reportviews.TestInEdgeDataView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


class TestEdgeView(test_reportviews.TestEdgeView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


class TestOutEdgeView(test_reportviews.TestOutEdgeView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


class TestInEdgeView(test_reportviews.TestInEdgeView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


@adopting(
    test_reportviews.TestDegreeView,
    skipped={"test_getitem": ATTRIBUTES, "test_weight": ATTRIBUTES},
)
class TestDegreeView(test_reportviews.TestDegreeView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


class TestReverseView(test_graphviews.TestReverseView):
    def setup_method(self):
        self.G = view_of(nx.path_graph(9, create_using=nx.DiGraph()))
        self.rv = nx.reverse_view(self.G)


class TestToDirected(test_graphviews.TestToDirected):
    def setup_method(self):
        super().setup_method()
        self.G = view_of(self.G)
        self.dv = nx.to_directed(self.G)


class TestToUndirected(test_graphviews.TestToUndirected):
    def setup_method(self):
        super().setup_method()
        self.DG = view_of(self.DG)
        self.uv = nx.to_undirected(self.DG)


class TestSubGraphView(test_subgraphviews.TestSubGraphView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)


class TestSubDiGraphView(test_subgraphviews.TestSubDiGraphView):
    @classmethod
    def setup_class(cls):
        super().setup_class()
        cls.G = view_of(cls.G)
