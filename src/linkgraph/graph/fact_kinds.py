"""The kinds of fact that a graph holds: one table, with one row for each kind.

A row of `FACT_KINDS` has the rule of a kind, its storage, the value of its facts, and one sentence
about them. Code that treats all facts alike walks this table: equality, hashes, pickles,
compaction, differences, stores and their verification. So a new kind of fact is a new row here, and
a rule that reads it.

The storage class of a row tells how many members its facts are about. All have the methods
`same_as`, `mentions`, `without`, `renumbered` and `compact`:

=============  ===============================================  ==========================
`Adjacency`    a symmetric relation: two members, no order      connections
`Directed`     a directed relation: two members, in order       follows, blocks, bars
`MemberMap`    one member and a value                           profiles, flags, times
`PairMap`      two members, in order, and a value               invitations, times
=============  ===============================================  ==========================

`Facts` has a plain attribute for each kind that rules read all the time (column `attribute`).
Remembered facts (F9) are in one mapping, `facts.memory[FLAGS]`, with the rows as its keys.

Two rows are awkward. A follow is stored as an exception to "connected members follow each other",
so its pairs are computed from two relations (`Facts.pairs`). The pairs of pending invitations are
stored twice: as the keys of a map, and as rows (`PENDING`), which find the invitations of one
member without a walk through the map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, final

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.field_types import typed
from linkgraph.graph.persistent_map import MemberMap, PairMap
from linkgraph.graph.profiles import DEFAULT_PROFILE, InvitationDetails, Profile, Profiles

Times: TypeAlias = tuple[datetime, ...]


Storage: TypeAlias = Adjacency | Directed | MemberMap[Any] | PairMap[Any]
S = TypeVar("S", bound=Storage)


@final
@attrs.frozen(eq=False, repr=False)
class FactValue:
    """The kind of value that a fact has, beside its members.

    `is_valid` tells whether a graph can hold a value. `to_stored` and `from_stored` turn the value
    of a `Fact` into the value in a map, and back.
    """

    name: str
    is_valid: Callable[[Any], bool]
    to_stored: Callable[[Any], Any] = lambda value: value
    from_stored: Callable[[Any], Any] = lambda value: value

    def __repr__(self) -> str:
        return f"FactValue({self.name!r})"


def _is_utc(value: object) -> bool:
    # Only such times have the same bytes when they are equal; see `utc`.
    return type(value) is datetime and value.tzinfo is UTC and not value.fold


def _are_times(value: Any) -> bool:
    times = isinstance(value, tuple) and bool(value) and all(map(_is_utc, value))
    return times and list(value) == sorted(value)


def _are_details(value: Any) -> bool:
    is_pair = isinstance(value, tuple) and len(value) == 2
    return is_pair and _is_utc(value[0]) and isinstance(value[1], str | None)


NOTHING = FactValue("`None`", lambda value: value is None)
PROFILE = FactValue(
    "a `Profile` other than the default one",
    lambda value: isinstance(value, Profile) and value != DEFAULT_PROFILE,
)
NUMBER = FactValue("a positive integer", lambda value: type(value) is int and value > 0)
TIMES = FactValue("a tuple of ascending times in UTC", _are_times)
DETAILS = FactValue(
    "a time in UTC and a note or `None`",
    _are_details,
    lambda value: InvitationDetails(*value),
    lambda details: (details.sent_at, details.note),
)


def _is_storage(kind: FactKind[Any], field: attrs.Attribute[Any], value: object) -> None:
    if value is None and kind.name == "MEMBER":  # the members are in an index of their own
        return
    if not issubclass(type(value), (Adjacency, Directed, MemberMap, PairMap)):
        raise InvalidInput(value, f"an empty storage as `{field.name}`")


@final
@attrs.frozen(eq=False, repr=False, field_transformer=typed)
class FactKind(Generic[S]):
    """A kind of fact: one row of `FACT_KINDS`.

    The rows are attributes of this class, such as ``FactKind.FOLLOW``. A kind is equal only to
    itself, and a pickle holds its name.

    Attributes
    ----------
    name
        The name of the row, such as ``"FOLLOW"``.
    rule
        The rule that the kind comes from.
    description
        The statement of a fact of this kind about its members.

    Examples
    --------
    >>> FactKind.FLAGS, FactKind.FLAGS.rule, FactKind.FLAGS.width
    (FactKind.FLAGS, 'L3', 1)
    """

    name: str
    rule: str
    description: str
    empty: S = attrs.field(validator=_is_storage)  # an empty one of its class; `None` for members
    value: FactValue = NOTHING
    attribute: str | None = None  # of `Facts`; `None` for a kind in `Facts.memory`
    index: FactKind[Directed] | None = None  # the row that stores the pairs of a map once more
    noun: str = ""  # in the `repr` of a graph; empty if it is not counted there

    MEMBER: ClassVar[FactKind[Any]]
    PROFILE: ClassVar[FactKind[Profiles]]
    CONNECTION: ClassVar[FactKind[Adjacency]]
    FOLLOW: ClassVar[FactKind[Directed]]
    INVITATION: ClassVar[FactKind[PairMap[InvitationDetails]]]
    BLOCK: ClassVar[FactKind[Directed]]
    BAR: ClassVar[FactKind[Directed]]
    FLAGS: ClassVar[FactKind[MemberMap[int]]]
    WITHDRAWN: ClassVar[FactKind[PairMap[Times]]]
    UNBLOCKED: ClassVar[FactKind[PairMap[Times]]]
    INVITED: ClassVar[FactKind[MemberMap[Times]]]
    NOTED: ClassVar[FactKind[MemberMap[Times]]]

    @property
    def width(self) -> int:
        """The number of members that a fact of this kind is about: 1 or 2."""
        return 1 if self.empty is None or isinstance(self.empty, MemberMap) else 2

    @property
    def key(self) -> str:
        """The name of the storage in pickles and on disk, such as ``"connections"``."""
        return self.attribute or self.name.lower()

    def __repr__(self) -> str:
        return f"FactKind.{self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (FactKind, self.name)


MEMBERS: FactKind[Any] = FactKind("MEMBER", "F6", "the member is in the graph", None)
PROFILES = FactKind(
    "PROFILE", "F7", "the member has these settings", Profiles(), PROFILE, "profiles"
)
CONNECTIONS = FactKind(
    "CONNECTION", "F1", "the two are connected", Adjacency(),
    attribute="connections", noun="connection",
)  # fmt: skip
FOLLOWS = FactKind(
    "FOLLOW", "F2", "the first follows the second", Directed(),
    attribute="exceptions", noun="follow",
)  # fmt: skip
PENDING = FactKind(
    "PENDING", "F4", "the pairs of the pending invitations", Directed(), attribute="pending"
)
INVITATIONS = FactKind[PairMap[InvitationDetails]](
    "INVITATION", "F4", "an invitation from the first to the second is pending", PairMap(),
    DETAILS, "invitation_details", PENDING, noun="invitation",
)  # fmt: skip
BLOCKS = FactKind(
    "BLOCK", "F5", "the first has blocked the second", Directed(), attribute="blocks", noun="block"
)
BARS = FactKind("BAR", "A4", "the first bars the second as an unknown person", Directed())
FLAGS = FactKind[MemberMap[int]](
    "FLAGS", "L3", "the number of recipients who did not know the member", MemberMap(), NUMBER
)
WITHDRAWN = FactKind[PairMap[Times]](
    "WITHDRAWN", "A5", "the times when the first withdrew invitations to the second",
    PairMap(), TIMES,
)  # fmt: skip
UNBLOCKED = FactKind[PairMap[Times]](
    "UNBLOCKED", "A11", "the times when the first unblocked the second", PairMap(), TIMES
)
INVITED = FactKind[MemberMap[Times]](
    "INVITED", "L2", "the times when the member sent invitations", MemberMap(), TIMES
)
NOTED = FactKind[MemberMap[Times]](
    "NOTED", "L5", "the times when the member sent notes with invitations", MemberMap(), TIMES
)

# In the order in which a `Diff` lists them.
FACT_KINDS: list[FactKind[Any]] = [
    MEMBERS, PROFILES, CONNECTIONS, FOLLOWS, INVITATIONS, BLOCKS,
    BARS, FLAGS, WITHDRAWN, UNBLOCKED, INVITED, NOTED,
]  # fmt: skip

for _kind in FACT_KINDS:
    setattr(FactKind, _kind.name, _kind)


def stored_kinds() -> Iterator[FactKind[Any]]:
    """Return the rows that have a storage: all but `MEMBER`, and `PENDING` besides."""
    for kind in FACT_KINDS:
        if kind.empty is not None:
            yield kind
        if kind.index is not None:
            yield kind.index
