"""The library and the specification allow, refuse and change the same on random histories."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given

import linkgraph as lg
from tests.model import actions as model
from tests.model.drawing import (
    KINDS,
    MORE,
    SEEDS,
    START,
    STORIES,
    beginning,
    candidates,
    policy_near,
    situations,
    turns,
)
from tests.model.same import assert_same_facts, assert_same_verdict

STRANGERS = ("nobody", 99)
WATCHED = ["Invite", "Accept", "Follow", "Block", "Expire"]  # their cells read the most


def assert_same_verdicts(rng, w, g, policy, past, kinds=KINDS):
    for action in candidates(rng, w, policy, past, kinds):
        assert_same_verdict(w, g, action, policy)


@MORE
@given(SEEDS, STORIES)
def test_every_action_is_allowed_refused_and_done_as_the_rule_book_says(seed, story):
    """A1-A14, L1-L5, P6, F1-F10; an edited graph is the same as before only if its facts are."""
    rng, past = Random(seed), [START]
    start, policy = beginning(rng), policy_near(rng)
    w, g = start
    before = [(w.facts(), g)]
    for w, g, _ in turns(story, start, policy, past):
        assert_same_facts(w, g)
        for facts, earlier in before:
            assert (facts == w.facts()) == (earlier == g)
            assert hash(earlier) == hash(g) or facts != w.facts()
        before.append((w.facts(), g))
        assert_same_verdicts(rng, w, g, policy, past, WATCHED)
    remembered = {*w.flags, *(s for s, _ in (*w.invited, *w.noted))}
    gone = rng.choice([*w.ordered(remembered), *w.members])
    for action in (kind(gone, at=past[-1]) for kind in (lg.Leave, lg.Join)):
        w, g = model.step(w, action, policy), lg.apply(g, action, policy)
    assert_same_facts(w, g)
    for _ in range(4):
        assert_same_verdicts(rng, w, g, policy, past)


@given(situations(), SEEDS)
def test_an_action_that_names_a_stranger_is_an_error(situation, seed):
    """F6: the first in the order of its arguments; Join and Leave may name anybody."""
    w, g, policy, at, _ = situation
    crowd = replace(w, members=(*w.members, *STRANGERS))
    for action in candidates(Random(seed), crowd, policy, [at]):
        if unknown := model.strangers(w, action):
            for act in (lg.check, lg.apply):
                with pytest.raises(lg.UnknownMember) as caught:
                    act(g, action, policy)
                assert lg.UnknownMember(unknown[0]) == caught.value
        else:
            assert_same_verdict(w, g, action, policy)
