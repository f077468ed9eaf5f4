"""Who may write to whom, and by which route (M1)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import attrs

from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Tier
from linkgraph.rules.verdicts import Code, Verdict, verdict

M = TypeVar("M", bound=Hashable)


def _open_profile(facts: Facts, _: int, recipient: int) -> bool:
    profile = facts.profiles.get(recipient)
    return profile.tier is Tier.PREMIUM and profile.open_profile


def shared_group(facts: Facts, sender: int, recipient: int) -> bool:
    """Return whether the two share a group."""
    groups = facts.profiles.get(sender).groups
    return not groups.isdisjoint(facts.profiles.get(recipient).groups)


def same_employer(facts: Facts, sender: int, recipient: int) -> bool:
    """Return whether the two have the same employer."""
    employer = facts.profiles.get(sender).employer
    return employer is not None and employer == facts.profiles.get(recipient).employer


@attrs.frozen
class Route:
    """One row: when it matches, whether a message may go, and by which route."""

    when: Callable[[Facts, int, int], bool]
    allowed: bool
    code: Code


ROUTES = (
    Route(lambda _, sender, recipient: sender == recipient, False, Code.ONESELF),
    Route(lambda facts, *pair: facts.blocked(*pair), False, Code.BLOCKED),
    Route(lambda facts, *pair: facts.connections.has(*pair), True, Code.DIRECT),
    Route(_open_profile, True, Code.OPEN_PROFILE),
    Route(shared_group, True, Code.GROUP_REQUEST),
    Route(same_employer, True, Code.COWORKER_REQUEST),
    Route(
        lambda facts, sender, _: facts.profiles.get(sender).tier is Tier.PREMIUM, True, Code.INMAIL
    ),
    Route(lambda *_: True, False, Code.NO_ROUTE),
)


def can_message(graph: LinkGraph[M], sender: M, recipient: M) -> Verdict[M]:
    """Return whether `sender` may write to `recipient`; the code is the route (M1).

    The first route that is open counts. Following gives no right to message.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> can_message(g, "ana", "bo").reasons[0].code
    Code.DIRECT
    >>> can_message(g, "cy", "ana").reasons[0].code
    Code.NO_ROUTE
    """
    facts = graph._facts
    return route(facts, facts.member_index.index(sender), facts.member_index.index(recipient))


def route(facts: Facts, sender: int, recipient: int) -> Verdict[Any]:
    """Return the verdict of the first row that matches."""
    row = next(row for row in ROUTES if row.when(facts, sender, recipient))
    return verdict(row.allowed, "M1", row.code)
