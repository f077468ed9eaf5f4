"""The library and the specification agree on degrees, feed, buttons, views and advice."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from tests.model import answers as model
from tests.model.compare import (
    assert_same_advice,
    assert_same_bulk_buttons,
    assert_same_distance,
    assert_same_feed,
    assert_same_health,
    assert_same_network,
    assert_same_reach,
    assert_same_sight,
    assert_same_view,
)
from tests.model.drawing import MORE, START, engagements, posts, situations
from tests.model.same import pairs


@MORE
@given(situations())
def test_degrees_and_who_lies_between(situation):
    """D1-D7."""
    w, g, *_ = situation
    for a, b in pairs(w.members):
        assert_same_distance(w, g, a, b)
    for a in w.members:
        assert_same_network(w, g, a)


@given(st.integers(1, 30), st.floats(0, 0.3), st.integers(0, 2**20))
def test_degrees_are_the_distances_of_networkx(size, density, seed):
    """D1, D3, D4: of random graphs; the small ones are compared one by one elsewhere."""
    theirs = nx.gnp_random_graph(size, density, seed=seed)
    ours = lg.LinkGraph.from_edges(connections=[*theirs.edges], members=range(size))
    far = dict(nx.all_pairs_shortest_path_length(theirs))
    for a in range(size):
        expected = [min(4, far[a].get(b, 4)) for b in range(size)]
        assert expected == lg.degrees(ours, a).tolist()
        for b, steps in enumerate(expected):
            assert steps == lg.degree(ours, a, b)
            mutual = {*nx.common_neighbors(theirs, a, b)} if a != b else {*theirs[a]}
            assert mutual == lg.mutual_connections(ours, a, b)
            chains = (
                sorted(map(tuple, nx.all_shortest_paths(theirs, a, b))) if 0 < steps < 4 else []
            )
            assert chains == lg.introductions(ours, a, b)


@MORE
@given(situations(always=["second_degree_feed", "reposts_reach_followers"]))
def test_who_sees_and_is_fed_a_post(situation):
    """V1-V5, W1-W11."""
    w, g, policy, _, rng = situation
    shown, engaged = posts(rng, w.members), engagements(rng, w.members)
    for post in shown:
        assert_same_sight(w, g, post)
        assert_same_reach(w, g, post, engaged, policy)
    for m in w.members:
        assert_same_feed(w, g, m, shown, engaged, policy)
        active = lg.active_followers(g, m, engaged, since=START)
        assert model.active_followers(w, m, engaged, START) == active


@MORE
@given(situations(always=["primary_choice"]))
def test_which_buttons_a_profile_shows_and_who_may_message_whom(situation):
    """B1-B14, M1."""
    w, g, policy, at, _ = situation
    for viewer in w.members:
        assert_same_bulk_buttons(w, g, viewer, policy, at)


@MORE
@given(situations())
def test_what_a_profile_shows_to_whom(situation):
    """P1-P7, L6, F5."""
    w, g, policy, *_ = situation
    for viewer, owner in pairs(w.members):
        assert_same_view(w, g, viewer, owner, policy)


SIGNALS = st.builds(
    lg.Signals,
    relation=st.none() | st.sampled_from(lg.Relation),
    stated_policy=st.none() | st.sampled_from(lg.StatedPolicy),
    replies_to_strangers=st.none() | st.booleans(),
    engagements=st.integers(0, 3),
    goal=st.none() | st.sampled_from(lg.Goal),
    industry_matches=st.none() | st.booleans(),
)


@MORE
@given(situations(always=["primary_choice"]), SIGNALS)
def test_follow_or_connect(situation, signals):
    """G1-G11."""
    w, g, policy, at, _ = situation
    for viewer, member in pairs(w.members):
        assert_same_advice(w, g, viewer, member, signals, policy, at)


@MORE
@given(situations(always=["second_degree_feed"]))
def test_how_a_network_fares(situation):
    """G12."""
    w, g, policy, _, rng = situation
    shown, engaged = posts(rng, w.members), engagements(rng, w.members)
    for m in w.members:
        assert_same_health(w, g, m, shown, engaged, START, policy)
