"""Views and the backend beside networkx's own graphs.

Each function is asked of a graph that networkx keeps in its dictionaries, of a view, and of a view
through the backend. The three answers are compared before they are timed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.networks import GENERATED, Network, generate
from benchmarks.runner import OURS, Call, run, time_of, traced
from benchmarks.tables import duration, size, table, time, times
from linkgraph.nx import connections_view, follows_view, from_networkx

# name, whether it is asked of follows, arguments, and a function that makes answers comparable
FUNCTIONS: list[tuple[str, bool, tuple[Any, ...], Callable[[Any], Any]]] = [
    ("single_source_shortest_path_length", False, (3,), dict),
    ("single_source_shortest_path_length", True, (3,), dict),
    ("connected_components", False, (), lambda parts: list(map(frozenset, parts))),
    ("number_weakly_connected_components", True, (), int),
    ("triangles", False, (), dict),
    ("clustering", False, (), dict),
    ("degree_centrality", False, (), dict),
    ("in_degree_centrality", True, (), dict),
    ("pagerank", True, (), lambda ranks: {member: round(ranks[member], 12) for member in ranks}),
    ("to_scipy_sparse_array", True, (), lambda matrix: np.argwhere(matrix.toarray()).tolist()),
]


def report(options: argparse.Namespace) -> str:
    large, small = ("5k", "1k") if options.quick else ("100k", "10k")
    copied, queried = generate(*GENERATED[large]), generate(*GENERATED[small])
    parts = [f"{copied}:", _built(copied, options), f"{queried}:", _asked(queried, options)]
    return "\n\n".join(parts)


def _built(network: Network, options: argparse.Namespace) -> str:
    """Return the cost of handing a graph to networkx, by a view and by a copy."""
    graph = network.graph()
    ways = {
        "`connections_view(g)`": partial(connections_view, graph),
        "`follows_view(g)`": partial(follows_view, graph),
        "`connections_view(g).copy()`": lambda: connections_view(graph).copy(),
        "`from_networkx(view)`": lambda: from_networkx(connections_view(graph)),
    }
    rows = []
    for name, way in ways.items():
        took = time_of(name, Call(way), seconds=options.seconds)
        rows.append([name, duration(took), size(traced(way)[1])])
    return table(["", "time", "memory"], rows)


def _asked(network: Network, options: argparse.Namespace) -> str:
    graph = network.graph()
    views = connections_view(graph), follows_view(graph)
    copies = views[0].copy(), views[1].copy()
    rows = []
    for name, is_directed, arguments, plain in FUNCTIONS:
        function = getattr(nx, name)
        view, copy = views[is_directed], copies[is_directed]

        # Components are found one by one, so they are read within the call that is timed.
        def ask(graph: Any, function=function, arguments=arguments, **how: Any) -> Any:
            answer = function(graph, *arguments, **how)
            return list(answer) if function is nx.connected_components else answer

        ways = {
            "copy": Call(partial(ask, copy), plain=plain),
            "view": Call(partial(ask, view), plain=plain),
            OURS: Call(partial(ask, view, backend="linkgraph"), plain=plain),
        }
        words = [f"`{name}`, {'follows' if is_directed else 'connections'}"]
        result = run(words, ways, seconds=options.seconds)
        own, viewed, ours = (result.best(column) or 0 for column in ways)
        cells = [time(own, "ms"), time(viewed, "ms"), f"**{time(ours, 'ms')}**"]
        rows.append([*words, *cells, times(own / ours), times(viewed / ours)])
    head = ["", "own graph (ms)", "view (ms)", "backend (ms)", "own / backend", "view / backend"]
    return table(head, rows)
