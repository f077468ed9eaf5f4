"""Persistent maps: an edit makes a new version, which shares most entries with the old one.

A map is two plain dicts: a large one that versions share, and a small one that each edit copies.
The small one holds at most about as many entries as the square root of the large one, so an edit
copies O(sqrt(n)) entries, and a read looks into two dicts. When the small one outgrows that, the
two are merged.

With 10,000 entries a read costs as much as in a compiled hash trie (`immutables`), and an edit 2.5
times as much, which is a tenth of the cost of the rows that the edit copies. In return nothing
needs a compiler, and reading all entries is as fast as with a dict (`docs/performance.md`).

`MemberMap` and `PairMap` are the maps of facts: from a member, or from two members, to a value.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable
from functools import cached_property
from math import isqrt
from typing import Any, Generic, Self, TypeAlias, TypeVar, final

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K")
V = TypeVar("V")
Pair: TypeAlias = tuple[int, int]

_SMALL = 32


@final
class Deferred(Generic[K, V]):
    """A dict that is read when it is first used, such as one in a file of a stored graph."""

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
        self._large: dict[K, V] | Deferred[K, V] = {} if large is None else large
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
            new._large = new.to_dict()
            new._small = {}
        return new

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

    def mentions(self, index: int) -> bool:
        """Return whether any pair has the member in it. O(pairs)."""
        return any(index in pair for pair, _ in self.items())

    def without(self, index: int) -> Self:
        """Return a version without the pairs that have the member in them. O(pairs)."""
        removed = [(pair, None) for pair, _ in self.items() if index in pair]
        return self.set_many(removed) if removed else self

    def renumbered(self, new_index: NDArray[np.int64], rows: int) -> Self:  # noqa: ARG002
        """Return the values under new indices."""
        return type(self)(
            {(int(new_index[a]), int(new_index[b])): value for (a, b), value in self.items()}
        )
