"""Posts and engagements: their values, and the rules of visibility (V1 to V5, W8).

A post has an audience: anyone, the author's connections, or one group. `VISIBILITY` lists the
cases in order, and the first row that matches decides whether a viewer can see the post.
`COMMENTING` adds the comment control. Both are asked about one viewer through a `PostContext`;
`audience` answers the same question from the author's side, for all viewers at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from enum import auto
from typing import Any, Generic

import attrs
from attrs.converters import optional

from linkgraph.errors import InvalidInput
from linkgraph.graph.facts import Facts
from linkgraph.graph.field_types import shown_safely
from linkgraph.graph.linkgraph import LinkGraph, M, facts_of
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.sorted_arrays import Indices, contains, difference, toggled
from linkgraph.graph.validation import Term, instance_of, one_of, utc
from linkgraph.rules.conditions import ALWAYS, Is, PairFact, first_match
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.rules.verdicts import Code, Verdict, VerdictRow


class PostKind(Term):
    """The kinds of post; each tie of the feed carries some of them (W1 to W6)."""

    POST = auto()
    ARTICLE = auto()
    JOB_CHANGE = auto()


class Audience(Term):
    """The audience of a post (V3, V4); a `Group` is the third kind (V5)."""

    ANYONE = auto()
    CONNECTIONS = auto()


def _group_id(value: Hashable) -> Hashable:
    return plain_id(value, "group", "id")


def _post_id(value: Hashable) -> Hashable:
    return plain_id(value, "post", "id")


def _id_of_post(value: Hashable) -> Hashable:
    return plain_id(value, "post", "post_id")


@attrs.frozen(field_transformer=shown_safely)
class Group:
    """The audience of a group post: the group's members (V5)."""

    id: Hashable = attrs.field(converter=_group_id)


class CommentControl(Term):
    """The author's choice of members that can comment (W8)."""

    ALL = auto()
    CONNECTIONS = auto()
    NONE = auto()


class EngagementKind(Term):
    """The ways to engage with a post."""

    REACTION = auto()
    COMMENT = auto()
    REPOST = auto()


def _an_audience(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, (Audience, Group)):
        choices = "`Audience.ANYONE`, `Audience.CONNECTIONS` or `Group(id)`"
        raise InvalidInput(value, f"{choices} as `{field.name}`")


@attrs.frozen(field_transformer=shown_safely)
class Post(Generic[M]):
    """A post; raises `InvalidInput` if a field has a value of the wrong kind.

    Attributes
    ----------
    id, author
        Any hashable id that identifies the post, and the member that wrote it.
    kind, audience
        The kind of post, and an `Audience` or a `Group`.
    comments
        The members that can comment, besides the author (W8).
    at
        The time of the post (time-zone aware), or `None`.
    """

    id: Hashable = attrs.field(converter=_post_id)
    author: M
    kind: PostKind = attrs.field(default=PostKind.POST, kw_only=True, validator=one_of(PostKind))
    audience: Audience | Group = attrs.field(
        default=Audience.ANYONE, kw_only=True, validator=_an_audience
    )
    comments: CommentControl = attrs.field(
        default=CommentControl.ALL, kw_only=True, validator=one_of(CommentControl)
    )
    at: datetime | None = attrs.field(default=None, kw_only=True, converter=optional(utc))

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "author", plain_id(self.author, name="author"))


@attrs.frozen(field_transformer=shown_safely)
class Engagement(Generic[M]):
    """A reaction, comment or repost; raises `InvalidInput` for a value of the wrong kind.

    Attributes
    ----------
    member, post_id
        The engaged member, and the id of the post.
    kind
        REACTION, COMMENT or REPOST.
    at
        The time (time-zone aware), or `None`.
    """

    member: M
    post_id: Hashable = attrs.field(converter=_id_of_post)
    kind: EngagementKind = attrs.field(validator=one_of(EngagementKind))
    at: datetime | None = attrs.field(default=None, kw_only=True, converter=optional(utc))

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "member", plain_id(self.member, name="member"))


# -- the tables ---------------------------------------------------------------------------------


class PostContext(PairContext):
    """A viewer, the author of a post as the other member, and the post."""

    def __init__(
        self, facts: Facts, viewer: int, author: int, policy: Policy, post: Post[Any]
    ) -> None:
        super().__init__(facts, viewer, author, policy)
        self.post = post

    @PairFact
    def for_anyone(self) -> bool:
        """The audience of the post is anyone."""
        return self.post.audience is Audience.ANYONE

    @PairFact
    def for_connections(self) -> bool:
        """The audience of the post is the author's connections."""
        return self.post.audience is Audience.CONNECTIONS

    @PairFact
    def viewer_in_group(self) -> bool:
        """The audience of the post is a group, and the viewer is in it."""
        audience = self.post.audience
        return isinstance(audience, Group) and audience.id in self.viewer_profile.groups

    @PairFact
    def comments_by_all(self) -> bool:
        """The author lets every viewer comment."""
        return self.post.comments is CommentControl.ALL

    @PairFact
    def comments_off(self) -> bool:
        """The author lets nobody else comment."""
        return self.post.comments is CommentControl.NONE


class EngagementContext(PairContext):
    """A viewer, a member who engaged with a post as the other member, and how they did."""

    engagement: EngagementKind

    @PairFact
    def reposted(self) -> bool:
        """The engagement is a repost (W3)."""
        return self.engagement is EngagementKind.REPOST

    @PairFact
    def commented(self) -> bool:
        """The engagement is a comment (W5)."""
        return self.engagement is EngagementKind.COMMENT


_FOR_CONNECTIONS, _CONNECTED = Is("for_connections"), Is("connected")

VISIBILITY = (
    VerdictRow("V1", "the viewer is the author", Is("same_member"), True, Code.AUTHOR),
    VerdictRow("V2", "one of the two has blocked the other", Is("blocked"), False, Code.BLOCKED),
    VerdictRow("V3", "the audience is anyone", Is("for_anyone"), True, Code.PUBLIC),
    VerdictRow("V4", "the audience is connections, and the two are connected",
        _FOR_CONNECTIONS & _CONNECTED, True, Code.CONNECTED),
    VerdictRow("V4", "the audience is connections, and the two are not connected",
        _FOR_CONNECTIONS, False, Code.NOT_CONNECTED),
    VerdictRow("V5", "the audience is a group, and the viewer is in it",
        Is("viewer_in_group"), True, Code.IN_GROUP),
    VerdictRow("V5", "the audience is a group, and the viewer is not in it",
        ALWAYS, False, Code.NOT_IN_GROUP),
)  # fmt: skip

# Asked only of viewers who can see the post.
COMMENTING = (
    VerdictRow("W8", "the viewer is the author", Is("same_member"), True, Code.MAY_COMMENT),
    VerdictRow("W8", "everyone can comment", Is("comments_by_all"), True, Code.MAY_COMMENT),
    VerdictRow("W8", "nobody can comment", Is("comments_off"), False, Code.COMMENTS_OFF),
    VerdictRow("W8", "connections can comment", _CONNECTED, True, Code.MAY_COMMENT),
    VerdictRow("W8", "only connections can comment", ALWAYS, False, Code.COMMENTS_FOR_CONNECTIONS),
)

visibility: Callable[[PostContext], VerdictRow] = first_match(VISIBILITY)
_commenting = first_match(COMMENTING)


def can_see(graph: LinkGraph[M], viewer: M, post: Post[M]) -> Verdict[M]:
    """Return whether `viewer` can see a post at all, with one reason.

    Raises `UnknownMember` if the viewer or the author is not in the graph, and `InvalidInput` if
    `post` is not a `Post`. Rules V1 to V5 (guide, researched). O(log connections).

    Examples
    --------
    >>> g = LinkGraph.from_edges(follows=[("bo", "ana")])
    >>> print(can_see(g, "bo", Post(1, "ana", audience=Audience.CONNECTIONS)))
    not visible: the two are not connected (V4)
    """
    return visibility(_context(graph, viewer, post)).verdict


def can_comment(graph: LinkGraph[M], viewer: M, post: Post[M]) -> Verdict[M]:
    """Return whether `viewer` can comment on a post, with one reason.

    If the viewer cannot see the post, the answer is that of `can_see`. Otherwise the author's
    comment control decides; the author can always comment. Errors and cost are those of `can_see`.
    Rule W8 (guide, researched).

    Examples
    --------
    >>> g = LinkGraph.from_edges(members=["ana", "bo"])
    >>> print(can_comment(g, "bo", Post(1, "ana", comments=CommentControl.NONE)))
    not allowed: the author has switched comments off (W8)
    """
    context = _context(graph, viewer, post)
    visible = visibility(context).verdict
    return _commenting(context).verdict if visible else visible


def _context(graph: LinkGraph[Any], viewer: Any, post: Any) -> PostContext:
    facts = facts_of(graph)
    index = facts.member_index.index
    known_post(post)
    return PostContext(facts, index(viewer, "viewer"), index(post.author), CURRENT, post)


def audience(graph: LinkGraph[M], post: Post[M]) -> MemberSet[M]:
    """Return all members that can see a post, the author included.

    Raises `UnknownMember` if the author is not in the graph, and `InvalidInput` if `post` is not a
    `Post`. Rules V1 to V5 and W7 (guide, researched). O(size of the answer).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> audience(g, Post(1, "ana", audience=Audience.CONNECTIONS))
    MemberSet({'ana', 'bo'})
    """
    facts = facts_of(graph)
    known_post(post)
    author = facts.member_index.index(post.author)
    if post.audience is not Audience.ANYONE:
        return graph._set(narrow_audience(facts, author, post))
    blocked = facts.blocks.either(author)
    if not len(blocked):
        return graph._set(facts.member_index.active)  # one array, shared by all posts
    mask = facts.member_index.mask()
    mask[blocked] = False
    return graph._set(mask)


def narrow_audience(facts: Facts, author: int, post: Post[Any]) -> Indices:
    """Return all members that can see a post for connections or a group, sorted (V4, V5)."""
    if isinstance(post.audience, Group):
        members = facts.profiles.having("groups", post.audience.id)
        members = difference(members, facts.blocks.either(author))
        return members if contains(members, author) else toggled(members, author)
    # A block ends the connection (F5), so everybody in this row sees the post.
    return toggled(facts.connections.row(author), author)


def known_post(post: object) -> None:
    """Raise `InvalidInput` unless `post` is a `Post`."""
    instance_of(post, Post, "post")
