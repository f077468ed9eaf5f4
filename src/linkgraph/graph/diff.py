"""The difference between two graphs, fact by fact, and its application to a graph (H3).

Both directions walk the table of fact kinds. Relations are compared as sorted arrays of packed
pairs, maps as dictionaries, and only the facts that differ become objects. Versions of one graph
share most of their storage, and then only the rows and keys that were edited are compared. A diff
is applied all or nothing: every fact is checked first, and the result must be a graph that edits
could have made.

The two graphs may know the same member by different indices. The comparison uses the indices of
the first graph; the members that only the second graph has come after them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any, Generic, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, safe_repr
from linkgraph.graph.csr import Adjacency
from linkgraph.graph.fact_kinds import CONNECTIONS, FACT_KINDS, FOLLOWS, MEMBERS, FactKind
from linkgraph.graph.facts import Ends, Facts
from linkgraph.graph.field_types import typed
from linkgraph.graph.linkgraph import LinkGraph, facts_of
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.persistent_map import PersistentMap
from linkgraph.graph.sorted_arrays import Indices, both_directions, difference, pack, unpack

M = TypeVar("M", bound=Hashable)
_MISSING = object()  # in place of a value


@attrs.frozen(repr=False)
class Fact(Generic[M]):
    """One fact.

    Attributes
    ----------
    kind
        A `FactKind`.
    members
        The one or two members: the follower before the followee, the sender before the recipient;
        in member order for a connection.
    value
        A `Profile`, ``(sent_at, note)`` of an invitation, a number of flags or remembered times;
        `None` for every other kind.

    Raises
    ------
    InvalidInput
        If no graph can hold the fact: for another number of members, one member twice, or a value
        of another kind.

    Examples
    --------
    >>> Fact(FactKind.FOLLOW, ("ana", "bo"))
    Fact(FOLLOW, 'ana', 'bo')
    """

    kind: FactKind[Any]
    members: tuple[M, ...]
    value: Any = None

    def __attrs_post_init__(self) -> None:
        kind: Any = self.kind
        if type(kind) is not FactKind or kind not in FACT_KINDS:
            raise InvalidInput(kind, "a kind of fact such as `FactKind.FOLLOW` as `kind`")
        members: Any = self.members
        if type(members) is not tuple or len(members) != kind.width:
            expected = "a tuple of two members" if kind.width == 2 else "a tuple of one member"
            raise InvalidInput(members, f"{expected} as `members`")
        members = tuple([plain_id(member, name="members") for member in members])
        if len(set(members)) != kind.width:
            raise InvalidInput(members, "two different members as `members`")
        if not kind.value.is_valid(self.value):
            raise InvalidInput(self.value, f"{kind.value.name} as `value`")
        object.__setattr__(self, "members", members)

    def __repr__(self) -> str:
        value = "" if self.value is None else f", {safe_repr(self.value)}"
        return f"Fact({self.kind.name}, {', '.join(map(safe_repr, self.members))}{value})"


@attrs.frozen(field_transformer=typed)
class Diff(Generic[M]):
    """The facts gained and lost, in the order of `FACT_KINDS` and then of the members.

    Attributes
    ----------
    gained, lost
        Facts of one graph that the other does not hold. A fact with another value, such as a
        profile, is lost with the old value and gained with the new one.
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
            If `graph` does not hold a fact to lose, if it already holds a fact to gain, or if the
            result would break F3 to F5, such as a connection across a block.

        Examples
        --------
        >>> g = LinkGraph.from_edges(members=["ana", "bo"])
        >>> Diff(gained=(Fact(FactKind.FOLLOW, ("ana", "bo")),)).apply(g)
        LinkGraph(2 members, 0 connections, 1 follow)
        """
        return LinkGraph(facts=_applied(facts_of(graph), self))


def diff(before: LinkGraph[M], after: LinkGraph[M]) -> Diff[M]:
    """Return exactly the facts gained and lost from one graph to another (H3).

    ``diff(before, after).apply(before) == after``. O(edits) for versions of one graph, as long as
    the edits are few; O(members + ties) after many, and for other graphs.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")])
    >>> diff(g, g.unfollow("bo", "ana")).lost
    (Fact(FOLLOW, 'bo', 'ana'),)
    """
    comparison = _Comparison(facts_of(before, "before"), facts_of(after, "after"))
    gained: list[Fact[M]] = []
    lost: list[Fact[M]] = []
    for kind in FACT_KINDS:
        was, now = comparison.contents(kind)
        lost += comparison.beyond(kind, was, now)
        gained += comparison.beyond(kind, now, was)
    return Diff(tuple(gained), tuple(lost))


class _Comparison:
    """Two graphs, seen as facts about the same indices."""

    def __init__(self, before: Facts, after: Facts) -> None:
        self.before, self.after = before, after
        here, there = before.member_index, after.member_index
        changed = here.changed_indices(there)
        self.is_related = changed is not None
        # The members to compare: all, or those that joined or left one of the versions.
        if changed is None:
            self.members, active = here.active, there.active
        else:
            self.members, active = here.among(changed), there.among(changed)
        found = here.find_many(there.ids(active)).astype(np.int64)
        places = np.where(found < 0, here.size + active.astype(np.int64), found)
        # The indices of `after` that become others, ascending, and what they become.
        moves = places != active
        self.active, self.moved, self.places = active, active[moves], places[moves]
        self.place_of: dict[int, int] = dict(
            zip(self.moved.tolist(), self.places.tolist(), strict=True)
        )

    def contents(self, kind: FactKind[Any]) -> tuple[Any, Any]:
        """Return what both graphs hold of a kind, as dictionaries or as sorted packed pairs.

        Facts that are sure to be the same in both are left out.
        """
        if kind is MEMBERS:
            present = sorted(self._moved(self.active).tolist())
            return dict.fromkeys(self.members.tolist()), dict.fromkeys(present)
        if isinstance(kind.empty, PersistentMap):
            return self._entries(self.before.stored(kind), self.after.stored(kind))
        rows = self.before.changed_rows(kind, self.after) if self.is_related else None
        keys = self.after.keys(kind, rows)
        if len(self.moved):
            keys = pack(*map(self._moved, unpack(keys)))
            keys.sort()
        return self.before.keys(kind, rows), keys

    def _entries(self, was: Any, now: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
        old, new = was, now
        if self.is_related:
            keys = was.changed_keys(now)
            old, new = ({key: m.get(key) for key in keys if key in m} for m in (was, now))
        moved = {self._moved_key(key): value for key, value in new.items()}
        return dict(sorted(old.items())), dict(sorted(moved.items()))

    def _moved(self, indices: Indices) -> NDArray[np.int64]:
        """Return indices of `after` as indices of both."""
        if not len(self.moved):
            return indices.astype(np.int64)
        if not self.is_related:
            # Here all members are looked up, and a table is quicker than searches.
            table = np.arange(self.after.member_index.size)
            table[self.moved] = self.places
            return table[indices]
        at = self.moved.searchsorted(indices)
        found = self.moved.take(at, mode="clip") == indices
        return np.where(found, self.places.take(at, mode="clip"), indices)

    def _moved_key(self, key: Any) -> Any:
        if isinstance(key, tuple):
            return tuple(self.place_of.get(index, index) for index in key)
        return self.place_of.get(key, key)

    def beyond(self, kind: FactKind[Any], content: Any, other: Any) -> list[Fact[Any]]:
        """Return the facts of one content that the other lacks or has with another value."""
        if not isinstance(content, dict):
            sources, targets = unpack(difference(content, other))
            if isinstance(kind.empty, Adjacency):  # each connection once
                ascending = sources < targets
                sources, targets = sources[ascending], targets[ascending]
            ends = (map(self._member, end.tolist()) for end in (sources, targets))
            return [Fact(kind, pair) for pair in zip(*ends, strict=True)]
        facts: list[Fact[Any]] = []
        for key, value in content.items():
            known = other.get(key, _MISSING)
            if known is not value and known != value:
                indices = key if isinstance(key, tuple) else (key,)
                members = tuple(map(self._member, indices))
                facts.append(Fact(kind, members, kind.value.from_stored(value)))
        return facts

    def _member(self, index: int) -> Any:
        """Return the member at an index of both: those of `before` come first."""
        beyond = index - self.before.member_index.size
        return self.after.member_index[beyond] if beyond >= 0 else self.before.member_index[index]


def _applied(facts: Facts, change: Diff[Any]) -> Facts:
    _refuse_repeats(change.lost)
    _refuse_repeats(change.gained)
    lost, gained = _by_kind(change.lost), _by_kind(change.gained)
    joining = [plain_id(fact.members[0]) for fact in gained[MEMBERS]]
    for fact, member in zip(gained[MEMBERS], joining, strict=True):
        _demand(facts.member_index.find(member) < 0, fact, _ABSENT)
    facts = attrs.evolve(facts, member_index=facts.member_index.with_members(joining))
    changed: dict[FactKind[Any], Any] = {}
    for kind in FACT_KINDS:
        if isinstance(kind.empty, PersistentMap):
            changed |= _with_entries(facts, kind, lost[kind], gained[kind])
        elif kind not in (MEMBERS, CONNECTIONS, FOLLOWS):
            changed[kind] = _with_pairs(facts, kind, lost[kind], gained[kind])
    tied = facts.with_many_ties(
        _ends(facts, CONNECTIONS, gained[CONNECTIONS], present=False),
        _ends(facts, CONNECTIONS, lost[CONNECTIONS], present=True),
        _ends(facts, FOLLOWS, gained[FOLLOWS], present=False),
        _ends(facts, FOLLOWS, lost[FOLLOWS], present=True),
        auto_follow=False,
    )
    # A new connection ends a pending invitation, but a diff says itself which invitations end.
    after = tied.with_stored(changed)
    for fact in reversed(change.gained):  # of two facts that do not fit, the later is named
        if len(fact.members) == 2:
            fits = _consistent(after, *_indices(after, fact))
            _demand(fits, fact, "ties that fit together (F4, F5)")
    for fact in lost[MEMBERS]:
        index = after.member_index.index(fact.members[0])
        _demand(after.knows_nothing_of(index), fact, "the loss of all other facts about the member")
        after = after.without_member(index)
    return after


def _ends(facts: Facts, kind: FactKind[Any], changes: list[Fact[Any]], *, present: bool) -> Ends:
    """Return the two ends of facts of a relation, which must all be present, or all absent."""
    for fact in changes:
        holds = facts.has(kind, *_indices(facts, fact))
        _demand(holds is present, fact, _ABSENT if holds else _PRESENT)
    pairs = [_indices(facts, fact) for fact in changes]
    ends = np.array(pairs, np.int32).reshape(len(pairs), 2)
    return ends[:, 0], ends[:, 1]


def _with_pairs(
    facts: Facts, kind: FactKind[Any], lost: list[Fact[Any]], gained: list[Fact[Any]]
) -> Any:
    """Return the relation of one kind after losing and gaining these facts."""
    relation = facts.stored(kind)
    for changes, present in ((lost, True), (gained, False)):
        ends = _ends(facts, kind, changes, present=present)
        if isinstance(relation, Adjacency):
            ends = unpack(both_directions(*ends))
        relation = relation.flip_many(*ends)
    return relation


def _with_entries(
    facts: Facts, kind: FactKind[Any], lost: list[Fact[Any]], gained: list[Fact[Any]]
) -> dict[FactKind[Any], Any]:
    """Return the map of one kind, and its index, after losing and gaining these entries."""
    entries = facts.stored(kind)
    index = None if kind.index is None else facts.stored(kind.index)
    for changes, gains in ((lost, False), (gained, True)):
        items = {}
        for fact in changes:
            indices, value = _indices(facts, fact), kind.value.to_stored(fact.value)
            key = indices if kind.width == 2 else indices[0]
            if gains:
                _demand(key not in entries, fact, _ABSENT)
            else:
                _demand(entries.get(key) == value, fact, _PRESENT)
            items[key] = value if gains else None
        entries = entries.set_many(items.items())
        if index is not None and items:
            index = index.flip_many(*np.array([*items], np.int32).T)
    return {kind: entries} if kind.index is None else {kind: entries, kind.index: index}


def _by_kind(facts: Iterable[Fact[Any]]) -> dict[FactKind[Any], list[Fact[Any]]]:
    by_kind: dict[FactKind[Any], list[Fact[Any]]] = defaultdict(list)
    for fact in facts:
        by_kind[fact.kind].append(fact)
    return by_kind


def _indices(facts: Facts, fact: Fact[Any]) -> Any:
    return tuple(map(facts.member_index.index, fact.members))


def _refuse_repeats(facts: tuple[Fact[Any], ...]) -> None:
    """Refuse repeats."""
    seen: set[Any] = set()
    for fact in facts:
        symmetric = isinstance(fact.kind.empty, Adjacency)
        key = (fact.kind, frozenset(fact.members) if symmetric else fact.members)
        _demand(key not in seen, fact, "each fact once")
        seen.add(key)


def _consistent(facts: Facts, one: int, other: int) -> bool:
    """Return whether F4 and F5 hold between two members."""
    connected = facts.connections.has(one, other)
    pending = facts.pending.has(one, other), facts.pending.has(other, one)
    follows = facts.follows(one, other) or facts.follows(other, one)
    if facts.blocked(one, other):
        return not (connected or follows or any(pending))
    return not (connected and any(pending)) and not all(pending)


_ABSENT, _PRESENT = "a fact that the graph does not hold yet", "a fact that the graph holds"


def _demand(holds: bool, fact: Fact[Any], expected: str) -> None:
    if not holds:
        raise InvalidInput(fact, expected, "apply a diff to the graph it was taken from")
