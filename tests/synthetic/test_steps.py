"""Each step of a synthetic network, on inputs that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph.csr import Adjacency
from linkgraph.graph.sorted_arrays import pack, unpack
from linkgraph.synthetic import STEPS, network
from linkgraph.synthetic.draws import Draws
from linkgraph.synthetic.ties import (
    Communities,
    at_most,
    both,
    capped,
    connection_goal,
    reverse,
    scattered,
    settle,
    undirected,
    walk,
    within,
)
from tests.synthetic.contents import digest

BUSY = lg.Assumptions(
    employer_size=12, team_size=4, unemployed_share=0.3, school_size=30, school_years=3,
    mean_connections=7, activity_spread=0.8, team_share=0.3, colleague_share=0.2,
    schoolmate_share=0.2, closure_share=0.2, unfollowed_share=0.2, mean_follows=4,
    influencer_share=0.05, to_influencers_share=0.4, follow_back_share=0.4, mean_pending=6,
    note_share=0.9, mean_blocks=0.8, premium_share=0.4, open_profile_share=0.5,
    follow_first_share=0.3, influencer_follow_first_share=0.6, closed_share=0.3,
    known_only_share=0.4, hibernated_share=0.2, initial_share=0.3, hidden_connections_share=0.4,
    hidden_contact_share=0.6, group_size=8, mean_groups=2.5,
)  # fmt: skip


def keys_of(*pairs: tuple[int, int]):
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return pack(ends[:, 0], ends[:, 1])


def pairs_of(keys) -> list[tuple[int, ...]]:
    return list(zip(*(ends.tolist() for ends in unpack(keys)), strict=True))


def test_a_network_of_other_assumptions_is_what_it_has_always_been():
    """No figure has its default, and few members have many ties of each kind."""
    graph = lg.professional_network(120, seed=11, assume=BUSY)
    assert repr(graph) == (
        "LinkGraph(120 members, 420 connections, 1,159 follows, 425 invitations, 82 blocks)"
    )
    assert digest(graph).startswith("356f9d6529b26fdf")


@pytest.mark.parametrize(("size", "groups"), [(0, 1.5), (3, 0)])
def test_networks_can_be_without_groups(size, groups):
    graph = lg.professional_network(size, seed=1, assume=lg.Assumptions(mean_groups=groups))
    assert [frozenset()] * size == [graph.profile(member).groups for member in graph]


def test_progress_is_reported_after_each_step():
    calls: list[tuple[int, int, str]] = []
    lg.professional_network(3, seed=1, progress=lambda *step: calls.append(step))
    assert [(number, 7, step) for number, step in enumerate(STEPS, 1)] == calls


def test_memory_is_checked_by_the_size_of_a_member(monkeypatch):
    checks = []
    monkeypatch.setattr(network, "demand_room", lambda *need: checks.append(need))
    for figures in ({}, {"mean_connections": 26}, {"mean_follows": 12}, {"mean_blocks": 10},
                 {"mean_pending": 2}, {"mean_groups": 3}):  # fmt: skip
        lg.professional_network(2, seed=1, assume=lg.Assumptions(**figures))
    needed = [2880, 2950, 2950, 3030, 3300, 3030]
    assert [(2 * bytes_, "generating this network") for bytes_ in needed] == checks


# -- communities --------------------------------------------------------------------------------


def test_members_of_a_community_stand_side_by_side():
    communities = Communities.from_labels(np.array([2, 0, 2, 3]))
    assert [2, 0, 2, 3] == communities.of.tolist()
    assert [1, 0, 2, 3] == communities.members.tolist()
    assert [0, 1, 1, 3, 4] == communities.bounds.tolist()
    nobody = Communities.from_labels(np.empty(0, np.int64))
    assert ([], [0]) == (nobody.members.tolist(), nobody.bounds.tolist())


def test_teams_are_equal_parts_of_one_employer():
    employers, teams, classes = settle(500, BUSY, Draws(1, 0))
    of_team = [{*employers.of[teams.of == team].tolist()} for team in range(teams.of.max() + 1)]
    assert {0, 1} >= {*map(len, of_team)}
    staffs = [teams.of[employers.of == number] for number in range(employers.of.max() + 1)]
    assert all(np.ptp(staff) < len(staff) / 4 + 1 for staff in staffs if len(staff))
    assert classes.of.max() < 3 * round(500 / 30)


@pytest.mark.parametrize(("size", "mean", "expected"), [(0, 5, 1), (2, 5, 1), (30, 5, 6)])
def test_the_number_of_communities_follows_from_their_mean_size(size, mean, expected):
    drawn = scattered(size, mean, Draws(3, 0))
    assert size == len(drawn)
    many = scattered(1_000 * size, 1_000 * mean, Draws(3, 0))
    assert {*range(expected)} >= {*drawn.tolist()}
    assert {*range(expected if size else 0)} == {*many.tolist()}


@pytest.mark.parametrize(
    ("size", "mean", "expected"), [(9, 3, 14), (5, 4, 10), (4, 500, 6), (1, 7, 0)]
)
def test_the_goal_is_at_most_the_number_of_pairs(size, mean, expected):
    assert expected == connection_goal(size, lg.Assumptions(mean_connections=mean))


# -- pairs --------------------------------------------------------------------------------------


def test_pairs_are_undirected_reversed_or_both():
    pairs = undirected(np.array([5, 2, 2, 3, 1]), np.array([2, 5, 2, 4, 0]))
    assert [(0, 1), (2, 5), (3, 4)] == pairs_of(pairs)
    assert [(1, 0), (5, 2), (4, 3)] == pairs_of(reverse(pairs))
    assert [(0, 1), (1, 0), (2, 5), (3, 4), (4, 3), (5, 2)] == pairs_of(both(pairs))


def test_a_cap_holds_for_each_source_or_for_each_member():
    """L1."""
    star = keys_of(*((0, n) for n in range(1, 6)), (1, 2), (4, 5))
    assert [(0, 1), (0, 2), (1, 2), (4, 5)] == pairs_of(at_most(2, star))
    assert [(0, 1), (0, 2), (1, 2), (4, 5)] == pairs_of(capped(star, 2))
    assert [(0, 1)] == pairs_of(capped(star, 1))
    assert pairs_of(star) == pairs_of(capped(star, 5))


def test_a_walk_over_two_ties_leads_from_spoke_to_spoke_and_back_to_the_hub():
    ties = Adjacency.from_keys(8, both(keys_of((1, 0), (1, 3), (1, 5), (1, 7))))
    starts = np.tile(np.array([0, 1, 2, 7]), 50)  # 2 has no ties
    members, ends = walk(ties, starts, Draws(1, 0))
    assert starts[starts != 2].tolist() == members.tolist()
    assert {1} == {*ends[members == 1].tolist()}
    assert {0, 3, 5, 7} == {*ends[members == 0].tolist()} == {*ends[members == 7].tolist()}


def test_pairs_are_drawn_within_a_community_by_activity():
    labels = np.array([0, 1, 0, 1, 0, 2])
    activity = np.array([1, 5, 0, 5, 1, 9])  # the first community has a member without activity
    pairs = pairs_of(within(Communities.from_labels(labels), activity, 300, Draws(1, 0)))
    assert [(0, 4), (1, 3)] == pairs


def test_closure_ends_after_ten_rounds():
    """The goal is all 435 pairs, but pairs of two inactive members are rarely drawn."""
    assume = lg.Assumptions(mean_connections=29, activity_spread=2)
    graph = lg.professional_network(30, seed=0, assume=assume)
    assert 2 * 311 == sum(map(graph.connection_count, graph))
