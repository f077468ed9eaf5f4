"""Edges as callers give them: Python pairs, an (m, 2) array, or a data frame of two columns.

Reading has two steps. `read_pairs` turns any of these into two columns of ids, checked. With a
`MemberIndex`, `index_pairs` turns the columns into two arrays of indices. Columns of integers stay
arrays all the way, which makes building from arrays fast; other ids become lists.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from itertools import chain
from typing import Any, Protocol, TypeAlias, cast

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, SelfTie, UnknownMember
from linkgraph.graph.facts import Ends
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.sorted_arrays import Indices
from linkgraph.graph.validation import listed

# Integers from an array, as int64, or plain ids from anything else.
Column: TypeAlias = NDArray[np.int64] | list[Hashable]

_SHAPES = "give pairs, an (m, 2) array, or a data frame with two columns"
_ID = "a member id"
_FILL_IN = "drop the row or fill in its ids"
_MOST = 2**31 - 1  # members that int32 indices can number


@attrs.frozen(eq=False)
class Pairs:
    """Two columns of ids, of equal length: both arrays, or both lists."""

    first: Column
    second: Column
    # Whether their ids come into member order ascending, as those of integer arrays do (F10).
    ascending: bool = False

    @classmethod
    def of_columns(cls, first: Column, second: Column, *, ascending: bool) -> Pairs:
        """Put two columns together, as arrays only if both are."""
        if isinstance(first, list) and isinstance(second, np.ndarray):
            second = cast("list[Hashable]", second.tolist())
        elif isinstance(second, list) and isinstance(first, np.ndarray):
            first = cast("list[Hashable]", first.tolist())
        return cls(first, second, ascending)


def read_pairs(edges: Any) -> Pairs:
    """Return the two columns of `edges`, or raise `InvalidInput`."""
    if isinstance(edges, np.ndarray):
        return _of_array(edges)
    if is_frame(edges):
        return _of_frame(edges)
    if isinstance(edges, Mapping) and not isinstance(edges, Set):  # networkx edge views are both
        raise InvalidInput(edges, "pairs of members", _SHAPES)
    return _of_pairs(listed(edges, "pairs of members", _SHAPES))


def read_members(members: Any) -> Sequence[Hashable]:
    """Return distinct plain ids in the order given; a `range` stays one."""
    if isinstance(members, range):
        if members[-1:] and abs(members[-1] - members[0]) // abs(members.step) >= _MOST:
            raise InvalidInput(members, "fewer than 2**31 members")
        if members.step == 1:
            return members
    elif hasattr(type(members), "to_pylist"):  # Arrow's scalars cannot be ids
        members = members.to_pylist()
    expected, remedy = "a collection of member ids", "give a list of ids"
    if is_frame(members):
        raise InvalidInput(members, expected, remedy)
    return list(dict.fromkeys(map(plain_id, listed(members, expected, remedy))))


def member_index_of(members: Sequence[Hashable], sources: Iterable[Pairs]) -> MemberIndex:
    """Return the members in member order (F10)."""
    sources = [pairs for pairs in sources if len(pairs.first)]
    if not members and len(sources) == 1 and sources[0].ascending:
        return MemberIndex.of(_ascending(sources[0]))
    if isinstance(members, range) and all(_within(members, pairs) for pairs in sources):
        return MemberIndex.of(members)
    seen: dict[Hashable, None] = dict.fromkeys(members)
    for pairs in sources:
        if pairs.ascending:
            seen.update(dict.fromkeys(_ascending(pairs)))
        else:
            rows = zip(pairs.first, pairs.second, strict=True)
            seen.update(dict.fromkeys(chain.from_iterable(rows)))
    return MemberIndex.of(list(seen))


def bytes_to_build(connections: Pairs, follows: Pairs, *, auto_follow: bool) -> int:
    """Return an upper estimate of the memory that building a graph takes, with the graph itself."""
    # Pairs are packed into eight bytes, in both directions for a connection, and sorted: two copies
    # of each, and the rows. Without default follows a connection is two exceptions as well.
    edges = len(connections.first) + len(follows.first)
    return 40 * (edges if auto_follow else edges + len(connections.first))


def index_pairs(member_index: MemberIndex, pairs: Pairs) -> Ends:
    """Return the columns as indices, or raise `UnknownMember` or `SelfTie`."""
    first = column_indices(member_index, pairs.first)
    second = column_indices(member_index, pairs.second)
    same = np.flatnonzero(first == second)
    if len(same):
        row = int(same[0])
        raise SelfTie(member_index[int(first[row])], row)
    return first, second


def column_indices(member_index: MemberIndex, column: Column) -> Indices:
    """Return a column of ids as indices, int32, or raise `UnknownMember` for the first unknown."""
    indices = member_index.find_many(column)
    if len(indices) and int(indices.min()) < 0:
        row = int((indices < 0).argmax())
        raise UnknownMember(plain_id(column[row]))
    return indices


def _within(ids: range, pairs: Pairs) -> bool:
    return all(
        isinstance(column, np.ndarray)
        and int(column.min()) >= ids.start
        and int(column.max()) < ids.stop
        for column in (pairs.first, pairs.second)
    )


def _ascending(pairs: Pairs) -> Sequence[Hashable]:
    """Return the distinct integers of two columns, ascending; consecutive ones as a `range`."""
    if isinstance(pairs.first, list):  # integers beyond int64
        return sorted(cast("set[int]", {*pairs.first, *pairs.second}))
    both = np.concatenate((pairs.first, cast("NDArray[np.int64]", pairs.second)))
    low, high = int(both.min()), int(both.max())
    if high - low < 8 * len(both) + 1024:
        occurs = np.zeros(high - low + 1, bool)
        occurs[both - low] = True
        if occurs.all():
            return range(low, high + 1)
        distinct = np.flatnonzero(occurs) + low
    else:
        distinct = np.unique(both)
    return cast("list[Hashable]", distinct.tolist())


def _of_array(array: NDArray[Any]) -> Pairs:
    if isinstance(array, np.ma.MaskedArray):
        masked = np.argwhere(np.ma.getmaskarray(array))
        if len(masked):
            raise InvalidInput(None, _ID, _FILL_IN, int(masked[0][0]))
    array = np.asarray(array)
    if array.ndim != 2 or array.shape[1] != 2:
        if array.size == 0 and array.ndim == 1:
            return Pairs([], [])
        raise InvalidInput(array.shape, "an array of shape `(m, 2)`", _SHAPES)
    ascending = array.dtype.kind in "iu"
    return Pairs.of_columns(_column(array[:, 0]), _column(array[:, 1]), ascending=ascending)


def _column(values: NDArray[Any]) -> Column:
    """Return one column of an array, integers as int64."""
    kind = values.dtype.kind
    if kind in "iu":
        if kind == "u" and len(values) and int(values.max()) > np.iinfo(np.int64).max:
            return cast("list[Hashable]", values.tolist())
        return values.astype(np.int64, copy=False)
    if kind == "f" and np.isnan(values).any():
        raise InvalidInput(float("nan"), _ID, _FILL_IN, int(np.isnan(values).argmax()))
    if kind == "U" and values.dtype.itemsize:
        _refuse_beyond_unicode(values)
    return _plain(values.tolist() if kind in "US" else list(values))


def _refuse_beyond_unicode(values: NDArray[np.str_]) -> None:
    """Refuse text that cannot become a `str`: NumPy takes any four bytes for a character."""
    native = np.array(values, values.dtype.newbyteorder("="))
    codes = native.view(np.uint32).reshape(len(values), values.dtype.itemsize // 4)
    beyond = np.argwhere(codes > sys.maxunicode)
    if len(beyond):
        row, place = beyond[0].tolist()
        raise InvalidInput(hex(codes[row, place]), "a character of Unicode", row=row)


def _plain(values: list[Any], what: str = "member") -> list[Hashable]:
    """Return `values` as plain ids, or raise `InvalidInput` for the first that cannot be one."""
    if set(map(type, values)) <= {str, int}:
        return values
    ids: list[Hashable] = []
    for row, value in enumerate(values):
        try:
            ids.append(plain_id(value, what))
        except InvalidInput as error:
            raise InvalidInput(value, error.expected, error.remedy, row) from None
    return ids


def _of_pairs(rows: list[Any]) -> Pairs:
    if not (set(map(type, rows)) <= {tuple} and set(map(len, rows)) <= {2}):
        for row, pair in enumerate(rows):
            if not _is_pair(pair):
                raise InvalidInput(pair, "a pair of members", "give two ids in each row", row)
    pairs = [tuple(pair) for pair in rows]
    return Pairs(_plain([first for first, _ in pairs]), _plain([second for _, second in pairs]))


def _is_pair(pair: Any) -> bool:
    if isinstance(pair, np.ndarray):
        return bool(pair.shape == (2,))
    is_text = isinstance(pair, (str, bytes, bytearray, memoryview))
    return isinstance(pair, Sequence) and not is_text and len(pair) == 2


class Frame(Protocol):
    """A data frame of any library, for type checkers."""

    @property
    def columns(self) -> Any:
        """The names of the columns, or the columns."""
        raise NotImplementedError


def is_frame(value: Any) -> bool:
    """Return whether `value` looks like a data frame."""
    # A lazy frame would compute its schema if the instance were asked instead of the class.
    return hasattr(type(value), "columns")


def _of_frame(frame: Any) -> Pairs:
    table = opened(frame, "a data frame with two columns of different names", _SHAPES)
    names = table.columns
    if len(names) != 2:
        raise InvalidInput(names, "the names of two columns", "select the two that hold ids")
    first, second = (table.get_column(name) for name in names)
    ascending = first.dtype.is_integer() and second.dtype.is_integer()
    return Pairs.of_columns(ids_of(first), ids_of(second), ascending=ascending)


def opened(frame: Any, expected: str, remedy: str = "") -> Any:
    """Return a data frame of any library as one of narwhals, or raise `InvalidInput`."""
    kind = type(frame).__name__
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        plain = "plain Python or NumPy values, because narwhals is not installed"
        raise InvalidInput(kind, plain, "pip install 'linkgraph[frames]'") from None
    try:
        native = nw.from_native(frame)
        table = native.collect() if isinstance(native, nw.LazyFrame) else native
        table.columns  # noqa: B018  # raises if two columns have one name
    except (TypeError, nw.exceptions.NarwhalsError):
        raise InvalidInput(kind, expected, remedy) from None
    return table


def ids_of(series: Any, what: str = "member") -> Column:
    """Return a column of ids of `what`, or raise `InvalidInput` for the first invalid one."""
    nulls = np.flatnonzero(series.is_null().to_numpy())
    if len(nulls):
        raise InvalidInput(None, f"a {what} id", _FILL_IN, int(nulls[0]))
    if series.dtype.is_integer() and "128" not in str(series.dtype):
        return _column(series.to_numpy())
    return _plain(series.to_list(), what)
