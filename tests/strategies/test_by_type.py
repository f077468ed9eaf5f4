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
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.strategies import by_type
from linkgraph.strategies.by_type import INPUTS, strategy_for
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
    "Action": INVITE,
    "UpdateProfile": CHANGE,
    "Join": lg.Join("ana", at=DAY),
    "Leave": lg.Leave("ana", at=DAY),
    "Expire": lg.Expire(at=DAY),
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
    assert {getattr(lg, name) for name in SIMPLEST} == {*INPUTS}


@pytest.mark.parametrize("name", SIMPLEST)
def test_a_type_shrinks_to_this_value(name):
    assert SIMPLEST[name] == simplest(st.from_type(getattr(lg, name)))


def on(graph, name, most=600):
    """Return all that is drawn of a type on a graph, or the first of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_type, "graphs", lambda *_, **__: st.just(graph))
        return every(INPUTS[getattr(lg, name)](None), most)


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


LATER = [timedelta(days=days) for days in (0, 1, 2, 7, 21, 180)] + [timedelta(hours=1)]
TIMES = [DAY + later for later in LATER]


def test_invitations_are_sent_at_any_time_with_a_note_or_without():
    """F4."""
    pairs = permutations(["ana", "bo"])
    parts = product(pairs, TIMES, (None, "Hello"))
    expected = {lg.Invitation(*pair, at, note) for pair, at, note in parts}
    assert expected == set(on(APART, "Invitation"))


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


# -- who asks for a type ------------------------------------------------------------------------

M = TypeVar("M")


@pytest.mark.parametrize("ids", [str, Any, M])
@pytest.mark.parametrize("name", ["LinkGraph", "History"])
def test_ids_are_names_unless_a_type_is_asked_for(name, ids):
    """F6."""
    shown = {"LinkGraph": "graphs()", "History": "histories()"}
    kind = getattr(lg, name)
    assert shown[name] == repr(strategy_for(kind, kind[ids])) == repr(strategy_for(kind, kind))


def test_ids_of_another_type_come_from_its_strategy():
    """F6, A14."""
    assert "graphs(members=integers())" == repr(strategy_for(lg.LinkGraph, lg.LinkGraph[int]))
    history = strategy_for(lg.History, lg.History[int])
    assert "histories(start=graphs(members=integers(), past=False), joiners=integers())" == repr(
        history
    )
    of_numbers = repr(strategy_for(lg.Post, lg.Post[int]))
    assert of_numbers.startswith("graphs(members=integers(), min_size=2).flatmap(")
    assert repr(strategy_for(lg.Post, lg.Post[str])).startswith("graphs(min_size=2).flatmap(")


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
    assert data.draw(st.from_type(lg.Post[ids])).author is not None


@pytest.mark.parametrize("no_id", [None, bool, float, complex])
def test_of_one_type_or_another_that_is_drawn_which_can_be_an_id(no_id):
    """F6."""
    assert "graphs(members=integers())" == repr(
        strategy_for(lg.LinkGraph, lg.LinkGraph[int | no_id])
    )


def test_of_any_type_names_numbers_and_tuples_of_a_name_and_a_number_are_drawn():
    """F6."""
    shown = repr(strategy_for(lg.LinkGraph, lg.LinkGraph[object]))
    ids = "members() | integers() | uuids() | tuples(members(), integers())"
    one_of = f"one_of({ids.replace(' | ', ', ')})"
    assert shown in {f"graphs(members={ids})", f"graphs(members={one_of})"}


def test_a_type_of_which_nothing_can_be_an_id_says_so():
    """F6."""
    for nothing in (bool, bool | None):
        with pytest.raises(lg.InvalidInput):
            every(st.from_type(lg.LinkGraph[nothing]))


@pytest.mark.parametrize("kind", REQUIREMENTS)
def test_a_kind_of_action_is_not_drawn_for_what_is_wider(kind):
    """A strategy for a wider type must not think of a graph."""
    assert strategy_for(kind, object) is NotImplemented
    assert strategy_for(kind, lg.Post[int]) is NotImplemented
