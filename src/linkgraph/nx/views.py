"""networkx graphs that read a `LinkGraph` in place, and the way back.

A view is an ordinary networkx graph whose dictionaries are `mappings`. `from_networkx` tells
connections and follows apart by whether a graph is directed.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import networkx as nx

from linkgraph.errors import InvalidInput, SelfTie
from linkgraph.graph.linkgraph import LinkGraph, facts_of
from linkgraph.graph.validation import boolean
from linkgraph.nx.mappings import AdjacencyMapping, Nodes, ReadOnlyView

M = TypeVar("M", bound=Hashable)
G = TypeVar("G", bound="nx.Graph[Any]")

if TYPE_CHECKING:
    from networkx import DiGraph, Graph
else:  # only to type checkers are the two generic: here `Graph[M]` is looked up in a dictionary
    Graph, DiGraph = dict.fromkeys((M, Any), nx.Graph), dict.fromkeys((M, Any), nx.DiGraph)

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
_EXPECTED = "a `networkx.Graph` of connections, a `networkx.DiGraph` of follows, or both"


def connections_view(graph: LinkGraph[M]) -> Graph[M]:
    """Return the connections of `graph` (F1) as a `networkx.Graph` that reads them in place.

    Parameters
    ----------
    graph
        The graph. Neither it nor the view ever changes; take a new view after an edit.

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


def follows_view(graph: LinkGraph[M]) -> DiGraph[M]:
    """Return the follows of `graph` (F2) as a `networkx.DiGraph` that reads them in place.

    An edge leads from the follower to the followee. Every stored follow is an edge, in force or
    not (F8). Otherwise the view is like `connections_view`.

    Returns
    -------
    networkx.DiGraph
        The successors of a member are those they follow, the predecessors their followers.

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
    facts_of(graph)
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


# -- from networkx -------------------------------------------------------------------------------


def from_networkx(
    *graphs: Graph[Any],
    connections: Graph[Any] | None = None,
    follows: DiGraph[Any] | None = None,
    auto_follow: bool | None = None,
) -> LinkGraph[Any]:
    """Build a graph from networkx graphs of connections, follows or both.

    Parameters
    ----------
    *graphs
        One or two graphs: a `networkx.Graph` holds connections, a `networkx.DiGraph` holds
        follows, each from follower to followee.
    connections, follows
        The same, by name.
    auto_follow
        Whether connected members follow each other (A2). By default they do if no follows are
        given; otherwise the given follows are the only ones.

    Returns
    -------
    LinkGraph
        Its members are all nodes in their order, those of the connections first (F10).
        Attributes of nodes, edges and graphs are ignored.

    Raises
    ------
    InvalidInput
        If an argument is not a graph of the right kind or has parallel edges, if two graphs are
        of the same kind, or if a node cannot be an id (F6): a float, a bool, a null.
    SelfTie
        If there is a self-loop (F1, F2).

    Notes
    -----
    O(n + m log m). ``from_networkx(connections_view(g), follows_view(g)) == g`` if `g` holds only
    members, connections and follows: networkx has no place for profiles (F7), invitations (F4),
    blocks (F5) and remembered facts (F9).

    Examples
    --------
    >>> import networkx as nx
    >>> from_networkx(nx.path_graph(["ana", "bo", "cy"]))
    LinkGraph(3 members, 2 connections, 4 follows)
    >>> from_networkx(nx.path_graph(["ana", "bo", "cy"]), nx.DiGraph([("cy", "ana")]))
    LinkGraph(3 members, 2 connections, 1 follow)
    """
    named: dict[str, Any] = {"connections": connections, "follows": follows}
    for graph in graphs:
        kind = _kind(graph, "graphs")
        if named[kind] is not None:
            expected = f"one graph of {kind}, in `graphs` or as `{kind}`"
            raise InvalidInput(graph, expected, "combine the two first")
        named[kind] = graph
    named = {kind: graph for kind, graph in named.items() if graph is not None}
    if not named:
        raise InvalidInput(None, f"{_EXPECTED}, in `graphs`")
    if auto_follow is None:
        auto_follow = "follows" not in named
    boolean(auto_follow, "auto_follow")
    edges: dict[str, Any] = {kind: _edges(graph, kind) for kind, graph in named.items()}
    members = [node for graph in named.values() for node in graph]
    return LinkGraph.from_edges(**edges, members=members, auto_follow=auto_follow)


def _kind(graph: object, name: str) -> str:
    """Return the kind of ties that a graph holds: connections or follows."""
    if not issubclass(type(graph), nx.Graph):
        raise InvalidInput(graph, f"{_EXPECTED}, as `{name}`")
    graph = cast("nx.Graph[Any]", graph)
    if graph.is_multigraph():
        simple = "nx.DiGraph(graph)" if graph.is_directed() else "nx.Graph(graph)"
        raise InvalidInput(graph, f"a graph without parallel edges as `{name}`", f"give `{simple}`")
    return "follows" if graph.is_directed() else "connections"


def _edges(graph: nx.Graph[Any], kind: str) -> list[tuple[Any, Any]]:
    actual = _kind(graph, kind)
    if actual != kind:
        direction = "directed" if kind == "follows" else "undirected"
        remedy = f"name it `{actual}`, or give `graph.to_{direction}()`"
        raise InvalidInput(graph, f"a graph with {direction} edges as `{kind}`", remedy)
    for loop, _ in nx.selfloop_edges(graph):
        raise SelfTie(loop)
    return list(graph.edges())
