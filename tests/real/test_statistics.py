"""The statistics equal those of networkx. This needs no data."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.real import statistics
from tests.real.statistics import connection_statistics, follow_statistics


@pytest.mark.parametrize("batch", [1, 4_000_000])
def test_statistics_connection_statistics_are_those_of_networkx(batch, monkeypatch):
    monkeypatch.setattr(statistics, "_BATCH", batch)
    monkeypatch.setattr(statistics, "_SOURCES", 1_000)
    graph = nx.powerlaw_cluster_graph(200, 3, 0.5, seed=1)
    graph.add_edges_from([(200, 201), (201, 202)])
    actual = connection_statistics(204, np.array(graph.edges))
    several = [member for member in graph if graph.degree(member) > 1]
    large = graph.subgraph(range(200))
    assert (203, 200 / 203) == (actual.members, actual.largest)
    assert nx.transitivity(graph) == pytest.approx(actual.transitivity)
    assert nx.average_clustering(graph, several) == pytest.approx(actual.local)
    assert nx.degree_assortativity_coefficient(graph) == pytest.approx(actual.assortativity)
    assert nx.average_shortest_path_length(large) == pytest.approx(actual.distance)


def test_statistics_follow_statistics_are_those_of_networkx():
    graph = nx.gnp_random_graph(150, 0.05, seed=2, directed=True)
    actual = follow_statistics(150, np.array(graph.edges))
    assert nx.overall_reciprocity(graph) == pytest.approx(actual.reciprocity)
    largest = max(dict(graph.in_degree).values())
    assert largest / graph.size() == pytest.approx(actual.top)


def test_the_exponent_of_a_tail_is_recovered():
    """The density of these counts falls with the power 3."""
    counts = (1 / np.sqrt(np.random.default_rng(1).random(100_000)) * 20).astype(np.int64)
    assert 3 == pytest.approx(statistics._exponent(counts), abs=0.1)
