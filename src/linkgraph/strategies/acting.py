"""What members try to do, one action or a whole history (A1 to A14, H1)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias, TypeVar, overload

import attrs
import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.facts.arrays import Keys, both_ways, exactly_one, pack, unpack
from linkgraph.facts.graph import LinkGraph
from linkgraph.facts.state import Facts
from linkgraph.facts.values import Tier
from linkgraph.rules.actions import (
    Accept,
    Action,
    Block,
    Disconnect,
    Expire,
    Follow,
    Ignore,
    Invite,
    Join,
    Leave,
    RemoveFollower,
    Unblock,
    Unfollow,
    UpdateProfile,
    Withdraw,
)
from linkgraph.rules.changes import apply, check
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.strategies.arguments import ACTIONS, instance, sizes, strategy, wrong
from linkgraph.strategies.events import pair_at
from linkgraph.strategies.member_ids import newcomers
from linkgraph.strategies.past import graphs
from linkgraph.strategies.settings import CHANGES, SETTINGS
from linkgraph.strategies.times import moments

M = TypeVar("M", bound=Hashable)

# so many pairs are looked at for one that the rules allow, or refuse, before another kind is tried
_LOOKS = 64

Ties: TypeAlias = Callable[[Facts], Keys]


@attrs.frozen(eq=False)
class Scene:
    """A graph at a moment, and the numbers that say which action is meant.

    Every kind of action reads the same numbers, so that each costs as much and a failure
    shrinks to the first kind that shows it.
    """

    graph: LinkGraph[Any]
    policy: Policy
    at: datetime
    allowed: bool
    newcomers: list[Any]
    place: int
    option: int

    def pairs(self, ties: Ties | None) -> Iterator[tuple[Any, Any]]:
        """Return a few of the pairs, from the place on: those tied, or all.

        Beyond the places of all pairs are once more those that share a past, where most of
        the rules have something to say.
        """
        facts, number = self.graph._facts, _pairs_of(self.graph)
        live, roster = facts.roster.live, facts.roster
        keys = ties(facts) if ties and self.allowed else None
        if keys is None and self.place >= number:
            keys = _with_a_past(facts)
        number = number if keys is None else len(keys)
        for step in range(min(number, _LOOKS)):
            place = (self.place + step) % number
            if keys is None:
                one, other = live[list(pair_at(place))].tolist()
            else:
                one, other = (int(end[0]) for end in unpack(keys[[place]]))
            yield roster[one], roster[other]

    def one_of(self, ids: Iterable[Any]) -> list[Any]:
        """Return the id at the place in a list, or none of an empty one."""
        choices = list(ids)
        return [choices[self.place % len(choices)]] if choices else []


def _pairs_of(graph: LinkGraph[Any]) -> int:
    return len(graph) * (len(graph) - 1)


def _with_a_past(facts: Facts) -> Keys | None:
    """Return the pairs, both ways, between whom more than ties is stored; `None` if none."""
    memory = facts.memory
    relations = (facts.pending.out, facts.blocks.out, memory.bars.out)
    pairs = [pair for kept in (memory.withdrawn, memory.unblocked) for pair, _ in kept.items()]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    keys = np.concatenate((*(each.keys() for each in relations), pack(ends[:, 0], ends[:, 1])))
    return both_ways(*unpack(keys)) if len(keys) else None


# -- one kind after the other -------------------------------------------------------------------

Draws: TypeAlias = Callable[[Scene], Iterator[Action[Any]]]


def _of_two(
    kind: type[Action[Any]], ties: Ties | None = None, *, backward: bool = False, option: str = ""
) -> Draws:
    """Return the actions of a kind on what stands between two: the tie's ends, or backward."""

    def draws(scene: Scene) -> Iterator[Action[Any]]:
        options = {option: scene.option % 2 == 1} if option else {}
        for pair in scene.pairs(ties):
            named: Any = pair[::-1] if backward else pair
            yield kind(*named, at=scene.at, **options)

    return draws


# one code point each, of four bytes (L4)
_NOTES: tuple[Callable[[int], str | None], ...] = (
    lambda _: None,
    lambda _: "Hello",
    lambda limit: "🙂" * limit,
    lambda limit: "🙂" * (limit + 1),
)


def _invite(scene: Scene) -> Iterator[Action[Any]]:
    email, note = divmod(scene.option, len(_NOTES))
    policy = scene.policy
    for sender, recipient in scene.pairs(None):
        premium = scene.graph.profile(sender).tier is Tier.PREMIUM
        text = _NOTES[note](policy.note_length_premium if premium else policy.note_length_free)
        yield Invite(sender, recipient, at=scene.at, note=text, knows_email=email % 2 == 1)


def _expire(scene: Scene) -> Iterator[Action[Any]]:
    yield Expire(at=scene.at)


_CHANGES = [*CHANGES, *((field, values[0]) for field, values in SETTINGS.items())]


def _update_profile(scene: Scene) -> Iterator[Action[Any]]:
    for member in scene.one_of(scene.graph):
        profile = scene.graph.profile(member)
        for field, value in (*_CHANGES[scene.option :], *_CHANGES[: scene.option]):
            as_it_is = getattr(profile, field)
            new = value if scene.allowed else as_it_is
            yield UpdateProfile(member, at=scene.at, **{field: new})


def _join(scene: Scene) -> Iterator[Action[Any]]:
    for member in scene.one_of(scene.newcomers if scene.allowed else scene.graph):
        yield Join(member, at=scene.at)


def _leave(scene: Scene) -> Iterator[Action[Any]]:
    for member in scene.one_of(scene.graph if scene.allowed else scene.newcomers):
        yield Leave(member, at=scene.at)


def _pending(facts: Facts) -> Keys:
    return facts.pending.out.keys()


def _follows(facts: Facts) -> Keys:
    return exactly_one(facts.connections.keys(), facts.exceptions.out.keys())


# in the order in which failures shrink
KINDS: dict[type[Action[Any]], Draws] = {
    Invite: _invite,
    Accept: _of_two(Accept, _pending, backward=True),
    Follow: _of_two(Follow),
    Ignore: _of_two(Ignore, _pending, backward=True, option="unknown"),
    Withdraw: _of_two(Withdraw, _pending, option="unfollow"),
    Unfollow: _of_two(Unfollow, _follows),
    RemoveFollower: _of_two(RemoveFollower, _follows, backward=True),
    Disconnect: _of_two(Disconnect, lambda facts: facts.connections.keys()),
    Block: _of_two(Block),
    Unblock: _of_two(Unblock, lambda facts: facts.blocks.out.keys()),
    UpdateProfile: _update_profile,
    Join: _join,
    Leave: _leave,
    Expire: _expire,
}
_ORDER = list(KINDS)
_OFTEN = [*_ORDER, Invite, Invite, Accept, Follow]
_KIND = {
    allowed: st.sampled_from([(kind, which) for which in allowed for kind in _OFTEN])
    for allowed in ((True,), (False,), (True, False))
}
_OPTION = st.integers(0, len(_CHANGES) - 1)


# -- the strategies -----------------------------------------------------------------------------


@overload
def actions(
    graph: LinkGraph[M],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = None,
    at: datetime | SearchStrategy[datetime] | None = None,
    joiners: SearchStrategy[M] | None = None,
) -> SearchStrategy[Action[M]]: ...


@overload
def actions(
    graph: LinkGraph[Any],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = None,
    at: datetime | SearchStrategy[datetime] | None = None,
    joiners: SearchStrategy[Any] | None = None,
) -> SearchStrategy[Action[Any]]: ...


@st.composite
def actions(
    draw: st.DrawFn,
    graph: LinkGraph[Any],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = None,
    at: datetime | SearchStrategy[datetime] | None = None,
    joiners: SearchStrategy[Any] | None = None,
) -> Any:
    """Draw an action that somebody could try on `graph`, of any kind, with any options.

    Parameters
    ----------
    graph
        Whose members act. Join names somebody new.
    policy
        The rules that allow or refuse, and the limits that notes and times are drawn around.
    allowed
        `True` for actions that `check` allows, `False` for ones that it refuses, `None` for
        about as many of either.
    at
        When, or a strategy for it; by default `moments` of the graph.
    joiners
        Ids for Join, and for a Leave that is refused. By default the next names, or numbers,
        where the members are such; ids of another kind need a strategy for either.

    Examples
    --------
    >>> from hypothesis import find
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
    >>> action = find(actions(g, allowed=True), lambda _: True)
    >>> type(action).__name__, action.members
    ('Invite', ('ana', 'cy'))
    >>> print(check(g, find(actions(g, allowed=False), lambda _: True)))
    no – A1: the two are connected already
    """
    instance(graph, LinkGraph, "graph", "give a `LinkGraph`")
    instance(policy, Policy, "policy", "give a `Policy` such as `linkgraph.CURRENT`")
    if allowed is not None and not isinstance(allowed, bool):
        raise wrong(allowed, "is no `allowed`", "use True, False or None")
    if at is None:
        at = moments(graph, policy=policy)
    when = at if isinstance(at, datetime) else draw(strategy(at, "at"))
    joining = newcomers(graph) if joiners is None else iter([draw(strategy(joiners, "joiners"))])
    new = [member for member in islice(joining, 2) if member not in graph]
    kind, wanted = draw(_KIND[(True, False) if allowed is None else (allowed,)])
    place, option = draw(st.integers(0, max(1, 2 * _pairs_of(graph) - 1))), draw(_OPTION)
    scene = Scene(graph, policy, when, wanted, new, place, option)
    first = _ORDER.index(kind)
    tries = (act for each in (*_ORDER[first:], *_ORDER[:first]) for act in KINDS[each](scene))
    return next(act for act in tries if bool(check(graph, act, policy)) is wanted)


@overload
def histories(
    start: None = None,
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = True,
    joiners: SearchStrategy[Any] | None = None,
    min_size: int = 0,
    max_size: int | None = None,
) -> SearchStrategy[History[str]]: ...


@overload
def histories(
    start: LinkGraph[M] | SearchStrategy[LinkGraph[M]],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = True,
    joiners: SearchStrategy[Any] | None = None,
    min_size: int = 0,
    max_size: int | None = None,
) -> SearchStrategy[History[M]]: ...


@st.composite
def histories(
    draw: st.DrawFn,
    start: Any = None,
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = True,
    joiners: SearchStrategy[Any] | None = None,
    min_size: int = 0,
    max_size: int | None = None,
) -> Any:
    """Draw a history: one action after the other, each drawn from the graph it meets (H1).

    Parameters
    ----------
    start
        The graph before the first action, or a strategy for it; by default a few members
        with ties and settings, but no past.
    policy
        The rules it happens under.
    allowed
        `True` for a history that replays; `None` for one with refused actions in between,
        which ``replay(…, refused="skip")`` leaves out; `False` for refused ones alone.
    joiners
        As of `actions`.
    min_size, max_size
        How many actions; without a `max_size` up to 12 more than the least.

    Examples
    --------
    >>> from hypothesis import find
    >>> from linkgraph import replay
    >>> history = find(histories(), lambda history: replay(history) != history.start)
    >>> [(type(action).__name__, action.members) for action in history]
    [('Join', ('ana',))]
    """
    least, most = sizes(min_size, max_size, ACTIONS)
    if start is None:
        start = graphs(max_size=4, past=False)
    graph = start if isinstance(start, LinkGraph) else draw(strategy(start, "start"))
    begun, told, at = graph, list[Action[Any]](), None
    while len(told) < most and (len(told) < least or draw(_MORE)):
        when = draw(moments(graph, policy=policy, since=at))
        tried = actions(graph, policy=policy, allowed=allowed, at=when, joiners=joiners)
        action = draw(tried)
        told.append(action)
        at = action.at
        if check(graph, action, policy):
            graph = apply(graph, action, policy)
    return History(told, start=begun)


_MORE = st.integers(0, 7).map(bool)
