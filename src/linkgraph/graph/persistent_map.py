"""Persistent maps: an edit makes a new version, which shares most entries with the old one.

A map is two plain dicts: a large one that versions share, and a small one that each edit copies.
The small one holds at most about as many entries as the square root of the large one, so an edit
copies O(sqrt(n)) entries, and a read looks into two dicts. When the small one outgrows that, the
two are merged.

With 10,000 entries a read costs as much as in a compiled hash trie (`immutables`), and an edit 2.5
times as much, which is a tenth of the cost of the rows that the edit copies. In return nothing
needs a compiler, and reading all entries is as fast as with a dict (`docs/performance.md`).

Some maps find entries by other things than their keys. The index that this takes belongs to the
large dict, so the versions that share the dict share the index: an edit makes no new one, and a
question looks through the small dict besides.

`MemberMap` and `PairMap` are the maps of facts: from a member, or from two members, to a value.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Set
from functools import cached_property
from itertools import chain
from math import isqrt
from typing import Any, Generic, Self, TypeAlias, TypeVar, final

import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.sorted_arrays import both_directions, unpack

K = TypeVar("K")
V = TypeVar("V")
Pair: TypeAlias = tuple[int, int]

_SMALL = 32


@final
class Large(dict[K, V]):
    """A dict that versions of a map share; its entries never change."""

    index: Any = None  # what a subclass of `PersistentMap` finds entries with, once it is asked


@final
class Deferred(Generic[K, V]):
    """A dict that is read when it is first used, such as one in a file of a stored graph."""

    index: Any = None  # as of `Large`

    def __init__(self, read: Callable[[], dict[K, V]]) -> None:
        self._read = read

    @cached_property
    def _entries(self) -> dict[K, V]:
        return self._read()

    def get(self, key: K) -> V | None:
        """Return the value under `key`, or `None`."""
        return self._entries.get(key)

    def items(self) -> ItemsView[K, V]:
        """Return all entries."""
        return self._entries.items()

    def copy(self) -> dict[K, V]:
        """Return a plain dict of the entries."""
        return self._entries.copy()

    def __contains__(self, key: K) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)


class PersistentMap(Generic[K, V]):
    """An immutable map; `set` returns a new version. A value is never `None`."""

    __slots__ = ("_large", "_small")

    def __init__(self, large: dict[K, V] | Deferred[K, V] | None = None) -> None:
        self._large: Large[K, V] | Deferred[K, V] = (
            large if isinstance(large, Deferred) else Large(large or ())
        )
        self._small: dict[K, V | None] = {}

    def get(self, key: K) -> V | None:
        """Return the value under `key`, or `None`."""
        if key in self._small:
            return self._small[key]
        return self._large.get(key)

    def set(self, key: K, value: V | None) -> Self:
        """Return a version in which `key` has `value`; `None` removes the key."""
        return self.set_many(((key, value),))

    def set_many(self, items: Iterable[tuple[K, V | None]]) -> Self:
        """Return a version with every item set; a value of `None` removes its key."""
        kind = type(self)
        new = kind.__new__(kind)
        new._large = self._large
        new._small = small = self._small.copy()
        small.update(items)
        if len(small) > _SMALL + isqrt(len(self._large)):
            new._large = new._merged()
            new._small = {}
        return new

    def changed_keys(self, other: PersistentMap[K, V]) -> Set[K]:
        """Return the keys under which the values of two maps may differ.

        These are O(sqrt(n)) keys of versions that share their large dict, else all keys.
        """
        if self._large is other._large:
            return {*self._small, *other._small}
        return {*self.to_dict(), *other.to_dict()}

    def same_as(self, other: PersistentMap[K, V]) -> bool:
        """Return whether two maps are equal. O(sqrt(n)) or O(n), as for `changed_keys`."""
        if self._large is other._large:
            return all(self.get(key) == other.get(key) for key in self.changed_keys(other))
        return self.to_dict() == other.to_dict()

    def items(self) -> Iterable[tuple[K, V]]:
        """Return all entries, in no promised order."""
        return self.to_dict().items() if self._small else self._large.items()

    def to_dict(self) -> dict[K, V]:
        """Return a plain dict of all entries."""
        merged: dict[K, V | None] = self._large.copy()  # type: ignore[assignment]  # V is V | None
        merged.update(self._small)
        for key, value in self._small.items():
            if value is None:
                del merged[key]
        return merged  # type: ignore[return-value]  # no `None` is left

    def _merged(self) -> Large[K, V]:
        """Return all entries as a new large dict."""
        return Large(self.to_dict())

    def compact(self) -> Self:
        """Return the map itself: it has no overlay."""
        return self

    @property
    def size_bound(self) -> int:
        """An upper bound of `len`, in O(1)."""
        return len(self._large) + len(self._small)

    def __contains__(self, key: K) -> bool:
        if key in self._small:
            return self._small[key] is not None
        return key in self._large

    def __len__(self) -> int:
        small, large = self._small, self._large
        return len(large) + sum((small[key] is not None) - (key in large) for key in small)

    def __bool__(self) -> bool:
        return bool(self._large or self._small) and len(self) > 0


EMPTY_MAP: PersistentMap[Any, Any] = PersistentMap()


class MemberMap(PersistentMap[int, V]):
    """A map from the index of a member to a value."""

    __slots__ = ()

    def mentions(self, index: int) -> bool:
        """Return whether the member has a value."""
        return index in self

    def without(self, index: int) -> Self:
        """Return a version in which the member has no value."""
        return self.set(index, None) if index in self else self

    def renumbered(self, new_index: NDArray[np.int64], rows: int) -> Self:  # noqa: ARG002
        """Return the values under new indices."""
        return type(self)({int(new_index[index]): value for index, value in self.items()})


class PairMap(PersistentMap[Pair, V]):
    """A map from two indices, in this order, to a value."""

    __slots__ = ()

    def pairs_of(self, index: int) -> list[Pair]:
        """Return the pairs that have a member in them, sorted. O(answer + sqrt(n)) but once.

        The first question makes the index of the large dict: all pairs and their reverses, packed
        and sorted, so that the pairs of a member stand together. The index may know more pairs than
        this version, which removed some, and does not know those that it added.
        """
        large = self._large
        if large.index is None:
            pairs = [pair for pair, _ in large.items()]
            ends = np.fromiter(chain.from_iterable(pairs), np.int32, 2 * len(pairs))
            large.index = both_directions(ends[::2], ends[1::2])
        start, end = large.index.searchsorted((index << 32, (index + 1) << 32))
        others = set(unpack(large.index[start:end])[1].tolist())
        others.update(sum(pair) - index for pair in self._small if index in pair)
        possible = (pair for other in others for pair in ((index, other), (other, index)))
        return sorted(pair for pair in possible if pair in self)

    def mentions(self, index: int) -> bool:
        """Return whether any pair has the member in it."""
        return bool(self.pairs_of(index))

    def without(self, index: int) -> Self:
        """Return a version without the pairs that have the member in them."""
        removed = [(pair, None) for pair in self.pairs_of(index)]
        return self.set_many(removed) if removed else self

    def renumbered(self, new_index: NDArray[np.int64], rows: int) -> Self:  # noqa: ARG002
        """Return the values under new indices."""
        return type(self)(
            {(int(new_index[a]), int(new_index[b])): value for (a, b), value in self.items()}
        )
