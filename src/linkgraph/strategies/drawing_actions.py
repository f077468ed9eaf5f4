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

from linkgraph.graph.fact_kinds import BARS, UNBLOCKED, WITHDRAWN
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Tier
from linkgraph.graph.sorted_arrays import Keys, both_directions, pack, symmetric_difference, unpack
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
from linkgraph.rules.check_and_apply import apply, check
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy
from linkgraph.strategies.arguments import ACTIONS, GRAPH, aware, instance, sizes, strategy, wrong
from linkgraph.strategies.drawing_graphs import graphs
from linkgraph.strategies.events import pair_at
from linkgraph.strategies.member_ids import newcomers
from linkgraph.strategies.settings import CHANGES, SETTINGS
from linkgraph.strategies.times import moments

M = TypeVar("M", bound=Hashable)

Ties: TypeAlias = Callable[[Facts], Keys]
NO_KEYS: Keys = np.empty(0, np.int64)


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

    def pair(self, ties: Ties | None) -> list[tuple[Any, Any]]:
        """Return the pair at the place; none where nobody has company.

        The places of all pairs come first. As many again are for what an action is likely to
        be about: pairs so tied where it should be allowed, else pairs that share a past.
        """
        facts, number = self.graph._facts, _pairs_of(self.graph)
        if not number:
            return []
        wanted = ties if ties and self.allowed else _with_a_past
        keys = wanted(facts) if self.place >= number else NO_KEYS
        if len(keys):
            one, other = (int(end[0]) for end in unpack(keys[[self.place % len(keys)]]))
        else:
            one, other = facts.member_index.active[list(pair_at(self.place % number))].tolist()
        return [(facts.member_index[one], facts.member_index[other])]

    def one_of(self, ids: Iterable[Any]) -> list[Any]:
        """Return the id at the place in a list, or none of an empty one."""
        choices = list(ids)
        return [choices[self.place % len(choices)]] if choices else []


def _pairs_of(graph: LinkGraph[Any]) -> int:
    return len(graph) * (len(graph) - 1)


def _with_a_past(facts: Facts) -> Keys:
    """Return the pairs, both ways, between whom more than ties is stored."""
    memory = facts.memory
    pairs = [pair for kept in (memory[WITHDRAWN], memory[UNBLOCKED]) for pair, _ in kept.items()]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    stored = (each.keys() for each in (facts.pending.out, facts.blocks.out, memory[BARS].out))
    return both_directions(*unpack(np.concatenate((*stored, pack(ends[:, 0], ends[:, 1])))))


# -- one kind after the other -------------------------------------------------------------------

Draws: TypeAlias = Callable[[Scene], Iterator[Action[Any]]]


def _of_two(
    kind: type[Action[Any]], ties: Ties | None = None, *, backward: bool = False, option: str = ""
) -> Draws:
    """Return the actions of a kind on what stands between two: the tie's ends, or backward."""

    def draws(scene: Scene) -> Iterator[Action[Any]]:
        options = {option: scene.option % 2 == 1} if option else {}
        for pair in scene.pair(ties):
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
    for sender, recipient in scene.pair(None):
        premium = scene.graph.profile(sender).tier is Tier.PREMIUM
        text = _NOTES[note](policy.note_length_premium if premium else policy.note_length_free)
        yield Invite(sender, recipient, at=scene.at, note=text, knows_email=email % 2 == 1)


def _expire(scene: Scene) -> Iterator[Action[Any]]:
    yield Expire(at=scene.at)


_CHANGES = [*CHANGES, *((field, values[0]) for field, values in SETTINGS.items())]


def _update_profile(scene: Scene) -> Iterator[Action[Any]]:
    for member in scene.one_of(scene.graph):
        profile = scene.graph.profile(member)
        changes = (*_CHANGES[scene.option :], *_CHANGES[: scene.option])
        new = next(change for change in changes if getattr(profile, change[0]) != change[1])
        old = changes[0][0], getattr(profile, changes[0][0])
        yield UpdateProfile(member, at=scene.at, **dict([new if scene.allowed else old]))


def _join(scene: Scene) -> Iterator[Action[Any]]:
    for member in scene.one_of(scene.newcomers if scene.allowed else scene.graph):
        yield Join(member, at=scene.at)


def _leave(scene: Scene) -> Iterator[Action[Any]]:
    for member in scene.one_of(scene.graph if scene.allowed else scene.newcomers):
        yield Leave(member, at=scene.at)


def _pending(facts: Facts) -> Keys:
    return facts.pending.out.keys()


def _follows(facts: Facts) -> Keys:
    return symmetric_difference(facts.connections.keys(), facts.exceptions.out.keys())


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
_OFTEN = [*KINDS, Invite, Invite, Accept, Accept, Ignore, Withdraw, Follow, Block, Unblock]
# a kind, or whatever fits: the kinds first, since they mean the same whatever came before
_KIND = {
    which: st.sampled_from(
        [(kind, allowed) for allowed in which for kind in _OFTEN]
        + [(None, allowed) for allowed in which for _ in _OFTEN[:: 1 if allowed else 4]]
    )
    for which in ((True,), (False,), (True, False))
}
# what leads on, and what is refused for more than one reason
_TELLING: dict[bool, tuple[type[Action[Any]], ...]] = {
    True: (Invite, Accept, Ignore, Withdraw, Follow, Unfollow, Disconnect, Unblock),
    False: (Invite, Follow, Block),
}
_OPTION = st.integers(0, len(_CHANGES) - 1)


def _fitting(scene: Scene, kind: type[Action[Any]]) -> list[Action[Any]]:
    """Return the action of a kind that is meant, if it is allowed, or refused, as wanted."""
    return [
        action
        for action in KINDS[kind](scene)
        if check(scene.graph, action, scene.policy).allowed is scene.allowed
    ]


@st.composite
def _tried(
    draw: st.DrawFn,
    graph: LinkGraph[Any],
    at: datetime,
    policy: Policy,
    *,
    allowed: bool | None,
    joiners: SearchStrategy[Any] | None,
) -> tuple[Action[Any] | None, Scene]:
    """Draw the numbers of an action, and the action if its kind fits."""
    joining = newcomers(graph) if joiners is None else iter([draw(joiners)])
    new = [member for member in islice(joining, 2) if member not in graph]
    kind, wanted = draw(_KIND[(True, False) if allowed is None else (allowed,)])
    place, option = draw(st.integers(0, max(1, 2 * _pairs_of(graph) - 1))), draw(_OPTION)
    scene = Scene(graph, policy, at, wanted, new, place, option)
    if kind is None:
        return _any_fitting(scene), scene
    return next(iter(_fitting(scene, kind)), None), scene


def _any_fitting(scene: Scene) -> Action[Any]:
    """Return an action that fits, of a kind that says something; if none does, of any kind."""
    telling = [action for kind in _TELLING[scene.allowed] for action in _fitting(scene, kind)]
    found = telling or [action for kind in KINDS for action in _fitting(scene, kind)]
    return found[scene.option % len(found)]


# -- the strategies -----------------------------------------------------------------------------


@overload
def actions(
    graph: LinkGraph[M],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = None,
    at: datetime | SearchStrategy[datetime] | None = None,
    joiners: SearchStrategy[M] | None = None,
) -> SearchStrategy[Action[M]]:
    raise NotImplementedError


@overload
def actions(
    graph: LinkGraph[Any],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = None,
    at: datetime | SearchStrategy[datetime] | None = None,
    joiners: SearchStrategy[Any] | None = None,
) -> SearchStrategy[Action[Any]]:
    raise NotImplementedError


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
    >>> find(actions(g, allowed=True), lambda action: isinstance(action, Invite)).members
    ('bo', 'cy')
    >>> print(check(g, find(actions(g, allowed=False), lambda _: True)))
    no – A1: the two are connected already
    """
    instance(graph, LinkGraph, "graph", "give a `LinkGraph`")
    known(policy, allowed, joiners)
    when = moments(graph, policy=policy) if at is None else at
    if isinstance(when, datetime):
        time = aware(when, "at")
    else:
        time = draw(strategy(when, "at", "give an aware datetime, or a strategy for one"))
    action, scene = draw(_tried(graph, time, policy, allowed=allowed, joiners=joiners))
    return _any_fitting(scene) if action is None else action


def known(policy: Policy, allowed: bool | None, joiners: SearchStrategy[Any] | None) -> None:
    """Raise for what is no argument of `actions` or `histories`."""
    instance(policy, Policy, "policy", "give a `Policy` such as `linkgraph.CURRENT`")
    if allowed is not None and not isinstance(allowed, bool):
        raise wrong(allowed, "is no `allowed`", "use True, False or None")
    if joiners is not None:
        strategy(joiners, "joiners")


@overload
def histories(
    start: None = None,
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = True,
    joiners: SearchStrategy[Any] | None = None,
    min_size: int = 0,
    max_size: int | None = None,
) -> SearchStrategy[History[str]]:
    raise NotImplementedError


@overload
def histories(
    start: LinkGraph[M] | SearchStrategy[LinkGraph[M]],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = True,
    joiners: SearchStrategy[Any] | None = None,
    min_size: int = 0,
    max_size: int | None = None,
) -> SearchStrategy[History[M]]:
    raise NotImplementedError


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
        The graph before the first action, or a strategy for it; by default two to four
        members with ties and settings, but no past.
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
    [('Invite', ('ana', 'bo'))]
    """
    least, most = sizes(min_size, max_size, ACTIONS)
    if start is None:
        start = graphs(min_size=2, max_size=4, past=False)
    graph = start if isinstance(start, LinkGraph) else draw(strategy(start, "start", GRAPH))
    known(policy, allowed, joiners)
    begun, told, at = graph, list[Action[Any]](), None
    while len(told) < most and (len(told) < least or draw(_MORE)):
        at = draw(moments(graph, policy=policy, since=at))
        action, scene = draw(_tried(graph, at, policy, allowed=allowed, joiners=joiners))
        if action is None:  # left out, so that a story shrinks by leaving out what led here
            if len(told) >= least:
                continue
            action = _any_fitting(scene)
        told.append(action)
        if check(graph, action, policy):
            graph = apply(graph, action, policy)
    return History(told, start=begun)


_MORE = st.integers(0, 15).map(bool)
