"""`linkgraph.strategies`: all that is drawn where that is little, draw by draw."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from typing import Any
from uuid import UUID

import attrs
import pytest
from hypothesis import find
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.rules.policy import ERAS
from linkgraph.strategies.member_ids import newcomers
from linkgraph.strategies.settings import CHANGES, LIMITS, SETTINGS, _changes
from linkgraph.strategies.times import _worth_trying
from tests.strategies.walks import every, simplest

DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAYS, TICK = timedelta(days=1), timedelta.resolution
THREE = lg.LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
NAMES = (
    "ana bo cy di eve fay gus hal ida jo kim leo mia ned ola pia quin ray sam tia uma val wes "
    "xia yan zoe"
).split()


# -- ids ----------------------------------------------------------------------------------------


def test_names_are_these_and_short():
    """F6."""
    drawn = every(lgst.members())
    assert sorted(NAMES) == sorted(drawn)
    assert "ana" == drawn[0]


def test_members_are_named_in_this_order_and_after_zoe_comes_ana2():
    """F10."""
    again = [f"{name}2" for name in NAMES]
    graph = simplest(lgst.mixed_graphs(min_size=53, max_size=53, connections=0, follows=0))
    assert [*NAMES, *again, "ana3"] == list(graph)
    assert NAMES[:5] == list(simplest(lgst.graphs(min_size=5)))


def test_every_member_of_a_graph_is_drawn_the_first_of_the_order_first():
    """F10."""
    graph = lg.LinkGraph.from_edges(members=["zoe", "bo", "ana"])
    drawn = every(lgst.members(graph))
    assert ["ana", "bo", "zoe"] == sorted(drawn)
    assert "zoe" == drawn[0]


@pytest.mark.parametrize(
    ("members", "new"),
    [
        ([], ["ana", "bo"]),
        (["bo", "zoe"], ["ana", "cy"]),
        ([7, 3], [8, 9]),
        ([-2], [-1, 0]),
        ([7, "ana"], []),
        ([(1, 2)], []),
        ([UUID(int=1)], []),
    ],
)
def test_who_joins_is_named_like_the_members(members, new):
    """F6, A14: nobody can say what the next of other ids would be."""
    assert new == list(islice(newcomers(members), 2))


# -- settings -----------------------------------------------------------------------------------


def test_these_values_of_each_setting_are_drawn():
    """F7: the default first, and each value that a rule tells apart."""
    usual = attrs.asdict(lg.Profile(), recurse=False)
    assert usual == {field: values[0] for field, values in SETTINGS.items()}
    groups = [set(), {"chess"}, {"go"}, {"chess", "go"}]
    assert {
        "primary_button": list(lg.Button),
        "follow_audience": list(lg.FollowAudience),
        "invitations_from": list(lg.InvitationsFrom),
        "tier": list(lg.Tier),
        "open_profile": [False, True],
        "influencer": [False, True],
        "hibernated": [False, True],
        "name_shown": list(lg.NameShown),
        "connections_shown": [True, False],
        "contact_shown": [True, False],
        "groups": groups,
        "employer": [None, "acme", "umbra"],
        "joined": [None, date(2012, 9, 30), date(2012, 10, 1)],
    } == {field: list(values) for field, values in SETTINGS.items()}


def test_a_change_of_a_setting_is_to_any_value_but_the_default():
    """F7."""
    others = [(field, value) for field, values in SETTINGS.items() for value in values[1:]]
    assert others == CHANGES


def test_a_profile_differs_in_up_to_eight_settings_beside_those_that_are_given():
    """F7."""
    drawn = every(lgst.profiles(tier=st.just(lg.Tier.PREMIUM)), 40)
    assert lg.Profile(tier=lg.Tier.PREMIUM) == drawn[0]
    assert {lg.Tier.PREMIUM} == {profile.tier for profile in drawn}
    assert 6 < len(set(drawn))
    assert repr(_changes).endswith("max_size=8)")


def test_these_small_limits_and_other_switches_are_drawn():
    """L1 to L6, E1 to E5: so small that a handful of members meets them."""
    short = (DAYS, timedelta(0))
    assert {
        "connection_cap": (2, 1, 3, 0),
        "weekly_invitations": (1, 2, 0, None),
        "flag_limit": (1, 2, 0),
        "note_length_free": (5, 1, 0),
        "note_length_premium": (6, 2, 0),
        "free_notes_per_month": (1, 2, 0),
        "count_shown_up_to": (2, 1, 3),
        "withdraw_cooldown": short,
        "reblock_cooldown": short,
        "expire_after": short,
        "follow_on_invite": (False, True),
        "follow_on_accept": (False, True),
        "unfollow_on_disconnect": (False, True),
        "followable": tuple(lg.Who),
        "primary_choice": tuple(lg.Who),
        "connection_feeds": (True, False),
        "reposts_reach_followers": (False, True),
        "second_degree_feed": (lg.SecondDegreeFeed.VIA_ENGAGEMENT, lg.SecondDegreeFeed.OFF),
        "advice_ratio": (1, 2),
        "advice_engagements": (1, 2),
        "advice_mutuals": (1, 2),
    } == LIMITS


def test_every_era_is_drawn_as_it_is_and_each_limit_alone():
    """E1 to E5."""
    eras = every(lgst.policies(max_changes=0))
    assert {era.policy for era in ERAS} == set(eras)
    assert lg.CURRENT == eras[0]
    changed = [
        attrs.evolve(lg.OPEN_FOLLOW, **{field: value})
        for field, values in LIMITS.items()
        for value in values
    ]
    drawn = every(lgst.policies([lg.OPEN_FOLLOW], max_changes=1))
    assert {lg.OPEN_FOLLOW, *changed} == set(drawn)


def test_a_policy_differs_from_its_era_in_up_to_three_limits():
    drawn = every(lgst.policies([lg.CURRENT]), 60)
    differ = [
        sum(getattr(each, field) != getattr(lg.CURRENT, field) for field in LIMITS)
        for each in drawn
    ]
    assert {0, 1, 2, 3} == set(differ)


# -- times --------------------------------------------------------------------------------------

USUAL = [timedelta(0), *(days * DAYS for days in (1, 2, 7, 21, 180)), timedelta(hours=1)]


def around(*ends: timedelta) -> set[timedelta]:
    return {end + beside for end in ends for beside in (-TICK, timedelta(0), TICK)}


def after(graph: lg.LinkGraph[Any], *actions: lg.Action[Any]) -> lg.LinkGraph[Any]:
    for action in actions:
        graph = lg.apply(graph, action)
    return graph


def test_stories_begin_on_a_monday_morning_and_go_on_at_once_or_later():
    drawn = every(lgst.moments(THREE))
    assert DAY == lgst.DAY == drawn[0]
    assert sorted(DAY + later for later in USUAL) == sorted(drawn)


INVITED = lg.Invite("ana", "cy", at=DAY)


@pytest.mark.parametrize(
    ("actions", "policy", "spans"),
    [
        ([INVITED], lg.CURRENT, (7 * DAYS, 180 * DAYS)),
        ([INVITED], lg.Policy(expire_after=9 * DAYS), (7 * DAYS, 9 * DAYS)),
        (
            [INVITED, lg.Withdraw("ana", "cy", at=DAY)],
            lg.Policy(withdraw_cooldown=3 * DAYS),
            (7 * DAYS, 3 * DAYS),
        ),
        (
            [lg.Block("ana", "cy", at=DAY), lg.Unblock("ana", "cy", at=DAY)],
            lg.Policy(reblock_cooldown=5 * DAYS),
            (5 * DAYS,),
        ),
        (
            [attrs.evolve(INVITED, note="Hi"), lg.Accept("cy", "ana", at=DAY)],
            lg.CURRENT,
            (7 * DAYS, datetime(2026, 2, 1, tzinfo=UTC) - DAY),
        ),
    ],
)
def test_moments_are_now_later_and_around_both_ends_of_each_window(actions, policy, spans):
    """A5, A6, A11, L2, L5: no others."""
    drawn = every(lgst.moments(after(THREE, *actions), policy=policy))
    assert DAY == drawn[0]
    expected = {*USUAL, *around(timedelta(0), *spans)}
    assert sorted(DAY + span for span in expected) == sorted(drawn)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        (datetime(2028, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, 1, 2, 3, 4, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_month_of_notes_ends_with_the_month(at, end):
    """L5."""
    noted = after(THREE, lg.Invite("ana", "cy", at=at, note="Hi"), lg.Accept("cy", "ana", at=at))
    drawn = set(every(lgst.moments(noted)))
    week, later = around(7 * DAYS), {at + span for span in USUAL}
    assert {end - TICK, end, end + TICK} | later | {at + span for span in week} | {
        at - TICK,
        at + TICK,
    } == drawn


def test_now_is_the_latest_time_remembered_or_the_beginning_that_is_asked_for():
    """F9."""
    next_day = DAY + DAYS
    told = after(
        THREE, INVITED, lg.Block("bo", "cy", at=next_day), lg.Unblock("bo", "cy", at=next_day)
    )
    assert next_day == simplest(lgst.moments(told))
    assert next_day + TICK == simplest(lgst.moments(told, since=next_day + TICK))
    since = every(lgst.moments(THREE, since=DAY - DAYS))
    assert sorted(DAY - DAYS + later for later in USUAL) == sorted(since)
    held = every(lgst.moments(told, since=next_day))
    assert next_day == min(held)


def test_where_the_calendar_ends_later_is_left_out():
    """A6."""
    last = datetime.max.replace(tzinfo=UTC) - DAYS
    told = after(THREE, attrs.evolve(INVITED, at=last))
    assert {last - TICK, last, last + TICK, last + timedelta(hours=1), last + DAYS} == set(
        every(lgst.moments(told))
    )


def test_a_time_shrinks_to_a_whole_day_then_to_windows_in_the_order_of_their_rules():
    """A5, A6, A11, L2, L5: and beside an end to before it."""
    told = after(
        THREE,
        INVITED,
        lg.Withdraw("ana", "cy", at=DAY),
        lg.Invite("cy", "bo", at=DAY, note="Hi"),
        lg.Block("ana", "cy", at=DAY),
        lg.Unblock("ana", "cy", at=DAY),
    )
    month = datetime(2026, 2, 1, tzinfo=UTC) - DAY
    windows = (21 * DAYS, timedelta(0), 180 * DAYS, 2 * DAYS, 7 * DAYS, month)
    ends = [end + beside for end in windows for beside in (timedelta(0), -TICK, TICK)]
    expected = dict.fromkeys([*USUAL, *ends])
    assert [DAY + span for span in expected] == _worth_trying(told._facts, lg.CURRENT, None)


# -- posts --------------------------------------------------------------------------------------

GO = lg.Profile(groups=frozenset({"go"}))
ALONE = lg.LinkGraph.from_edges(members=["bo"]).with_profile("bo", GO)
WHEN = (None, DAY, DAY - TICK, DAY + DAYS)


def test_posts_are_of_any_kind_for_anyone_under_any_control_at_any_time():
    """V1 to V5: the groups are those of members, and chess."""
    audiences = [*lg.Audience, lg.Group("chess"), lg.Group("go")]
    parts = product(lg.PostKind, audiences, lg.CommentControl, WHEN)
    expected = {
        lg.Post(1, "bo", kind=kind, audience=audience, comments=comments, at=at)
        for kind, audience, comments, at in parts
    }
    drawn = every(lgst.posts(ALONE, ids=st.just(1)))
    assert expected == set(drawn)
    assert lg.Post(1, "bo") == drawn[0]


def test_groups_may_have_ids_of_any_kind():
    """V5."""
    groups = lg.Profile(groups=frozenset({7, "go"}))
    graph = ALONE.with_profile("bo", groups)
    audiences = {post.audience for post in every(lgst.posts(graph, ids=st.just(1)), 60)}
    assert {lg.Group(7), lg.Group("go"), lg.Group("chess")} <= audiences


def test_posts_are_numbered_from_1_to_99_and_by_any_member():
    """V1."""
    drawn = every(lgst.posts(THREE), 80)
    assert (1, 99) == (min(post.id for post in drawn), max(post.id for post in drawn))
    assert set(THREE) == {post.author for post in drawn}


def test_members_react_to_comment_on_and_share_any_post_at_any_time():
    """W2 to W4."""
    posts = [lg.Post(7, "bo"), lg.Post("x", "cy")]
    parts = product(THREE, (7, "x"), lg.EngagementKind, WHEN)
    expected = {lg.Engagement(member, post, kind, at=at) for member, post, kind, at in parts}
    drawn = every(lgst.engagements(THREE, posts))
    assert expected == set(drawn)
    assert lg.Engagement("ana", 7, lg.EngagementKind.REACTION) == drawn[0]


def test_times_of_engagements_shrink_to_none_then_to_the_beginning_and_to_either_side_of_it():
    """W11: a window that begins with the stories tells these apart."""
    times = lgst.engagements(ALONE, [lg.Post(1, "bo")]).map(lambda done: done.at)
    for place, at in enumerate(WHEN):
        assert at == find(times, WHEN[place:].__contains__)
