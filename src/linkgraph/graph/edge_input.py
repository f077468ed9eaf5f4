"""Edges as callers give them: Python pairs, an (m, 2) array, or a data frame of two columns.

Reading has two steps. `read_pairs` turns any of these into two columns of ids, checked. With a
`MemberIndex`, `index_pairs` turns the columns into two arrays of indices. Columns of integers stay
arrays all the way, which makes building from arrays fast; other ids become lists (`id_columns`).
"""

from __future__ import annotations

import sys
from collections import UserString
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from itertools import chain
from typing import Any, TypeAlias, cast

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, SelfTie, UnknownMember
from linkgraph.graph.facts import Ends
from linkgraph.graph.id_columns import (
    Column,
    Frame,
    as_list,
    column_of,
    ids_in,
    ids_of,
    is_frame,
    items_of,
    opened,
    refuse_masked,
    selecting,
)
from linkgraph.graph.member_ids import plain_id, plain_ids
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.sorted_arrays import Indices

_PAIRS = "pairs of members"
_SHAPES = "give pairs, an (m, 2) array, or a data frame with two columns"
_MEMBERS = "a collection of member ids"
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
        if isinstance(first, list) or isinstance(second, list):
            first, second = as_list(first), as_list(second)
        return cls(first, second, ascending)


def read_pairs(edges: Any) -> Pairs:
    """Return the two columns of `edges`, or raise `InvalidInput`."""
    if isinstance(edges, np.ndarray):
        return _of_array(edges)
    if is_frame(edges):
        return _of_frame(edges)
    _refuse_other_than_pairs(edges)
    if hasattr(type(edges), "to_pylist"):  # an array of Arrow with lists of two ids
        edges = edges.to_pylist()
    return _of_pairs(items_of(edges, _PAIRS, _SHAPES))


def _refuse_other_than_pairs(edges: Any) -> None:
    """Refuse graphs, and what else gives members where pairs are expected.

    If the members are tuples of two, they would be read as pairs.
    """
    remedy = ""
    if hasattr(type(edges), "connections_of"):
        remedy = "it is a graph already; use it as it is, or give it as `members`"
    elif isinstance(edges, MemberSet):
        remedy = "give it as `members`"
    elif "networkx" in sys.modules and _is_of_networkx(edges):
        remedy = "build the graph with `linkgraph.nx.from_networkx`, or give `graph.edges`"
    elif isinstance(edges, range) or (isinstance(edges, Mapping) and not isinstance(edges, Set)):
        remedy = _SHAPES
    if remedy:
        raise InvalidInput(edges, _PAIRS, remedy)


def _is_of_networkx(edges: Any) -> bool:
    """Return whether `edges` is a graph, or a view of its nodes or their degrees."""
    networkx = sys.modules["networkx"]
    views = networkx.classes.reportviews
    kinds = (networkx.Graph, views.NodeView, views.NodeDataView, views.DiDegreeView)
    return isinstance(edges, kinds)


def read_members(members: Any) -> Sequence[Hashable]:
    """Return distinct plain ids in the order given; a `range` stays one."""
    if isinstance(members, range):
        if members[-1:] and abs(members[-1] - members[0]) // abs(members.step) >= _MOST:
            raise InvalidInput(members, "fewer than 2**31 members")
        if members.step == 1:
            return members
    if not is_frame(members):
        ids = ids_in(members, "member", _MEMBERS, "give a list of ids")
    else:
        table = opened(members, "a data frame with one column")
        if len(table.columns) != 1:
            remedy = _selecting(members, table.columns[:1])
            raise InvalidInput(table.columns, "the name of one column", remedy)
        ids = as_list(ids_of(table.get_column(table.columns[0])))
    return list(dict.fromkeys(ids))


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


def column_indices(
    member_index: MemberIndex, column: Sequence[Hashable] | NDArray[np.int64]
) -> Indices:
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
    if array.ndim != 2 or array.shape[1] != 2:
        if array.size == 0 and array.ndim == 1:
            return Pairs([], [])
        raise InvalidInput(array.shape, "an array of shape `(m, 2)`", _SHAPES)
    refuse_masked(array)
    array = np.asarray(array)
    ascending = array.dtype.kind in "iu"
    return Pairs.of_columns(column_of(array[:, 0]), column_of(array[:, 1]), ascending=ascending)


def _of_pairs(rows: list[Any]) -> Pairs:
    if not (set(map(type, rows)) <= {tuple} and set(map(len, rows)) <= {2}):
        for row, pair in enumerate(rows):
            if not _is_pair(pair):
                raise InvalidInput(pair, "a pair of members", "give two ids in each row", row)
    pairs = [(pair[0], pair[1]) for pair in rows]
    return Pairs(
        plain_ids([first for first, _ in pairs]), plain_ids([second for _, second in pairs])
    )


def _is_pair(pair: Any) -> bool:
    if isinstance(pair, np.ndarray):
        return bool(pair.shape == (2,))
    is_text = isinstance(pair, (str, bytes, bytearray, memoryview, UserString))
    return isinstance(pair, Sequence) and not is_text and len(pair) == 2


# Edges as callers give them.
Edges: TypeAlias = Iterable[Sequence[Hashable]] | NDArray[Any] | Frame


def _of_frame(frame: Any) -> Pairs:
    table = opened(frame, "a data frame with two columns of different names", _SHAPES)
    names = table.columns
    if len(names) != 2:
        remedy = _selecting(frame, names[:2])
        raise InvalidInput(names, "the names of two columns", remedy)
    first, second = (table.get_column(name) for name in names)
    ascending = first.dtype.is_integer() and second.dtype.is_integer()
    return Pairs.of_columns(ids_of(first), ids_of(second), ascending=ascending)


def _selecting(frame: Any, names: list[str]) -> str:
    """Return the advice to select the columns with ids, such as these."""
    return f"select what holds ids, such as `{selecting(frame, names)}`" if names else _SHAPES
