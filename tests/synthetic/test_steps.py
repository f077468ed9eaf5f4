"""The steps of a generated network, one by one, on inputs that one can check by hand."""

from __future__ import annotations

import hashlib
import pickle

import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph.csr import Adjacency
from linkgraph.graph.sorted_arrays import pack, unpack
from linkgraph.synthetic import STEPS, network
from linkgraph.synthetic.communities import Communities, scattered, settle
from linkgraph.synthetic.connections import (
    _wanted,
    at_most,
    both,
    capped,
    turned,
    undirected,
    walk,
    within,
)
from linkgraph.synthetic.draws import Draws

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
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return pack(found[:, 0], found[:, 1])


def pairs_of(keys) -> list[tuple[int, ...]]:
    return list(zip(*(ends.tolist() for ends in unpack(keys)), strict=True))


def test_a_network_of_other_assumptions_is_what_it_has_always_been():
    """Every assumption is another than usual, and few members have many ties of each kind."""
    graph = lg.professional_network(120, seed=11, assume=BUSY)
    assert repr(graph) == (
        "LinkGraph(120 members, 420 connections, 1,159 follows, 425 invitations, 82 blocks)"
    )
    found = hashlib.sha256(pickle.dumps(graph, 4)).hexdigest()
    assert "ba7121ecb19e830c06f0df3ff4df5279b03e886116d5f22f2f01597bd14e4a36" == found


@pytest.mark.parametrize(("size", "groups"), [(0, 1.5), (3, 0)])
def test_where_nobody_is_in_a_group_no_group_is(size, groups):
    graph = lg.professional_network(size, seed=1, assume=lg.Assumptions(mean_groups=groups))
    assert [frozenset()] * size == [graph.profile(member).groups for member in graph]


def test_each_step_is_told_when_it_is_done():
    told: list[tuple[int, int, str]] = []
    lg.professional_network(3, seed=1, progress=lambda *step: told.append(step))
    assert [(number, 7, step) for number, step in enumerate(STEPS, 1)] == told


def test_room_is_asked_for_by_what_a_member_takes(monkeypatch):
    asked = []
    monkeypatch.setattr(network, "demand_room", lambda *need: asked.append(need))
    for each in ({}, {"mean_connections": 26}, {"mean_follows": 12}, {"mean_blocks": 10},
                 {"mean_pending": 2}, {"mean_groups": 3}):  # fmt: skip
        lg.professional_network(2, seed=1, assume=lg.Assumptions(**each))
    needed = [2880, 2950, 2950, 3030, 3300, 3030]
    assert [(2 * bytes_, "generating this network") for bytes_ in needed] == asked


# -- communities ---------------------------------------------------------------------------------


def test_members_of_a_community_stand_side_by_side():
    found = Communities.from_labels(np.array([2, 0, 2, 3]))
    assert [2, 0, 2, 3] == found.of.tolist()
    assert [1, 0, 2, 3] == found.members.tolist()
    assert [0, 1, 1, 3, 4] == found.bounds.tolist()
    assert [1, 0, 2, 1] == found.sizes.tolist()
    nobody = Communities.from_labels(np.empty(0, np.int64))
    assert ([], [0]) == (nobody.members.tolist(), nobody.bounds.tolist())


def test_teams_are_parts_of_one_employer_and_no_larger_than_need_be():
    places = settle(500, BUSY, Draws(1, 0))
    employers, teams = places.employers, places.teams
    of_team = [set(employers.of[teams.of == team].tolist()) for team in range(len(teams.sizes))]
    assert {0, 1} >= {*map(len, of_team)}
    a_staff = [(teams.of[employers.of == each], size) for each, size in enumerate(employers.sizes)]
    assert all(np.ptp(staff) < size / 4 + 1 for staff, size in a_staff if size)
    assert [500] == places.anywhere.sizes.tolist()
    assert len(places.classes.sizes) <= 3 * round(500 / 30)


@pytest.mark.parametrize(("size", "mean", "expected"), [(0, 5, 1), (2, 5, 1), (30, 5, 6)])
def test_there_are_as_many_communities_as_their_mean_size_asks_for(size, mean, expected):
    drawn = scattered(size, mean, Draws(3, 0))
    assert size == len(drawn)
    many = scattered(1_000 * size, 1_000 * mean, Draws(3, 0))
    assert {*range(expected)} >= {*drawn.tolist()}
    assert {*range(expected if size else 0)} == {*many.tolist()}


@pytest.mark.parametrize(
    ("size", "mean", "expected"), [(9, 3, 14), (5, 4, 10), (4, 500, 6), (1, 7, 0)]
)
def test_no_more_connections_are_wanted_than_there_are_pairs(size, mean, expected):
    assert expected == _wanted(size, lg.Assumptions(mean_connections=mean))


# -- pairs ---------------------------------------------------------------------------------------


def test_a_pair_stands_once_and_both_ways_if_asked_for():
    found = undirected(np.array([5, 2, 2, 3, 1]), np.array([2, 5, 2, 4, 0]))
    assert [(0, 1), (2, 5), (3, 4)] == pairs_of(found)
    assert [(1, 0), (5, 2), (4, 3)] == pairs_of(turned(found))
    assert [(0, 1), (1, 0), (2, 5), (3, 4), (4, 3), (5, 2)] == pairs_of(both(found))


def test_of_each_source_and_of_each_member_so_many_are_kept():
    """L1."""
    star = keys_of(*((0, n) for n in range(1, 6)), (1, 2), (4, 5))
    assert [(0, 1), (0, 2), (1, 2), (4, 5)] == pairs_of(at_most(2, star))
    assert [(0, 1), (0, 2), (1, 2), (4, 5)] == pairs_of(capped(star, 2))
    assert [(0, 1)] == pairs_of(capped(star, 1))
    assert pairs_of(star) == pairs_of(capped(star, 5))


def test_two_random_ties_lead_from_a_spoke_to_a_spoke_and_from_the_hub_back():
    ties = Adjacency.from_keys(8, both(keys_of((1, 0), (1, 3), (1, 5), (1, 7))))
    starts = np.tile(np.array([0, 1, 2, 7]), 50)  # nobody knows 2
    members, reached = walk(ties, starts, Draws(1, 0))
    assert starts[starts != 2].tolist() == members.tolist()
    assert {1} == {*reached[members == 1].tolist()}
    assert {0, 3, 5, 7} == {*reached[members == 0].tolist()} == {*reached[members == 7].tolist()}


def test_pairs_are_drawn_within_a_community_by_activity():
    labels = np.array([0, 1, 0, 1, 0, 2])
    activity = np.array([1, 5, 0, 5, 1, 9])  # one of the first never does anything
    pairs = pairs_of(within(Communities.from_labels(labels), activity, 300, Draws(1, 0)))
    assert [(0, 4), (1, 3)] == pairs


def test_closing_ends_after_ten_rounds_though_the_least_active_have_few():
    """Of all 435 pairs, which are asked for, most of those that are likely."""
    assume = lg.Assumptions(mean_connections=29, activity_spread=2)
    graph = lg.professional_network(30, seed=0, assume=assume)
    assert 2 * 311 == sum(map(graph.connection_count, graph))
