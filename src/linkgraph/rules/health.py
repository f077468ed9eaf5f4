"""Figures about the network of one member (guide; L3, L5, P2, P3, W3, W5).

The guide warns of networks that are "sizable but uninterested", and says that engagement carries
posts to strangers. `network_health` counts both in data that the caller gives: the connections
that engaged, and the people that engagement reached. The figures describe that data and promise
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any

import attrs

from linkgraph.graph.edge_input import Frame
from linkgraph.graph.fact_kinds import FLAGS, NOTED
from linkgraph.graph.linkgraph import LinkGraph, M
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.validation import utc
from linkgraph.rules.feed import reach
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.post_frames import listed_as
from linkgraph.rules.posts import Engagement, EngagementKind, Post
from linkgraph.rules.profile_view import public_connections

COMMENT = EngagementKind.COMMENT


@attrs.frozen
class Health:
    """Figures about one member's network since some time ("the window").

    Attributes
    ----------
    connections, engaged_connections
        Number of connections, without hibernated members (P3), and of those that engaged, in the
        window, with a post that the member wrote in it.
    followers, posts
        Number of effective followers (P2), and of posts that the member wrote in the window.
    reached_beyond
        Number of people beyond the first degree that these posts reached through the engagement
        of others (W3).
    reached_by_comments
        Number of people that posts of others reached through the member's comments (W3, W5).
    notes_used, flags
        Number of notes sent with invitations in the window (L5), and of "I don't know" flags
        received so far (L3).
    """

    connections: int
    engaged_connections: int
    followers: int
    posts: int
    reached_beyond: int
    reached_by_comments: int
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
    progress: Progress = None,
) -> Health:
    """Return figures about a member's network since a time (guide; L3, L5, P2, P3, W3, W5).

    Parameters
    ----------
    graph, member
        The network as it is now, and the member that the figures are about.
    posts, engagements
        Posts and engagements of anybody, as for `feed`. Those without a time are outside the
        window. An engagement with a post that is not given is ignored.
    since
        The beginning of the window (time-zone aware); `since` itself is in it.
    policy, progress
        The rules that decide about the reach of posts, and a progress as for
        `LinkGraph.from_edges`, called after each post.

    Raises
    ------
    UnknownMember
        If the member is not in the graph, or an author or engaged member that is counted.
    InvalidInput
        If `since` has no time zone, or another argument is of the wrong kind.

    Examples
    --------
    >>> from datetime import UTC
    >>> monday = datetime(2026, 1, 5, tzinfo=UTC)
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> liked = Engagement("bo", 1, EngagementKind.REACTION, at=monday)
    >>> health = network_health(g, "ana", [Post(1, "ana", at=monday)], [liked], since=monday)
    >>> health.engaged_share, health.posts, health.reached_beyond
    (1.0, 1, 1)
    """
    facts = graph._facts
    index = facts.member_index.index(member)
    known_policy(policy)
    begin = utc(since, "since")
    all_posts = listed_as(posts, Post)
    own_posts = [post for post in all_posts if post.author == member and _in_window(post, begin)]
    on_post: dict[Hashable, list[Engagement[M]]] = defaultdict(list)
    for engagement in listed_as(engagements, Engagement):
        if _in_window(engagement, begin):
            on_post[engagement.post_id].append(engagement)
    people_reached: set[M] = set()
    reached_by_comments: set[M] = set()
    with telling(progress) as report:
        for done, post in enumerate(all_posts, 1):
            recent = on_post[post.id]
            if post.author != member:
                comments = [e for e in recent if e.member == member and e.kind is COMMENT]
                if comments:
                    by_rule = reach(graph, post, comments, policy=policy)
                    reached_by_comments.update(by_rule["W3"], by_rule["W5"])
            elif _in_window(post, begin):
                people_reached.update(reach(graph, post, recent, policy=policy)["W3"])
            report(done, len(all_posts), "following posts")
    counted = graph._set(public_connections(facts, index))
    engaged = {engagement.member for post in own_posts for engagement in on_post[post.id]}
    notes = facts.memory[NOTED].get(index) or ()
    return Health(
        connections=len(counted),
        engaged_connections=len(engaged & counted),
        followers=len(effective_followers(facts, index)),
        posts=len(own_posts),
        reached_beyond=len(people_reached - graph.connections_of(member)),
        reached_by_comments=len(reached_by_comments),
        notes_used=sum(time >= begin for time in notes),
        flags=facts.memory[FLAGS].get(index) or 0,
    )


def _in_window(event: Post[Any] | Engagement[Any], begin: datetime) -> bool:
    return event.at is not None and event.at >= begin
