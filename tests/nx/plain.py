"""Ordinary networkx graphs with the same ties, and ids of every kind."""

from __future__ import annotations

from uuid import UUID

import networkx as nx
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst

IDS = st.one_of(
    st.integers(-3, 12),
    st.text("ab", max_size=3),
    st.tuples(st.sampled_from(["eu", "us"]), st.integers(0, 9)),
    st.integers(0, 9).map(lambda number: UUID(int=number)),
    st.binary(max_size=2),
    st.frozensets(st.integers(0, 3), max_size=2),
)
# Edited graphs with removed members, graphs of a given shape, and ids of every kind.
GRAPHS = st.one_of(lgst.graphs(), lgst.mixed_graphs(max_size=12), lgst.mixed_graphs(IDS))


def plain_connections(graph: lg.LinkGraph) -> nx.Graph:
    plain = nx.Graph()
    plain.add_nodes_from(graph)
    plain.add_edges_from((a, b) for a in graph for b in graph.connections_of(a))
    return plain


def plain_follows(graph: lg.LinkGraph) -> nx.DiGraph:
    plain = nx.DiGraph()
    plain.add_nodes_from(graph)
    plain.add_edges_from((a, b) for a in graph for b in graph.following(a))
    return plain
