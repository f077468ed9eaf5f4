"""The facts of a graph in plain sets: slow, but short enough to check by reading.

`Plain` is the facts of one graph (F1 to F10) as Python sets; `Twin` makes every edit on a
`Plain` and on a `LinkGraph`; `answers` reads from a graph what `Plain.answers` says of itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any, TypeAlias

import attrs

import linkgraph as lg
from linkgraph.graph.csr import Adjacency
from linkgraph.graph.fact_kinds import FACT_KINDS, FactKind
from linkgraph.graph.facts import Facts, with_time
from linkgraph.graph.persistent_map import PairMap
from linkgraph.graph.profiles import InvitationDetails
from linkgraph.graph.sorted_arrays import unpack

M: TypeAlias = Hashable
Pair: TypeAlias = tuple[M, M]
Times: TypeAlias = tuple[datetime, ...]

REMEMBERED = {
    "bars" if kind.name == "BAR" else kind.key: kind
    for kind in FACT_KINDS
    if kind.attribute is None and kind.name != "MEMBER"
}
KINDS = tuple(REMEMBERED)


def both(pairs: Iterable[Pair]) -> set[Pair]:
    """Return the pairs and their reverses."""
    return {ends for a, b in pairs for ends in ((a, b), (b, a))}


@attrs.define
class Plain:
    """Facts as sets of frozensets (F1) and of tuples (F2); methods change it in place."""

    members: list[M] = attrs.field(factory=list)
    connections: set[frozenset[M]] = attrs.field(factory=set)
    follows: set[Pair] = attrs.field(factory=set)
    invitation_details: dict[Pair, InvitationDetails] = attrs.field(factory=dict)
    blocks: set[Pair] = attrs.field(factory=set)
    profiles: dict[M, lg.Profile] = attrs.field(factory=dict)
    bars: set[Pair] = attrs.field(factory=set)
    flags: dict[M, int] = attrs.field(factory=dict)
    withdrawn: dict[Pair, Times] = attrs.field(factory=dict)
    unblocked: dict[Pair, Times] = attrs.field(factory=dict)
    invited: dict[M, Times] = attrs.field(factory=dict)
    noted: dict[M, Times] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls,
        connections: Iterable[Pair] = (),
        follows: Iterable[Pair] = (),
        members: Iterable[M] = (),
        *,
        auto_follow: bool = True,
    ) -> Plain:
        connections, follows = list(connections), list(follows)
        ends = [member for pair in (*connections, *follows) for member in pair]
        brought = both(connections) if auto_follow else set()
        return cls(
            list(dict.fromkeys((*members, *ends))),
            {frozenset(pair) for pair in connections},
            set(follows) | brought,
        )

    def value(self) -> tuple[Any, ...]:
        """Return what two graphs must share to be equal: all but member order (F9, F10)."""
        return (set(self.members), *attrs.astuple(self, recurse=False)[1:])

    # -- edits ------------------------------------------------------------------------------

    def with_members(self, *ids: M) -> None:
        self.members = list(dict.fromkeys((*self.members, *ids)))

    def without_member(self, gone: M) -> None:
        self.members.remove(gone)
        for pairs in (self.connections, self.follows, self.blocks, self.bars):
            pairs -= {pair for pair in pairs if gone in pair}
        for by_pair in (self.invitation_details, self.withdrawn, self.unblocked):
            for pair in [pair for pair in by_pair if gone in pair]:
                del by_pair[pair]
        for by_member in (self.profiles, self.flags, self.invited, self.noted):
            by_member.pop(gone, None)

    def update(
        self,
        *,
        connect: Iterable[Pair] = (),
        disconnect: Iterable[Pair] = (),
        follow: Iterable[Pair] = (),
        unfollow: Iterable[Pair] = (),
        auto_follow: bool = True,
    ) -> None:
        made = {frozenset(pair) for pair in connect} - self.connections
        self.connections = (self.connections | made) - {frozenset(pair) for pair in disconnect}
        ways = both(map(tuple, made))
        if auto_follow:
            self.follows |= ways
        self.follows = (self.follows | set(follow)) - set(unfollow)
        self.invitation_details = {
            pair: letter for pair, letter in self.invitation_details.items() if pair not in ways
        }

    def with_profile(self, member: M, profile: lg.Profile) -> None:
        if profile == lg.Profile():
            self.profiles.pop(member, None)
        else:
            self.profiles[member] = profile

    def block(self, a: M, b: M) -> None:
        self.update(disconnect=[(a, b)], unfollow=[(a, b), (b, a)])
        self.invitation_details.pop((a, b), None)
        self.invitation_details.pop((b, a), None)
        self.blocks.add((a, b))

    def remember(self, kind: str, a: M, b: M, at: datetime) -> None:
        if kind == "bars":
            self.bars.add((a, b))
        elif kind == "flags":
            self.flags[a] = self.flags.get(a, 0) + 1
        else:
            key = a if kind in {"invited", "noted"} else (a, b)
            times = getattr(self, kind)
            times[key] = with_time(times.get(key), at)

    # -- reading ----------------------------------------------------------------------------

    def blocked(self, a: M, b: M) -> bool:
        return bool(self.blocks & {(a, b), (b, a)})

    def invitable(self, a: M, b: M) -> bool:
        """Return whether an invitation may stand between the two (F4, F5)."""
        tied = frozenset((a, b)) in self.connections or self.invitation_details.keys() & {
            (a, b),
            (b, a),
        }
        return not tied and not self.blocked(a, b)

    def answers(self) -> dict[str, Any]:
        everyone = self.members
        return {
            "members": everyone,
            "connections": {
                a: [b for b in everyone if frozenset((a, b)) in self.connections and a != b]
                for a in everyone
            },
            "following": {a: [b for b in everyone if (a, b) in self.follows] for a in everyone},
            "followers": {a: [b for b in everyone if (b, a) in self.follows] for a in everyone},
            "blocks": self.blocks,
            "received": {a: self._waiting(a, 1) for a in everyone},
            "sent": {a: self._waiting(a, 0) for a in everyone},
            "profiles": {a: self.profiles.get(a, lg.Profile()) for a in everyone},
            "remembered": {kind: getattr(self, kind) for kind in KINDS},
            "repr": self._repr(),
        }

    def _waiting(self, member: M, end: int) -> list[lg.Invitation[M]]:
        found = [
            (letter.sent_at, self.members.index(pair[1 - end]), pair)
            for pair, letter in self.invitation_details.items()
            if pair[end] == member
        ]
        return [
            lg.Invitation(
                *pair, self.invitation_details[pair].sent_at, self.invitation_details[pair].note
            )
            for _, _, pair in sorted(found, key=lambda each: each[:2])
        ]

    def _repr(self) -> str:
        numbers = {
            "member": len(self.members),
            "connection": len(self.connections),
            "follow": len(self.follows),
            "invitation": len(self.invitation_details),
            "block": len(self.blocks),
        }
        parts = [
            f"{number} {word}{'s' * (number != 1)}"
            for word, number in numbers.items()
            if number or word not in {"invitation", "block"}
        ]
        return f"LinkGraph({', '.join(parts)})"


def answers(graph: lg.LinkGraph[Any]) -> dict[str, Any]:
    """Return all that can be read from a graph, after checking that its answers agree."""
    everyone = list(graph)
    found = {
        "members": everyone,
        "connections": {a: list(graph.connections_of(a)) for a in everyone},
        "following": {a: list(graph.following(a)) for a in everyone},
        "followers": {a: list(graph.followers(a)) for a in everyone},
        "blocks": {(a, b) for a in everyone for b in everyone if graph.has_blocked(a, b)},
        "received": {a: list(graph.invitations_to(a)) for a in everyone},
        "sent": {a: list(graph.invitations_from(a)) for a in everyone},
        "profiles": {a: graph.profile(a) for a in everyone},
        "remembered": _remembered(graph._facts),
        "repr": repr(graph),
    }
    assert everyone == list(graph.members)
    assert len(everyone) == len(graph) == len(graph.members)
    for a in everyone:
        assert a in graph
        assert len(found["connections"][a]) == graph.connection_count(a)
        assert len(found["following"][a]) == graph.following_count(a)
        assert len(found["followers"][a]) == graph.follower_count(a)
        invitation_details = {letter.recipient: letter for letter in found["sent"][a]}
        for b in everyone:
            assert (b in found["connections"][a]) == graph.is_connected(a, b)
            assert (b in found["following"][a]) == graph.is_following(a, b)
            assert invitation_details.get(b) == graph.invitation(a, b)
    return found


def value_of(graph: lg.LinkGraph[Any]) -> tuple[Any, ...]:
    """Return what `Plain.value` returns of the same facts."""
    facts = answers(graph)
    return (
        set(facts["members"]),
        {frozenset((a, b)) for a, row in facts["connections"].items() for b in row},
        {(a, b) for a, row in facts["following"].items() for b in row},
        {
            (letter.sender, letter.recipient): InvitationDetails(letter.sent_at, letter.note)
            for invitation_details in facts["sent"].values()
            for letter in invitation_details
        },
        facts["blocks"],
        {m: profile for m, profile in facts["profiles"].items() if profile != lg.Profile()},
        *(facts["remembered"][kind] for kind in KINDS),
    )


def _remembered(facts: Facts) -> dict[str, Any]:
    member_index = facts.member_index
    found: dict[str, Any] = {}
    for name, kind in REMEMBERED.items():
        stored = facts.memory[kind]
        if name == "bars":
            ends = unpack(stored.out.keys())
            found[name] = set(zip(*map(member_index.ids, ends), strict=True))
        elif isinstance(stored, PairMap):
            values = stored.items()
            found[name] = {(member_index[a], member_index[b]): value for (a, b), value in values}
        else:
            found[name] = {member_index[index]: value for index, value in stored.items()}
    return found


def check_storage(facts: Facts) -> None:
    """Check what no answer shows: rows sorted, counted, and alike in both directions."""
    assert _pairs(facts.connections) == {(b, a) for a, b in _pairs(facts.connections)}
    for relation in (facts.exceptions, facts.pending, facts.blocks, facts.memory[FactKind.BAR]):
        assert _pairs(relation.out) == {(b, a) for a, b in _pairs(relation.into)}
    assert set(facts.invitation_details.to_dict()) == _pairs(facts.pending.out)
    follows = _pairs(facts.connections) ^ _pairs(facts.exceptions.out)
    assert len(follows) == facts.follow_total


def _pairs(relation: Adjacency) -> set[tuple[int, int]]:
    keys = relation.keys()
    sources, targets = unpack(keys)
    pairs = list(zip(sources.tolist(), targets.tolist(), strict=True))
    assert sorted(set(pairs)) == pairs
    assert len(pairs) == relation.entries
    return set(pairs)


@attrs.define
class Twin:
    """A graph and its `Plain`, edited together."""

    graph: lg.LinkGraph[Any] = attrs.field(factory=lg.LinkGraph)
    plain: Plain = attrs.field(factory=Plain)

    @classmethod
    def of(cls, **edges: Any) -> Twin:
        return cls(lg.LinkGraph.from_edges(**edges), Plain.of(**edges))

    def check(self) -> None:
        assert self.plain.answers() == answers(self.graph)
        check_storage(self.graph._facts)

    def with_members(self, *ids: M) -> None:
        self.graph = self.graph.with_members(*ids)
        self.plain.with_members(*ids)

    def without_member(self, member: M) -> None:
        self.graph = self.graph.without_member(member)
        self.plain.without_member(member)

    def connect(self, a: M, b: M, *, auto_follow: bool = True) -> None:
        self.graph = self.graph.connect(a, b, auto_follow=auto_follow)
        self.plain.update(connect=[(a, b)], auto_follow=auto_follow)

    def disconnect(self, a: M, b: M) -> None:
        self.graph = self.graph.disconnect(a, b)
        self.plain.update(disconnect=[(a, b)])

    def follow(self, a: M, b: M) -> None:
        self.graph = self.graph.follow(a, b)
        self.plain.update(follow=[(a, b)])

    def unfollow(self, a: M, b: M) -> None:
        self.graph = self.graph.unfollow(a, b)
        self.plain.update(unfollow=[(a, b)])

    def update(self, **changes: Any) -> None:
        self.graph = self.graph.update(**changes)
        self.plain.update(**changes)

    def with_profile(self, member: M, profile: lg.Profile) -> None:
        self.graph = self.graph.with_profile(member, profile)
        self.plain.with_profile(member, profile)

    def compact(self) -> None:
        self.graph = self.graph.compact()

    # Edits that only rules make; here they are made on the facts.

    def invite(self, a: M, b: M, letter: InvitationDetails) -> None:
        self.graph = with_invitation(self.graph, a, b, letter)
        self.plain.invitation_details[a, b] = letter

    def block(self, a: M, b: M) -> None:
        self.graph = with_block(self.graph, a, b)
        self.plain.block(a, b)

    def remember(self, kind: str, a: M, b: M, at: datetime) -> None:
        self.graph = with_memory(self.graph, kind, a, b, at)
        self.plain.remember(kind, a, b, at)


def with_invitation(
    graph: lg.LinkGraph[Any], a: M, b: M, letter: InvitationDetails
) -> lg.LinkGraph[Any]:
    """Return a graph in which an invitation a → b is pending."""
    one, other = _ends(graph, a, b)
    return lg.LinkGraph(facts=graph._facts.with_invitation(one, other, letter))


def with_block(graph: lg.LinkGraph[Any], a: M, b: M) -> lg.LinkGraph[Any]:
    """Return a graph in which `a` has blocked `b`, and no tie is between them (F5)."""
    one, other = _ends(graph, a, b)
    free = graph._facts.without_ties(one, other)
    if free.blocks.has(one, other):
        return lg.LinkGraph(facts=free)
    return lg.LinkGraph(facts=attrs.evolve(free, blocks=free.blocks.flip((one, other))))


def with_memory(graph: lg.LinkGraph[Any], kind: str, a: M, b: M, at: datetime) -> lg.LinkGraph[Any]:
    """Return a graph that remembers one thing more (F9)."""
    one, other = _ends(graph, a, b)
    old: Any = graph._facts.memory[REMEMBERED[kind]]
    if kind == "bars":
        new = old if old.has(one, other) else old.flip((one, other))
    elif kind == "flags":
        new = old.set(one, (old.get(one) or 0) + 1)
    else:
        key = one if kind in {"invited", "noted"} else (one, other)
        new = old.set(key, with_time(old.get(key), at))
    return lg.LinkGraph(facts=graph._facts.with_stored({REMEMBERED[kind]: new}))


def _ends(graph: lg.LinkGraph[Any], a: M, b: M) -> tuple[int, int]:
    member_index = graph._facts.member_index
    return member_index.index(a), member_index.index(b)
