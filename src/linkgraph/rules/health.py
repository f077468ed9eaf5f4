"""How a member's network fares: the guide's trade-offs as figures (G, W3, W5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import TypeVar

import attrs

from linkgraph.graph.edge_input import Frame
from linkgraph.graph.fact_kinds import FLAGS, NOTED
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.validation import utc
from linkgraph.rules.feed import reach
from linkgraph.rules.followers import effective_followers
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.post_frames import listed_as
from linkgraph.rules.posts import Engagement, EngagementKind, Post
from linkgraph.rules.profile_view import public_connections

M = TypeVar("M", bound=Hashable)


@attrs.frozen
class Health:
    """Figures about one member's network since some time.

    Attributes
    ----------
    connections
        How many, hibernated members left out (P3).
    engaged_connections
        How many of them engaged with a post of the member's in the window.
    followers
        Effective followers (P2).
    posts
        The member's own posts in the window: the rhythm.
    reached_beyond
        People beyond the first degree to whom others' engagement carried these posts (W3).
    reached_by_comments
        People to whom the member's comments carried posts of others (W3, W5).
    notes_used
        Notes sent with invitations in the window (L5).
    flags
        "I don't know" flags received so far (L3).
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
        """Share of connections that engaged; low in a "sizable but uninterested" network."""
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
    """Return the figures of a member's network since a time (guide; L3, L5, P2, P3, W3, W5).

    What has no time lies in no window. Engagements on posts that are not given count for
    nothing. `progress` is True for a bar (needs the `progress` extra), or a function of
    ``(done, total, what)`` that is called after each post.

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
    everything = listed_as(posts, Post, "posts")
    own = [post for post in everything if post.author == member and _in_window(post.at, begin)]
    recent: dict[Hashable, list[Engagement[M]]] = defaultdict(list)
    for each in listed_as(engagements, Engagement, "engagements"):
        if _in_window(each.at, begin):
            recent[each.post_id].append(each)
    connections = graph.connections_of(member)
    counted = graph._set(public_connections(facts, index))
    engaged = {each.member for post in own for each in recent[post.id]}
    beyond: set[M] = set()
    carried: set[M] = set()
    with telling(progress) as tell:
        for done, post in enumerate(everything, 1):
            engagements = recent.get(post.id, [])
            if post.author == member:
                if _in_window(post.at, begin):
                    beyond.update(reach(graph, post, engagements, policy=policy)["W3"])
            else:  # one's own post gains nothing by one's comments (W3, W5)
                comments = [
                    each
                    for each in engagements
                    if each.member == member and each.kind is EngagementKind.COMMENT
                ]
                if comments:
                    split = reach(graph, post, comments, policy=policy)
                    carried.update(split["W3"], split["W5"])
            tell(done, len(everything), "following posts")
    notes = facts.memory[NOTED].get(index) or ()
    return Health(
        len(counted),
        sum(each in counted for each in engaged),
        len(effective_followers(facts, index)),
        len(own),
        sum(each not in connections for each in beyond),
        len(carried),
        sum(time >= begin for time in notes),
        facts.memory[FLAGS].get(index) or 0,
    )


def _in_window(at: datetime | None, begin: datetime) -> bool:
    return at is not None and at >= begin
