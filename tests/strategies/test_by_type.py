"""``st.from_type``: what each type's strategy draws, the simplest first."""

from __future__ import annotations

import typing
from collections.abc import Hashable
from contextlib import suppress
from datetime import timedelta
from fractions import Fraction
from itertools import permutations, product
from typing import Annotated, Any, Literal, NewType, Optional, TypeVar
from uuid import UUID

import attrs
import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import ResolutionFailed

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
    "Assumptions": lg.Assumptions(),
    "ProfileButtons": lg.profile_buttons(APART, "ana", at=DAY),
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
UserId = NewType("UserId", int)
ANY_KIND = {str, int, UUID, tuple}
BOUND = TypeVar("BOUND", bound=int)
HASHABLE = TypeVar("HASHABLE", bound=Hashable)
EITHER = TypeVar("EITHER", int, float)
KINDS_OF_IDS: dict[str, tuple[Any, set[type]]] = {
    "a bound": (BOUND, {int}),
    "a bound to anything": (HASHABLE, ANY_KIND),
    "constraints": (EITHER, {int}),
    "the older name of Hashable": (typing.Hashable, ANY_KIND),
    "Hashable": (Hashable, ANY_KIND),
    "object": (object, ANY_KIND),
    "int or None": (int | None, {int}),
    "str or None": (OLDER, {str}),
    "one of three": (int | str | float, {int, str}),
    "a pair": (tuple[int, str], {tuple}),
    "a part that may be an id": (tuple[float | int, str], {tuple}),
    "a part that may be None": (tuple[int | None, str], {tuple}),
    "a part that is None": (tuple[None, float | None, int], {tuple}),
    "a tuple of any length": (tuple[int, ...], {tuple}),
    "a set": (frozenset[int], {frozenset}),
    "values": (Literal["ana", 7, None], {str, int}),
    "a new type": (UserId, {int}),
    "an annotated type": (Annotated[int, "positive"], {int}),
    "a type of another library": (UUID, {UUID}),
    "a forward reference": ("int", {int}),
}


GRAPH_OF: Any = lg.LinkGraph


@pytest.mark.parametrize("name", KINDS_OF_IDS)
def test_ids_are_of_the_type_and_any_of_its_parts_is_drawn(name: str) -> None:
    """F6: whatever the type is made of, only values that can be ids are drawn, and all kinds."""
    ids, kinds = KINDS_OF_IDS[name]
    drawn: set[type] = set()

    @settings(max_examples=60, derandomize=True, database=None)
    @given(st.from_type(GRAPH_OF[ids]))
    def look(graph: lg.LinkGraph[Any]) -> None:
        drawn.update(map(type, graph))

    look()
    assert kinds == drawn


BAD = NewType("BAD", float)
LOOSE = TypeVar("LOOSE", bound=float)
NO_IDS: dict[str, Any] = {
    "bool": bool,
    "bool or None": bool | None,
    "None": None,
    "a fraction": Fraction,
    "a pair with a float": tuple[float, int],
    "a pair within a pair": tuple[tuple[int, float], str],
    "a set of floats": frozenset[float],
    "a list": list[int],
    "a pair with a list": tuple[list[int], str],
    "a mapping": dict[str, int],
    "an array": np.ndarray,
    "values": Literal[True, None],
    "a new type": BAD,
    "a bound": LOOSE,
    "an annotated type": Annotated[float, "positive"],
}


@pytest.mark.parametrize("kind", ["LinkGraph", "Post"])
@pytest.mark.parametrize("name", NO_IDS)
def test_a_type_of_which_nothing_can_be_an_id_says_so(name: str, kind: str) -> None:
    """F6: the first draw raises; an empty graph would be a test that tests nothing."""
    with pytest.raises(lg.InvalidInput) as caught:
        find(st.from_type(getattr(lg, kind)[NO_IDS[name]]), lambda _: True)
    assert (NO_IDS[name] or type(None), "a type with values that can be ids") == (
        caught.value.value,
        caught.value.expected,
    )


def test_assumptions_have_a_few_figures_of_their_range() -> None:
    """Whatever is drawn is valid: figures have ranges, and some shares add up to 1 at most."""
    drawn: set[str] = set()

    @settings(max_examples=400, derandomize=True, database=None)
    @given(st.from_type(lg.Assumptions))
    def look(assumptions: lg.Assumptions) -> None:
        values, usual = attrs.asdict(assumptions), attrs.asdict(lg.Assumptions())
        drawn.update(name for name in values if values[name] != usual[name])

    look()
    assert {field.name for field in attrs.fields(lg.Assumptions)} == drawn


@FEW
@given(st.from_type(lg.ProfileButtons[int]))
def test_buttons_are_those_of_a_graph_for_one_of_its_members(
    buttons: lg.ProfileButtons[int],
) -> None:
    """B1: one of the owners is the viewer."""
    assert ["B1"] == [each.row for each in buttons.values() if each.row == "B1"]


def test_an_archive_is_not_made_of_parts_that_do_not_fit_together() -> None:
    with pytest.raises(ResolutionFailed):
        find(st.from_type(lg.Archive), lambda _: True)


PUBLIC = [name for name in lg.__all__ if isinstance(getattr(lg, name), type)]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_type_is_drawn_or_is_not_known_to_hypothesis(name: str) -> None:
    with suppress(ResolutionFailed):
        find(st.from_type(getattr(lg, name)), lambda _: True)


@pytest.mark.parametrize("kind", REQUIREMENTS)
def test_a_kind_of_action_is_not_drawn_for_what_is_wider(kind):
    """A strategy for a wider type must not think of a graph."""
    assert strategy_for(kind, object) is NotImplemented
    assert strategy_for(kind, lg.Post[int]) is NotImplemented
