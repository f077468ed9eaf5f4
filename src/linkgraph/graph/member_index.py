"""The members of a graph: their ids, and an index for each (F6, F10).

Arrays cannot hold ids, so everything inside a graph refers to members by index: 0, 1, 2 … in member
order. `MemberIndex` translates in both directions. It has three parts:

- the base: the ids in member order, and a function from id to index. Consecutive integers need
  neither, since a `range` finds its own. A stored graph reads both from its files;
- the members that joined since, in two persistent maps;
- the indices of removed members. They stay unused, so that the ties of others do not move.

`compact` makes a new base of all three.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import cast, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import UnknownMember
from linkgraph.graph.member_ids import equal_id, plain_id
from linkgraph.graph.persistent_map import EMPTY_MAP, PersistentMap
from linkgraph.graph.sorted_arrays import Indices, Mask, read_only


@final
@attrs.frozen(eq=False, repr=False)
class MemberIndex:
    """The members of a graph, each with an index; an immutable value."""

    _base: Sequence[Hashable] = range(0)
    # Returns the index of an id, or the default; a range needs none.
    _find_in_base: Callable[[Hashable, int], int] | None = None
    _joined: PersistentMap[Hashable, int] = EMPTY_MAP
    _joined_ids: PersistentMap[int, Hashable] = EMPTY_MAP
    _removed: PersistentMap[int, bool] = EMPTY_MAP
    size: int = 0  # the number of indices, with those of removed members
    gaps: int = 0  # the number of unused indices: those of removed members
    non_int64_count: int = 0  # of members with ids that are not integers of 64 bits
    is_compact: bool = attrs.field(init=False)  # nobody has joined or left since
    # These two are read by every look-up of an id, which calls of `len` would make a third slower.
    _first: int = attrs.field(init=False)  # the first id of a range
    _base_size: int = attrs.field(init=False)
    # The cache of `active`. A `cached_property` gives a slotted class a `__getattr__`, which would
    # make `is_connected` and all other look-ups half as slow again.
    _active: Indices | None = attrs.field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        base_size = len(self._base)
        object.__setattr__(self, "is_compact", not self.gaps and self.size == base_size)
        object.__setattr__(self, "_base_size", base_size)
        first = self._base.start if isinstance(self._base, range) else 0
        object.__setattr__(self, "_first", first)

    @classmethod
    def of(cls, ids: Sequence[Hashable]) -> MemberIndex:
        """Build from distinct plain ids, in member order. O(1) for a `range`."""
        id_range = ids if isinstance(ids, range) and ids.step == 1 else _as_range(ids)
        if id_range is not None and not _count_non_int64((*id_range[:1], *id_range[-1:])):
            return cls(id_range, size=len(id_range))
        base = list(ids)
        index = dict(zip(base, range(len(base)), strict=True))
        return cls(base, index.get, size=len(base), non_int64_count=_count_non_int64(base))

    def __len__(self) -> int:
        return self.size - self.gaps

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._base if self.is_compact else self.ids(self.active))

    def find(self, member: Hashable) -> int:
        """Return the index of a plain id, or -1 if it is not a member. O(1)."""
        index = -1
        if self._find_in_base is not None:
            index = self._find_in_base(member, -1)
        elif isinstance(member, int) and 0 <= member - self._first < self._base_size:
            index = member - self._first
        if self.is_compact:
            return index
        joined = self._joined.get(member)
        if joined is not None:
            return joined
        return -1 if index in self._removed else index

    def index(self, member: object, name: str = "") -> int:
        """Return the index of any value, or raise `UnknownMember` or `InvalidInput`.

        An `InvalidInput` names the argument.
        """
        kind = type(member)
        plain = member if kind is str or kind is int else plain_id(member, name=name)
        index = self.find(plain)
        if index < 0:
            raise UnknownMember(plain)
        return index

    def find_equal(self, value: object) -> int:
        """Return the index of the member that equals `value` as an item of a set would, or -1."""
        kind = type(value)
        plain = value if kind is str or kind is int else equal_id(value)
        return -1 if plain is None else self.find(plain)

    def find_many(self, members: Sequence[Hashable] | NDArray[np.int64]) -> Indices:
        """Return the index of each plain id, int32, or -1 if it is not a member."""
        if isinstance(members, np.ndarray):
            if self.id_range is not None:
                indices = members - self.id_range.start
                indices[(indices < 0) | (indices >= self.size)] = -1
                return indices.astype(np.int32)
            # Looking up one id takes as long as a few dozen entries of the table or the sort.
            if not self.non_int64_count and len(members) > len(self) // 32:
                return self._find_integers(members)
            members = members.tolist()
        find = self._find_in_base
        if self.is_compact and find is not None:
            return np.array([find(member, -1) for member in members], np.int32)
        return np.array(list(map(self.find, members)), np.int32)

    def _find_integers(self, members: NDArray[np.int64]) -> Indices:
        """Return the index of each integer, by a table if the ids are dense, else by a sort."""
        if not len(self):
            return np.full(len(members), -1, np.int32)
        ids = self.to_numpy(self.active)
        low, high = int(ids.min()), int(ids.max())
        if high - low < 8 * len(ids) + 1024:
            table = np.full(high - low + 1, -1, np.int32)
            table[ids - low] = self.active
            outside = (members < low) | (members > high)
            return np.where(outside, np.int32(-1), table.take(members - low, mode="clip"))
        order = np.argsort(ids)
        at = order[np.minimum(ids.searchsorted(members, sorter=order), len(ids) - 1)]
        return np.where(ids[at] == members, self.active[at], np.int32(-1))

    def __getitem__(self, index: int) -> Hashable:
        if index < self._base_size:
            return self._base[index]
        return self._joined_ids.get(index)

    def ids(self, indices: Indices) -> list[Hashable]:
        """Return the ids of `indices`, in that order."""
        if self.id_range is not None:
            return cast("list[Hashable]", self.to_numpy(indices).tolist())
        if self.is_compact:
            return list(map(self._base.__getitem__, indices.tolist()))
        return [self[index] for index in indices.tolist()]

    def to_numpy(self, indices: Indices) -> NDArray[np.int64] | NDArray[np.object_]:
        """Return the ids of `indices`: int64 if all members are integers, else objects."""
        if self.id_range is not None:
            return indices.astype(np.int64) + self.id_range.start
        ids = self.ids(indices)
        if not self.non_int64_count:
            return np.array(ids, np.int64)
        array = np.empty(len(ids), object)
        for place, member in enumerate(ids):  # one by one, or NumPy would unpack tuples
            array[place] = member
        return array

    @property
    def id_range(self) -> range | None:
        """The consecutive integers that the ids are, or `None`."""
        if self.is_compact and isinstance(self._base, range):
            return self._base
        return None

    @property
    def active(self) -> Indices:
        """The indices of all members, ascending. O(size) once."""
        if self._active is None:
            indices = np.arange(self.size, dtype=np.int32)
            if self.gaps:
                indices = np.delete(indices, list(self._removed.to_dict()))
            object.__setattr__(self, "_active", read_only(indices))
        return cast("Indices", self._active)

    def mask(self) -> Mask:
        """Return a new mask over all indices, set for the members. O(size)."""
        mask = np.ones(self.size, bool)
        mask[list(self._removed.to_dict())] = False
        return mask

    def get(self, index: int) -> Hashable | None:
        """Return the id of the member at `index`, or `None` if there is none."""
        return None if index >= self.size or index in self._removed else self[index]

    def changed_indices(self, other: MemberIndex) -> Indices | None:
        """Return the indices that may not stand for the same member in both.

        They are those of members that joined or left since the two had the same base, sorted.
        Returns `None` for unrelated indices of members.
        """
        if self._base is not other._base:
            return None
        joined = self._joined_ids.changed_keys(other._joined_ids)
        return np.array(sorted(joined | self._removed.changed_keys(other._removed)), np.int32)

    def among(self, indices: Indices) -> Indices:
        """Return those of `indices` that stand for a member."""
        active = (self.get(index) is not None for index in indices.tolist())
        return indices.compress(np.fromiter(active, bool))

    def same_indices(self, other: MemberIndex) -> bool:
        """Return whether every index is known to stand for the same member, or none, in both."""
        changed = self.changed_indices(other)
        return changed is not None and all(self.get(i) == other.get(i) for i in changed.tolist())

    def with_members(self, ids: Iterable[Hashable]) -> MemberIndex:
        """Return an index with these members too, at its end: distinct plain ids, all new."""
        joining = list(enumerate(ids, self.size))
        if not joining:
            return self
        return MemberIndex(
            self._base,
            self._find_in_base,
            self._joined.set_many((member, index) for index, member in joining),
            self._joined_ids.set_many(joining),
            self._removed,
            self.size + len(joining),
            self.gaps,
            self.non_int64_count + _count_non_int64([member for _, member in joining]),
        )

    def without(self, index: int) -> MemberIndex:
        """Return an index without the member at `index`."""
        member = self[index]
        has_joined = self._joined.get(member) == index
        return attrs.evolve(
            self,
            joined=self._joined.set(member, None) if has_joined else self._joined,
            removed=self._removed.set(index, True),
            gaps=self.gaps + 1,
            non_int64_count=self.non_int64_count - _count_non_int64((member,)),
        )

    def compact(self) -> MemberIndex:
        """Return the same members in the same order, without gaps."""
        return self if self.is_compact else MemberIndex.of(list(self))


def _as_range(ids: Sequence[Hashable]) -> range | None:
    """Return the consecutive integers that `ids` are, or `None`."""
    if not ids or type(ids[0]) is not int:
        return None
    id_range = range(ids[0], ids[0] + len(ids))
    for member, expected in zip(ids, id_range, strict=True):
        if type(member) is not int or member != expected:
            return None
    return id_range


def _count_non_int64(ids: Sequence[Hashable]) -> int:
    """Return how many of `ids` are not integers that int64 holds."""
    return sum(not (isinstance(member, int) and -(2**63) <= member < 2**63) for member in ids)
