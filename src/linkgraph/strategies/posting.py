"""Posts, and what members do with them (V1 to V5, W1 to W11)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

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
from linkgraph.strategies.arguments import instance, listed, strategy, wrong
from linkgraph.strategies.member_ids import members
from linkgraph.strategies.times import DAY, TICK

M = TypeVar("M", bound=Hashable)

_IDS = st.integers(min_value=1, max_value=99)
# a window that begins at the start of stories, as `since` of W11, tells these apart
_TIMES = st.sampled_from([None, DAY, DAY - TICK, DAY + timedelta(days=1)])


@st.composite
def posts(draw: st.DrawFn, graph: LinkGraph[M], *, ids: SearchStrategy[Hashable] = _IDS) -> Post[M]:
    """Draw a post by a member: of any kind, for any audience, under any comment control.

    A group is one that members are in, or ``"chess"``. Several posts with ids of their own:
    ``st.lists(posts(graph), unique_by=lambda post: post.id)``. Shrinks to post 1, by the
    first member, for anyone.

    Parameters
    ----------
    graph
        Whose members write.
    ids
        A strategy for the post's id.

    Examples
    --------
    >>> from hypothesis import find
    >>> graph = LinkGraph.from_edges(connections=[("ana", "bo")])
    >>> find(posts(graph), lambda _: True).author
    'ana'
    """
    author = draw(members(graph))
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
    """Draw what a member does with one of `posts`; they need not be able to see it.

    Parameters
    ----------
    graph
        Whose members engage.
    posts
        The posts, at least one.

    Examples
    --------
    >>> from hypothesis import find
    >>> graph = LinkGraph.from_edges(connections=[("ana", "bo")])
    >>> find(engagements(graph, [Post(1, "bo")]), lambda did: did.member == "bo")
    Engagement(member='bo', post_id=1, kind=EngagementKind.REACTION, at=None)
    """
    instance(graph, LinkGraph, "graph", "give a `LinkGraph`")
    chosen = listed(posts, Post, "posts", "give a list of `Post`")
    if not chosen:
        raise wrong(posts, "holds no posts", "draw `engagements` only where there is one")
    post = draw(st.sampled_from(chosen))
    return Engagement(
        draw(members(graph)), post.id, draw(st.sampled_from(EngagementKind)), at=draw(_TIMES)
    )
