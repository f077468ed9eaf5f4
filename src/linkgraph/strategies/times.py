"""Times of actions: at, and just beside, the windows that remembered times start (F9).

A rule about time is mostly wrong at the very end of its window. So `moments` draws both ends of
each window.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from linkgraph.graph.fact_kinds import INVITED, NOTED, UNBLOCKED, WITHDRAWN, FactKind
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.policy import CURRENT, WEEK, Policy
from linkgraph.strategies.arguments import checked_time, instance

DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)  # where stories begin: a Monday
NOW, TICK = timedelta(0), timedelta.resolution
LATER = (NOW, *(timedelta(days=days) for days in (1, 2, 7, 21, 180)), timedelta(hours=1))


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
        The graph that remembers the times at which windows start.
    policy
        The rules that say how long each window lasts.
    since
        The earliest time to draw.

    Examples
    --------
    >>> from hypothesis import find
    >>> str(find(moments(LinkGraph()), lambda _: True))
    '2026-01-05 09:00:00+00:00'
    """
    instance(graph, LinkGraph, "graph")
    instance(policy, Policy, "policy")
    if since is not None:
        since = checked_time(since, "since")
    return draw(st.sampled_from(_worth_trying(graph._facts, policy, since)))


def _windows(facts: Facts, policy: Policy) -> list[tuple[datetime, timedelta]]:
    """Return every window: the remembered time at which it starts, and how long it lasts."""

    def remembered(kind: FactKind[Any]) -> list[datetime]:
        return [time for _, times in facts.memory[kind].items() for time in times]

    pending = facts.invitation_details.items()
    return [
        *((time, policy.withdraw_cooldown) for time in remembered(WITHDRAWN)),  # A5
        *((details.sent_at, policy.expire_after) for _, details in pending),  # A6
        *((time, policy.reblock_cooldown) for time in remembered(UNBLOCKED)),  # A11
        *((time, WEEK) for time in remembered(INVITED)),  # L2
        *((time, _rest_of_month(time)) for time in remembered(NOTED)),  # L5
    ]


def _rest_of_month(time: datetime) -> timedelta:
    first = time.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first - time + timedelta(days=monthrange(time.year, time.month)[1])


def _worth_trying(facts: Facts, policy: Policy, since: datetime | None) -> list[datetime]:
    windows = _windows(facts, policy)
    past = [time for time, _ in windows] + ([] if since is None else [since])
    now = max(past, default=DAY)
    shifts = [(now, span) for span in LATER]
    for time, window in windows:
        shifts += [(time, end + beside) for end in (window, NOW) for beside in (NOW, -TICK, TICK)]
    # a window may end where the calendar has ended before
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    moments = dict.fromkeys(at + span for at, span in shifts if first - at <= span <= last - at)
    return [time for time in moments if since is None or time >= since]
