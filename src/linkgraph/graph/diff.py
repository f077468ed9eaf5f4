"""What changed between two graphs, fact by fact (H3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from enum import auto
from typing import Any, Generic, TypeVar

import attrs
import numpy as np

from linkgraph.errors import InvalidInput
from linkgraph.graph.facts import Ends, Facts, InvitationDetails
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.persistent_map import PersistentMap
from linkgraph.graph.profiles import DEFAULT_PROFILE, Profile, Profiles
from linkgraph.graph.sorted_arrays import Keys, difference, symmetric_difference, unpack
from linkgraph.graph.validation import Term

M = TypeVar("M", bound=Hashable)


class FactKind(Term):
    """The kinds of fact a graph holds."""

    MEMBER = auto()
    PROFILE = auto()
    CONNECTION = auto()
    FOLLOW = auto()
    INVITATION = auto()
    BLOCK = auto()
    BAR = auto()
    FLAGS = auto()
    WITHDRAWN = auto()
    UNBLOCKED = auto()
    INVITED = auto()
    NOTED = auto()


@attrs.frozen(repr=False)
class Fact(Generic[M]):
    """One fact.

    Attributes
    ----------
    kind
        What kind of fact.
    members
        The one or two members it is about: the follower before the followee, the sender
        before the recipient; in member order for a connection.
    value
        What is so: a `Profile`, ``(sent_at, note)`` of an invitation, a number of flags,
        remembered times; `None` where the fact says it all.
    """

    kind: FactKind
    members: tuple[M, ...]
    value: Any = None

    def __repr__(self) -> str:
        told = "" if self.value is None else f", {self.value!r}"
        return f"Fact({self.kind.name}, {', '.join(map(repr, self.members))}{told})"


@attrs.frozen
class Diff(Generic[M]):
    """The facts gained and lost, each by kind, then in member order.

    Attributes
    ----------
    gained, lost
        Facts of the one graph that the other does not hold. A fact whose value changed,
        such as a profile, is lost with the old value and gained with the new one.
    """

    gained: tuple[Fact[M], ...] = ()
    lost: tuple[Fact[M], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)

    def __len__(self) -> int:
        return len(self.gained) + len(self.lost)

    def apply(self, graph: LinkGraph[M]) -> LinkGraph[M]:
        """Return the graph with these facts gained and lost (H3). O(diff · row).

        Raises
        ------
        InvalidInput
            When a fact to lose is not in `graph`, one to gain is, or the outcome would
            break F3 to F5, such as a connection across a block.
        """
        return LinkGraph(facts=_applied(graph._facts, self))


def diff(before: LinkGraph[M], after: LinkGraph[M]) -> Diff[M]:
    """Return exactly the facts gained and lost from one graph to another (H3).

    ``diff(before, after).apply(before) == after``. O(members + ties), in arrays; only the
    facts that differ become objects.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")])
    >>> diff(g, g.unfollow("bo", "ana")).lost
    (Fact(FOLLOW, 'bo', 'ana'),)
    """
    member_index, old, new = _on_one_roster(before._facts, after._facts)
    gained: list[Fact[M]] = []
    lost: list[Fact[M]] = []
    for kind in FactKind:
        was, now = _held(kind, before._facts, old), _held(kind, after._facts, new)
        beyond = _pairs_beyond if kind in _RELATIONS else _entries_beyond
        lost += beyond(kind, member_index, was, now)
        gained += beyond(kind, member_index, now, was)
    return Diff(tuple(gained), tuple(lost))


# -- how each kind of fact is stored ------------------------------------------------------------


@attrs.frozen(eq=False)
class _Map:
    """A kind that is kept in a map from one index, or a pair, to a value."""

    read: Callable[[Facts], PersistentMap[Any, Any]]
    write: Callable[[Facts, PersistentMap[Any, Any]], Facts]


def _remembered(name: str) -> _Map:
    return _Map(
        lambda facts: getattr(facts.memory, name),
        lambda facts, values: attrs.evolve(
            facts,
            memory=attrs.evolve(facts.memory, **{name: values}),  # type: ignore[arg-type]  # maps
        ),
    )


_MAPS = {
    FactKind.PROFILE: _Map(
        lambda facts: facts.profiles.settings,
        lambda facts, values: attrs.evolve(facts, profiles=Profiles(values)),
    ),
    FactKind.INVITATION: _Map(
        lambda facts: facts.invitation_details,
        lambda facts, values: attrs.evolve(facts, invitation_details=values),
    ),
    FactKind.FLAGS: _remembered("flags"),
    FactKind.WITHDRAWN: _remembered("withdrawn"),
    FactKind.UNBLOCKED: _remembered("unblocked"),
    FactKind.INVITED: _remembered("invited"),
    FactKind.NOTED: _remembered("noted"),
}


def _connections(facts: Facts) -> Keys:
    keys = facts.connections.keys()
    sources, targets = unpack(keys)
    return keys[sources < targets]


_RELATIONS: dict[FactKind, Callable[[Facts], Keys]] = {
    FactKind.CONNECTION: _connections,
    FactKind.FOLLOW: lambda facts: symmetric_difference(
        facts.connections.keys(), facts.exceptions.out.keys()
    ),
    FactKind.BLOCK: lambda facts: facts.blocks.out.keys(),
    FactKind.BAR: lambda facts: facts.memory.bars.out.keys(),
}

_HOLDS: dict[FactKind, Callable[[Facts, int, int], bool]] = {
    FactKind.CONNECTION: lambda facts, one, other: facts.connections.has(one, other),
    FactKind.FOLLOW: lambda facts, one, other: facts.follows(one, other),
    FactKind.BLOCK: lambda facts, one, other: facts.blocks.has(one, other),
    FactKind.BAR: lambda facts, one, other: facts.memory.bars.has(one, other),
}


_OF_PAIRS = {*_RELATIONS, FactKind.INVITATION, FactKind.WITHDRAWN, FactKind.UNBLOCKED}


def fact_width(kind: FactKind) -> int:
    """Return how many members a fact of a kind is about."""
    return 2 if kind in _OF_PAIRS else 1


# -- taking the difference ----------------------------------------------------------------------


def _on_one_roster(here: Facts, there: Facts) -> tuple[MemberIndex, Facts, Facts]:
    """Return both facts over the members of either: those before in order, then joiners."""
    if here.member_index is there.member_index:
        return here.member_index, here, there
    members = dict.fromkeys(here.member_index)
    members.update(dict.fromkeys(there.member_index))
    member_index = MemberIndex.of(list(members))
    return member_index, _moved(here, member_index), _moved(there, member_index)


def _moved(facts: Facts, member_index: MemberIndex) -> Facts:
    new_index = np.zeros(facts.member_index.size, np.int64)  # nothing is kept of those who left
    new_index[facts.member_index.active] = member_index.find_many(list(facts.member_index))
    return facts.renumbered(member_index, new_index)


def _held(kind: FactKind, own: Facts, moved: Facts) -> Any:
    """Return the facts of one kind: packed pairs of a relation, else a map by index."""
    if kind is FactKind.MEMBER:
        places = moved.member_index.find_many(list(own.member_index)).tolist()
        return dict.fromkeys(sorted(places), True)
    if kind in _MAPS:
        return dict(sorted(_MAPS[kind].read(moved).items()))
    return _RELATIONS[kind](moved)


def _entries_beyond(
    kind: FactKind, member_index: MemberIndex, held: dict[Any, Any], other: dict[Any, Any]
) -> list[Fact[Any]]:
    """Return the entries of one map that the other has not, or has with another value."""
    found: list[Fact[Any]] = []
    for place, value in held.items():
        if other.get(place) != value:
            indices = place if isinstance(place, tuple) else (place,)
            members = tuple(member_index[index] for index in indices)
            found.append(Fact(kind, members, _told(kind, value)))
    return found


def _pairs_beyond(
    kind: FactKind, member_index: MemberIndex, held: Keys, other: Keys
) -> list[Fact[Any]]:
    """Return the pairs of one relation that the other has not."""
    ends = zip(*(member_index.ids(end) for end in unpack(difference(held, other))), strict=True)
    return [Fact(kind, pair) for pair in ends]


def _told(kind: FactKind, value: Any) -> Any:
    """Return the value as a fact tells it."""
    if kind is FactKind.MEMBER:
        return None
    return attrs.astuple(value) if kind is FactKind.INVITATION else value


def _kept(kind: FactKind, value: Any) -> Any:
    """Return the value as a map keeps it: the other way round."""
    return InvitationDetails(*value) if kind is FactKind.INVITATION else value


# -- applying it --------------------------------------------------------------------------------


def _applied(facts: Facts, change: Diff[Any]) -> Facts:
    _demand_well_formed(change.lost)
    _demand_well_formed(change.gained)
    lost, gained = _by_kind(change.lost), _by_kind(change.gained)
    joining = [fact.members[0] for fact in gained[FactKind.MEMBER]]
    for fact in gained[FactKind.MEMBER]:
        _demand(facts.member_index.find(fact.members[0]) < 0, fact, "is there already")
    facts = attrs.evolve(facts, member_index=facts.member_index.with_members(joining))

    def ends_of(kind: FactKind, side: dict[FactKind, list[Fact[Any]]]) -> Ends:
        for fact in side[kind]:
            held = _HOLDS[kind](facts, *_indices(facts, fact))
            _demand(held is (side is lost), fact, "is there already" if held else "is not there")
        pairs = [_indices(facts, fact) for fact in side[kind]]
        ends = np.array(pairs, np.int32).reshape(len(pairs), 2)
        return ends[:, 0], ends[:, 1]

    blocks, bars = facts.blocks, facts.memory.bars
    for side in (lost, gained):
        blocks = blocks.flip_many(*ends_of(FactKind.BLOCK, side))
        bars = bars.flip_many(*ends_of(FactKind.BAR, side))
    tied = facts.with_many_ties(
        ends_of(FactKind.CONNECTION, gained),
        ends_of(FactKind.CONNECTION, lost),
        ends_of(FactKind.FOLLOW, gained),
        ends_of(FactKind.FOLLOW, lost),
        auto_follow=False,
    )
    # with a connection goes what was pending; here each fact speaks for itself
    tied = attrs.evolve(tied, pending=facts.pending, invitation_details=facts.invitation_details)
    after = attrs.evolve(tied, blocks=blocks, memory=attrs.evolve(tied.memory, bars=bars))
    for kind in _MAPS:
        after = _with_entries(after, kind, lost[kind], gained[kind])
    for fact in reversed(change.gained):  # of two at odds, the later is named
        if len(fact.members) == 2:
            _demand(_consistent(after, *_indices(after, fact)), fact, "breaks what F4 and F5 say")
    for fact in lost[FactKind.MEMBER]:
        index = after.member_index.index(fact.members[0])
        _demand(after.knows_nothing_of(index), fact, "leaves ties or memories behind")
        after = after.without_member(index)
    return after


def _with_entries(
    facts: Facts, kind: FactKind, lost: list[Fact[Any]], gained: list[Fact[Any]]
) -> Facts:
    """Return facts whose map of one kind has lost and gained these entries."""
    values = _MAPS[kind].read(facts)
    for fact in lost:
        place = _place(facts, fact)
        _demand(values.get(place) == _kept(kind, fact.value), fact, "is not there")
        values = values.set(place, None)
    for fact in gained:
        place = _place(facts, fact)
        _demand(values.get(place) is None, fact, "is there already")
        values = values.set(place, _kept(kind, fact.value))
    if kind is FactKind.INVITATION:
        for side in (lost, gained):
            for fact in side:
                facts = attrs.evolve(facts, pending=facts.pending.flip(_indices(facts, fact)))
    return _MAPS[kind].write(facts, values) if lost or gained else facts


def _by_kind(facts: Iterable[Fact[Any]]) -> dict[FactKind, list[Fact[Any]]]:
    found: dict[FactKind, list[Fact[Any]]] = defaultdict(list)
    for fact in facts:
        found[fact.kind].append(fact)
    return found


def _indices(facts: Facts, fact: Fact[Any]) -> tuple[int, int]:
    one, other = (facts.member_index.index(member) for member in fact.members)
    return one, other


def _place(facts: Facts, fact: Fact[Any]) -> Any:
    indices = tuple(facts.member_index.index(member) for member in fact.members)
    return indices if len(indices) == 2 else indices[0]


def _demand_well_formed(facts: tuple[Fact[Any], ...]) -> None:
    """Refuse facts that no graph can hold, and one fact told twice."""
    told: set[Any] = set()
    for fact in facts:
        if not isinstance(fact, Fact):
            raise InvalidInput(fact, "is no fact", "give a diff of `Fact`s")
        members = [plain_id(member) for member in fact.members]
        width = fact_width(fact.kind)
        _demand(len(members) == width, fact, f"names {len(members)} members, not {width}")
        _demand(len(set(members)) == width, fact, "is a tie to oneself")
        _demand(_fits(fact), fact, "has a value of the wrong kind")
        symmetric = fact.kind is FactKind.CONNECTION
        key = (fact.kind, frozenset(members) if symmetric else tuple(members))
        _demand(key not in told, fact, "is told twice")
        told.add(key)


def _fits(fact: Fact[Any]) -> bool:
    """Return whether the value is of the kind that such facts have."""
    value = fact.value
    if fact.kind is FactKind.PROFILE:
        return isinstance(value, Profile) and value != DEFAULT_PROFILE
    if fact.kind is FactKind.FLAGS:
        return type(value) is int and value > 0
    if fact.kind is FactKind.INVITATION:
        pair = isinstance(value, tuple) and len(value) == 2
        return pair and _is_utc(value[0]) and isinstance(value[1], str | None)
    if fact.kind in _MAPS:
        times = isinstance(value, tuple) and bool(value) and all(map(_is_utc, value))
        return times and list(value) == sorted(value)
    return value is None


def _is_utc(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is UTC


def _consistent(facts: Facts, one: int, other: int) -> bool:
    """Return whether F4 and F5 hold between two members."""
    connected = facts.connections.has(one, other)
    pending = facts.pending.has(one, other), facts.pending.has(other, one)
    follows = facts.follows(one, other) or facts.follows(other, one)
    if facts.blocked(one, other):
        return not (connected or follows or any(pending))
    return not (connected and any(pending)) and not all(pending)


def _demand(holds: bool, fact: Fact[Any], problem: str) -> None:
    if not holds:
        raise InvalidInput(fact, problem, "apply a diff to the graph it was taken from")
