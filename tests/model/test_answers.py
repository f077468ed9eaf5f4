"""The library and the specification answer alike: degrees, feed, buttons, messages."""

from __future__ import annotations

from hypothesis import given, settings

import linkgraph as lg
from tests.model import answers as model
from tests.model import world
from tests.model.drawing import START, engagements, posts, situations
from tests.model.same import pairs, rules

more = settings(max_examples=5 * settings().max_examples)


@more
@given(situations())
def test_degrees_and_who_lies_between(situation):
    """D1-D6."""
    w, g, *_ = situation
    for a, b in pairs(w.members):
        assert world.degree(w, a, b) == lg.degree(g, a, b)
        assert w.ordered(world.mutual_connections(w, a, b)) == list(lg.mutual_connections(g, a, b))
        assert world.introductions(w, a, b) == lg.introductions(g, a, b)
        followers = w.ordered(world.followed_by_connections(w, a, b))
        assert followers == list(lg.followed_by_connections(g, a, b))
    for a in w.members:
        far = [world.degree(w, a, b) for b in w.members]
        assert far == lg.degrees(g, a).tolist()
        for degree in lg.Degree:
            there = [b for b, steps in zip(w.members, far, strict=True) if steps == degree]
            assert there == list(lg.network(g, a, degree))
        for limit in (0, 1, 10):
            known = world.people_you_may_know(w, a)[:limit]
            assert known == lg.people_you_may_know(g, a, limit=limit)


@more
@given(situations(always=["second_degree_feed"]))
def test_who_sees_and_is_fed_a_post(situation):
    """V1-V5, W1-W11."""
    w, g, policy, _, rng = situation
    shown, engaged = posts(rng, w.members), engagements(rng, w.members)
    for post in shown:
        assert w.ordered(model.audience(w, post)) == list(lg.audience(g, post))
        reach = lg.reach(g, post, engaged, policy=policy)
        assert model.reach(w, post, engaged, policy) == {
            rule: {*got} for rule, got in reach.items()
        }
        for m in w.members:
            rule, seen = model.can_see(w, m, post)
            assert (seen, [rule]) == rules(lg.can_see(g, m, post))
            assert model.can_comment(w, m, post) == lg.can_comment(g, m, post).allowed
            why = lg.why_not_fed(g, m, post, engaged, policy=policy)
            assert model.why_not_fed(w, m, post, engaged, policy) == rules(why)
    for m in w.members:
        fed = [(post, model.feeds(w, m, post, engaged, policy)) for post in shown]
        expected = [(post, list(reasons)) for post, reasons in fed if reasons]
        items = lg.feed(g, m, shown, engaged, policy=policy)
        assert expected == [(item.post, [r.rule for r in item.reasons]) for item in items]
        evidence = [[e for e in reasons.values() if e is not True] for _, reasons in fed if reasons]
        carried = ("W3", "W4", "W5")
        got = [[[*r.members] for r in item.reasons if r.rule in carried] for item in items]
        assert evidence == got
        active = lg.active_followers(g, m, engaged, since=START)
        assert model.active_followers(w, m, engaged, START) == active


@more
@given(situations(always=["primary_choice"]))
def test_which_buttons_a_profile_shows_and_who_may_message_whom(situation):
    """B1-B14, M1."""
    w, g, policy, at, _ = situation
    for viewer in w.members:
        everybody = lg.profile_buttons(g, viewer, at=at, policy=policy)
        for owner in w.members:
            got = lg.profile_actions(g, viewer, owner, at=at, policy=policy)
            message = lg.can_message(g, viewer, owner)
            route = message.reasons[0].code.name if message.allowed else None
            assert model.can_message(w, viewer, owner) == route
            assert ["M1"] == [reason.rule for reason in message.reasons]
            assert message == got.message
            assert got == everybody[owner]
            shown = [button and button.name for button in (got.primary, got.secondary)]
            menu = [button.name for button in got.menu]
            missing = {button.name: rules(verdict)[1] for button, verdict in got.missing.items()}
            expected = model.profile_actions(w, viewer, owner, policy, at)
            assert expected == (got.row, *shown, menu, missing)
