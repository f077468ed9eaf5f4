"""Follow or connect? G1 to G10."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.rules.advice import ADVICE, STRANGER
from tests.rules.drawing import ERAS, T0, acted, of, worlds

C, R = lg.Code, lg.Recommendation
PAIR = of("ana", "bo")


def advise(graph=PAIR, *, policy=lg.CURRENT, at=T0, **signals):
    return lg.follow_or_connect(graph, "ana", "bo", lg.Signals(**signals), at=at, policy=policy)


def decided(advice: lg.Advice[str]) -> tuple[lg.Recommendation, str, lg.Code]:
    return advice.recommendation, advice.reasons[0].rule, advice.reasons[0].code


signals = st.builds(
    lg.Signals,
    relation=st.none() | st.sampled_from(lg.Relation),
    stated_policy=st.none() | st.sampled_from(lg.StatedPolicy),
    replies_to_strangers=st.none() | st.booleans(),
    engagements=st.integers(0, 4),
)


@given(world=worlds(), signals=signals, data=st.data(), era=st.sampled_from(sorted(ERAS)))
def test_advice_is_never_a_dead_end_and_says_all_that_applied(world, signals, data, era):
    """G1 to G9: what is recommended is allowed; reasons stand in the order of the table."""
    graph, policy = world.graph, ERAS[era]
    viewer, member = (data.draw(st.sampled_from(world.members)) for _ in range(2))
    advice = lg.follow_or_connect(graph, viewer, member, signals, at=T0, policy=policy)
    order = [row.code for row in (*ADVICE, STRANGER)]
    codes = [reason.code for reason in advice.reasons]
    assert codes
    assert sorted(codes, key=order.index) == codes
    assert (C.STRANGER in codes) == (codes == [C.STRANGER])
    pressed = {
        R.CONNECT: [lg.Invite],
        R.ACCEPT: [lg.Accept],
        R.FOLLOW: [lg.Follow],
        R.FOLLOW_FIRST: [lg.Follow, lg.Unfollow],
    }.get(advice.recommendation)
    if pressed is not None:
        actions = [kind(viewer, member, at=T0) for kind in pressed]
        assert any(lg.check(graph, action, policy) for action in actions)
    assert (advice.refused is None) or advice.recommendation is R.NOTHING
    connect = advice.recommendation is R.CONNECT
    assert connect == (advice.flags is not None) == (advice.flag_limit is not None)
    assert connect or (False, None) == (advice.attach_note, advice.introduction)
    evident = {reason.code for reason in advice.reasons if reason.members}
    assert evident <= {C.MANY_MUTUALS}
    assert advice == pickle.loads(pickle.dumps(advice))


@pytest.mark.parametrize(
    ("expected", "graph", "signals"),
    [
        ((R.NOTHING, "G1", C.BLOCKED), acted(PAIR, lg.Block("bo", "ana", at=T0)), {}),
        ((R.NOTHING, "G1", C.NOTHING_TO_ADD), of(connections="ana-bo"), {}),
        ((R.ACCEPT, "G2", C.THEY_INVITED), acted(PAIR, lg.Invite("bo", "ana", at=T0)), {}),
        (
            (R.FOLLOW, "G3", C.NOT_INVITABLE),
            of("ana", "bo", bo={"invitations_from": lg.InvitationsFrom.KNOWN}),
            {"relation": lg.Relation.CLIENT},
        ),
        ((R.CONNECT, "G4", C.KNOWN_PERSON), PAIR, {"relation": lg.Relation.PEER}),
        (
            (R.CONNECT, "G4", C.COLLEAGUE),
            of("ana", "bo", ana={"employer": "acme"}, bo={"employer": "acme"}),
            {"stated_policy": lg.StatedPolicy.KNOWN_ONLY},
        ),
        (
            (R.FOLLOW_FIRST, "G5", C.WANTS_KNOWN_ONLY),
            of("ana", "bo", bo={"primary_button": lg.Button.FOLLOW}),
            {"stated_policy": lg.StatedPolicy.KNOWN_ONLY},
        ),
        (
            (R.FOLLOW_FIRST, "G5", C.WANTS_FOLLOW_FIRST),
            PAIR,
            {"stated_policy": lg.StatedPolicy.FOLLOW_FIRST, "engagements": 9},
        ),
        (
            (R.FOLLOW, "G6", C.FOLLOW_IN_FRONT),
            of("ana", "bo", bo={"primary_button": lg.Button.FOLLOW}),
            {"engagements": 9},
        ),
        (
            (R.FOLLOW, "G7", C.FAR_MORE_FOLLOWERS),
            of("ana", "bo", follows="cy>bo"),
            {"engagements": 9},
        ),
        ((R.CONNECT, "G8", C.ENGAGED_ENOUGH), PAIR, {"engagements": 3}),
        (
            (R.CONNECT, "G8", C.SHARED_GROUP),
            of("ana", "bo", ana={"groups": {"chess"}}, bo={"groups": {"chess", "go"}}),
            {},
        ),
        ((R.CONNECT, "G8", C.REPLIES_TO_STRANGERS), PAIR, {"replies_to_strangers": True}),
        ((R.CONNECT, "G8", C.WANTS_ALL), PAIR, {"stated_policy": lg.StatedPolicy.OPEN}),
        (
            (R.FOLLOW_FIRST, "G9", C.STRANGER),
            PAIR,
            {"engagements": 2, "replies_to_strangers": False},
        ),
    ],
    ids=lambda value: value[2].name if isinstance(value, tuple) else None,
)
def test_the_first_row_that_holds_decides(expected, graph, signals):
    """G1 to G9."""
    assert expected == decided(advise(graph, **signals))


def test_the_table_has_the_rows_in_the_order_of_the_rules():
    """G1 to G8 and G11: so reasons stand in it, and the first decides."""
    expected = [
        ("G1", C.ADVISED_ON_ONESELF),
        ("G1", C.BLOCKED),
        ("G1", C.NOTHING_TO_ADD),
        ("G2", C.THEY_INVITED),
        ("G3", C.NOT_INVITABLE),
        ("G4", C.KNOWN_PERSON),
        ("G4", C.COLLEAGUE),
        ("G5", C.WANTS_KNOWN_ONLY),
        ("G5", C.WANTS_FOLLOW_FIRST),
        ("G5", C.WANTS_OTHER_INDUSTRY),
        ("G11", C.GOAL_CONTENT),
        ("G11", C.GOAL_AUDIENCE),
        ("G11", C.GOAL_CONTACT_INTRODUCED),
        ("G11", C.GOAL_CONTACT),
        ("G6", C.FOLLOW_IN_FRONT),
        ("G7", C.FAR_MORE_FOLLOWERS),
        ("G8", C.ENGAGED_ENOUGH),
        ("G8", C.SHARED_GROUP),
        ("G8", C.MANY_MUTUALS),
        ("G8", C.REPLIES_TO_STRANGERS),
        ("G8", C.WANTS_ALL),
        ("G8", C.WANTS_THIS_INDUSTRY),
    ]
    assert expected == list(dict.fromkeys((row.rule, row.code) for row in ADVICE))


def test_without_signals_nothing_is_known():
    """G4, G5, G8."""
    unknown = {"relation": None, "stated_policy": None, "replies_to_strangers": None}
    assert lg.Signals(**unknown, engagements=0) == lg.Signals()
    assert lg.follow_or_connect(PAIR, "ana", "bo", at=T0) == advise(**unknown, engagements=0)


def test_oneself_needs_no_advice():
    """G1."""
    advice = lg.follow_or_connect(PAIR, "ana", "ana", at=T0)
    assert (R.NOTHING, "G1", C.ADVISED_ON_ONESELF) == decided(advice)


def test_connected_without_following_is_advised_to_follow():
    """G3: who is connected is not invitable."""
    graph = of(connections="ana-bo").unfollow("ana", "bo")
    assert (R.FOLLOW, "G3", C.NOT_INVITABLE) == decided(advise(graph))


def test_who_can_neither_be_invited_nor_followed_is_left_alone():
    """G3: and the row itself says NOTHING, so nothing was refused."""
    graph = of("ana", "bo", bo={"invitations_from": lg.InvitationsFrom.KNOWN})
    advice = advise(graph, policy=lg.CONNECT_ONLY)
    assert (R.NOTHING, "G3", C.NOT_INVITABLE) == decided(advice)
    assert advice.refused is None


@pytest.mark.parametrize(("mutuals", "expected"), [(4, R.FOLLOW_FIRST), (5, R.CONNECT)])
def test_five_mutual_connections_are_many_and_are_the_evidence(mutuals, expected):
    """G8: the threshold is the policy's `advice_mutuals`."""
    between = [f"m{number}" for number in range(mutuals)]
    graph = of("ana", "bo", connections=[(end, m) for end in ("ana", "bo") for m in between])
    advice = advise(graph)
    assert expected is advice.recommendation
    if expected is R.CONNECT:
        assert lg.Reason("G8", C.MANY_MUTUALS, tuple(between)) == advice.reasons[0]


@pytest.mark.parametrize(("followers", "expected"), [(9, C.STRANGER), (10, C.FAR_MORE_FOLLOWERS)])
def test_ten_followers_to_a_connection_are_far_more(followers, expected):
    """G7, P2, P3: hibernated members count on neither side."""
    fans = [(f"f{number}", "bo") for number in range(followers - 1)]
    graph = of("ana", "bo", "cy", "di", connections="bo-cy bo-di", follows=[*fans, ("zed", "bo")])
    for asleep in ("di", "zed"):
        graph = graph.with_profile(asleep, lg.Profile(hibernated=True))
    advice = advise(graph)
    assert expected is advice.reasons[0].code
    assert followers == advice.follower_ratio
    assert (lg.Reason("G10", C.FAR_MORE_FOLLOWERS) in advice.clues) == (followers == 10)


def test_thresholds_are_the_policys():
    """G7, G8: `advice_ratio`, `advice_engagements`."""
    policy = attrs.evolve(lg.CURRENT, advice_engagements=1, advice_ratio=0.5)
    assert R.CONNECT is advise(engagements=1, policy=policy).recommendation
    graph = of("ana", "bo", connections="bo-cy")
    assert C.FAR_MORE_FOLLOWERS is advise(graph, policy=policy).reasons[0].code


def test_every_reason_that_applied_follows_the_deciding_one():
    """G4 before G5 and G8."""
    advice = advise(
        relation=lg.Relation.CLIENT,
        stated_policy=lg.StatedPolicy.KNOWN_ONLY,
        replies_to_strangers=True,
    )
    expected = [C.KNOWN_PERSON, C.WANTS_KNOWN_ONLY, C.REPLIES_TO_STRANGERS]
    assert expected == [reason.code for reason in advice.reasons]


@pytest.mark.parametrize(
    ("graph", "policy", "signals", "code"),
    [
        # ACCEPT that A2 refuses: at the cap
        (
            acted(PAIR, lg.Invite("bo", "ana", at=T0)),
            attrs.evolve(lg.CURRENT, connection_cap=0),
            {},
            C.CONNECTION_CAP,
        ),
        # FOLLOW that A7 refuses: followed already
        (
            of("ana", "bo", follows="ana>bo", bo={"primary_button": lg.Button.FOLLOW}),
            lg.CURRENT,
            {},
            C.ALREADY_FOLLOWING,
        ),
        # FOLLOW_FIRST where neither followable nor followed
        (PAIR, lg.CONNECT_ONLY, {}, C.NOT_FOLLOWABLE),
    ],
    ids=["ACCEPT", "FOLLOW", "FOLLOW_FIRST"],
)
def test_a_dead_end_becomes_nothing_and_says_what_refuses(graph, policy, signals, code):
    """G2, G6, G9."""
    advice = advise(graph, policy=policy, **signals)
    assert R.NOTHING is advice.recommendation
    assert [code] == [reason.code for reason in advice.refused.reasons]


def test_follow_first_stands_where_the_follow_does():
    """G9: follow and engage, then connect."""
    graph = of("ana", connections="bo-cy", follows="ana>bo")
    assert R.FOLLOW_FIRST is advise(graph).recommendation


@pytest.mark.parametrize(("shared", "best"), [("cy-ed", "cy"), ("di-ed", "di")])
def test_with_connect_come_note_introduction_and_risk(shared, best):
    """G4, L3, L5, D4: the chain whose first link has most in common with the viewer."""
    graph = of("ana", "bo", connections=f"ana-cy ana-di ana-ed {shared} cy-bo di-bo")
    advice = advise(graph, relation=lg.Relation.CLIENT)
    assert (True, ("ana", best, "bo"), 0, 5) == (
        advice.attach_note, advice.introduction, advice.flags, advice.flag_limit
    )  # fmt: skip


def test_without_connect_come_neither_note_nor_introduction():
    """G9, D4: though a chain there would be."""
    advice = advise(of(connections="ana-cy cy-bo"))
    assert R.FOLLOW_FIRST is advice.recommendation
    assert (False, None, None, None) == (
        advice.attach_note, advice.introduction, advice.flags, advice.flag_limit
    )  # fmt: skip


def test_the_evidence_of_mutual_connections_belongs_to_that_reason_alone():
    """G8."""
    graph = of("ana", "bo", connections="ana-cy cy-bo")
    advice = advise(graph, relation=lg.Relation.CLIENT)
    assert [(C.KNOWN_PERSON, ())] == [(reason.code, reason.members) for reason in advice.reasons]


def test_no_note_is_advised_where_none_is_left():
    """L5: none left this month; a premium member always has one."""
    policy = attrs.evolve(lg.CURRENT, free_notes_per_month=1)
    spent = acted(of("ana", "bo", "cy"), lg.Invite("ana", "cy", at=T0, note="hello"))
    assert not advise(spent, policy=policy, relation=lg.Relation.PEER).attach_note
    later = T0 + timedelta(days=31)
    assert advise(spent, policy=policy, at=later, relation=lg.Relation.PEER).attach_note
    premium = spent.with_profile("ana", lg.Profile(tier=lg.Tier.PREMIUM))
    assert advise(premium, policy=policy, relation=lg.Relation.PEER).attach_note


def test_flags_so_far_are_the_risk():
    """L3."""
    graph = acted(
        of("ana", "bo", "cy"),
        lg.Invite("ana", "cy", at=T0),
        lg.Ignore("cy", "ana", at=T0, unknown=True),
    )
    advice = advise(graph, relation=lg.Relation.PEER)
    assert (1, 5, None) == (advice.flags, advice.flag_limit, advice.introduction)


@pytest.mark.parametrize(
    ("joined", "era", "clue"),
    [
        (date(2001, 1, 1), "E1", C.JOINED_BEFORE_FOLLOWS),
        (date(2012, 9, 30), "E1", C.JOINED_BEFORE_FOLLOWS),
        (date(2012, 10, 1), "E2", C.JOINED_SINCE_FOLLOWS),
        (date(2024, 1, 1), "E5", C.JOINED_SINCE_FOLLOWS),
    ],
)
def test_the_era_in_which_they_joined_is_a_clue(joined, era, clue):
    """G10: and decides nothing."""
    advice = advise(of("ana", "bo", bo={"joined": joined}))
    assert (era, clue) == (advice.era, advice.clues[0].code)
    assert R.FOLLOW_FIRST is advice.recommendation


@pytest.mark.parametrize(
    ("replies", "clues"),
    [
        (None, [C.ENGAGING_HELPS]),
        (True, [C.REPLIES_TO_STRANGERS, C.ENGAGING_HELPS]),
        (False, [C.LEAVES_STRANGERS_UNANSWERED, C.ENGAGING_HELPS]),
    ],
)
def test_whether_they_reply_to_strangers_is_a_clue(replies, clues):
    """G10: with the guide's claim that engaging raises acceptance."""
    assert clues == [clue.code for clue in advise(replies_to_strangers=replies).clues]


def test_without_connections_there_is_no_ratio_and_without_a_date_no_era():
    """G10."""
    advice = advise()
    assert (None, None) == (advice.follower_ratio, advice.era)
    graph = of("ana", connections="bo-cy bo-di", follows="ana>bo").unfollow("cy", "bo")
    assert 1.0 == advise(graph).follower_ratio
    assert 0.5 == advise(graph.unfollow("di", "bo")).follower_ratio


@pytest.mark.parametrize(
    "bad",
    [{"relation": "CLIENT"}, {"engagements": -1}, {"engagements": True}, {"engagements": "3"},
     {"replies_to_strangers": 1}, {"stated_policy": lg.Relation.PEER}],
    ids=repr,
)  # fmt: skip
def test_signals_of_the_wrong_kind_are_refused(bad):
    """G4, G5, G8."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Signals(**bad)
    assert next(iter(bad.values())) == caught.value.value


def test_what_are_no_signals_is_refused():
    """G4; and a time must be aware."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.follow_or_connect(PAIR, "ana", "bo", {"engagements": 3}, at=T0)
    assert {"engagements": 3} == caught.value.value
    naive = datetime(2026, 1, 5, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(lg.InvalidInput) as caught:
        advise(at=naive)
    assert naive == caught.value.value
