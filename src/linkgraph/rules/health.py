"""Figures about the network of one member (G12).

The guide warns of networks that are "sizable but uninterested", and says that engagement carries
posts to strangers. `network_health` counts both in data that the caller gives: the connections
that engaged, and the people that engagement reached. The figures describe that data and promise
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Generic, cast

import attrs
import numpy as np

from linkgraph.graph.fact_kinds import FLAGS, NOTED
from linkgraph.graph.field_types import typed
from linkgraph.graph.id_columns import Frame
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.sorted_arrays import isin
from linkgraph.graph.validation import utc
from linkgraph.rules.feed import active_members, reach
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.post_frames import Unknown, engagements_of, posts_of
from linkgraph.rules.posts import Engagement, EngagementKind, Post
from linkgraph.rules.profile_view import public_connections

COMMENT = EngagementKind.COMMENT


@attrs.frozen(field_transformer=typed)
class Health(Generic[M]):
    """Figures about one member's network since some time ("the window").

    Attributes
    ----------
    connections, engaged_connections, unengaged_connections
        Number of connections, without hibernated members (P3), of those that engaged in the window
        with any post of the member's, whenever it was written, and the set of the others.
    followers, active_share
        Number of effective followers (P2), and the share of them, 0 to 1, that engaged with any
        post in the window (W11); `None` without followers.
    posts, weeks_with_a_post, longest_gap
        Number of posts that the member wrote in the window, of ISO weeks (UTC) with one of them,
        and the longest time between two in a row; `None` with fewer than two.
    reached_beyond
        Number of people beyond the first degree that the engagement of others brought a post of
        the member's to (W3). Posts of the window count, and posts that were engaged with in it.
    reached_by_comments, may_notice
        About posts of others that the member commented on in the window. Number of people that the
        comments brought a post to (W3, W5), and of people who have such a post in their feed even
        without the comments and may notice the member there: without the member's own stored
        followers, and without members with a block from or to the member.
    notes_used, flags
        Number of notes sent with invitations in the window (L5), and of "I don't know" flags
        received so far (L3).
    """

    connections: int
    engaged_connections: int
    unengaged_connections: MemberSet[M]
    followers: int
    active_share: float | None
    posts: int
    weeks_with_a_post: int
    longest_gap: timedelta | None
    reached_beyond: int
    reached_by_comments: int
    may_notice: int
    notes_used: int
    flags: int

    @property
    def engaged_share(self) -> float | None:
        """Share of connections that engaged, 0 to 1; `None` without connections."""
        return self.engaged_connections / self.connections if self.connections else None

    @property
    def follower_ratio(self) -> float | None:
        """Followers for each connection; `None` without connections."""
        return self.followers / self.connections if self.connections else None


def network_health(
    graph: LinkGraph[M],
    member: M,
    posts: Iterable[Post[M]] | Frame,
    engagements: Iterable[Engagement[M]] | Frame,
    *,
    since: datetime,
    policy: Policy = CURRENT,
    unknown: Unknown = "raise",
    progress: Progress = None,
) -> Health[M]:
    """Return figures about a member's network since a time.

    Rule G12 (guide; it reads L3, L5, P2, P3, W3, W5 and W11). The cost is that of `reach` for each
    of the member's posts, and for each post of others with a comment of the member's.

    Parameters
    ----------
    graph, member
        The network as it is now, and the member that the figures are about.
    posts, engagements
        Posts and engagements of anybody, as for `feed`. Engagements without a time are outside the
        window. An engagement with a post that is not given is ignored, except that it makes a
        follower active.
    since
        The beginning of the window (time-zone aware); `since` itself is in it.
    policy, unknown, progress
        As for `feed`: the rules that decide about the reach of posts, and events of members who
        are not in the graph. A progress as for `LinkGraph.from_edges`, called after each post.

    Raises
    ------
    UnknownMember
        If the member is not in the graph, or, with ``unknown="raise"``, an author or engaged
        member that is counted.
    InvalidInput
        If `since` has no time zone, or another argument is of the wrong kind.

    Examples
    --------
    >>> from datetime import UTC
    >>> monday = datetime(2026, 1, 5, tzinfo=UTC)
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy"), ("ana", "di")])
    >>> liked = Engagement("bo", 1, EngagementKind.REACTION, at=monday)
    >>> health = network_health(g, "ana", [Post(1, "ana", at=monday)], [liked], since=monday)
    >>> health.engaged_share, health.unengaged_connections, health.reached_beyond
    (0.5, MemberSet({'di'}), 1)
    """
    facts = facts_of(graph)
    index = facts.member_index.index(member, "member")
    member = cast(M, facts.member_index[index])  # plain, to compare with authors
    known_policy(policy)
    begin = utc(since, "since")
    all_posts = posts_of(facts, posts, unknown)
    recent = [e for e in engagements_of(facts, engagements, unknown) if _in_window(e, begin)]
    on_post: dict[Hashable, list[Engagement[M]]] = defaultdict(list)
    for engagement in recent:
        on_post[engagement.post_id].append(engagement)
    brought_beyond: set[M] = set()
    brought_by_comments: set[M] = set()
    noticing: set[M] = set()
    engaged: set[M] = set()
    times: list[datetime] = []
    with telling(progress) as report:
        for done, post in enumerate(all_posts, 1):
            engagements_here = on_post[post.id]
            if post.author == member:
                if post.at is not None and post.at >= begin:
                    times.append(post.at)
                if engagements_here:  # without them, W3 brings it to nobody
                    engaged.update(engagement.member for engagement in engagements_here)
                    brought_beyond |= reach(graph, post, engagements_here, policy=policy)["W3"]
            else:
                comments: list[Engagement[M]] = []
                others: list[Engagement[M]] = []
                for engagement in engagements_here:
                    is_own_comment = engagement.member == member and engagement.kind is COMMENT
                    (comments if is_own_comment else others).append(engagement)
                if comments:
                    by_rule = reach(graph, post, comments, policy=policy)
                    brought_by_comments |= by_rule["W3"] | by_rule["W5"]
                    noticing.update(*reach(graph, post, others, policy=policy).values())
            report(done, len(all_posts), "following posts")
    connections = public_connections(facts, index)
    engaged_indices = sorted(facts.member_index.index(other) for other in engaged)
    has_engaged = isin(connections, np.array(engaged_indices, np.int32))
    followers = effective_followers(facts, index)
    active = int(isin(active_members(facts, recent, begin), followers).sum())
    blocked = graph._set(facts.blocks.either(index))
    notes = facts.memory[NOTED].get(index) or ()
    return Health(
        connections=len(connections),
        engaged_connections=int(has_engaged.sum()),
        unengaged_connections=graph._set(connections[~has_engaged]),
        followers=len(followers),
        active_share=active / len(followers) if len(followers) else None,
        posts=len(times),
        weeks_with_a_post=len({time.isocalendar()[:2] for time in times}),
        longest_gap=max((b - a for a, b in pairwise(sorted(times))), default=None),
        reached_beyond=len(brought_beyond - graph.connections_of(member)),
        reached_by_comments=len(brought_by_comments),
        may_notice=len(noticing - graph.followers(member) - blocked - {member}),
        notes_used=sum(time >= begin for time in notes),
        flags=facts.memory[FLAGS].get(index) or 0,
    )


def _in_window(engagement: Engagement[Any], begin: datetime) -> bool:
    return engagement.at is not None and engagement.at >= begin
