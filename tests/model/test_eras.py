"""The library and the specification agree on eras, history, the profile view and advice."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from tests.model import actions, answers
from tests.model.drawing import SEEDS, START, STORIES, beginning, policy_near, situations, turns
from tests.model.same import assert_same_facts, pairs, rules
from tests.model.world import introductions

more = settings(max_examples=5 * settings().max_examples)


def plain(value):
    return value.name if isinstance(value, Enum) else value


@pytest.mark.parametrize("name", actions.ERAS)
def test_an_era_is_its_row_and_nothing_else(name):
    """E1-E5, L1-L6."""
    row = dict(zip(actions.ERA_FIELDS, actions.ERAS[name][1:], strict=True))
    expected = actions.DEFAULTS | row
    assert expected == {field: plain(getattr(getattr(lg, name), field)) for field in expected}


@given(st.dates(date(2003, 5, 1), date(2040, 1, 1)))
def test_a_date_picks_its_era(day):
    """E6."""
    assert getattr(lg, actions.era_on(day)) == lg.policy_on(day)


def test_an_era_begins_on_the_first_of_its_month():
    """E6."""
    for since, *_ in actions.ERAS.values():
        for day in {
            since,
            since + timedelta(days=1),
            max(since - timedelta(days=1), date(2003, 5, 1)),
        }:
            assert getattr(lg, actions.era_on(day)) == lg.policy_on(day)


@more
@given(SEEDS, STORIES)
def test_a_history_replays_to_the_same_world_in_every_era(seed, story):
    """E7, H1-H3."""
    rng, past, done = Random(seed), [START], []
    (w, g), policy, other = beginning(rng), policy_near(rng), policy_near(rng)
    now, end = w, g
    for one in story:
        for after, graph, action in turns([one], (now, end), policy, [*past]):
            if action.at >= past[-1]:
                now, end, past, done = after, graph, [*past, action.at], [*done, action]
    history = lg.History(done, start=g)
    assert end == lg.replay(history, policy)
    assert_same_facts(now, end)
    assert end == lg.diff(g, end).apply(g)
    assert (w.facts() == now.facts()) == (lg.diff(g, g) == lg.diff(g, end))
    replayed = actions.replay(w, done, other)
    assert_same_facts(replayed, lg.replay(history, other, refused="skip"))
    at = rng.choice(past)
    then = actions.replay(w, [a for a in done if a.at <= at], policy)
    assert_same_facts(then, lg.as_of(history, at, policy))


SECTIONS = {  # the specification's word for each section
    "COMPLETE_PROFILE": "complete",
    "CONTACT_DETAILS": "contact",
    "LAST_NAME": "name",
    "CONNECTIONS_LIST": "connections",
    "FOLLOWERS_LIST": "followers",
}


@more
@given(situations())
def test_what_a_profile_shows_to_whom(situation):
    """P1-P7, L6, F5."""
    w, g, policy, *_ = situation
    for viewer, owner in pairs(w.members):
        view = lg.profile_view(g, viewer, owner, policy=policy)
        expected = answers.profile_view(w, viewer, owner, policy)
        shown = {section.name: verdict.allowed for section, verdict in view.sections.items()}
        if expected is None:
            assert not any(shown.values())
            assert (None, None, set()) == (view.connections, view.followers, view.followed_by)
            assert {("F5",)} == {tuple(rules(v)[1]) for v in view.sections.values()}
        else:
            assert {name: expected[key] for name, key in SECTIONS.items()} == {
                name: shown[name] for name in SECTIONS
            }
            counts = expected["connection_count"], expected["follower_count"]
            assert counts == (view.connections, view.followers)
            assert expected["mutual"] == view.mutual_connections
            assert expected["followed_by"] == view.followed_by


SIGNALS = st.builds(
    lg.Signals,
    relation=st.none() | st.sampled_from(lg.Relation),
    stated_policy=st.none() | st.sampled_from(lg.StatedPolicy),
    replies_to_strangers=st.none() | st.booleans(),
    engagements=st.integers(0, 3),
)


@more
@given(situations(always=["primary_choice"]), SIGNALS)
def test_follow_or_connect(situation, signals):
    """G1-G9."""
    w, g, policy, at, _ = situation
    for viewer, member in pairs(w.members):
        got = lg.follow_or_connect(g, viewer, member, signals, at=at, policy=policy)
        recommendation, reasons = answers.advice(w, viewer, member, signals, policy, at)
        assert recommendation == got.recommendation.name
        if viewer == member:
            assert reasons == [got.reasons[0].rule]
        else:
            assert reasons == list(dict.fromkeys(reason.rule for reason in got.reasons))
        if recommendation == "CONNECT":
            assert answers.risk(w, viewer, member, policy, at) == (got.attach_note, got.flags)
            chains = introductions(w, viewer, member)
            assert got.introduction in (chains or [None])
