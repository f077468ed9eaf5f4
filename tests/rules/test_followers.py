"""F8: the follows that are in force, seen through the answers that read them."""

from __future__ import annotations

import pytest
from hypothesis import given

import linkgraph as lg
from tests.rules.drawing import SOME, T0, World, acted, of, worlds

CLOSED, OPEN = lg.FollowAudience.CONNECTIONS, lg.FollowAudience.EVERYONE


def in_force(graph: lg.LinkGraph, follower: object, followee: object) -> bool:
    """Whether a plain post of the followee is in the follower's feed because of the follow."""
    rules = {
        reason.rule for reason in lg.feed_verdict(graph, follower, lg.Post(1, followee)).reasons
    }
    fed = lg.feed_verdict(graph, follower, lg.Post(1, followee)).allowed
    return fed and bool(rules & {"W1", "W2"})


@SOME
@given(worlds(most=8))
def test_a_follow_is_in_force_if_the_audience_includes_the_follower(world: World):
    """F8: closing or opening the audience changes no stored follow."""
    for follower, followee in world.pairs:
        graph = world.graph
        for audience in (OPEN, CLOSED):
            action = lg.UpdateProfile(followee, at=world.at, follow_audience=audience)
            if lg.check(graph, action):
                graph = lg.apply(graph, action)
            stored = graph.is_following(follower, followee)
            assert world.graph.is_following(follower, followee) == stored
            is_admitted = audience is OPEN or graph.is_connected(follower, followee)
            assert (stored and is_admitted) == in_force(graph, follower, followee)


@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("hibernated", [True, False])
@pytest.mark.parametrize("audience", [OPEN, CLOSED])
def test_effective_followers_are_in_force_and_awake(connected, hibernated, audience):
    """F8: a connection who follows is always in force."""
    graph = of(
        "ana",
        "bo",
        connections="ana-bo" if connected else "",
        follows="bo>ana",
        ana={"follow_audience": audience},
        bo={"hibernated": hibernated},
    )
    active = [lg.Engagement("bo", 1, lg.EngagementKind.REACTION, at=T0)]
    expected = int((connected or audience is OPEN) and not hibernated)
    assert expected == lg.active_followers(graph, "ana", active, since=T0)


def test_disconnecting_puts_a_kept_follow_out_of_force():
    """F8, A10: where the policy keeps follows."""
    graph = of(connections="ana-bo", bo={"follow_audience": CLOSED})
    assert in_force(graph, "ana", "bo")
    apart = graph.disconnect("ana", "bo")
    assert apart.is_following("ana", "bo")
    assert not in_force(apart, "ana", "bo")
    again = acted(apart, lg.UpdateProfile("bo", at=T0, follow_audience=OPEN))
    assert in_force(again, "ana", "bo")
