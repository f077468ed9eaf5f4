"""`LinkGraph` from graphs of networkx."""

from __future__ import annotations

from typing import Any

import networkx as nx

from linkgraph.errors import InvalidInput, SelfTie
from linkgraph.graph.linkgraph import LinkGraph

_KINDS = "give a `networkx.Graph` of connections, a `networkx.DiGraph` of follows, or both"


def from_networkx(
    *graphs: Any,
    connections: Any = None,
    follows: Any = None,
    auto_follow: bool | None = None,
) -> LinkGraph[Any]:
    """Build a graph from connections, follows or both as networkx keeps them.

    Parameters
    ----------
    *graphs
        One or two graphs, told apart by their kind: a `networkx.Graph` holds connections, a
        `networkx.DiGraph` follows, each from follower to followee.
    connections, follows
        The same, named.
    auto_follow
        Whether connected members follow each other (A2). Unless said, they do where no
        follows are given; where they are, those are all there are.

    Returns
    -------
    LinkGraph
        Its members are all nodes, tied or not, in their order, those of the connections first
        (F10). Attributes of nodes, edges and graphs are not read.

    Raises
    ------
    InvalidInput
        For what is no such graph, two of one kind, parallel edges, and for a node that cannot
        be an id (F6): a float, a bool, a null.
    SelfTie
        For a self-loop (F1, F2).

    Notes
    -----
    O(n + m log m). ``from_networkx(connections_view(g), follows_view(g)) == g`` where `g` holds
    nothing but members, connections and follows: networkx has no place for profiles (F7),
    invitations (F4), blocks (F5) and what is remembered (F9).

    Examples
    --------
    >>> import networkx as nx
    >>> from_networkx(nx.path_graph(["ana", "bo", "cy"]))
    LinkGraph(3 members, 2 connections, 4 follows)
    >>> from_networkx(nx.path_graph(["ana", "bo", "cy"]), nx.DiGraph([("cy", "ana")]))
    LinkGraph(3 members, 2 connections, 1 follow)
    """
    for graph in graphs:
        if _kind(graph) is nx.DiGraph:
            _refuse_second(follows, "follows")
            follows = graph
        else:
            _refuse_second(connections, "connections")
            connections = graph
    if connections is None and follows is None:
        raise InvalidInput(None, "is no graph", _KINDS)
    ties = _edges(connections, nx.Graph, "name it `follows`, or give `graph.to_undirected()`")
    directed = _edges(follows, nx.DiGraph, "name it `connections`, or give `graph.to_directed()`")
    return LinkGraph.from_edges(
        connections=ties,
        follows=directed,
        members=[node for graph in (connections, follows) if graph is not None for node in graph],
        auto_follow=follows is None if auto_follow is None else auto_follow,
    )


def _kind(graph: object) -> type[nx.Graph[Any]]:
    """Return which of the two kinds a graph is of."""
    if not isinstance(graph, nx.Graph):
        raise InvalidInput(graph, "is no graph of networkx", _KINDS)
    if graph.is_multigraph():
        simple = "nx.DiGraph(graph)" if graph.is_directed() else "nx.Graph(graph)"
        raise InvalidInput(graph, "may have parallel edges", f"give `{simple}`")
    return nx.DiGraph if graph.is_directed() else nx.Graph


def _refuse_second(known: object, name: str) -> None:
    if known is not None:
        raise InvalidInput(known, f"is not the only graph of {name}", "put the two together first")


def _edges(graph: Any, kind: type[nx.Graph[Any]], remedy: str) -> list[tuple[Any, Any]]:
    if graph is None:
        return []
    if _kind(graph) is not kind:
        wrong = "undirected, but follows have a direction"
        if kind is nx.Graph:
            wrong = "directed, but connections go both ways"
        raise InvalidInput(graph, f"is {wrong}", remedy)
    for loop, _ in nx.selfloop_edges(graph):
        raise SelfTie(loop)
    return list(graph.edges())
