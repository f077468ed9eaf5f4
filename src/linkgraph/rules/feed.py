"""The feed: which posts it holds, and why (W7 to W11, by the ties of W1 to W6).

A post is in a viewer's feed if the viewer can see it (V1 to V5) and at least one tie of
`feed_ties.TIES` brings it there. The table is walked from three sides:

- `feed` and `feed_verdict` ask about one viewer. Each post gets a `PostContext`, and each engaged
  member a `PairContext`; the ties read their facts.
- `reach` asks about one post and all viewers. The conditions are evaluated as set algebra on the
  members with each fact (`FeedTie.members`).
- `post_frames.candidates` asks, with the same sets, which posts of a data frame some tie could
  bring to one viewer. Only those become `Post` values and are judged one by one.

One thing is easy to miss: an engagement counts only if its member can see the post and is not its
author. So each engagement is itself judged by the table of visibility.

All functions read posts and engagements by `post_frames.posts_of` and `engagements_of`: there, the
same post given twice becomes one, and those of unknown members raise or are skipped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeAlias

import attrs
import numpy as np

from linkgraph.graph.facts import Facts
from linkgraph.graph.field_types import typed
from linkgraph.graph.id_columns import Frame, is_frame
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.rendering import html_of
from linkgraph.graph.sorted_arrays import NO_INDICES, Indices, as_intp, indices_of, isin, mask_of
from linkgraph.graph.validation import utc
from linkgraph.rules.conditions import FACTS, PairFact, as_indices, fact_names, is_mask
from linkgraph.rules.fact_sets import OF_OTHERS, OF_VIEWERS, FactSets, engagement_sets
from linkgraph.rules.feed_ties import TIES, AskedOf, FeedTie
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.post_frames import (
    Unknown,
    candidates,
    engagements_of,
    posts_of,
)
from linkgraph.rules.posts import (
    VISIBILITY,
    Audience,
    Engagement,
    EngagementContext,
    EngagementKind,
    Post,
    PostContext,
    known_post,
    narrow_audience,
    visibility,
)
from linkgraph.rules.verdicts import Code, Reason, Verdict, verdict

Engaged: TypeAlias = list[tuple[int, EngagementKind]]  # members as indices, in member order

_OWN_POST: Verdict[Any] = verdict(False, "W7", Code.OWN_POST)


@attrs.frozen(field_transformer=typed)
class FeedItem(Generic[M]):
    """A post in a feed, with a reason for each tie that brings it there, in the order W1 to W6."""

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
    unknown: Unknown = "raise",
) -> list[FeedItem[M]]:
    """Return the posts in the feed of `viewer`, in the given order, with every reason.

    Rules W1 to W7 (guide, researched). O(posts + engagements + connections of the viewer's
    connections). In a data frame, only posts that a tie could bring become `Post` values.

    Parameters
    ----------
    graph, viewer
        The network, and the member with this feed.
    posts
        `Post` values, or a data frame (Arrow, pandas, Polars, DuckDB) with the columns ``id`` and
        ``author`` and optionally ``kind``, ``audience``, ``group``, ``comments`` and ``at``. Terms
        are given by name, such as ``"ARTICLE"``. The same post given twice is one post.
    engagements
        `Engagement` values, or a data frame with the columns ``member``, ``post_id``, ``kind`` and
        optionally ``at``. Engagements with other posts are ignored.
    policy
        Limits and era. W1 and W3 read `connection_feeds`, W3 to W5 `second_degree_feed`, and W3
        `reposts_reach_followers`.
    unknown
        What to do with posts and engagements of members who are not in the graph, such as members
        who have left: ``"raise"`` an error, or ``"skip"`` them.

    Raises
    ------
    UnknownMember
        If the viewer is not in the graph, or, with ``unknown="raise"``, an author or a member
        engaged with one of the posts.
    InvalidInput
        If `posts` or `engagements` hold anything else, a column or a row cannot be read, or two
        different posts have the same id.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("ana", "cy")])
    >>> for item in feed(g, "ana", [Post(1, "bo"), Post(2, "cy")]):
    ...     print(item.post.id, *item.reasons)
    1 the viewer is connected to the author and follows them (W1)
    2 the viewer follows the author without being connected (W2)
    """
    facts = facts_of(graph)
    if is_frame(posts):
        posts, engagements = candidates(
            graph, viewer, posts, engagements, policy=policy, unknown=unknown
        )
    else:
        posts = posts_of(facts, posts, unknown)
    engaged = _engaged_by_post(facts, posts, engagements, unknown)
    pairs = zip(posts, _verdicts(facts, viewer, posts, engaged, policy), strict=True)
    return [FeedItem(post, answer.reasons) for post, answer in pairs if answer.allowed]


def feed_verdict(
    graph: LinkGraph[M],
    viewer: M,
    post: Post[M],
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
) -> Verdict[M]:
    """Return whether a post is in the feed of `viewer`, and why or why not.

    The verdict is allowed with a reason for each tie that brings the post. It is refused with W7
    for the viewer's own post, with the reason of `can_see` if the viewer cannot see it, or else
    with a reason for each of W1 to W6. Parameters and errors are those of `feed`. Rules W1 to W10
    (guide, researched).

    Examples
    --------
    >>> g = LinkGraph.from_edges(follows=[("bo", "ana")])
    >>> feed_verdict(g, "ana", Post(1, "bo")).allowed  # a follower's posts are not fed back (W10)
    False
    """
    known_post(post)
    facts = facts_of(graph)
    engaged = _engaged_by_post(facts, [post], engagements, "raise")
    return _verdicts(facts, viewer, [post], engaged, policy)[0]


# -- one viewer ---------------------------------------------------------------------------------


def _verdicts(
    facts: Facts,
    viewer: M,
    posts: list[Post[M]],
    engaged: dict[Hashable, Engaged],
    policy: Policy,
) -> list[Verdict[M]]:
    """Return the verdict of each post; `engaged` has the members engaged with each."""
    index = facts.member_index.index(viewer, "viewer")
    known_policy(policy)
    authors = [facts.member_index.index(post.author) for post in posts]
    known = _known_facts(facts, index, authors, engaged, policy)
    verdicts: list[Verdict[M]] = []
    for post, author in zip(posts, authors, strict=True):
        if author == index:
            verdicts.append(_OWN_POST)
            continue
        context = PostContext(facts, index, author, policy, post)
        context.__dict__.update(known.get(author, ()))
        answer = visibility(context).verdict
        if answer.allowed:
            counting: list[EngagementContext] = []
            for member, kind in engaged.get(post.id, ()):
                reader = PostContext(facts, member, author, policy, post)
                if member != author and visibility(reader).allowed:
                    pair = EngagementContext(facts, index, member, policy)
                    pair.engagement = kind
                    pair.__dict__.update(known.get(member, ()))
                    counting.append(pair)
            answer = _tie_verdict(context, counting)
        verdicts.append(answer)
    return verdicts


def _tie_verdict(context: PostContext, engaged: list[EngagementContext]) -> Verdict[Any]:
    """Return a reason for each tie that brings the post, or else why each of them does not."""
    bringing: list[Reason[Any]] = []
    failing: list[Reason[Any]] = []
    kind = context.post.kind
    for tie in TIES:
        if not tie.is_enabled(context):
            failing.append(tie.off)
            continue
        linking: Sequence[PairContext] = ()
        if tie.asked_of is not AskedOf.ENGAGED:
            linking = (context,) if tie.holds(context) else ()
        elif engaged:
            linking = [pair for pair in engaged if tie.holds(pair)]
        if not linking:
            failing.append(tie.reason_against(context))
        elif tie.is_muted(context):
            failing.append(tie.off)
        elif kind not in tie.carries:
            failing.append(tie.not_carried)
        else:
            bringing.append(_reason(tie, context, linking))
    return Verdict(True, tuple(bringing)) if bringing else Verdict(False, tuple(failing))


def _reason(tie: FeedTie, context: PostContext, linking: Sequence[PairContext]) -> Reason[Any]:
    """Return the reason of a tie that brings a post, with its evidence."""
    reason = tie.reason(linking[0])
    for pair in linking[1:]:
        reason = min(reason, tie.reason(pair), key=tie.order)
    if tie.asked_of is AskedOf.ENGAGED:
        evidence = list(dict.fromkeys(pair.other for pair in linking))
    elif tie.evidence is not None:
        evidence = getattr(context, tie.evidence).tolist()
    else:
        return reason
    ids = context.facts.member_index.ids(np.array(evidence, np.int32))
    return Reason(reason.rule, reason.code, tuple(ids))


# From this many posts and engagements on, the facts about their members are looked up all at once,
# which takes two thirds of the time for 32 members or more (measured). For a few, the array
# operations cost more.
_MANY = 32
_FACTS_OF_PAIRS = sorted(
    name
    for name in set().union(*(fact_names(row.condition) for row in (*TIES, *VISIBILITY)))
    if type(FACTS[name]) is PairFact and name in OF_OTHERS
)


def _known_facts(
    facts: Facts,
    viewer: int,
    authors: list[int],
    engaged: dict[Hashable, Engaged],
    policy: Policy,
) -> dict[int, dict[str, bool]]:
    """Return the facts about the viewer and each member; nothing if there are few to look up."""
    engaging = [member for entries in engaged.values() for member, _ in entries]
    if len(authors) + len(engaging) < _MANY:
        return {}
    members = np.unique(np.array(authors + engaging, np.int32))
    sets = FactSets(OF_OTHERS, viewer, PairContext(facts, viewer, viewer, policy))
    columns = [sets.among(members, sets[name]).tolist() for name in _FACTS_OF_PAIRS]
    rows = (dict(zip(_FACTS_OF_PAIRS, row, strict=True)) for row in zip(*columns, strict=True))
    return dict(zip(members.tolist(), rows, strict=True))


def _engaged_by_post(
    facts: Facts,
    posts: list[Post[Any]],
    engagements: Iterable[Engagement[Any]] | Frame,
    unknown: Unknown,
) -> dict[Hashable, Engaged]:
    """Return the engaged members of each of `posts`, in member order."""
    engaged: dict[Hashable, Engaged] = defaultdict(list)
    if isinstance(engagements, tuple) and not engagements:
        return engaged
    index = facts.member_index.index
    for engagement in engagements_of(facts, engagements, unknown, {post.id for post in posts}):
        engaged[engagement.post_id].append((index(engagement.member), engagement.kind))
    for entries in engaged.values():
        entries.sort(key=lambda entry: entry[0])
    return engaged


# -- all viewers of one post --------------------------------------------------------------------


def reach(
    graph: LinkGraph[M],
    post: Post[M],
    engagements: Iterable[Engagement[M]] | Frame = (),
    *,
    policy: Policy = CURRENT,
    unknown: Unknown = "raise",
) -> dict[str, MemberSet[M]]:
    """Return all members with a post in their feed, split by the first rule that brings it.

    The keys are ``"W1"`` to ``"W6"``, and the sets do not overlap. Parameters and errors are those
    of `feed`; with ``unknown="skip"``, a post by an unknown author reaches nobody. Rules W1 to W7
    (guide, researched). O(members + connections of the connections of the author and of all
    commenters).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> {rule: set(members) for rule, members in reach(g, Post(1, "ana")).items() if members}
    {'W1': {'bo'}, 'W4': {'cy'}}
    """
    facts = facts_of(graph)
    known_post(post)
    known_policy(policy)
    if not posts_of(facts, [post], unknown):
        return {tie.rule: graph._set(NO_INDICES) for tie in TIES}
    author, size = facts.member_index.index(post.author), facts.member_index.size
    # Members that no tie can add: they cannot see the post, or an earlier tie has added them.
    closed = mask_of(facts.blocks.either(author), size)
    if post.audience is not Audience.ANYONE:
        closed |= ~mask_of(narrow_audience(facts, author, post), size)
    closed[author] = True
    own = PostContext(facts, author, author, policy, post)
    by_author = FactSets(OF_VIEWERS, author, own)
    engaged = [
        engagement_sets(OF_VIEWERS, member, own, kind)
        for member, kind in _engaged_by_post(facts, [post], engagements, unknown).get(post.id, ())
        if not closed[member]
    ]
    split: dict[str, MemberSet[M]] = {}
    for tie in TIES:
        reached = NO_INDICES
        if post.kind in tie.carries and tie.is_enabled(own):
            reached = _viewers(tie, by_author, engaged, size)
            reached = reached.compress(~closed.take(reached))
            muted = tie.muted_viewers(by_author) if len(reached) else False
            if muted is not False:
                reached = reached[~isin(reached, as_indices(muted))]
            closed[as_intp(reached)] = True
        split[tie.rule] = graph._set(reached)
    return split


def _viewers(tie: FeedTie, by_author: FactSets, engaged: list[FactSets], size: int) -> Indices:
    """Return the viewers that a tie links with the author, or with a member who engaged."""
    if tie.asked_of is not AskedOf.ENGAGED:
        return as_indices(tie.members(by_author))
    union = np.zeros(size, bool)
    few = []
    for sets in engaged:
        members = tie.members(sets)
        if is_mask(members):
            union |= members
        else:
            few.append(as_indices(members))
    union[as_intp(np.concatenate((NO_INDICES, *few)))] = True
    return indices_of(union)


def active_followers(
    graph: LinkGraph[M],
    author: M,
    engagements: Iterable[Engagement[M]] | Frame,
    *,
    since: datetime,
    unknown: Unknown = "raise",
) -> int:
    """Count the effective followers of `author` who engaged with any post since a time.

    The guide claims that a post spreads wider in its first hours if more of the author's followers
    are active. This is a figure about your data and promises no ranking.

    Engagements, as for `feed`, count from `since` on (time-zone aware), and those without a time
    are ignored. Raises `UnknownMember` if the author is not in the graph, or, unless `unknown` is
    ``"skip"``, an engaged member, and `InvalidInput` if `since` has no time zone, or
    `engagements` hold anything else. Rule W11 (guide). O(engagements + followers).

    Examples
    --------
    >>> from datetime import UTC
    >>> g = LinkGraph.from_edges(follows=[("bo", "ana"), ("cy", "ana")])
    >>> monday = datetime(2026, 1, 5, tzinfo=UTC)
    >>> liked = Engagement("bo", 1, EngagementKind.REACTION, at=monday)
    >>> active_followers(g, "ana", [liked], since=monday)
    1
    """
    facts = facts_of(graph)
    start = utc(since, "since")
    index = facts.member_index.index(author, "author")
    members = active_members(facts, engagements_of(facts, engagements, unknown), start)
    return int(isin(members, effective_followers(facts, index)).sum())


def active_members(
    facts: Facts, engagements: Iterable[Engagement[Any]], start: datetime
) -> Indices:
    """Return the indices of the members who engaged with any post since a time, unsorted."""
    index = facts.member_index.index
    times = [(index(engagement.member), engagement.at) for engagement in engagements]
    return np.fromiter({member for member, at in times if at is not None and at >= start}, np.int32)
