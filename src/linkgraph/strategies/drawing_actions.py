"""Actions that members try, one at a time or as a whole history (A1 to A14, H1).

An action is drawn as a kind and two numbers, a place and an option. `KINDS` says for each kind
which action the numbers mean on a graph: the place names the two members, the option a note or a
setting. Every kind reads the same numbers, so each kind costs as many draws, and a failure shrinks
to the first kind that shows it.

An action may be wanted that is allowed, or one that is refused. If the drawn kind does not fit, a
history leaves the action out, and `actions` looks for a kind that fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

import attrs
import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.fact_kinds import (
    BARS,
    BLOCKS,
    FOLLOWS,
    PENDING,
    UNBLOCKED,
    WITHDRAWN,
    FactKind,
)
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Tier
from linkgraph.graph.sorted_arrays import Keys, both_directions, pack, unpack
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
    GRAPH_OR_STRATEGY,
    checked_time,
    instance,
    sizes,
    strategy,
    wrong,
)
from linkgraph.strategies.drawing_graphs import graphs, pair_at
from linkgraph.strategies.member_ids import M, newcomers
from linkgraph.strategies.settings import CHANGES, SETTINGS
from linkgraph.strategies.times import moments

Kind: TypeAlias = type[Action[Any]]
# the actions that numbers mean: one, or none where the graph has too few members
Meaning: TypeAlias = Callable[["ActionNumbers"], Iterator[Action[Any]]]


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

    def pair(self, typical: FactKind[Any] | None = None) -> list[tuple[Any, Any]]:
        """Return the two members at the place, or nothing in a graph of fewer than two.

        The first half of the places stands for all pairs. The second half stands for pairs that
        an action is likely to be about: those with a `typical` fact where it should be allowed,
        and otherwise pairs that share a past.
        """
        facts, size = self.graph._facts, len(self.graph)
        if size < 2:
            return []
        number = size * (size - 1)
        one, other = facts.member_index.active[list(pair_at(self.place % number))].tolist()
        if self.place >= number:
            keys = facts.keys(typical) if typical and self.allowed else _with_a_past(facts)
            if len(keys):
                one, other = (int(end[0]) for end in unpack(keys[[self.place % len(keys)]]))
        return [(facts.member_index[one], facts.member_index[other])]

    def one_of(self, ids: Iterable[Any]) -> list[Any]:
        """Return the id at the place in a list, or nothing of an empty one."""
        choices = list(ids)
        return [choices[self.place % len(choices)]] if choices else []


def _with_a_past(facts: Facts) -> Keys:
    """Return the pairs, both ways, between which more is stored than connections and follows."""
    timed = [pair for kind in (WITHDRAWN, UNBLOCKED) for pair, _ in facts.memory[kind].items()]
    ends = np.array(timed, np.int64).reshape(-1, 2)
    stored = (facts.keys(kind) for kind in (PENDING, BLOCKS, BARS))
    return both_directions(*unpack(np.concatenate((*stored, pack(ends[:, 0], ends[:, 1])))))


# -- which action is meant ----------------------------------------------------------------------


def _of_two(
    kind: Kind, typical: FactKind[Any] | None = None, *, backward: bool = False, option: str = ""
) -> Meaning:
    """Return the meaning for a kind that names two members: a pair, or `backward` its reverse."""

    def actions(numbers: ActionNumbers) -> Iterator[Action[Any]]:
        options = {option: numbers.option % 2 == 1} if option else {}
        for pair in numbers.pair(typical):
            members: Any = pair[::-1] if backward else pair
            yield kind(*members, at=numbers.at, **options)

    return actions


def _of_one(kind: type[Join[Any] | Leave[Any]], *, joins: bool) -> Meaning:
    """Return the meaning for a kind of action that names one member."""

    def actions(numbers: ActionNumbers) -> Iterator[Action[Any]]:
        unknown = joins is numbers.allowed
        for member in numbers.one_of(numbers.newcomers if unknown else numbers.graph):
            yield kind(member, at=numbers.at)

    return actions


def _invite(numbers: ActionNumbers) -> Iterator[Action[Any]]:
    policy = numbers.policy
    for sender, recipient in numbers.pair():
        premium = numbers.graph.profile(sender).tier is Tier.PREMIUM
        limit = policy.note_length_premium if premium else policy.note_length_free
        # around the limit, of characters that are one code point and four bytes (L4)
        notes = (None, "Hello", "🙂" * limit, "🙂" * (limit + 1))
        email, note = divmod(numbers.option, len(notes))
        knows_email = email % 2 == 1
        yield Invite(sender, recipient, at=numbers.at, note=notes[note], knows_email=knows_email)


_CHANGES = [*CHANGES, *((field, values[0]) for field, values in SETTINGS.items())]


def _update_profile(numbers: ActionNumbers) -> Iterator[Action[Any]]:
    for member in numbers.one_of(numbers.graph):
        profile = numbers.graph.profile(member)
        changes = _CHANGES[numbers.option :] + _CHANGES[: numbers.option]
        differing = ((field, new) for field, new in changes if getattr(profile, field) != new)
        unchanged = changes[0][0], getattr(profile, changes[0][0])
        change = next(differing) if numbers.allowed else unchanged
        yield UpdateProfile(member, at=numbers.at, **dict([change]))


# in the order in which failures shrink
KINDS: dict[Kind, Meaning] = {
    Invite: _invite,
    Accept: _of_two(Accept, PENDING, backward=True),
    Follow: _of_two(Follow),
    Ignore: _of_two(Ignore, PENDING, backward=True, option="unknown"),
    Withdraw: _of_two(Withdraw, PENDING, option="unfollow"),
    Unfollow: _of_two(Unfollow, FOLLOWS),
    RemoveFollower: _of_two(RemoveFollower, FOLLOWS, backward=True),
    Disconnect: _of_two(Disconnect, FOLLOWS),  # most of which are between connected members
    Block: _of_two(Block),
    Unblock: _of_two(Unblock, BLOCKS),
    UpdateProfile: _update_profile,
    Join: _of_one(Join, joins=True),
    Leave: _of_one(Leave, joins=False),
    Expire: lambda numbers: iter([Expire(at=numbers.at)]),
}

_FREQUENT = [*KINDS, Invite, Invite, Accept, Accept, Ignore, Withdraw, Follow, Block, Unblock]
# A kind, or `None` for any kind that fits: half of the actions that should be allowed, a fifth of
# those that should be refused. Kinds come first, since a kind means the same on every graph.
_KINDS: dict[bool, list[Kind | None]] = {
    True: [*_FREQUENT, *[None] * len(_FREQUENT)],
    False: [*_FREQUENT, *[None] * 6],
}
# Kind and outcome are one draw: a failure shrinks from one to the other in a single step.
_KIND = {
    outcomes: st.sampled_from([(kind, allowed) for allowed in outcomes for kind in _KINDS[allowed]])
    for outcomes in ((True,), (False,), (True, False))
}
# allowed kinds that lead on in a story, and kinds that are refused for more than one reason
_PREFERRED: dict[bool, tuple[Kind, ...]] = {
    True: (Invite, Accept, Ignore, Withdraw, Follow, Unfollow, Disconnect, Unblock),
    False: (Invite, Follow, Block),
}
_GO_ON = st.integers(0, 15).map(bool)
_OPTION = st.integers(0, len(_CHANGES) - 1)


def fitting_action(numbers: ActionNumbers, kind: Kind | None) -> Action[Any]:
    """Return an action that is allowed, or refused, as wanted: of this kind if possible."""

    def fitting(kinds: Iterable[Kind]) -> list[Action[Any]]:
        meant = (action for kind in kinds for action in KINDS[kind](numbers))
        graph, policy, allowed = numbers.graph, numbers.policy, numbers.allowed
        return [action for action in meant if check(graph, action, policy).allowed is allowed]

    preferred = (kind,) if kind else ()
    actions = fitting(preferred) or fitting(_PREFERRED[numbers.allowed]) or fitting(KINDS)
    return actions[numbers.option % len(actions)]


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
        The graph of the members that act. Join names a new member.
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
    instance(graph, LinkGraph, "graph")
    _check_options(policy, allowed, joiners)
    time: Any = moments(graph, policy=policy) if at is None else at
    if not isinstance(time, datetime):
        time = draw(instance(time, SearchStrategy, "at", "a datetime or a strategy for one"))
    joining = newcomers(graph) if joiners is None else iter([draw(joiners)])
    unknown = [member for member in islice(joining, 2) if member not in graph]
    kind, outcome = draw(_KIND[(True, False) if allowed is None else (allowed,)])
    places = st.integers(0, max(1, 2 * len(graph) * (len(graph) - 1) - 1))
    place, option = draw(places), draw(_OPTION)
    time = checked_time(time, "at")
    numbers = ActionNumbers(graph, policy, time, outcome, unknown, place, option)
    return fitting_action(numbers, kind)


def _check_options(policy: object, allowed: object, joiners: object) -> None:
    """Raise `InvalidArgument` for the wrong kind of `policy`, `allowed` or `joiners`."""
    instance(policy, Policy, "policy")
    if allowed is not None and type(allowed) is not bool:
        raise wrong(allowed, "True, False or None as `allowed`")
    if joiners is not None:
        strategy(joiners, "joiners")


@st.composite
def histories(
    draw: st.DrawFn,
    start: LinkGraph[M] | SearchStrategy[LinkGraph[M]] | None = None,
    *,
    policy: Policy = CURRENT,
    allowed: bool | None = True,
    joiners: SearchStrategy[Any] | None = None,
    min_size: int = 0,
    max_size: int | None = None,
) -> History[M]:
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

    Examples
    --------
    >>> from hypothesis import find
    >>> from linkgraph import replay
    >>> history = find(histories(), lambda history: replay(history) != history.start)
    >>> [(type(action).__name__, action.members) for action in history]
    [('Invite', ('ana', 'bo'))]
    """
    fewest, limit = sizes(min_size, max_size, more=12)
    _check_options(policy, allowed, joiners)
    first: Any = graphs(min_size=2, max_size=4, past=False) if start is None else start
    if not isinstance(first, LinkGraph):
        first = draw(instance(first, SearchStrategy, "start", GRAPH_OR_STRATEGY))
    graph: LinkGraph[Any] = first
    story, at = list[Action[Any]](), None
    while len(story) < limit and (len(story) < fewest or draw(_GO_ON)):
        at = draw(moments(graph, policy=policy, since=at))
        action = draw(actions(graph, policy=policy, allowed=allowed, at=at, joiners=joiners))
        story.append(action)
        if check(graph, action, policy):
            graph = apply(graph, action, policy)
    return History(story, start=first)


_GO_ON = st.integers(0, 15).map(bool)
