"""Compares synthetic networks with real ones.

`LINKGRAPH_DATA=FOLDER python -m tests.real.likeness` prints the tables of
docs/synthetic_networks.md; `--write` also stores their figures for the page.
"""

from __future__ import annotations

import argparse
import gzip
import json
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

FIGURES = Path(__file__).parents[2] / "docs" / "synthetic_networks.json"
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


def figures(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Return the figures of all networks as the page stores them: by kind of tie, then network."""
    networks = real_networks(folder)
    for size in SIZES:
        for statistics in synthetic(size):
            networks[f"synthetic, {size:,} ({type(statistics).__name__})"] = statistics
    return by_kind(networks)


def by_kind(networks: Figures) -> dict[str, dict[str, dict[str, float]]]:
    """Return rounded figures by kind of tie, then network."""
    return {
        kind.__name__: {
            name.partition(" (")[0]: {key: round(value, 4) for key, value in asdict(one).items()}
            for name, one in networks.items()
            if type(one) is kind
        }
        for kind in SHAPES
    }


def main() -> None:
    """Print the tables, and store the figures if `--write` is given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="store the figures for the page")
    arguments = parser.parse_args()
    if "LINKGRAPH_DATA" not in os.environ:
        sys.exit("set LINKGRAPH_DATA to a folder of networks")
    by_tie = figures(Path(os.environ["LINKGRAPH_DATA"]))
    for kind, networks in by_tie.items():
        sys.stdout.write(f"\n{kind}\n")
        for name, row in networks.items():
            text = "  ".join(f"{key} {value:g}" for key, value in row.items())
            sys.stdout.write(f"  {name:24} {text}\n")
    if arguments.write:
        FIGURES.write_text(json.dumps(by_tie, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
