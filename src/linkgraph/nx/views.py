"""Graphs of networkx that read a `LinkGraph` in place."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any, TypeVar

import networkx as nx

from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.nx.mappings import Connections, Followers, Following, Nodes
from linkgraph.nx.refusal import refuse

M = TypeVar("M", bound=Hashable)

# what to use instead of each method that networkx freezes: in both views, then in either
_INSTEAD = {
    "add_node": "g.with_members(a)",
    "add_nodes_from": "g.with_members(a, b)",
    "remove_node": "g.without_member(a)",
    "remove_nodes_from": "g.without_member(a)",
    "clear": "LinkGraph()",
}
_INSTEAD_OF_CONNECTIONS = _INSTEAD | {
    "add_edge": "g.connect(a, b)",
    "add_edges_from": "g.update(connect=pairs)",
    "add_weighted_edges_from": "g.update(connect=pairs)",
    "remove_edge": "g.disconnect(a, b)",
    "remove_edges_from": "g.update(disconnect=pairs)",
    "clear_edges": "g.update(disconnect=view.edges)",
}
_INSTEAD_OF_FOLLOWS = _INSTEAD | {
    "add_edge": "g.follow(a, b)",
    "add_edges_from": "g.update(follow=pairs)",
    "add_weighted_edges_from": "g.update(follow=pairs)",
    "remove_edge": "g.unfollow(a, b)",
    "remove_edges_from": "g.update(unfollow=pairs)",
    "clear_edges": "g.update(unfollow=view.edges)",
}


def connections_view(graph: LinkGraph[M]) -> nx.Graph[M]:
    """Return the connections of `graph` (F1) as a `networkx.Graph` that reads them in place.

    Parameters
    ----------
    graph
        It stays as it is, and so does the view: an edit gives a new graph, of which one takes
        a new view.

    Returns
    -------
    networkx.Graph
        Nodes are the members in member order (F10), edges the connections; neighbours come in
        member order, too. Neither has attributes. It is frozen: what would change it raises
        `ReadOnlyView`, a `networkx.NetworkXError`; ``view.copy()`` is an ordinary graph.

    Raises
    ------
    InvalidInput
        When `graph` is no `LinkGraph`.

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
    _refuse_what_is_no_graph(graph)
    rows = {"_node": Nodes(graph), "_adj": Connections(graph)}
    view: nx.Graph[M] = nx.Graph()
    return _frozen(view, rows, _INSTEAD_OF_CONNECTIONS)


def follows_view(graph: LinkGraph[M]) -> nx.DiGraph[M]:
    """Return the follows of `graph` (F2) as a `networkx.DiGraph` that reads them in place.

    An edge leads from the follower to the followee. Every stored follow is one, in force or
    not (F8). All else is as in `connections_view`.

    Parameters
    ----------
    graph
        It stays as it is, and so does the view.

    Returns
    -------
    networkx.DiGraph
        Successors are whom a member follows, predecessors their followers.

    Raises
    ------
    InvalidInput
        When `graph` is no `LinkGraph`.

    Notes
    -----
    O(1): nothing is copied. The row of a member whose follows are not just their connections
    is put together when networkx asks for it, in O(row).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> view = follows_view(g)
    >>> list(view.edges)
    [('ana', 'bo'), ('bo', 'ana'), ('cy', 'ana')]
    >>> list(view.predecessors("ana"))
    ['bo', 'cy']
    """
    _refuse_what_is_no_graph(graph)
    # networkx sets `_succ` along with `_adj`
    rows = {"_node": Nodes(graph), "_adj": Following(graph), "_pred": Followers(graph)}
    view: nx.DiGraph[M] = nx.DiGraph()
    return _frozen(view, rows, _INSTEAD_OF_FOLLOWS)


G = TypeVar("G", bound="nx.Graph[Any]")


def _frozen(view: G, rows: Mapping[str, object], instead: Mapping[str, str]) -> G:
    """Return `view`, which now reads from `rows` and refuses to be changed."""
    for name, mapping in rows.items():
        setattr(view, name, mapping)
    nx.freeze(view)
    for method, remedy in instead.items():
        setattr(view, method, partial(refuse, method, remedy))
    # networkx keeps what it converted for a backend and warns whenever it uses that again; to
    # convert a view for ours takes nothing, so nothing is kept
    vars(view)["__networkx_cache__"] = None
    return view


def _refuse_what_is_no_graph(graph: object) -> None:
    if not isinstance(graph, LinkGraph):
        raise InvalidInput(graph, "is no `LinkGraph`", "give one, or use `from_networkx` first")
