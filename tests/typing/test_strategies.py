"""The types that strategies draw, as a type checker infers them."""

from __future__ import annotations

from typing import Any, assert_type
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import linkgraph as lg
from linkgraph import strategies as lgst


def test_members_are_names_unless_ids_are_given() -> None:
    """F6."""
    assert_type(lgst.graphs(), SearchStrategy[lg.LinkGraph[str]])
    assert_type(lgst.graphs(st.integers(), min_size=2), SearchStrategy[lg.LinkGraph[int]])
    assert_type(lgst.mixed_graphs(components=(1, 2)), SearchStrategy[lg.LinkGraph[str]])
    assert_type(lgst.mixed_graphs(st.uuids(), density=0.5), SearchStrategy[lg.LinkGraph[UUID]])


def test_values_drawn_on_a_graph_have_its_ids() -> None:
    """F6."""
    graph: lg.LinkGraph[int] = lg.LinkGraph.from_edges(connections=[(1, 2)])
    post = lg.Post("p", 1)
    assert_type(lgst.members(), SearchStrategy[str])
    assert_type(lgst.members(graph), SearchStrategy[int])
    assert_type(lgst.actions(graph, allowed=True), SearchStrategy[lg.Action[int]])
    assert_type(lgst.histories(), SearchStrategy[lg.History[str]])
    assert_type(lgst.histories(graph), SearchStrategy[lg.History[int]])
    assert_type(lgst.histories(lgst.graphs(st.uuids())), SearchStrategy[lg.History[UUID]])
    assert_type(lgst.posts(graph), SearchStrategy[lg.Post[int]])
    assert_type(lgst.engagements(graph, [post]), SearchStrategy[lg.Engagement[int]])


def test_related_members_come_with_their_graph_unless_it_is_given() -> None:
    """D1."""
    graph: lg.LinkGraph[int] = lg.LinkGraph.from_edges(connections=[(1, 2)])
    assert_type(lgst.pairs(), SearchStrategy[tuple[lg.LinkGraph[str], str, str]])
    assert_type(lgst.connected_pairs(graph), SearchStrategy[tuple[int, int]])
    assert_type(
        lgst.pending_pairs(lgst.graphs(st.integers())),
        SearchStrategy[tuple[lg.LinkGraph[int], int, int]],
    )
    assert_type(
        lgst.third_degree_pairs(max_size=5, past=False),
        SearchStrategy[tuple[lg.LinkGraph[str], str, str]],
    )
    assert_type(
        lgst.blocked_pairs(members=st.uuids()),
        SearchStrategy[tuple[lg.LinkGraph[UUID], UUID, UUID]],
    )


def test_settings_have_their_types() -> None:
    """F7, E1 to E5."""
    free: SearchStrategy[Any] = st.just(lg.Tier.FREE)
    assert_type(lgst.profiles(tier=free), SearchStrategy[lg.Profile])
    assert_type(lgst.policies([lg.CURRENT]), SearchStrategy[lg.Policy])
