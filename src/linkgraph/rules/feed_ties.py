"""The ties that feed a post, one after the other (W1 to W6): the table and what it reads.

A tie is asked in three ways: whether it holds for one viewer, who holds it, and in which of
many posts it might. `feed.py` walks the table; property tests hold the three together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, cast

import attrs
import numpy as np

from linkgraph.graph.facts import Facts
from linkgraph.graph.sorted_arrays import (
    NO_INDICES,
    Indices,
    Mask,
    as_intp,
    difference,
    distinct,
    indices_of,
    isin,
)
from linkgraph.rules.degrees import are_second, mutual, second, second_as_found
from linkgraph.rules.followers import followers_in_force, following_in_force
from linkgraph.rules.policy import Policy, SecondDegreeFeed
from linkgraph.rules.posts import EngagementKind, Group, Post, PostKind, few_who_see
from linkgraph.rules.verdicts import Code

_EVERY_KIND = frozenset(PostKind)

# -- one viewer's ties --------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Standing:
    """How one viewer stands to the members a feed is about."""

    connected: frozenset[int]
    following: frozenset[int]  # in force (F8)
    second: frozenset[int]
    blocked: frozenset[int]

    @classmethod
    def of(cls, facts: Facts, viewer: int, others: Iterable[int]) -> Standing:
        """Return how `viewer` stands to each of `others`."""
        among = distinct(np.fromiter(others, np.int32))

        def these(mask: Any) -> frozenset[int]:
            return frozenset(among[mask].tolist())

        return cls(
            these(isin(among, facts.connections.row(viewer))),
            these(isin(among, following_in_force(facts, viewer))),
            these(are_second(facts, viewer, among)),
            these(isin(among, facts.blocks.either(viewer))),
        )


@attrs.frozen(eq=False)
class Look:
    """A viewer before a post that they may see: what the ties are asked about."""

    facts: Facts
    policy: Policy
    standing: Standing
    viewer: int
    author: int
    post: Post[Any]
    engaged: list[tuple[int, EngagementKind]]  # those that count, in member order

    @property
    def from_stranger(self) -> bool:
        """Whether OFF silences the author: second degree, and not followed by the viewer (W4)."""
        if self.policy.second_degree_feed is not SecondDegreeFeed.OFF:
            return False
        standing = self.standing
        return self.author in standing.second and self.author not in standing.following

    def by(self, *, connected: bool, kinds: frozenset[EngagementKind]) -> list[int]:
        """Return who engaged, of the viewer's connections or of the second degree."""
        standing = self.standing
        if not connected:
            wanted = standing.second
        elif self.policy.connection_feeds:
            wanted = standing.connected
        else:
            wanted = standing.connected & standing.following
        found = (member for member, kind in self.engaged if member in wanted and kind in kinds)
        return list(dict.fromkeys(found))


@attrs.frozen(eq=False)
class Everybody:
    """A post before everybody: who has each tie."""

    facts: Facts
    policy: Policy
    author: int
    post: Post[Any]
    counting: list[tuple[int, EngagementKind]]

    def engaged(self, kind: EngagementKind | None) -> list[int]:
        """Return who engaged in this way, or in any."""
        found = (member for member, did in self.counting if kind in (None, did))
        return list(dict.fromkeys(found))


_ANY_ENGAGEMENT = frozenset(EngagementKind)
_COMMENTS = frozenset({EngagementKind.COMMENT})

Evidence: TypeAlias = list[int] | Indices


def _from_connection(look: Look) -> tuple[bool, Evidence]:
    connected = look.author in look.standing.connected
    return connected and (
        look.policy.connection_feeds or look.author in look.standing.following
    ), []


def _from_followed(look: Look) -> tuple[bool, Evidence]:
    standing = look.standing
    return look.author in standing.following and look.author not in standing.connected, []


def _connection_engaged(look: Look) -> tuple[bool, Evidence]:
    found = look.by(connected=True, kinds=_ANY_ENGAGEMENT)
    return bool(found), found


def _from_second_degree(look: Look) -> tuple[bool, Evidence]:
    if look.author not in look.standing.second:
        return False, []
    return True, mutual(look.facts, look.viewer, look.author)


def _second_degree_commented(look: Look) -> tuple[bool, Evidence]:
    found = look.by(connected=False, kinds=_COMMENTS)
    return bool(found), found


def _from_group(look: Look) -> tuple[bool, Evidence]:
    return isinstance(look.post.audience, Group), []  # who sees it is in the group (V5)


# the same ties from the author's side: who has them, all at once


def _feeds_from(facts: Facts, policy: Policy, member: int) -> Indices:
    """Return whom a connection with `member` feeds: those who follow, before E3 all."""
    if policy.connection_feeds:
        return facts.connections.row(member)
    return facts.following_connections(member)


def _connections_of(reach: Everybody) -> Indices:
    return _feeds_from(reach.facts, reach.policy, reach.author)


def _followers_of(reach: Everybody) -> Indices:
    followers = followers_in_force(reach.facts, reach.author)
    return difference(followers, reach.facts.connections.row(reach.author))


def _connections_of_engaged(reach: Everybody) -> Indices:
    facts, author = reach.facts, reach.author
    found = _union(_feeds_from(facts, reach.policy, member) for member in reach.engaged(None))
    if reach.policy.second_degree_feed is SecondDegreeFeed.OFF:
        strangers = difference(second(facts, author), followers_in_force(facts, author))
        return difference(found, strangers)
    return found


def _second_degree_of(reach: Everybody) -> Indices:
    return second(reach.facts, reach.author)


def _second_degree_of_commenters(reach: Everybody) -> Indices:
    found = np.zeros(reach.facts.member_index.size, bool)
    for member in reach.engaged(EngagementKind.COMMENT):
        near, blocked = second_as_found(reach.facts, member), reach.facts.blocks.either(member)
        if near.dtype == bool:
            near[blocked] = False
            found |= near
        else:
            found[as_intp(difference(cast("Indices", near), blocked))] = True
    return indices_of(found)


def _group_of(reach: Everybody) -> Indices:
    is_group = isinstance(reach.post.audience, Group)
    return few_who_see(reach.facts, reach.author, reach.post) if is_group else NO_INDICES


def _union(rows: Iterable[Indices]) -> Indices:
    return distinct(np.concatenate((NO_INDICES, *rows)))


# and for many posts of which few concern the viewer: where the tie might hold


@attrs.frozen(eq=False)
class Scan:
    """Posts in columns before one viewer: which to look at, by what each tie reads."""

    near: Mask  # the author is connected to the viewer or followed by them
    second: Mask  # the author is at the second degree
    grouped: Mask  # it is for a group
    engaged: Mask  # a connection engaged with it
    commented: Mask  # a member at the second degree commented on it


@attrs.frozen
class Tie:
    """One tie: when it holds, what it carries, and whether the policy can silence it.

    `holds` answers for one viewer with the evidence, `held` for all viewers at once, and
    `might` for many posts: it may say yes too often, never too seldom.
    """

    rule: str
    when: str
    carries: frozenset[PostKind]
    holds: Callable[[Look], tuple[bool, Evidence]]
    held: Callable[[Everybody], Indices]
    might: Callable[[Scan], Mask]
    code: Code
    fails: Code
    alone: tuple[Code, Code] | None = None  # what both say where connection_feeds (before E3)
    only_direct: bool = False  # holds under SecondDegreeFeed.DIRECT alone
    spares_strangers: bool = False  # under OFF, feeds nothing of who is merely second degree

    def says(self, policy: Policy) -> tuple[Code, Code]:
        """Return what is said where the tie holds, and where it does not."""
        if self.alone and policy.connection_feeds:
            return self.alone
        return self.code, self.fails

    def off(self, policy: Policy) -> bool:
        """Return whether the policy feeds nothing by this tie."""
        return self.only_direct and policy.second_degree_feed is not SecondDegreeFeed.DIRECT


TIES = (
    Tie("W1", "connected to the author and following them",
        _EVERY_KIND,
        _from_connection, _connections_of, lambda scan: scan.near,
        Code.FROM_CONNECTION, Code.NO_CONNECTION,
        alone=(Code.FROM_CONNECTION_ALONE, Code.NOT_CONNECTED)),
    Tie("W2", "following the author, not connected",
        frozenset({PostKind.POST, PostKind.ARTICLE}),
        _from_followed, _followers_of, lambda scan: scan.near,
        Code.FROM_FOLLOWED, Code.NOT_FOLLOWED),
    Tie("W3", "connected to, and following, a member who engaged with it",
        _EVERY_KIND,
        _connection_engaged, _connections_of_engaged, lambda scan: scan.engaged,
        Code.CONNECTION_ENGAGED, Code.NO_CONNECTION_ENGAGED,
        alone=(Code.CONNECTION_ALONE_ENGAGED, Code.NO_CONNECTION_AT_ALL_ENGAGED),
        spares_strangers=True),
    Tie("W4", "the author is at the second degree",
        frozenset({PostKind.POST, PostKind.JOB_CHANGE}),
        _from_second_degree, _second_degree_of, lambda scan: scan.second,
        Code.FROM_SECOND_DEGREE, Code.NOT_SECOND_DEGREE, only_direct=True),
    Tie("W5", "a member at the second degree commented on it",
        _EVERY_KIND,
        _second_degree_commented, _second_degree_of_commenters, lambda scan: scan.commented,
        Code.SECOND_DEGREE_COMMENTED, Code.NO_SECOND_DEGREE_COMMENT, only_direct=True),
    Tie("W6", "a post in a group of the viewer's",
        _EVERY_KIND,
        _from_group, _group_of, lambda scan: scan.grouped,
        Code.FROM_GROUP, Code.NO_GROUP),
)  # fmt: skip
