"""Any graph that there may be: members, settings, ties, and what is remembered (F1 to F10).

A graph is drawn as a list of events, such as "0 connects with 1", a few settings, and a list of
ids. Members are numbered in the order in which events and settings first mention them. That way a
failure shrinks by leaving out events alone: no other number has to change at the same time.

An event that contradicts an earlier one has no effect, so every draw gives a graph. The facts
are put into the graph directly, so there are graphs that no sequence of actions leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from functools import cache
from math import isqrt
from typing import Any, TypeAlias, TypeVar, overload

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.diff import Diff, Fact
from linkgraph.graph.fact_kinds import (
    BARS,
    BLOCKS,
    CONNECTIONS,
    FLAGS,
    FOLLOWS,
    INVITATIONS,
    INVITED,
    NOTED,
    TIMES,
    UNBLOCKED,
    WITHDRAWN,
    FactKind,
)
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import FollowAudience, Profile, Tier
from linkgraph.strategies.arguments import MORE_MEMBERS, Bounds, instance, sizes, strategy
from linkgraph.strategies.member_ids import name, newcomers
from linkgraph.strategies.settings import CHANGES
from linkgraph.strategies.times import DAY, LATER

M = TypeVar("M", bound=Hashable)
Pair: TypeAlias = tuple[int, int]


def pair_at(place: int) -> Pair:
    """Return an ordered pair of indices by its place: 0→1, 1→0, 1→2, 2→1, 0→2, 2→0, 2→3 ….

    The first places make a chain, and the pairs of the first n members have the first n(n - 1)
    places. All strategies name pairs by this number, so that equal numbers shrink together.
    """
    tie, back = divmod(place, 2)
    later = (1 + isqrt(1 + 8 * tie)) // 2
    earlier = later - 1 - (tie - later * (later - 1) // 2)
    return (later, earlier) if back else (earlier, later)


# -- what can happen between two members --------------------------------------------------------


@attrs.frozen(eq=False)
class PairEvent:
    """A kind of event between two members: the facts it adds, unless others contradict it.

    Attributes
    ----------
    name
        A verb.
    adds
        The facts, each with the members whom it names: 0 for the first of the two, 1 for the other.
    unless
        Kinds of fact between the two, either way, that keep the event from happening.
    note
        The note of an invitation.
    """

    name: str
    adds: tuple[tuple[FactKind[Any], tuple[int, ...]], ...] = attrs.field(default=(), repr=False)
    unless: tuple[FactKind[Any], ...] = attrs.field(default=(), repr=False)
    note: str | None = None


FIRST, BOTH, REVERSED = (0,), (0, 1), (1, 0)

CONNECT = PairEvent("connect", ((CONNECTIONS, BOTH),), (BLOCKS, INVITATIONS))  # brings follows, too
FOLLOW = PairEvent("follow", ((FOLLOWS, BOTH),), (BLOCKS,))
# two events that bugs take for others: a mutual follow does not connect (F3), and a follow
# of a profile that admits only connections is not in force (F8)
FOLLOW_EACH_OTHER = PairEvent(
    "follow each other", ((FOLLOWS, BOTH), (FOLLOWS, REVERSED)), (BLOCKS,)
)
FOLLOW_CLOSED_PROFILE = PairEvent("follow a closed profile", FOLLOW.adds, (BLOCKS,))
UNFOLLOW = PairEvent("unfollow")  # undoes the follow that a connection brought
INVITE = PairEvent("invite", ((INVITATIONS, BOTH),), (CONNECTIONS, BLOCKS, INVITATIONS))
INVITE_WITH_NOTE = attrs.evolve(INVITE, name="invite with a note", note="Hello")
BLOCK = PairEvent("block", ((BLOCKS, BOTH),), (CONNECTIONS, FOLLOWS, INVITATIONS))
BAR = PairEvent("bar", ((BARS, BOTH), (FLAGS, (1,))))  # "I don't know …" (A4)
FLAG = PairEvent("flag", ((FLAGS, FIRST),))  # set by a member who has left (L3)
WITHDRAW = PairEvent("withdraw", ((WITHDRAWN, BOTH),))
UNBLOCK = PairEvent("unblock", ((UNBLOCKED, BOTH),))
SEND = PairEvent("send", ((INVITED, FIRST),))
SEND_NOTE = PairEvent("send a note", (*SEND.adds, (NOTED, FIRST)))

DatedEvent: TypeAlias = tuple[PairEvent, Pair, datetime]
DrawnFacts: TypeAlias = dict[tuple[FactKind[Any], tuple[int, ...]], Any]

# events that can stand for each other are neighbours, since shrinking goes from one to the next
TIES = (CONNECT, FOLLOW, FOLLOW_EACH_OTHER, FOLLOW_CLOSED_PROFILE, UNFOLLOW)
PAST = (INVITE, INVITE_WITH_NOTE, BLOCK, BAR, FLAG, WITHDRAW, UNBLOCK, SEND, SEND_NOTE)
# with a past or without; at least a third are connections, so that some members are far apart
FREQUENCIES: dict[bool, tuple[PairEvent, ...]] = {
    False: (*[CONNECT] * 4, FOLLOW, *TIES),
    True: (*[CONNECT] * 11, *TIES, *PAST, *[SEND_NOTE] * 2),
}
_MOMENTS = [DAY + later for later in LATER]


def _value(event: PairEvent, kind: FactKind[Any], at: datetime, before: Any) -> Any:
    """Return the value of a fact after an event; `before` is the value that it had, or `None`."""
    if kind.value is TIMES:
        return tuple(sorted((*(before or ()), at)))
    if kind is FLAGS:
        return (before or 0) + 1
    return (at, event.note) if kind is INVITATIONS else None


def facts_of(events: Iterable[DatedEvent]) -> DrawnFacts:
    """Return the facts that events lead to, one after the other; members are named by index."""
    facts: DrawnFacts = {}
    for event, pair, at in events:
        if any((kind, ends) in facts for kind in event.unless for ends in (pair, pair[::-1])):
            continue
        for kind, positions in event.adds:
            members = tuple(pair[position] for position in positions)
            facts[kind, members] = _value(event, kind, at, facts.get((kind, members)))
    return facts


# -- from events to a graph ---------------------------------------------------------------------

Ties: TypeAlias = dict[str, Any]
Form: TypeAlias = Callable[[Sequence[Any], Ties], LinkGraph[Any]]


def _flat(members: Sequence[Any], ties: Ties) -> LinkGraph[Any]:
    return LinkGraph.from_edges(members=members, auto_follow=False, **ties)


def _edited(members: Sequence[Any], ties: Ties) -> LinkGraph[Any]:
    graph: LinkGraph[Any] = LinkGraph.from_edges(members=members)
    return graph.update(connect=ties["connections"], follow=ties["follows"], auto_follow=False)


def _after_a_leave(members: Sequence[Any], ties: Ties) -> LinkGraph[Any]:
    guests = [guest for guest, _ in zip(newcomers(members), "?", strict=False)]
    graph = _edited([*guests, *members], ties)
    return graph.without_member(*guests) if guests else graph


# ways in which a graph can come about; equal graphs must give equal answers
FORMS = (_flat, _edited, _after_a_leave)


@attrs.frozen
class Plan:
    """A graph in numbers.

    `members` has the id of each number, `order` the same ids in member order (F10). `planted`
    events happen before those that were drawn. `form` says how the graph comes about.
    """

    members: list[Any]
    order: list[Any]
    profiles: dict[int, Profile]
    planted: tuple[DatedEvent, ...]
    events: list[DatedEvent]
    form: Form

    def _named(self, indices: tuple[int, ...]) -> tuple[Any, ...]:
        return tuple(self.members[index] for index in indices)

    def without(self, kind: PairEvent) -> Plan:
        """Return the same plan, less the drawn events of one kind."""
        return attrs.evolve(self, events=[event for event in self.events if event[0] is not kind])

    def graph(self) -> LinkGraph[Any]:
        """Return the graph."""
        events = (*self.planted, *self.events)
        ties: dict[FactKind[Any], list[Any]] = {CONNECTIONS: [], FOLLOWS: []}
        stored: list[Fact[Any]] = []
        for (kind, indices), value in facts_of(events).items():
            members = self._named(indices)
            if kind in ties:
                ties[kind].append(members)
            else:
                stored.append(Fact(kind, members, value))
        unfollowed = [self._named(pair) for kind, pair, _ in events if kind is UNFOLLOW]
        connections, follows = ties.values()
        brought = [way for a, b in connections for way in ((a, b), (b, a))]
        follows = list(dict.fromkeys((*follows, *(w for w in brought if w not in unfollowed))))
        graph = self.form(self.order, {"connections": connections, "follows": follows})
        graph = Diff(tuple(stored)).apply(graph) if stored else graph
        for index, profile in self.profiles.items():
            graph = graph.with_profile(self.members[index], profile)
        return graph.compact() if self.form is _flat else graph


# -- what is drawn ------------------------------------------------------------------------------

# an event and its time together: one draw costs less than two
_EVENTS = {
    past: st.sampled_from([(kind, at) for kind in frequencies for at in _MOMENTS])
    for past, frequencies in FREQUENCIES.items()
}
_FORMS = st.sampled_from(FORMS)
# a tier more often than other settings: it matters both to senders and to recipients
_CHANGE = st.sampled_from([*CHANGES, *[("tier", Tier.PREMIUM)] * 3])
_CLOSED = Profile(follow_audience=FollowAudience.CONNECTIONS)
_UNMENTIONED = st.integers(0, 2)  # members without any event
_FEWEST_EVENTS = st.integers(0, 6)  # with a minimum of 0, most graphs would have no tie at all


@cache  # making a strategy costs more than drawing from it
def _events(
    size: int, past: bool, fewest: int
) -> SearchStrategy[list[tuple[tuple[PairEvent, datetime], int]]]:
    places = st.integers(0, size * (size - 1) - 1)
    return st.lists(st.tuples(_EVENTS[past], places), min_size=fewest, max_size=4 * size)


@cache
def _changes(size: int) -> SearchStrategy[list[tuple[int, tuple[str, Any]]]]:
    change = st.tuples(st.integers(0, max(0, size - 1)), _CHANGE)
    return st.lists(change, max_size=3 * size)


@st.composite
def plans(
    draw: st.DrawFn,
    members: SearchStrategy[Any] | None,
    bounds: Bounds,
    profiles: SearchStrategy[Profile] | None = None,
    *,
    past: bool = True,
    planted: tuple[DatedEvent, ...] = (),
    reserved: int = 0,
) -> Plan:
    """Draw a graph in numbers.

    `planted` events happen first, between members below `reserved`, who keep their numbers.
    """
    ids = draw(rosters(members, bounds))
    numbers = {label: label for label in range(reserved)}  # by first mention

    def number(label: int) -> int:
        return numbers.setdefault(label, len(numbers))

    events: list[DatedEvent] = []
    drawn = draw(_events(len(ids), past, draw(_FEWEST_EVENTS))) if len(ids) > 1 else ()
    for (kind, at), place in drawn:
        one, other = pair_at(place)
        events.append((kind, (number(one), number(other)), at))
    closed = [other for kind, (_, other), _ in events if kind is FOLLOW_CLOSED_PROFILE]
    settings = dict.fromkeys(closed, _CLOSED)
    for label, change in draw(_changes(len(ids))) if profiles is None else ():
        index = number(label)
        settings[index] = attrs.evolve(settings.get(index, Profile()), **dict([change]))
    ids = ids[: max(bounds[0], len(numbers) + draw(_UNMENTIONED))]
    if profiles is not None:
        settings = {index: draw(profiles) for index in range(len(ids))}
    turn = draw(st.integers(0, max(0, len(ids) - 1)))
    ids = ids[turn:] + ids[:turn]
    return Plan(ids, ids, settings, planted, events, draw(_FORMS))


@st.composite
def rosters(draw: st.DrawFn, members: SearchStrategy[Any] | None, bounds: Bounds) -> list[Any]:
    """Draw different ids: by default the first names."""
    lowest, highest = bounds
    if members is not None:
        return draw(st.lists(members, min_size=lowest, max_size=highest, unique=True))
    return [name(number) for number in range(draw(st.integers(lowest, highest)))]


def checked_bounds(
    members: object, min_size: object, max_size: object, profiles: object, past: object
) -> Bounds:
    """Check the arguments that say which graph to draw, and return the bounds of its size."""
    if members is not None:
        strategy(members, "members")
    if profiles is not None:
        strategy(profiles, "profiles", "profiles()")
    instance(past, bool, "True or False as `past`")
    return sizes(min_size, max_size, MORE_MEMBERS)


# -- the strategy -------------------------------------------------------------------------------


@overload
def graphs(
    members: None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    profiles: SearchStrategy[Profile] | None = None,
    past: bool = True,
) -> SearchStrategy[LinkGraph[str]]:
    raise NotImplementedError


@overload
def graphs(
    members: SearchStrategy[M],
    *,
    min_size: int = 0,
    max_size: int | None = None,
    profiles: SearchStrategy[Profile] | None = None,
    past: bool = True,
) -> SearchStrategy[LinkGraph[M]]:
    raise NotImplementedError


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

    A past consists of pending invitations, blocks, and all that is remembered (F9): withdrawals,
    unblocks, bars, flags, times of invitations and notes. Facts are drawn one by one, so there
    are graphs that no sequence of actions leads to; where that matters, draw `histories` and
    replay them. Some graphs are compact, some were edited, and some have lost a member: that must
    make no difference to any answer.

    Shrinks to few members called ana, bo, cy …, in a chain.

    Parameters
    ----------
    members
        A strategy for ids. By default short names, in an order that need not be sorted.
    min_size, max_size
        The number of members; without a `max_size` up to 6 more than `min_size`. For large graphs
        and for control of the shape see `mixed_graphs`.
    profiles
        A strategy for the profile of every member; by default a few members have a few settings.
    past
        Whether there is more than connections, follows and profiles.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(graphs(), lambda graph: graph)
    LinkGraph(1 member, 0 connections, 0 follows)
    >>> graph = find(graphs(), lambda graph: any(graph.connection_count(m) > 1 for m in graph))
    >>> graph, graph.connections_of("bo")
    (LinkGraph(3 members, 2 connections, 4 follows), MemberSet({'ana', 'cy'}))
    """
    bounds = checked_bounds(members, min_size, max_size, profiles, past)
    return draw(plans(members, bounds, profiles, past=past)).graph()
