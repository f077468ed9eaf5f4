"""Actions that members try, one at a time or as a whole history (A1 to A14, H1).

An action is drawn as a kind and two numbers, a place and an option. `KINDS` says for each kind
which action the numbers mean on a graph: the place names the two members, the option a note or a
setting. Every kind reads the same numbers, so each kind costs as many draws, and a failure shrinks
to the first kind that shows it.

An action may be wanted that is allowed, or one that is refused. If the drawn kind does not fit, a
history leaves the action out, and `actions` looks for a kind that fits.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
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
from linkgraph.strategies.arguments import (
    GRAPH,
    GRAPH_OR_STRATEGY,
    MORE_ACTIONS,
    POLICY,
    checked_time,
    instance,
    sizes,
    strategy,
    wrong,
)
from linkgraph.strategies.drawing_graphs import graphs, pair_at
from linkgraph.strategies.member_ids import newcomers
from linkgraph.strategies.settings import CHANGES, SETTINGS
from linkgraph.strategies.times import moments

M = TypeVar("M", bound=Hashable)
PairKeys: TypeAlias = Callable[[Facts], Keys]


@attrs.frozen(eq=False)
class ActionNumbers:
    """A graph at a moment, and the numbers that say which action is meant."""

    graph: LinkGraph[Any]
    policy: Policy
    at: datetime
    allowed: bool
    newcomers: list[Any]
    place: int
    option: int

    def pair(self, typical: PairKeys | None) -> tuple[Any, Any] | None:
        """Return the two members at the place, or `None` in a graph of fewer than two.

        The first half of the places stands for all pairs. The second half stands for pairs that
        an action is likely to be about: `typical` ones where it should be allowed, and otherwise
        pairs that share a past.
        """
        facts, number = self.graph._facts, _pairs_of(self.graph)
        if not number:
            return None
        one, other = facts.member_index.active[list(pair_at(self.place % number))].tolist()
        if self.place >= number:
            keys = (typical if typical and self.allowed else _with_a_past)(facts)
            if len(keys):
                one, other = (int(end[0]) for end in unpack(keys[[self.place % len(keys)]]))
        return facts.member_index[one], facts.member_index[other]

    def one_of(self, ids: Iterable[Any]) -> Any:
        """Return the id at the place in a list, or `None` of an empty one."""
        choices = list(ids)
        return choices[self.place % len(choices)] if choices else None


def _pairs_of(graph: LinkGraph[Any]) -> int:
    return len(graph) * (len(graph) - 1)


def _pending(facts: Facts) -> Keys:
    return facts.pending.out.keys()


def _follows(facts: Facts) -> Keys:
    return symmetric_difference(facts.connections.keys(), facts.exceptions.out.keys())


def _with_a_past(facts: Facts) -> Keys:
    """Return the pairs, both ways, between whom more is stored than connections and follows."""
    memory = facts.memory
    timed = [pair for times in (memory[WITHDRAWN], memory[UNBLOCKED]) for pair, _ in times.items()]
    ends = np.array(timed, np.int64).reshape(-1, 2)
    stored = (pairs.keys() for pairs in (facts.pending.out, facts.blocks.out, memory[BARS].out))
    return both_directions(*unpack(np.concatenate((*stored, pack(ends[:, 0], ends[:, 1])))))


# -- which action is meant ----------------------------------------------------------------------

Meaning: TypeAlias = Callable[[ActionNumbers], Action[Any] | None]


def _of_two(
    kind: type[Action[Any]],
    typical: PairKeys | None = None,
    *,
    backward: bool = False,
    option: str = "",
) -> Meaning:
    """Return the meaning for a kind of action that names two members.

    The members are in the direction of the pair, or `backward`, as a recipient who accepts.
    """

    def action(numbers: ActionNumbers) -> Action[Any] | None:
        pair = numbers.pair(typical)
        if pair is None:
            return None
        members: Any = pair[::-1] if backward else pair
        options = {option: numbers.option % 2 == 1} if option else {}
        return kind(*members, at=numbers.at, **options)

    return action


# notes around the limit, of characters that are one code point and four bytes (L4)
_NOTES: tuple[Callable[[int], str | None], ...] = (
    lambda _: None,
    lambda _: "Hello",
    lambda limit: "🙂" * limit,
    lambda limit: "🙂" * (limit + 1),
)


def _invite(numbers: ActionNumbers) -> Action[Any] | None:
    pair = numbers.pair(None)
    if pair is None:
        return None
    email, note = divmod(numbers.option, len(_NOTES))
    policy = numbers.policy
    premium = numbers.graph.profile(pair[0]).tier is Tier.PREMIUM
    text = _NOTES[note](policy.note_length_premium if premium else policy.note_length_free)
    return Invite(*pair, at=numbers.at, note=text, knows_email=email % 2 == 1)


_CHANGES = [*CHANGES, *((field, values[0]) for field, values in SETTINGS.items())]


def _update_profile(numbers: ActionNumbers) -> Action[Any] | None:
    member = numbers.one_of(numbers.graph)
    if member is None:
        return None
    profile = numbers.graph.profile(member)
    changes = (*_CHANGES[numbers.option :], *_CHANGES[: numbers.option])
    field, value = changes[0]
    if numbers.allowed:
        field, value = next(
            change for change in changes if getattr(profile, change[0]) != change[1]
        )
    else:
        value = getattr(profile, field)
    return UpdateProfile(member, at=numbers.at, **{field: value})


def _of_one(kind: type[Join[Any] | Leave[Any]], *, joins: bool) -> Meaning:
    """Return the meaning for a kind of action that names one member."""

    def action(numbers: ActionNumbers) -> Action[Any] | None:
        unknown = joins is numbers.allowed
        member = numbers.one_of(numbers.newcomers if unknown else numbers.graph)
        return None if member is None else kind(member, at=numbers.at)

    return action


# in the order in which failures shrink
KINDS: dict[type[Action[Any]], Meaning] = {
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
    Join: _of_one(Join, joins=True),
    Leave: _of_one(Leave, joins=False),
    Expire: lambda numbers: Expire(at=numbers.at),
}

_FREQUENT = [*KINDS, Invite, Invite, Accept, Accept, Ignore, Withdraw, Follow, Block, Unblock]
# A kind, or `None` for any kind that fits: half of the actions that should be allowed, a fifth of
# those that should be refused. Kinds come first, since a kind means the same on every graph.
_KIND = {
    outcomes: st.sampled_from(
        [(kind, allowed) for allowed in outcomes for kind in _FREQUENT]
        + [(None, allowed) for allowed in outcomes for _ in _FREQUENT[:: 1 if allowed else 4]]
    )
    for outcomes in ((True,), (False,), (True, False))
}
# allowed kinds that lead on in a story, and kinds that are refused for more than one reason
_PREFERRED: dict[bool, tuple[type[Action[Any]], ...]] = {
    True: (Invite, Accept, Ignore, Withdraw, Follow, Unfollow, Disconnect, Unblock),
    False: (Invite, Follow, Block),
}
_OPTION = st.integers(0, len(_CHANGES) - 1)


def _fitting(numbers: ActionNumbers, kinds: Iterable[type[Action[Any]]]) -> list[Action[Any]]:
    """Return those of the meant actions that are allowed, or refused, as wanted."""
    actions = (KINDS[kind](numbers) for kind in kinds)
    return [
        action
        for action in actions
        if action and check(numbers.graph, action, numbers.policy).allowed is numbers.allowed
    ]


def _any_fitting(numbers: ActionNumbers) -> Action[Any]:
    """Return an action that fits, of a preferred kind if possible."""
    actions = _fitting(numbers, _PREFERRED[numbers.allowed]) or _fitting(numbers, KINDS)
    return actions[numbers.option % len(actions)]


@st.composite
def _attempts(
    draw: st.DrawFn,
    graph: LinkGraph[Any],
    at: datetime,
    policy: Policy,
    *,
    allowed: bool | None,
    joiners: SearchStrategy[Any] | None,
) -> tuple[Action[Any] | None, ActionNumbers]:
    """Draw the numbers of an action, and the action if its kind fits."""
    joining = newcomers(graph) if joiners is None else iter([draw(joiners)])
    unknown = [member for member in islice(joining, 2) if member not in graph]
    kind, outcome = draw(_KIND[(True, False) if allowed is None else (allowed,)])
    place, option = draw(st.integers(0, max(1, 2 * _pairs_of(graph) - 1))), draw(_OPTION)
    numbers = ActionNumbers(graph, policy, at, outcome, unknown, place, option)
    if kind is None:
        return _any_fitting(numbers), numbers
    return next(iter(_fitting(numbers, [kind])), None), numbers


# -- the strategies -----------------------------------------------------------------------------


@st.composite
def actions(
    draw: st.DrawFn,
    graph: LinkGraph[M],
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = None,
    at: datetime | SearchStrategy[datetime] | None = None,
    joiners: SearchStrategy[M] | None = None,
) -> Action[M]:
    """Draw an action that a member could try on `graph`, of any kind, with any options.

    Shrinks to an invitation among the first members, or to another kind where that does not fit.

    Parameters
    ----------
    graph
        The members who act. Join names a new member.
    policy
        The rules that allow or refuse, and the limits around which notes and times are drawn.
    allowed
        `True` for actions that `check` allows, `False` for actions that it refuses, `None` for
        about as many of either.
    at
        The time, or a strategy for it; by default `moments` of the graph.
    joiners
        A strategy for the ids of Join, and of a Leave that is refused. By default these are the
        next names, or the next numbers. Members with ids of another kind join only if there is a
        strategy for their ids.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind.

    Examples
    --------
    >>> from hypothesis import find
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], members=["ana", "bo", "cy"])
    >>> find(actions(g, allowed=True), lambda action: isinstance(action, Invite)).members
    ('bo', 'cy')
    >>> refused = find(actions(g, allowed=False), lambda _: True)
    >>> check(g, refused).reasons[0].rule
    'A1'
    """
    instance(graph, LinkGraph, GRAPH)
    _check_options(policy, allowed, joiners)
    time: Any = moments(graph, policy=policy) if at is None else at
    if not isinstance(time, datetime):
        time = draw(instance(time, SearchStrategy, "a datetime, or a strategy for one, as `at`"))
    time = checked_time(time, "at")
    action, numbers = draw(_attempts(graph, time, policy, allowed=allowed, joiners=joiners))
    return action or _any_fitting(numbers)


def _check_options(policy: object, allowed: object, joiners: object) -> None:
    """Raise `InvalidArgument` for the wrong kind of `policy`, `allowed` or `joiners`."""
    instance(policy, Policy, POLICY)
    if allowed is not None and not isinstance(allowed, bool):
        raise wrong(allowed, "True, False or None as `allowed`")
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
    """Draw a history: one action after the other, each drawn on the graph before it (H1).

    Parameters
    ----------
    start
        The graph before the first action, or a strategy for it; by default two to four members
        with ties and settings, but without a past.
    policy
        The rules under which it happens.
    allowed
        `True` for a history that replays; `None` for one with refused actions in between, which
        ``replay(…, refused="skip")`` leaves out; `False` for refused actions alone.
    joiners
        As in `actions`.
    min_size, max_size
        The number of actions; without a `max_size` up to 12 more than `min_size`.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind.

    Examples
    --------
    >>> from hypothesis import find
    >>> from linkgraph import replay
    >>> history = find(histories(), lambda history: replay(history) != history.start)
    >>> [(type(action).__name__, action.members) for action in history]
    [('Invite', ('ana', 'bo'))]
    """
    fewest, limit = sizes(min_size, max_size, MORE_ACTIONS)
    _check_options(policy, allowed, joiners)
    if start is None:
        start = graphs(min_size=2, max_size=4, past=False)
    elif not isinstance(start, LinkGraph):
        instance(start, SearchStrategy, f"{GRAPH_OR_STRATEGY}, as `start`")
    first = graph = start if isinstance(start, LinkGraph) else draw(start)
    story, at = list[Action[Any]](), None
    while len(story) < limit and (len(story) < fewest or draw(_GO_ON)):
        at = draw(moments(graph, policy=policy, since=at))
        action, numbers = draw(_attempts(graph, at, policy, allowed=allowed, joiners=joiners))
        if action is None and len(story) >= fewest:
            continue  # so that a story shrinks by leaving out the actions that led to this one
        action = action or _any_fitting(numbers)
        story.append(action)
        if check(graph, action, policy):
            graph = apply(graph, action, policy)
    return History(story, start=first)


_GO_ON = st.integers(0, 15).map(bool)
