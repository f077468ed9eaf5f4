"""What a world holds (F1-F10) and how far its members are from each other (D1-D6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import linkgraph as lg

PLAIN = lg.Profile()


@dataclass(frozen=True)
class World:
    """Every fact, as the simplest collection that can hold it."""

    members: tuple[Any, ...] = ()  # F10: in member order
    connections: frozenset[Any] = frozenset()  # F1: {a, b}
    follows: frozenset[Any] = frozenset()  # F2: (follower, followee)
    pending: dict[Any, Any] = field(default_factory=dict)  # F4: (sender, recipient) -> (at, note)
    blocks: frozenset[Any] = frozenset()  # F5: (blocker, blocked)
    profiles: dict[Any, Any] = field(default_factory=dict)  # F7
    # F9: what is remembered
    bars: frozenset[Any] = frozenset()  # A4: (recipient, sender)
    withdrawals: tuple[Any, ...] = ()  # A5: (sender, recipient, at)
    unblocks: tuple[Any, ...] = ()  # A11: (member, other, at)
    invited: tuple[Any, ...] = ()  # L2: (sender, at)
    noted: tuple[Any, ...] = ()  # L5: (sender, at)
    flags: Counter[Any] = field(default_factory=Counter)  # L3: sender -> how many

    def connected(self, a, b) -> bool:
        return frozenset({a, b}) in self.connections

    def connections_of(self, m) -> set:
        return {n for pair in self.connections if m in pair for n in pair if n != m}

    def blocked(self, a, b) -> bool:
        return (a, b) in self.blocks or (b, a) in self.blocks

    def profile(self, m):
        return self.profiles.get(m, PLAIN)

    def admits(self, follower, followee) -> bool:
        """F8: the followee's audience lets the follower in."""
        everyone = self.profile(followee).follow_audience.name == "EVERYONE"
        return everyone or self.connected(follower, followee)

    def in_force(self, follower, followee) -> bool:
        return (follower, followee) in self.follows and self.admits(follower, followee)

    def effective_followers(self, m) -> set:
        return {n for n in self.ordered() if self.in_force(n, m) and not self.profile(n).hibernated}

    def ordered(self, chosen=None) -> list:
        """F10: the chosen members (everybody if None), in member order."""
        return [m for m in self.members if chosen is None or m in chosen]

    def facts(self) -> tuple:
        """All that equality reads (F9), so no member order (F10)."""
        profiles = {m: self.profile(m) for m in self.members}
        ties = self.connections, self.follows, self.pending, self.blocks
        times = self.withdrawals, self.unblocks, self.invited, self.noted
        return (profiles, *ties, self.bars, +self.flags, *map(Counter, times))


def from_edges(connections, follows, members, auto_follow) -> World:
    named = [*members, *(m for pair in (*connections, *follows) for m in pair)]
    automatic = {(a, b) for pair in connections for a, b in (pair, pair[::-1]) if auto_follow}
    return World(
        members=tuple(dict.fromkeys(named)),
        connections=frozenset(frozenset(pair) for pair in connections),
        follows=frozenset(follows) | automatic,
    )


def degree(w, a, b) -> int:
    """D1: 0 to 3, or 4 for out of network."""
    near = {a}
    for steps in range(4):
        if b in near:
            return steps
        near = near.union(*(w.connections_of(m) for m in near))
    return 4


def mutual_connections(w, a, b) -> set:
    """D3."""
    return w.connections_of(a) & w.connections_of(b)


def introductions(w, viewer, member) -> list:
    """D4."""
    steps = degree(w, viewer, member)
    chains = [(viewer,)]
    for _ in range(steps):
        chains = [(*c, m) for c in chains for m in w.ordered(w.connections_of(c[-1]))]
    return [c for c in chains if c[-1] == member] if 0 < steps <= 3 else []


def people_you_may_know(w, viewer) -> list:
    """D5, without a limit."""

    def excluded(m):
        ways = {(viewer, m), (m, viewer)}
        return w.blocked(viewer, m) or ways & w.pending.keys() or ways & w.bars

    second = [m for m in w.members if degree(w, viewer, m) == 2 and not excluded(m)]
    counted = [(m, len(mutual_connections(w, viewer, m))) for m in second]
    return sorted(counted, key=lambda known: -known[1])


def followed_by_connections(w, viewer, member) -> set:
    """D6; nothing of oneself."""
    known = w.connections_of(viewer) if viewer != member else set()
    return known & w.effective_followers(member)


def name_shown(w, viewer, member) -> bool:
    """P6."""
    return w.profile(member).name_shown.name == "FULL" or degree(w, viewer, member) <= 2
