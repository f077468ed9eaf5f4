"""The buttons of all owners at once, for one viewer (B1 to B14).

The answer for an owner depends on a handful of facts about the pair. Owners who share
them share the answer, so the single function runs once for each kind of owner there is.
"""

from __future__ import annotations

from collections.abc import Hashable, ItemsView, Iterator, Mapping, ValuesView
from datetime import datetime
from typing import Any, TypeVar, cast, final

import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.facts import Facts, Pair, Times
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.persistent_map import PersistentMap
from linkgraph.graph.profiles import Button, FollowAudience, InvitationsFrom, NameShown, Tier
from linkgraph.graph.sorted_arrays import Indices
from linkgraph.graph.validation import utc
from linkgraph.rules.buttons import ProfileActions, profile_actions
from linkgraph.rules.check_and_apply import in_window
from linkgraph.rules.degrees import Degree, levels
from linkgraph.rules.policy import CURRENT, Policy, known_policy

M = TypeVar("M", bound=Hashable)


@final
class ProfileButtons(Mapping[M, ProfileActions[M]]):
    """Owner → `ProfileActions`, for every member, worked out when asked for."""

    def __init__(self, graph: LinkGraph[M], viewer: M, at: datetime, policy: Policy) -> None:
        self._graph, self._viewer, self._at, self._policy = graph, viewer, at, policy
        # replaced whole and never changed: threads that meet here each get all of it
        self._answers: dict[M, ProfileActions[M]] = {}

    def __getitem__(self, owner: M) -> ProfileActions[M]:
        return profile_actions(self._graph, self._viewer, owner, at=self._at, policy=self._policy)

    def __contains__(self, owner: object) -> bool:
        return owner in self._graph

    def __iter__(self) -> Iterator[M]:
        return iter(self._graph)

    def __len__(self) -> int:
        return len(self._graph)

    def items(self) -> ItemsView[M, ProfileActions[M]]:
        """Return (owner, actions) for everybody, in member order."""
        return self._all().items()

    def values(self) -> ValuesView[ProfileActions[M]]:
        """Return the actions for everybody, in member order."""
        return self._all().values()

    def _all(self) -> dict[M, ProfileActions[M]]:
        if not self._answers:
            facts = self._graph._facts
            everyone = facts.member_index.active
            kinds = _kinds(facts, facts.member_index.index(self._viewer), self._at, self._policy)[
                everyone
            ]
            some = np.zeros(int(kinds.max()) + 1, np.int32)
            some[kinds[::-1]] = everyone[::-1]  # the first owner of each kind stands for all
            answers = {
                kind: self[cast(M, facts.member_index[int(some[kind])])]
                for kind in np.flatnonzero(np.bincount(kinds)).tolist()
            }
            self._answers = dict(zip(self, map(answers.__getitem__, kinds.tolist()), strict=True))
        return self._answers

    def __reduce__(self) -> tuple[Any, ...]:
        # without the answers: a cache is no part of a pickle
        return ProfileButtons, (self._graph, self._viewer, self._at, self._policy)

    def __repr__(self) -> str:
        return f"ProfileButtons(of {len(self):,} members, seen by {self._viewer!r})"


def profile_buttons(
    graph: LinkGraph[M], viewer: M, *, at: datetime, policy: Policy = CURRENT
) -> ProfileButtons[M]:
    """Return what `viewer` can do on everybody's profile, the own one included (B1 to B14).

    Returns
    -------
    ProfileButtons
        A mapping owner → `ProfileActions`. One owner costs what `profile_actions` costs;
        ``values()`` and ``items()`` cost O(members) array work and one call for each kind
        of owner.

    Examples
    --------
    >>> from collections import Counter
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
    >>> buttons = profile_buttons(g, "ana", at=datetime(2026, 1, 5, tzinfo=UTC))
    >>> [shown.row for shown in buttons.values()]
    ['B1', 'B3', 'B11']
    """
    graph._index(viewer)
    return ProfileButtons(graph, viewer, utc(at), known_policy(policy))


def _kinds(facts: Facts, viewer: int, at: datetime, policy: Policy) -> NDArray[np.int64]:
    """Return for each index a number: owners of one number get one answer."""
    kinds = np.zeros(facts.member_index.size, np.int64)
    for bit, members in enumerate(_tellings(facts, viewer, at, policy)):
        kinds[members] |= 1 << bit
    return kinds


def _tellings(
    facts: Facts, viewer: int, at: datetime, policy: Policy
) -> Iterator[Indices | NDArray[np.intp] | list[int]]:
    """Return, one set after the other, the owners of whom something is so that a rule reads."""
    having, profile = facts.profiles.having, facts.profiles.get(viewer)
    memory = facts.memory
    yield [viewer]
    yield facts.connections.row(viewer)
    yield facts.exceptions.out.row(viewer)  # with the line above: whom the viewer follows
    for relation in (facts.pending, facts.blocks):
        yield relation.out.row(viewer)
        yield relation.into.row(viewer)
    yield memory.bars.into.row(viewer)
    yield [
        other
        for other, times in _of(memory.withdrawn, viewer)
        if in_window(times, at, policy.withdraw_cooldown)
    ]
    yield [
        other
        for other, times in _of(memory.unblocked, viewer)
        if in_window(times, at, policy.reblock_cooldown)
    ]
    yield np.flatnonzero(facts.connections.counts(facts.member_index.size) >= policy.connection_cap)
    yield having("primary_button", Button.FOLLOW)
    yield having("follow_audience", FollowAudience.CONNECTIONS)
    yield having("invitations_from", InvitationsFrom.KNOWN)
    yield having("influencer", True)
    yield having("tier", Tier.PREMIUM)
    yield having("open_profile", True)
    if profile.employer is not None:
        yield having("employer", profile.employer)
    shared = [having("groups", group) for group in profile.groups]
    yield np.concatenate(shared) if shared else []
    shy = having("name_shown", NameShown.INITIAL)
    yield shy[levels(facts, viewer, shy) > Degree.SECOND]


def _of(pairs: PersistentMap[Pair, Times], viewer: int) -> Iterator[tuple[int, Times]]:
    return ((other, times) for (one, other), times in pairs.items() if one == viewer)
