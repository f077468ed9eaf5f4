"""Any sequence of edits on a graph and on plain sets gives the same facts (F1 to F10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

import linkgraph as lg
from linkgraph.graph.profiles import InvitationDetails
from tests.graph.drawing import (
    LETTERS,
    PROFILES,
    TIMES,
    edges,
    fewer,
    rosters,
    tiny_thresholds,
    twins,
    updates,
)
from tests.graph.plain import KINDS, Twin, answers


def _drawn(pick: Callable[[Any], st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    return st.runner().flatmap(lambda machine: pick(machine.twin.plain))


MEMBER = _drawn(lambda plain: st.sampled_from(plain.members))
PAIR = _drawn(lambda plain: st.sampled_from(list(permutations(plain.members, 2))))
UPDATE = _drawn(updates)


def _has(members: int) -> Callable[[Any], bool]:
    return lambda machine: len(machine.twin.plain.members) >= members


class AnyHistory(RuleBasedStateMachine):
    """Every edit on a `Twin`; all readable facts are compared after each."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.twin = Twin()
        self.past: list[tuple[lg.LinkGraph[Any], dict[str, Any]]] = []

    def teardown(self) -> None:
        try:
            for graph, then in self.past:
                assert then == answers(graph)
        finally:
            self.patch.undo()

    @initialize(given=edges())
    def build(self, given: dict[str, Any]) -> None:
        self.twin = Twin.of(**given)

    @rule(ids=rosters(most=3))
    def join(self, ids: list[Any]) -> None:
        self.twin.with_members(*ids)

    @precondition(_has(1))
    @rule(member=MEMBER)
    def leave(self, member: Any) -> None:
        self.twin.without_member(member)

    @precondition(_has(1))
    @rule(member=MEMBER)
    def leave_and_join_again(self, member: Any) -> None:
        self.twin.without_member(member)
        self.twin.with_members(member)

    @precondition(_has(1))
    @rule(member=MEMBER, profile=PROFILES)
    def set_profile(self, member: Any, profile: lg.Profile) -> None:
        self.twin.with_profile(member, profile)

    @precondition(_has(2))
    @rule(pair=PAIR, auto_follow=st.booleans())
    def connect(self, pair: Any, auto_follow: bool) -> None:
        if self.twin.plain.blocked(*pair):
            with pytest.raises(lg.Blocked):
                self.twin.graph.connect(*pair)
        else:
            self.twin.connect(*pair, auto_follow=auto_follow)

    @precondition(_has(2))
    @rule(pair=PAIR)
    def follow(self, pair: Any) -> None:
        if self.twin.plain.blocked(*pair):
            with pytest.raises(lg.Blocked):
                self.twin.graph.follow(*pair)
        else:
            self.twin.follow(*pair)

    @precondition(_has(2))
    @rule(pair=PAIR)
    def disconnect(self, pair: Any) -> None:
        self.twin.disconnect(*pair)

    @precondition(_has(2))
    @rule(pair=PAIR)
    def unfollow(self, pair: Any) -> None:
        self.twin.unfollow(*pair)

    @precondition(_has(2))
    @rule(changes=UPDATE)
    def update(self, changes: dict[str, Any]) -> None:
        self.twin.update(**changes)

    @precondition(_has(2))
    @rule(pair=PAIR, letter=LETTERS)
    def invite(self, pair: Any, letter: InvitationDetails) -> None:
        if self.twin.plain.invitable(*pair):
            self.twin.invite(*pair, letter)

    @precondition(_has(2))
    @rule(pair=PAIR)
    def block(self, pair: Any) -> None:
        self.twin.block(*pair)

    @precondition(_has(2))
    @rule(kind=st.sampled_from(KINDS), pair=PAIR, at=TIMES)
    def remember(self, kind: str, pair: Any, at: datetime) -> None:
        self.twin.remember(kind, *pair, at)

    @rule()
    def compact(self) -> None:
        self.twin.compact()

    @rule()
    def keep_an_eye_on_this_graph(self) -> None:
        self.past.append((self.twin.graph, answers(self.twin.graph)))

    @invariant()
    def graph_and_plain_sets_say_the_same(self) -> None:
        self.twin.check()


class AnyHistoryBeyondThresholds(AnyHistory):
    """The same where overlays fold, bulk ways start and gaps close after two edits."""

    def __init__(self) -> None:
        super().__init__()
        tiny_thresholds(self.patch)


AnyHistory.TestCase.settings = settings(fewer, stateful_step_count=30)
AnyHistoryBeyondThresholds.TestCase.settings = settings(fewer, stateful_step_count=30)
TestAnyHistory = AnyHistory.TestCase
TestAnyHistoryBeyondThresholds = AnyHistoryBeyondThresholds.TestCase


@fewer
@given(twin=twins())
@pytest.mark.usefixtures("thresholds")
def test_a_graph_with_a_past_says_what_plain_sets_say(twin: Twin):
    """F1 to F10."""
    twin.check()
