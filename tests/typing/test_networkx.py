"""The types of views, and of graphs from networkx, as a type checker infers them."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_type

import linkgraph as lg
from linkgraph.nx import connections_view, follows_view, from_networkx

if TYPE_CHECKING:
    import networkx as nx


def test_views_have_the_ids_of_their_graph() -> None:
    """F6."""
    graph: lg.LinkGraph[str] = lg.LinkGraph.from_edges(connections=[("ana", "bo")])
    view = connections_view(graph)
    if TYPE_CHECKING:
        assert_type(view, nx.Graph[str])
        assert_type(follows_view(graph), nx.DiGraph[str])
    assert ["bo"] == list(view["ana"])


def test_a_graph_from_networkx_may_have_any_ids() -> None:
    """F6."""
    graph = from_networkx(connections_view(lg.LinkGraph[int]()))
    assert_type(graph, lg.LinkGraph[Any])
    assert lg.LinkGraph() == graph
