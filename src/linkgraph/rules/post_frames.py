"""Posts and engagements in data frames: a row for each, columns named as the fields.

`POST_COLUMNS` and `ENGAGEMENT_COLUMNS` say which there are. A frame is read column by column;
a `Post` or an `Engagement` is made for the rows that somebody asks for, and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from enum import Enum
from typing import Any, TypeAlias, cast

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput
from linkgraph.graph.edge_input import Column, ids_of, is_frame, opened
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.sorted_arrays import Mask
from linkgraph.graph.validation import listed, utc
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

# a post for a group has this audience, and the group's id in a column of its own
GROUP = "GROUP"

# whether a frame needs a column
POST_COLUMNS: Mapping[str, bool] = {
    "id": True,  # any id
    "author": True,  # a member
    "kind": False,  # the name of a `PostKind`, else POST
    "audience": False,  # ANYONE, CONNECTIONS or GROUP, else by `group`
    "group": False,  # the id of the group it is for, null for none
    "comments": False,  # the name of a `CommentControl`, else ALL
    "at": False,  # an aware time, or null
}
ENGAGEMENT_COLUMNS: Mapping[str, bool] = {
    "member": True,  # a member
    "post_id": True,  # the id of a post
    "kind": True,  # the name of an `EngagementKind`
    "at": False,  # an aware time, or null
}

_POST_KINDS = tuple(PostKind)
_AUDIENCES = (*Audience, GROUP)
_COMMENTS = tuple(CommentControl)
_ENGAGEMENTS = tuple(EngagementKind)


@attrs.frozen(eq=False)
class Posts:
    """Posts by column; a column that the frame lacks is `None`."""

    ids: Column
    authors: Column
    kinds: Terms
    audiences: Terms
    groups: list[Any] | None
    comments: Terms
    times: _Times

    @classmethod
    def of(cls, frame: Any) -> Posts:
        """Read a data frame; `InvalidInput` names the column or row at fault."""
        table = _table(frame, POST_COLUMNS, "posts")
        size = len(table)
        return cls(
            ids_of(table["id"], "post"),
            ids_of(table["author"]),
            _terms(table, "kind", _POST_KINDS, size),
            *_audiences(table, size),
            _terms(table, "comments", _COMMENTS, size),
            _Times.of(table),
        )

    @property
    def grouped(self) -> Mask:
        """Which posts are for a group."""
        found: Mask = self.audiences == _AUDIENCES.index(GROUP)
        return found

    def carried_by(self, kinds: frozenset[PostKind]) -> Mask:
        """Return which posts are of one of these kinds."""
        carried: Mask = np.array([kind in kinds for kind in _POST_KINDS])[self.kinds]
        return carried

    def among(self, ids: Iterable[Any]) -> Mask:
        """Return which posts have one of these ids."""
        return _among(self.ids, ids)

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
                take(self.ids, rows),
                take(self.authors, rows),
                self.kinds[rows].tolist(),
                self.audiences[rows].tolist(),
                [None] * len(rows) if self.groups is None else take(self.groups, rows),
                self.comments[rows].tolist(),
                self.times.take(rows),
                strict=True,
            )
        ]


@attrs.frozen(eq=False)
class Engagements:
    """Engagements by column."""

    members: Column
    post_ids: Column
    kinds: Terms
    times: _Times

    @classmethod
    def of(cls, values: Any) -> Engagements:
        """Read a data frame, or engagements as they are."""
        if is_frame(values):
            table = _table(values, ENGAGEMENT_COLUMNS, "engagements")
            return cls(
                ids_of(table["member"]),
                ids_of(table["post_id"], "post"),
                _terms(table, "kind", _ENGAGEMENTS, len(table)),
                _Times.of(table),
            )
        items = listed_as(values, Engagement, "engagements")
        codes = [_ENGAGEMENTS.index(each.kind) for each in items]
        return cls(
            [each.member for each in items],
            [each.post_id for each in items],
            np.array(codes, np.int8),
            _Times(len(items), [each.at for each in items]),
        )

    def are(self, kind: EngagementKind) -> Mask:
        """Return which engagements are of this kind."""
        found: Mask = self.kinds == _ENGAGEMENTS.index(kind)
        return found

    def on(self, ids: Iterable[Any]) -> Mask:
        """Return which engagements are on posts with one of these ids."""
        return _among(self.post_ids, ids)

    def posts_of(self, those: Mask) -> list[Hashable]:
        """Return the ids of the posts that those engagements are on."""
        return take(self.post_ids, np.flatnonzero(those))

    def take(self, rows: Rows) -> list[Engagement[Any]]:
        """Return the engagements of these rows."""
        return [
            Engagement(member, post_id, _ENGAGEMENTS[kind], at=at)
            for member, post_id, kind, at in zip(
                take(self.members, rows),
                take(self.post_ids, rows),
                self.kinds[rows].tolist(),
                self.times.take(rows),
                strict=True,
            )
        ]


_READERS: Mapping[type[Any], Callable[[Any], Posts | Engagements]] = {
    Post: Posts.of,
    Engagement: Engagements.of,
}


def listed_as(values: Any, kind: type[Any], what: str) -> list[Any]:
    """Return posts or engagements as a list, all of one kind; of a data frame each row."""
    if is_frame(values):
        read = _READERS[kind](values)
        return read.take(np.arange(len(read.kinds)))
    remedy = f"give a list of `{kind.__name__}`, or a data frame"
    items = listed(values, f"is no collection of {what}", remedy)
    for row, value in enumerate(items):
        if not isinstance(value, kind):
            problem, remedy = f"is no {kind.__name__.lower()}", f"give a `{kind.__name__}`"
            raise InvalidInput(value, problem, remedy, row)
    return items


def engagements_on(values: Any, ids: set[Hashable]) -> list[Engagement[Any]]:
    """Return the engagements on posts with these ids, in their order."""
    if is_frame(values):
        read = Engagements.of(values)
        return read.take(np.flatnonzero(read.on(ids)))
    return [each for each in listed_as(values, Engagement, "engagements") if each.post_id in ids]


# -- reading columns ----------------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Times:
    """When each row was: a series, a list, or nothing."""

    size: int
    values: Any = None

    @classmethod
    def of(cls, table: Any) -> _Times:
        """Read the column `at`; a time without a zone is refused by its row."""
        if "at" not in table.columns:
            return cls(len(table))
        series = table["at"]
        if getattr(series.dtype, "time_zone", None):
            return cls(len(table), series)  # aware, all of them
        there = ~series.is_null().to_numpy()
        pairs = zip(series.to_list(), there.tolist(), strict=True)
        found = [value if here else None for value, here in pairs]
        for row in np.flatnonzero(there).tolist():
            try:
                utc(found[row])
            except InvalidInput as error:
                raise InvalidInput(error.value, error.expected, error.remedy, row) from None
        return cls(len(table), found)

    def take(self, rows: Rows) -> list[Any]:
        """Return the times of these rows, `None` for none."""
        if self.values is None:
            return [None] * len(rows)
        if isinstance(self.values, list):
            return [self.values[row] for row in rows.tolist()]
        part = self.values[rows.tolist()]
        pairs = zip(part.to_list(), part.is_null().to_list(), strict=True)
        return [None if null else at for at, null in pairs]


def _table(frame: Any, columns: Mapping[str, bool], what: str) -> Any:
    """Open a frame that has the columns needed and none that would be passed over."""
    remedy = f"give the columns {', '.join(f'`{name}`' for name in columns)}"
    table = opened(frame, f"is no data frame of {what}", remedy)
    for name in table.columns:
        if name not in columns:  # a misspelt `audience` would make a post public
            raise InvalidInput(name, f"is no column of {what}", remedy)
    for name, needed in columns.items():
        if needed and name not in table.columns:
            raise InvalidInput(name, f"is a column that {what} need", remedy)
    return table


def _terms(table: Any, name: str, terms: tuple[Any, ...], size: int) -> Terms:
    """Return each row's place in `terms`, by name; the first where there is no such column."""
    if name not in table.columns:
        return np.zeros(size, np.int8)
    series = table[name]
    names = [term.name if isinstance(term, Enum) else term for term in terms]
    found = np.full(size, -1, np.int8)
    if "Object" in str(series.dtype):  # the enum's members, or text in a frame of objects
        known = {term: place for place, term in enumerate(terms)}
        known |= {term: place for place, term in enumerate(names)}
        values = series.to_list()
        found[:] = [known.get(v, -1) if isinstance(v, str | Enum) else -1 for v in values]
    elif not series.is_null().any():
        import narwhals.stable.v2 as nw

        text = series.cast(nw.String)
        for place, term in enumerate(names):
            found[(text == term).to_numpy()] = place
    else:
        found[~series.is_null().to_numpy()] = 0  # a row of the others is at fault
    if (found < 0).any():
        row = int((found < 0).argmax())
        choices = ", ".join(f"`{term}`" for term in names)
        raise InvalidInput(series.to_list()[row], f"is no `{name}`", f"use one of {choices}", row)
    return found


def _audiences(table: Any, size: int) -> tuple[Terms, list[Any] | None]:
    """Return each row's audience and group, which have to agree."""
    audiences = _terms(table, "audience", _AUDIENCES, size)
    group = _AUDIENCES.index(GROUP)
    if "group" not in table.columns:
        missing = np.flatnonzero(audiences == group)
        if len(missing):
            raise InvalidInput(GROUP, "names no group", "give its id as `group`", int(missing[0]))
        return audiences, None
    series = table["group"]
    there = ~series.is_null().to_numpy()
    if "audience" not in table.columns:
        audiences[there] = group
    unlike = np.flatnonzero(there != (audiences == group))
    if len(unlike):
        row = int(unlike[0])
        remedy = "give a group where the audience is GROUP, and nowhere else"
        raise InvalidInput(series.to_list()[row], "does not fit the `audience`", remedy, row)
    groups: list[Any] = [None] * size
    values = series.to_list()
    for row in np.flatnonzero(there).tolist():
        try:
            groups[row] = plain_id(values[row], "group")
        except InvalidInput as error:
            raise InvalidInput(error.value, error.expected, error.remedy, row) from None
    return audiences, groups


def _among(column: Column, ids: Iterable[Any]) -> Mask:
    """Return which entries of a column are among `ids`."""
    wanted = set(ids.tolist() if isinstance(ids, np.ndarray) else ids)
    if isinstance(column, np.ndarray):
        whole = [each for each in wanted if type(each) is int and -(2**63) <= each < 2**63]
        return np.isin(column, np.array(whole, np.int64))
    return np.fromiter(map(wanted.__contains__, column), bool, len(column))


def take(column: Column | list[Any], rows: Rows) -> list[Any]:
    """Return the entries of these rows, as plain Python."""
    if isinstance(column, np.ndarray):
        return cast("list[Any]", column[rows].tolist())
    return [column[row] for row in rows.tolist()]
