"""The dictionaries behind a networkx graph, read from the rows of a `LinkGraph`.

networkx stores a graph as dictionaries: one of nodes, and for each node one of its neighbours.
The mappings here answer in the same way. They hold only a reference to the graph, and make a
row when it is asked for. They refuse to be changed, and so do the attributes of members and
ties: all of them are the one empty `NO_ATTRIBUTES`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterator, KeysView, Mapping
from functools import cached_property
from typing import Any, NoReturn, TypeAlias, TypeVar, cast, final

import attrs
from networkx import NetworkXError

from linkgraph.errors import LinkGraphError, shown
from linkgraph.graph.field_types import typed
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.sorted_arrays import Indices, contains
from linkgraph.nx.tie_arrays import TieArrays

M = TypeVar("M", bound=Hashable)
V = TypeVar("V")
Attributes: TypeAlias = dict[str, Any]

# -- refusals -----------------------------------------------------------------------------------


@attrs.define(eq=False, repr=False, slots=False, field_transformer=typed)
class ReadOnlyView(LinkGraphError, NetworkXError):
    """A view cannot be changed, since its graph never changes; also a `networkx.NetworkXError`.

    Attributes
    ----------
    what
        The change that was tried, such as ``"add_edge"``.
    remedy
        Another way to the same end.

    Examples
    --------
    >>> import linkgraph as lg
    >>> from linkgraph.nx import connections_view
    >>> view = connections_view(lg.LinkGraph.from_edges(members=["ana", "bo"]))
    >>> view.add_edge("ana", "bo")
    Traceback (most recent call last):
    ...
    linkgraph.nx.mappings.ReadOnlyView: `add_edge` would change a read-only view: take a view of
    the new graph `g.connect(a, b)`, or change your own `view.copy()`
    """

    what: str
    remedy: str

    @property
    def message(self) -> str:
        """One sentence: the change that was tried, and other ways to the same end."""
        return (
            f"`{self.what}` would change a read-only view: {self.remedy}, "
            "or change your own `view.copy()`"
        )


class NoAttributes(dict[Any, Any]):
    """The attributes of every member and tie of a view: always empty.

    networkx and its users expect a `dict`. A copy or a pickle is a plain one, which can be changed.
    """

    __slots__ = ()

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        change = f"[{shown(key).strip('`')}] = …"
        raise ReadOnlyView(change, "store attributes in your own dictionary")

    def setdefault(self, key: Any, default: Any = None, /) -> None:
        """Raise `ReadOnlyView`."""
        self[key] = default

    def update(self, *others: Any, **more: Any) -> None:
        """Raise `ReadOnlyView`, unless there is nothing to set."""
        for key, value in dict[Any, Any](*others, **more).items():
            self[key] = value

    def __ior__(self, other: Any) -> NoAttributes:  # type: ignore[misc]  # of one shape
        self.update(other)
        return self

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[()]]:
        return dict, ()


NO_ATTRIBUTES = NoAttributes()

# -- mappings with all members as keys ----------------------------------------------------------


def find_member(member_index: MemberIndex, member: object) -> int:
    """Return the index of the member that equals `member` as a dictionary key, or -1.

    To networkx, ``1.0`` and ``True`` are the node 1, and so they are here. Raises `TypeError` if
    `member` cannot be hashed.
    """
    hash(member)
    return member_index.find_equal(member)


class NodeMapping(Mapping[M, V]):
    """A mapping with the members of a graph as keys, in member order (F10)."""

    def __init__(self, graph: LinkGraph[M]) -> None:
        self.graph: LinkGraph[M] = graph
        self._member_index: MemberIndex = graph._facts.member_index

    def __len__(self) -> int:
        return len(self._member_index)

    def __iter__(self) -> Iterator[M]:
        return cast(Iterator[M], iter(self._member_index))

    def __contains__(self, member: object) -> bool:
        return find_member(self._member_index, member) >= 0

    def copy(self) -> dict[M, V]:
        """Return an equal dictionary, as `dict.copy` does."""
        return dict(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.graph,)

    def __repr__(self) -> str:
        return repr(self.copy())


@final
class Nodes(NodeMapping[M, Attributes]):
    """`Graph._node`: every member, without attributes."""

    def __getitem__(self, member: M) -> Attributes:
        if find_member(self._member_index, member) < 0:
            raise KeyError(member)
        return NO_ATTRIBUTES


class AdjacencyMapping(NodeMapping[M, Mapping[M, Attributes]]):
    """`Graph._adj`, `_succ` and `_pred`: every member with the row of their ties.

    The kind of ties is ``"connections"`` (F1), ``"following"`` or ``"followers"`` (F2).
    """

    def __init__(self, graph: LinkGraph[M], kind: str) -> None:
        super().__init__(graph)
        facts = graph._facts
        rows: dict[str, Callable[[int], Indices]] = {
            "connections": facts.connections.row,
            "following": facts.following,
            "followers": facts.followers,
        }
        self.kind: str = kind
        self.row: Callable[[int], Indices] = rows[kind]

    @cached_property
    def tie_arrays(self) -> TieArrays:
        """All rows as arrays, for the backend. networkx reverses a view by exchanging rows."""
        return TieArrays.of(self.graph, self.kind)

    def __getitem__(self, member: M) -> Neighbours[M]:
        index = find_member(self._member_index, member)
        if index < 0:
            raise KeyError(member)
        return Neighbours(self._member_index, self.row(index))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.graph, self.kind)


# -- one row ------------------------------------------------------------------------------------


@final
class Neighbours(Mapping[M, Attributes]):
    """The ties of one member, without attributes.

    Most rows are asked only once whether they contain a member, and bisection answers that.
    From the second question on, a dictionary answers.
    """

    _was_searched = False

    def __init__(self, member_index: MemberIndex, indices: Indices) -> None:
        self._member_index = member_index
        self._indices = indices

    @cached_property
    def _dict(self) -> dict[M, Attributes]:
        return dict.fromkeys(self, cast(Attributes, NO_ATTRIBUTES))

    def __len__(self) -> int:
        return len(self._indices)

    def __iter__(self) -> Iterator[M]:
        return cast(Iterator[M], iter(self._member_index.ids(self._indices)))

    def __contains__(self, member: object) -> bool:
        if self._was_searched:
            return member in self._dict
        self._was_searched = True
        index = find_member(self._member_index, member)
        return index >= 0 and contains(self._indices, index)

    def __getitem__(self, member: M) -> NoAttributes:
        if member in self:
            return NO_ATTRIBUTES
        raise KeyError(member)

    def keys(self) -> KeysView[M]:
        """Return the keys of a dictionary, since its set operations are fast."""
        return self._dict.keys()

    def items(self) -> ItemsView[M, Attributes]:
        """Return the items of a dictionary."""
        return self._dict.items()

    def copy(self) -> dict[M, Attributes]:
        """Return an equal dictionary, as `dict.copy` does."""
        return self._dict.copy()

    def __reduce__(self) -> tuple[type[dict[M, Attributes]], tuple[dict[M, Attributes]]]:
        # A single row is pickled as a dictionary, so that the whole graph stays behind.
        return dict, (self._dict,)

    def __repr__(self) -> str:
        return repr(self._dict)
