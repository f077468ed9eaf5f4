"""networkx graphs whose dictionaries are read from a `LinkGraph`, and which cannot be changed."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any, NoReturn, TypeVar

import networkx as nx

from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.nx.mappings import AdjacencyMapping, Nodes, ReadOnlyView

M = TypeVar("M", bound=Hashable)
G = TypeVar("G", bound="nx.Graph[Any]")

# For each method that networkx freezes, the graph to take a new view of.
_NEW_GRAPHS = {
    "add_node": "g.with_members(a)",
    "add_nodes_from": "g.with_members(a, b)",
    "remove_node": "g.without_member(a)",
    "remove_nodes_from": "g.without_member(a)",
    "clear": "LinkGraph()",
    "add_edge": "g.{add}(a, b)",
    "add_edges_from": "g.update({add}=pairs)",
    "add_weighted_edges_from": "g.update({add}=pairs)",
    "remove_edge": "g.{remove}(a, b)",
    "remove_edges_from": "g.update({remove}=pairs)",
    "clear_edges": "g.update({remove}=view.edges)",
}


def connections_view(graph: LinkGraph[M]) -> nx.Graph[M]:
    """Return the connections of `graph` (F1) as a `networkx.Graph` that reads them in place.

    Parameters
    ----------
    graph
        The graph. Neither it nor the view ever changes: an edit gives a new graph, of which
        you take a new view.

    Returns
    -------
    networkx.Graph
        Its nodes are the members and its edges the connections, both in member order (F10) and
        without attributes. It is frozen: a method that would change it raises `ReadOnlyView`, a
        `networkx.NetworkXError`. ``view.copy()`` is an ordinary graph.

    Raises
    ------
    InvalidInput
        If `graph` is not a `LinkGraph`.

    Notes
    -----
    O(1): nothing is copied. A row is looked up in the graph whenever networkx asks for it.

    Examples
    --------
    >>> import networkx as nx
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")], members=["di"])
    >>> view = connections_view(g)
    >>> nx.number_connected_components(view), view.degree["bo"]
    (2, 2)
    >>> list(view)
    ['di', 'ana', 'bo', 'cy']
    """
    view: nx.Graph[M] = nx.Graph()
    return _frozen(view, graph, {"_adj": "connections"}, add="connect", remove="disconnect")


def follows_view(graph: LinkGraph[M]) -> nx.DiGraph[M]:
    """Return the follows of `graph` (F2) as a `networkx.DiGraph` that reads them in place.

    An edge leads from the follower to the followee. Every stored follow is an edge, in force or
    not (F8). Otherwise the view is like `connections_view`.

    Parameters
    ----------
    graph
        The graph. Neither it nor the view ever changes.

    Returns
    -------
    networkx.DiGraph
        The successors of a member are those they follow, the predecessors their followers.

    Raises
    ------
    InvalidInput
        If `graph` is not a `LinkGraph`.

    Notes
    -----
    O(1): nothing is copied. If a member's follows differ from their connections, the row is
    built when networkx asks for it, in O(row).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> view = follows_view(g)
    >>> list(view.edges)
    [('ana', 'bo'), ('bo', 'ana'), ('cy', 'ana')]
    >>> list(view.predecessors("ana"))
    ['bo', 'cy']
    """
    view: nx.DiGraph[M] = nx.DiGraph()
    # networkx sets `_succ` together with `_adj`.
    kinds = {"_adj": "following", "_pred": "followers"}
    return _frozen(view, graph, kinds, add="follow", remove="unfollow")


def _frozen(view: G, graph: LinkGraph[Any], kinds: dict[str, str], *, add: str, remove: str) -> G:
    """Return `view`, which now reads these kinds of rows from `graph` and cannot be changed."""
    if not isinstance(graph, LinkGraph):
        raise InvalidInput(graph, "a `LinkGraph`", "build one with `from_networkx`")
    vars(view)["_node"] = Nodes(graph)
    for name, kind in kinds.items():
        setattr(view, name, AdjacencyMapping(graph, kind))
    nx.freeze(view)
    for method, new_graph in _NEW_GRAPHS.items():
        remedy = f"take a view of the new graph `{new_graph.format(add=add, remove=remove)}`"
        setattr(view, method, partial(_refuse, method, remedy))
    # networkx caches its conversions for backends, and warns whenever it uses the cache. Our
    # backend converts a view for free, so the cache is turned off.
    vars(view)["__networkx_cache__"] = None
    return view


def _refuse(method: str, remedy: str, *_: object, **__: object) -> NoReturn:
    """Raise `ReadOnlyView` in the place of a method that changes a graph."""
    raise ReadOnlyView(method, remedy)
