"""Posts and what people do with them, and who may see and comment (V1 to V5, W8)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from enum import auto
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.sorted_arrays import Indices, Mask, contains, difference, toggled
from linkgraph.graph.validation import Term, one_of, utc
from linkgraph.rules.verdicts import Code, Verdict, verdict

M = TypeVar("M", bound=Hashable)


class PostKind(Term):
    """What a post is; ties carry some kinds and not others (W1 to W6)."""

    POST = auto()
    ARTICLE = auto()
    JOB_CHANGE = auto()


class Audience(Term):
    """Whom a post is for (V3, V4); a `Group` is the third kind of audience (V5)."""

    ANYONE = auto()
    CONNECTIONS = auto()


def _group_id(value: object) -> Hashable:
    return plain_id(value, "group")


@attrs.frozen
class Group:
    """The audience of a group post: the group's members (V5)."""

    id: Hashable = attrs.field(converter=_group_id)


class CommentControl(Term):
    """Who may comment on a post (W8)."""

    ALL = auto()
    CONNECTIONS = auto()
    NONE = auto()


class EngagementKind(Term):
    """What a member did with a post."""

    REACTION = auto()
    COMMENT = auto()
    REPOST = auto()


def _post_id(value: object) -> Hashable:
    return plain_id(value, "post")


def _optional_time(value: object) -> datetime | None:
    return None if value is None else utc(value)


def _an_audience(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, (Audience, Group)):
        remedy = "use `Audience.ANYONE`, `Audience.CONNECTIONS` or `Group(id)`"
        raise InvalidInput(value, f"is no value for `{field.name}`", remedy)


@attrs.frozen
class Post(Generic[M]):
    """A post.

    Attributes
    ----------
    id
        Any hashable id.
    author
        A member.
    kind
        POST, ARTICLE or JOB_CHANGE.
    audience
        An `Audience`, or a `Group`.
    comments
        Who may comment (W8).
    at
        When it was made, aware, or `None`.
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
    at: datetime | None = attrs.field(default=None, kw_only=True, converter=_optional_time)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "author", plain_id(self.author))


@attrs.frozen
class Engagement(Generic[M]):
    """A member's reaction, comment or repost; `at` is aware or `None`."""

    member: M
    post_id: Hashable = attrs.field(converter=_post_id)
    kind: EngagementKind = attrs.field(validator=one_of(EngagementKind))
    at: datetime | None = attrs.field(default=None, kw_only=True, converter=_optional_time)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "member", plain_id(self.member))


# -- the table of visibility --------------------------------------------------------------------


@attrs.frozen(eq=False)
class Sight:
    """A viewer before a post, as indices."""

    facts: Facts
    viewer: int
    author: int
    audience: Audience | Group


Test: TypeAlias = Callable[[Sight], bool]


def _connected(sight: Sight) -> bool:
    return sight.facts.connections.has(sight.viewer, sight.author)


def _in_group(sight: Sight) -> bool:
    groups = sight.facts.profiles.get(sight.viewer).groups
    return isinstance(sight.audience, Group) and sight.audience.id in groups


@attrs.frozen
class VisibilityRow:
    """One row: when it matches, whether the viewer sees the post, and what is said."""

    rule: str
    when: str
    matches: Test
    sees: Test
    yes: Code
    no: Code


VISIBILITY = (
    VisibilityRow(
        "V1", "the viewer is the author",
        lambda s: s.viewer == s.author, lambda _: True, Code.AUTHOR, Code.AUTHOR,
    ),
    VisibilityRow(
        "V2", "either has blocked the other",
        lambda s: s.facts.blocked(s.viewer, s.author), lambda _: False,
        Code.BLOCKED, Code.BLOCKED,
    ),
    VisibilityRow(
        "V3", "the audience is anyone",
        lambda s: s.audience is Audience.ANYONE, lambda _: True, Code.PUBLIC, Code.PUBLIC,
    ),
    VisibilityRow(
        "V4", "the audience is the author's connections",
        lambda s: s.audience is Audience.CONNECTIONS, _connected,
        Code.CONNECTED, Code.NOT_CONNECTED,
    ),
    VisibilityRow(
        "V5", "the audience is a group",
        lambda s: isinstance(s.audience, Group), _in_group,
        Code.IN_GROUP, Code.NOT_IN_GROUP,
    ),
)  # fmt: skip


def can_see(graph: LinkGraph[M], viewer: M, post: Post[M]) -> Verdict[M]:
    """Return whether `viewer` may see a post at all, with one reason (V1 to V5).

    Examples
    --------
    >>> g = LinkGraph.from_edges(follows=[("bo", "ana")])
    >>> print(can_see(g, "bo", Post(1, "ana", audience=Audience.CONNECTIONS)))
    no – V4: the two are not connected
    """
    facts = graph._facts
    known_post(post)
    return sight(
        facts, facts.member_index.index(viewer), facts.member_index.index(post.author), post
    )


def can_comment(graph: LinkGraph[M], viewer: M, post: Post[M]) -> Verdict[M]:
    """Return whether `viewer` may comment: who may see, narrowed by the control (W8).

    The author always may. Who may not see the post gets the reason of `can_see`.

    Examples
    --------
    >>> g = LinkGraph.from_edges(members=["ana", "bo"])
    >>> print(can_comment(g, "bo", Post(1, "ana", comments=CommentControl.NONE)))
    no – W8: the author lets nobody comment
    """
    facts = graph._facts
    known_post(post)
    index, author = facts.member_index.index(viewer), facts.member_index.index(post.author)
    seen: Verdict[M] = sight(facts, index, author, post)
    if not seen:
        return seen
    if index == author or post.comments is CommentControl.ALL:
        return verdict(True, "W8", Code.MAY_COMMENT)
    if post.comments is CommentControl.NONE:
        return verdict(False, "W8", Code.COMMENTS_OFF)
    if facts.connections.has(index, author):
        return verdict(True, "W8", Code.MAY_COMMENT)
    return verdict(False, "W8", Code.COMMENTS_FOR_CONNECTIONS)


def audience(graph: LinkGraph[M], post: Post[M]) -> MemberSet[M]:
    """Return all who may see a post, the author included (W7, V1 to V5). O(answer).

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> audience(g, Post(1, "ana", audience=Audience.CONNECTIONS))
    MemberSet({'ana', 'bo'})
    """
    known_post(post)
    facts = graph._facts
    return graph._set(all_who_see(facts, facts.member_index.index(post.author), post))


# -- on indices ---------------------------------------------------------------------------------


def sight(facts: Facts, viewer: int, author: int, post: Post[Any]) -> Verdict[Any]:
    """Return the verdict of the first row that matches."""
    case = Sight(facts, viewer, author, post.audience)
    row = next(row for row in VISIBILITY if row.matches(case))
    sees = row.sees(case)
    return verdict(sees, row.rule, row.yes if sees else row.no)


def all_who_see(facts: Facts, author: int, post: Post[Any]) -> Indices | Mask:
    """Return all who may see the author's post: `sight` from the author's side.

    Sorted; of a public post that some are blocked from, a mask over all.
    """
    if post.audience is not Audience.ANYONE:
        return few_who_see(facts, author, post)
    blocked = facts.blocks.either(author)
    if not len(blocked):
        return facts.member_index.active  # one array for all posts
    mask = facts.member_index.mask()
    mask[blocked] = False
    return mask


def few_who_see(facts: Facts, author: int, post: Post[Any]) -> Indices:
    """Return all who may see a post that is not public, sorted (V4, V5)."""
    if isinstance(post.audience, Group):
        found = facts.profiles.having("groups", post.audience.id)
        found = difference(found, facts.blocks.either(author))
        return found if contains(found, author) else toggled(found, author)
    # nobody blocked is connected (F5), nobody to themself (F1)
    return toggled(facts.connections.row(author), author)


def known_post(post: object) -> None:
    """Raise `InvalidInput` for what is no post."""
    if not isinstance(post, Post):
        raise InvalidInput(post, "is no post", "give a `Post`")
