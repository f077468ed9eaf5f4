"""A1 to A14: what an allowed action does, and what it leaves alone."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

import linkgraph as lg
from linkgraph import Code
from tests.rules.drawing import (
    DAY,
    ERAS,
    SOME,
    T0,
    TICK,
    World,
    acted,
    between,
    no,
    of,
    why,
    worlds,
)

TRIO = of("ana", "bo", "cy")
INVITE = lg.Invite("ana", "bo", at=T0)
CONNECTIONS_ONLY = lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS)


def policy(**changes):
    return attrs.evolve(lg.CURRENT, **changes)


def ties(graph):
    """What stands between Ana and Bo."""
    return between(graph, "ana", "bo")


# -- A1: inviting -------------------------------------------------------------------------------


def test_an_invitation_is_pending_and_follows():
    """A1."""
    graph = acted(TRIO, lg.Invite("ana", "bo", at=T0, note="Hello"))
    assert {"ana?bo", "ana>bo"} == ties(graph)
    assert lg.Invitation("ana", "bo", T0, "Hello") == graph.invitation("ana", "bo")
    assert lg.Invitation("ana", "bo", T0, None) == acted(TRIO, INVITE).invitation("ana", "bo")


def test_an_invitation_follows_only_by_policy():
    """A1."""
    assert {"ana?bo"} == ties(acted(TRIO, INVITE, policy=policy(follow_on_invite=False)))


def test_an_invitation_follows_only_whose_audience_admits_it():
    """A1, F8."""
    assert {"ana?bo"} == ties(acted(TRIO.with_profile("bo", CONNECTIONS_ONLY), INVITE))
    assert {"ana?bo", "ana>bo"} == ties(acted(TRIO.with_profile("ana", CONNECTIONS_ONLY), INVITE))


def test_an_invitation_leaves_follows_that_stand():
    """A1, F3."""
    mutual = of(follows="ana>bo bo>ana")
    for follows in (True, False):
        graph = acted(mutual, INVITE, policy=policy(follow_on_invite=follows))
        assert {"ana?bo", "ana>bo", "bo>ana"} == ties(graph)


def test_of_crossing_invitations_the_second_is_an_acceptance_in_waiting():
    """A1, F4."""
    graph = acted(TRIO, INVITE)
    assert no(("A1", Code.ACCEPT_INSTEAD)) == lg.check(graph, lg.Invite("bo", "ana", at=T0))
    graph = acted(graph, lg.Accept("bo", "ana", at=T0))
    assert {"ana-bo", "ana>bo", "bo>ana"} == ties(graph)
    assert () == graph.invitations_to("ana") == graph.invitations_to("bo")


# -- A2 to A6: how an invitation ends -----------------------------------------------------------

INVITED = acted(TRIO, INVITE)
INVITED_ONLY = acted(TRIO, INVITE, policy=policy(follow_on_invite=False))


def test_accepting_connects_and_follows_both_ways():
    """A2."""
    accept = lg.Accept("bo", "ana", at=T0 + DAY)
    assert INVITED.connect("ana", "bo") == acted(INVITED, accept)
    assert {"ana-bo", "ana>bo", "bo>ana"} == ties(acted(INVITED_ONLY, accept))


def test_accepting_follows_only_by_policy():
    """A2: then the follows stay as they were."""
    accept = lg.Accept("bo", "ana", at=T0 + DAY)
    silent = policy(follow_on_accept=False)
    assert {"ana-bo"} == ties(acted(INVITED_ONLY, accept, policy=silent))
    assert {"ana-bo", "ana>bo"} == ties(acted(INVITED, accept, policy=silent))


def test_accepting_follows_whom_only_connections_may_follow():
    """A2, F8: they are connected by then."""
    shy = INVITED_ONLY.with_profile("ana", CONNECTIONS_ONLY).with_profile("bo", CONNECTIONS_ONLY)
    graph = acted(shy, lg.Accept("bo", "ana", at=T0))
    assert {"ana-bo", "ana>bo", "bo>ana"} == ties(graph)


def test_ignoring_ends_the_invitation_and_nothing_else():
    """A3: the sender's follow stays, and they may invite again."""
    graph = acted(INVITED, lg.Ignore("bo", "ana", at=T0))
    assert {"ana>bo"} == ties(graph)
    assert lg.check(graph, INVITE)


def test_not_knowing_the_sender_bars_them_and_raises_a_flag():
    """A4."""
    graph = acted(INVITED, lg.Ignore("bo", "ana", at=T0, unknown=True))
    assert {"ana>bo"} == ties(graph)
    for at in (T0, T0 + 9999 * DAY):
        again = lg.Invite("ana", "bo", at=at, knows_email=True)
        assert no(("A4", Code.BARRED)) == lg.check(graph, again)
    other = lg.Invite("ana", "cy", at=T0)
    assert no(("L3", Code.EMAIL_NEEDED)) == lg.check(graph, other, policy(flag_limit=1))
    assert lg.check(graph, lg.Invite("bo", "ana", at=T0), policy(flag_limit=1))


def test_withdrawing_ends_the_invitation_and_with_unfollow_the_follow():
    """A5."""
    assert {"ana>bo"} == ties(acted(INVITED, lg.Withdraw("ana", "bo", at=T0)))
    assert set() == ties(acted(INVITED, lg.Withdraw("ana", "bo", at=T0, unfollow=True)))
    assert set() == ties(acted(INVITED_ONLY, lg.Withdraw("ana", "bo", at=T0, unfollow=True)))
    back = acted(INVITED, lg.Follow("bo", "ana", at=T0))
    assert {"bo>ana"} == ties(acted(back, lg.Withdraw("ana", "bo", at=T0, unfollow=True)))


def test_expiry_ends_every_old_invitation_without_a_cool_down():
    """A6: and leaves the young ones and the follows."""
    graph = acted(INVITED, lg.Invite("cy", "ana", at=T0), lg.Invite("cy", "bo", at=T0 + TICK))
    now = T0 + 180 * DAY
    graph = acted(graph, lg.Expire(at=now))
    assert {"ana>bo"} == ties(graph)
    assert {"cy>ana"} == between(graph, "ana", "cy")
    assert {"cy?bo", "cy>bo"} == between(graph, "bo", "cy")
    assert lg.check(graph, lg.Invite("ana", "bo", at=now))
    assert lg.check(graph, lg.Invite("ana", "cy", at=now))


# -- A7 to A10: follows and connections ---------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "action", "left"),
    [
        ("", lg.Follow("ana", "bo", at=T0), {"ana>bo"}),
        ("bo>ana", lg.Follow("ana", "bo", at=T0), {"ana>bo", "bo>ana"}),
        ("ana>bo bo>ana", lg.Unfollow("ana", "bo", at=T0), {"bo>ana"}),
        ("ana>bo bo>ana", lg.RemoveFollower("ana", "bo", at=T0), {"ana>bo"}),
    ],
)
def test_a_follow_begins_and_ends_in_one_direction(start, action, left):
    """A7, A8, A9, F2."""
    graph = of("ana", "bo", follows=start)
    assert left == ties(acted(graph, action))


@pytest.mark.parametrize(
    ("action", "left"),
    [
        (lg.Unfollow("ana", "bo", at=T0), {"ana-bo", "bo>ana"}),
        (lg.RemoveFollower("ana", "bo", at=T0), {"ana-bo", "ana>bo"}),
    ],
)
def test_who_stops_following_stays_connected(action, left):
    """A8, A9, F3: the methods of the graph say the same."""
    tied = of("ana", "bo", connections="ana-bo")
    assert left == ties(acted(tied, action))
    ends = ("ana", "bo") if isinstance(action, lg.Unfollow) else ("bo", "ana")
    assert tied.unfollow(*ends) == acted(tied, action)


def test_disconnecting_takes_both_follows_along_by_policy():
    """A10: sources conflict."""
    tied = of("ana", "bo", connections="ana-bo")
    disconnect = lg.Disconnect("bo", "ana", at=T0)
    assert of("ana", "bo") == acted(tied, disconnect)
    kept = acted(tied, disconnect, policy=policy(unfollow_on_disconnect=False))
    assert tied.disconnect("ana", "bo") == kept
    assert {"ana>bo", "bo>ana"} == ties(kept)


def test_a_follow_out_of_force_comes_back_with_the_setting():
    """F8: the stored follow stays all along."""
    graph = of("ana", "bo", "cy", follows="ana>bo", connections="bo-cy")
    posts = [lg.Post(1, "bo")]
    closed = acted(
        graph, lg.UpdateProfile("bo", at=T0, follow_audience=CONNECTIONS_ONLY.follow_audience)
    )
    assert {"ana>bo"} == ties(closed)
    assert ["W2"] == [r.rule for item in lg.feed(graph, "ana", posts) for r in item.reasons]
    assert [] == lg.feed(closed, "ana", posts)
    again = acted(closed, lg.UpdateProfile("bo", at=T0, follow_audience=lg.FollowAudience.EVERYONE))
    assert graph == again


# -- A11, A12: blocks ---------------------------------------------------------------------------


@pytest.mark.parametrize("blocker", ["ana", "bo"])
@pytest.mark.parametrize(
    "graph",
    [
        TRIO,
        INVITED,
        of("ana", "bo", "cy", connections="ana-bo"),
        of("ana", "bo", "cy", follows="ana>bo bo>ana"),
        acted(TRIO, lg.Invite("bo", "ana", at=T0)),
    ],
    ids=["nothing", "invited", "connected", "following", "invited by"],
)
def test_a_block_ends_every_tie_and_unblocking_brings_none_back(graph, blocker):
    """A11, A12, F5."""
    other = "bo" if blocker == "ana" else "ana"
    blocked = acted(graph, lg.Block(blocker, other, at=T0))
    assert {f"{blocker}!{other}"} == ties(blocked)
    assert () == blocked.invitations_to("ana") == blocked.invitations_to("bo")
    assert set() == ties(acted(blocked, lg.Unblock(blocker, other, at=T0)))


def test_a_block_leaves_no_invitation_that_could_be_accepted():
    """A11: no dead request, now or after the unblock."""
    graph = acted(INVITED, lg.Block("ana", "bo", at=T0), lg.Unblock("ana", "bo", at=T0))
    assert no(("A2", Code.NOT_PENDING)) == lg.check(graph, lg.Accept("bo", "ana", at=T0))
    assert lg.check(graph, INVITE), "a block is no withdrawal: nothing cools down"


def test_what_is_remembered_outlives_blocks_and_disconnections():
    """F9."""
    graph = acted(
        INVITED,
        lg.Withdraw("ana", "bo", at=T0),
        lg.Block("bo", "ana", at=T0),
        lg.Unblock("bo", "ana", at=T0),
    )
    assert no(("A5", Code.COOLING_DOWN)) == lg.check(graph, INVITE)
    barred = acted(INVITED, lg.Ignore("bo", "ana", at=T0, unknown=True))
    both = acted(
        barred,
        lg.Invite("bo", "ana", at=T0),
        lg.Accept("ana", "bo", at=T0),
        lg.Disconnect("ana", "bo", at=T0),
    )
    assert no(("A4", Code.BARRED)) == lg.check(both, INVITE)


# -- A13: profiles ------------------------------------------------------------------------------


def test_an_update_changes_what_it_names_and_keeps_the_rest():
    """A13."""
    graph = of("ana", ana={"employer": "acme", "tier": lg.Tier.PREMIUM})
    graph = acted(graph, lg.UpdateProfile("ana", at=T0, tier=lg.Tier.FREE, groups={"chess"}))
    assert lg.Profile(employer="acme", groups={"chess"}) == graph.profile("ana")
    graph = acted(graph, lg.UpdateProfile("ana", at=T0, employer=None, groups=()))
    assert of("ana") == graph


# -- A14: coming and going ----------------------------------------------------------------------


def test_joiners_come_last():
    """A14, F10."""
    graph = acted(TRIO, lg.Join("abe", at=T0), lg.Leave("ana", at=T0), lg.Join("ana", at=T0))
    assert ["bo", "cy", "abe", "ana"] == list(graph)


def test_who_leaves_takes_every_tie_along():
    """A14."""
    graph = acted(
        of(
            "ana",
            "bo",
            "cy",
            "di",
            connections="ana-bo bo-cy",
            follows="di>ana",
            ana={"tier": lg.Tier.PREMIUM},
        ),
        lg.Invite("ana", "cy", at=T0),
        lg.Block("ana", "di", at=T0),
        lg.Leave("ana", at=T0),
    )
    assert of("bo", "cy", "di", connections="bo-cy") == graph


# everything that can be remembered of Ana (F9): bars and flags both ways, times of all kinds
REMEMBERED = acted(
    of("ana", "bo", "cy", "di"),
    lg.Invite("ana", "bo", at=T0, note="Hello"),
    lg.Ignore("bo", "ana", at=T0, unknown=True),
    lg.Invite("ana", "cy", at=T0),
    lg.Withdraw("ana", "cy", at=T0),
    lg.Invite("cy", "ana", at=T0),
    lg.Withdraw("cy", "ana", at=T0),
    lg.Invite("di", "ana", at=T0),
    lg.Ignore("ana", "di", at=T0, unknown=True),
    lg.Block("ana", "di", at=T0),
    lg.Unblock("ana", "di", at=T0),
    lg.Block("di", "ana", at=T0),
    lg.Unblock("di", "ana", at=T0),
)
STRICT = policy(weekly_invitations=1, free_notes_per_month=1, flag_limit=1)


@pytest.mark.parametrize(
    ("action", "reasons"),
    [
        (
            lg.Invite("ana", "bo", at=T0, note="Hello"),
            [
                ("A4", Code.BARRED),
                ("L2", Code.WEEKLY_LIMIT),
                ("L3", Code.EMAIL_NEEDED),
                ("L5", Code.NOTES_USED_UP),
            ],
        ),
        (
            lg.Invite("ana", "cy", at=T0, knows_email=True),
            [("A5", Code.COOLING_DOWN), ("L2", Code.WEEKLY_LIMIT)],
        ),
        (lg.Block("ana", "di", at=T0), [("A11", Code.UNBLOCKED_RECENTLY)]),
        (lg.Block("di", "ana", at=T0), [("A11", Code.UNBLOCKED_RECENTLY)]),
    ],
)
def test_who_comes_back_starts_anew(action, reasons):
    """F9, A14: Leave forgets all of it about that member."""
    assert reasons == why(lg.check(REMEMBERED, action, STRICT))
    back = acted(REMEMBERED, lg.Leave("ana", at=T0), lg.Join("ana", at=T0))
    assert lg.check(back, action, STRICT)


def test_what_others_hold_against_a_leaver_is_forgotten_what_they_did_is_not():
    """F9: bars and cool-downs name two, but an invitation sent is the sender's."""
    back = acted(REMEMBERED, lg.Leave("ana", at=T0), lg.Join("ana", at=T0))
    to_ana = lg.Invite("cy", "ana", at=T0)
    assert [("A5", Code.COOLING_DOWN), ("L2", Code.WEEKLY_LIMIT)] == why(
        lg.check(REMEMBERED, to_ana, STRICT)
    )
    assert no(("L2", Code.WEEKLY_LIMIT)) == lg.check(back, to_ana, STRICT)


@SOME
@given(worlds(past=20))
def test_who_leaves_and_comes_back_is_a_stranger_without_a_past(world: World):
    """A14, F9: no tie, no profile, and every first invitation is allowed by CURRENT."""
    member = world.members[0]
    back = acted(world.graph, lg.Leave(member, at=world.at), lg.Join(member, at=world.at))
    assert ([*world.members[1:], member], lg.Profile()) == (list(back), back.profile(member))
    for other in world.members[1:]:
        assert set() == between(back, member, other)
        invite = lg.Invite(member, other, at=world.at, knows_email=True, note="Hello")
        assert lg.check(back, invite)
        assert lg.check(back, lg.Block(other, member, at=world.at))
        assert lg.check(back, lg.Block(member, other, at=world.at))


# -- eras ---------------------------------------------------------------------------------------

DECADE = [INVITE, lg.Accept("bo", "ana", at=T0), lg.Disconnect("ana", "bo", at=T0)]


@pytest.mark.parametrize(
    ("era", "invited", "accepted"),
    [
        ("E1", {"ana?bo"}, {"ana-bo"}),
        ("E2", {"ana?bo"}, {"ana-bo"}),
        ("E3", {"ana?bo"}, {"ana-bo", "ana>bo", "bo>ana"}),
        ("E4", {"ana?bo"}, {"ana-bo", "ana>bo", "bo>ana"}),
        ("E5", {"ana?bo", "ana>bo"}, {"ana-bo", "ana>bo", "bo>ana"}),
    ],
)
def test_what_connecting_brings_depends_on_the_era(era, invited, accepted):
    """E1 to E5."""
    found = [ties(acted(TRIO, *DECADE[:steps], policy=ERAS[era])) for steps in (1, 2, 3)]
    assert [invited, accepted, set()] == found
