"""What a viewer sees on a profile beside its buttons (P1 to P7)."""

from __future__ import annotations

from collections.abc import Hashable
from enum import auto
from typing import Any, Generic, TypeVar

import attrs

from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.profiles import NameShown
from linkgraph.graph.sorted_arrays import Indices
from linkgraph.graph.validation import Term
from linkgraph.rules.degrees import (
    Degree,
    degree_between,
    followed_by_connections,
    mutual_connections,
)
from linkgraph.rules.followers import awake, effective_followers
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.verdicts import Code, Verdict, Verdicts, verdict

M = TypeVar("M", bound=Hashable)


class Section(Term):
    """The parts of a profile that not everybody sees."""

    COMPLETE_PROFILE = auto()
    CONTACT_DETAILS = auto()
    LAST_NAME = auto()
    EXACT_CONNECTION_COUNT = auto()
    CONNECTIONS_LIST = auto()
    MUTUAL_CONNECTIONS = auto()
    FOLLOWERS_LIST = auto()


@attrs.frozen
class Part:
    """One row: up to which degree a section shows, and which setting of the owner decides.

    `needs` names a setting without which only the owner sees the section; `opens` a
    setting and a value with which everybody does.
    """

    rule: str
    section: Section
    up_to: Degree
    needs: str | None = None
    opens: tuple[str, object] | None = None


PARTS = (
    Part("P1", Section.EXACT_CONNECTION_COUNT, Degree.SELF),
    Part("P4", Section.COMPLETE_PROFILE, Degree.SECOND),
    Part("P4", Section.CONTACT_DETAILS, Degree.FIRST, needs="contact_shown"),
    Part("P5", Section.CONNECTIONS_LIST, Degree.FIRST, needs="connections_shown"),
    Part("P5", Section.MUTUAL_CONNECTIONS, Degree.THIRD),
    Part("P6", Section.LAST_NAME, Degree.SECOND, opens=("name_shown", NameShown.FULL)),
    Part("P7", Section.FOLLOWERS_LIST, Degree.SELF),
)

LABELS = {
    Degree.SELF: "you",
    Degree.FIRST: "1st",
    Degree.SECOND: "2nd",
    Degree.THIRD: "3rd",
    Degree.OUT_OF_NETWORK: "out of network",
}


@attrs.frozen
class ProfileView(Generic[M]):
    """A profile as one viewer sees it; across a block all of it is hidden (F5).

    Attributes
    ----------
    degree, label
        The degree of connection, and as it is written: "1st", "2nd", "3rd", …
    connections
        The number as shown: exact to the owner, "500+" from 500 on to others (P1);
        `None` where hidden.
    followers
        The exact number of effective followers (P2); `None` where hidden.
    sections
        For each `Section` the verdict that shows or hides it (P1, P4 to P7).
    mutual_connections
        Who is connected to both (D3, P5).
    followed_by
        The viewer's connections who follow the owner (D6).
    """

    degree: Degree
    label: str
    connections: str | None
    followers: int | None
    sections: Verdicts[Section]
    mutual_connections: MemberSet[M]
    followed_by: MemberSet[M]

    def shows(self, section: Section) -> bool:
        """Return whether a section is visible."""
        return self.sections[section].allowed


def profile_view(
    graph: LinkGraph[M], viewer: M, owner: M, *, policy: Policy = CURRENT
) -> ProfileView[M]:
    """Return what `viewer` sees on the profile of `owner` (P1 to P7; guide and researched).

    Examples
    --------
    >>> ties = [("ana", "bo"), ("bo", "cy")]
    >>> view = profile_view(LinkGraph.from_edges(connections=ties), "ana", "cy")
    >>> view.label, view.connections, view.followers, set(view.mutual_connections)
    ('2nd', '1', 1, {'bo'})
    >>> print(view.sections[Section.CONTACT_DETAILS])
    no – P4: the section does not show at this degree
    """
    facts = graph._facts
    known_policy(policy)
    one, other = facts.member_index.index(viewer), facts.member_index.index(owner)
    degree = degree_between(facts, one, other)
    if facts.blocked(one, other):
        hidden = verdict(False, "F5", Code.BLOCKED)
        nothing = Verdicts(tuple((part.section, hidden) for part in PARTS))
        nobody: MemberSet[M] = graph._set([])
        return ProfileView(degree, LABELS[degree], None, None, nothing, nobody, nobody)
    sections = Verdicts(tuple((part.section, _shown(facts, other, degree, part)) for part in PARTS))
    exact = sections[Section.EXACT_CONNECTION_COUNT].allowed
    return ProfileView(
        degree,
        LABELS[degree],
        _count_shown(len(public_connections(facts, other)), policy, exact=exact),
        len(effective_followers(facts, other)),
        sections,
        mutual_connections(graph, viewer, owner),
        followed_by_connections(graph, viewer, owner),
    )


def public_connections(facts: Facts, index: int) -> Indices:
    """Return the connections that count: less hibernated members (P3)."""
    return awake(facts, facts.connections.row(index))


def _count_shown(count: int, policy: Policy, *, exact: bool) -> str:
    limit = policy.count_shown_up_to
    return f"{limit}+" if count >= limit and not exact else str(count)


def _shown(facts: Facts, owner: int, degree: Degree, part: Part) -> Verdict[Any]:
    profile = facts.profiles.get(owner)
    if part.opens is not None and getattr(profile, part.opens[0]) is part.opens[1]:
        return verdict(True, part.rule, Code.SHOWN_TO_ALL)
    if degree > part.up_to:
        return verdict(False, part.rule, Code.TOO_FAR)
    if part.needs is not None and degree != Degree.SELF and not getattr(profile, part.needs):
        return verdict(False, part.rule, Code.SWITCHED_OFF)
    return verdict(True, part.rule, Code.NEAR_ENOUGH)
