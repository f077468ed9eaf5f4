"""A1 to A14: what each action needs, and what `check` and `apply` owe to each other."""

from __future__ import annotations

import pickle
from datetime import timedelta

import attrs
import pytest
from hypothesis import given

import linkgraph as lg
from linkgraph import Code
from linkgraph.rules.effects import EFFECTS
from linkgraph.rules.requirements import REQUIREMENTS
from tests.rules.drawing import (
    DAY,
    ERAS,
    SOME,
    STEPS,
    T0,
    Step,
    World,
    acted,
    between,
    no,
    of,
    why,
    worlds,
    yes,
)
from tests.rules.test_actions import EVERY, name

TRIO = of("ana", "bo", "cy")
TIED = of("ana", "bo", "cy", connections="ana-bo")
INVITE = lg.Invite("ana", "bo", at=T0)
NOTED = lg.Invite("ana", "bo", at=T0, note="Hello")
ACCEPT = lg.Accept("bo", "ana", at=T0)
FOLLOW = lg.Follow("ana", "bo", at=T0)
BLOCK = lg.Block("ana", "bo", at=T0)

INVITED = acted(TRIO, INVITE)
CALLED = acted(TRIO, lg.Invite("bo", "ana", at=T0))
BARRED = acted(INVITED, lg.Ignore("bo", "ana", at=T0, unknown=True))
WITHDRAWN = acted(INVITED, lg.Withdraw("ana", "bo", at=T0))
MINE = acted(TRIO, BLOCK)  # ana has blocked bo
THEIRS = acted(TRIO, lg.Block("bo", "ana", at=T0))
UNBLOCKED = acted(MINE, lg.Unblock("ana", "bo", at=T0))
AT_CAP = of("ana", "bo", "cy", connections="ana-cy")
OTHER_AT_CAP = of("ana", "bo", "cy", connections="bo-cy")
CLOSED = of("ana", "bo", bo={"follow_audience": lg.FollowAudience.CONNECTIONS})
FLAGGED = acted(TRIO, lg.Invite("ana", "cy", at=T0), lg.Ignore("cy", "ana", at=T0, unknown=True))
NOTED_CY = acted(TRIO, lg.Invite("ana", "cy", at=T0, note="Hello"))


def policy(**changes):
    return attrs.evolve(lg.CURRENT, **changes)


CAP_1 = policy(connection_cap=1)

# one example where exactly this condition fails: graph, action, policy, rule, code
REFUSED = {
    "invite whom one has blocked": (MINE, INVITE, lg.CURRENT, "A1", Code.BLOCKED),
    "invite who has blocked one": (THEIRS, INVITE, lg.CURRENT, "A1", Code.BLOCKED),
    "invite a connection": (TIED, INVITE, lg.CURRENT, "A1", Code.ALREADY_CONNECTED),
    "invite twice": (INVITED, INVITE, lg.CURRENT, "A1", Code.ALREADY_PENDING),
    "invite across an invitation": (CALLED, INVITE, lg.CURRENT, "A1", Code.ACCEPT_INSTEAD),
    "invite who does not know one": (BARRED, INVITE, lg.CURRENT, "A4", Code.BARRED),
    "invite after withdrawing": (WITHDRAWN, INVITE, lg.CURRENT, "A5", Code.COOLING_DOWN),
    "invite at the cap": (AT_CAP, INVITE, CAP_1, "L1", Code.CONNECTION_CAP),
    "invite who is at the cap": (OTHER_AT_CAP, INVITE, CAP_1, "L1", Code.CONNECTION_CAP),
    "invite too often": (TRIO, INVITE, policy(weekly_invitations=0), "L2", Code.WEEKLY_LIMIT),
    "invite with a flag": (FLAGGED, INVITE, policy(flag_limit=1), "L3", Code.EMAIL_NEEDED),
    "invite at length": (TRIO, NOTED, policy(note_length_free=4), "L4", Code.NOTE_TOO_LONG),
    "invite with one note more": (
        NOTED_CY,
        NOTED,
        policy(free_notes_per_month=1),
        "L5",
        Code.NOTES_USED_UP,
    ),
    "invite who must be known": (
        of("ana", "bo", bo={"invitations_from": lg.InvitationsFrom.KNOWN}),
        INVITE,
        lg.CURRENT,
        "A1",
        Code.KNOWN_ONLY,
    ),
    "invite an initial": (
        of("ana", "bo", bo={"name_shown": lg.NameShown.INITIAL}),
        INVITE,
        lg.CURRENT,
        "P6",
        Code.NAME_HIDDEN,
    ),
    "accept what was not sent": (TRIO, ACCEPT, lg.CURRENT, "A2", Code.NOT_PENDING),
    "accept one's own invitation": (CALLED, ACCEPT, lg.CURRENT, "A2", Code.NOT_PENDING),
    "accept at the cap": (
        acted(OTHER_AT_CAP, INVITE),
        ACCEPT,
        CAP_1,
        "A2",
        Code.CONNECTION_CAP,
    ),
    "accept who is at the cap": (acted(AT_CAP, INVITE), ACCEPT, CAP_1, "A2", Code.CONNECTION_CAP),
    "ignore what was not sent": (
        CALLED,
        lg.Ignore("bo", "ana", at=T0),
        lg.CURRENT,
        "A3",
        Code.NOT_PENDING,
    ),
    "not know who has not invited": (
        CALLED,
        lg.Ignore("bo", "ana", at=T0, unknown=True),
        lg.CURRENT,
        "A4",
        Code.NOT_PENDING,
    ),
    "withdraw what the other sent": (
        CALLED,
        lg.Withdraw("ana", "bo", at=T0),
        lg.CURRENT,
        "A5",
        Code.NOT_PENDING,
    ),
    "expire what is young": (INVITED, lg.Expire(at=T0), lg.CURRENT, "A6", Code.NONE_EXPIRED),
    "expire nothing": (TRIO, lg.Expire(at=T0), lg.CURRENT, "A6", Code.NONE_EXPIRED),
    "follow twice": (
        of(follows="ana>bo"),
        FOLLOW,
        lg.CURRENT,
        "A7",
        Code.ALREADY_FOLLOWING,
    ),
    "follow whom one has blocked": (MINE, FOLLOW, lg.CURRENT, "A7", Code.BLOCKED),
    "follow who has blocked one": (THEIRS, FOLLOW, lg.CURRENT, "A7", Code.BLOCKED),
    "follow anybody in E1": (
        of("ana", "bo", bo={"influencer": True}),
        FOLLOW,
        lg.CONNECT_ONLY,
        "E1",
        Code.NOT_FOLLOWABLE,
    ),
    "follow no influencer in E2": (
        of("ana", "bo", ana={"influencer": True}),
        FOLLOW,
        lg.INFLUENCERS,
        "E2",
        Code.NOT_FOLLOWABLE,
    ),
    "follow who wants connections": (CLOSED, FOLLOW, lg.CURRENT, "A7", Code.CONNECTIONS_ONLY),
    "unfollow whom one does not follow": (
        of(follows="bo>ana"),
        lg.Unfollow("ana", "bo", at=T0),
        lg.CURRENT,
        "A8",
        Code.NOT_FOLLOWING,
    ),
    "remove who does not follow": (
        of(follows="ana>bo"),
        lg.RemoveFollower("ana", "bo", at=T0),
        lg.CURRENT,
        "A9",
        Code.NOT_FOLLOWING,
    ),
    "disconnect a follower": (
        of(follows="ana>bo bo>ana"),
        lg.Disconnect("ana", "bo", at=T0),
        lg.CURRENT,
        "A10",
        Code.NOT_CONNECTED,
    ),
    "block twice": (MINE, BLOCK, lg.CURRENT, "A11", Code.BLOCKED),
    "block who has blocked one": (THEIRS, BLOCK, lg.CURRENT, "A11", Code.BLOCKED),
    "block after an unblock": (UNBLOCKED, BLOCK, lg.CURRENT, "A11", Code.UNBLOCKED_RECENTLY),
    "unblock whom one has not blocked": (
        THEIRS,
        lg.Unblock("ana", "bo", at=T0),
        lg.CURRENT,
        "A12",
        Code.NOT_BLOCKED,
    ),
    "change nothing": (
        TRIO,
        lg.UpdateProfile("ana", at=T0, tier=lg.Tier.FREE),
        lg.CURRENT,
        "A13",
        Code.NOTHING_CHANGES,
    ),
    "change no field": (
        TRIO,
        lg.UpdateProfile("ana", at=T0),
        lg.CURRENT,
        "A13",
        Code.NOTHING_CHANGES,
    ),
    "join twice": (TRIO, lg.Join("ana", at=T0), lg.CURRENT, "A14", Code.ALREADY_MEMBER),
    "leave from outside": (TRIO, lg.Leave("zoe", at=T0), lg.CURRENT, "A14", Code.NOT_A_MEMBER),
}


@pytest.mark.parametrize(
    ("graph", "action", "policy", "rule", "code"), REFUSED.values(), ids=REFUSED
)
def test_an_action_that_lacks_one_condition_says_which(graph, action, policy, rule, code):
    """A1 to A14: the verdict has the one reason, and `apply` raises with it."""
    assert no((rule, code)) == lg.check(graph, action, policy)
    with pytest.raises(lg.Refused) as caught:
        lg.apply(graph, action, policy)
    assert lg.Refused(action, no((rule, code))) == caught.value
    assert caught.value.position is None


def test_every_condition_of_every_action_has_its_example():
    """The table of conditions and the examples above cover each other."""
    conditions = {
        (kind, requirement.otherwise)
        for kind, requirements in REQUIREMENTS.items()
        for requirement in requirements
    }
    assert conditions == {(type(action), code) for _, action, _, _, code in REFUSED.values()}


def test_every_action_has_conditions_and_an_effect():
    """A1 to A14."""
    everything = {type(action) for action in EVERY}
    assert everything == set(REQUIREMENTS) == set(EFFECTS)


# the same, but for the one thing that stood in the way
ALLOWED = {
    "invite a stranger": (TRIO, INVITE, lg.CURRENT),
    "invite a follower": (of(follows="bo>ana ana>bo"), INVITE, lg.CURRENT),
    "invite whose sender one does not know": (
        acted(CALLED, lg.Ignore("ana", "bo", at=T0, unknown=True)),
        INVITE,
        lg.CURRENT,
    ),
    "invite who has withdrawn": (
        acted(CALLED, lg.Withdraw("bo", "ana", at=T0)),
        INVITE,
        lg.CURRENT,
    ),
    "invite below the cap": (TRIO, INVITE, CAP_1),
    "invite with flags but the e-mail": (
        FLAGGED,
        lg.Invite("ana", "bo", at=T0, knows_email=True),
        policy(flag_limit=1),
    ),
    "invite without one note more": (NOTED_CY, INVITE, policy(free_notes_per_month=1)),
    "invite who must be known, knowing": (
        of("ana", "bo", bo={"invitations_from": lg.InvitationsFrom.KNOWN}),
        lg.Invite("ana", "bo", at=T0, knows_email=True),
        lg.CURRENT,
    ),
    "invite an initial, knowing": (
        of("ana", "bo", bo={"name_shown": lg.NameShown.INITIAL}),
        lg.Invite("ana", "bo", at=T0, knows_email=True),
        lg.CURRENT,
    ),
    "invite an initial at the second degree": (
        of(connections="ana-cy cy-bo", bo={"name_shown": lg.NameShown.INITIAL}),
        INVITE,
        lg.CURRENT,
    ),
    "accept": (INVITED, ACCEPT, lg.CURRENT),
    "accept below the cap": (INVITED, ACCEPT, CAP_1),
    "accept from whom one has said to be unknown": (
        acted(BARRED, lg.Invite("bo", "ana", at=T0)),
        lg.Accept("ana", "bo", at=T0),
        lg.CURRENT,
    ),
    "ignore at the cap": (acted(AT_CAP, INVITE), lg.Ignore("bo", "ana", at=T0), CAP_1),
    "withdraw": (INVITED, lg.Withdraw("ana", "bo", at=T0), lg.CURRENT),
    "follow": (TRIO, FOLLOW, lg.CURRENT),
    "follow a follower": (of(follows="bo>ana"), FOLLOW, lg.CURRENT),
    "follow an influencer in E2": (
        of("ana", "bo", bo={"influencer": True}),
        FOLLOW,
        lg.INFLUENCERS,
    ),
    "follow a connection who wants connections": (
        acted(TIED, lg.Unfollow("ana", "bo", at=T0)).with_profile(
            "bo", lg.Profile(follow_audience=lg.FollowAudience.CONNECTIONS)
        ),
        FOLLOW,
        lg.CURRENT,
    ),
    "follow who wants but follows": (
        of("ana", "bo", ana={"follow_audience": lg.FollowAudience.CONNECTIONS}),
        FOLLOW,
        lg.CURRENT,
    ),
    "follow at the cap": (AT_CAP, FOLLOW, CAP_1),
    "unfollow a connection": (TIED, lg.Unfollow("ana", "bo", at=T0), lg.CURRENT),
    "unfollow in E1": (TIED, lg.Unfollow("ana", "bo", at=T0), lg.CONNECT_ONLY),
    "remove a follower": (of(follows="bo>ana"), lg.RemoveFollower("ana", "bo", at=T0), lg.CURRENT),
    "disconnect": (TIED, lg.Disconnect("bo", "ana", at=T0), lg.CURRENT),
    "block a connection": (TIED, BLOCK, lg.CURRENT),
    "block who was unblocked by them": (UNBLOCKED, lg.Block("bo", "ana", at=T0), lg.CURRENT),
    "unblock": (MINE, lg.Unblock("ana", "bo", at=T0), lg.CURRENT),
    "unblock at once": (acted(UNBLOCKED, lg.Block("ana", "bo", at=T0 + 2 * DAY)),
                        lg.Unblock("ana", "bo", at=T0 + 2 * DAY), lg.CURRENT),
    "update": (TRIO, lg.UpdateProfile("ana", at=T0, open_profile=True), lg.CURRENT),
    "update one field of two": (
        of("ana", ana={"open_profile": True}),
        lg.UpdateProfile("ana", at=T0, open_profile=True, tier=lg.Tier.PREMIUM),
        lg.CURRENT,
    ),
    "join": (TRIO, lg.Join("zoe", at=T0), lg.CURRENT),
    "leave": (TRIO, lg.Leave("ana", at=T0), lg.CURRENT),
}  # fmt: skip


@pytest.mark.parametrize(("graph", "action", "policy"), ALLOWED.values(), ids=ALLOWED)
def test_an_action_whose_conditions_all_hold_is_allowed(graph, action, policy):
    """A1 to A14: the verdict carries the action's id, and something changes."""
    assert yes(action.rule) == lg.check(graph, action, policy)
    assert graph != lg.apply(graph, action, policy)


# -- all that fails, in order -------------------------------------------------------------------

NOTHING_LEFT = policy(
    connection_cap=0,
    weekly_invitations=0,
    flag_limit=0,
    note_length_free=0,
    free_notes_per_month=0,
)
SHY = lg.Profile(
    invitations_from=lg.InvitationsFrom.KNOWN,
    name_shown=lg.NameShown.INITIAL,
    follow_audience=lg.FollowAudience.CONNECTIONS,
)
# withdrawn, then barred, then blocked
OUTCAST = acted(
    WITHDRAWN,
    lg.Invite("ana", "bo", at=T0 + 21 * DAY),
    lg.Ignore("bo", "ana", at=T0 + 21 * DAY, unknown=True),
).with_profile("bo", SHY)
REST = [
    ("A4", Code.BARRED),
    ("A5", Code.COOLING_DOWN),
    ("L1", Code.CONNECTION_CAP),
    ("L2", Code.WEEKLY_LIMIT),
    ("L3", Code.EMAIL_NEEDED),
    ("L4", Code.NOTE_TOO_LONG),
    ("L5", Code.NOTES_USED_UP),
    ("A1", Code.KNOWN_ONLY),
    ("P6", Code.NAME_HIDDEN),
]


@pytest.mark.parametrize(
    ("graph", "first"),
    [
        (OUTCAST, []),
        (acted(OUTCAST, lg.Block("bo", "ana", at=T0)), [("A1", Code.BLOCKED)]),
    ],
    ids=["free", "blocked"],
)
def test_an_invitation_that_fails_in_every_way_says_so_in_the_order_of_the_rule(graph, first):
    """A1: blocked members cannot be connected, so this is as bad as it gets."""
    assert [*first, *REST] == why(lg.check(graph, NOTED, NOTHING_LEFT))


def test_a_connection_or_a_crossing_invitation_comes_before_the_rest():
    """A1: who is connected has a name to show, and who was barred may be invited."""
    connected = OUTCAST.connect("ana", "bo")
    expected = [("A1", Code.ALREADY_CONNECTED), *REST[:-1]]
    assert expected == why(lg.check(connected, NOTED, NOTHING_LEFT))
    crossing = acted(OUTCAST.with_profile("ana", SHY), lg.Invite(
        "bo", "ana", at=T0 + 22 * DAY, knows_email=True
    ))  # fmt: skip
    expected = [("A1", Code.ACCEPT_INSTEAD), *REST]
    assert expected == why(lg.check(crossing, NOTED, NOTHING_LEFT))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (
            lg.Invite,
            [
                ("A1", Code.BLOCKED),
                ("A1", Code.ALREADY_CONNECTED),
                ("A1", Code.ALREADY_PENDING),
                ("A1", Code.ACCEPT_INSTEAD),
                *REST,
            ],
        ),
        (lg.Accept, [("A2", Code.NOT_PENDING), ("A2", Code.CONNECTION_CAP)]),
        (
            lg.Follow,
            [
                ("A7", Code.ALREADY_FOLLOWING),
                ("A7", Code.BLOCKED),
                ("E1", Code.NOT_FOLLOWABLE),
                ("E2", Code.NOT_FOLLOWABLE),
                ("A7", Code.CONNECTIONS_ONLY),
            ],
        ),
        (lg.Block, [("A11", Code.BLOCKED), ("A11", Code.UNBLOCKED_RECENTLY)]),
    ],
)
def test_the_table_has_the_conditions_in_the_order_of_the_rule(action, expected):
    """A1, A2, A7, A11: the docs print them so, those that never fail together included."""
    (rule, _), *_ = expected
    assert expected == [(r.rule or rule, r.otherwise) for r in REQUIREMENTS[action]]


def test_an_acceptance_can_fail_twice():
    """A2."""
    expected = [("A2", Code.NOT_PENDING), ("A2", Code.CONNECTION_CAP)]
    assert expected == why(lg.check(AT_CAP, ACCEPT, CAP_1))


def test_a_follow_can_fail_in_three_ways():
    """A7: a stored follow that is not in force stands all the same (F8)."""
    blocked = acted(CLOSED, BLOCK)
    expected = [
        ("A7", Code.BLOCKED),
        ("E1", Code.NOT_FOLLOWABLE),
        ("A7", Code.CONNECTIONS_ONLY),
    ]
    assert expected == why(lg.check(blocked, FOLLOW, lg.CONNECT_ONLY))
    dormant = of(follows="ana>bo").with_profile("bo", SHY)
    expected = [
        ("A7", Code.ALREADY_FOLLOWING),
        ("E2", Code.NOT_FOLLOWABLE),
        ("A7", Code.CONNECTIONS_ONLY),
    ]
    assert expected == why(lg.check(dormant, FOLLOW, lg.INFLUENCERS))


def test_a_block_can_fail_twice():
    """A11: unblocked by one, blocked by the other."""
    graph = acted(UNBLOCKED, lg.Block("bo", "ana", at=T0))
    expected = [("A11", Code.BLOCKED), ("A11", Code.UNBLOCKED_RECENTLY)]
    assert expected == why(lg.check(graph, BLOCK))


ORDER = {
    lg.Invite: [
        ("A1", Code.BLOCKED),
        ("A1", Code.ALREADY_CONNECTED),
        ("A1", Code.ALREADY_PENDING),
        ("A1", Code.ACCEPT_INSTEAD),
        *REST,
    ],
    lg.Accept: [("A2", Code.NOT_PENDING), ("A2", Code.CONNECTION_CAP)],
    lg.Follow: [
        ("A7", Code.ALREADY_FOLLOWING),
        ("A7", Code.BLOCKED),
        ("E1", Code.NOT_FOLLOWABLE),
        ("E2", Code.NOT_FOLLOWABLE),
        ("A7", Code.CONNECTIONS_ONLY),
    ],
    lg.Block: [("A11", Code.BLOCKED), ("A11", Code.UNBLOCKED_RECENTLY)],
}


# -- laws ---------------------------------------------------------------------------------------


@given(worlds(), STEPS)
def test_what_fails_is_said_once_and_in_order(world: World, step: Step):
    """A1 to A14."""
    for action in step.acts(world.graph, world.at):
        verdict = lg.check(world.graph, action, world.policy)
        if not verdict and type(action) in ORDER:
            failed = why(verdict)
            assert failed == [reason for reason in ORDER[type(action)] if reason in failed]


@given(worlds(), STEPS)
def test_allowed_does_something_and_refused_does_nothing(world: World, step: Step):
    """A1 to A14: `check` and `apply` agree, and the graph given is never changed."""
    graph, policy = world.graph, world.policy
    before = pickle.dumps(graph)
    for action in step.acts(graph, world.at + step.gap):
        verdict = lg.check(graph, action, policy)
        if verdict:
            assert yes(action.rule) == verdict
            after = lg.apply(graph, action, policy)
            assert graph != after
        else:
            with pytest.raises(lg.Refused) as caught:
                lg.apply(graph, action, policy)
            assert lg.Refused(action, verdict) == caught.value
    assert pickle.loads(before) == graph
    assert hash(pickle.loads(before)) == hash(graph)


@SOME
@given(worlds(), STEPS)
def test_what_was_done_cannot_be_done_again_at_once(world: World, step: Step):
    """A1 to A14: each would change nothing."""
    for action in step.acts(world.graph, world.at):
        if lg.check(world.graph, action, world.policy):
            after = lg.apply(world.graph, action, world.policy)
            assert not lg.check(after, action, world.policy)


@SOME
@given(worlds(), STEPS)
def test_an_action_between_two_touches_no_tie_of_others(world: World, step: Step):
    """A1 to A5, A7 to A12."""
    graph = world.graph
    action = next(step.acts(graph, world.at))
    if len(action.members) == 2 and lg.check(graph, action, world.policy):
        after = lg.apply(graph, action, world.policy)
        assert list(graph) == list(after)
        for pair in world.pairs:
            if set(pair) != set(action.members):
                assert between(graph, *pair) == between(after, *pair)
        assert [graph.profile(m) for m in graph] == [after.profile(m) for m in after]


@SOME
@given(worlds())
def test_no_history_breaks_the_facts(world: World):
    """F1, F4, F5: whatever the rules allowed."""
    for a, b in world.pairs:
        ties = between(world.graph, a, b)
        assert (f"{a}-{b}" in ties) == (f"{b}-{a}" in between(world.graph, b, a))
        assert not {f"{a}?{b}", f"{b}?{a}"} <= ties
        assert not (any("-" in tie for tie in ties) and any("?" in tie for tie in ties))
        assert not (any("!" in tie for tie in ties) and any("!" not in tie for tie in ties))


@SOME
@given(worlds(), STEPS)
def test_a_verdict_depends_on_the_facts_alone(world: World, step: Step):
    """F9, H2: an equal graph that came about otherwise gives the same verdicts."""
    again = pickle.loads(pickle.dumps(world.graph)).compact()
    at = world.at + step.gap
    for action in step.acts(world.graph, at):
        verdict = lg.check(world.graph, action, world.policy)
        assert verdict == lg.check(again, action, world.policy)
        if verdict:
            after = lg.apply(world.graph, action, world.policy)
            assert after == lg.apply(again, action, world.policy)


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", EVERY, ids=name)
@pytest.mark.parametrize("ask", [lg.check, lg.apply])
def test_naming_an_unknown_member_is_an_error(ask, action):
    """F6: everywhere but in Join, which adds one, and Leave, which is refused; first come first."""
    for member in reversed(action.members):
        graph = of(*[other for other in ("ana", "bo") if other != member])
        if isinstance(action, (lg.Join, lg.Leave)):
            assert isinstance(action, lg.Join) == bool(lg.check(graph, action))
        else:
            with pytest.raises(lg.UnknownMember) as caught:
                ask(graph, action)
            assert lg.UnknownMember(member) == caught.value


def test_of_two_unknown_members_the_first_is_named():
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        lg.check(of("cy"), lg.Accept("bo", "ana", at=T0))
    assert lg.UnknownMember("bo") == caught.value


@pytest.mark.parametrize("ask", [lg.check, lg.apply])
@pytest.mark.parametrize("bad", [None, "Invite", lg.Invite, TRIO, type("Own", (lg.Join,), {})])
def test_what_is_no_action_is_refused(ask, bad):
    """Neither is an action of one's own making: no rule speaks of it."""
    if isinstance(bad, type) and bad.__name__ == "Own":
        bad = bad("zoe", at=T0)
    with pytest.raises(lg.InvalidInput) as caught:
        ask(TRIO, bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("ask", [lg.check, lg.apply])
@pytest.mark.parametrize("bad", [None, "CURRENT", lg.Policy, {"connection_cap": 1}], ids=repr)
def test_what_is_no_policy_is_refused(ask, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        ask(TRIO, INVITE, bad)
    assert bad == caught.value.value


def test_the_policy_goes_by_position_or_by_name_and_is_todays_by_default():
    """E5."""
    assert lg.check(TRIO, FOLLOW) == lg.check(TRIO, FOLLOW, policy=lg.CURRENT)
    assert lg.apply(TRIO, INVITE) == lg.apply(TRIO, INVITE, policy=ERAS["E5"])
    assert not lg.check(TRIO, FOLLOW, policy=lg.CONNECT_ONLY)


def test_time_given_in_the_past_is_taken_as_given():
    """H1 orders histories; a single action may be of any time."""
    assert lg.check(INVITED, lg.Accept("bo", "ana", at=T0 - timedelta(days=400)))
