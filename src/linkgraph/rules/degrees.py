"""How far apart two members are, and which members connect them (rules D1 to D7).

Distance is counted over connections alone: follows, invitations and blocks never change it (D2).
Each function takes the graph and ids of members, looks up the indices of the ids, and leaves the
search to `degree_search.py`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput
from linkgraph.graph.edge_input import column_indices
from linkgraph.graph.facts import Facts
from linkgraph.graph.id_columns import ids_in
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.member_ids import whole_numbers
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.sorted_arrays import Indices, intersection
from linkgraph.graph.validation import count, naming
from linkgraph.rules.degree_search import (
    Degree,
    Ranking,
    degree_between,
    introduction_chains,
    levels,
    mutual,
    people_by_shared_groups,
    second_as_found,
    suggestions,
)
from linkgraph.rules.followers import effective_followers

__all__ = [
    "Degree", "degree", "degrees", "followed_by_connections", "introductions",
    "mutual_connections", "network", "people_in_groups", "people_you_may_know",
]  # fmt: skip


_IDS = "a collection of member ids"


def degree(graph: LinkGraph[M], viewer: M, member: M) -> Degree:
    """Return the degree of connection between two members.

    The answer is the same if the two change places. Raises `UnknownMember` if either is not in
    the graph. Rules D1 and D2 (guide). O(connections of the connections of the one with fewer).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> degree(g, "ana", "cy")
    Degree.SECOND
    """
    facts = facts_of(graph)
    index = facts.member_index.index
    return degree_between(facts, index(viewer, "viewer"), index(member, "member"))


def degrees(graph: LinkGraph[M], viewer: M, members: Iterable[M] | None = None) -> NDArray[np.int8]:
    """Return the degrees of many members as seen by one (D1; guide).

    The array (int8) has a `Degree` for each of `members`, in any order, repeats allowed; `None`
    means all members in member order. Raises `UnknownMember` if the viewer or one of `members` is
    not in the graph, and `InvalidInput` if `members` is not a collection of ids.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")], members=["ana"])
    >>> degrees(g, "ana", ["cy", "ana"])
    array([2, 0], dtype=int8)
    """
    facts = facts_of(graph)
    index = facts.member_index.index(viewer, "viewer")
    targets = facts.member_index.active if members is None else _indices_of(facts, members)
    return levels(facts, index, targets)


def network(graph: LinkGraph[M], viewer: M, degree: Degree) -> MemberSet[M]:
    """Return all members at one degree from `viewer`.

    SELF gives the viewer alone, OUT_OF_NETWORK everybody beyond THIRD. Raises `UnknownMember` if
    the viewer is not in the graph, and `InvalidInput` unless `degree` is a `Degree`, or the
    number of one. Rule D1 (guide). O(connections of the connections) for SECOND, O(members and
    connections of the graph) for THIRD and OUT_OF_NETWORK.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> network(g, "ana", Degree.SECOND)
    MemberSet({'cy'})
    """
    facts = facts_of(graph)
    index = facts.member_index.index(viewer, "viewer")
    # An equal float, bool or integer of another library is refused, as it is everywhere else.
    if type(degree) is not Degree and (type(degree) is not int or degree not in set(Degree)):
        raise InvalidInput(degree, "a `Degree` as `degree`", "use one such as `Degree.SECOND`")
    if degree == Degree.SECOND:
        return graph._set(second_as_found(facts, index))
    if degree == Degree.FIRST:
        return graph._set(facts.connections.row(index))
    if degree == Degree.SELF:
        return graph._set([index])
    everyone = facts.member_index.active
    return graph._set(everyone.compress(levels(facts, index, everyone) == degree))


def mutual_connections(graph: LinkGraph[M], a: M, b: M) -> MemberSet[M]:
    """Return the members that are connected to both of two members.

    Asked about one member twice, it returns all their connections. Raises `UnknownMember` if
    either is not in the graph. Rule D3 (guide). O(connections of both).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> mutual_connections(g, "ana", "cy")
    MemberSet({'bo'})
    """
    facts = facts_of(graph)
    index = facts.member_index.index
    return graph._set(mutual(facts, index(a, "a"), index(b, "b")))


def introductions(graph: LinkGraph[M], viewer: M, member: M) -> list[tuple[M, ...]]:
    """Return every shortest chain of connections that leads to `member`, up to THIRD.

    The chains hold both members and are in member order. There are none from a member to
    themselves, and none to a member out of network. A chain is left out if a block stands between
    any two of its members, or if somebody in its middle is hibernated, since nobody can be asked
    along it. Longer chains are not tried. Raises `UnknownMember` if either member is not in the
    graph. Rule D4 (guide, researched). O(chains + blocks of the two members).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy"), ("cy", "di")])
    >>> introductions(g, "ana", "di")
    [('ana', 'bo', 'cy', 'di')]
    """
    facts = facts_of(graph)
    member_index = facts.member_index
    start, end = member_index.index(viewer, "viewer"), member_index.index(member, "member")
    chains = introduction_chains(facts, start, end)
    return [tuple(cast(M, member_index[index]) for index in chain) for chain in chains]


def people_you_may_know(
    graph: LinkGraph[M],
    viewer: M,
    limit: int | None = 10,
    *,
    exclude: Iterable[Hashable] = (),
) -> list[tuple[M, int]]:
    """Return the second-degree members with the most mutual connections.

    Hibernated members are left out, and members with a block, a pending invitation or a bar (A4)
    between them and the viewer, in either direction. Rule D5 (researched). O(connections of the
    connections + members).

    Parameters
    ----------
    graph, viewer
        The network, and the member who gets the suggestions.
    limit
        The largest number of suggestions; `None` for all.
    exclude
        Ids of members to leave out, such as dismissed suggestions. Ids of nobody in the graph are
        ignored.

    Returns
    -------
    list of tuple
        Each member with the number of mutual connections, hibernated ones included: most first,
        equal ones in member order.

    Raises
    ------
    UnknownMember
        If the viewer is not in the graph.
    InvalidInput
        If `limit` is not a non-negative integer or `None`, or `exclude` is not a collection of ids.

    Examples
    --------
    >>> ties = [("ana", "bo"), ("ana", "cy"), ("bo", "di"), ("cy", "di"), ("bo", "ed")]
    >>> g = LinkGraph.from_edges(connections=ties)
    >>> people_you_may_know(g, "ana")
    [('di', 2), ('ed', 1)]
    >>> people_you_may_know(g, "ana", exclude=["di"])
    [('ed', 1)]
    """
    return _ranked(graph, viewer, suggestions, limit, exclude)


def people_in_groups(
    graph: LinkGraph[M],
    viewer: M,
    limit: int | None = 10,
    *,
    exclude: Iterable[Hashable] = (),
) -> list[tuple[M, int]]:
    """Return the members beyond the 1st degree who share most groups with the viewer.

    Each comes with the number of shared groups: most first, equal ones by mutual connections, then
    in member order. Parameters, errors and the members left out are those of
    `people_you_may_know`. Rule D7 (guide). O(members of the viewer's groups
    + connections of the connections + members).

    Examples
    --------
    >>> from linkgraph import Profile
    >>> g = LinkGraph.from_edges(members=["ana", "bo", "cy"])
    >>> for member, groups in {"ana": {"chess", "go"}, "bo": {"go"}, "cy": {"chess", "go"}}.items():
    ...     g = g.with_profile(member, Profile(groups=groups))
    >>> people_in_groups(g, "ana")
    [('cy', 2), ('bo', 1)]
    """
    return _ranked(graph, viewer, people_by_shared_groups, limit, exclude)


def followed_by_connections(graph: LinkGraph[M], viewer: M, member: M) -> MemberSet[M]:
    """Return the viewer's connections who follow `member`.

    A follow counts if it is in force (F8) and the follower is not hibernated. Nobody follows
    themselves. Raises `UnknownMember` if either member is not in the graph. Rule D6 (researched).
    O(connections of the viewer + followers of the member).

    Examples
    --------
    >>> ties = {"connections": [("ana", "bo")], "follows": [("bo", "cy")]}
    >>> followed_by_connections(LinkGraph.from_edges(**ties), "ana", "cy")
    MemberSet({'bo'})
    """
    facts = facts_of(graph)
    index = facts.member_index.index
    one, other = index(viewer, "viewer"), index(member, "member")
    if one == other:
        return graph._set([])
    connections = facts.connections.row(one)
    return graph._set(intersection(connections, effective_followers(facts, other)))


def _ranked(
    graph: LinkGraph[M], viewer: M, rank: Ranking, limit: Any, exclude: Any
) -> list[tuple[M, int]]:
    """Return the members that a ranking gives for a viewer, each with the number behind it."""
    facts = facts_of(graph)
    if limit is not None:
        limit = count(limit, "limit")
    member_index = facts.member_index
    index = member_index.index(viewer, "viewer")
    with naming("exclude"):
        excluded = member_index.find_many(ids_in(exclude, "member", _IDS, "use a list of ids"))
    indices, counts = rank(facts, index, limit, excluded[excluded >= 0])
    members = cast("list[M]", member_index.ids(indices))
    return list(zip(members, counts.tolist(), strict=True))


def _indices_of(facts: Facts, members: Any) -> Indices:
    """Return the indices of ids that a caller gave; plain integers and texts need no check."""
    with naming("members"):
        ids = ids_in(members, "member", _IDS, "use a list of ids")
    are_integers = {*map(type, ids)} == {int}
    return column_indices(facts.member_index, whole_numbers(ids) if are_integers else ids)
