"""The networkx backend `linkgraph`: functions of networkx that are faster on our arrays.

networkx finds this module by an entry point. It calls the functions below instead of its own
for one call, ``nx.triangles(view, backend="linkgraph")``, or for all calls with
``nx.config.backend_priority = ["linkgraph"]``. They run on views and give the answers of
networkx. A call that `can_run` declines is left to networkx. `linkgraph._networkx_info` lists
the functions, so that networkx knows them without importing this module.

The functions have networkx's names and parameters, since arguments may be given by name. A
parameter annotated with `None` supports no other value, so `can_run` declines any other.
"""
# ruff: noqa: ARG001, N803  # see above

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from importlib.util import find_spec
from inspect import signature
from typing import Any

import attrs
import networkx as nx
import numpy as np

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.nx import algorithms
from linkgraph.nx.algorithms import Counts, TieArrays
from linkgraph.nx.mappings import AdjacencyMapping, find_member

# -- the interface of a backend -----------------------------------------------------------------

_UNDIRECTED_ONLY = {"average_clustering", "clustering", "transitivity"}
_WITH_SCIPY = {
    *("connected_components", "number_connected_components", "is_connected", "pagerank"),
    *("weakly_connected_components", "number_weakly_connected_components"),
    *("is_weakly_connected", "to_scipy_sparse_array"),
}
# By the kind of rows of successors: networkx reverses a view by exchanging its two mappings.
_TIE_ARRAYS: dict[str, Callable[[LinkGraph[Any]], TieArrays]] = {
    "connections": TieArrays.of_connections,
    "following": TieArrays.of_follows,
    "followers": TieArrays.of_followers,
}


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Return whether the function `name` supports these arguments."""
    accepted = signature(globals()[name])
    arguments = accepted.bind(*args, **kwargs).arguments
    graph = arguments["G"]
    if not isinstance(getattr(graph, "_adj", None), AdjacencyMapping) or not len(graph):
        return False
    if name in _UNDIRECTED_ONLY and graph.is_directed():
        return False
    if name in _WITH_SCIPY and find_spec("scipy") is None:
        return False
    ends = [arguments[end] for end in ("source", "target") if arguments.get(end) is not None]
    # networkx has other answers for distances between all members, and between two members.
    if name == "shortest_path_length" and len(ends) != 1:
        return False
    if arguments.get("method", "dijkstra") not in {"dijkstra", "bellman-ford"}:
        return False
    only_none = [key for key, kind in accepted.parameters.items() if kind.annotation == "None"]
    return all(arguments.get(key) is None for key in only_none)


def convert_from_nx(graph: Any, **_: object) -> TieArrays:
    """Return the arrays of a view. The requested attributes are ignored: a view has none."""
    rows = getattr(graph, "_adj", None)
    if not isinstance(rows, AdjacencyMapping):
        raise NotImplementedError(
            "the backend `linkgraph` runs on views: give `connections_view(from_networkx(graph))`"
        )
    if not isinstance(rows.tie_arrays, TieArrays):
        rows.tie_arrays = _TIE_ARRAYS[rows.kind](rows.graph)
    # `view.to_directed(as_view=True)` is a directed graph of connections.
    return attrs.evolve(rows.tie_arrays, directed=graph.is_directed())


def convert_to_nx(result: Any, **_: object) -> Any:
    """Return the result as it is, since the functions of this backend return no graphs."""
    return result


# -- from indices to ids ------------------------------------------------------------------------


def _index(graph: TieArrays, member: object) -> int:
    index = find_member(graph.member_index, member)
    if index < 0:
        # networkx says "source" of a target, too.
        raise nx.NodeNotFound(f"Source {member} is not in G")
    return index


def _by_member(graph: TieArrays, values: np.ndarray[Any, Any]) -> dict[Hashable, Any]:
    return dict(zip(graph.member_index, values.tolist(), strict=True))


# -- distances ----------------------------------------------------------------------------------


def single_source_shortest_path_length(
    G: TieArrays, source: Hashable, cutoff: float | None = None
) -> dict[Hashable, int]:
    """Return the distance of each member that `source` reaches, nearest first."""
    return _distances(G, G.out, source, np.inf if cutoff is None else cutoff)


def shortest_path_length(
    G: TieArrays,
    source: Hashable = None,
    target: Hashable = None,
    weight: None = None,
    method: str = "dijkstra",
) -> dict[Hashable, int]:
    """Return the distances from one member, or to one. Without weights, all methods agree."""
    if source is None:
        return _distances(G, G.into, target)
    return _distances(G, G.out, source)


def _distances(
    graph: TieArrays, ties: Any, member: Hashable, cutoff: float = np.inf
) -> dict[Hashable, int]:
    levels = algorithms.distances(ties, len(graph), _index(graph, member), cutoff)
    return {
        other: steps
        for steps, level in enumerate(levels)
        for other in graph.member_index.ids(level)
    }


# -- components ---------------------------------------------------------------------------------


def connected_components(G: TieArrays) -> Iterator[set[Hashable]]:
    """Yield the members of each component, in the order of their first members."""
    _, labels = algorithms.components(G)
    order = np.argsort(labels, kind="stable").astype(np.int32)
    ends = np.bincount(labels).cumsum()
    parts = np.split(order, ends[:-1])
    for part in sorted(parts, key=lambda part: int(part[0])):
        yield set(G.member_index.ids(part))


def number_connected_components(G: TieArrays) -> int:
    """Return the number of components."""
    return algorithms.components(G)[0]


def is_connected(G: TieArrays) -> bool:
    """Return whether there is exactly one component."""
    return algorithms.components(G)[0] == 1


weakly_connected_components = connected_components
number_weakly_connected_components = number_connected_components
is_weakly_connected = is_connected


# -- triangles ----------------------------------------------------------------------------------


def triangles(G: TieArrays, nodes: None = None) -> dict[Hashable, int]:
    """Return the number of triangles that each member is part of."""
    return _by_member(G, algorithms.triangles(G))


def clustering(G: TieArrays, nodes: None = None, weight: None = None) -> dict[Hashable, float]:
    """Return the share of pairs of neighbours that are tied, for each member."""
    return _by_member(G, _clustering(G))


def _clustering(graph: TieArrays) -> np.ndarray[Any, Any]:
    corners = 2 * algorithms.triangles(graph)
    return np.divide(corners, _pairs(graph), out=np.zeros(len(graph)), where=corners > 0)


def _pairs(graph: TieArrays) -> Counts:
    """Return the number of ordered pairs of neighbours of each member."""
    degrees = graph.degrees
    return degrees * (degrees - 1)


def average_clustering(
    G: TieArrays, nodes: None = None, weight: None = None, count_zeros: bool = True
) -> float:
    """Return the mean of `clustering`, of all members or of those that are not 0."""
    shares: list[float] = [share for share in _clustering(G).tolist() if count_zeros or share > 0]
    # The sum of a list, because networkx sums so: the answers agree to the last bit.
    return sum(shares) / len(shares)


def transitivity(G: TieArrays) -> float:
    """Return the share of all pairs of neighbours that are tied."""
    corners = 2 * int(algorithms.triangles(G).sum())
    return corners / int(_pairs(G).sum()) if corners else 0


# -- degrees, ranks, matrices -------------------------------------------------------------------


def _centrality(graph: TieArrays, degrees: Counts) -> dict[Hashable, float]:
    if len(graph) == 1:
        return _by_member(graph, np.ones(1, np.int64))
    return _by_member(graph, degrees * (1.0 / (len(graph) - 1.0)))


def degree_centrality(G: TieArrays) -> dict[Hashable, float]:
    """Return the share of all other members to which each member is tied."""
    return _centrality(G, G.degrees)


def in_degree_centrality(G: TieArrays) -> dict[Hashable, float]:
    """Return the share of all other members that follow each member."""
    return _centrality(G, G.into.counts(len(G)))


def out_degree_centrality(G: TieArrays) -> dict[Hashable, float]:
    """Return the share of all other members that each member follows."""
    return _centrality(G, G.out.counts(len(G)))


def pagerank(  # noqa: PLR0917  # networkx's signature
    G: TieArrays,
    alpha: float = 0.85,
    personalization: None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: None = None,
    weight: str | None = "weight",
    dangling: None = None,
) -> dict[Hashable, float]:
    """Return the PageRank of each member."""
    ranks = algorithms.pagerank(G, alpha, max_iter, tol)
    if ranks is None:
        raise nx.PowerIterationFailedConvergence(max_iter)
    return _by_member(G, ranks)


def to_scipy_sparse_array(
    G: TieArrays,
    nodelist: None = None,
    dtype: Any = None,
    weight: str | None = "weight",
    format: str = "csr",  # noqa: A002  # networkx's name
) -> Any:
    """Return the adjacency matrix in member order (F10)."""
    if dtype is None:
        # networkx's matrix is made from a list of ones; SciPy makes floats of an empty list.
        dtype = np.int64 if G.out.entries else np.float64
    try:
        return G.matrix(dtype).asformat(format)
    except ValueError as error:
        raise nx.NetworkXError(f"Unknown sparse matrix format: {format}") from error
