"""B1 to B14: which buttons a profile shows, and that each does something."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import ProfileButton
from linkgraph.rules import buttons
from linkgraph.rules.buttons import BUTTON_ACTIONS, ROWS, action_of
from tests.rules.drawing import DAY, SOME, T0, TICK, World, acted, no, of, worlds

(
    EDIT_PROFILE,
    UNAVAILABLE,
    MESSAGE,
    CONNECT,
    PENDING,
    ACCEPT,
    IGNORE,
    I_DONT_KNOW,
    FOLLOW,
    FOLLOWING,
    UNFOLLOW,
    REMOVE_CONNECTION,
    BLOCK,
    UNBLOCK,
) = ProfileButton

TWO = of("ana", "bo")
TIED = of(connections="ana-bo")
INVITED = acted(TWO, lg.Invite("ana", "bo", at=T0))
INVITED_BY = acted(TWO, lg.Invite("bo", "ana", at=T0))
KNOWN = {"invitations_from": lg.InvitationsFrom.KNOWN}
CLOSED = {"follow_audience": lg.FollowAudience.CONNECTIONS}
ASKS_FOLLOW = {"primary_button": lg.Button.FOLLOW}
INFLUENCER = {"influencer": True}
CAP_1 = attrs.evolve(lg.CURRENT, connection_cap=1)


def with_bo(graph, **profile):
    return graph.with_profile("bo", lg.Profile(**profile))


# graph, policy; row, primary, secondary, menu; the rules for which CONNECT and FOLLOW are missing
SIGHTS = {
    "B2 who has blocked one": (
        acted(TIED, lg.Block("bo", "ana", at=T0)), lg.CURRENT,
        "B2", UNAVAILABLE, None, [], {CONNECT: ["A1"], FOLLOW: ["A7"]},
    ),
    "B2 whom one has blocked": (
        acted(TIED, lg.Block("ana", "bo", at=T0)), lg.CURRENT,
        "B2", UNAVAILABLE, None, [UNBLOCK], {CONNECT: ["A1"], FOLLOW: ["A7"]},
    ),
    "B3": (
        TIED, lg.CURRENT,
        "B3", MESSAGE, None, [UNFOLLOW, REMOVE_CONNECTION, BLOCK], {CONNECT: ["A1"]},
    ),
    "B3 not following": (
        TIED.unfollow("ana", "bo"), lg.CURRENT,
        "B3", MESSAGE, None, [FOLLOW, REMOVE_CONNECTION, BLOCK], {CONNECT: ["A1"]},
    ),
    "B3 not followable": (
        TIED.unfollow("ana", "bo"), lg.CONNECT_ONLY,
        "B3", MESSAGE, None, [REMOVE_CONNECTION, BLOCK], {CONNECT: ["A1"], FOLLOW: ["E1"]},
    ),
    "B3 unblocked of late": (
        acted(
            TWO,
            lg.Block("ana", "bo", at=T0),
            lg.Unblock("ana", "bo", at=T0),
            lg.Invite("ana", "bo", at=T0),
            lg.Accept("bo", "ana", at=T0),
        ), lg.CURRENT,
        "B3", MESSAGE, None, [UNFOLLOW, REMOVE_CONNECTION], {CONNECT: ["A1"]},
    ),
    "B4": (
        INVITED_BY, lg.CURRENT,
        "B4", ACCEPT, IGNORE, [I_DONT_KNOW, FOLLOW, BLOCK], {CONNECT: ["A1"]},
    ),
    "B4 following": (
        INVITED_BY.follow("ana", "bo"), lg.CURRENT,
        "B4", ACCEPT, IGNORE, [I_DONT_KNOW, UNFOLLOW, BLOCK], {CONNECT: ["A1"]},
    ),
    "B4 at the cap": (
        acted(of("ana", "bo", connections="ana-cy"), lg.Invite("bo", "ana", at=T0)), CAP_1,
        "B4", IGNORE, None, [I_DONT_KNOW, FOLLOW, BLOCK], {CONNECT: ["A1", "L1"]},
    ),
    "B5 following": (
        with_bo(INVITED, **ASKS_FOLLOW), lg.CURRENT,
        "B5", FOLLOWING, MESSAGE, [PENDING, BLOCK], {CONNECT: ["A1"]},
    ),
    "B5 not following": (
        with_bo(INVITED.unfollow("ana", "bo"), **ASKS_FOLLOW), lg.CURRENT,
        "B5", FOLLOW, MESSAGE, [PENDING, BLOCK], {CONNECT: ["A1"]},
    ),
    "B5 at the cap": (
        acted(of("ana", "bo", connections="ana-cy"), lg.Invite("ana", "bo", at=T0)), CAP_1,
        "B5", FOLLOWING, MESSAGE, [PENDING, BLOCK], {CONNECT: ["A1", "L1"]},
    ),
    "B5 who is at the cap": (
        acted(of("ana", "bo", connections="bo-cy"), lg.Invite("ana", "bo", at=T0)), CAP_1,
        "B5", FOLLOWING, MESSAGE, [PENDING, BLOCK], {CONNECT: ["A1", "L1"]},
    ),
    "B5 following out of force": (
        with_bo(INVITED, **ASKS_FOLLOW, **CLOSED), lg.CURRENT,
        "B5", FOLLOWING, MESSAGE, [PENDING, BLOCK], {CONNECT: ["A1"]},
    ),
    "B6": (
        INVITED, lg.CURRENT,
        "B6", PENDING, MESSAGE, [UNFOLLOW, BLOCK], {CONNECT: ["A1"]},
    ),
    "B6 not following": (
        INVITED.unfollow("ana", "bo"), lg.CURRENT,
        "B6", PENDING, MESSAGE, [FOLLOW, BLOCK], {CONNECT: ["A1"]},
    ),
    "B6 follow-first but closed": (
        with_bo(INVITED.unfollow("ana", "bo"), **ASKS_FOLLOW, **CLOSED), lg.CURRENT,
        "B6", PENDING, MESSAGE, [BLOCK], {CONNECT: ["A1"], FOLLOW: ["A7"]},
    ),
    "B7": (
        with_bo(TWO, **KNOWN, **CLOSED), lg.CURRENT,
        "B7", MESSAGE, None, [BLOCK], {CONNECT: ["A1"], FOLLOW: ["A7"]},
    ),
    "B7 in the first era": (
        with_bo(TWO, name_shown=lg.NameShown.INITIAL), lg.CONNECT_ONLY,
        "B7", MESSAGE, None, [BLOCK], {CONNECT: ["P6"], FOLLOW: ["E1"]},
    ),
    "B8": (
        with_bo(TWO, **KNOWN), lg.CURRENT,
        "B8", FOLLOW, MESSAGE, [BLOCK], {CONNECT: ["A1"]},
    ),
    "B8 following": (
        with_bo(TWO.follow("ana", "bo"), **KNOWN), lg.CURRENT,
        "B8", FOLLOWING, MESSAGE, [BLOCK], {CONNECT: ["A1"]},
    ),
    "B8 cooling down": (
        acted(INVITED, lg.Withdraw("ana", "bo", at=T0, unfollow=True)), lg.CURRENT,
        "B8", FOLLOW, MESSAGE, [BLOCK], {CONNECT: ["A5"]},
    ),
    "B8 at the cap": (
        of("ana", "bo", connections="ana-cy"), CAP_1,
        "B8", FOLLOW, MESSAGE, [BLOCK], {CONNECT: ["L1"]},
    ),
    "B9": (
        with_bo(TWO, **CLOSED), lg.CURRENT,
        "B9", CONNECT, MESSAGE, [BLOCK], {FOLLOW: ["A7"]},
    ),
    "B9 follow-first but closed": (
        with_bo(TWO, **CLOSED, **ASKS_FOLLOW), lg.CURRENT,
        "B9", CONNECT, MESSAGE, [BLOCK], {FOLLOW: ["A7"]},
    ),
    "B9 in the first era": (
        with_bo(TWO, **INFLUENCER, **ASKS_FOLLOW), lg.CONNECT_ONLY,
        "B9", CONNECT, MESSAGE, [BLOCK], {FOLLOW: ["E1"]},
    ),
    "B9 in the second era": (
        with_bo(TWO, **ASKS_FOLLOW), lg.INFLUENCERS,
        "B9", CONNECT, MESSAGE, [BLOCK], {FOLLOW: ["E2"]},
    ),
    "B10": (
        with_bo(TWO, **ASKS_FOLLOW), lg.CURRENT,
        "B10", FOLLOW, MESSAGE, [CONNECT, BLOCK], {},
    ),
    "B10 following": (
        with_bo(TWO.follow("ana", "bo"), **ASKS_FOLLOW), lg.FOLLOW_FIRST,
        "B10", FOLLOWING, MESSAGE, [CONNECT, BLOCK], {},
    ),
    "B10 an influencer in the second era": (
        with_bo(TWO, **INFLUENCER), lg.INFLUENCERS,
        "B10", FOLLOW, MESSAGE, [CONNECT, BLOCK], {},
    ),
    "B10 an influencer in the third era": (
        with_bo(TWO, **INFLUENCER), lg.OPEN_FOLLOW,
        "B10", FOLLOW, MESSAGE, [CONNECT, BLOCK], {},
    ),
    "B11": (
        TWO, lg.CURRENT,
        "B11", CONNECT, MESSAGE, [FOLLOW, BLOCK], {},
    ),
    "B11 following": (
        TWO.follow("ana", "bo"), lg.CURRENT,
        "B11", CONNECT, MESSAGE, [UNFOLLOW, BLOCK], {},
    ),
    "B11 following out of force": (
        with_bo(TWO.follow("ana", "bo"), **CLOSED), lg.CURRENT,
        "B11", CONNECT, MESSAGE, [UNFOLLOW, BLOCK], {},
    ),
    "B11 a choice that the third era ignores": (
        with_bo(TWO, **ASKS_FOLLOW), lg.OPEN_FOLLOW,
        "B11", CONNECT, MESSAGE, [FOLLOW, BLOCK], {},
    ),
    "B11 influencers choose like everybody": (
        with_bo(TWO, **INFLUENCER), lg.FOLLOW_FIRST,
        "B11", CONNECT, MESSAGE, [FOLLOW, BLOCK], {},
    ),
    "B11 nobody has the choice": (
        with_bo(TWO, **INFLUENCER, **ASKS_FOLLOW),
        attrs.evolve(lg.CURRENT, primary_choice=lg.Who.NOBODY),
        "B11", CONNECT, MESSAGE, [FOLLOW, BLOCK], {},
    ),
    "B11 the viewer's own choice": (
        TWO.with_profile("ana", lg.Profile(**ASKS_FOLLOW, **INFLUENCER)), lg.CURRENT,
        "B11", CONNECT, MESSAGE, [FOLLOW, BLOCK], {},
    ),
    "B11 unblocked of late": (
        acted(TWO, lg.Block("ana", "bo", at=T0), lg.Unblock("ana", "bo", at=T0)), lg.CURRENT,
        "B11", CONNECT, MESSAGE, [FOLLOW], {},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("graph", "policy", "row", "primary", "secondary", "menu", "missing"),
    SIGHTS.values(),
    ids=SIGHTS,
)
def test_the_first_row_that_matches_decides(graph, policy, row, primary, secondary, menu, missing):
    """B2 to B12, B14."""
    found = lg.profile_actions(graph, "ana", "bo", at=T0, policy=policy)
    assert (row, primary, secondary, tuple(menu)) == (
        found.row,
        found.primary,
        found.secondary,
        found.menu,
    )
    rules = {button: [r.rule for r in said.reasons] for button, said in found.missing.items()}
    assert missing == rules


def test_ones_own_profile_can_be_edited():
    """B1: nothing is missing, and nobody writes to themself."""
    found = lg.profile_actions(TIED, "ana", "ana", at=T0)
    oneself = no(("M1", lg.Code.ONESELF))
    assert lg.ProfileActions(EDIT_PROFILE, None, (), "B1", found.missing, oneself) == found
    assert {} == found.missing
    assert (EDIT_PROFILE,) == found.buttons


# -- every row is reached -----------------------------------------------------------------------


def test_every_row_has_an_example():
    """B1 to B11."""
    shown = {row for _, _, row, *_ in SIGHTS.values()} | {"B1"}
    assert shown == {row.rule for row in ROWS}
    assert [f"B{n}" for n in range(1, 12)] == [row.rule for row in ROWS]


# B1 to B11 as the rule book lists them: condition, primary, secondary, menu
EITHER, OR_NOT = (FOLLOWING, FOLLOW), (FOLLOW, UNFOLLOW)
FIRST = "(connection limit reached or other prefers follow)"
FOLLOWABLE = "(viewer follows or Follow is allowed)"
BOOK = [
    ("same member", (EDIT_PROFILE,), (), ()),
    ("blocked", (UNAVAILABLE,), (), (UNBLOCK,)),
    ("connected", (MESSAGE,), (), (*OR_NOT, REMOVE_CONNECTION, BLOCK)),
    ("invitation received", (ACCEPT, IGNORE), (IGNORE,), (I_DONT_KNOW, *OR_NOT, BLOCK)),
    (f"invitation sent and {FIRST} and {FOLLOWABLE}", EITHER, (MESSAGE,), (PENDING, BLOCK)),
    ("invitation sent", (PENDING,), (MESSAGE,), (*OR_NOT, BLOCK)),
    (f"not (Invite is allowed) and not {FOLLOWABLE}", (MESSAGE,), (), (BLOCK,)),
    ("not (Invite is allowed)", EITHER, (MESSAGE,), (BLOCK,)),
    (f"not {FOLLOWABLE}", (CONNECT,), (MESSAGE,), (BLOCK,)),
    (FIRST[1:-1], EITHER, (MESSAGE,), (CONNECT, BLOCK)),
    ("always", (CONNECT,), (MESSAGE,), (*OR_NOT, BLOCK)),
]


def test_the_table_is_that_of_the_rule_book():
    """B1 to B11."""
    assert BOOK == [(str(row.condition), row.primary, row.secondary, row.menu) for row in ROWS]


def test_a_button_that_does_nothing_is_not_shown_whatever_the_table_says(monkeypatch):
    """B12: in front, beside it, and in the menu."""
    dead = (ACCEPT, UNFOLLOW, PENDING)
    row = attrs.evolve(ROWS[-1], primary=(*dead, CONNECT), secondary=(*dead, BLOCK), menu=dead)
    monkeypatch.setattr(buttons, "_first_row", lambda _: row)
    found = lg.profile_actions(TWO, "ana", "bo", at=T0)
    assert (CONNECT, BLOCK, ()) == (found.primary, found.secondary, found.menu)


def sights(world: World):
    """What everybody sees on everybody's profile."""
    for viewer in world.graph:
        for owner in world.graph:
            yield (
                viewer,
                owner,
                lg.profile_actions(world.graph, viewer, owner, at=world.at, policy=world.policy),
            )


def test_histories_reach_every_row():
    """B1 to B11: so the laws below speak of each."""
    look = settings(
        max_examples=3000,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    left = {row.rule for row in ROWS}

    def all_met(world):
        left.difference_update(shown.row for *_, shown in sights(world))
        return not left

    find(worlds(most=2, past=20), all_met, settings=look)
    assert set() == left


# -- laws ---------------------------------------------------------------------------------------

KINDS = {
    lg.Invite: CONNECT,
    lg.Accept: ACCEPT,
    lg.Ignore: IGNORE,
    lg.Withdraw: PENDING,
    lg.Follow: FOLLOW,
    lg.Unfollow: UNFOLLOW,
    lg.Disconnect: REMOVE_CONNECTION,
    lg.Block: BLOCK,
    lg.Unblock: UNBLOCK,
}
stories = given(worlds(most=4, past=20))


@stories
def test_no_button_is_dead_and_no_way_is_hidden(world: World):
    """B12: what is shown is allowed, and what is allowed between the two is shown."""
    graph, at, policy = world.graph, world.at, world.policy
    for viewer, owner, shown in sights(world):
        actions = [action_of(b, viewer, owner, at) for b in shown.buttons if b in BUTTON_ACTIONS]
        assert [] == [action for action in actions if not lg.check(graph, action, policy)]
        if viewer != owner:
            possible = [kind(viewer, owner, at=at) for kind in KINDS]
            possible.append(lg.Ignore(viewer, owner, at=at, unknown=True))
            assert {a for a in possible if lg.check(graph, a, policy)} == set(actions)


def test_the_message_is_the_viewers_to_write():
    """B13: the owner's InMail is no route for the viewer."""
    graph = of("ana", "bo", bo={"tier": lg.Tier.PREMIUM})
    there = lg.profile_actions(graph, "ana", "bo", at=T0)
    back = lg.profile_actions(graph, "bo", "ana", at=T0)
    assert no(("M1", lg.Code.NO_ROUTE)) == there.message
    assert lg.Verdict(True, (lg.Reason("M1", lg.Code.INMAIL),)) == back.message


@SOME
@stories
def test_message_comes_with_its_verdict(world: World):
    """B13: M1's, whether or not there is a route."""
    for viewer, owner, shown in sights(world):
        assert lg.can_message(world.graph, viewer, owner) == shown.message
        without = {"B1", "B2", "B4"}
        assert (shown.row not in without) == (MESSAGE in shown.buttons)


@SOME
@stories
def test_where_connect_or_follow_is_missing_the_answer_says_why(world: World):
    """B14: nothing on one's own profile; FOLLOW is not missing where a follow stands."""
    for viewer, owner, shown in sights(world):
        expected = {}
        if viewer != owner:
            for button in (CONNECT, FOLLOW):
                verdict = lg.check(
                    world.graph, action_of(button, viewer, owner, world.at), world.policy
                )
                stands = button is FOLLOW and world.graph.is_following(viewer, owner)
                if button not in shown.buttons and not stands:
                    expected[button] = verdict
        assert expected == shown.missing
        assert not any(expected.values())


@SOME
@stories
def test_a_profile_shows_a_button_in_front_and_none_twice(world: World):
    """B1 to B11: FOLLOWING and UNFOLLOW are the same deed."""
    for _, _, shown in sights(world):
        assert isinstance(shown.primary, ProfileButton)
        assert len(set(shown.buttons)) == len(shown.buttons)
        assert len({FOLLOW, FOLLOWING, UNFOLLOW} & set(shown.buttons)) <= 1
        front = [shown.primary] + ([shown.secondary] if shown.secondary else [])
        assert (*front, *shown.menu) == shown.buttons


@SOME
@stories
def test_what_a_profile_shows_is_a_value(world: World):
    """Hashable, comparable, picklable."""
    for viewer, owner, shown in sights(world):
        twin = pickle.loads(pickle.dumps(shown))
        assert (shown, hash(shown), repr(shown)) == (twin, hash(twin), repr(twin))
        again = lg.profile_actions(world.graph, viewer, owner, at=world.at, policy=world.policy)
        assert (shown, hash(shown)) == (again, hash(again))


def test_a_button_that_is_pressed_does_what_it_says():
    """B12: each deed is the viewer's own, without options."""
    deeds = {button: action_of(button, "ana", "bo", T0) for button in BUTTON_ACTIONS}
    expected = {button: kind("ana", "bo", at=T0) for kind, button in KINDS.items()} | {
        I_DONT_KNOW: lg.Ignore("ana", "bo", at=T0, unknown=True),
        FOLLOWING: lg.Unfollow("ana", "bo", at=T0),
    }
    assert expected == deeds
    assert {EDIT_PROFILE, UNAVAILABLE, MESSAGE} == set(ProfileButton) - set(deeds)


# -- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "window", "button"),
    [
        (
            acted(INVITED, lg.Withdraw("ana", "bo", at=T0)),
            lg.CURRENT.withdraw_cooldown,
            CONNECT,
        ),
        (
            acted(TWO, lg.Block("ana", "bo", at=T0), lg.Unblock("ana", "bo", at=T0)),
            lg.CURRENT.reblock_cooldown,
            BLOCK,
        ),
    ],
)
def test_a_button_comes_back_when_its_window_closes(graph, window, button):
    """B12, A5, A11."""
    shown = [
        button in lg.profile_actions(graph, "ana", "bo", at=at).buttons
        for at in (T0 - TICK, T0, T0 + window - TICK, T0 + window)
    ]
    assert [True, False, False, True] == shown


# -- the answer's mapping -----------------------------------------------------------------------


def test_what_is_missing_is_a_frozen_mapping():
    """B14: it equals a dict, and can be hashed."""
    missing = lg.profile_actions(with_bo(TWO, **KNOWN, **CLOSED), "ana", "bo", at=T0).missing
    expected = {
        CONNECT: no(("A1", lg.Code.KNOWN_ONLY)),
        FOLLOW: no(("A7", lg.Code.CONNECTIONS_ONLY)),
    }
    assert expected == missing
    assert (expected, 2, [CONNECT, FOLLOW]) == (dict(missing), len(missing), list(missing))
    assert repr(expected) == repr(missing)
    assert expected[FOLLOW] == missing[FOLLOW] == missing.get(FOLLOW)
    assert missing.get(BLOCK) is None
    assert BLOCK not in missing
    assert missing != {}
    other = lg.profile_actions(TWO, "ana", "bo", at=T0).missing
    assert other == {}
    assert 2 == len({missing, other, pickle.loads(pickle.dumps(missing))})
    with pytest.raises(KeyError):
        missing[BLOCK]
    with pytest.raises(TypeError):
        missing[BLOCK] = expected[FOLLOW]


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [("ana", "zoe"), ("zoe", "ana"), ("zoe", "zoe")])
def test_an_unknown_member_is_named(ends):
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        lg.profile_actions(TWO, *ends, at=T0)
    assert lg.UnknownMember("zoe") == caught.value


@pytest.mark.parametrize("bad", [None, datetime(2026, 3, 2), "now", DAY], ids=str)  # noqa: DTZ001  # naive on purpose
def test_what_is_no_aware_time_is_refused(bad):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.profile_actions(TWO, "ana", "bo", at=bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("bad", [None, "CURRENT", lg.Policy], ids=str)
def test_what_is_no_policy_is_refused(bad):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.profile_actions(TWO, "ana", "bo", at=T0, policy=bad)
    assert bad == caught.value.value


@given(st.integers(-23, 23), st.integers(-3, 24))
def test_any_zone_will_do(hours, days):
    """A5: one moment, one answer."""
    graph = acted(INVITED, lg.Withdraw("ana", "bo", at=T0))
    at = T0 + days * DAY
    zoned = at.astimezone(timezone(timedelta(hours=hours)))
    expected = lg.profile_actions(graph, "ana", "bo", at=at)
    assert expected == lg.profile_actions(graph, "ana", "bo", at=zoned)
    assert ("B8" if 0 <= days < 21 else "B11") == expected.row
