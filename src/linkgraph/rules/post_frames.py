"""Posts and engagements as callers give them: values, or data frames with a row for each.

`posts_of` and `engagements_of` are the one way in for both forms. They apply what all functions
share: a post id identifies a post, so that the same post given twice becomes one, and two different
posts with one id are refused; and events of members who are not in the graph raise or are skipped.

In a data frame, columns are named like the fields: `POST_COLUMNS` and `ENGAGEMENT_COLUMNS` list
them. A frame is read and checked column by column. `Post` and `Engagement` values are made only for
the rows that are asked for (`take`), since a feed needs few of a large frame. Terms such as the
kind of a post are kept as positions in a tuple of the possible terms.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any, Literal, TypeAlias, cast

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.graph.facts import Facts
from linkgraph.graph.id_columns import (
    Column,
    ids_of,
    is_frame,
    library_of,
    opened,
    selecting,
    values_of,
)
from linkgraph.graph.linkgraph import LinkGraph, facts_of
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.sorted_arrays import Indices, Mask
from linkgraph.graph.validation import listed, naming, one_of_texts, utc
from linkgraph.rules.fact_sets import OF_OTHERS, FactSets, engagement_sets
from linkgraph.rules.feed_ties import TIES, AskedOf
from linkgraph.rules.pair_context import PairContext
from linkgraph.rules.policy import Policy, known_policy
from linkgraph.rules.posts import (
    Audience,
    CommentControl,
    Engagement,
    EngagementKind,
    Group,
    Post,
    PostKind,
)

Rows: TypeAlias = NDArray[np.intp]
Terms: TypeAlias = NDArray[np.int8]
Unknown: TypeAlias = Literal["raise", "skip"]

# The audience of a post for a group; the id of the group is in another column.
GROUP = "GROUP"

# The columns, and whether a frame must have them.
POST_COLUMNS: Mapping[str, bool] = {
    "id": True,  # any id
    "author": True,  # a member
    "kind": False,  # the name of a `PostKind`; POST by default
    "audience": False,  # ANYONE, CONNECTIONS or GROUP; without it, GROUP where `group` is set
    "group": False,  # the id of the group that the post is for, or null
    "comments": False,  # the name of a `CommentControl`; ALL by default
    "at": False,  # a time with a time zone, or null
}
ENGAGEMENT_COLUMNS: Mapping[str, bool] = {
    "member": True,  # a member
    "post_id": True,  # the id of a post
    "kind": True,  # the name of an `EngagementKind`
    "at": False,  # a time with a time zone, or null
}

_POST_KINDS = tuple(PostKind)
_AUDIENCES = (*Audience, GROUP)
_COMMENTS = tuple(CommentControl)
_ENGAGEMENTS = tuple(EngagementKind)


@attrs.frozen(eq=False)
class Posts:
    """Posts by column; `groups` is `None` if the frame lacks that column."""

    ids: Column
    authors: Column
    kinds: Terms
    audiences: Terms
    groups: list[Any] | None
    comments: Terms
    times: Any

    @classmethod
    @naming("posts")
    def of(cls, frame: Any) -> tuple[Posts, Rows]:
        """Read a data frame; also return the rows to use, without repeats of the same post.

        An `InvalidInput` names the offending column or row.
        """
        table = _table(frame, POST_COLUMNS, "posts")
        size = len(table)
        posts = cls(
            ids_of(table["id"], "post"),
            ids_of(table["author"]),
            _terms(table, "kind", _POST_KINDS, size),
            *_audiences(table, size),
            _terms(table, "comments", _COMMENTS, size),
            _times(table, library_of(frame)),
        )
        return posts, posts._distinct_rows()

    def _distinct_rows(self) -> Rows:
        rows = np.arange(len(self.ids))
        if _all_differ(self.ids):
            return rows
        return rows[list(_first_of_each(self.take(rows)).values())]

    def in_groups(self, groups: frozenset[Hashable]) -> Mask:
        """Return which posts are for one of these groups."""
        if self.groups is None:
            return np.zeros(len(self.kinds), bool)
        return np.fromiter(map(groups.__contains__, self.groups), bool, len(self.kinds))

    def take(self, rows: Rows) -> list[Post[Any]]:
        """Return the posts of these rows."""
        return [
            Post(
                name,
                author,
                kind=_POST_KINDS[kind],
                audience=Group(group) if group is not None else _AUDIENCES[audience],
                comments=_COMMENTS[comments],
                at=at,
            )
            for name, author, kind, audience, group, comments, at in zip(
                _take(self.ids, rows),
                _take(self.authors, rows),
                self.kinds[rows].tolist(),
                self.audiences[rows].tolist(),
                [None] * len(rows) if self.groups is None else _take(self.groups, rows),
                self.comments[rows].tolist(),
                _take_times(self.times, rows),
                strict=True,
            )
        ]


@attrs.frozen(eq=False)
class Engagements:
    """Engagements by column."""

    members: Column
    post_ids: Column
    kinds: Terms
    times: Any

    @classmethod
    def of(cls, values: Any) -> Engagements:
        """Read a data frame, or `Engagement` values."""
        if is_frame(values):
            with naming("engagements"):
                table = _table(values, ENGAGEMENT_COLUMNS, "engagements")
                return cls(
                    ids_of(table["member"]),
                    ids_of(table["post_id"], "post"),
                    _terms(table, "kind", _ENGAGEMENTS, len(table)),
                    _times(table, library_of(values)),
                )
        items = _listed(values, Engagement)
        kinds = [_ENGAGEMENTS.index(item.kind) for item in items]
        return cls(
            [item.member for item in items],
            [item.post_id for item in items],
            np.array(kinds, np.int8),
            [item.at for item in items],
        )

    def take(self, rows: Rows) -> list[Engagement[Any]]:
        """Return the engagements of these rows."""
        return [
            Engagement(member, post_id, _ENGAGEMENTS[kind], at=at)
            for member, post_id, kind, at in zip(
                _take(self.members, rows),
                _take(self.post_ids, rows),
                self.kinds[rows].tolist(),
                _take_times(self.times, rows),
                strict=True,
            )
        ]


# -- values and data frames ---------------------------------------------------------------------


def posts_of(facts: Facts, values: Any, unknown: Unknown) -> list[Post[Any]]:
    """Return the posts given as values or as a data frame, each once, in the given order."""
    if is_frame(values):
        posts, rows = Posts.of(values)
        items = posts.take(rows)
    else:
        items = _listed(values, Post)
        items = [items[row] for row in _first_of_each(items).values()]
    return _known(facts, items, unknown)


def engagements_of(
    facts: Facts, values: Any, unknown: Unknown, post_ids: Container[Hashable] | None = None
) -> list[Engagement[Any]]:
    """Return the engagements given as values or as a data frame, in the given order.

    With `post_ids`, only the engagements with one of these posts are returned, and read.
    """
    if is_frame(values):
        engagements = Engagements.of(values)
        mask = np.ones(len(engagements.kinds), bool)
        if post_ids is not None:
            mask = _has_one_of(engagements.post_ids, cast("set[Hashable]", post_ids))
        items = engagements.take(np.flatnonzero(mask))
    else:
        items = _listed(values, Engagement)
        if post_ids is not None:
            items = [item for item in items if item.post_id in post_ids]
    return _known(facts, items, unknown)


def _listed(values: Any, kind: type[Any]) -> list[Any]:
    name = f"{kind.__name__.lower()}s"
    expected = f"a list of `{kind.__name__}` values or a data frame of {name} as `{name}`"
    items = listed(values, expected)
    for row, value in enumerate(items):
        if not issubclass(type(value), kind):
            raise InvalidInput(value, f"a `{kind.__name__}` in `{name}`", row=row)
    return items


def _first_of_each(posts: list[Post[Any]]) -> dict[Hashable, int]:
    """Return the first row of each post by id; raise `InvalidInput` if another has its id."""
    first: dict[Hashable, int] = {}
    for row, post in enumerate(posts):
        earlier = first.setdefault(post.id, row)
        if earlier != row and posts[earlier] != post:
            raise InvalidInput(post.id, "an id of its own for each post", "rename the post", row)
    return first


def _known(facts: Facts, items: list[Any], unknown: Unknown) -> list[Any]:
    """Return the items; with `unknown` "skip", only those of members of the graph."""
    one_of_texts(unknown, ("raise", "skip"), "unknown")
    if unknown == "raise":
        return items
    find = facts.member_index.find
    return [item for item in items if find(member_of(item)) >= 0]


def member_of(item: Post[Any] | Engagement[Any]) -> Any:
    """Return the member of a post or an engagement: the author, or who engaged."""
    return item.author if isinstance(item, Post) else item.member


def _all_differ(column: Column) -> bool:
    if isinstance(column, np.ndarray):
        ascending = bool((column[1:] > column[:-1]).all())
        return ascending or len(np.unique(column)) == len(column)
    return len(set(column)) == len(column)


def candidates(
    graph: LinkGraph[Any],
    viewer: Any,
    frame: Any,
    engagements: Any,
    *,
    policy: Policy,
    unknown: Unknown,
) -> tuple[list[Post[Any]], list[Engagement[Any]]]:
    """Return the posts of a data frame that a tie could bring, and the engagements that matter."""
    facts = facts_of(graph)
    index = facts.member_index.index(viewer, "viewer")
    known_policy(policy)
    one_of_texts(unknown, ("raise", "skip"), "unknown")
    (posts, rows), engaged = Posts.of(frame), Engagements.of(engagements)
    authors = _indices_of(facts, posts.authors, np.ones(len(posts.kinds), bool), unknown)
    # An unknown member is an error only if they engaged with one of these posts.
    on_these = _has_one_of(engaged.post_ids, posts.ids)
    members = _indices_of(facts, engaged.members, on_these, unknown)
    own = PairContext(facts, index, index, policy)
    sets = FactSets(OF_OTHERS, index, own)
    by_kind = [engagement_sets(OF_OTHERS, index, own, kind) for kind in _ENGAGEMENTS]
    brought = np.zeros(len(authors), bool)
    mattering = np.zeros(len(members), bool)
    for tie in TIES:
        if not tie.is_enabled(own):
            continue
        if tie.asked_of is AskedOf.POST:
            holds = posts.in_groups(own.viewer_profile.groups)
        elif tie.asked_of is AskedOf.AUTHOR:
            holds = sets.among(authors, tie.members(sets))
        else:
            counts = np.zeros(len(members), bool)
            for position, sets_of_kind in enumerate(by_kind):
                of_kind = np.flatnonzero(engaged.kinds == position)
                linking = tie.members(sets_of_kind)
                counts[of_kind] = sets_of_kind.among(members[of_kind], linking)
            counts &= members >= 0
            mattering |= counts
            holds = _has_one_of(posts.ids, _take(engaged.post_ids, np.flatnonzero(counts)))
        brought |= holds & _of_kinds(posts.kinds, tie.carries)
    chosen = posts.take(rows[(brought & (authors >= 0))[rows]])
    mattering &= _has_one_of(engaged.post_ids, (post.id for post in chosen))
    return chosen, engaged.take(np.flatnonzero(mattering))


def _indices_of(facts: Facts, column: Column, needed: Mask, unknown: Unknown) -> Indices:
    """Return the members of a column as indices, -1 for an unknown one that need not raise."""
    indices = facts.member_index.find_many(column)
    missing = np.flatnonzero((indices < 0) & needed)
    if len(missing) and unknown == "raise":
        raise UnknownMember(_take(column, missing[:1])[0])
    return indices


# -- reading columns ----------------------------------------------------------------------------


def _times(table: Any, library: str) -> Any:
    """Return the column `at` as a series or a list, or `None` if the frame lacks it.

    A time without a time zone is `InvalidInput` with its row.
    """
    if "at" not in table.columns:
        return None
    series = table["at"]
    if getattr(series.dtype, "time_zone", None):
        return series  # all of them have a time zone
    times = _times_of(series)
    for row, at in enumerate(times):
        if at is not None:
            try:
                utc(at)
            except InvalidInput as error:
                parse, add_zone = _TIMES_OF.get(library, _TIMES_OF["pandas"])
                remedy = f"parse it, such as with `{parse}`"
                if isinstance(at, datetime):
                    remedy = f"say in which zone it is, such as with `{add_zone}`"
                raise InvalidInput(error.value, error.expected, remedy, row) from None
    return times


# How each library makes times of text, and adds a time zone to times.
_TIMES_OF = {
    "pandas": ("pd.to_datetime(df['at'], utc=True)", "df['at'].dt.tz_localize('UTC')"),
    "polars": (
        "pl.col('at').str.to_datetime(time_zone='UTC')",
        "pl.col('at').dt.replace_time_zone('UTC')",
    ),
    "pyarrow": (
        "df['at'].cast(pa.timestamp('us', 'UTC'))",
        "pc.assume_timezone(df['at'], 'UTC')",
    ),
    "duckdb": ('"at"::TIMESTAMPTZ', "\"at\" AT TIME ZONE 'UTC'"),
}


def _times_of(series: Any) -> list[Any]:
    pairs = zip(series.to_list(), series.is_null().to_list(), strict=True)
    return [None if null else at for at, null in pairs]


def _take_times(times: Any, rows: Rows) -> list[Any]:
    """Return the times of these rows, `None` for none."""
    if times is None:
        return [None] * len(rows)
    return _take(times, rows) if isinstance(times, list) else _times_of(times[rows.tolist()])


def _table(frame: Any, columns: Mapping[str, bool], content: str) -> Any:
    """Open a frame, and check that it has the required columns and only known ones.

    An unknown column is refused because a misspelt `audience` would make a post public.
    """
    names = ", ".join(f"`{name}`" for name in columns)
    table = opened(frame, f"a data frame of {content}")
    for name in table.columns:
        if name not in columns:
            known = [column for column in table.columns if column in columns]
            remedy = f"use the columns {names}"
            if known:
                remedy += f"; leave others out with `{selecting(frame, known)}`"
            raise InvalidInput(name, f"a column of {content}", remedy)
    for name, required in columns.items():
        if required and name not in table.columns:
            got = ", ".join(map(str, table.columns))
            raise InvalidInput(got, f"{content} with a column `{name}`", f"use the columns {names}")
    return table


def _terms(table: Any, name: str, terms: tuple[Any, ...], size: int) -> Terms:
    """Return the position in `terms` of each row's term; 0 if the column is missing."""
    if name not in table.columns:
        return np.zeros(size, np.int8)
    series = table[name]
    names = [term.name if isinstance(term, Enum) else term for term in terms]
    positions = np.full(size, -1, np.int8)
    if "Object" in str(series.dtype):  # members of the enum, or text in a frame of objects
        known = {term: position for position, term in enumerate(terms)}
        known |= {name: position for position, name in enumerate(names)}
        values = series.to_list()
        positions[:] = [known.get(v, -1) if isinstance(v, str | Enum) else -1 for v in values]
    else:
        import narwhals.stable.v2 as nw

        text = series.cast(nw.String).fill_null("")
        for position, term in enumerate(names):
            positions[(text == term).to_numpy()] = position
    if (positions < 0).any():
        row = int((positions < 0).argmax())
        choices = ", ".join(f"`{term}`" for term in names)
        raise InvalidInput(series.to_list()[row], f"one of {choices} as `{name}`", row=row)
    return positions


def _of_kinds(column: Terms, kinds: tuple[PostKind, ...]) -> Mask:
    """Return which entries of a column of kinds of post are one of these kinds."""
    mask: Mask = np.array([kind in kinds for kind in _POST_KINDS])[column]
    return mask


def _audiences(table: Any, size: int) -> tuple[Terms, list[Any] | None]:
    """Return the audience and the group of each row, which must agree."""
    audiences = _terms(table, "audience", _AUDIENCES, size)
    group = _AUDIENCES.index(GROUP)
    if "group" not in table.columns:
        missing = np.flatnonzero(audiences == group)
        if len(missing):
            row = int(missing[0])
            raise InvalidInput(GROUP, "a column `group` with the id of the group", row=row)
        return audiences, None
    series = table["group"]
    has_group = ~series.is_null().to_numpy()
    if "audience" not in table.columns:
        audiences[has_group] = group
    differing = np.flatnonzero(has_group != (audiences == group))
    if len(differing):
        row = int(differing[0])
        expected = "a `group` where the `audience` is GROUP, and a null elsewhere"
        raise InvalidInput(series.to_list()[row], expected, row=row)
    groups: list[Any] = [None] * size
    values = values_of(series)
    for row in np.flatnonzero(has_group).tolist():
        with _naming_row(row):
            groups[row] = plain_id(values[row], "group")
    return audiences, groups


@contextmanager
def _naming_row(row: int) -> Iterator[None]:
    """Add the row to an `InvalidInput` that is raised within."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(error.value, error.expected, error.remedy, row) from None


def _has_one_of(column: Column, ids: Iterable[Any]) -> Mask:
    """Return which entries of a column are one of `ids`."""
    id_set = set(ids.tolist() if isinstance(ids, np.ndarray) else ids)
    if isinstance(column, np.ndarray):
        integers = [id_ for id_ in id_set if type(id_) is int and -(2**63) <= id_ < 2**63]
        return np.isin(column, np.array(integers, np.int64))
    return np.fromiter(map(id_set.__contains__, column), bool, len(column))


def _take(column: Column | list[Any], rows: Rows) -> list[Any]:
    """Return the entries of these rows as plain Python values."""
    if isinstance(column, np.ndarray):
        return cast("list[Any]", column[rows].tolist())
    return [column[row] for row in rows.tolist()]
