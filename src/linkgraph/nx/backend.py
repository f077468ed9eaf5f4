"""The functions of networkx that are faster on our arrays: its backend `linkgraph`.

networkx finds this module by an entry point and calls its functions in place of its own where
it is told to: ``nx.triangles(view, backend="linkgraph")``, or for all calls by
``nx.config.backend_priority = ["linkgraph"]``. They run on views, answer what networkx
answers, and leave to it what `can_run` does not take. `linkgraph._networkx_info` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from importlib.util import find_spec
from inspect import signature
from typing import Any

import attrs
import networkx as nx
import numpy as np

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.nx import algorithms as flat
from linkgraph.nx.algorithms import Counts, Flat
from linkgraph.nx.mappings import Connections, Followers, Following, Rows, place_of

# -- what networkx asks of a backend --------------------------------------------------------------

# arguments at any other value than these are left to networkx
_PLAIN: dict[str, dict[str, tuple[object, ...]]] = {
    "average_clustering": {"nodes": (None,), "weight": (None,)},
    "clustering": {"nodes": (None,), "weight": (None,)},
    "pagerank": {"personalization": (None,), "nstart": (None,), "dangling": (None,)},
    "shortest_path_length": {"weight": (None,), "method": ("dijkstra", "bellman-ford")},
    "to_scipy_sparse_array": {"nodelist": (None,)},
    "triangles": {"nodes": (None,)},
}
# by the rows that lead out of a member: networkx turns a view round by swapping its two
_LAY_FLAT: dict[type[Rows[Any]], Callable[[LinkGraph[Any]], Flat]] = {
    Connections: Flat.of_connections,
    Following: Flat.of_follows,
    Followers: Flat.of_followers,
}
_UNDIRECTED_ONLY = {"average_clustering", "clustering", "transitivity"}
_WITH_SCIPY = {
    *("connected_components", "number_connected_components", "is_connected", "pagerank"),
    *("weakly_connected_components", "number_weakly_connected_components"),
    *("is_weakly_connected", "to_scipy_sparse_array"),
}


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Return whether a function takes these arguments: a view, and no option it does not know."""
    given = signature(globals()[name]).bind(*args, **kwargs).arguments
    graph = given["G"]
    if not isinstance(getattr(graph, "_adj", None), Rows) or not len(graph):
        return False
    if name in _UNDIRECTED_ONLY and graph.is_directed():
        return False
    if name == "shortest_path_length":
        ends = given.get("source"), given.get("target")
        if (ends[0] is None) == (ends[1] is None):
            return False
    if any(
        given.get(option, plain[0]) not in plain for option, plain in _PLAIN.get(name, {}).items()
    ):
        return False
    return name not in _WITH_SCIPY or find_spec("scipy") is not None


def convert_from_nx(graph: Any, **_: object) -> Flat:
    """Return a view laid flat. What the attributes are does not matter: a view has none."""
    rows = getattr(graph, "_adj", None)
    if not isinstance(rows, Rows):
        raise NotImplementedError(
            "the backend `linkgraph` runs on views: give `connections_view(from_networkx(graph))`"
        )
    known = rows.laid_flat  # neither the graph nor the view ever changes
    if not isinstance(known, Flat):
        rows.laid_flat = known = _LAY_FLAT[type(rows)](rows.graph)
    # connections may be looked at as two ties each, by `view.to_directed(as_view=True)`
    directed = graph.is_directed()
    return known if known.directed == directed else attrs.evolve(known, directed=directed)


def convert_to_nx(result: Any, **_: object) -> Any:
    """Return a result as it is: no function here returns a graph."""
    return result


# -- ids out of indices ---------------------------------------------------------------------------


def _index(graph: Flat, member: object) -> int:
    place = place_of(graph.member_index, member)
    if place < 0:
        raise nx.NodeNotFound(f"Source {member} is not in G")  # networkx's word for either end
    return place


def _by_member(graph: Flat, values: np.ndarray[Any, Any]) -> dict[Hashable, Any]:
    return dict(zip(graph.member_index, values.tolist(), strict=True))


def _members_of_each(graph: Flat) -> Iterator[set[Hashable]]:
    """Yield the members of each component, those of the first member first."""
    _, labels = flat.components(graph)
    order = np.argsort(labels, kind="stable").astype(np.int32)
    sizes = np.bincount(labels)
    ends = sizes.cumsum()
    firsts = order[ends - sizes]
    starts = [0, *ends.tolist()]
    for place in np.argsort(firsts).tolist():
        yield set(graph.member_index.ids(order[starts[place] : starts[place + 1]]))


def _steps_from(graph: Flat, source: int, cutoff: float, *, back: bool) -> dict[Hashable, int]:
    ties = graph.into if back else graph.out
    found: dict[Hashable, int] = {}
    for steps, level in enumerate(flat.distances(ties, len(graph), source, cutoff)):
        found.update(dict.fromkeys(graph.member_index.ids(level), steps))
    return found


# -- distances ------------------------------------------------------------------------------------


def single_source_shortest_path_length(
    G: Flat,  # noqa: N803  # networkx's name, by which it may be given
    source: Hashable,
    cutoff: float | None = None,
) -> dict[Hashable, int]:
    """Return how far away everybody is whom `source` reaches: the near first, in member order."""
    index = _index(G, source)
    return _steps_from(G, index, np.inf if cutoff is None else cutoff, back=False)


def shortest_path_length(
    G: Flat,  # noqa: N803  # networkx's name
    source: Hashable = None,
    target: Hashable = None,
    weight: None = None,  # noqa: ARG001  # `can_run` lets no other pass
    method: str = "dijkstra",  # noqa: ARG001  # without weights all methods are one
) -> dict[Hashable, int]:
    """Return the distances from one member, or to one."""
    back = source is None
    index = _index(G, target if back else source)
    return _steps_from(G, index, np.inf, back=back)


# -- components -----------------------------------------------------------------------------------


def connected_components(G: Flat) -> Iterator[set[Hashable]]:  # noqa: N803  # networkx's name
    """Yield the members of each component."""
    yield from _members_of_each(G)


def number_connected_components(G: Flat) -> int:  # noqa: N803  # networkx's name
    """Return how many components there are."""
    return flat.components(G)[0]


def is_connected(G: Flat) -> bool:  # noqa: N803  # networkx's name
    """Return whether there is one component."""
    return flat.components(G)[0] == 1


weakly_connected_components = connected_components
number_weakly_connected_components = number_connected_components
is_weakly_connected = is_connected


# -- triangles ------------------------------------------------------------------------------------


def triangles(G: Flat, nodes: None = None) -> dict[Hashable, int]:  # noqa: ARG001, N803  # networkx's
    """Return of how many triangles each member is a part."""
    return _by_member(G, flat.triangles(G))


def clustering(
    G: Flat,  # noqa: N803  # networkx's name
    nodes: None = None,  # noqa: ARG001  # `can_run` lets no other pass
    weight: None = None,  # noqa: ARG001  # likewise
) -> dict[Hashable, float]:
    """Return what share of the pairs of neighbours of each member is tied."""
    return dict(zip(G.member_index, _clustering(G), strict=True))


def _clustering(graph: Flat) -> list[float]:
    corners, pairs = 2 * flat.triangles(graph), _pairs(graph)
    shares = np.divide(corners, pairs, out=np.zeros(len(graph)), where=corners > 0)
    return shares.tolist()  # type: ignore[no-any-return]  # of floats


def _pairs(graph: Flat) -> Counts:
    """Return how many ordered pairs of neighbours each member has."""
    degrees = graph.degrees
    return degrees * (degrees - 1)


def average_clustering(
    G: Flat,  # noqa: N803  # networkx's name
    nodes: None = None,  # noqa: ARG001  # `can_run` lets no other pass
    weight: None = None,  # noqa: ARG001  # likewise
    count_zeros: bool = True,
) -> float:
    """Return the mean of `clustering`, of all or of those that are not 0."""
    shares = [share for share in _clustering(G) if count_zeros or share > 0]
    return sum(shares) / len(shares)  # summed as networkx sums, to the last bit


def transitivity(G: Flat) -> float:  # noqa: N803  # networkx's name
    """Return what share of all pairs of neighbours is tied."""
    corners = 2 * int(flat.triangles(G).sum())
    return corners / int(_pairs(G).sum()) if corners else 0


# -- degrees, ranks, matrices ---------------------------------------------------------------------


def _shares_of_others(graph: Flat, degrees: Counts) -> dict[Hashable, float]:
    if len(graph) == 1:
        return _by_member(graph, np.ones(1, np.int64))
    return _by_member(graph, degrees * (1.0 / (len(graph) - 1.0)))


def degree_centrality(G: Flat) -> dict[Hashable, float]:  # noqa: N803  # networkx's name
    """Return what share of all others each member is tied to."""
    return _shares_of_others(G, G.degrees)


def in_degree_centrality(G: Flat) -> dict[Hashable, float]:  # noqa: N803  # networkx's name
    """Return what share of all others follows each member."""
    return _shares_of_others(G, G.into.counts(len(G)))


def out_degree_centrality(G: Flat) -> dict[Hashable, float]:  # noqa: N803  # networkx's name
    """Return what share of all others each member follows."""
    return _shares_of_others(G, G.out.counts(len(G)))


def pagerank(  # noqa: PLR0917  # networkx's signature
    G: Flat,  # noqa: N803  # networkx's name
    alpha: float = 0.85,
    personalization: None = None,  # noqa: ARG001  # `can_run` lets no other pass
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: None = None,  # noqa: ARG001  # likewise
    weight: str | None = "weight",  # noqa: ARG001  # there are no weights
    dangling: None = None,  # noqa: ARG001  # as `nstart`
) -> dict[Hashable, float]:
    """Return the PageRank of each member."""
    ranks = flat.pagerank(G, alpha, max_iter, tol)
    if ranks is None:
        raise nx.PowerIterationFailedConvergence(max_iter)
    return _by_member(G, ranks)


def to_scipy_sparse_array(
    G: Flat,  # noqa: N803  # networkx's name
    nodelist: None = None,  # noqa: ARG001  # `can_run` lets no other pass
    dtype: Any = None,
    weight: str | None = "weight",  # noqa: ARG001  # there are no weights
    format: str = "csr",  # noqa: A002  # networkx's name
) -> Any:
    """Return the adjacency matrix, members in member order (F10)."""
    if dtype is None:  # what SciPy makes of networkx's list of ones, and of an empty list
        dtype = np.int64 if G.out.entries else np.float64
    try:
        return G.matrix(dtype).asformat(format)
    except ValueError as error:
        raise nx.NetworkXError(f"Unknown sparse matrix format: {format}") from error
