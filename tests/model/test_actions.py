"""The library and the specification allow, refuse and do the same on random histories."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from tests.model import actions as model
from tests.model.drawing import LIMITS, START, beginnings, candidates, moments, policies, steps
from tests.model.same import assert_same_facts, rules

limits = st.sampled_from([(), LIMITS])


def assert_same_verdicts(data, w, g, policy, past):
    for action in candidates(w, *data.draw(moments(policy, past))):
        assert model.verdict(w, action, policy) == rules(lg.check(g, action, policy)), action


@settings(max_examples=2 * settings().max_examples)
@given(st.data())
def test_every_action_is_allowed_refused_and_done_as_the_rule_book_says(data):
    """A1-A14, L1-L5, P6, F1-F10; an edited graph is the same as before only if its facts are."""
    (w, g), policy = data.draw(beginnings()), data.draw(policies(data.draw(limits)))
    past, before = [START], [(w.facts(), g)]
    for _ in range(data.draw(st.sampled_from([1, 4, 8, 16, 32]))):
        if action := data.draw(steps(w, policy, past)):
            w, g = model.step(w, action, policy), lg.apply(g, action, policy)
            past = [*past, action.at]
            assert_same_facts(w, g)
            for facts, earlier in before:
                assert (facts == w.facts()) == (earlier == g)
                assert hash(earlier) == hash(g) or facts != w.facts()
            before.append((w.facts(), g))
            assert_same_verdicts(data, w, g, policy, past)
    remembered = [s for s, _ in (*w.invited, *w.noted)]
    gone = data.draw(st.sampled_from([*w.ordered({*w.flags, *remembered}), *w.members]))
    for action in (kind(gone, at=past[-1]) for kind in (lg.Leave, lg.Join)):
        w, g = model.step(w, action, policy), lg.apply(g, action, policy)
    assert_same_facts(w, g)
    for _ in range(3):
        assert_same_verdicts(data, w, g, policy, past)
