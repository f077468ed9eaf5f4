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

from collections.abc import Hashable, Iterator, Mapping
from importlib.util import find_spec
from inspect import signature
from typing import Any

import attrs
import networkx as nx
import numpy as np

from linkgraph.graph.csr import Adjacency
from linkgraph.graph.sorted_arrays import distinct
from linkgraph.nx.mappings import AdjacencyMapping, find_member
from linkgraph.nx.tie_arrays import Counts, TieArrays, count_triangles

# -- the interface of a backend -----------------------------------------------------------------

_UNDIRECTED_ONLY = {"average_clustering", "clustering", "transitivity"}
_WITH_SCIPY = {
    *("connected_components", "number_connected_components", "is_connected", "pagerank"),
    *("weakly_connected_components", "number_weakly_connected_components"),
    *("is_weakly_connected", "to_scipy_sparse_array"),
}


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Return whether the function `name` supports these arguments."""
    accepted = signature(globals()[name])
    arguments = accepted.bind(*args, **kwargs).arguments
    graph = arguments["G"]
    ends = [end for end in ("source", "target") if arguments.get(end) is not None]
    return (
        isinstance(getattr(graph, "_adj", None), AdjacencyMapping)
        and len(graph) > 0
        and not (name in _UNDIRECTED_ONLY and graph.is_directed())
        and not (name in _WITH_SCIPY and find_spec("scipy") is None)
        # networkx has other answers for distances between all members, and between two.
        and not (name == "shortest_path_length" and len(ends) != 1)
        and arguments.get("method", "dijkstra") in {"dijkstra", "bellman-ford"}
        and all(
            arguments.get(key) is None
            for key, parameter in accepted.parameters.items()
            if parameter.annotation == "None"
        )
    )


def convert_from_nx(graph: Any, **_: object) -> TieArrays:
    """Return the arrays of a view. The requested attributes are ignored: a view has none."""
    rows = getattr(graph, "_adj", None)
    if not isinstance(rows, AdjacencyMapping):
        raise NotImplementedError(
            "the backend `linkgraph` runs on views: give `connections_view(from_networkx(graph))`"
        )
    # `view.to_directed(as_view=True)` is a directed graph of connections.
    return attrs.evolve(rows.tie_arrays, directed=graph.is_directed())


def convert_to_nx(result: Any, **_: object) -> Any:
    """Return the result as it is, since the functions of this backend return no graphs."""
    return result


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
    graph: TieArrays, ties: Adjacency, member: Hashable, cutoff: float = np.inf
) -> dict[Hashable, int]:
    """Return the distances from a member along `ties`, nearest first. O(ties reached)."""
    index = find_member(graph.member_index, member)
    if index < 0:
        # networkx says "source" of a target, too.
        raise nx.NodeNotFound(f"Source {member} is not in G")
    distances: dict[Hashable, int] = {}
    seen = np.zeros(len(graph), bool)
    level = np.array([index], np.int32)
    steps = 0
    while len(level):
        distances.update(dict.fromkeys(graph.member_index.ids(level), steps))
        if steps >= cutoff:
            break
        steps += 1
        seen[level] = True
        neighbours = ties.gather(level)
        level = distinct(neighbours[~seen[neighbours]])
    return distances


# -- components ---------------------------------------------------------------------------------


def _components(graph: TieArrays) -> tuple[int, np.ndarray[Any, Any]]:
    """Return the number of (weak) components, and the component of each member."""
    from scipy.sparse import csgraph  # type: ignore[import-untyped]  # it has no types

    number, labels = csgraph.connected_components(graph.matrix(np.int8))
    return int(number), labels


def connected_components(G: TieArrays) -> Iterator[set[Hashable]]:
    """Yield the members of each component, in the order of their first members."""
    _, labels = _components(G)
    order = np.argsort(labels, kind="stable").astype(np.int32)
    ends = np.bincount(labels).cumsum()
    parts = np.split(order, ends[:-1])
    for part in sorted(parts, key=lambda part: int(part[0])):
        yield set(G.member_index.ids(part))


def number_connected_components(G: TieArrays) -> int:
    """Return the number of components."""
    return _components(G)[0]


def is_connected(G: TieArrays) -> bool:
    """Return whether there is exactly one component."""
    return _components(G)[0] == 1


weakly_connected_components = connected_components
number_weakly_connected_components = number_connected_components
is_weakly_connected = is_connected


# -- triangles ----------------------------------------------------------------------------------


def triangles(G: TieArrays, nodes: None = None) -> dict[Hashable, int]:
    """Return the number of triangles that each member is part of."""
    return _by_member(G, count_triangles(G))


def clustering(G: TieArrays, nodes: None = None, weight: None = None) -> dict[Hashable, float]:
    """Return the share of pairs of neighbours that are tied, for each member."""
    return _by_member(G, _clustering(G))


def _clustering(graph: TieArrays) -> np.ndarray[Any, Any]:
    corners = 2 * count_triangles(graph)
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
    corners = 2 * int(count_triangles(G).sum())
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
    """Return the PageRank of each member, by the iteration of networkx."""
    matrix = G.matrix(float)
    sums = matrix.sum(axis=1)
    has_ties = sums != 0
    sums[has_ties] = 1.0 / sums[has_ties]
    matrix.data *= np.repeat(sums, np.diff(matrix.indptr))
    transposed = matrix.T.tocsr()
    uniform = np.full(len(G), 1.0 / len(G))
    ranks = uniform
    for _ in range(max_iter):
        previous = ranks
        lost = previous[~has_ties].sum()
        ranks = alpha * (transposed @ previous + lost * uniform) + (1 - alpha) * uniform
        if np.absolute(ranks - previous).sum() < len(G) * tol:
            return _by_member(G, ranks)
    raise nx.PowerIterationFailedConvergence(max_iter)


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


def _by_member(graph: TieArrays, values: np.ndarray[Any, Any]) -> dict[Hashable, Any]:
    return dict(zip(graph.member_index, values.tolist(), strict=True))
