"""Any graph there may be: members, settings, ties, and what is remembered (F1 to F10).

A graph is drawn as numbers: a list of events, one `Event` each, and a few settings. Members
get their names in the order in which these name them. So to leave out an event is all that
shrinking takes; no number needs to become another one at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias, TypeVar, overload

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.diff import Diff, Fact
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import FollowAudience, Profile, Tier
from linkgraph.strategies.arguments import MEMBERS, Bounds, sizes, strategy, switch
from linkgraph.strategies.events import OFTEN, TIES, TIMES, Event, Happens, Told, pair_at
from linkgraph.strategies.member_ids import name, newcomers
from linkgraph.strategies.settings import CHANGES

M = TypeVar("M", bound=Hashable)
Ties: TypeAlias = dict[str, Any]


# -- from numbers to a graph --------------------------------------------------------------------


def _flat(members: Sequence[Any], ties: Ties) -> LinkGraph[Any]:
    return LinkGraph.from_edges(members=members, auto_follow=False, **ties)


def _edited(members: Sequence[Any], ties: Ties) -> LinkGraph[Any]:
    graph: LinkGraph[Any] = LinkGraph.from_edges(members=members)
    return graph.update(connect=ties["connections"], follow=ties["follows"], auto_follow=False)


def _after_a_leave(members: Sequence[Any], ties: Ties) -> LinkGraph[Any]:
    guests = [guest for guest, _ in zip(newcomers(members), "?", strict=False)]
    graph = _edited([*guests, *members], ties)
    return graph.without_member(*guests) if guests else graph


# how a graph can have come about; equal graphs must answer alike
FORMS = (_flat, _edited, _after_a_leave)


@attrs.frozen
class Plan:
    """A graph in numbers.

    Attributes
    ----------
    members
        The id of each number.
    order
        The ids in member order (F10).
    profiles, events
        Of members by number.
    form
        How the graph comes about.
    """

    members: list[Any]
    order: list[Any]
    profiles: dict[int, Profile]
    events: list[Event]
    form: Callable[[Sequence[Any], Ties], LinkGraph[Any]]

    def without(self, happens: Happens) -> Plan:
        """Return the same graph but for one kind of event."""
        return attrs.evolve(self, events=[e for e in self.events if e[0] is not happens])

    def graph(self, first: Iterable[Event] = ()) -> LinkGraph[Any]:
        """Return the graph; `first` has happened before all that was drawn."""
        told = Told()
        for happens, pair, at in (*first, *self.events):
            happens(told, *pair, at)
        named = self.members.__getitem__
        ties = {
            "connections": [(named(a), named(b)) for a, b in told.connected],
            "follows": [(named(a), named(b)) for a, b in told.all_follows()],
        }
        graph = self.form(self.order, ties)
        facts = [
            Fact(kind, tuple(map(named, who)), value) for kind, who, value in told.remembered()
        ]
        graph = Diff(tuple(facts)).apply(graph) if facts else graph
        for one, profile in self.profiles.items():
            graph = graph.with_profile(named(one), profile)
        return graph.compact() if self.form is _flat else graph


# -- what is drawn ------------------------------------------------------------------------------

# what happens, and when: one draw costs less than two
_HAPPENS = {
    past: st.sampled_from([(happens, at) for happens in often for at in TIMES])
    for past, often in OFTEN.items()
}
_FORMS = st.sampled_from(FORMS)
# a tier more often: it matters for whoever invites, and whoever is invited
_CHANGE = st.sampled_from([*CHANGES, *[("tier", Tier.PREMIUM)] * 3])
_CLOSED = Profile(follow_audience=FollowAudience.CONNECTIONS)
_ALONE = st.integers(0, 2)  # members of whom nothing is told
_LEAST = st.integers(0, 6)  # events: so few graphs are without any tie


@cache  # making a strategy costs more than drawing from it
def _events(
    size: int, past: bool, least: int
) -> SearchStrategy[list[tuple[tuple[Happens, datetime], int]]]:
    places = st.integers(0, size * (size - 1) - 1)
    event = st.tuples(_HAPPENS[past], places)
    return st.lists(event, min_size=least, max_size=4 * size)


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
    reserved: int,
) -> Plan:
    """Draw a graph in numbers; the first `reserved` numbers keep their meaning."""
    ids = draw(rosters(members, bounds))
    number = {label: label for label in range(reserved)}  # by first mention

    def of(label: int) -> int:
        return number.setdefault(label, len(number))

    events: list[Event] = []
    told = draw(_events(len(ids), past, draw(_LEAST))) if len(ids) > 1 else ()
    for (happens, at), place in told:
        one, other = pair_at(place)
        events.append((happens, (of(one), of(other)), at))
    settings = {other: _CLOSED for happens, (_, other), _ in events if happens is Told.rests}
    for label, change in draw(_changes(len(ids))) if profiles is None else ():
        who = of(label)
        settings[who] = attrs.evolve(settings.get(who, Profile()), **dict([change]))
    ids = ids[: max(bounds[0], len(number) + draw(_ALONE))]
    if profiles is not None:
        settings = {who: draw(profiles) for who in range(len(ids))}
    turn = draw(st.integers(0, max(0, len(ids) - 1)))
    ids = ids[turn:] + ids[:turn]
    return Plan(ids, ids, settings, events, draw(_FORMS))


@st.composite
def rosters(draw: st.DrawFn, members: SearchStrategy[Any] | None, bounds: Bounds) -> list[Any]:
    """Draw different ids: by default the first names."""
    least, most = bounds
    if members is not None:
        return draw(st.lists(members, min_size=least, max_size=most, unique=True))
    return [name(number) for number in range(draw(st.integers(least, most)))]


# -- what somebody else wants to be there -------------------------------------------------------


@attrs.frozen
class Planted:
    """What happens first, among so many members who are named by it (see `RELATIONS`)."""

    events: tuple[Event, ...] = ()
    members: int = 0

    def fits(self, most: int, past: bool) -> bool:
        """Return whether it can be in a graph of no more members, and without a past if so."""
        return self.members <= most and (past or all(event[0] in TIES for event in self.events))


NOTHING = Planted()
_PLANTED: ContextVar[Planted] = ContextVar("_PLANTED", default=NOTHING)


@contextmanager
def planting(what: Planted) -> Iterator[None]:
    """Let `graphs` plant this where it can, however it is wrapped: mapped, filtered, nested."""
    before = _PLANTED.set(what)
    try:
        yield
    finally:
        _PLANTED.reset(before)


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
    if members is not None:
        strategy(members, "members")
    if profiles is not None:
        strategy(profiles, "profiles", "give a strategy such as `profiles()`")
    switch(past, "past")
    first = _PLANTED.get()
    first = first if first.fits(bounds[1], past) else NOTHING
    bounds = max(bounds[0], first.members), bounds[1]
    plan = draw(plans(members, bounds, profiles, past=past, reserved=first.members))
    return plan.graph(first.events)
