"""What can have happened between two members, told one event at a time (F3 to F5, F9).

An event that contradicts an earlier one is left out, so that no draw is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from math import isqrt
from typing import Any, TypeAlias

import attrs

from linkgraph.graph.fact_kinds import FactKind
from linkgraph.strategies.times import DAY, LATER

Pair: TypeAlias = tuple[int, int]


def pair_at(place: int) -> Pair:
    """Return an ordered pair of indices by its place: 0→1, 1→0, 1→2, 2→1, 0→2, 2→0, 2→3 ….

    Small places make a chain, and pairs among the first n have the first n(n - 1) places.
    Whatever names a pair does so by this number: equal numbers shrink together.
    """
    tie, back = divmod(place, 2)
    later = (1 + isqrt(1 + 8 * tie)) // 2
    earlier = later - 1 - (tie - later * (later - 1) // 2)
    return (later, earlier) if back else (earlier, later)


@attrs.define
class Told:
    """Facts so far, by index; a method adds one, unless it contradicts what is there."""

    connected: dict[Pair, None] = attrs.field(factory=dict)
    follows: dict[Pair, None] = attrs.field(factory=dict)
    stopped: dict[Pair, None] = attrs.field(factory=dict)  # of what connecting brought
    pending: dict[Pair, tuple[datetime, str | None]] = attrs.field(factory=dict)
    blocks: dict[Pair, None] = attrs.field(factory=dict)
    bars: dict[Pair, None] = attrs.field(factory=dict)
    flags: dict[int, int] = attrs.field(factory=dict)
    times: dict[tuple[FactKind[Any], tuple[int, ...]], list[datetime]] = attrs.field(factory=dict)

    def tied(self, one: int, other: int) -> bool:
        """Return whether a block between the two would end something (F5)."""
        ways = (one, other), (other, one)
        return any(way in each for way in ways for each in (self.connected, self.follows)) or any(
            way in self.pending for way in ways
        )

    def blocked(self, one: int, other: int) -> bool:
        """Return whether either has blocked the other."""
        return (one, other) in self.blocks or (other, one) in self.blocks

    def invited(self, one: int, other: int) -> bool:
        """Return whether an invitation is pending, either way."""
        return (one, other) in self.pending or (other, one) in self.pending

    def connects(self, one: int, other: int, _: datetime) -> None:
        """Connect the two, who then follow each other."""
        if not self.blocked(one, other) and not self.invited(one, other):
            self.connected[min(one, other), max(one, other)] = None

    def follow(self, one: int, other: int, _: datetime) -> None:
        """Let one follow the other."""
        if not self.blocked(one, other):
            self.follows[one, other] = None

    def follow_each_other(self, one: int, other: int, at: datetime) -> None:
        """Let both follow, which is no connection (F3)."""
        self.follow(one, other, at)
        self.follow(other, one, at)

    def rests(self, one: int, other: int, at: datetime) -> None:
        """Let one follow the other, who is set to let only connections follow (F8)."""
        self.follow(one, other, at)

    def stops(self, one: int, other: int, _: datetime) -> None:
        """Undo the follow that a connection brought."""
        self.stopped[one, other] = None

    def invites(self, one: int, other: int, at: datetime, note: str | None = None) -> None:
        """Leave an invitation pending (F4)."""
        together = (min(one, other), max(one, other)) in self.connected
        if not together and not self.blocked(one, other) and not self.invited(one, other):
            self.pending[one, other] = at, note

    def invites_with_note(self, one: int, other: int, at: datetime) -> None:
        """Leave an invitation with a note pending."""
        self.invites(one, other, at, "Hello")

    def block(self, one: int, other: int, _: datetime) -> None:
        """Let one block the other (F5)."""
        if not self.tied(one, other):
            self.blocks[one, other] = None

    def bar(self, one: int, other: int, _: datetime) -> None:
        """Let one have said "I don't know this person" of the other (A4)."""
        self.bars[one, other] = None
        self.flag(other)

    def flag(self, one: int, *_: object) -> None:
        """Give one a flag, by somebody who has left (L3)."""
        self.flags[one] = self.flags.get(one, 0) + 1

    def withdrew(self, one: int, other: int, at: datetime) -> None:
        """Let one have withdrawn an invitation to the other (A5)."""
        self._at(FactKind.WITHDRAWN, at, one, other)

    def unblocked(self, one: int, other: int, at: datetime) -> None:
        """Let one have unblocked the other (A11)."""
        self._at(FactKind.UNBLOCKED, at, one, other)

    def sent(self, one: int, _: int, at: datetime) -> None:
        """Let one have sent an invitation (L2)."""
        self._at(FactKind.INVITED, at, one)

    def sent_note(self, one: int, _: int, at: datetime) -> None:
        """Let one have sent an invitation with a note (L5)."""
        self._at(FactKind.INVITED, at, one)
        self._at(FactKind.NOTED, at, one)

    def _at(self, kind: FactKind[Any], at: datetime, *who: int) -> None:
        self.times.setdefault((kind, who), []).append(at)

    def all_follows(self) -> Iterator[Pair]:
        """Return the follows: those begun, and those that connections brought."""
        brought = (way for a, b in self.connected for way in ((a, b), (b, a)))
        return iter({**self.follows, **dict.fromkeys(w for w in brought if w not in self.stopped)})

    def remembered(self) -> Iterator[tuple[FactKind[Any], tuple[int, ...], Any]]:
        """Return what stands beside connections and follows."""
        for pair, letter in self.pending.items():
            yield FactKind.INVITATION, pair, letter
        for kind, pairs in ((FactKind.BLOCK, self.blocks), (FactKind.BAR, self.bars)):
            for pair in pairs:
                yield kind, pair, None
        for one, number in self.flags.items():
            yield FactKind.FLAGS, (one,), number
        for (kind, who), times in self.times.items():
            yield kind, who, tuple(sorted(times))


Happens: TypeAlias = Callable[[Told, int, int, datetime], None]
Event: TypeAlias = tuple[Happens, Pair, datetime]

# what can stand for another comes next to it, since shrinking goes from one to the next
TIES: tuple[Happens, ...] = (
    Told.connects, Told.follow, Told.follow_each_other, Told.rests, Told.stops,
)  # fmt: skip
PAST: tuple[Happens, ...] = (
    Told.invites, Told.invites_with_note, Told.block, Told.bar, Told.flag,
    Told.withdrew, Told.unblocked, Told.sent, Told.sent_note,
)  # fmt: skip
# as often as makes graphs of some distance: every third event is a connection, or more
OFTEN: dict[bool, tuple[Happens, ...]] = {
    False: TIES[:1] * 4 + TIES[1:2] + TIES,
    True: TIES[:1] * 11 + TIES + PAST + PAST[-1:] * 2,
}
TIMES = [DAY + later for later in LATER]
