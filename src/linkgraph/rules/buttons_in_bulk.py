"""The buttons on all profiles at once, for one viewer (B1 to B14).

The buttons on a profile depend on a few named facts about the viewer and the owner. Owners with
the same facts have the same buttons. So the facts are looked up for everybody at once, each as
one bit of a number, and the buttons are worked out once for each number that occurs.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from datetime import datetime
from functools import cached_property
from typing import cast, final

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import safe_repr
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.validation import utc
from linkgraph.rules.buttons import BUTTON_ACTIONS, ROWS, ProfileActions, profile_actions
from linkgraph.rules.conditions import fact_names
from linkgraph.rules.fact_sets import OF_OTHERS, FactSets
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.requirements import REQUIREMENTS

_CONDITIONS = [
    *(row.condition for row in (*ROWS, *ROUTES)),
    *(row.condition for action in BUTTON_ACTIONS.values() for row in REQUIREMENTS[action]),
]
# every fact on which the buttons of a profile depend
FACTS_OF_BUTTONS: list[str] = sorted(set().union(*map(fact_names, _CONDITIONS)))


@final
class ProfileButtons(Mapping[M, ProfileActions[M]]):
    """A mapping from every member to `ProfileActions`; see `profile_buttons`.

    The first call of ``values()`` or ``items()`` works out all buttons and keeps them.
    """

    def __init__(self, graph: LinkGraph[M], viewer: M, at: datetime, policy: Policy) -> None:
        member_index = facts_of(graph).member_index
        self._graph = graph
        self._viewer = cast(M, member_index[member_index.index(viewer, "viewer")])  # a plain id
        self._at, self._policy = utc(at), known_policy(policy)

    def __getitem__(self, owner: M) -> ProfileActions[M]:
        return profile_actions(self._graph, self._viewer, owner, at=self._at, policy=self._policy)

    def __contains__(self, owner: object) -> bool:
        return owner in self._graph

    def __iter__(self) -> Iterator[M]:
        return iter(self._graph)

    def __len__(self) -> int:
        return len(self._graph)

    def items(self) -> ItemsView[M, ProfileActions[M]]:
        """Return pairs of owner and buttons, in member order."""
        return self._all.items()

    def values(self) -> ValuesView[ProfileActions[M]]:
        """Return the buttons of all members, in member order."""
        return self._all.values()

    @cached_property
    def _all(self) -> dict[M, ProfileActions[M]]:
        facts = self._graph._facts
        members = facts.member_index.active
        kinds = self._kinds(facts)[members]
        _, firsts, kind_of_member = np.unique(kinds, return_index=True, return_inverse=True)
        owners = cast("list[M]", facts.member_index.ids(members[firsts]))
        buttons = [self[owner] for owner in owners]
        return {
            owner: buttons[kind] for owner, kind in zip(self, kind_of_member.tolist(), strict=True)
        }

    def _kinds(self, facts: Facts) -> NDArray[np.int64]:
        """Return a number for each index: owners with equal numbers have equal buttons."""
        viewer = facts.member_index.index(self._viewer)
        own = PairContext(facts, viewer, viewer, self._policy, at=self._at)
        sets = FactSets(OF_OTHERS, viewer, own)
        kinds = np.zeros(facts.member_index.size, np.int64)
        for bit, name in enumerate(FACTS_OF_BUTTONS):
            members = sets[name]
            if not isinstance(members, bool):  # a bool is the same for all owners
                kinds[members] |= 1 << bit
        return kinds

    def __reduce__(self) -> tuple[type, tuple[LinkGraph[M], M, datetime, Policy]]:
        return ProfileButtons, (self._graph, self._viewer, self._at, self._policy)

    def __repr__(self) -> str:
        return f"ProfileButtons(of {len(self):,} members, seen by {safe_repr(self._viewer)})"


def profile_buttons(
    graph: LinkGraph[M], viewer: M, *, at: datetime, policy: Policy = CURRENT
) -> ProfileButtons[M]:
    """Return the buttons that `viewer` sees on every profile, their own included.

    The answer maps each owner to their `ProfileActions`. One owner costs as much as
    `profile_actions`. ``values()`` and ``items()`` cost O(members) in arrays, and one call of
    `profile_actions` for each kind of owner. Parameters and errors are those of `profile_actions`.
    Rules B1 to B14 (guide, researched).

    Examples
    --------
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
    >>> buttons = profile_buttons(g, "ana", at=datetime(2026, 1, 5, tzinfo=UTC))
    >>> [profile.row for profile in buttons.values()]
    ['B1', 'B3', 'B11']
    """
    return ProfileButtons(graph, viewer, at, policy)
