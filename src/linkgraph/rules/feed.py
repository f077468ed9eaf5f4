"""What is fed to whom, and why (W1 to W11).

`TIES` says which tie feeds which kinds of post. `feed` and `why_not_fed` look from the
viewer, `reach` from the author; of posts in a data frame, `feed` looks at those alone that a
tie might feed. Property tests hold the three together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

import attrs
import numpy as np

from linkgraph.facts.arrays import (
    NOBODY,
    Indices,
    Mask,
    common,
    distinct,
    in_sorted,
    minus,
    places,
)
from linkgraph.facts.edges import Frame, column_indices, is_frame
from linkgraph.facts.graph import LinkGraph
from linkgraph.facts.memberset import MemberSet
from linkgraph.facts.state import Facts
from linkgraph.facts.values import html_of, utc
from linkgraph.rules.degrees import are_second, mutual, second, second_mask
from linkgraph.rules.followers import effective_followers, followers_in_force, following_in_force
from linkgraph.rules.policy import CURRENT, Policy, SecondDegreeFeed, known_policy
from linkgraph.rules.post_columns import Engagements, Posts, engagements_on, listed_as, take
from linkgraph.rules.posts import (
    Engagement,
    EngagementKind,
    Group,
    Post,
    PostKind,
    all_who_see,
    known_post,
    sight,
)
from linkgraph.rules.verdicts import Code, Reason, Verdict, verdict

M = TypeVar("M", bound=Hashable)

_EVERY_KIND = frozenset(PostKind)


@attrs.frozen
class FeedItem(Generic[M]):
    """A post that is fed, with every tie that feeds it (W1 to W6, in that order)."""

    post: Post[M]
    reasons: tuple[Reason[M], ...]

    _repr_html_ = html_of


# -- one viewer's ties --------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Standing:
    """How one viewer stands to the members a feed is about."""

    connected: frozenset[int]
    following: frozenset[int]  # in force (F8)
    second: frozenset[int]
    blocked: frozenset[int]

    @classmethod
    def of(cls, facts: Facts, viewer: int, others: Iterable[int]) -> _Standing:
        among = distinct(np.fromiter(others, np.int32))

        def these(mask: Any) -> frozenset[int]:
            return frozenset(among[mask].tolist())

        return cls(
            these(in_sorted(among, facts.connections.row(viewer))),
            these(in_sorted(among, following_in_force(facts, viewer))),
            these(are_second(facts, viewer, among)),
            these(in_sorted(among, facts.blocks.either(viewer))),
        )


@attrs.frozen(eq=False)
class _Look:
    """A viewer before a post that they may see: what the ties are asked about."""

    facts: Facts
    policy: Policy
    standing: _Standing
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
class _Reach:
    """A post before everybody."""

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


def _from_connection(look: _Look) -> tuple[bool, Evidence]:
    connected = look.author in look.standing.connected
    return connected and (
        look.policy.connection_feeds or look.author in look.standing.following
    ), []


def _from_followed(look: _Look) -> tuple[bool, Evidence]:
    standing = look.standing
    return look.author in standing.following and look.author not in standing.connected, []


def _connection_engaged(look: _Look) -> tuple[bool, Evidence]:
    found = look.by(connected=True, kinds=_ANY_ENGAGEMENT)
    return bool(found), found


def _from_second_degree(look: _Look) -> tuple[bool, Evidence]:
    if look.author not in look.standing.second:
        return False, []
    return True, mutual(look.facts, look.viewer, look.author)


def _second_degree_commented(look: _Look) -> tuple[bool, Evidence]:
    found = look.by(connected=False, kinds=_COMMENTS)
    return bool(found), found


def _from_group(look: _Look) -> tuple[bool, Evidence]:
    return isinstance(look.post.audience, Group), []  # who sees it is in the group (V5)


# the same ties from the author's side: who has them, all at once


def _feeds_from(facts: Facts, policy: Policy, member: int) -> Indices:
    """Return whom a connection with `member` feeds: those who follow, before E3 all."""
    connections = facts.connections.row(member)
    if policy.connection_feeds:
        return connections
    return common(connections, facts.followers(member))


def _connections_of(reach: _Reach) -> Indices:
    return _feeds_from(reach.facts, reach.policy, reach.author)


def _followers_of(reach: _Reach) -> Indices:
    followers = followers_in_force(reach.facts, reach.author)
    return minus(followers, reach.facts.connections.row(reach.author))


def _connections_of_engaged(reach: _Reach) -> Indices:
    facts, author = reach.facts, reach.author
    found = _union(_feeds_from(facts, reach.policy, member) for member in reach.engaged(None))
    if reach.policy.second_degree_feed is SecondDegreeFeed.OFF:
        strangers = minus(second(facts, author), followers_in_force(facts, author))
        return minus(found, strangers)
    return found


def _second_degree_of(reach: _Reach) -> Indices:
    return second(reach.facts, reach.author)


def _second_degree_of_commenters(reach: _Reach) -> Indices:
    found = np.zeros(reach.facts.roster.size, bool)
    for member in reach.engaged(EngagementKind.COMMENT):
        near = second_mask(reach.facts, member)
        near[reach.facts.blocks.either(member)] = False
        found |= near
    return np.flatnonzero(found).astype(np.int32)


def _group_of(reach: _Reach) -> Indices:
    is_group = isinstance(reach.post.audience, Group)
    return all_who_see(reach.facts, reach.author, reach.post) if is_group else NOBODY


def _union(rows: Iterable[Indices]) -> Indices:
    return distinct(np.concatenate((NOBODY, *rows)))


# and for many posts of which few concern the viewer: where the tie might hold


@attrs.frozen(eq=False)
class _Scan:
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
    holds: Callable[[_Look], tuple[bool, Evidence]]
    held: Callable[[_Reach], Indices]
    might: Callable[[_Scan], Mask]
    code: Code
    fails: Code
    only_direct: bool = False  # holds under SecondDegreeFeed.DIRECT alone
    spares_strangers: bool = False  # under OFF, feeds nothing of who is merely second degree

    def off(self, policy: Policy) -> bool:
        """Return whether the policy feeds nothing by this tie."""
        return self.only_direct and policy.second_degree_feed is not SecondDegreeFeed.DIRECT


TIES = (
    Tie("W1", "connected to the author and following them",
        _EVERY_KIND,
        _from_connection, _connections_of, lambda scan: scan.near,
        Code.FROM_CONNECTION, Code.NO_CONNECTION),
    Tie("W2", "following the author, not connected",
        frozenset({PostKind.POST, PostKind.ARTICLE}),
        _from_followed, _followers_of, lambda scan: scan.near,
        Code.FROM_FOLLOWED, Code.NOT_FOLLOWED),
    Tie("W3", "connected to, and following, a member who engaged with it",
        _EVERY_KIND,
        _connection_engaged, _connections_of_engaged, lambda scan: scan.engaged,
        Code.CONNECTION_ENGAGED, Code.NO_CONNECTION_ENGAGED, spares_strangers=True),
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


# -- the questions ------------------------------------------------------------------------------


def feed(
    graph: LinkGraph[M],
    viewer: M,
    posts: Iterable[Post[M]] | Frame,
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
) -> list[FeedItem[M]]:
    """Return those of `posts` that are fed to `viewer`, in their order, with every reason.

    Parameters
    ----------
    graph, viewer
        The graph, and whose feed it is.
    posts
        Posts of members of the graph: `Post` values, or a data frame (Arrow, pandas, Polars,
        DuckDB) with the columns ``id`` and ``author`` and, as wanted, ``kind``, ``audience``,
        ``group``, ``comments`` and ``at``; terms by name, such as ``"ARTICLE"``.
    engagements
        What members did: `Engagement` values, or a data frame with the columns ``member``,
        ``post_id``, ``kind`` and, as wanted, ``at``; engagements on other posts are ignored.
    policy
        W1 reads `connection_feeds`, W3 to W5 `second_degree_feed`.

    Returns
    -------
    list of FeedItem
        O(posts + engagements + the viewer's second degree). Of posts in a data frame a `Post`
        is made for those alone that a tie might feed.

    Raises
    ------
    UnknownMember
        For a viewer, an author or an engaged member who is not in the graph.
    InvalidInput
        For what is no post or engagement, and a column or a row that says nothing sensible.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("ana", "cy")])
    >>> for item in feed(g, "ana", [Post(1, "bo"), Post(2, "cy")]):
    ...     print(item.post.id, *item.reasons)
    1 W1: the viewer is connected to the author and follows them
    2 W2: the viewer follows the author without a connection
    """
    if is_frame(posts):
        posts, engagements = _worth_a_look(graph, viewer, posts, engagements, policy)
    judged = _judge(graph, viewer, posts, engagements, policy)
    return [FeedItem(post, found.reasons) for post, found in judged if found]


def why_not_fed(
    graph: LinkGraph[M],
    viewer: M,
    post: Post[M],
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
) -> Verdict[M]:
    """Return whether a post is fed to `viewer`, and why or why not (W9).

    Allowed with every tie that feeds it; refused with W7 for one's own post, with the
    reason of `can_see` for one that may not be seen, else with W1 to W6 in order.

    Examples
    --------
    >>> g = LinkGraph.from_edges(follows=[("bo", "ana")])
    >>> why_not_fed(g, "ana", Post(1, "bo")).allowed  # being followed feeds nothing back (W10)
    False
    """
    ((_, found),) = _judge(graph, viewer, [post], engagements, policy)
    return found


def _worth_a_look(
    graph: LinkGraph[M], viewer: M, frame: Any, engagements: Any, policy: Policy
) -> tuple[list[Post[M]], list[Engagement[M]]]:
    """Return the posts of a data frame that a tie might feed, and the engagements with them."""
    facts = graph._facts
    index = facts.roster.index(viewer)
    known_policy(policy)
    posts, engaged = Posts.of(frame), Engagements.of(engagements)
    authors = column_indices(facts.roster, posts.authors)
    members = facts.roster.find_many(engaged.members)
    strangers = members < 0
    if strangers.any():  # on other posts they do not matter
        strangers &= engaged.on(posts.ids)
        column_indices(facts.roster, take(engaged.members, np.flatnonzero(strangers)))
        members[members < 0] = index  # whose engagement feeds nothing to themself
    connected = np.zeros(facts.roster.size, bool)
    connected[facts.connections.row(index)] = True
    near = connected.copy()
    near[following_in_force(facts, index)] = True
    beyond = second_mask(facts, index)
    commented = beyond[members] & engaged.are(EngagementKind.COMMENT)
    by_connection = connected[members]
    scan = _Scan(
        near[authors],
        beyond[authors],
        posts.grouped,
        posts.among(engaged.posts_of(by_connection)),
        posts.among(engaged.posts_of(commented)),
    )
    worth = np.zeros(len(authors), bool)
    for tie in TIES:
        if not tie.off(policy):
            worth |= tie.might(scan) & posts.carried_by(tie.carries)
    chosen = posts.take(np.flatnonzero(worth))
    telling = (by_connection | commented) & engaged.on(post.id for post in chosen)
    return chosen, engaged.take(np.flatnonzero(telling))


def _judge(
    graph: LinkGraph[M],
    viewer: M,
    posts: Iterable[Post[M]] | Frame,
    engagements: Iterable[Engagement[M]] | Frame,
    policy: Policy,
) -> list[tuple[Post[M], Verdict[M]]]:
    facts = graph._facts
    index = facts.roster.index(viewer)
    known_policy(policy)
    posts = listed_as(posts, Post, "posts")
    authors = [facts.roster.index(post.author) for post in posts]
    engaged = _by_post(facts, posts, engagements)
    others = {member for each in engaged.values() for member, _ in each}
    standing = _Standing.of(facts, index, others.union(authors))
    judged: list[tuple[Post[M], Verdict[M]]] = []
    for post, author in zip(posts, authors, strict=True):
        if author == index:
            found: Verdict[M] = verdict(False, "W7", Code.OWN_POST)
        else:
            found = sight(facts, index, author, post)
            if found:
                counting = _counting(facts, author, post, engaged[post.id], standing.blocked)
                look = _Look(facts, policy, standing, index, author, post, counting)
                found = _ties_of(look)
        judged.append((post, found))
    return judged


def _ties_of(look: _Look) -> Verdict[Any]:
    """Walk the table: the ties that feed the post, or why each of them does not."""
    feeding: list[Reason[Any]] = []
    failing: list[Reason[Any]] = []
    for tie in TIES:
        holds, evidence = tie.holds(look)
        off = tie.off(look.policy) or (holds and tie.spares_strangers and look.from_stranger)
        if holds and not off and look.post.kind in tie.carries:
            members = tuple(look.facts.roster.ids(np.asarray(evidence, np.int32)))
            feeding.append(Reason(tie.rule, tie.code, members))
        elif off:
            failing.append(Reason(tie.rule, Code.OFF_BY_POLICY))
        else:
            failing.append(Reason(tie.rule, Code.KIND_NOT_CARRIED if holds else tie.fails))
    return Verdict(True, tuple(feeding)) if feeding else Verdict(False, tuple(failing))


def _by_post(
    facts: Facts, posts: list[Post[Any]], engagements: Iterable[Engagement[Any]] | Frame
) -> dict[Hashable, list[tuple[int, EngagementKind]]]:
    """Return who engaged with each of `posts`, in member order; other posts are ignored."""
    found: dict[Hashable, list[tuple[int, EngagementKind]]] = defaultdict(list)
    for engagement in engagements_on(engagements, {post.id for post in posts}):
        member = facts.roster.index(engagement.member)
        found[engagement.post_id].append((member, engagement.kind))
    for each in found.values():
        each.sort(key=lambda entry: entry[0])
    return found


def _counting(
    facts: Facts,
    author: int,
    post: Post[Any],
    engaged: list[tuple[int, EngagementKind]],
    blocked: frozenset[int] = frozenset(),
) -> list[tuple[int, EngagementKind]]:
    """Return the engagements that count: not the author's, of who sees the post, unblocked."""
    return [
        (member, kind)
        for member, kind in engaged
        if member != author and member not in blocked and sight(facts, member, author, post)
    ]


def reach(
    graph: LinkGraph[M],
    post: Post[M],
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
) -> dict[str, MemberSet[M]]:
    """Return all whom a post is fed to, split by the first rule that feeds each (W7).

    Returns
    -------
    dict
        ``"W1"`` … ``"W6"``, each with a set of members; the sets do not overlap.
        O(answer + connections of the author's and the commenters' connections).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> {rule: set(found) for rule, found in reach(g, Post(1, "ana")).items() if found}
    {'W1': {'bo'}, 'W4': {'cy'}}
    """
    facts = graph._facts
    known_post(post)
    known_policy(policy)
    author = facts.roster.index(post.author)
    engaged = _by_post(facts, [post], engagements)[post.id]
    counting = _counting(facts, author, post, engaged)
    waiting = np.zeros(facts.roster.size, bool)  # who sees it and is not fed it yet
    waiting[places(all_who_see(facts, author, post))] = True
    waiting[author] = False
    everybody = _Reach(facts, policy, author, post, counting)
    split: dict[str, MemberSet[M]] = {}
    for tie in TIES:
        held = NOBODY
        if post.kind in tie.carries and not tie.off(policy):
            held = tie.held(everybody)
            held = held[waiting.take(held)]
            waiting[places(held)] = False
        split[tie.rule] = graph._set(held)
    return split


def active_followers(
    graph: LinkGraph[M], author: M, engagements: Iterable[Engagement[M]] | Frame, *, since: datetime
) -> int:
    """Count the author's effective followers who engaged with anything since then (W11; guide).

    The guide claims that the more there are, the wider a post's first wave; the figure is
    a figure, no promise of ranking. An engagement without a time lies in no window.

    Examples
    --------
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(follows=[("bo", "ana"), ("cy", "ana")])
    >>> monday = datetime(2026, 1, 5, tzinfo=UTC)
    >>> liked = Engagement("bo", 1, EngagementKind.REACTION, at=monday)
    >>> active_followers(g, "ana", [liked], since=monday)
    1
    """
    facts = graph._facts
    begin = utc(since, "since")
    index = facts.roster.index(author)
    engaged = [
        (facts.roster.index(engagement.member), engagement.at)
        for engagement in listed_as(engagements, Engagement, "engagements")
    ]
    active = {member for member, at in engaged if at is not None and at >= begin}
    members = np.fromiter(active, np.int32)
    return int(in_sorted(members, effective_followers(facts, index)).sum())
