"""When things happen: at, and just beside, the windows of what a graph remembers (F9).

A rule about time is mostly wrong at the very end of its window. `WINDOWS` lists which remembered
times start a window and how long it lasts; `moments` draws both ends of each.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st

from linkgraph.graph.fact_kinds import INVITED, NOTED, UNBLOCKED, WITHDRAWN, FactKind
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.policy import CURRENT, WEEK, Policy
from linkgraph.strategies.arguments import GRAPH, POLICY, checked_time, instance

DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)  # where stories begin: a Monday
NOW, TICK = timedelta(0), timedelta.resolution
LATER = (NOW, *(timedelta(days=days) for days in (1, 2, 7, 21, 180)), timedelta(hours=1))

Times: TypeAlias = Callable[[Facts], Iterator[datetime]]
Span: TypeAlias = Callable[[datetime, Policy], timedelta]


def _sent(facts: Facts) -> Iterator[datetime]:
    return (details.sent_at for _, details in facts.invitation_details.items())


def _remembered(kind: FactKind[Any]) -> Times:
    def times(facts: Facts) -> Iterator[datetime]:
        return (time for _, times in facts.memory[kind].items() for time in times)

    return times


def _rest_of_month(time: datetime, _: Policy) -> timedelta:
    first = time.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first - time + timedelta(days=monthrange(time.year, time.month)[1])


# which times start a window, and how long it lasts
WINDOWS: tuple[tuple[Times, Span], ...] = (
    (_remembered(WITHDRAWN), lambda _, policy: policy.withdraw_cooldown),  # A5
    (_sent, lambda _, policy: policy.expire_after),  # A6
    (_remembered(UNBLOCKED), lambda _, policy: policy.reblock_cooldown),  # A11
    (_remembered(INVITED), lambda _, __: WEEK),  # L2
    (_remembered(NOTED), _rest_of_month),  # L5
)


@st.composite
def moments(
    draw: st.DrawFn,
    graph: LinkGraph[Any],
    *,
    policy: Policy = CURRENT,
    since: datetime | None = None,
) -> datetime:
    """Draw a time for actions and buttons: now, or where a window begins or ends.

    Now is the latest time that the graph remembers, or 2026-01-05 09:00 UTC. The other times are
    up to 180 days later, and both ends of every window (A5, A6, A11, L2, L5), each also a
    microsecond earlier and later. Shrinks towards now.

    Parameters
    ----------
    graph
        The graph whose remembered times start windows.
    policy
        The rules that say how long each window lasts.
    since
        The earliest time to draw.

    Raises
    ------
    InvalidArgument
        When drawn from: for an argument of the wrong kind.

    Examples
    --------
    >>> from hypothesis import find
    >>> str(find(moments(LinkGraph()), lambda _: True))
    '2026-01-05 09:00:00+00:00'
    """
    instance(graph, LinkGraph, GRAPH)
    instance(policy, Policy, POLICY)
    if since is not None:
        since = checked_time(since, "since")
    return draw(st.sampled_from(_worth_trying(graph._facts, policy, since)))


def _worth_trying(facts: Facts, policy: Policy, since: datetime | None) -> list[datetime]:
    remembered = [(time, span(time, policy)) for times, span in WINDOWS for time in times(facts)]
    past = [time for time, _ in remembered] + ([] if since is None else [since])
    now = max(past, default=DAY)
    shifts = [(now, span) for span in LATER]
    for time, window in remembered:
        shifts += [(time, end + beside) for end in (window, NOW) for beside in (NOW, -TICK, TICK)]
    moments = dict.fromkeys(at for time, span in shifts for at in _shifted(time, span))
    return [at for at in moments if since is None or at >= since]


def _shifted(time: datetime, span: timedelta) -> Iterator[datetime]:
    """Return the time after a span, or nothing beyond the end of the calendar."""
    try:
        yield time + span
    except OverflowError:
        return
