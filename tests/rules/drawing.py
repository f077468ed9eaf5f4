"""Short ways to tell a story, and Hypothesis strategies for graphs with a past."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import permutations
from typing import Any

import attrs
import numpy as np
from hypothesis import note, settings
from hypothesis import strategies as st

import linkgraph as lg

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta.resolution
ERAS = {
    "E1": lg.CONNECT_ONLY,
    "E2": lg.INFLUENCERS,
    "E3": lg.OPEN_FOLLOW,
    "E4": lg.FOLLOW_FIRST,
    "E5": lg.CURRENT,
}

# laws that follow from others look at fewer graphs, tests on hundreds of members at a handful
WHOLE = settings.default.max_examples >= 100  # walk each product whole, as CI does
SOME = settings(max_examples=max(5, settings.default.max_examples // 3))
FEW = settings(max_examples=max(4, settings.default.max_examples // 8))


# -- stories ------------------------------------------------------------------------------------


def acted(graph: lg.LinkGraph, *actions: lg.Action, policy: lg.Policy = lg.CURRENT) -> lg.LinkGraph:
    """Apply one action after the other."""
    for action in actions:
        graph = lg.apply(graph, action, policy)
    return graph


def of(*members: Hashable, connections: Any = (), follows: Any = (), **profiles: Any) -> Any:
    """Build a graph of members whose ties are given as pairs, or as text such as "ana-bo"."""

    def pairs(ties: Any, sign: str) -> list[Any]:
        return [tie.split(sign) for tie in ties.split()] if isinstance(ties, str) else ties

    graph = lg.LinkGraph.from_edges(
        connections=pairs(connections, "-"), follows=pairs(follows, ">"), members=members
    )
    for member, changes in profiles.items():
        graph = graph.with_profile(member, lg.Profile(**changes))
    return graph


def between(graph: lg.LinkGraph, a: Any, b: Any) -> set[str]:
    """Say what stands between two: "a-b" connected, "a>b" follows, "a?b" invited, "a!b" blocked."""
    found = {f"{a}-{b}"} if graph.is_connected(a, b) else set()
    for one, other in ((a, b), (b, a)):
        signs = {
            ">": graph.is_following(one, other),
            "?": graph.invitation(one, other) is not None,
            "!": graph.has_blocked(one, other),
        }
        found |= {f"{one}{sign}{other}" for sign, holds in signs.items() if holds}
    return found


def why(verdict: lg.Verdict) -> list[tuple[str, lg.Code]]:
    """Return the rules and codes of a verdict, in order."""
    return [(reason.rule, reason.code) for reason in verdict.reasons]


def yes(rule: str) -> lg.Verdict:
    """Return the verdict of an allowed action."""
    return lg.Verdict(True, (lg.Reason(rule, lg.Code.ALLOWED),))


def no(*reasons: tuple[str, lg.Code]) -> lg.Verdict:
    """Return the verdict of what is refused for these reasons."""
    return lg.Verdict(False, tuple(lg.Reason(*reason) for reason in reasons))


def offending(error: lg.InvalidInput) -> tuple[object, int | None]:
    """Return the offending value and its row."""
    return error.value, error.row


class SummerTime(tzinfo):
    """A zone one hour ahead of UTC, two from 29 March to 25 October 2026 at 01:00 UTC."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        return HOUR + self.dst(dt)

    def dst(self, dt: datetime | None) -> timedelta:
        if dt is None:
            return timedelta(0)
        wall = dt.replace(tzinfo=None, fold=0)
        begin, end = datetime(2026, 3, 29, 3), datetime(2026, 10, 25, 3)  # noqa: DTZ001  # walls
        ambiguous = end - HOUR <= wall < end
        summer = begin <= wall < end and not (ambiguous and dt.fold)
        return HOUR if summer else timedelta(0)

    def tzname(self, dt: datetime | None) -> str:
        return "summer" if self.dst(dt) else "winter"


# -- policies and profiles ----------------------------------------------------------------------

LIMITS: list[tuple[str, Any]] = [
    ("connection_cap", 2),
    ("connection_cap", 1),
    ("weekly_invitations", 2),
    ("weekly_invitations", 0),
    ("flag_limit", 1),
    ("free_notes_per_month", 1),
    ("follow_on_invite", False),
    ("follow_on_accept", False),
    ("unfollow_on_disconnect", False),
    ("followable", lg.Who.INFLUENCERS),
    ("followable", lg.Who.NOBODY),
    ("primary_choice", lg.Who.INFLUENCERS),
    ("primary_choice", lg.Who.NOBODY),
    ("connection_feeds", True),
    ("second_degree_feed", lg.SecondDegreeFeed.VIA_ENGAGEMENT),
    ("second_degree_feed", lg.SecondDegreeFeed.OFF),
]
POLICIES = st.builds(
    lambda era, changes: attrs.evolve(era, **dict(changes)),
    st.sampled_from([lg.CURRENT, *ERAS.values()]),
    st.lists(st.sampled_from(LIMITS), max_size=2),
)

CHANGES: list[tuple[str, Any]] = [
    ("primary_button", lg.Button.FOLLOW),
    ("primary_button", lg.Button.CONNECT),
    ("follow_audience", lg.FollowAudience.CONNECTIONS),
    ("follow_audience", lg.FollowAudience.EVERYONE),
    ("invitations_from", lg.InvitationsFrom.KNOWN),
    ("tier", lg.Tier.PREMIUM),
    ("tier", lg.Tier.FREE),
    ("open_profile", True),
    ("influencer", True),
    ("hibernated", True),
    ("name_shown", lg.NameShown.INITIAL),
    ("groups", frozenset({"chess"})),
    ("groups", frozenset({"go", 7})),
    ("groups", frozenset()),
    ("employer", "acme"),
    ("employer", None),
]
PROFILES = st.lists(st.sampled_from(CHANGES), max_size=4).map(lambda new: lg.Profile(**dict(new)))


# -- graphs with a past -------------------------------------------------------------------------

PAIRWISE = [
    lambda a, b, at, flag: lg.Ignore(a, b, at=at, unknown=flag),
    lambda a, b, at, flag: lg.Accept(a, b, at=at),
    lambda a, b, at, flag: lg.Withdraw(a, b, at=at, unfollow=flag),
    lambda a, b, at, flag: lg.Unblock(a, b, at=at),
    lambda a, b, at, flag: lg.Invite(a, b, at=at, note="Hello" if flag else None),
    lambda a, b, at, flag: lg.Disconnect(a, b, at=at),
    lambda a, b, at, flag: lg.Follow(a, b, at=at),
    lambda a, b, at, flag: lg.Invite(a, b, at=at, knows_email=True),
    lambda a, b, at, flag: lg.Unfollow(a, b, at=at),
    lambda a, b, at, flag: lg.RemoveFollower(a, b, at=at),
    lambda a, b, at, flag: lg.Block(a, b, at=at),
]
SINGLE = [
    lambda a, b, at, flag: lg.Expire(at=at),
    lambda a, b, at, flag: lg.Leave(a, at=at),
    *(lambda a, b, at, flag, name=name: lg.Join(name, at=at) for name in (*"abcd", 0, 1)),
    *(
        lambda a, b, at, flag, change=change: lg.UpdateProfile(a, at=at, **dict([change]))
        for change in CHANGES
    ),
]
GAPS = [timedelta(0), TICK, HOUR, DAY, DAY, 2 * DAY, 6 * DAY, 21 * DAY, 180 * DAY]


@attrs.frozen
class Step:
    """A step of a story in numbers, which are quick to draw."""

    pairwise: bool
    who: int
    what: int
    flag: bool
    gap: timedelta

    def acts(self, graph: lg.LinkGraph, at: datetime) -> Iterator[lg.Action]:
        """Return what the two, or the one, could try to do, the drawn one first."""
        pairs = list(permutations(graph, 2))
        waiting = [
            pair for pair in pairs if graph.invitation(*pair) or graph.invitation(*pair[::-1])
        ]
        a, b = [*waiting * 3, *pairs][self.who % (3 * len(waiting) + len(pairs))]
        acts = PAIRWISE if self.pairwise else SINGLE
        first = self.what % len(acts)
        return (act(a, b, at, self.flag) for act in (*acts[first:], *acts[:first]))


STEPS = st.builds(
    Step,
    st.sampled_from([True] * 5 + [False]),
    st.integers(0, 99),
    st.integers(0, len(SINGLE) - 1),
    st.booleans(),
    st.sampled_from(GAPS),
)


@attrs.frozen
class World:
    """A graph, the policy it grew under, and the time of its latest action."""

    graph: lg.LinkGraph
    policy: lg.Policy
    at: datetime

    @property
    def members(self) -> list[Any]:
        """Everybody, in member order."""
        return list(self.graph)

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Everybody with everybody else."""
        return list(permutations(self.graph, 2))


_TIES = st.lists(st.integers(0, 55), max_size=10)
_PEOPLE = st.lists(st.tuples(st.integers(0, 7), PROFILES), max_size=4)
_STORIES = {most: st.lists(STEPS, min_size=most // 3, max_size=most) for most in (0, 12, 20)}


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    least: int = 2,
    most: int = 6,
    past: int = 12,
    policies: st.SearchStrategy[lg.Policy] = POLICIES,
) -> World:
    """Draw a graph that random allowed actions made of random edges and profiles."""
    size = draw(st.integers(least, most))
    members: list[Any] = list(range(size)) if draw(st.booleans()) else list("dcbaefgh"[:size])
    pairs = list(permutations(members, 2))
    edges = {
        "connections": [pairs[tie % len(pairs)] for tie in draw(_TIES)],
        "follows": [pairs[tie % len(pairs)] for tie in draw(_TIES)],
        "members": members,
        "auto_follow": draw(st.booleans()),
    }
    note(f"start with {edges}")
    graph = lg.LinkGraph.from_edges(**edges)
    for who, profile in draw(_PEOPLE):
        graph = graph.with_profile(members[who % size], profile)
        note(f"{members[who % size]!r} has {profile}")
    policy, at = draw(policies), T0
    for step in draw(_STORIES[past]):
        at += step.gap
        for action in step.acts(graph, at):
            last = isinstance(action, lg.Leave) and len(graph) <= least
            if not last and lg.check(graph, action, policy):
                graph = lg.apply(graph, action, policy)
                note(f"then {action}")
                break
    return World(graph.compact() if draw(st.booleans()) else graph, policy, at)


def crowd(seed: int, size: int, mean: float) -> lg.LinkGraph:
    """Build a graph of `size` members with about `mean` connections each, edited since."""
    random = np.random.default_rng(seed)

    def pairs(number: int) -> list[Any]:
        ends = random.integers(0, size, (number, 2))
        return ends[ends[:, 0] != ends[:, 1]].tolist()

    count = int(size * mean / 2)
    graph = lg.LinkGraph.from_edges(
        connections=pairs(count), follows=pairs(count), members=range(size)
    )
    for member in random.integers(0, size, size // 8).tolist():
        changes = dict([CHANGES[int(random.integers(len(CHANGES)))]])
        graph = graph.with_profile(member, attrs.evolve(graph.profile(member), **changes))
    made = pairs(30)
    ended = [pair for pair in pairs(30) if pair not in made and pair[::-1] not in made]
    graph = graph.update(connect=made, disconnect=ended)
    for act in (lg.Disconnect, lg.Block, lg.Invite, lg.Unfollow):
        for one, other in pairs(12):
            action = act(one, other, at=T0)
            if lg.check(graph, action):
                graph = lg.apply(graph, action)
    return graph.without_member(int(random.integers(size)))


@st.composite
def crowds(draw: st.DrawFn, *, least: int = 200, most: int = 400) -> lg.LinkGraph:
    """Draw a graph of hundreds of integers, so that the bulk ways run."""
    mean = draw(st.sampled_from([0.5, 1.5, 4.0, 12.0, 60.0]))
    return crowd(draw(st.integers(0, 2**32 - 1)), draw(st.integers(least, most)), mean)
