"""Compares synthetic networks with real ones.

`LINKGRAPH_DATA=FOLDER python -m tests.real.likeness` prints the rows of the tables
in docs/synthetic_networks.md.
"""

from __future__ import annotations

import gzip
import os
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

import linkgraph as lg
from linkgraph.graph.sorted_arrays import symmetric_difference, unpack
from tests.real.statistics import (
    ConnectionStatistics,
    FollowStatistics,
    Pairs,
    connection_statistics,
    follow_statistics,
)

SIZES = (1_000, 10_000, 100_000)
SEED = 7
# In a smaller network nearly everybody knows everybody.
_MIN_MEMBERS = 300

# The statistics that are compared. The others are assumptions, such as the number of members.
SHAPES = {
    ConnectionStatistics: ("top", "exponent", "local", "transitivity", "assortativity", "distance"),
    FollowStatistics: ("top", "exponent", "reciprocity"),
}

Figures = dict[str, ConnectionStatistics | FollowStatistics]


def real_networks(folder: Path) -> Figures:
    """Return the statistics of the networks in a folder that have one kind of tie."""
    networks: Figures = {}
    for path in sorted(folder.glob("*.txt.gz")):
        # Multiplex networks have several kinds of tie.
        if ".mpx." in path.name:
            continue
        directed, size, pairs = read(path)
        if size >= _MIN_MEMBERS:
            name = path.name.removesuffix(".txt.gz")
            statistics = follow_statistics if directed else connection_statistics
            networks[name] = statistics(size, pairs)
    return networks


def read(path: Path) -> tuple[bool, int, Pairs]:
    """Return whether ties are directed, the number of members, and the ties."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    directed = any(line.startswith("# kind: directed") for line in lines)
    rows = "\n".join(line for line in lines if not line.startswith("#")).split()
    members, indices = np.unique(np.array(rows, np.int64), return_inverse=True)
    return directed, len(members), indices.reshape(-1, 2)


def ties_of(graph: lg.LinkGraph[int]) -> tuple[Pairs, Pairs]:
    """Return each connection once, and the follows, of a graph with the members 0 to n - 1."""
    facts = graph._facts
    ties = facts.connections.keys()
    follows = symmetric_difference(ties, facts.exceptions.out.keys())
    connected, following = (
        np.column_stack(unpack(keys)).astype(np.int64) for keys in (ties, follows)
    )
    return connected[connected[:, 0] < connected[:, 1]], following


def synthetic(size: int, seed: int = SEED) -> tuple[ConnectionStatistics, FollowStatistics]:
    """Return the statistics of a synthetic network with the default assumptions."""
    connections, follows = ties_of(lg.professional_network(size, seed=seed))
    return connection_statistics(size, connections), follow_statistics(size, follows)


def ranges(networks: Figures) -> dict[type, dict[str, tuple[float, float]]]:
    """Return the smallest and largest value of each statistic, by kind of tie."""
    return {
        kind: {
            name: (min(values), max(values))
            for name in names
            for values in [[getattr(n, name) for n in networks.values() if type(n) is kind]]
        }
        for kind, names in SHAPES.items()
    }


def table_row(name: str, statistics: ConnectionStatistics | FollowStatistics) -> str:
    """Return the figures of a network as a row of the page, to three digits."""
    figures = asdict(statistics)
    cells = [f"{figures.pop('members'):,}", *(f"{value:.3g}" for value in figures.values())]
    return f"| {' | '.join([name, *cells])} |"


def main() -> None:
    """Print a row for each network."""
    if "LINKGRAPH_DATA" not in os.environ:
        sys.exit("set LINKGRAPH_DATA to a folder of networks")
    for name, statistics in real_networks(Path(os.environ["LINKGRAPH_DATA"])).items():
        sys.stdout.write(f"{table_row(name, statistics)}\n")
    for size in SIZES:
        for statistics in synthetic(size):
            sys.stdout.write(f"{table_row(f'synthetic, {size:,}', statistics)}\n")


if __name__ == "__main__":
    main()
