"""The library and the specification agree on eras, histories and diffs."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from enum import Enum
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from tests.model import actions
from tests.model.drawing import (
    MORE,
    SEEDS,
    START,
    STORIES,
    beginning,
    policy_near,
    situations,
    turns,
)
from tests.model.same import assert_same_facts, facts_of, told


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


@given(st.dates(date(1990, 1, 1), date(2003, 4, 30)))
def test_before_the_network_began_there_is_no_policy(day):
    """E6."""
    assert actions.era_on(day) is None
    with pytest.raises(lg.InvalidInput):
        lg.policy_on(day)


@MORE
@given(SEEDS, STORIES)
def test_a_history_replays_to_the_same_world_in_every_era(seed, story):
    """E7, H1, H2."""
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
    replayed, refused = actions.replay(w, done, other)
    assert_same_facts(replayed, lg.replay(history, other, refused="skip"))
    if refused is None:
        assert_same_facts(replayed, lg.replay(history, other))
    else:
        with pytest.raises(lg.Refused) as caught:
            lg.replay(history, other)
        assert refused == caught.value.position
    at = rng.choice(past)
    then, _ = actions.replay(w, [a for a in done if a.at <= at], policy)
    assert_same_facts(then, lg.as_of(history, at, policy))


@MORE
@given(situations(), situations())
def test_a_diff_is_the_facts_gained_and_lost(one, other):
    """H3, F9: between any two graphs; and both survive a pickle."""
    (w, g, *_), (w2, g2, *_) = one, other
    diff = lg.diff(g, g2)
    assert w2.facts() - w.facts() == told(diff.gained)
    assert w.facts() - w2.facts() == told(diff.lost)
    assert g2 == diff.apply(g)
    assert w2.facts() == facts_of(diff.apply(g))
    assert (w.facts() == w2.facts()) == (g == g2)
    assert w.facts() == facts_of(pickle.loads(pickle.dumps(g)))
