"""The past of a graph: a sequence of actions, and the graph at any moment of it (H1, H2, E7).

A `History` is a start graph and actions in order of time. `replay` and `as_of` apply them one after
the other, under any policy. A history keeps some of the graphs on the way, and a later question
starts from the nearest of them. These snapshots do not belong to the value: they play no part when
histories are compared, hashed or pickled, and they go when the history goes.

A graph costs memory, so few are kept: at most 2 log2(N) for a history of N actions. A question
about the graph after ``p`` actions keeps that graph, and those after ``p`` with its lowest binary
ones cleared, one after the other: for 13, which is 1101 in binary, after 13, 12 and 8 actions. The
distances between them double or more, so that questions about nearby times replay little: asking
about every moment in turn, forwards or backwards, applies O(N log N) actions. The snapshots of the
end of the history stay as well, and those of earlier questions while there is room.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Generic, Literal, TypeAlias, final

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph, M
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.rendering import html_of
from linkgraph.graph.validation import instance_of, listed, one_of, one_of_texts, utc
from linkgraph.rules.actions import Action
from linkgraph.rules.check_and_apply import apply
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.verdicts import Refused

WhenRefused: TypeAlias = Literal["raise", "skip"]

_REPORTED = 64  # Progress is reported after so many actions.
_MOST_POLICIES = 8  # with snapshots: those asked about last


def _actions(values: Iterable[Action[M]]) -> tuple[Action[M], ...]:
    """Return the actions as a tuple; they must be in non-decreasing time."""
    remedy = "use actions such as `Invite`, in order of time"
    actions = tuple(listed(values, "a collection of actions as `actions`", remedy))
    for row, action in enumerate(actions):
        if not isinstance(action, Action):
            raise InvalidInput(action, "an action in `actions`", remedy, row)
        if row and action.at < actions[row - 1].at:
            expected = "an action in `actions` that is not earlier than the one before"
            raise InvalidInput(action, expected, "sort the actions by `at`", row)
    return actions


@final
@attrs.frozen(repr=False)
class History(Generic[M]):
    """An immutable sequence of actions in non-decreasing time, over a start graph (H1).

    Histories compare, hash and pickle by their actions and their start. Raises `InvalidInput`
    unless `start` is a graph and all values are actions in order; the error names the row.

    Attributes
    ----------
    actions
        The actions, in non-decreasing `at`. Several may happen at the same time.
    start
        The graph before the first action. Defaults to a graph without members.

    Examples
    --------
    >>> from datetime import UTC
    >>> from linkgraph import Accept, Invite
    >>> day = [datetime(2026, 1, number, tzinfo=UTC) for number in range(1, 5)]
    >>> actions = [Invite("ana", "bo", at=day[0]), Accept("bo", "ana", at=day[3])]
    >>> history = History(actions, start=LinkGraph.from_edges(members=["ana", "bo"]))
    >>> history
    History(2 actions, 2026-01-01 to 2026-01-04)
    >>> replay(history)
    LinkGraph(2 members, 1 connection, 2 follows)
    >>> as_of(history, day[2])
    LinkGraph(2 members, 0 connections, 1 follow, 1 invitation)
    """

    actions: tuple[Action[M], ...] = attrs.field(converter=_actions)
    start: LinkGraph[M] = attrs.field(factory=LinkGraph, kw_only=True, validator=one_of(LinkGraph))
    # For each policy and way to treat refusals: graphs by the number of actions before them.
    _snapshots: dict[Any, dict[int, LinkGraph[M]]] = attrs.field(
        factory=dict, init=False, eq=False, hash=False
    )

    def __len__(self) -> int:
        return len(self.actions)

    def __iter__(self) -> Iterator[Action[M]]:
        return iter(self.actions)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.actions, self.start)

    def __repr__(self) -> str:
        size = f"{len(self):,} action{'' if len(self) == 1 else 's'}"
        if not self.actions:
            return f"History({size})"
        first, last = self.actions[0].at.date(), self.actions[-1].at.date()
        return f"History({size}, {first} to {last})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002  # IPython's hook
        if len(self) > 100:  # too long to print as code
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
    """Return the graph after all actions of a history (H1, H2).

    Parameters
    ----------
    history, policy
        The start graph and the actions, and the rules that decide about each. Replaying one history
        under two policies compares eras (E7).
    refused
        ``"raise"`` stops at an action that the rules refuse, ``"skip"`` leaves it out, as is best
        for comparing eras.
    progress
        As `LinkGraph.from_edges` takes it.

    Raises
    ------
    Refused
        If the rules refuse an action and `refused` is ``"raise"``; names its position.
    UnknownMember, InvalidInput
        If an action names a member that is not in the graph at that time, or if an argument is of
        the wrong kind.

    Examples
    --------
    Comparing two eras takes one line:

    >>> from datetime import UTC
    >>> import linkgraph as lg
    >>> day = datetime(2026, 1, 5, tzinfo=UTC)
    >>> start = lg.LinkGraph.from_edges(members=["ana", "bo"])
    >>> h = History([lg.Invite("ana", "bo", at=day), lg.Accept("bo", "ana", at=day)], start=start)
    >>> lg.diff(replay(h, lg.CONNECT_ONLY, refused="skip"), replay(h, refused="skip")).gained
    (Fact(FOLLOW, 'ana', 'bo'), Fact(FOLLOW, 'bo', 'ana'))
    """
    instance_of(history, History, "history")
    return _after(history, len(history), policy, refused, progress)


def as_of(
    history: History[M],
    at: datetime,
    policy: Policy = CURRENT,
    *,
    refused: WhenRefused = "raise",
    progress: Progress = None,
) -> LinkGraph[M]:
    """Return the graph as it was at a time; actions at exactly `at` are included (H1).

    Other parameters and errors are those of `replay`; raises `InvalidInput` if `at` has no time
    zone. The history keeps at most 2 log2(N) graphs of its N actions, for each of the last eight
    policies. A question replays from the last kept graph before `at`, so at most the distance
    between two kept graphs; the next question about the same moment replays nothing.

    Examples
    --------
    >>> from datetime import UTC
    >>> from linkgraph import Join
    >>> history = History([Join("ana", at=datetime(2026, 1, 5, tzinfo=UTC))])
    >>> as_of(history, datetime(2026, 1, 4, tzinfo=UTC))
    LinkGraph(0 members, 0 connections, 0 follows)
    """
    instance_of(history, History, "history")
    position = bisect_right(history.actions, utc(at), key=lambda action: action.at)
    return _after(history, position, policy, refused, progress)


def _after(
    history: History[M], position: int, policy: Policy, refused: WhenRefused, progress: Progress
) -> LinkGraph[M]:
    """Return the graph after the first `position` actions, from the nearest snapshot."""
    known_policy(policy)
    one_of_texts(refused, ("raise", "skip"), "refused")
    snapshots = history._snapshots.get((policy, refused), {})
    place = max((number for number in snapshots if number <= position), default=0)
    graph = snapshots.get(place, history.start)
    landmarks = {*_landmarks(position), *_landmarks(len(history))}
    found = dict(snapshots)
    try:
        with telling(progress) as report:
            for action in history.actions[place:position]:
                try:
                    graph = apply(graph, action, policy)
                except Refused as error:
                    if refused == "raise":
                        raise Refused(error.action, error.verdict, place) from None
                place += 1
                if place in landmarks:
                    found[place] = graph
                if place % _REPORTED == 0:
                    report(place, position, "replaying")
    finally:  # also when `progress` or a refusal ends the replay
        found[place] = graph
        _keep(history, (policy, refused), place, found)
    return graph


def _keep(history: History[M], key: Any, place: int, found: dict[int, LinkGraph[M]]) -> None:
    """Keep the snapshots that matter most after a question that ended at `place`."""
    preferred = dict.fromkeys((*_landmarks(place), *_landmarks(len(history)), *found))
    most = 2 * max(1, len(history).bit_length() - 1)  # 2 log2(N), rounded down
    chosen = islice((number for number in preferred if number in found and number), most)
    # Threads may share a history. A dict of snapshots is replaced whole and never changed, so a
    # thread that reads one sees finished snapshots, at worst fewer than there were.
    recent = [item for item in history._snapshots.items() if item[0] != key][1 - _MOST_POLICIES :]
    recent.append((key, {number: found[number] for number in chosen}))
    object.__setattr__(history, "_snapshots", dict(recent))


def _landmarks(position: int) -> Iterator[int]:
    """Yield a number of actions, and what is left of it as its lowest binary ones are cleared."""
    while position:
        yield position
        position &= position - 1


def _restored(actions: tuple[Action[Any], ...], start: LinkGraph[Any]) -> History[Any]:
    return History(actions, start=start)
