"""The parts of a profile that a viewer sees, beside its buttons (P1 to P7).

`PARTS` is the table. A row names a section of the profile, the farthest degree that sees it, and
perhaps a setting of the owner that closes the section to everybody else, or opens it to all.
Everybody sees the counts of connections and followers in some form, so they have no rows. Across a
block, all of the profile is hidden (F5).
"""

from __future__ import annotations

from enum import auto
from typing import Any, Generic

import attrs

from linkgraph.graph.facts import Facts
from linkgraph.graph.field_types import typed
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.profiles import NameShown
from linkgraph.graph.sorted_arrays import Indices
from linkgraph.graph.validation import Term, instance_of
from linkgraph.rules.degree_search import Degree, degree_between
from linkgraph.rules.degrees import followed_by_connections, mutual_connections
from linkgraph.rules.followers import awake, effective_followers
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.verdicts import Code, Verdict, Verdicts, verdict


class Section(Term):
    """A part of a profile that some viewers see and others do not."""

    COMPLETE_PROFILE = auto()
    CONTACT_DETAILS = auto()
    LAST_NAME = auto()
    EXACT_CONNECTION_COUNT = auto()
    CONNECTIONS_LIST = auto()
    MUTUAL_CONNECTIONS = auto()
    FOLLOWERS_LIST = auto()


@attrs.frozen
class SectionRow:
    """One row of the table: the farthest degree that sees a section, and the deciding setting."""

    rule: str
    section: Section
    up_to: Degree
    needs: str | None = None  # a setting that must be on for anybody but the owner
    opens: tuple[str, object] | None = None  # a setting, and the value that shows it to everybody


PARTS = (
    SectionRow("P1", Section.EXACT_CONNECTION_COUNT, Degree.SELF),
    SectionRow("P4", Section.COMPLETE_PROFILE, Degree.SECOND),
    SectionRow("P4", Section.CONTACT_DETAILS, Degree.FIRST, needs="contact_shown"),
    SectionRow("P5", Section.CONNECTIONS_LIST, Degree.FIRST, needs="connections_shown"),
    SectionRow("P5", Section.MUTUAL_CONNECTIONS, Degree.THIRD),
    SectionRow("P6", Section.LAST_NAME, Degree.SECOND, opens=("name_shown", NameShown.FULL)),
    SectionRow("P7", Section.FOLLOWERS_LIST, Degree.SELF),
)

LABELS = {
    Degree.SELF: "you",
    Degree.FIRST: "1st",
    Degree.SECOND: "2nd",
    Degree.THIRD: "3rd",
    Degree.OUT_OF_NETWORK: "out of network",
}


@attrs.frozen(field_transformer=typed)
class ProfileView(Generic[M]):
    """A profile as one viewer sees it.

    Attributes
    ----------
    degree, label
        The degree of connection, and how it is written: "1st", "2nd", "3rd" …
    connections, followers
        The number of connections as shown, exact to the owner, "500+" from 500 on to others (P1),
        and the exact number of effective followers (P2). `None` across a block.
    sections
        For each `Section` the verdict that shows or hides it (P1, P4 to P7).
    mutual_connections, followed_by
        The members connected to both (D3, P5), and the viewer's connections who follow the owner
        (D6).
    """

    degree: Degree
    label: str
    connections: str | None
    followers: int | None
    sections: Verdicts[Section]
    mutual_connections: MemberSet[M]
    followed_by: MemberSet[M]

    def shows(self, section: Section) -> bool:
        """Return whether the viewer sees a section."""
        return self.sections[instance_of(section, Section, "section")].allowed


def profile_view(
    graph: LinkGraph[M], viewer: M, owner: M, *, policy: Policy = CURRENT
) -> ProfileView[M]:
    """Return the profile of `owner` as `viewer` sees it.

    The two may be the same member. `policy` says from which number on connections are shown as
    "500+" (L6). Raises `UnknownMember` if either member is not in the graph, and `InvalidInput` if
    `policy` is not a `Policy`. Rules P1 to P7 (guide and researched).

    Examples
    --------
    >>> ties = [("ana", "bo"), ("bo", "cy")]
    >>> view = profile_view(LinkGraph.from_edges(connections=ties), "ana", "cy")
    >>> view.label, view.connections, view.followers, set(view.mutual_connections)
    ('2nd', '1', 1, {'bo'})
    >>> view.shows(Section.COMPLETE_PROFILE), view.shows(Section.CONTACT_DETAILS)
    (True, False)
    """
    facts = facts_of(graph)
    known_policy(policy)
    index = facts.member_index.index
    one, other = index(viewer, "viewer"), index(owner, "owner")
    degree = degree_between(facts, one, other)
    if facts.blocked(one, other):
        hidden = verdict(False, "F5", Code.BLOCKED)
        sections = Verdicts(tuple((row.section, hidden) for row in PARTS))
        nobody: MemberSet[M] = graph._set([])
        return ProfileView(degree, LABELS[degree], None, None, sections, nobody, nobody)
    sections = Verdicts(tuple((row.section, _shown(facts, other, degree, row)) for row in PARTS))
    exact = sections[Section.EXACT_CONNECTION_COUNT].allowed
    count, limit = len(public_connections(facts, other)), policy.count_shown_up_to
    return ProfileView(
        degree,
        LABELS[degree],
        str(count) if exact or count < limit else f"{limit}+",
        len(effective_followers(facts, other)),
        sections,
        mutual_connections(graph, viewer, owner),
        followed_by_connections(graph, viewer, owner),
    )


def public_connections(facts: Facts, index: int) -> Indices:
    """Return the connections that are counted in public: without hibernated members (P3)."""
    return awake(facts, facts.connections.row(index))


def _shown(facts: Facts, owner: int, degree: Degree, row: SectionRow) -> Verdict[Any]:
    """Return whether a section shows at a degree, and why."""
    profile = facts.profiles.get(owner)
    if row.opens is not None and getattr(profile, row.opens[0]) is row.opens[1]:
        return verdict(True, row.rule, Code.SHOWN_TO_ALL)
    if degree > row.up_to:
        return verdict(False, row.rule, Code.TOO_FAR)
    if row.needs is not None and degree != Degree.SELF and not getattr(profile, row.needs):
        return verdict(False, row.rule, Code.SWITCHED_OFF)
    return verdict(True, row.rule, Code.NEAR_ENOUGH)
