"""`LINKGRAPH_DATA=FOLDER python -m tests.real.likeness` holds generated networks beside real ones.

It prints the tables of docs/generated_networks.md; `--write` keeps their figures for the page.
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
from tests.real.statistics import OfConnections, OfFollows, Pairs, of_connections, of_follows

FIGURES = Path(__file__).parents[2] / "docs" / "generated_networks.json"
SIZES = (1_000, 10_000, 100_000)
SEED = 7
# a smaller one is a room in which everybody knows everybody
_SMALLEST = 300

# what a network has by its kind, not by a parameter that one sets; the shares below 1 are checked
SHAPES = {
    OfConnections: ("top", "exponent", "local", "transitivity", "assortativity", "distance"),
    OfFollows: ("top", "exponent", "reciprocity"),
}

Figures = dict[str, OfConnections | OfFollows]


def real_networks(folder: Path) -> Figures:
    """Return the statistics of the networks of one kind of tie in a folder."""
    found: Figures = {}
    for path in sorted(folder.glob("*.txt.gz")):
        if ".mpx." in path.name:  # several kinds of tie among few people, or one derived by a rule
            continue
        directed, size, pairs = read(path)
        if size >= _SMALLEST:
            name = path.name.removesuffix(".txt.gz")
            found[name] = (of_follows if directed else of_connections)(size, pairs)
    return found


def read(path: Path) -> tuple[bool, int, Pairs]:
    """Return whether ties have a direction, how many members there are, and the ties."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    directed = any(line.startswith("# kind: directed") for line in lines)
    rows = "\n".join(line for line in lines if not line.startswith("#")).split()
    members, places = np.unique(np.array(rows, np.int64), return_inverse=True)
    return directed, len(members), places.reshape(-1, 2)


def ties_of(graph: lg.LinkGraph[int]) -> tuple[Pairs, Pairs]:
    """Return the connections, each once, and the follows of a graph of the members 0 to n - 1."""
    facts = graph._facts
    ties = facts.connections.keys()
    follows = symmetric_difference(ties, facts.exceptions.out.keys())
    connected, following = (
        np.column_stack(unpack(keys)).astype(np.int64) for keys in (ties, follows)
    )
    return connected[connected[:, 0] < connected[:, 1]], following


def generated(size: int, seed: int = SEED) -> tuple[OfConnections, OfFollows]:
    """Return the statistics of a generated network with the usual assumptions."""
    connections, follows = ties_of(lg.professional_network(size, seed=seed))
    return of_connections(size, connections), of_follows(size, follows)


def ranges(networks: Figures) -> dict[type, dict[str, tuple[float, float]]]:
    """Return from where to where the statistics of real networks go, by kind of tie."""
    return {
        kind: {
            name: (min(values), max(values))
            for name in names
            for values in [[getattr(n, name) for n in networks.values() if type(n) is kind]]
        }
        for kind, names in SHAPES.items()
    }


def figures(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Return all figures as the page keeps them: by kind of tie, then network."""
    networks = real_networks(folder)
    for size in SIZES:
        for statistics in generated(size):
            networks[f"generated, {size:,} ({type(statistics).__name__})"] = statistics
    return by_kind(networks)


def by_kind(networks: Figures) -> dict[str, dict[str, dict[str, float]]]:
    """Return the figures of some networks, rounded."""
    return {
        kind.__name__: {
            name.partition(" (")[0]: {key: round(value, 4) for key, value in asdict(one).items()}
            for name, one in networks.items()
            if type(one) is kind
        }
        for kind in SHAPES
    }


def main() -> None:
    """Print the tables, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="keep the figures for the page")
    asked = parser.parse_args()
    if "LINKGRAPH_DATA" not in os.environ:
        sys.exit("LINKGRAPH_DATA names no folder of networks")
    found = figures(Path(os.environ["LINKGRAPH_DATA"]))
    for kind, networks in found.items():
        sys.stdout.write(f"\n{kind}\n")
        for name, row in networks.items():
            told = "  ".join(f"{key} {value:g}" for key, value in row.items())
            sys.stdout.write(f"  {name:24} {told}\n")
    if asked.write:
        FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
