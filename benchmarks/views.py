"""Views and the backend beside networkx's own graphs.

python -m benchmarks.views                           # a table, in about two minutes
python -m benchmarks.views --write docs/networkx.md  # and put it there
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import networkx as nx
import numpy as np
import scipy

import linkgraph as lg
from benchmarks.tables import duration, put, table, times
from benchmarks.timing import once, race
from benchmarks.worlds import World, generate
from linkgraph.nx import connections_view, follows_view, from_networkx

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True)
class Question:
    """A function of networkx, of which graph it is asked, and what makes its answer a value."""

    name: str
    directed: bool = False
    arguments: tuple[Any, ...] = ()
    value: Callable[[Any], Any] = lambda answer: answer

    def ask(self, graph: Any, **options: Any) -> Any:
        return self.value(getattr(nx, self.name)(graph, *self.arguments, **options))


def as_sets(components: Any) -> list[frozenset[int]]:
    return list(map(frozenset, components))


def rounded(ranks: dict[int, float]) -> dict[int, float]:
    return {member: round(rank, 12) for member, rank in ranks.items()}


def entries(matrix: Any) -> Any:
    return dict.fromkeys(zip(*map(np.ndarray.tolist, matrix.nonzero()), strict=True), 1)


QUESTIONS = [
    Question("single_source_shortest_path_length", arguments=(3,)),
    Question("single_source_shortest_path_length", directed=True, arguments=(3,)),
    Question("connected_components", value=list),
    Question("number_weakly_connected_components", directed=True),
    Question("triangles"),
    Question("clustering"),
    Question("degree_centrality"),
    Question("in_degree_centrality", directed=True),
    Question("pagerank", directed=True),
    Question("to_scipy_sparse_array", directed=True),
]
COMPARED_AS = {
    "connected_components": as_sets,
    "pagerank": rounded,
    "to_scipy_sparse_array": entries,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", type=Path, metavar="PAGE", help="a page with the two markers")
    asked = parser.parse_args()
    begin = perf_counter()
    text = "\n\n".join((setting(), built(generate(100_000, 2_000_000, seed=1)), answered()))
    print(text)
    print(f"took {perf_counter() - begin:.0f} s; load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    if asked.write:
        put(asked.write, BEGIN, END, text)


def graph_of(world: World) -> lg.LinkGraph[int]:
    return lg.LinkGraph.from_edges(
        connections=world.connections, follows=world.follows, members=range(world.members)
    )


def setting() -> str:
    listed = ", ".join(
        f"{name} {version}"
        for name, version in (
            ("CPython", platform.python_version()),
            ("networkx", nx.__version__),
            ("NumPy", np.__version__),
            ("SciPy", scipy.__version__),
        )
    )
    return f"Printed by `python -m benchmarks.views` on {os.cpu_count()} cores; {listed}."


def built(world: World) -> str:
    """Measure what it takes to hand a graph to networkx, by a view and by a copy."""
    graph = graph_of(world)
    took = race(
        {
            "connections": once(lambda: connections_view(graph)),
            "follows": once(lambda: follows_view(graph)),
            "back": once(lambda: from_networkx(connections_view(graph))),
            "copy": once(lambda: connections_view(graph).copy()),
        },
        seconds=1,
    )
    sizes = []
    for build in (connections_view, follows_view, lambda g: connections_view(g).copy()):
        gc.collect()
        tracemalloc.start()
        kept = build(graph)
        sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        del kept
    rows = [
        ["`connections_view(g)`", duration(took["connections"].best), f"{sizes[0] / 1e3:.1f} kB"],
        ["`follows_view(g)`", duration(took["follows"].best), f"{sizes[1] / 1e3:.1f} kB"],
        ["`connections_view(g).copy()`", duration(took["copy"].best), f"{sizes[2] / 1e6:,.0f} MB"],
        ["`from_networkx(view)`", duration(took["back"].best), ""],
    ]
    return f"{world}:\n\n{table(['', 'time', 'memory'], rows)}"


def answered() -> str:
    """Ask networkx with its own graphs, with views, and the backend; answers must be equal."""
    world = generate(10_000, 100_000, seed=1)
    graph = graph_of(world)
    views = connections_view(graph), follows_view(graph)
    own = views[0].copy(), views[1].copy()
    gc.collect()
    gc.freeze()
    rows = []
    for question in QUESTIONS:
        print(question.name, file=sys.stderr)
        view, plain = views[question.directed], own[question.directed]
        ways: dict[str, Callable[[], Any]] = {
            "own": lambda question=question, plain=plain: question.ask(plain),
            "view": lambda question=question, view=view: question.ask(view),
            "backend": lambda question=question, view=view: question.ask(view, backend="linkgraph"),
        }
        compare = COMPARED_AS.get(question.name, lambda answer: answer)
        first, *others = (compare(way()) for way in ways.values())
        if any(other != first for other in others):
            raise AssertionError(f"{question.name} is answered differently")
        took = race({name: once(way) for name, way in ways.items()}, seconds=1)
        best = {name: figures.best for name, figures in took.items()}
        rows.append(
            [
                f"`{question.name}`, {'follows' if question.directed else 'connections'}",
                duration(best["own"]),
                duration(best["view"]),
                f"**{duration(best['backend'])}**",
                times(best["own"] / best["backend"]),
                times(best["view"] / best["backend"]),
            ]
        )
    head = ["", "networkx, own graph", "networkx, view", "backend, view"]
    head += ["own graph / backend", "view / backend"]
    return f"{world}:\n\n{table(head, rows)}"


if __name__ == "__main__":
    main()
