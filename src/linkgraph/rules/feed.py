"""The feed: which posts it holds, and why (W7 to W11, by the ties of W1 to W6).

A post is in a viewer's feed if the viewer can see it (V1 to V5) and at least one tie of
`feed_ties.TIES` brings it there. The table is walked from three sides:

- `feed` and `feed_verdict` ask about one viewer. Each post gets a `PostContext`, and each member
  who engaged with it a `PairContext`; the ties read their facts.
- `reach` asks about one post and all viewers. The conditions are evaluated as set algebra on the
  members for whom each fact holds (`FeedTie.viewers`).
- For posts in a data frame, the conditions are first evaluated on columns (`conditions.masks`),
  and only the posts that some tie could bring become `Post` values and are judged one by one.

One thing is easy to miss: an engagement counts only if the member who engaged can see the post
and is not its author. So each engagement is itself judged by the table of visibility.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

import attrs
import numpy as np

from linkgraph.graph.edge_input import Frame, column_indices, is_frame
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.rendering import html_of
from linkgraph.graph.sorted_arrays import NO_INDICES, Indices, Mask, as_intp, isin, mask_of
from linkgraph.graph.validation import utc
from linkgraph.rules.conditions import AnyOf, Members, as_indices, fact_names, is_mask, masks
from linkgraph.rules.fact_sets import FactColumns, FactsOfOther, FactsOfViewer
from linkgraph.rules.feed_ties import TIES, AskedOf
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.pair_context import FACTS, PairContext, PairFact
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.post_frames import Engagements, Posts, engagements_on, listed_as, take
from linkgraph.rules.posts import (
    VISIBILITY,
    Audience,
    Engagement,
    EngagementKind,
    Post,
    PostContext,
    known_post,
    narrow_audience,
    visibility,
    visibility_once,
)
from linkgraph.rules.verdicts import Code, Reason, Verdict, verdict

M = TypeVar("M", bound=Hashable)
Engaged: TypeAlias = list[tuple[int, EngagementKind]]  # members as indices, in member order

_OWN_POST: Verdict[Any] = verdict(False, "W7", Code.OWN_POST)


@attrs.frozen
class FeedItem(Generic[M]):
    """A post in a feed, with a reason for each tie that brings it there.

    Attributes
    ----------
    post
        The post.
    reasons
        The reasons, in the order W1 to W6.
    """

    post: Post[M]
    reasons: tuple[Reason[M], ...]

    _repr_html_ = html_of


def feed(
    graph: LinkGraph[M],
    viewer: M,
    posts: Iterable[Post[M]] | Frame,
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
) -> list[FeedItem[M]]:
    """Return the posts in the feed of `viewer`, in the given order, with every reason.

    Parameters
    ----------
    graph
        The network.
    viewer
        The member with this feed.
    posts
        Posts by members of the graph: `Post` values, or a data frame (Arrow, pandas, Polars,
        DuckDB) with the columns ``id`` and ``author`` and optionally ``kind``, ``audience``,
        ``group``, ``comments`` and ``at``. Terms are given by name, such as ``"ARTICLE"``.
    engagements
        `Engagement` values, or a data frame with the columns ``member``, ``post_id``, ``kind`` and
        optionally ``at``. Engagements with other posts are ignored.
    policy
        Limits and era. W1 and W3 read `connection_feeds`, W3 to W5 `second_degree_feed`.

    Returns
    -------
    list of FeedItem
        One item for each post in the feed.

    Raises
    ------
    UnknownMember
        If the viewer, an author, or a member who engaged is not in the graph.
    InvalidInput
        If `posts` or `engagements` hold anything else, or a column or a row cannot be read.

    Notes
    -----
    Rules W1 to W7 (guide, researched). O(posts + engagements + connections of the viewer's
    connections). In a data frame, only posts that a tie could bring become `Post` values.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("ana", "cy")])
    >>> for item in feed(g, "ana", [Post(1, "bo"), Post(2, "cy")]):
    ...     print(item.post.id, *item.reasons)
    1 the viewer is connected to the author and follows them (W1)
    2 the viewer follows the author without being connected (W2)
    """
    if is_frame(posts):
        posts, engagements = _candidates(graph, viewer, posts, engagements, policy)
    listed = listed_as(posts, Post, "posts")
    verdicts = _verdicts(graph, viewer, listed, engagements, policy)
    return [FeedItem(post, found.reasons) for post, found in verdicts if found.allowed]


def feed_verdict(
    graph: LinkGraph[M],
    viewer: M,
    post: Post[M],
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
) -> Verdict[M]:
    """Return whether a post is in the feed of `viewer`, and why or why not.

    Parameters
    ----------
    graph, viewer, engagements, policy
        As for `feed`.
    post
        The post.

    Returns
    -------
    Verdict
        Allowed with a reason for each tie that brings the post. Refused with W7 for the viewer's
        own post, with the reason of `can_see` if the viewer cannot see it, or else with a reason
        for each of W1 to W6.

    Raises
    ------
    UnknownMember, InvalidInput
        As for `feed`.

    Notes
    -----
    Rules W1 to W10 (guide, researched).

    Examples
    --------
    >>> g = LinkGraph.from_edges(follows=[("bo", "ana")])
    >>> feed_verdict(g, "ana", Post(1, "bo")).allowed  # a follower's posts are not fed back (W10)
    False
    """
    known_post(post)
    ((_, found),) = _verdicts(graph, viewer, [post], engagements, policy)
    return found


# -- one viewer ---------------------------------------------------------------------------------


def _verdicts(
    graph: LinkGraph[M],
    viewer: M,
    posts: list[Post[M]],
    engagements: Iterable[Engagement[M]] | Frame,
    policy: Policy,
) -> list[tuple[Post[M], Verdict[M]]]:
    """Return each post with its verdict."""
    facts = graph._facts
    index = facts.member_index.index(viewer)
    known_policy(policy)
    authors = [facts.member_index.index(post.author) for post in posts]
    engaged = _engaged_by_post(facts, posts, engagements)
    members = {member for entries in engaged.values() for member, _ in entries}.union(authors)
    pairs = _pair_contexts(facts, index, members, policy)
    verdicts: list[tuple[Post[M], Verdict[M]]] = []
    for post, author in zip(posts, authors, strict=True):
        if author == index:
            verdicts.append((post, _OWN_POST))
            continue
        context = PostContext.of(pairs[author], post)
        visible = visibility(context)
        if visible.allowed:
            counting = _counting(facts, author, post, engaged.get(post.id, []))
            verdicts.append((post, _tie_verdict(context, counting, pairs)))
        else:
            verdicts.append((post, visible))
    return verdicts


def _tie_verdict(
    context: PostContext, engaged: Engaged, pairs: dict[int, PairContext]
) -> Verdict[Any]:
    """Return a reason for each tie that brings the post, or else why each of them does not."""
    bringing: list[Reason[Any]] = []
    failing: list[Reason[Any]] = []
    for tie in TIES:
        reason, otherwise = tie.reasons[context.policy.connection_feeds]
        evidence: list[int] = []
        if not tie.is_enabled(context):
            failing.append(tie.off)
            continue
        if tie.asked_of is AskedOf.AUTHOR:
            holds = tie.holds(context)
            if holds and tie.evidence is not None:
                evidence = getattr(context, tie.evidence).tolist()
        else:
            evidence = [
                member
                for member, kind in engaged
                if kind in tie.engagements and tie.holds(pairs[member])
            ]
            holds = bool(evidence)
        if not holds:
            failing.append(otherwise)
        elif tie.is_muted(context):
            failing.append(tie.off)
        elif context.post.kind not in tie.carries:
            failing.append(tie.not_carried)
        elif evidence:
            indices = np.array(list(dict.fromkeys(evidence)), np.int32)
            members = tuple(context.facts.member_index.ids(indices))
            bringing.append(Reason(reason.rule, reason.code, members))
        else:
            bringing.append(reason)
    return Verdict(True, tuple(bringing)) if bringing else Verdict(False, tuple(failing))


# From this many members on, their facts are looked up all at once, which takes two thirds of the
# time for 32 members or more (measured). For a few, the array operations cost more.
_MANY_MEMBERS = 32
_FACTS_OF_PAIRS = sorted(
    name
    for name in fact_names(AnyOf((*(row.condition for row in (*TIES, *VISIBILITY)),)))
    if type(FACTS[name]) is PairFact and hasattr(FactsOfViewer, name)
)


def _pair_contexts(
    facts: Facts, viewer: int, members: Iterable[int], policy: Policy
) -> dict[int, PairContext]:
    """Return the context of the viewer and each member; facts of many are looked up at once."""
    pairs = {member: PairContext(facts, viewer, member, policy) for member in members}
    if len(pairs) >= _MANY_MEMBERS:
        indices = np.fromiter(pairs, np.int32)
        columns = FactColumns(FactsOfViewer.of(facts, viewer, policy), indices)
        lists = [getattr(columns, name).tolist() for name in _FACTS_OF_PAIRS]
        for pair, values in zip(pairs.values(), zip(*lists, strict=True), strict=True):
            pair.__dict__.update(zip(_FACTS_OF_PAIRS, values, strict=True))
    return pairs


def _engaged_by_post(
    facts: Facts, posts: list[Post[Any]], engagements: Iterable[Engagement[Any]] | Frame
) -> dict[Hashable, Engaged]:
    """Return the members who engaged with each of `posts`, in member order."""
    engaged: dict[Hashable, Engaged] = defaultdict(list)
    if isinstance(engagements, tuple) and not engagements:
        return engaged
    for engagement in engagements_on(engagements, {post.id for post in posts}):
        member = facts.member_index.index(engagement.member)
        engaged[engagement.post_id].append((member, engagement.kind))
    for entries in engaged.values():
        entries.sort(key=lambda entry: entry[0])
    return engaged


def _counting(facts: Facts, author: int, post: Post[Any], engaged: Engaged) -> Engaged:
    """Return the engagements that count: by members other than the author who see the post."""
    return [
        (member, kind)
        for member, kind in engaged
        if member != author
        and visibility_once(PostContext(facts, member, author, CURRENT, post)).allowed
    ]


# -- posts in a data frame ----------------------------------------------------------------------


class _PostColumns(FactColumns):
    """The facts about a viewer and the authors of many posts, and about the posts themselves."""

    def __init__(self, sets: FactsOfViewer, authors: Indices, posts: Posts) -> None:
        super().__init__(sets, authors)
        self.viewer_in_group = posts.in_groups(sets.own.viewer_profile.groups)


def _candidates(
    graph: LinkGraph[M], viewer: M, frame: Any, engagements: Any, policy: Policy
) -> tuple[list[Post[M]], list[Engagement[M]]]:
    """Return the posts of a data frame that a tie could bring, and the engagements that matter."""
    facts = graph._facts
    index = facts.member_index.index(viewer)
    known_policy(policy)
    posts, engaged = Posts.of(frame), Engagements.of(engagements)
    authors = column_indices(facts.member_index, posts.authors)
    members = facts.member_index.find_many(engaged.members)
    unknown = np.flatnonzero(members < 0)
    if len(unknown):
        # An unknown member is an error only if they engaged with one of these posts.
        rows = unknown[engaged.on(posts.ids)[unknown]]
        column_indices(facts.member_index, take(engaged.members, rows))
        members[unknown] = index  # the viewer's own engagements bring nothing
    sets = FactsOfViewer.of(facts, index, policy)
    by_author = _PostColumns(sets, authors, posts)
    by_engaged = FactColumns(sets, members)
    brought = np.zeros(len(authors), bool)
    mattering = np.zeros(len(members), bool)
    for tie in TIES:
        if not tie.is_enabled(sets.own):
            continue
        if tie.asked_of is AskedOf.AUTHOR:
            holds = masks(tie.condition, by_author)
        else:
            counts = np.logical_and(masks(tie.condition, by_engaged), engaged.are(tie.engagements))
            mattering |= counts
            holds = posts.among(engaged.posts_of(counts))
        brought |= holds & posts.carried_by(tie.carries)
    chosen = posts.take(np.flatnonzero(brought))
    mattering &= engaged.on(post.id for post in chosen)
    return chosen, engaged.take(np.flatnonzero(mattering))


# -- all viewers of one post --------------------------------------------------------------------


def reach(
    graph: LinkGraph[M],
    post: Post[M],
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
) -> dict[str, MemberSet[M]]:
    """Return everyone who has a post in their feed, split by the first rule that brings it.

    Parameters
    ----------
    graph, engagements, policy
        As for `feed`.
    post
        The post.

    Returns
    -------
    dict
        ``"W1"`` … ``"W6"``, each with a set of members; the sets do not overlap.

    Raises
    ------
    UnknownMember, InvalidInput
        As for `feed`.

    Notes
    -----
    Rules W1 to W7 (guide, researched). O(members + connections of the connections of the author
    and of everyone who commented).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> {rule: set(members) for rule, members in reach(g, Post(1, "ana")).items() if members}
    {'W1': {'bo'}, 'W4': {'cy'}}
    """
    facts = graph._facts
    known_post(post)
    known_policy(policy)
    author = facts.member_index.index(post.author)
    size = facts.member_index.size
    engaged = _counting(
        facts, author, post, _engaged_by_post(facts, [post], engagements).get(post.id, [])
    )
    # Members that later ties cannot add: they cannot see the post, or have it already.
    closed = mask_of(facts.blocks.either(author), size)
    closed[author] = True
    if post.audience is not Audience.ANYONE:
        closed |= ~mask_of(narrow_audience(facts, author, post), size)
    own = PairContext(facts, author, author, policy)
    by_author = FactsOfOther(author, own, post)
    split: dict[str, MemberSet[M]] = {}
    for tie in TIES:
        reached = NO_INDICES
        if post.kind in tie.carries and tie.is_enabled(own):
            if tie.asked_of is AskedOf.AUTHOR:
                viewers = tie.viewers(by_author)
            else:
                engaging = {member for member, kind in engaged if kind in tie.engagements}
                sets = [FactsOfOther(member, own, post) for member in engaging]
                viewers = _union(map(tie.viewers, sets), size)
            reached = as_indices(viewers)
            reached = reached.compress(~closed.take(reached))
            muted = tie.muted_viewers(by_author) if len(reached) else False
            if muted is not False:
                reached = reached[~isin(reached, as_indices(muted))]
            closed[as_intp(reached)] = True
        split[tie.rule] = graph._set(reached)
    return split


def _union(parts: Iterable[Members], size: int) -> Mask:
    """Return the members of all parts as a mask."""
    union = np.zeros(size, bool)
    for part in parts:
        if is_mask(part):
            union |= part
        else:
            union[as_intp(as_indices(part))] = True
    return union


def active_followers(
    graph: LinkGraph[M], author: M, engagements: Iterable[Engagement[M]] | Frame, *, since: datetime
) -> int:
    """Count the effective followers of `author` who engaged with any post since a time.

    The guide claims that a post spreads wider in its first hours if more of the author's followers
    are active. This is a figure about your data and promises no ranking.

    Parameters
    ----------
    graph
        The network.
    author
        The member whose followers are counted.
    engagements
        As for `feed`; engagements without a time are ignored.
    since
        The beginning of the window (time-zone aware).

    Raises
    ------
    UnknownMember
        If the author or a member who engaged is not in the graph.
    InvalidInput
        If `since` has no time zone, or `engagements` hold anything else.

    Notes
    -----
    Rule W11 (guide). O(engagements + followers).

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
    start = utc(since, "since")
    index = facts.member_index.index(author)
    times = [
        (facts.member_index.index(engagement.member), engagement.at)
        for engagement in listed_as(engagements, Engagement, "engagements")
    ]
    active = {member for member, at in times if at is not None and at >= start}
    members = np.fromiter(active, np.int32)
    return int(isin(members, effective_followers(facts, index)).sum())
