"""Any graph there may be: members, settings, ties, and what is remembered (F1 to F10).

A graph is drawn as numbers: what happened between whom, one `Event` each. They become facts
in order, and an event that contradicts an earlier one (F3 to F5) is left out, so that no
draw is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from math import isqrt
from typing import Any, TypeAlias, TypeVar, overload

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.facts.diff import Diff, Fact, FactKind
from linkgraph.facts.graph import LinkGraph
from linkgraph.facts.values import Profile
from linkgraph.strategies.arguments import MEMBERS, Bounds, sizes, strategy
from linkgraph.strategies.member_ids import name, newcomers
from linkgraph.strategies.settings import CHANGES
from linkgraph.strategies.times import DAY, LATER

M = TypeVar("M", bound=Hashable)
Pair: TypeAlias = tuple[int, int]


def pair_at(place: int) -> Pair:
    """Return a pair of indices by its place: 0–1, 1–2, 0–2, 2–3 …, so that small is a chain.

    Pairs among the first n members have the first n(n - 1)/2 places.
    """
    later = (1 + isqrt(1 + 8 * place)) // 2
    return later - 1 - (place - later * (later - 1) // 2), later


# -- what can have happened between two ---------------------------------------------------------


@attrs.define
class Told:
    """Facts so far, by index; a method adds one, unless it contradicts what is there."""

    connected: dict[Pair, None] = attrs.field(factory=dict)
    follows: dict[Pair, None] = attrs.field(factory=dict)
    stopped: dict[Pair, None] = attrs.field(factory=dict)  # of what connecting brought
    pending: dict[Pair, tuple[datetime, str | None]] = attrs.field(factory=dict)
    blocks: dict[Pair, None] = attrs.field(factory=dict)
    bars: dict[Pair, None] = attrs.field(factory=dict)
    flags: dict[int, int] = attrs.field(factory=dict)
    times: dict[tuple[FactKind, tuple[int, ...]], list[datetime]] = attrs.field(factory=dict)

    def tied(self, one: int, other: int) -> bool:
        """Return whether a block between the two would end something (F5)."""
        ways = (one, other), (other, one)
        return any(way in each for way in ways for each in (self.connected, self.follows)) or any(
            way in self.pending for way in ways
        )

    def blocked(self, one: int, other: int) -> bool:
        """Return whether either has blocked the other."""
        return (one, other) in self.blocks or (other, one) in self.blocks

    def invited(self, one: int, other: int) -> bool:
        """Return whether an invitation is pending, either way."""
        return (one, other) in self.pending or (other, one) in self.pending

    def connects(self, one: int, other: int, _: datetime) -> None:
        """Connect the two, who then follow each other."""
        if not self.blocked(one, other) and not self.invited(one, other):
            self.connected[min(one, other), max(one, other)] = None

    def follow(self, one: int, other: int, _: datetime) -> None:
        """Let one follow the other."""
        if not self.blocked(one, other):
            self.follows[one, other] = None

    def stops(self, one: int, other: int, _: datetime) -> None:
        """Undo the follow that a connection brought."""
        self.stopped[one, other] = None

    def invites(self, one: int, other: int, at: datetime, note: str | None = None) -> None:
        """Leave an invitation pending (F4)."""
        together = (min(one, other), max(one, other)) in self.connected
        if not together and not self.blocked(one, other) and not self.invited(one, other):
            self.pending[one, other] = at, note

    def invites_with_note(self, one: int, other: int, at: datetime) -> None:
        """Leave an invitation with a note pending."""
        self.invites(one, other, at, "Hello")

    def block(self, one: int, other: int, _: datetime) -> None:
        """Let one block the other (F5)."""
        if not self.tied(one, other):
            self.blocks[one, other] = None

    def bar(self, one: int, other: int, _: datetime) -> None:
        """Let one have said "I don't know this person" of the other (A4)."""
        self.bars[one, other] = None
        self.flag(other)

    def flag(self, one: int, *_: object) -> None:
        """Give one a flag, by somebody who has left (L3)."""
        self.flags[one] = self.flags.get(one, 0) + 1

    def withdrew(self, one: int, other: int, at: datetime) -> None:
        """Let one have withdrawn an invitation to the other (A5)."""
        self._at(FactKind.WITHDRAWN, at, one, other)

    def unblocked(self, one: int, other: int, at: datetime) -> None:
        """Let one have unblocked the other (A11)."""
        self._at(FactKind.UNBLOCKED, at, one, other)

    def sent(self, one: int, _: int, at: datetime) -> None:
        """Let one have sent an invitation (L2)."""
        self._at(FactKind.INVITED, at, one)

    def sent_note(self, one: int, _: int, at: datetime) -> None:
        """Let one have sent an invitation with a note (L5)."""
        self._at(FactKind.INVITED, at, one)
        self._at(FactKind.NOTED, at, one)

    def _at(self, kind: FactKind, at: datetime, *who: int) -> None:
        self.times.setdefault((kind, who), []).append(at)

    def all_follows(self) -> Iterator[Pair]:
        """Return the follows: those begun, and those that connections brought."""
        brought = (way for a, b in self.connected for way in ((a, b), (b, a)))
        return iter({**self.follows, **dict.fromkeys(w for w in brought if w not in self.stopped)})

    def remembered(self) -> Iterator[tuple[FactKind, tuple[int, ...], Any]]:
        """Return what stands beside connections and follows."""
        for pair, letter in self.pending.items():
            yield FactKind.INVITATION, pair, letter
        for kind, pairs in ((FactKind.BLOCK, self.blocks), (FactKind.BAR, self.bars)):
            for pair in pairs:
                yield kind, pair, None
        for one, number in self.flags.items():
            yield FactKind.FLAGS, (one,), number
        for (kind, who), times in self.times.items():
            yield kind, who, tuple(sorted(times))


Happens: TypeAlias = Callable[[Told, int, int, datetime], None]
Event: TypeAlias = tuple[Happens, int, bool, datetime]  # what, the pair's place, its way, when

TIES: tuple[Happens, ...] = (Told.connects, Told.follow, Told.stops)
PAST: tuple[Happens, ...] = (
    Told.invites, Told.invites_with_note, Told.block, Told.bar, Told.flag,
    Told.withdrew, Told.unblocked, Told.sent, Told.sent_note,
)  # fmt: skip
# as often as makes graphs of some distance: a third of the events are connections
_OFTEN = {False: TIES[:1] * 3 + TIES[1:2] * 2 + TIES[2:], True: TIES[:1] * 4 + TIES + PAST}
_TIMES = [DAY + later for later in LATER]


@cache  # making a strategy costs more than drawing from it
def _events(size: int, past: bool) -> SearchStrategy[list[Event]]:
    if size < 2:
        return st.just([])
    happens, places = st.sampled_from(_OFTEN[past]), st.integers(0, size * (size - 1) // 2 - 1)
    event = st.tuples(happens, places, st.booleans(), st.sampled_from(_TIMES))
    return st.lists(event, max_size=4 * size)


# -- from numbers to a graph --------------------------------------------------------------------


def _flat(members: Sequence[Any], ties: dict[str, Any]) -> LinkGraph[Any]:
    return LinkGraph.from_edges(members=members, auto_follow=False, **ties)


def _edited(members: Sequence[Any], ties: dict[str, Any]) -> LinkGraph[Any]:
    graph: LinkGraph[Any] = LinkGraph.from_edges(members=members)
    return graph.update(connect=ties["connections"], follow=ties["follows"], auto_follow=False)


def _after_a_leave(members: Sequence[Any], ties: dict[str, Any]) -> LinkGraph[Any]:
    guests = [guest for guest, _ in zip(newcomers(members), "?", strict=False)]
    graph = _edited([*guests, *members], ties)
    return graph.without_member(*guests) if guests else graph


# how a graph can have come about; equal graphs must answer alike
FORMS = (_flat, _edited, _after_a_leave)


@attrs.frozen
class Plan:
    """A graph in numbers."""

    members: list[Any]
    profiles: dict[int, Profile]
    events: list[Event]
    form: Callable[[Sequence[Any], dict[str, Any]], LinkGraph[Any]]

    def without(self, happens: Happens) -> Plan:
        """Return the same graph but for one kind of event."""
        return attrs.evolve(self, events=[e for e in self.events if e[0] is not happens])

    def graph(self, first: Iterable[Event] = ()) -> LinkGraph[Any]:
        """Return the graph; `first` has happened before all that was drawn."""
        told = Told()
        for happens, place, back, at in (*first, *self.events):
            pair = pair_at(place)
            happens(told, *(pair[::-1] if back else pair), at)
        named = self.members.__getitem__
        ties = {
            "connections": [(named(a), named(b)) for a, b in told.connected],
            "follows": [(named(a), named(b)) for a, b in told.all_follows()],
        }
        graph = self.form(self.members, ties)
        facts = [
            Fact(kind, tuple(map(named, who)), value) for kind, who, value in told.remembered()
        ]
        graph = Diff(tuple(facts)).apply(graph) if facts else graph
        for one, profile in self.profiles.items():
            graph = graph.with_profile(named(one), profile)
        return graph.compact() if self.form is _flat else graph


@st.composite
def plans(
    draw: st.DrawFn,
    members: SearchStrategy[Any] | None,
    bounds: Bounds,
    profiles: SearchStrategy[Profile] | None = None,
    *,
    past: bool = True,
) -> Plan:
    """Draw a graph in numbers."""
    ids = draw(rosters(members, bounds))
    size = len(ids)
    events = draw(_events(size, past))
    if profiles is None:
        settings: dict[int, Profile] = {}
        for who, change in draw(_few_changes(size)):
            settings[who] = attrs.evolve(settings.get(who, Profile()), **dict([change]))
    else:
        settings = {who: draw(profiles) for who in range(size)}
    return Plan(ids, settings, events, draw(st.sampled_from(FORMS)))


@cache
def _few_changes(size: int) -> SearchStrategy[list[tuple[int, tuple[str, Any]]]]:
    if not size:
        return st.just([])
    return st.lists(
        st.tuples(st.integers(0, size - 1), st.sampled_from(CHANGES)), max_size=2 * size
    )


@st.composite
def rosters(draw: st.DrawFn, members: SearchStrategy[Any] | None, bounds: Bounds) -> list[Any]:
    """Draw different ids: by default the first names, in the order of the alphabet or turned."""
    least, most = bounds
    if members is not None:
        return draw(st.lists(members, min_size=least, max_size=most, unique=True))
    size = draw(st.integers(least, most))
    turn = draw(st.integers(0, size - 1)) if size > 1 else 0
    names = [name(number) for number in range(size)]
    return names[turn:] + names[:turn]


# -- the strategy -------------------------------------------------------------------------------


@overload
def graphs(
    members: None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    profiles: SearchStrategy[Profile] | None = None,
    past: bool = True,
) -> SearchStrategy[LinkGraph[str]]: ...


@overload
def graphs(
    members: SearchStrategy[M],
    *,
    min_size: int = 0,
    max_size: int | None = None,
    profiles: SearchStrategy[Profile] | None = None,
    past: bool = True,
) -> SearchStrategy[LinkGraph[M]]: ...


@st.composite
def graphs(
    draw: st.DrawFn,
    members: SearchStrategy[Any] | None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    profiles: SearchStrategy[Profile] | None = None,
    past: bool = True,
) -> Any:
    """Draw any graph: ties, settings, and a past (F1 to F10).

    With a past there are pending invitations, blocks, and all that is remembered (F9):
    withdrawals, unblocks, bars, flags, times of invitations and notes. Facts are drawn one
    by one, so there are graphs that no sequence of actions leads to; where that matters,
    draw `histories` and replay them. Graphs come flat, edited, and with members gone, which
    must make no difference.

    Shrinks to few members called ana, bo, cy …, in a chain.

    Parameters
    ----------
    members
        A strategy for ids. By default short names, in an order that need not be sorted.
    min_size, max_size
        How many members; without a `max_size` up to 6 more than the least. For large graphs
        and for control of the shape see `mixed_graphs`.
    profiles
        A strategy for everybody's profile; by default a few settings of a few members.
    past
        Whether there is more than connections, follows and profiles.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(graphs(), lambda graph: graph)
    LinkGraph(1 member, 0 connections, 0 follows)
    >>> graph = find(graphs(), lambda graph: any(graph.connection_count(m) > 1 for m in graph))
    >>> graph, graph.connections_of("bo")
    (LinkGraph(3 members, 2 connections, 4 follows), MemberSet({'ana', 'cy'}))
    """
    bounds = sizes(min_size, max_size, MEMBERS)
    for value, argument in ((members, "members"), (profiles, "profiles")):
        if value is not None:
            strategy(value, argument)
    return draw(plans(members, bounds, profiles, past=past)).graph()
