"""The dictionaries that networkx reads, over the rows of a graph.

networkx keeps a graph as dictionaries: of nodes, and for each node of its neighbours. These
mappings answer in the same way out of the flat rows and their overlay. None holds more than a
reference to the graph; a row makes what it is asked for when it is asked.
"""

from __future__ import annotations

from collections.abc import Hashable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from contextlib import suppress
from itertools import repeat
from numbers import Real
from typing import Any, TypeAlias, TypeVar, cast, final

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.sorted_arrays import Indices, contains
from linkgraph.nx.refusal import NO_ATTRIBUTES, NoAttributes

M = TypeVar("M", bound=Hashable)
V = TypeVar("V")
Attributes: TypeAlias = dict[str, Any]


def place_of(member_index: MemberIndex, member: object) -> int:
    """Return the index of who equals `member`, as a dictionary finds them, or -1.

    To networkx ``1.0`` and ``True`` are the node 1, and so they are here.

    Raises
    ------
    TypeError
        When `member` cannot be hashed.
    """
    kind = type(member)
    if kind is str or kind is int:
        return member_index.find(member)
    hash(member)
    if isinstance(member, Real):
        with suppress(ValueError, OverflowError):  # neither a NaN nor an infinity is anybody
            whole = int(member)  # type: ignore[call-overload]  # typeshed's `Real` is too narrow
            if whole == member:
                return member_index.find(whole)
    return member_index.find(member)


class _OfMembers(Mapping[M, V]):
    """What nodes and rows share: the members are the keys."""

    __slots__ = ("_member_index", "graph")

    def __init__(self, graph: LinkGraph[M]) -> None:
        self.graph: LinkGraph[M] = graph
        self._member_index: MemberIndex = graph._facts.member_index

    def __len__(self) -> int:
        return len(self._member_index)

    def __iter__(self) -> Iterator[M]:
        return cast(Iterator[M], iter(self._member_index))

    def __contains__(self, member: object) -> bool:
        return place_of(self._member_index, member) >= 0

    def values_of_all(self) -> Iterator[V]:
        """Return the values in member order (F10)."""
        raise NotImplementedError

    def items(self) -> ItemsView[M, V]:
        return _Items(self)

    def values(self) -> ValuesView[V]:
        return _Values(self)

    def copy(self) -> dict[M, V]:
        """Return a dictionary of the same, as a dictionary's `copy` does."""
        return dict(self.items())

    def __reduce__(self) -> tuple[type[_OfMembers[M, V]], tuple[LinkGraph[M]]]:
        return type(self), (self.graph,)

    def __repr__(self) -> str:
        return repr(self.copy())


class _Items(ItemsView[M, V]):
    """Items in one pass, where the mixin would look up every key."""

    __slots__ = ()
    _mapping: _OfMembers[M, V]

    def __iter__(self) -> Iterator[tuple[M, V]]:
        return zip(self._mapping, self._mapping.values_of_all(), strict=True)


class _Values(ValuesView[V]):
    """Values in one pass, likewise."""

    __slots__ = ()
    _mapping: _OfMembers[Any, V]

    def __iter__(self) -> Iterator[V]:
        return self._mapping.values_of_all()


@final
class Nodes(_OfMembers[M, Attributes]):
    """`Graph._node`: every member, without attributes."""

    __slots__ = ()

    def __getitem__(self, member: M) -> Attributes:
        if place_of(self._member_index, member) < 0:
            raise KeyError(member)
        return NO_ATTRIBUTES

    def values_of_all(self) -> Iterator[Attributes]:
        """Return no attributes for each member."""
        return repeat(NO_ATTRIBUTES, len(self))


class Rows(_OfMembers[M, Mapping[M, Attributes]]):
    """`Graph._adj` and its kin: for every member the row of those on the other end.

    `laid_flat` keeps what the backend made of the rows; it is no part of anything else.
    """

    __slots__ = ("laid_flat",)

    def __init__(self, graph: LinkGraph[M]) -> None:
        super().__init__(graph)
        self.laid_flat: object = None

    def row(self, index: int) -> Indices:
        """Return the sorted indices on the other end of the ties of `index`."""
        raise NotImplementedError

    def __getitem__(self, member: M) -> Row[M]:
        index = place_of(self._member_index, member)
        if index < 0:
            raise KeyError(member)
        return Row(self._member_index, self.row(index))

    def values_of_all(self) -> Iterator[Mapping[M, Attributes]]:
        """Return the rows in member order (F10)."""
        member_index = self._member_index
        return (Row(member_index, self.row(index)) for index in member_index.active.tolist())


@final
class Connections(Rows[M]):
    """Whom each member is connected to (F1)."""

    __slots__ = ()

    def row(self, index: int) -> Indices:
        """Return the connections of `index`. O(1), no copy."""
        return self.graph._facts.connections.row(index)


@final
class Following(Rows[M]):
    """Whom each member follows (F2)."""

    __slots__ = ()

    def row(self, index: int) -> Indices:
        """Return whom `index` follows; no copy where it is whom they are connected to."""
        return self.graph._facts.following(index)


@final
class Followers(Rows[M]):
    """Who follows each member (F2)."""

    __slots__ = ()

    def row(self, index: int) -> Indices:
        """Return who follows `index`; no copy where it is whom they are connected to."""
        return self.graph._facts.followers(index)


@final
class Row(Mapping[M, Attributes]):
    """One row: the ties of a member, each without attributes.

    A first question is answered by bisection, as most rows are asked one; from the second
    on a dictionary answers, which lives as long as the row.
    """

    __slots__ = ("_asked", "_indices", "_member_index", "_table")

    def __init__(self, member_index: MemberIndex, indices: Indices) -> None:
        self._member_index = member_index
        self._indices = indices
        self._table: dict[M, Attributes] | None = None
        self._asked = False

    def _as_dict(self) -> dict[M, Attributes]:
        table = self._table
        if table is None:
            self._table = table = dict.fromkeys(self, cast(Attributes, NO_ATTRIBUTES))
        return table

    def __len__(self) -> int:
        return len(self._indices)

    def __iter__(self) -> Iterator[M]:
        return cast(Iterator[M], iter(self._member_index.ids(self._indices)))

    def __contains__(self, member: object) -> bool:
        if self._asked:
            return member in self._as_dict()
        self._asked = True
        place = place_of(self._member_index, member)
        return place >= 0 and contains(self._indices, place)

    def __getitem__(self, member: M) -> NoAttributes:
        if member in self:
            return NO_ATTRIBUTES
        raise KeyError(member)

    def keys(self) -> KeysView[M]:
        """Return the members on the other end, as a dictionary's keys: their algebra is C."""
        return self._as_dict().keys()

    def items(self) -> ItemsView[M, Attributes]:
        """Return the members on the other end, each with no attributes."""
        return self._as_dict().items()

    def values(self) -> ValuesView[Attributes]:
        """Return no attributes for each member on the other end."""
        return self._as_dict().values()

    def copy(self) -> dict[M, Attributes]:
        """Return a dictionary of the same, as a dictionary's `copy` does."""
        return self._as_dict().copy()

    def __reduce__(self) -> tuple[type[dict[M, Attributes]], tuple[dict[M, Attributes]]]:
        # on its own it travels as the dictionary it stands for: the graph stays behind
        return dict, (self._as_dict(),)

    def __repr__(self) -> str:
        return repr(self._as_dict())
