"""What is fed to whom, and why (W7 to W11, by the ties of W1 to W6).

The table of ties stands in `feed_ties.py`. `feed` and `feed_verdict` look from the viewer,
`reach` from the author; of posts in a data frame, `feed` looks at those alone that a tie
might feed. Property tests hold the three together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar

import attrs
import numpy as np

from linkgraph.graph.edge_input import Frame, column_indices, is_frame
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.rendering import html_of
from linkgraph.graph.sorted_arrays import NO_INDICES, as_intp, intersection, isin, mask_of
from linkgraph.graph.validation import utc
from linkgraph.rules.degrees import second_mask
from linkgraph.rules.feed_ties import TIES, Everybody, Look, Scan, Standing
from linkgraph.rules.followers import effective_followers, following_in_force
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.post_frames import Engagements, Posts, engagements_on, listed_as, take
from linkgraph.rules.posts import (
    Audience,
    Engagement,
    EngagementKind,
    Post,
    few_who_see,
    known_post,
    sight,
)
from linkgraph.rules.verdicts import Code, Reason, Verdict, verdict

M = TypeVar("M", bound=Hashable)


@attrs.frozen
class FeedItem(Generic[M]):
    """A post that is fed, with every tie that feeds it (W1 to W6, in that order)."""

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


def feed_verdict(
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
    >>> feed_verdict(g, "ana", Post(1, "bo")).allowed  # being followed feeds nothing back (W10)
    False
    """
    ((_, found),) = _judge(graph, viewer, [post], engagements, policy)
    return found


def _worth_a_look(
    graph: LinkGraph[M], viewer: M, frame: Any, engagements: Any, policy: Policy
) -> tuple[list[Post[M]], list[Engagement[M]]]:
    """Return the posts of a data frame that a tie might feed, and the engagements with them."""
    facts = graph._facts
    index = facts.member_index.index(viewer)
    known_policy(policy)
    posts, engaged = Posts.of(frame), Engagements.of(engagements)
    authors = column_indices(facts.member_index, posts.authors)
    members = facts.member_index.find_many(engaged.members)
    strangers = np.flatnonzero(members < 0)
    if len(strangers):  # on other posts they do not matter
        here = strangers[engaged.on(posts.ids)[strangers]]
        column_indices(facts.member_index, take(engaged.members, here))
        members[strangers] = index  # whose engagement feeds nothing to themself
    connected = mask_of(facts.connections.row(index), facts.member_index.size)
    near = connected.copy()
    near[following_in_force(facts, index)] = True
    beyond = second_mask(facts, index)
    commented = beyond[members] & engaged.are(EngagementKind.COMMENT)
    by_connection = connected[members]
    scan = Scan(
        near=near[authors],
        second=beyond[authors],
        grouped=posts.grouped,
        engaged=posts.among(engaged.posts_of(by_connection)),
        commented=posts.among(engaged.posts_of(commented)),
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
    index = facts.member_index.index(viewer)
    known_policy(policy)
    posts = listed_as(posts, Post, "posts")
    authors = [facts.member_index.index(post.author) for post in posts]
    engaged = _by_post(facts, posts, engagements)
    others = {member for each in engaged.values() for member, _ in each}
    standing = Standing.of(facts, index, others.union(authors))
    judged: list[tuple[Post[M], Verdict[M]]] = []
    for post, author in zip(posts, authors, strict=True):
        if author == index:
            found: Verdict[M] = verdict(False, "W7", Code.OWN_POST)
        else:
            found = sight(facts, index, author, post)
            if found:
                counting = _counting(facts, author, post, engaged[post.id], standing.blocked)
                look = Look(facts, policy, standing, index, author, post, counting)
                found = _ties_of(look)
        judged.append((post, found))
    return judged


def _ties_of(look: Look) -> Verdict[Any]:
    """Walk the table: the ties that feed the post, or why each of them does not."""
    feeding: list[Reason[Any]] = []
    failing: list[Reason[Any]] = []
    for tie in TIES:
        holds, evidence = tie.holds(look)
        code, fails = tie.says(look.policy)
        off = tie.off(look.policy) or (holds and tie.spares_strangers and look.from_stranger)
        if holds and not off and look.post.kind in tie.carries:
            members = tuple(look.facts.member_index.ids(np.asarray(evidence, np.int32)))
            feeding.append(Reason(tie.rule, code, members))
        elif off:
            failing.append(Reason(tie.rule, Code.OFF_BY_POLICY))
        else:
            failing.append(Reason(tie.rule, Code.KIND_NOT_CARRIED if holds else fails))
    return Verdict(True, tuple(feeding)) if feeding else Verdict(False, tuple(failing))


def _by_post(
    facts: Facts, posts: list[Post[Any]], engagements: Iterable[Engagement[Any]] | Frame
) -> dict[Hashable, list[tuple[int, EngagementKind]]]:
    """Return who engaged with each of `posts`, in member order; other posts are ignored."""
    found: dict[Hashable, list[tuple[int, EngagementKind]]] = defaultdict(list)
    for engagement in engagements_on(engagements, {post.id for post in posts}):
        member = facts.member_index.index(engagement.member)
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
    author = facts.member_index.index(post.author)
    engaged = _by_post(facts, [post], engagements)[post.id]
    counting = _counting(facts, author, post, engaged)
    seeing = None if post.audience is Audience.ANYONE else few_who_see(facts, author, post)
    # who does not see it, or is fed it already
    done = mask_of(facts.blocks.either(author), facts.member_index.size)
    done[author] = True
    everybody = Everybody(facts, policy, author, post, counting)
    split: dict[str, MemberSet[M]] = {}
    for tie in TIES:
        held = NO_INDICES
        if post.kind in tie.carries and not tie.off(policy):
            held = tie.held(everybody)
            if seeing is not None:
                held = intersection(held, seeing)
            held = held.compress(~done.take(held))
            done[as_intp(held)] = True
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
    index = facts.member_index.index(author)
    engaged = [
        (facts.member_index.index(engagement.member), engagement.at)
        for engagement in listed_as(engagements, Engagement, "engagements")
    ]
    active = {member for member, at in engaged if at is not None and at >= begin}
    members = np.fromiter(active, np.int32)
    return int(isin(members, effective_followers(facts, index)).sum())
