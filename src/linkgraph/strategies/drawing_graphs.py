"""Any graph that there may be: members, settings, ties, and a past (F1 to F10).

A graph is drawn as a list of events, such as "0 connects with 1", a few settings, and a list of
ids. Members are numbered in the order in which events and settings first mention them. That way a
failure shrinks by leaving out events alone: no other number has to change at the same time.

An event that contradicts an earlier one has no effect, so every draw gives a graph. Its facts are
put into the graph directly, as a `Diff`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from math import isqrt
from typing import Any, TypeAlias

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
    PROFILES,
    TIMES,
    UNBLOCKED,
    WITHDRAWN,
    FactKind,
)
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import DEFAULT_PROFILE, Button, FollowAudience, Profile, Tier
from linkgraph.rules.policy import CURRENT
from linkgraph.strategies.arguments import instance, sizes, strategy
from linkgraph.strategies.member_ids import M, different_ids, newcomers
from linkgraph.strategies.settings import CHANGES
from linkgraph.strategies.times import DAY, LATER

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


# -- events between two members ------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class PairEvent:
    """A kind of event between two members: the facts it adds, unless others contradict it."""

    # each with the members that it names: 0 for the first of the two, 1 for the other
    adds: tuple[tuple[FactKind[Any], tuple[int, ...]], ...] = ()
    unless: tuple[FactKind[Any], ...] = ()  # facts between the two, either way
    note: str | None = None  # of an invitation
    times: int = 1  # how often it happens: a limit is reached by one event
    undoes: tuple[tuple[int, ...], ...] = ()  # of the two follows that a connection brings
    sets: Profile | None = None  # the profile of the other member

    @property
    def connects(self) -> bool:
        """Whether the two are connected afterwards."""
        return (CONNECTIONS, BOTH) in self.adds


FIRST, BOTH, REVERSED = (0,), (0, 1), (1, 0)

# brings follows, too
CONNECT = PairEvent(((CONNECTIONS, BOTH),), (CONNECTIONS, BLOCKS, INVITATIONS))
FOLLOW = PairEvent(((FOLLOWS, BOTH),), (BLOCKS,))
# two events that bugs take for others: a mutual follow does not connect (F3), and a follow
# of a profile that admits only connections is not in force (F8)
FOLLOW_EACH_OTHER = PairEvent((*FOLLOW.adds, (FOLLOWS, REVERSED)), FOLLOW.unless)
FOLLOW_CLOSED_PROFILE = attrs.evolve(
    FOLLOW, sets=Profile(follow_audience=FollowAudience.CONNECTIONS)
)
UNFOLLOW = PairEvent(undoes=(BOTH,))
CONNECT_ALONE = attrs.evolve(CONNECT, undoes=(BOTH, REVERSED))  # neither follows the other
INVITE = PairEvent(((INVITATIONS, BOTH),), (CONNECTIONS, BLOCKS, INVITATIONS))
INVITE_WITH_NOTE = attrs.evolve(INVITE, note="Hello")
INVITE_FOLLOW_FIRST = attrs.evolve(INVITE, sets=Profile(primary_button=Button.FOLLOW))  # B5
BLOCK = PairEvent(((BLOCKS, BOTH),), (CONNECTIONS, FOLLOWS, INVITATIONS))
BAR = PairEvent(((BARS, BOTH), (FLAGS, (1,))))  # "I don't know …" (A4)
FLAG = PairEvent(((FLAGS, FIRST),))  # set by a member that has left (L3)
WITHDRAW = PairEvent(((WITHDRAWN, BOTH),))
UNBLOCK = PairEvent(((UNBLOCKED, BOTH),))
SEND = PairEvent(((INVITED, FIRST),))
SEND_NOTE = PairEvent((*SEND.adds, (NOTED, FIRST)))
# today's limits, which single events do not reach: L2, L3, L5
REACH_WEEKLY_LIMIT = attrs.evolve(SEND, times=CURRENT.weekly_invitations or 0)
REACH_FLAG_LIMIT = attrs.evolve(FLAG, times=CURRENT.flag_limit)
USE_NOTES_UP = attrs.evolve(SEND_NOTE, times=CURRENT.free_notes_per_month)

DatedEvent: TypeAlias = tuple[PairEvent, Pair, datetime]
DrawnFacts: TypeAlias = dict[tuple[FactKind[Any], tuple[int, ...]], Any]

# events that can stand for each other are neighbours, since shrinking goes from one to the next
TIES = (CONNECT, FOLLOW, FOLLOW_EACH_OTHER, FOLLOW_CLOSED_PROFILE, UNFOLLOW, CONNECT_ALONE)
PAST = (
    *(INVITE, INVITE_WITH_NOTE, INVITE_FOLLOW_FIRST, BLOCK, BAR, FLAG, REACH_FLAG_LIMIT),
    *(WITHDRAW, UNBLOCK, SEND, REACH_WEEKLY_LIMIT, SEND_NOTE, USE_NOTES_UP),
)
# with a past or without; at least a third are connections, so that some members are far apart
FREQUENCIES: dict[bool, tuple[PairEvent, ...]] = {
    False: (*[CONNECT] * 4, FOLLOW, *TIES),
    True: (*[CONNECT] * 12, *TIES, *PAST, *[SEND_NOTE] * 2),
}


def _value(event: PairEvent, kind: FactKind[Any], at: datetime, before: Any) -> Any:
    """Return the value of a fact after an event; `before` is the value that it had, or `None`."""
    if kind.value is TIMES:
        return tuple(sorted((*(before or ()), *[at] * event.times)))
    if kind is FLAGS:
        return (before or 0) + event.times
    return (at, event.note) if kind is INVITATIONS else None


def _facts_of(events: Iterable[DatedEvent]) -> DrawnFacts:
    """Return the facts that events lead to, one after the other; members are named by index."""
    facts: DrawnFacts = {}
    for event, pair, at in events:
        if any((kind, ends) in facts for kind in event.unless for ends in (pair, pair[::-1])):
            continue
        for kind, positions in event.adds:
            members = tuple(pair[position] for position in positions)
            facts[kind, members] = _value(event, kind, at, facts.get((kind, members)))
    unfollowed = {
        (pair[one], pair[other]) for event, pair, _ in events for one, other in event.undoes
    }
    connected = [pair for kind, pair in facts if kind is CONNECTIONS]
    brought = {way for pair in connected for way in (pair, pair[::-1])} - unfollowed
    return facts | {(FOLLOWS, way): None for way in brought}


# -- from events to a graph ---------------------------------------------------------------------

# ways in which a graph can come about; equal graphs must give equal answers
FORMS = ("compact", "edited", "after a leave")


@attrs.frozen
class Plan:
    """A graph in numbers: `members` has the id of each number.

    `order` has the same ids in member order (F10), and `form` says how the graph comes about.
    """

    members: list[Any]
    order: list[Any]
    profiles: dict[int, Profile]
    events: list[DatedEvent]
    form: str

    def graph(self) -> LinkGraph[Any]:
        """Return the graph."""
        facts = _facts_of(self.events)
        facts |= {(PROFILES, (index,)): profile for index, profile in self.profiles.items()}
        change = Diff(
            tuple(
                Fact(kind, tuple(self.members[index] for index in indices), value)
                for (kind, indices), value in facts.items()
                if value != DEFAULT_PROFILE
            )
        )
        guests = list(islice(newcomers(self.order), 1 if self.form == "after a leave" else 0))
        graph = change.apply(LinkGraph.from_edges(members=[*guests, *self.order]))
        for guest in guests:
            graph = graph.without_member(guest)
        return graph.compact() if self.form == "compact" else graph


# -- the strategy -------------------------------------------------------------------------------

# an event and its time together: one draw costs less than two
_EVENTS = {
    past: st.sampled_from([(kind, DAY + later) for kind in frequencies for later in LATER])
    for past, frequencies in FREQUENCIES.items()
}
# a tier more often than other settings: it matters both to senders and to recipients
_CHANGE = st.sampled_from([*CHANGES, *[("tier", Tier.PREMIUM)] * 3])
_UNMENTIONED = st.integers(0, 2)  # members without any event
_FEWEST_EVENTS = st.integers(0, 6)  # with a minimum of 0, most graphs would have no tie at all


def drawn_plan(
    draw: st.DrawFn,
    members: SearchStrategy[Any] | None,
    min_size: int,
    max_size: int | None,
    profiles: SearchStrategy[Profile] | None,
    *,
    past: bool,
    planted: tuple[DatedEvent, ...] = (),
    reserved: int = 0,
) -> Plan:
    """Check the arguments of `graphs` and draw a graph in numbers.

    `planted` events happen first, between members below `reserved`; these keep their numbers, and
    the first and the last of them may have any place in the order.
    """
    if members is not None:
        strategy(members, "members")
    if profiles is not None:
        strategy(profiles, "profiles", "profiles()")
    instance(past, bool, "past", "True or False")
    bounds = sizes(min_size, max_size)
    ids = different_ids(draw, members, bounds)
    numbers = {label: label for label in range(reserved)}  # by first mention

    def number(label: int) -> int:
        return numbers.setdefault(label, len(numbers))

    events = list(planted)
    size = len(ids)
    if size > 1:
        dated = st.tuples(_EVENTS[past], st.integers(0, size * (size - 1) - 1))
        happening = st.lists(dated, min_size=draw(_FEWEST_EVENTS), max_size=4 * size)
        for (kind, at), place in draw(happening):
            one, other = pair_at(place)
            events.append((kind, (number(one), number(other)), at))
    settings = {other: kind.sets for kind, (_, other), _ in events if kind.sets}
    changes = st.tuples(st.integers(0, max(0, size - 1)), _CHANGE)
    for label, change in draw(st.lists(changes, max_size=3 * size)) if profiles is None else ():
        index = number(label)
        settings[index] = attrs.evolve(settings.get(index, DEFAULT_PROFILE), **dict([change]))
    ids = ids[: max(bounds[0], len(numbers) + draw(_UNMENTIONED))]
    if profiles is not None:
        settings = {index: draw(profiles) for index in range(len(ids))}
    turn = draw(st.integers(0, max(0, len(ids) - 1)))
    ids = ids[turn:] + ids[:turn]
    named = list(ids)
    for index in (0, reserved - 1) if reserved else ():
        place = (index + draw(st.integers(0, len(ids) - 1))) % len(ids)
        named[index], named[place] = named[place], named[index]
    return Plan(named, ids, settings, events, draw(st.sampled_from(FORMS)))


@st.composite
def graphs(
    draw: st.DrawFn,
    members: SearchStrategy[M] | None = None,
    *,
    min_size: int = 0,
    max_size: int | None = None,
    profiles: SearchStrategy[Profile] | None = None,
    past: bool = True,
) -> LinkGraph[M]:
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

    Examples
    --------
    >>> from hypothesis import find
    >>> find(graphs(), lambda graph: graph)
    LinkGraph(1 member, 0 connections, 0 follows)
    >>> graph = find(graphs(), lambda graph: any(graph.connection_count(m) > 1 for m in graph))
    >>> graph, graph.connections_of("bo")
    (LinkGraph(3 members, 2 connections, 4 follows), MemberSet({'ana', 'cy'}))
    """
    return drawn_plan(draw, members, min_size, max_size, profiles, past=past).graph()
