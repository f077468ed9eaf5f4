"""Sets of members of one graph, stored as sorted indices or as a mask."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Set
from typing import Any, TypeGuard, TypeVar, cast, final

import numpy as np
from numpy.typing import DTypeLike, NDArray

from linkgraph.errors import InvalidInput, safe_repr
from linkgraph.graph.member_ids import equal_id
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.rendering import html_of
from linkgraph.graph.sorted_arrays import (
    Indices,
    Mask,
    contains,
    difference,
    indices_of,
    intersection,
    read_only,
    symmetric_difference,
)
from linkgraph.graph.validation import listed

M_co = TypeVar("M_co", bound=Hashable, covariant=True)
_REPR_SHOWS = 6


@final
class MemberSet(Set[M_co]):
    """A frozen set of members of one graph; iterates in member order (F10).

    It compares and hashes equal to a `frozenset` of the same ids, and like one it takes 1.0 for
    the member 1, although a graph refuses 1.0 as an id (F6). ``&``, ``|``, ``-`` and ``^`` with
    another set of the same graph are array operations and give a `MemberSet`; with anything else
    they give a `frozenset` of plain ids. NumPy's functions read its ids, as `to_numpy` gives them.

    Examples
    --------
    >>> import linkgraph as lg
    >>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("ana", "cy"), ("bo", "cy")])
    >>> g.connections_of("ana")
    MemberSet({'bo', 'cy'})
    >>> g.connections_of("ana") & g.connections_of("bo") == {"cy"}
    True
    >>> g.connections_of("ana").to_numpy()
    array(['bo', 'cy'], dtype=object)
    """

    __slots__ = ("_indices", "_member_index")

    def __init__(self, member_index: MemberIndex, indices: Indices | Mask) -> None:
        if type(member_index) is not MemberIndex:
            raise InvalidInput(member_index, "a `MemberIndex` as `member_index`")
        is_array = isinstance(indices, np.ndarray) and indices.ndim == 1
        if not is_array or indices.dtype not in (np.int32, np.bool_):
            raise InvalidInput(indices, "an array of indices, or a mask, as `indices`")
        # Ascending indices without repeats, or a mask over all indices. It is replaced by an array
        # of indices when one is needed, but never written to, so threads see the same members.
        self._member_index = member_index
        self._indices = indices

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> Any:
        # The mixins of `collections.abc.Set` build their results with this method.
        return frozenset(map(_as_plain, it))

    @property
    def _array(self) -> Indices:
        indices = self._indices
        if indices.dtype == bool:
            self._indices = indices = read_only(indices_of(cast("Mask", indices)))
        return cast("Indices", indices)

    def __len__(self) -> int:
        indices = self._indices
        return int(np.count_nonzero(indices)) if indices.dtype == bool else len(indices)

    def __iter__(self) -> Iterator[M_co]:
        return cast(Iterator[M_co], iter(self._member_index.ids(self._array)))

    def __contains__(self, member: object) -> bool:
        index = self._member_index.find_equal(member)
        if index < 0:
            return False
        indices = self._indices
        return bool(indices[index]) if indices.dtype == bool else contains(self._array, index)

    def to_numpy(self) -> NDArray[np.int64] | NDArray[np.object_]:
        """Return the ids: int64 if all members of the graph are integers, else objects."""
        return self._member_index.to_numpy(self._array)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the ids as a new array, for functions such as `numpy.isin`.

        Raises `InvalidInput` if `copy` is false, since a set does not hold its ids as an array.
        """
        if copy is not None and not copy:
            remedy = "use `True` or `None`, as the ids are always written into a new array"
            raise InvalidInput(copy, "a copy of the ids", remedy)
        return self.to_numpy() if dtype is None else self.to_numpy().astype(dtype, copy=False)

    def isdisjoint(self, other: Iterable[Any]) -> bool:
        """Return whether no item of an iterable is in this set."""
        items = listed(other, "a collection of members as `other`")
        return not any(item in self for item in items)

    def __eq__(self, other: object) -> bool:
        if self._related(other):
            return np.array_equal(self._array, other._array)
        if isinstance(other, Set):
            return len(self) == len(other) and frozenset(self) == other
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self))

    def __and__(self, other: Set[Any]) -> Any:
        if not self._related(other):
            return super().__and__(_finite(other))
        return MemberSet(self._member_index, intersection(self._array, other._array))

    def __or__(self, other: Set[Any]) -> Any:
        if not self._related(other):
            return super().__or__(_finite(other))
        return MemberSet(self._member_index, np.union1d(self._array, other._array))

    def __sub__(self, other: Set[Any]) -> Any:
        if not self._related(other):
            return super().__sub__(_finite(other))
        return MemberSet(self._member_index, difference(self._array, other._array))

    def __xor__(self, other: Set[Any]) -> Any:
        if not self._related(other):
            return super().__xor__(_finite(other))
        return MemberSet(self._member_index, symmetric_difference(self._array, other._array))

    def _related(self, other: object) -> TypeGuard[MemberSet[Any]]:
        return isinstance(other, MemberSet) and other._member_index is self._member_index

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickle holds only the ids, not the graph.
        return _restored, (list(self),)

    def _first(self, limit: int) -> list[M_co]:
        """Return the first members in member order. O(limit) once there is an array."""
        return cast("list[M_co]", self._member_index.ids(self._array[:limit]))

    def __repr__(self) -> str:
        items = list(map(safe_repr, self._first(_REPR_SHOWS)))
        if len(self) > _REPR_SHOWS:
            items.append(f"… {len(self) - _REPR_SHOWS:,} more")
        return f"MemberSet({{{', '.join(items)}}})" if items else "MemberSet()"

    _repr_html_ = html_of


def _as_plain(value: Any) -> Any:
    """Return the plain id that equals an item of another set, or the item if it is not an id."""
    plain = None if type(value) is str or type(value) is int else equal_id(value)
    return value if plain is None else plain


def _finite(other: Any) -> Any:
    """Return another operand: an iterable that is not a set as a list, which has an end."""
    if isinstance(other, Set) or not isinstance(other, Iterable):
        return other
    return listed(other, "a set of members as `other`")


def _restored(ids: list[Hashable]) -> MemberSet[Hashable]:
    return MemberSet(MemberIndex.of(ids), np.arange(len(ids), dtype=np.int32))
