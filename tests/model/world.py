"""The facts of a world (F1-F10) and the distances between its members (D1-D6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import linkgraph as lg

PLAIN = lg.Profile()

# F7: the defaults of a profile
DEFAULTS = {
    "primary_button": "CONNECT",
    "follow_audience": "EVERYONE",
    "invitations_from": "EVERYONE",
    "tier": "FREE",
    "open_profile": False,
    "influencer": False,
    "hibernated": False,
    "name_shown": "FULL",
    "connections_shown": True,
    "contact_shown": True,
    "groups": frozenset(),
    "employer": None,
    "joined": None,
}


@dataclass(frozen=True)
class World:
    """Every fact, as the simplest collection that can hold it."""

    members: tuple[Any, ...] = ()  # F10: in member order
    connections: frozenset[Any] = frozenset()  # F1: {a, b}
    follows: frozenset[Any] = frozenset()  # F2: (follower, followee)
    pending: dict[Any, Any] = field(default_factory=dict)  # F4: (sender, recipient) -> (at, note)
    blocks: frozenset[Any] = frozenset()  # F5: (blocker, blocked)
    profiles: dict[Any, Any] = field(default_factory=dict)  # F7
    # F9: remembered facts
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
        """F8: the audience of the followee includes the follower."""
        everyone = self.profile(followee).follow_audience.name == "EVERYONE"
        return everyone or self.connected(follower, followee)

    def in_force(self, follower, followee) -> bool:
        return (follower, followee) in self.follows and self.admits(follower, followee)

    def effective_followers(self, m) -> set:
        return {n for n in self.ordered() if self.in_force(n, m) and not self.profile(n).hibernated}

    def ordered(self, chosen=None) -> list:
        """F10: the chosen members (everybody if None), in member order."""
        return [m for m in self.members if chosen is None or m in chosen]

    def facts(self) -> frozenset:
        """Every fact as (kind, members, value): all that equality reads (F9), no order (F10)."""
        plain = {
            "MEMBER": [(m,) for m in self.members],
            "CONNECTION": self.connections,
            "FOLLOW": self.follows,
            "BLOCK": self.blocks,
            "BAR": self.bars,
        }
        valued = {
            "PROFILE": {(m,): p for m, p in self.profiles.items() if p != PLAIN},
            "INVITATION": self.pending,
            "FLAGS": {(m,): number for m, number in self.flags.items() if number},
            "WITHDRAWN": times_by_key(self.withdrawals),
            "UNBLOCKED": times_by_key(self.unblocks),
            "INVITED": times_by_key(self.invited),
            "NOTED": times_by_key(self.noted),
        }
        told = {(kind, who, None) for kind, ties in plain.items() for who in ties}
        return frozenset(told).union(
            (kind, who, value) for kind, values in valued.items() for who, value in values.items()
        )

    def lawful(self) -> bool:
        """Whether F1, F2, F4 and F5 hold."""
        pending = {frozenset(pair) for pair in self.pending}
        ties = self.connections | pending | {frozenset(pair) for pair in self.follows}
        shut = {frozenset(pair) for pair in self.blocks}
        apart = not ties & shut and not self.connections & pending
        return apart and len(pending) == len(self.pending) and all(len(t) == 2 for t in ties | shut)


def times_by_key(rows) -> dict:
    """The times of each member or pair, ascending: ((…, at), …) → {(…): (at, …)}."""
    keys = {row[:-1] for row in rows}
    return {key: tuple(sorted(row[-1] for row in rows if row[:-1] == key)) for key in keys}


def member_order(edges, members, as_arrays) -> list:
    """F10: as given, then by first appearance; of each array of whole numbers ascending."""
    ends = [[m for pair in pairs for m in pair] for pairs in edges]
    each = [sorted(ms) if as_arrays else ms for ms in ends]
    return list(dict.fromkeys([*members, *(m for ms in each for m in ms)]))


def from_edges(connections, follows, members, auto_follow) -> World:
    automatic = {(a, b) for pair in connections for a, b in (pair, pair[::-1]) if auto_follow}
    return World(
        members=tuple(member_order([connections, follows], members, False)),
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
    """D4: no chain with a block between two of its members, or past a hibernated one."""
    steps = degree(w, viewer, member)
    chains = [(viewer,)]
    for _ in range(steps):
        chains = [(*c, m) for c in chains for m in w.ordered(w.connections_of(c[-1]))]
    chains = [c for c in chains if c[-1] == member] if 0 < steps <= 3 else []
    shut = [c for c in chains if any(w.blocked(a, b) for a in c for b in c)]
    asleep = [c for c in chains if any(w.profile(m).hibernated for m in c[1:-1])]
    return [c for c in chains if c not in shut and c not in asleep]


def never_suggested(w, viewer, m) -> bool:
    """D5: a block, an invitation or a bar stands between the two, or the member is hibernated."""
    ways = {(viewer, m), (m, viewer)}
    stands = w.blocked(viewer, m) or ways & w.pending.keys() or ways & w.bars
    return bool(stands) or w.profile(m).hibernated


def people_you_may_know(w, viewer, exclude=()) -> list:
    """D5, without a limit."""
    second = [m for m in w.members if degree(w, viewer, m) == 2 and m not in exclude]
    suggested = [m for m in second if not never_suggested(w, viewer, m)]
    counted = [(m, len(mutual_connections(w, viewer, m))) for m in suggested]
    return sorted(counted, key=lambda known: -known[1])


def people_in_groups(w, viewer, exclude=()) -> list:
    """D7, without a limit."""
    beyond = [m for m in w.members if degree(w, viewer, m) > 1 and m not in exclude]
    suggested = [m for m in beyond if not never_suggested(w, viewer, m)]
    shared = [(m, len(w.profile(viewer).groups & w.profile(m).groups)) for m in suggested]
    ranked = sorted(shared, key=lambda r: (-r[1], -len(mutual_connections(w, viewer, r[0]))))
    return [(m, number) for m, number in ranked if number]


def followed_by_connections(w, viewer, member) -> set:
    """D6; empty for the viewer themselves."""
    known = w.connections_of(viewer) if viewer != member else set()
    return known & w.effective_followers(member)


def name_shown(w, viewer, member) -> bool:
    """P6."""
    return w.profile(member).name_shown.name == "FULL" or degree(w, viewer, member) <= 2
