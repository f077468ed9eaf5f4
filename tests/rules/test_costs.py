"""Edits and questions about a few members cost the same in a small graph and in a large one.

Work is counted, not timed: calls of functions, and bytes of memory at the peak. Each edit and each
question is counted in a graph and in one with eight times as many members, in which every member
has as many ties as before.
"""

from __future__ import annotations

import pickle
import sys
import tracemalloc
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import Any, TypeAlias

import attrs
import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph.csr import Adjacency
from linkgraph.graph.profiles import Profiles
from linkgraph.graph.sorted_arrays import pack
from tests.rules.drawing import DAY, T0

Graph: TypeAlias = lg.LinkGraph[int]
Edit: TypeAlias = Callable[[Graph], Graph]

SMALL, LARGE = 4_000, 32_000
# Both are far below an array over the larger graph, and far above what the questions need.
FREE_CALLS, FREE_BYTES = 100, 8_000


@cache
def network(members: int) -> Graph:
    """Return a ring in which everybody is connected to the next ten, with all kinds of facts."""
    one = np.arange(members)
    pairs = [np.stack((one, (one + step) % members), axis=1) for step in range(1, 11)]
    graph = lg.LinkGraph.from_edges(connections=np.concatenate(pairs), members=range(members))
    profiles = {
        index: lg.Profile(hibernated=index % 2 == 1, groups={index // 10}, employer=index % 5)
        for index in range(members)
    }
    facts = attrs.evolve(graph._facts, profiles=Profiles(profiles))
    withdrawn = lg.FactKind.WITHDRAWN
    memory = type(withdrawn.empty)(
        {(index, (index + 50) % members): (T0,) for index in range(members)}
    )
    graph = lg.LinkGraph(facts=facts.with_stored({withdrawn: memory}))
    lg.profile_view(graph, 0, 1)  # makes the index of settings
    graph.without_member(members - 1)  # makes the index of remembered pairs
    return graph


def work_of(call: Callable[[], Any]) -> tuple[int, int]:
    """Return how many functions a call calls, and the most bytes it takes at once."""
    count = 0

    def counted(_: FrameType, event: str, __: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        call()
    finally:
        sys.setprofile(before)
    tracemalloc.start()
    try:
        call()
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def assert_no_growth(call: Callable[[Graph], Callable[[], Any]]) -> None:
    """Assert that a call takes hardly more work in the larger graph than in the smaller one."""
    calls, size = work_of(call(network(SMALL)))
    more_calls, more_size = work_of(call(network(LARGE)))
    assert more_calls <= calls + FREE_CALLS
    assert more_size <= size + FREE_BYTES


EDITS: dict[str, Edit] = {
    "with_profile": lambda g: g.with_profile(3, lg.Profile(hibernated=True, groups={1})),
    "the default profile": lambda g: g.with_profile(3, lg.Profile()),
    "UpdateProfile": lambda g: lg.apply(g, lg.UpdateProfile(3, at=T0, tier=lg.Tier.PREMIUM)),
    "follow": lambda g: g.follow(1, 50),
    "unfollow": lambda g: g.unfollow(1, 2),
    "connect": lambda g: g.connect(1, 50),
    "disconnect": lambda g: g.disconnect(1, 2),
    "Block": lambda g: lg.apply(g, lg.Block(1, 2, at=T0)),
    "Invite": lambda g: lg.apply(g, lg.Invite(1, 60, at=T0 + DAY)),
    "Join": lambda g: lg.apply(g, lg.Join(10**6, at=T0)),
    "Leave": lambda g: lg.apply(g, lg.Leave(9, at=T0)),
}
edited = pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))

QUESTIONS: dict[str, Callable[[Graph, Graph], Any]] = {
    "profile_view": lambda _, after: lg.profile_view(after, 1, 4),
    "own profile_view": lambda _, after: lg.profile_view(after, 3, 3),
    "can_message": lambda _, after: lg.can_message(after, 1, 4),
    "check": lambda _, after: lg.check(after, lg.Invite(1, 61, at=T0 + DAY)),
    "audience of a group": lambda _, after: list(
        lg.audience(after, lg.Post(1, 4, audience=lg.Group(1)))
    ),
    "diff": lg.diff,
    "diff back": lambda before, after: lg.diff(after, before),
    "==": lambda before, after: before == after,
    "== of equal graphs": lambda before, after: (
        after
        == after.with_profile(5, lg.Profile(tier=lg.Tier.PREMIUM)).with_profile(5, after.profile(5))
    ),
    "Diff.apply": lambda before, after: lg.diff(before, after).apply(before),
}


@edited
def test_an_edit_costs_the_same_in_a_larger_graph(edit: Edit) -> None:
    """A1 to A14."""
    assert_no_growth(lambda graph: lambda: edit(graph))


@edited
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_a_question_after_an_edit_costs_the_same_in_a_larger_graph(
    edit: Edit, question: Callable[[Graph, Graph], Any]
) -> None:
    """H3, P1 to P7: an index that a graph keeps is not made again for its next version."""

    def call(graph: Graph) -> Callable[[], Any]:
        after = edit(graph)
        return lambda: question(graph, after)

    assert_no_growth(call)


@edited
def test_the_calls_of_a_feed_do_not_grow(edit: Edit) -> None:
    """W1 to W7: a feed may mark members in an array, but it reads no profile of others."""
    posts = [lg.Post(number, number) for number in range(2, 30)]

    def call(graph: Graph) -> Callable[[], Any]:
        after = edit(graph).with_members(*range(30))
        return lambda: lg.feed(after, 1, [post for post in posts if post.author in after])

    calls, _ = work_of(call(network(SMALL)))
    more_calls, _ = work_of(call(network(LARGE)))
    assert more_calls <= calls + FREE_CALLS


def test_growth_is_found() -> None:
    """The count of work sees both a walk and an array over all members."""
    for call in (
        lambda graph: lambda: [graph.profile(member) for member in graph.members],
        lambda graph: lambda: np.zeros(len(graph)),
        lambda graph: lambda: pickle.loads(pickle.dumps(graph)) == graph,
    ):
        with pytest.raises(AssertionError):
            assert_no_growth(call)


@pytest.mark.parametrize("rows", [2**10, 2**13])
def test_a_history_takes_memory_for_few_graphs(rows: int) -> None:
    """H1: the number of graphs, and so their memory, grows by the logarithm of the history."""
    actions = [lg.Follow(0, other, at=T0) for other in range(1, rows + 1)]
    history = lg.History(actions, start=lg.LinkGraph.from_edges(members=range(rows + 1)))
    lg.replay(history)
    for place in range(0, rows, 97):
        lg.as_of(history, T0 + place * DAY)
    (snapshots,) = history._snapshots.values()
    assert len(snapshots) <= 2 * np.log2(rows)


@pytest.mark.parametrize("invitations", [10, 80])
def test_many_invitations_of_one_member_end_at_once(
    invitations: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A6, H3: `Expire` and `Diff.apply` copy the row of a member once, however much ends."""
    graph = lg.LinkGraph.from_edges(members=range(invitations + 1))
    with_invitations = graph
    for other in range(1, invitations + 1):
        with_invitations = lg.apply(with_invitations, lg.Invite(0, other, at=T0))
    copied: list[int] = []
    original = Adjacency._with_rows

    def counted(self: Adjacency, rows: list[tuple[int, Any]]) -> Adjacency:
        copied.extend(index for index, _ in rows)
        return original(self, rows)

    monkeypatch.setattr(Adjacency, "_with_rows", counted)
    expired = lg.apply(with_invitations, lg.Expire(at=T0 + 200 * DAY))
    assert not expired.invitations_from(0)
    assert 1 == copied.count(0)
    copied.clear()
    assert with_invitations == lg.diff(graph, with_invitations).apply(graph)
    assert copied.count(0) <= 2  # pending invitations, and follows


def test_many_ties_of_a_large_graph_are_changed_row_by_row() -> None:
    """F1: the arrays of a relation are copied only if that costs less than the edited rows do."""
    one = np.arange(1_000_000, dtype=np.int32)
    large = Adjacency.from_keys(len(one), pack(one, (one + 1) % len(one)))
    ends = one[:1500], one[2:1502]
    flipped = large.flip_many(*ends)
    assert flipped.base is large.base
    assert [1, 2] == flipped.row(0).tolist()
    assert flipped.has_keys(pack(*ends)).all()
    small = Adjacency.from_keys(1600, large.keys()[:1600])
    assert small.flip_many(*ends).base is not small.base


def test_a_few_integers_are_found_without_a_table_of_all_members() -> None:
    """F6: also where the ids have a gap."""

    def call(graph: Graph) -> Callable[[], Any]:
        index = graph.without_member(5)._facts.member_index
        return lambda: index.find_many(np.array([3, 5, 7]))

    assert [3, -1, 7] == call(network(SMALL))().tolist()
    assert_no_growth(call)
