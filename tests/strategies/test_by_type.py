"""``st.from_type``: what each type's strategy draws, the simplest first."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from itertools import permutations, product
from typing import Any, Literal, Optional, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.rules.check_and_apply import NEEDS
from linkgraph.strategies.by_type import ON_A_GRAPH, WHOLE, _several_posts, strategy_for
from linkgraph.strategies.settings import SETTINGS
from tests.strategies.walks import every, simplest

DAY = lgst.DAY
FEW = settings(max_examples=max(10, settings.default.max_examples // 10))
GRAPH = lg.LinkGraph.from_edges(
    members=["ana", "bo", "cy"], connections=[("ana", "bo")], follows=[("cy", "ana")]
)
APART = lg.LinkGraph.from_edges(members=["ana", "bo"])
CHANGE = lg.UpdateProfile("ana", at=DAY, primary_button=lg.Button.FOLLOW)
INVITE = lg.Invite("ana", "bo", at=DAY)
SIMPLEST: dict[str, Any] = {
    "LinkGraph": lg.LinkGraph(),
    "History": lg.History([], start=lg.LinkGraph.from_edges(members=["ana", "bo"])),
    "Profile": lg.Profile(),
    "Policy": lg.CURRENT,
    "Signals": lg.Signals(),
    "Group": lg.Group("chess"),
    "Post": lg.Post(1, "ana"),
    "Engagement": lg.Engagement("ana", 1, lg.EngagementKind.REACTION),
    "Invitation": lg.Invitation("ana", "bo", DAY),
    "MemberSet": {"ana", "bo"},
    "Action": INVITE,
    "UpdateProfile": CHANGE,
    "Join": lg.Join("ana", at=DAY),
    "Leave": lg.Leave("ana", at=DAY),
    "Expire": lg.Expire(at=DAY),
    "Verdict": lg.check(GRAPH.update(disconnect=[("ana", "bo")]), INVITE),
    "Reason": lg.Reason("A1", lg.Code.ALLOWED),
    "Diff": lg.Diff(),
    "ProfileActions": lg.profile_actions(APART, "ana", "bo", at=DAY),
    "ProfileView": lg.profile_view(APART, "ana", "bo"),
    "Advice": lg.follow_or_connect(APART, "ana", "bo", at=DAY),
    "Health": lg.network_health(APART, "ana", [], [], since=DAY),
    "FeedItem": lg.FeedItem(lg.Post(0, "bo"), (lg.Reason("W2", lg.Code.FROM_FOLLOWED),)),
    "Fact": lg.Fact(lg.FactKind.MEMBER, ("ana",)),
    **{
        kind: getattr(lg, kind)("ana", "bo", at=DAY)
        for kind in ("Invite", "Follow", "Withdraw", "Unfollow", "Disconnect", "Block", "Unblock")
    },
    **{
        kind: getattr(lg, kind)("bo", "ana", at=DAY)
        for kind in ("Accept", "Ignore", "RemoveFollower")
    },
}


def test_every_type_has_a_row():
    assert {*SIMPLEST} == {*WHOLE, *ON_A_GRAPH}


@pytest.mark.parametrize("name", SIMPLEST)
def test_a_type_shrinks_to_this_value(name):
    assert SIMPLEST[name] == simplest(st.from_type(getattr(lg, name)))


def on(graph, name, most=600):
    """Return all that is drawn of a type on a graph."""
    return every(st.composite(lambda draw: ON_A_GRAPH[name](draw, graph))(), most)


def test_signals_are_any_together():
    """G7, G8."""
    maybe = [None, False, True]
    parts = product([None, *lg.Relation], [None, *lg.StatedPolicy], maybe, range(6))
    expected = [
        lg.Signals(
            relation=relation,
            stated_policy=stated,
            replies_to_strangers=replies,
            engagements=number,
        )
        for relation, stated, replies, number in parts
    ]
    assert set(expected) == set(every(st.from_type(lg.Signals)))


def test_groups_are_of_chess_and_go():
    """V5."""
    assert {lg.Group("chess"), lg.Group("go")} == set(every(st.from_type(lg.Group)))


def test_sets_of_members_are_answers_about_one():
    """D1, F1, F2."""
    everybody = {"ana", "bo", "cy"}
    of_ana = [{"bo"}, {"bo", "cy"}, {"ana"}]  # connections, followers, nearest
    drawn = on(GRAPH, "MemberSet")
    assert {type(GRAPH.members)} == {type(each) for each in drawn}
    assert all(each in drawn for each in [everybody, set(), *of_ana])


LATER = [timedelta(days=days) for days in (0, 1, 2, 7, 21, 180)] + [timedelta(hours=1)]
TIMES = [DAY + later for later in LATER]


def test_invitations_are_sent_at_any_time_with_a_note_or_without():
    """F4."""
    expected = {lg.Invitation("ana", "bo", at, note) for at in TIMES for note in (None, "Hello")}
    assert expected == set(on(GRAPH, "Invitation"))


@pytest.mark.parametrize("name", ["Follow", "Join", "Leave", "Expire"])
def test_actions_of_a_kind_are_of_any_members_whether_or_not_it_would_be_allowed(name):
    """A7, A12 to A14."""
    drawn = on(GRAPH, name, 60)
    assert set(TIMES) == {action.at for action in drawn}
    members = {action.members for action in drawn}
    assert {"Follow": {*permutations(GRAPH, 2)}, "Expire": {()}}.get(
        name, {(member,) for member in GRAPH}
    ) == members


def test_updates_of_profiles_are_of_any_setting_and_change_it():
    """A13, F7."""
    drawn = on(GRAPH, "UpdateProfile", 60)
    changed = {field for action in drawn for field, _ in action.changes}
    assert 6 < len(changed)
    assert set(SETTINGS) >= changed
    assert all(lg.check(GRAPH, action) for action in drawn)


def test_facts_are_those_of_the_graph():
    """F1 to F9."""
    assert set(lg.diff(lg.LinkGraph(), GRAPH).gained) == set(on(GRAPH, "Fact"))


@pytest.mark.parametrize("name", ["Verdict", "Reason", "Diff"])
def test_answers_differ(name):
    """A1 to A14: allowed and refused, of something and of nothing."""
    drawn = every(st.from_type(getattr(lg, name)), 12)
    assert {True, False} == {
        {
            "Verdict": lambda each: each.allowed,
            "Reason": lambda each: each.code is lg.Code.ALLOWED,
            "Diff": lambda each: each == lg.Diff(),
        }[name](each)
        for each in drawn
    }


def test_a_diff_is_of_what_has_happened():
    """H1: nobody has sent an invitation before, and so none can be lost."""
    drawn = on(GRAPH, "Diff", 15)
    gained, lost = (
        {fact.kind for diff in drawn for fact in getattr(diff, side)} for side in ("gained", "lost")
    )
    assert lg.FactKind.INVITED in gained
    assert lg.FactKind.INVITED not in lost


# -- who asks for a type ------------------------------------------------------------------------

M = TypeVar("M")


@pytest.mark.parametrize("ids", [str, Any, M])
@pytest.mark.parametrize("name", ["LinkGraph", "History"])
def test_ids_are_names_unless_a_type_is_asked_for(name, ids):
    """F6."""
    shown = {"LinkGraph": "graphs()", "History": "histories()"}
    assert shown[name] == repr(strategy_for(name, getattr(lg, name)[ids]))
    assert shown[name] == repr(strategy_for(name, getattr(lg, name)))


def test_ids_of_another_type_come_from_its_strategy():
    """F6, A14."""
    assert "graphs(members=integers())" == repr(strategy_for("LinkGraph", lg.LinkGraph[int]))
    history = strategy_for("History", lg.History[int])
    assert "histories(start=graphs(members=integers(), past=False), joiners=integers())" == repr(
        history
    )
    assert "a(name='Post', ids=integers())" == repr(strategy_for("Post", lg.Post[int]))
    assert "a(name='Post')" == repr(strategy_for("Post", lg.Post[str]))


def test_feeds_health_and_advice_differ():
    """W1 to W6, H2, G1 to G9."""
    assert len({each.post.author for each in every(st.from_type(lg.FeedItem), 12)}) > 1
    assert len({each.recommendation for each in every(st.from_type(lg.Advice), 60)}) > 1
    assert any(each.posts for each in every(st.from_type(lg.Health), 60))


OLDER = Optional[str]  # noqa: UP045  # as older code says it, which is another type


@pytest.mark.parametrize(
    "ids", [Hashable, object, int | None, OLDER, tuple[int, str], Literal["ana", 7, None]]
)
@FEW
@given(st.data())
def test_of_a_type_only_what_can_be_an_id_is_drawn(ids, data):
    """F6."""
    graph = data.draw(st.from_type(lg.LinkGraph[ids]))
    assert None not in graph
    assert data.draw(st.from_type(lg.FeedItem[ids])).post.author is not None


@pytest.mark.parametrize("no_id", [None, bool, float, complex])
def test_of_one_type_or_another_that_is_drawn_which_can_be_an_id(no_id):
    """F6."""
    assert "graphs(members=integers())" == repr(
        strategy_for("LinkGraph", lg.LinkGraph[int | no_id])
    )


def test_of_any_type_names_numbers_and_tuples_of_a_name_and_a_number_are_drawn():
    """F6."""
    shown = repr(strategy_for("LinkGraph", lg.LinkGraph[object]))
    ids = "members() | integers() | uuids() | tuples(members(), integers())"
    one_of = f"one_of({ids.replace(' | ', ', ')})"
    assert shown in {f"graphs(members={ids})", f"graphs(members={one_of})"}


def test_who_writes_what_is_fed_has_an_id_of_the_type():
    """F6, W2."""
    assert {int} == {type(each.post.author) for each in every(st.from_type(lg.FeedItem[int]), 8)}


def test_health_counts_what_others_did_with_the_posts():
    """H2."""
    drawn = every(st.composite(lambda draw: ON_A_GRAPH["Health"](draw, GRAPH))(), 60)
    assert any(each.engaged_connections for each in drawn)


def test_posts_that_are_drawn_together_are_up_to_three_with_ids_of_their_own():
    """V1."""
    drawn = every(_several_posts(GRAPH), 60)
    assert {0, 1, 2, 3} == {len(posts) for posts in drawn}
    assert all(len({post.id for post in posts}) == len(posts) for posts in drawn)
    assert "unique_by" in repr(_several_posts(GRAPH))


def test_a_type_of_which_nothing_can_be_an_id_says_so():
    """F6."""
    for nothing in (bool, bool | None):
        with pytest.raises(lg.InvalidInput):
            every(st.from_type(lg.LinkGraph[nothing]))


@pytest.mark.parametrize("kind", NEEDS)
def test_a_kind_of_action_is_not_drawn_for_what_is_wider(kind):
    """A strategy for a wider type must not think of a graph."""
    assert strategy_for(kind.__name__, object) is NotImplemented
    assert strategy_for(kind.__name__, lg.Post[int]) is NotImplemented
