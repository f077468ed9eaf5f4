"""M1: who may write to whom, and by which route."""

from __future__ import annotations

import pytest
from hypothesis import given

import linkgraph as lg
from linkgraph import Code
from linkgraph.rules.messages import ROUTES
from tests.rules.drawing import SOME, T0, World, acted, between, no, of, worlds

PREMIUM = lg.Tier.PREMIUM
# every route at once, so that taking one away leaves the next
EVERY_ROUTE = of(
    connections="ana-bo",
    ana={"tier": PREMIUM, "groups": {"chess", 7}, "employer": "acme"},
    bo={"tier": PREMIUM, "open_profile": True, "groups": {"go", 7}, "employer": "acme"},
)


def without(graph, member, **changes):
    return acted(graph, lg.UpdateProfile(member, at=T0, **changes))


APART = EVERY_ROUTE.disconnect("ana", "bo")
NOT_OPEN = without(APART, "bo", open_profile=False)
NO_GROUP = without(NOT_OPEN, "bo", groups={"go"})
NO_EMPLOYER = without(NO_GROUP, "ana", employer=None)
STRANGER = without(NO_EMPLOYER, "ana", tier=lg.Tier.FREE)

ROUTE = {
    "connected": (EVERY_ROUTE, Code.DIRECT),
    "open profile": (APART, Code.OPEN_PROFILE),
    "shared group": (NOT_OPEN, Code.GROUP_REQUEST),
    "same employer": (NO_GROUP, Code.COWORKER_REQUEST),
    "premium viewer": (NO_EMPLOYER, Code.INMAIL),
}


@pytest.mark.parametrize(("graph", "code"), ROUTE.values(), ids=ROUTE)
def test_the_first_route_that_is_open_counts(graph, code):
    """M1."""
    expected = lg.Verdict(True, (lg.Reason("M1", code),))
    assert expected == lg.can_message(graph, "ana", "bo")


def test_without_a_route_there_is_none():
    """M1: following gives no right to message, either way."""
    assert {"ana>bo", "bo>ana"} == between(STRANGER, "ana", "bo")
    for graph in (STRANGER, STRANGER.unfollow("ana", "bo").unfollow("bo", "ana")):
        assert no(("M1", Code.NO_ROUTE)) == lg.can_message(graph, "ana", "bo")


def test_nobody_writes_to_themself_or_across_a_block():
    """M1: whatever else there is."""
    assert no(("M1", Code.ONESELF)) == lg.can_message(EVERY_ROUTE, "ana", "ana")
    for block in (lg.Block("ana", "bo", at=T0), lg.Block("bo", "ana", at=T0)):
        blocked = acted(EVERY_ROUTE, block)
        assert no(("M1", Code.BLOCKED)) == lg.can_message(blocked, "ana", "bo")
        assert no(("M1", Code.ONESELF)) == lg.can_message(blocked, "bo", "bo")


@pytest.mark.parametrize("profile", [{"open_profile": True}, {"tier": PREMIUM}])
def test_an_open_profile_needs_both_the_tier_and_the_setting(profile):
    """M1: and it is the owner's, not the viewer's."""
    assert no(("M1", Code.NO_ROUTE)) == lg.can_message(of("ana", "bo", bo=profile), "ana", "bo")
    both = of("ana", "bo", ana={"open_profile": True, "tier": PREMIUM})
    assert [Code.INMAIL] == [r.code for r in lg.can_message(both, "ana", "bo").reasons]


def test_no_employer_is_not_the_same_employer():
    """M1."""
    assert not lg.can_message(of("ana", "bo"), "ana", "bo")
    assert not lg.can_message(of("ana", "bo", bo={"employer": "acme"}), "ana", "bo")
    assert not lg.can_message(of("ana", "bo", ana={"employer": "acme"}), "ana", "bo")


def test_every_route_of_the_table_is_reached():
    """M1: and the table has them in the order of the rule."""
    routes = [code for _, code in ROUTE.values()]
    assert [Code.ONESELF, Code.BLOCKED, *routes, Code.NO_ROUTE] == [row.code for row in ROUTES]


@SOME
@given(worlds())
def test_the_verdict_says_whether_there_is_a_route(world: World):
    """M1: exactly one reason; direct means connected, and the route back may be another."""
    for a, b in world.pairs:
        there, back = lg.can_message(world.graph, a, b), lg.can_message(world.graph, b, a)
        (reason,) = there.reasons
        assert "M1" == reason.rule
        refused = {Code.BLOCKED, Code.NO_ROUTE}
        assert there.allowed == (reason.code not in refused)
        for code in (Code.DIRECT, Code.BLOCKED):  # the two that are symmetric
            assert (code is reason.code) == (code is back.reasons[0].code)
        assert (reason.code is Code.DIRECT) == world.graph.is_connected(a, b)


@pytest.mark.parametrize("ends", [("ana", "zoe"), ("zoe", "ana")])
def test_an_unknown_member_is_named(ends):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        lg.can_message(EVERY_ROUTE, *ends)
    assert lg.UnknownMember("zoe") == caught.value
