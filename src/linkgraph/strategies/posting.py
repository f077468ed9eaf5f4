"""Posts, and the engagements of members with them (V1 to V5, W1 to W11)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.posts import (
    Audience,
    CommentControl,
    Engagement,
    EngagementKind,
    Group,
    Post,
    PostKind,
)
from linkgraph.strategies.arguments import instance, listed, strategy
from linkgraph.strategies.member_ids import M, members
from linkgraph.strategies.times import DAY, TICK

_IDS = st.integers(min_value=1, max_value=99)
# just before, at and after the start of a window that begins with the stories (`since` in W11)
_TIMES = st.sampled_from([None, DAY, DAY - TICK, DAY + timedelta(days=1)])


@st.composite
def posts(draw: st.DrawFn, graph: LinkGraph[M], *, ids: SearchStrategy[Hashable] = _IDS) -> Post[M]:
    """Draw a post by a member: of any kind, for any audience, under any comment control.

    A group is one that members are in, or ``"chess"``. For several posts with different ids use
    ``st.lists(posts(graph), unique_by=lambda post: post.id)``. Shrinks to post 1, by the first
    member, for anyone.

    Parameters
    ----------
    graph
        The graph of the author.
    ids
        A strategy for the id of the post.

    Raises
    ------
    InvalidArgument
        When drawn from: for a graph without members.

    Examples
    --------
    >>> from hypothesis import find
    >>> graph = LinkGraph.from_edges(connections=[("ana", "bo")])
    >>> find(posts(graph), lambda _: True).author
    'ana'
    """
    author = draw(members(instance(graph, LinkGraph, "graph")))
    groups = {group for member in graph for group in graph.profile(member).groups}
    audiences = [*Audience, *map(Group, sorted(groups | {"chess"}, key=repr))]
    return Post(
        draw(strategy(ids, "ids")),
        author,
        kind=draw(st.sampled_from(PostKind)),
        audience=draw(st.sampled_from(audiences)),
        comments=draw(st.sampled_from(CommentControl)),
        at=draw(_TIMES),
    )


@st.composite
def engagements(draw: st.DrawFn, graph: LinkGraph[M], posts: Sequence[Post[Any]]) -> Engagement[M]:
    """Draw an engagement of a member with one of `posts`, whether or not they can see it.

    Parameters
    ----------
    graph
        The graph of the member.
    posts
        The posts, at least one.

    Raises
    ------
    InvalidArgument
        When drawn from: for no posts.

    Examples
    --------
    >>> from hypothesis import find
    >>> graph = LinkGraph.from_edges(connections=[("ana", "bo")])
    >>> find(engagements(graph, [Post(1, "bo")]), lambda drawn: drawn.member == "bo")
    Engagement(member='bo', post_id=1, kind=EngagementKind.REACTION, at=None)
    """
    instance(graph, LinkGraph, "graph")
    post = draw(st.sampled_from(listed(posts, Post, "posts")))
    return Engagement(
        draw(members(graph)), post.id, draw(st.sampled_from(EngagementKind)), at=draw(_TIMES)
    )
