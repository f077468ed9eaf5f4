"""The statistics are those of networkx; needs no data."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.real import statistics
from tests.real.statistics import of_connections, of_follows


@pytest.mark.parametrize("at_once", [1, 4_000_000])
def test_statistics_of_connections_are_those_of_networkx(at_once, monkeypatch):
    monkeypatch.setattr(statistics, "_AT_ONCE", at_once)
    monkeypatch.setattr(statistics, "_SOURCES", 1_000)
    graph = nx.powerlaw_cluster_graph(200, 3, 0.5, seed=1)
    graph.add_edges_from([(200, 201), (201, 202)])
    found = of_connections(204, np.array(graph.edges))
    several = [member for member in graph if graph.degree(member) > 1]
    large = graph.subgraph(range(200))
    assert (203, 200 / 203) == (found.members, found.largest)
    assert nx.transitivity(graph) == pytest.approx(found.transitivity)
    assert nx.average_clustering(graph, several) == pytest.approx(found.local)
    assert nx.degree_assortativity_coefficient(graph) == pytest.approx(found.assortativity)
    assert nx.average_shortest_path_length(large) == pytest.approx(found.distance)


def test_statistics_of_follows_are_those_of_networkx():
    graph = nx.gnp_random_graph(150, 0.05, seed=2, directed=True)
    found = of_follows(150, np.array(graph.edges))
    assert nx.overall_reciprocity(graph) == pytest.approx(found.reciprocity)
    most = max(dict(graph.in_degree).values())
    assert most / graph.size() == pytest.approx(found.top)


def test_the_exponent_of_a_tail_is_found_again():
    """Of counts whose density falls with the power 3."""
    counts = (1 / np.sqrt(np.random.default_rng(1).random(100_000)) * 20).astype(np.int64)
    assert 3 == pytest.approx(statistics._exponent(counts), abs=0.1)
