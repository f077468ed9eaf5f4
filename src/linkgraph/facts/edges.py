"""Reading pairs of members from whatever people keep them in.

Python pairs, an (m, 2) array, or a data frame of two columns become two columns of
ids; two columns and a roster become two arrays of indices.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, SelfTie, UnknownMember
from linkgraph.facts.adjacency import Indices
from linkgraph.facts.ids import plain_id
from linkgraph.facts.roster import Roster

# whole numbers from an array, in int64, or plain ids from anything else
Column: TypeAlias = NDArray[np.int64] | list[Hashable]
Columns: TypeAlias = tuple[Column, Column]

_SHAPES = "give pairs, an (m, 2) array, or a data frame with two columns"


def read_pairs(edges: Any) -> Columns:
    """Return the two columns of `edges`.

    Raises
    ------
    InvalidInput
        When `edges` has another shape, or a row holds a null or what cannot be an id.
    """
    if isinstance(edges, np.ndarray):
        return _array_columns(edges)
    if hasattr(edges, "columns"):  # data frames and relations all have named columns
        return _frame_columns(edges)
    if isinstance(edges, (str, bytes, Mapping)) or not isinstance(edges, Iterable):
        raise InvalidInput(edges, "holds no pairs of members", _SHAPES)
    return _pair_columns(list(edges))


def read_members(members: Any) -> Sequence[Hashable]:
    """Return distinct plain ids in the order given; a `range` stays one."""
    if isinstance(members, range) and members.step == 1:
        return members
    if isinstance(members, (str, bytes)) or not isinstance(members, Iterable):
        raise InvalidInput(members, "is no collection of member ids", "give a list of ids")
    return list(dict.fromkeys(map(plain_id, members)))


def roster_of(members: Sequence[Hashable], columns: Iterable[Columns]) -> Roster:
    """Return the roster in member order (F10): `members`, then by first appearance.

    Whole-number arrays add their ids ascending.
    """
    columns = [pair for pair in columns if len(pair[0])]
    if (
        not members
        and len(columns) <= 1
        and all(isinstance(pair[0], np.ndarray) for pair in columns)
    ):
        return Roster.of(_ascending(*columns[0]) if columns else ())
    if isinstance(members, range) and all(_within(members, pair) for pair in columns):
        return Roster.of(members)
    seen: dict[Hashable, None] = dict.fromkeys(members)
    for first, second in columns:
        if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
            seen.update(dict.fromkeys(_ascending(first, second)))
        else:
            seen.update(dict.fromkeys(chain.from_iterable(zip(first, second, strict=True))))
    return Roster.of(list(seen))


def index_pairs(roster: Roster, columns: Columns) -> tuple[Indices, Indices]:
    """Return the columns as indices, int32.

    Raises
    ------
    UnknownMember
        When an id is not in the roster.
    SelfTie
        When both ends of a row are the same member.
    """
    first, second = (_indices(roster, column) for column in columns)
    same = np.flatnonzero(first == second)
    if len(same):
        row = int(same[0])
        raise SelfTie(roster[int(first[row])], row)
    return first, second


def _indices(roster: Roster, column: Column) -> Indices:
    found = roster.find_many(column)
    if len(found) and int(found.min()) < 0:
        row = int((found < 0).argmax())
        raise UnknownMember(plain_id(column[row]))
    return found


def _within(run: range, columns: Columns) -> bool:
    return all(
        isinstance(column, np.ndarray)
        and int(column.min()) >= run.start
        and int(column.max()) < run.stop
        for column in columns
    )


def _ascending(first: Any, second: Any) -> Sequence[Hashable]:
    """Return the distinct whole numbers of two columns, ascending; a run as a `range`."""
    both = np.concatenate((first, second))
    low, high = int(both.min()), int(both.max())
    if high - low < 8 * len(both) + 1024:
        here = np.zeros(high - low + 1, bool)
        here[both - low] = True
        if here.all():
            return range(low, high + 1)
        found = np.flatnonzero(here) + low
    else:
        found = np.unique(both)
    return cast("list[Hashable]", found.tolist())


def _array_columns(array: NDArray[Any]) -> Columns:
    if array.ndim != 2 or array.shape[1] != 2:
        if array.size == 0 and array.ndim == 1:
            return [], []
        raise InvalidInput(array.shape, "is no shape for an array of pairs", _SHAPES)
    if array.dtype.kind in "OUS":
        return _pair_columns(array.tolist())
    return _column(array[:, 0]), _column(array[:, 1])


def _column(values: NDArray[Any]) -> Column:
    """Return one column of an array, whole numbers as int64."""
    kind = values.dtype.kind
    if kind in "iu":
        if kind == "u" and len(values) and int(values.max()) > np.iinfo(np.int64).max:
            return cast("list[Hashable]", values.tolist())
        return values.astype(np.int64, copy=False)
    if kind == "f" and np.isnan(values).any():
        row = int(np.isnan(values).argmax())
        problem = "is null and cannot be a member id"
        raise InvalidInput(float("nan"), problem, "drop the row or fill in both ids", row)
    return _plain(values.tolist())


def _plain(values: list[Any]) -> list[Hashable]:
    """Return `values` as plain ids, naming the row of the first that cannot be one."""
    if set(map(type, values)) <= {str, int}:
        return values
    found: list[Hashable] = []
    for row, value in enumerate(values):
        try:
            found.append(plain_id(value))
        except InvalidInput as error:
            raise InvalidInput(value, error.problem, error.remedy, row) from None
    return found


def _pair_columns(pairs: list[Any]) -> Columns:
    for row, pair in enumerate(pairs) if not _all_tuples_of_two(pairs) else ():
        if isinstance(pair, (str, bytes)) or not _has_two(pair):
            raise InvalidInput(pair, "is no pair of members", "give two ids in each row", row)
    pairs = [tuple(pair) for pair in pairs]
    return _plain([pair[0] for pair in pairs]), _plain([pair[1] for pair in pairs])


def _all_tuples_of_two(pairs: list[Any]) -> bool:
    return set(map(type, pairs)) <= {tuple} and set(map(len, pairs)) <= {2}


def _has_two(pair: Any) -> bool:
    return isinstance(pair, Sequence | np.ndarray) and len(pair) == 2


def _frame_columns(frame: Any) -> Columns:
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        remedy = "install `linkgraph[frames]`, or give pairs or an (m, 2) array"
        raise InvalidInput(
            type(frame).__name__, "is a data frame, which needs narwhals", remedy
        ) from None
    try:
        native = nw.from_native(frame)
    except TypeError:
        raise InvalidInput(frame, "is no data frame that narwhals knows", _SHAPES) from None
    table = native.collect() if isinstance(native, nw.LazyFrame) else native
    if len(table.columns) != 2:
        raise InvalidInput(table.columns, "are not two columns", _SHAPES)
    first, second = (_series(table.get_column(name)) for name in table.columns)
    return first, second


def _series(series: Any) -> Column:
    nulls = np.flatnonzero(series.is_null().to_numpy())
    if len(nulls):
        problem = "is null and cannot be a member id"
        raise InvalidInput(None, problem, "drop the row or fill in both ids", int(nulls[0]))
    if series.dtype.is_integer():
        return _column(series.to_numpy())
    return _plain(series.to_list())
