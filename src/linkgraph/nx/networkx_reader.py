"""Builds a `LinkGraph` from networkx graphs, told apart by being directed or undirected."""

from __future__ import annotations

from typing import Any

import networkx as nx

from linkgraph.errors import InvalidInput, SelfTie
from linkgraph.graph.linkgraph import LinkGraph


def from_networkx(
    *graphs: Any,
    connections: Any = None,
    follows: Any = None,
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
    named = {"connections": connections, "follows": follows}
    for graph in graphs:
        kind = _kind(graph)
        if named[kind] is not None:
            raise InvalidInput(graph, f"one graph of {kind}", "combine the two first")
        named[kind] = graph
    named = {kind: graph for kind, graph in named.items() if graph is not None}
    if not named:
        raise InvalidInput(None, _EXPECTED)
    if auto_follow is None:
        auto_follow = "follows" not in named
    edges: dict[str, Any] = {kind: _edges(graph, kind) for kind, graph in named.items()}
    members = [node for graph in named.values() for node in graph]
    return LinkGraph.from_edges(**edges, members=members, auto_follow=auto_follow)


_EXPECTED = "a `networkx.Graph` of connections, a `networkx.DiGraph` of follows, or both"


def _kind(graph: object) -> str:
    """Return the kind of ties that a graph holds: connections or follows."""
    if not isinstance(graph, nx.Graph):
        raise InvalidInput(graph, _EXPECTED)
    if graph.is_multigraph():
        simple = "nx.DiGraph(graph)" if graph.is_directed() else "nx.Graph(graph)"
        raise InvalidInput(graph, "a graph without parallel edges", f"give `{simple}`")
    return "follows" if graph.is_directed() else "connections"


def _edges(graph: nx.Graph[Any], kind: str) -> list[tuple[Any, Any]]:
    actual = _kind(graph)
    if actual != kind:
        direction = "directed" if kind == "follows" else "undirected"
        remedy = f"name it `{actual}`, or give `graph.to_{direction}()`"
        raise InvalidInput(graph, f"a graph with {direction} edges as `{kind}`", remedy)
    for loop, _ in nx.selfloop_edges(graph):
        raise SelfTie(loop)
    return list(graph.edges())
