"""Who the members are: ids on one side, dense indices on the other (F6, F10).

Indices follow member order. Members who leave keep their index (nobody else gets
it), so that no tie of anybody else has to move; `compact` closes the gaps.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Protocol, cast, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import UnknownMember
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.persistent_map import EMPTY_MAP, PersistentMap
from linkgraph.graph.sorted_arrays import Indices, Mask, read_only


class IdList(Protocol):
    """The ids in member order: a list, a range, or an object that reads them from a file."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Hashable: ...

    def __iter__(self) -> Iterator[Hashable]: ...


class IdIndex(Protocol):
    """The index of each id: a dictionary, or an object that finds ids in a file."""

    def get(self, member: Hashable, default: int, /) -> int:
        """Return the index of an id, or `default`."""
        raise NotImplementedError


@final
@attrs.frozen(eq=False, repr=False)
class MemberIndex:
    """The members of a graph, each with a dense index; an immutable value.

    A run of consecutive integers needs no dictionary: a `range` finds its own.
    """

    _base: IdList = range(0)  # the ids when last laid flat
    _places: IdIndex | None = None  # where they stand; a run of integers needs none
    _joined: PersistentMap[Hashable, int] = EMPTY_MAP
    _names: PersistentMap[int, Hashable] = EMPTY_MAP
    _removed: frozenset[int] = frozenset()
    size: int = 0  # indices in use, those of members gone included
    non_int64_count: int = 0  # how many members' ids are not integers that int64 holds
    _active: list[Indices] = attrs.field(factory=list, init=False)  # see `LinkGraph._hash`
    is_compact: bool = attrs.field(init=False)  # nobody joined or left since the ids were laid flat
    _first: int = attrs.field(init=False)  # where a run of integers starts
    _base_size: int = attrs.field(init=False)  # how many ids were laid flat

    def __attrs_post_init__(self) -> None:
        laid = len(self._base)
        object.__setattr__(self, "is_compact", not self._removed and self.size == laid)
        object.__setattr__(self, "_base_size", laid)
        first = self._base.start if isinstance(self._base, range) else 0
        object.__setattr__(self, "_first", first)

    @classmethod
    def of(cls, ids: Sequence[Hashable]) -> MemberIndex:
        """Build from distinct plain ids, in member order. O(1) for a `range`."""
        run = ids if isinstance(ids, range) and ids.step == 1 else _as_run(ids)
        if run is not None and not (run and _odd((run[0], run[-1]))):
            return cls(run, size=len(run))
        table = list(ids)
        places = dict(zip(table, range(len(table)), strict=True))
        return cls(table, places, size=len(table), non_int64_count=_odd(table))

    def __len__(self) -> int:
        return self.size - len(self._removed)

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._base if self.is_compact else self.ids(self.active))

    def find(self, member: Hashable) -> int:
        """Return the index of a plain id, or -1 for who is not here. O(1)."""
        if self._places is not None:
            place = self._places.get(member, -1)
        elif isinstance(member, int):
            place = member - self._first
            if not 0 <= place < self._base_size:
                place = -1
        else:
            place = -1
        if self.is_compact:
            return place
        joined = self._joined.get(member)
        if joined is not None:
            return joined
        return -1 if place in self._removed else place

    def index(self, member: object) -> int:
        """Return the index of `member`; `UnknownMember` or `InvalidInput` if there is none."""
        kind = type(member)
        place = self.find(member if kind is str or kind is int else plain_id(member))
        if place < 0:
            raise UnknownMember(member)
        return place

    def __getitem__(self, index: int) -> Hashable:
        if index < len(self._base):
            return self._base[index]
        return self._names.get(index)

    def ids(self, indices: Indices) -> list[Hashable]:
        """Return the ids of `indices`, in that order."""
        if self.id_range is not None:
            return cast("list[Hashable]", self.to_numpy(indices).tolist())
        if self.is_compact:
            return list(map(self._base.__getitem__, indices.tolist()))
        return [self[index] for index in indices.tolist()]

    def find_many(self, members: Sequence[Hashable] | NDArray[np.int64]) -> Indices:
        """Return the index of each plain id, int32, -1 for who is not here."""
        if isinstance(members, np.ndarray):
            if self.id_range is not None:
                places = members - self.id_range.start
                places[(places < 0) | (places >= self.size)] = -1
                return places.astype(np.int32)
            if not self.non_int64_count:
                return self._look_up(members)
            members = members.tolist()
        run = self.id_range
        if run is not None:
            start, stop = run.start, run.stop
            found = [
                member - start if isinstance(member, int) and start <= member < stop else -1
                for member in members
            ]
        elif self.is_compact and self._places is not None:
            found = [self._places.get(member, -1) for member in members]
        else:
            found = [self.find(member) for member in members]
        return np.array(found, np.int32)

    def _look_up(self, members: NDArray[np.int64]) -> Indices:
        """Return the index of each whole number, by a sort of all ids."""
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

    def to_numpy(self, indices: Indices) -> NDArray[np.int64] | NDArray[np.object_]:
        """Return the ids of `indices`: int64 where all members are integers, else objects."""
        if self.id_range is not None:
            return indices.astype(np.int64) + self.id_range.start
        ids = self.ids(indices)
        if not self.non_int64_count:
            return np.array(ids, np.int64)
        found = np.empty(len(ids), object)
        for place, member in enumerate(ids):  # one by one: a tuple id must stay one
            found[place] = member
        return found

    @property
    def id_range(self) -> range | None:
        """The run of consecutive integers that the members are, or `None`."""
        if self.is_compact and isinstance(self._base, range):
            return self._base
        return None

    @property
    def active(self) -> Indices:
        """The indices of everybody who is here, ascending. O(size) once."""
        if not self._active:
            everyone = np.arange(self.size, dtype=np.int32)
            if self._removed:
                everyone = np.delete(everyone, list(self._removed))
            read_only(everyone)
            self._active.append(everyone)
        return self._active[0]

    def mask(self) -> Mask:
        """Return a new mask over all indices, set for everybody who is here. O(size)."""
        mask = np.ones(self.size, bool)
        if self._removed:
            mask[list(self._removed)] = False
        return mask

    @property
    def gaps(self) -> int:
        """How many indices are out of use."""
        return len(self._removed)

    def with_members(self, ids: Iterable[Hashable]) -> MemberIndex:
        """Return a member_index that has these distinct plain ids, all new, at its end."""
        places = list(enumerate(ids, self.size))
        if not places:
            return self
        return MemberIndex(
            self._base,
            self._places,
            self._joined.set_many((member, index) for index, member in places),
            self._names.set_many(places),
            self._removed,
            self.size + len(places),
            self.non_int64_count + _odd([member for _, member in places]),
        )

    def without(self, index: int) -> MemberIndex:
        """Return a member_index in which nobody has this index any more."""
        member = self[index]
        joined = self._joined
        if joined.get(member) == index:
            joined = joined.set(member, None)
        gone = self._removed | {index}
        odd = self.non_int64_count - _odd((member,))
        return MemberIndex(self._base, self._places, joined, self._names, gone, self.size, odd)

    def compact(self) -> MemberIndex:
        """Return the same members in the same order, without gaps."""
        return self if self.is_compact else MemberIndex.of(list(self))


def _as_run(ids: Sequence[Hashable]) -> range | None:
    """Return the run of consecutive integers that `ids` are, or `None`."""
    if not ids or type(ids[0]) is not int:
        return None
    run = range(ids[0], ids[0] + len(ids))
    for member, expected in zip(ids, run, strict=True):
        if type(member) is not int or member != expected:
            return None
    return run


def _odd(ids: Sequence[Hashable]) -> int:
    """Return how many of `ids` are not integers that int64 holds."""
    return sum(not (isinstance(member, int) and -(2**63) <= member < 2**63) for member in ids)
