"""A graph's past: histories, their replay, and any moment of them (H1, H2, E7)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from typing import Any, Generic, Literal, TypeAlias, TypeVar, final

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import listed, utc
from linkgraph.rules.actions import Action
from linkgraph.rules.check_and_apply import apply
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.verdicts import Refused

M = TypeVar("M", bound=Hashable)
WhenRefused: TypeAlias = Literal["raise", "skip"]

# a graph is kept after every so many actions: looking back replays fewer than this
_STRIDE = 64
# a history of more actions is shown by their number, also where code is printed
_MOST_PRINTED = 100


def _actions(values: Iterable[Action[M]]) -> tuple[Action[M], ...]:
    """Return the actions as a tuple, in non-decreasing time."""
    remedy = "give actions such as `Invite`, in order of time"
    actions = tuple(listed(values, "is no collection of actions", remedy))
    for row, action in enumerate(actions):
        if not isinstance(action, Action):
            raise InvalidInput(action, "is no action", remedy, row)
        if row and action.at < actions[row - 1].at:
            raise InvalidInput(action, "is earlier than the action before", "sort by `at`", row)
    return actions


def _a_graph(_: object, __: object, value: object) -> None:
    if not isinstance(value, LinkGraph):
        raise InvalidInput(value, "is no graph to start from", "give a `LinkGraph`")


@final
@attrs.frozen(repr=False)
class History(Generic[M]):
    """An immutable sequence of actions in non-decreasing time, over a start graph (H1).

    Histories compare, hash and pickle by their actions and start. What replays have
    worked out is kept and shared; it is no part of the value.

    Attributes
    ----------
    actions
        The actions, in non-decreasing `at`.
    start
        The graph before the first of them.

    Raises
    ------
    InvalidInput
        For what is no action, or an action earlier than the one before; names its row.

    Examples
    --------
    >>> from datetime import UTC
    >>> from linkgraph import Accept, Invite, Join
    >>> day = [datetime(2026, 1, number, tzinfo=UTC) for number in range(1, 5)]
    >>> history = History(
    ...     [
    ...         Join("ana", at=day[0]),
    ...         Join("bo", at=day[0]),
    ...         Invite("ana", "bo", at=day[1]),
    ...         Accept("bo", "ana", at=day[3]),
    ...     ]
    ... )
    >>> history
    History(4 actions, 2026-01-01 to 2026-01-04)
    >>> replay(history)
    LinkGraph(2 members, 1 connection, 2 follows)
    >>> as_of(history, day[2])
    LinkGraph(2 members, 0 connections, 1 follow, 1 invitation)
    """

    actions: tuple[Action[M], ...] = attrs.field(converter=_actions)
    start: LinkGraph[M] = attrs.field(factory=LinkGraph, kw_only=True, validator=_a_graph)
    _kept: dict[Any, dict[int, LinkGraph[M]]] = attrs.field(
        factory=dict, init=False, eq=False, hash=False
    )

    def __len__(self) -> int:
        return len(self.actions)

    def __iter__(self) -> Iterator[Action[M]]:
        return iter(self.actions)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.actions, self.start)

    def __repr__(self) -> str:
        number = len(self.actions)
        counted = f"{number:,} action{'' if number == 1 else 's'}"
        if not number:
            return f"History({counted})"
        first, last = self.actions[0].at.date(), self.actions[-1].at.date()
        return f"History({counted}, {first} to {last})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002  # IPython's hook
        if len(self.actions) > _MOST_PRINTED:
            printer.text(repr(self))
            return
        printer.text("History([")
        with printer.indent(4):
            for action in self.actions:
                printer.break_()
                printer.pretty(action)
                printer.text(",")
        if self.actions:
            printer.break_()
        printer.text("]")
        if self.start != LinkGraph():
            with printer.group(0, ", start=", ""):
                printer.pretty(self.start)
        printer.text(")")

    _repr_html_ = html_of


def replay(
    history: History[M],
    policy: Policy = CURRENT,
    *,
    refused: WhenRefused = "raise",
    progress: Progress = None,
) -> LinkGraph[M]:
    """Return the graph after all actions under a policy (H1, H2).

    Parameters
    ----------
    history
        What happened.
    policy
        The rules it happens under; one history under two policies compares eras (E7).
    refused
        ``"raise"``: a refused action raises `Refused`, which names its position.
        ``"skip"``: it is left out, as comparing eras needs.
    progress
        As `LinkGraph.from_edges` takes it.

    Examples
    --------
    Comparing two eras is one line:

    >>> from datetime import UTC
    >>> import linkgraph as lg
    >>> day = datetime(2026, 1, 5, tzinfo=UTC)
    >>> start = lg.LinkGraph.from_edges(members=["ana", "bo"])
    >>> h = History([lg.Invite("ana", "bo", at=day), lg.Accept("bo", "ana", at=day)], start=start)
    >>> lg.diff(replay(h, lg.CONNECT_ONLY, refused="skip"), replay(h, refused="skip")).gained
    (Fact(FOLLOW, 'ana', 'bo'), Fact(FOLLOW, 'bo', 'ana'))
    """
    return _after(history, len(history), policy, refused, progress)


def as_of(
    history: History[M],
    at: datetime,
    policy: Policy = CURRENT,
    *,
    refused: WhenRefused = "raise",
    progress: Progress = None,
) -> LinkGraph[M]:
    """Return the graph as it was at a moment, actions at exactly `at` included (H1).

    The first look at a history replays it up to there; later ones start from the nearest
    of the graphs that were kept, which share what did not change.

    Examples
    --------
    >>> from datetime import UTC
    >>> from linkgraph import Join
    >>> history = History([Join("ana", at=datetime(2026, 1, 5, tzinfo=UTC))])
    >>> as_of(history, datetime(2026, 1, 4, tzinfo=UTC))
    LinkGraph(0 members, 0 connections, 0 follows)
    """
    moment = utc(at)
    position = bisect_right(history.actions, moment, key=lambda action: action.at)
    return _after(history, position, policy, refused, progress)


def _after(
    history: History[M],
    position: int,
    policy: Policy,
    refused: WhenRefused,
    progress: Progress,
) -> LinkGraph[M]:
    """Return the graph after the first `position` actions, from the nearest one kept."""
    known_policy(policy)
    if refused not in ("raise", "skip"):
        raise InvalidInput(refused, "says nothing about refused actions", 'use "raise" or "skip"')
    # Filled in order, and an entry is the same whichever thread works it out. No gap can be
    # seen: who writes an entry has found, or written, all before it, so `len` counts them
    kept = history._kept.setdefault((policy, refused), {0: history.start})
    nearest = min(position // _STRIDE, len(kept) - 1) * _STRIDE
    graph = kept[nearest]
    with telling(progress) as tell:
        for place in range(nearest, position):
            try:
                graph = apply(graph, history.actions[place], policy)
            except Refused as error:
                if refused == "raise":
                    raise Refused(error.action, error.verdict, place) from None
            if not (place + 1) % _STRIDE:
                kept[place + 1] = graph
                tell(place + 1, position, "replaying")
    return graph


def _restored(actions: tuple[Action[Any], ...], start: LinkGraph[Any]) -> History[Any]:
    return History(actions, start=start)
