"""L1 to L5, and the windows of A5, A6 and A11: at each boundary and just beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import Code
from tests.rules.drawing import (
    DAY,
    FIRST,
    HOUR,
    LAST,
    T0,
    TICK,
    SummerTime,
    acted,
    no,
    of,
    why,
    yes,
)

TRIO = of("ana", "bo", "cy")
CROWD = of("ana", "bo", *range(100))


def policy(**changes):
    return attrs.evolve(lg.CURRENT, **changes)


def reasons(graph, action, policy=lg.CURRENT):
    return why(lg.check(graph, action, policy))


def moments(first, last):
    """Draw moments in UTC."""
    return st.datetimes(
        first.replace(tzinfo=None), last.replace(tzinfo=None), timezones=st.just(UTC)
    )


# -- windows ------------------------------------------------------------------------------------


def withdrawn(at):
    invited = acted(TRIO, lg.Invite("ana", "bo", at=at, knows_email=True))
    return acted(invited, lg.Withdraw("ana", "bo", at=at))


def unblocked(at):
    return acted(TRIO, lg.Block("ana", "bo", at=at), lg.Unblock("ana", "bo", at=at))


def sent(at):
    return acted(TRIO, lg.Invite("ana", "cy", at=at))


ONE_A_WEEK = {"weekly_invitations": 1}
INVITE = (lg.Invite, "ana", "bo")

# what happened, what it stands in the way of, for how long, and what is said
WINDOWS = {
    "A5": (withdrawn, INVITE, {}, timedelta(days=21), ("A5", Code.COOLING_DOWN)),
    "A5 by policy": (
        withdrawn,
        INVITE,
        {"withdraw_cooldown": HOUR},
        HOUR,
        ("A5", Code.COOLING_DOWN),
    ),
    "A11": (
        unblocked,
        (lg.Block, "ana", "bo"),
        {},
        timedelta(hours=48),
        ("A11", Code.UNBLOCKED_RECENTLY),
    ),
    "A11 by policy": (
        unblocked,
        (lg.Block, "ana", "bo"),
        {"reblock_cooldown": TICK},
        TICK,
        ("A11", Code.UNBLOCKED_RECENTLY),
    ),
    "L2": (sent, INVITE, ONE_A_WEEK, timedelta(days=7), ("L2", Code.WEEKLY_LIMIT)),
}
window = pytest.mark.parametrize(
    ("story", "deed", "changes", "length", "reason"), WINDOWS.values(), ids=WINDOWS
)


@window
def test_a_window_is_half_open(story, deed, changes, length, reason):
    """What happened at t stands in the way in [t, t + window), and never earlier."""
    act, *members = deed
    graph, rules = story(T0), policy(**changes)
    for within in (T0, T0 + length - TICK, T0 + (length - TICK) / 2):
        assert no(reason) == lg.check(graph, act(*members, at=within), rules)
    for beside in (T0 - TICK, T0 + length, T0 - length, T0 + length + TICK, FIRST, LAST):
        action = act(*members, at=beside)
        assert yes(action.rule) == lg.check(graph, action, rules)


@window
@given(gap=st.timedeltas(-60 * DAY, 60 * DAY), then=moments(FIRST + 61 * DAY, LAST - 61 * DAY))
def test_a_window_looks_at_nothing_but_elapsed_time(
    story, deed, changes, length, reason, gap, then
):
    """Any two moments of the calendar."""
    act, *members = deed
    verdict = lg.check(story(then), act(*members, at=then + gap), policy(**changes))
    expected = [reason] if timedelta(0) <= gap < length else why(yes(verdict.reasons[0].rule))
    assert expected == why(verdict)


@window
def test_a_window_is_time_elapsed_not_hands_of_a_clock(story, deed, changes, length, reason):
    """When clocks go forward, the same wall clock comes an hour too early."""
    act, *members = deed
    zone = SummerTime()
    after = datetime(2026, 3, 29, 12, tzinfo=zone)
    before = (after.replace(tzinfo=None) - length).replace(tzinfo=zone)
    graph, rules = story(before), policy(**changes)
    elapsed = after.astimezone(UTC) - before.astimezone(UTC)
    expected = [reason] if elapsed < length else [(act(*members, at=after).rule, Code.ALLOWED)]
    assert expected == why(lg.check(graph, act(*members, at=after), rules))
    assert lg.check(graph, act(*members, at=before.astimezone(UTC) + length), rules)


@pytest.mark.parametrize(
    ("story", "deed", "field"),
    [
        (withdrawn, INVITE, "withdraw_cooldown"),
        (unblocked, (lg.Block, "ana", "bo"), "reblock_cooldown"),
    ],
)
def test_a_window_of_no_length_stands_in_nobodys_way(story, deed, field):
    """A5, A11: [t, t) is empty."""
    act, *members = deed
    rules = policy(**{field: timedelta(0)})
    assert lg.check(story(T0), act(*members, at=T0), rules)
    assert not lg.check(story(T0), act(*members, at=T0))


def test_the_longest_window_ends_never():
    """A5, A6, A11: no sum of times leaves the calendar."""
    forever = policy(
        withdraw_cooldown=timedelta.max, reblock_cooldown=timedelta.max, expire_after=timedelta.max
    )
    for at in (FIRST, LAST):
        assert ["A5"] == [
            r for r, _ in reasons(withdrawn(FIRST), INVITE[0]("ana", "bo", at=at), forever)
        ]
        block = lg.Block("ana", "bo", at=at)
        assert [("A11", Code.UNBLOCKED_RECENTLY)] == reasons(unblocked(FIRST), block, forever)
        assert [("A6", Code.NONE_EXPIRED)] == reasons(sent(FIRST), lg.Expire(at=at), forever)


def test_every_withdrawal_has_its_own_window():
    """A5: nothing that is remembered is pruned (F9)."""
    again = T0 + 30 * DAY
    graph = acted(
        withdrawn(T0), lg.Invite("ana", "bo", at=again), lg.Withdraw("ana", "bo", at=again)
    )
    found = [
        bool(lg.check(graph, lg.Invite("ana", "bo", at=T0 + days * DAY)))
        for days in (-1, 0, 20, 21, 29, 30, 50, 51)
    ]
    assert [True, False, False, True, True, False, False, True] == found


def test_a_withdrawal_cools_one_direction_and_one_pair():
    """A5: the recipient may invite the sender, and the sender others."""
    graph = withdrawn(T0)
    assert [("A5", Code.COOLING_DOWN)] == reasons(graph, lg.Invite("ana", "bo", at=T0))
    assert lg.check(graph, lg.Invite("bo", "ana", at=T0))
    assert lg.check(graph, lg.Invite("ana", "cy", at=T0))


def test_an_unblock_cools_the_own_block_alone():
    """A11: 48 h since one's own Unblock of this other."""
    graph = unblocked(T0)
    assert lg.check(graph, lg.Block("bo", "ana", at=T0))
    assert lg.check(graph, lg.Block("ana", "cy", at=T0))


# -- A6: expiry ---------------------------------------------------------------------------------


def test_an_invitation_can_expire_from_180_days_on():
    """A6: sent 180 days before `at` or earlier."""
    old, young = sent(T0), acted(sent(T0), lg.Invite("bo", "ana", at=T0 + TICK))
    age = timedelta(days=180)
    assert [("A6", Code.NONE_EXPIRED)] == reasons(old, lg.Expire(at=T0 + age - TICK))
    assert TRIO.members == acted(old, lg.Expire(at=T0 + age)).members
    left = acted(young, lg.Expire(at=T0 + age))
    assert (None, "bo") == (left.invitation("ana", "cy"), left.invitations_to("ana")[0].sender)
    assert () == acted(young, lg.Expire(at=T0 + age + TICK)).invitations_to("ana")
    assert [("A6", Code.NONE_EXPIRED)] == reasons(old, lg.Expire(at=T0 - age))


def test_the_age_of_expiry_is_the_policys():
    """A6: and at once means from the moment it was sent, not before."""
    at_once = policy(expire_after=timedelta(0))
    assert lg.check(sent(T0), lg.Expire(at=T0), at_once)
    assert not lg.check(sent(T0), lg.Expire(at=T0 - TICK), at_once)
    assert lg.check(sent(FIRST), lg.Expire(at=LAST), policy(expire_after=LAST - FIRST))


def test_nothing_lapses_by_the_clock_alone():
    """A6: an invitation stands until an action ends it."""
    late = T0 + timedelta(days=4000)
    assert acted(sent(T0), lg.Accept("cy", "ana", at=late)).is_connected("ana", "cy")
    assert [("A1", Code.ALREADY_PENDING)] == reasons(sent(T0), lg.Invite("ana", "cy", at=late))


# -- L1: connections ----------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [("ana", "bo"), ("bo", "ana")], ids=["sender", "recipient"])
@pytest.mark.parametrize(("cap", "allowed"), [(0, False), (1, False), (2, False), (3, True)])
def test_at_the_cap_neither_sends_nor_accepts(ends, cap, allowed):
    """L1: at exactly as many connections as the cap, whichever of the two."""
    one, other = ends
    graph = of("ana", "bo", "x", "y", connections=[(one, "x"), (one, "y")])
    rules = policy(connection_cap=cap)
    invite, accept = lg.Invite(one, other, at=T0), lg.Accept(other, one, at=T0)
    expected = [("A1", Code.ALLOWED)] if allowed else [("L1", Code.CONNECTION_CAP)]
    assert expected == reasons(graph, invite, rules)
    expected = [("A2", Code.ALLOWED if allowed else Code.CONNECTION_CAP)]
    assert expected == reasons(acted(graph, invite), accept, rules)


def test_followers_and_followed_have_no_cap():
    """L1."""
    follows = [("ana", n) for n in range(9)] + [(n, "ana") for n in range(9)]
    graph = of("bo", follows=follows)
    rules = policy(connection_cap=1)
    assert lg.check(graph, lg.Follow("ana", "bo", at=T0), rules)
    assert lg.check(graph, lg.Follow("bo", "ana", at=T0), rules)
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0), rules)


def test_the_cap_is_30_000():
    """L1."""
    full = lg.LinkGraph.from_edges(
        connections=[(0, n) for n in range(1, 30_000)], members=range(30_002)
    )
    assert lg.check(full, lg.Invite(0, 30_000, at=T0))
    full = full.connect(0, 30_000)
    assert [("L1", Code.CONNECTION_CAP)] == reasons(full, lg.Invite(0, 30_001, at=T0))
    assert [("L1", Code.CONNECTION_CAP)] == reasons(full, lg.Invite(30_001, 0, at=T0))


# -- L2: invitations a week ---------------------------------------------------------------------


def test_a_hundred_invitations_in_any_seven_days():
    """L2: one every hour, so each hour after a week frees one."""
    graph = CROWD
    for n in range(99):
        graph = acted(graph, lg.Invite("ana", n, at=T0 + n * HOUR))
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0 + 99 * HOUR))
    graph = acted(graph, lg.Invite("ana", 99, at=T0 + 99 * HOUR))
    limit = [("L2", Code.WEEKLY_LIMIT)]
    assert limit == reasons(graph, lg.Invite("ana", "bo", at=T0 + 99 * HOUR))
    assert limit == reasons(graph, lg.Invite("ana", "bo", at=T0 + 7 * DAY - TICK))
    assert limit != reasons(graph, lg.Invite("ana", "bo", at=T0 + 7 * DAY))
    assert lg.check(graph, lg.Invite("bo", "ana", at=T0 + 99 * HOUR)), "others are free to send"
    graph = acted(graph, lg.Invite("ana", "bo", at=T0 + 7 * DAY))
    assert 101 == len(graph.invitations_from("ana"))


@pytest.mark.parametrize("era", [lg.CONNECT_ONLY, lg.INFLUENCERS, lg.OPEN_FOLLOW, lg.FOLLOW_FIRST])
def test_before_2021_there_is_no_weekly_limit(era):
    """E1 to E4."""
    graph = acted(CROWD, *(lg.Invite("ana", n, at=T0) for n in range(100)), policy=era)
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0), era)
    assert [("L2", Code.WEEKLY_LIMIT)] == reasons(graph, lg.Invite("ana", "bo", at=T0))


ENDINGS = {
    "withdrawn": lg.Withdraw("ana", "cy", at=T0),
    "accepted": lg.Accept("cy", "ana", at=T0),
    "ignored": lg.Ignore("cy", "ana", at=T0),
    "blocked": lg.Block("cy", "ana", at=T0),
    "gone": lg.Leave("cy", at=T0),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_nothing_that_becomes_of_an_invitation_gives_it_back(ending):
    """L2."""
    graph = acted(sent(T0), ending)
    assert ["L2"] == [
        rule for rule, _ in reasons(graph, lg.Invite("ana", "bo", at=T0), policy(**ONE_A_WEEK))
    ]


def test_an_invitation_sent_later_does_not_count_before():
    """L2: a window is never for an earlier `at`."""
    graph = acted(TRIO, lg.Invite("ana", "cy", at=T0 + 3 * DAY))
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0), policy(**ONE_A_WEEK))


# -- L3: flags ----------------------------------------------------------------------------------


def test_with_five_flags_the_sender_must_know_the_email():
    """L3: any five people, each once."""
    graph = CROWD
    for n in range(5):
        assert lg.check(graph, lg.Invite("ana", "bo", at=T0))
        graph = acted(
            graph,
            lg.Invite("ana", n, at=T0 + n * DAY),
            lg.Ignore(n, "ana", at=T0 + n * DAY, unknown=True),
        )
    at = T0 + timedelta(days=9999)  # flags never lapse
    assert [("L3", Code.EMAIL_NEEDED)] == reasons(graph, lg.Invite("ana", "bo", at=at))
    assert lg.check(graph, lg.Invite("ana", "bo", at=at, knows_email=True))
    assert lg.check(graph, lg.Invite("ana", "bo", at=at), policy(flag_limit=6))
    assert lg.check(graph, lg.Invite("bo", "ana", at=at)), "flags are the sender's own"


def test_ignoring_politely_raises_no_flag():
    """A3, L3."""
    graph = acted(TRIO, lg.Invite("ana", "bo", at=T0), lg.Ignore("bo", "ana", at=T0))
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0), policy(flag_limit=1))


def test_a_flag_outlives_the_block_and_the_unblock_of_who_gave_it():
    """F9: what is remembered outlives blocks and disconnections."""
    graph = acted(
        TRIO,
        lg.Invite("ana", "bo", at=T0),
        lg.Ignore("bo", "ana", at=T0, unknown=True),
        lg.Block("bo", "ana", at=T0),
        lg.Unblock("bo", "ana", at=T0),
    )
    one_flag = policy(flag_limit=1)
    assert [("L3", Code.EMAIL_NEEDED)] == reasons(graph, lg.Invite("ana", "cy", at=T0), one_flag)
    assert [("A4", Code.BARRED)] == reasons(graph, lg.Invite("ana", "bo", at=T0))


# -- L4: how long a note ------------------------------------------------------------------------


@pytest.mark.parametrize(("tier", "longest"), [(lg.Tier.FREE, 200), (lg.Tier.PREMIUM, 300)])
@pytest.mark.parametrize("letter", ["x", "é", "👩", "\0"], ids=ascii)
def test_a_note_is_measured_in_code_points(tier, longest, letter):
    """L4: and by the tier of the sender."""
    graph = of("ana", "bo", ana={"tier": tier}, bo={"tier": lg.Tier.PREMIUM})
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0, note=letter * longest))
    one_more = lg.Invite("ana", "bo", at=T0, note=letter * (longest + 1))
    assert [("L4", Code.NOTE_TOO_LONG)] == reasons(graph, one_more)


def test_the_length_of_a_note_is_the_policys():
    """L4: at no length at all there may be none."""
    none = policy(note_length_free=0)
    assert lg.check(TRIO, lg.Invite("ana", "bo", at=T0), none)
    assert lg.check(TRIO, lg.Invite("ana", "bo", at=T0, note=""), none)
    assert not lg.check(TRIO, lg.Invite("ana", "bo", at=T0, note="!"), none)


# -- L5: notes a month --------------------------------------------------------------------------

MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
USED_UP = [("L5", Code.NOTES_USED_UP)]


def noted(*times):
    """Ana attaches a note at each of these times."""
    return acted(CROWD, *(lg.Invite("ana", n, at=at, note="Hello") for n, at in enumerate(times)))


def allows_a_note(graph, at, **changes):
    return bool(lg.check(graph, lg.Invite("ana", "bo", at=at, note="Hello"), policy(**changes)))


def test_a_free_member_attaches_five_notes_a_month():
    """L5: then the invitation may go without one."""
    assert allows_a_note(noted(*[T0] * 4), T0)
    graph = noted(*[T0] * 5)
    assert USED_UP == reasons(graph, lg.Invite("ana", "bo", at=T0, note="Hello"))
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0))
    assert lg.check(graph, lg.Invite("ana", "bo", at=T0, note=""))
    assert lg.check(graph, lg.Invite("bo", "ana", at=T0, note="Hello")), "each their own"


def test_a_month_is_a_calendar_month():
    """L5: the first and the last moment of March, and what lies beside them."""
    full = noted(*[MARCH] * 5)
    assert not allows_a_note(full, MARCH)
    assert not allows_a_note(full, APRIL - TICK)
    assert allows_a_note(full, APRIL)
    assert allows_a_note(full, MARCH.replace(year=2027)), "another year"
    assert allows_a_note(full, MARCH - TICK)
    late = noted(*[APRIL - TICK] * 5)
    assert not allows_a_note(late, APRIL - TICK)
    assert allows_a_note(late, APRIL)
    assert allows_a_note(late, MARCH), "never for an earlier time"
    early = noted(*[MARCH - TICK] * 5)
    assert allows_a_note(early, MARCH)


def test_a_month_is_one_of_utc():
    """L5: in the west it is still March when April has begun."""
    west, east = timezone(timedelta(hours=-9)), timezone(timedelta(hours=9))
    march = noted(*[MARCH + DAY] * 5)
    assert allows_a_note(march, datetime(2026, 3, 31, 15, tzinfo=west))
    assert not allows_a_note(march, datetime(2026, 3, 31, 15, tzinfo=west) - TICK)
    assert not allows_a_note(march, datetime(2026, 4, 1, 8, 59, tzinfo=east))
    assert allows_a_note(march, datetime(2026, 4, 1, 9, tzinfo=east))


def test_a_month_is_one_of_utc_in_summer_time_too():
    """L5: two hours of a local April are still March, one of them in winter time."""
    summer = SummerTime()
    april = datetime(2026, 4, 1, 2, tzinfo=summer)
    assert not allows_a_note(noted(*[MARCH] * 5), april - TICK)
    assert allows_a_note(noted(*[MARCH] * 5), april)
    january = datetime(2026, 2, 1, 1, tzinfo=summer)
    assert not allows_a_note(noted(*[january - TICK] * 5), january - TICK)
    assert allows_a_note(noted(*[january - TICK] * 5), january)


@given(st.lists(moments(MARCH - 30 * DAY, APRIL + 30 * DAY), max_size=8), st.data())
def test_notes_are_counted_in_the_month_up_to_now(times, data):
    """L5: whatever the order of the times."""
    at = data.draw(st.sampled_from([T0, *times]))
    so_far = [t for t in times if (t.year, t.month) == (at.year, at.month) and t <= at]
    graph = acted(
        CROWD,
        *(lg.Invite("ana", n, at=t, note="Hello") for n, t in enumerate(times)),
        policy=policy(free_notes_per_month=99),
    )
    for limit in range(9):
        expected = len(so_far) < limit
        assert expected == allows_a_note(graph, at, free_notes_per_month=limit)


def test_a_premium_member_attaches_as_many_notes_as_they_like():
    """L5."""
    graph = CROWD.with_profile("ana", lg.Profile(tier=lg.Tier.PREMIUM))
    for n in range(9):
        graph = acted(graph, lg.Invite("ana", n, at=T0, note="Hello"))
    assert lg.check(
        graph, lg.Invite("ana", "bo", at=T0, note="Hello"), policy(free_notes_per_month=0)
    )


# -- the ends of the calendar -------------------------------------------------------------------


STORIES = {
    "A5": (withdrawn, lambda at: lg.Invite("ana", "bo", at=at), {}),
    "A11": (unblocked, lambda at: lg.Block("ana", "bo", at=at), {}),
    "L2": (sent, lambda at: lg.Invite("ana", "bo", at=at), ONE_A_WEEK),
    "L5": (
        noted,
        lambda at: lg.Invite("ana", "bo", at=at, note="Hello"),
        {"free_notes_per_month": 1},
    ),
}


@pytest.mark.parametrize("then", [FIRST, T0, LAST])
@pytest.mark.parametrize("now", [FIRST, T0, LAST])
@pytest.mark.parametrize("rule", STORIES)
def test_no_time_of_the_calendar_is_out_of_range(rule, then, now):
    """Every rule that reads a clock, at its first and last moment: never an OverflowError."""
    story, action, changes = STORIES[rule]
    graph, rules = story(then), policy(**changes)
    verdict = lg.check(graph, action(now), rules)
    refused = [reason.rule for reason in verdict.reasons if not verdict]
    assert ([rule] if then == now else []) == refused
    shown = lg.profile_buttons(graph, "ana", at=now, policy=rules)
    assert {owner: shown[owner] for owner in graph} == dict(shown.items())


@pytest.mark.parametrize("then", [FIRST, T0, LAST])
@pytest.mark.parametrize("now", [FIRST, T0, LAST])
def test_ages_of_invitations_span_the_calendar(then, now):
    """A6."""
    assert (then < now) == bool(lg.check(sent(then), lg.Expire(at=now)))
