"""All facts of one graph, on indices: what ids are to a reader, indices are to arrays.

`Facts` is what a `LinkGraph` wraps. It keeps F1 to F5 by construction and knows nothing
else: no policy, no limit, no reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, TypeVar, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.persistent_map import EMPTY_MAP, PersistentMap
from linkgraph.graph.profiles import Profile, Profiles
from linkgraph.graph.sorted_arrays import (
    Indices,
    both_directions,
    difference,
    distinct,
    isin,
    pack,
    read_only,
    symmetric_difference,
    unpack,
)

V = TypeVar("V")
Pair: TypeAlias = tuple[int, int]
Times: TypeAlias = tuple[datetime, ...]
Ends: TypeAlias = tuple[Indices, Indices]  # sources and targets of pairs

NO_ENDS: Ends = (read_only(np.empty(0, np.int32)), read_only(np.empty(0, np.int32)))

# indices that may stay out of use: this many, and one in `_SHARE` of all
_GAPS = 1024
_SHARE = 8


@final
@attrs.frozen
class InvitationDetails:
    """What a pending invitation holds beside its two members."""

    sent_at: datetime
    note: str | None


@final
@attrs.frozen(eq=False)
class Memory:
    """What is remembered (F9); times ascend, repeats included."""

    bars: Directed = Directed()  # recipient → sender (A4)
    flags: PersistentMap[int, int] = EMPTY_MAP  # of a sender (L3)
    withdrawn: PersistentMap[Pair, Times] = EMPTY_MAP  # sender, … (A5)
    unblocked: PersistentMap[Pair, Times] = EMPTY_MAP  # blocker, … (A11)
    invited: PersistentMap[int, Times] = EMPTY_MAP  # by a sender (L2)
    noted: PersistentMap[int, Times] = EMPTY_MAP  # by a sender (L5)

    def knows_nothing_of(self, index: int) -> bool:
        """Return whether nothing is remembered about `index`. O(pairs)."""
        return not (
            len(self.bars.either(index))
            or any(each.get(index) for each in (self.flags, self.invited, self.noted))
            or any(
                index in pair
                for each in (self.withdrawn, self.unblocked)
                for pair, _ in each.items()
            )
        )

    def without(self, index: int) -> Memory:
        """Return a memory that has forgotten all about `index` (A14)."""
        barred, barring = self.bars.out.row(index), self.bars.into.row(index)
        bars = self.bars.flip_many(np.full_like(barred, index), barred)
        return Memory(
            bars.flip_many(barring, np.full_like(barring, index)),
            self.flags.set(index, None),
            without_index(self.withdrawn, index),
            without_index(self.unblocked, index),
            self.invited.set(index, None),
            self.noted.set(index, None),
        )


def without_index(pairs: PersistentMap[Pair, Times], index: int) -> PersistentMap[Pair, Times]:
    """Return the map without the pairs that `index` is in. O(pairs)."""
    gone = [(pair, None) for pair, _ in pairs.items() if index in pair]
    return pairs.set_many(gone) if gone else pairs


def with_time(times: Times | None, at: datetime) -> Times:
    """Return the ascending times with one more."""
    return tuple(sorted((*(times or ()), at)))


@final
@attrs.frozen(eq=False)
class Facts:
    """The facts, all persistent: an edit shares everything it does not touch.

    A follow is kept as an exception: connected members follow each other unless one
    stopped, others do not unless one began. So ``a follows b`` is ``connected(a, b) XOR
    exception(a, b)``: two default follows cost nothing, and any other follow two entries.
    """

    member_index: MemberIndex = attrs.field(factory=MemberIndex)
    connections: Adjacency = Adjacency()  # each in both rows (F1)
    exceptions: Directed = Directed()  # see above (F2, F3)
    follow_total: int = 0
    pending: Directed = Directed()  # sender → recipient (F4)
    invitation_details: PersistentMap[Pair, InvitationDetails] = EMPTY_MAP
    blocks: Directed = Directed()  # blocker → blocked (F5)
    profiles: Profiles = attrs.field(factory=Profiles)  # (F7)
    memory: Memory = attrs.field(factory=Memory)  # (F9)

    @classmethod
    def of_ties(
        cls,
        member_index: MemberIndex,
        connected: Ends,
        following: Ends,
        auto_follow: bool,
        tell: Callable[[str], object] = str,  # which shows nothing
    ) -> Facts:
        """Build from the ends of connections and follows, repeats allowed. O(n log n)."""
        size = member_index.size
        tell("sorting connections")
        ties = both_directions(*connected)
        tell("sorting follows")
        follows = distinct(pack(*following))
        if auto_follow:
            beyond = difference(follows, ties)
            exceptions, total = beyond, len(ties) + len(beyond)
        else:
            exceptions, total = symmetric_difference(follows, ties), len(follows)
        tell("laying out rows")
        return cls(
            member_index,
            Adjacency.from_keys(size, ties),
            Directed.from_keys(size, exceptions),
            total,
        )

    # -- reading ----------------------------------------------------------------------------

    @property
    def connection_total(self) -> int:
        """How many connections there are."""
        return self.connections.entries // 2

    def follows(self, follower: int, followee: int) -> bool:
        """Return whether a follow is stored. O(log row)."""
        return self.connections.has(follower, followee) != self.exceptions.has(follower, followee)

    def following(self, index: int) -> Indices:
        """Return whom `index` follows, sorted."""
        return symmetric_difference(self.connections.row(index), self.exceptions.out.row(index))

    def followers(self, index: int) -> Indices:
        """Return who follows `index`, sorted."""
        return symmetric_difference(self.connections.row(index), self.exceptions.into.row(index))

    def following_connections(self, index: int) -> Indices:
        """Return which connections of `index` follow `index`, sorted."""
        return difference(self.connections.row(index), self.exceptions.into.row(index))

    def blocked(self, one: int, other: int) -> bool:
        """Return whether either has blocked the other (F5)."""
        return self.blocks.has(one, other) or self.blocks.has(other, one)

    def knows_nothing_of(self, index: int) -> bool:
        """Return whether a member has no tie, no setting and no memory. O(memory)."""
        return self.memory.knows_nothing_of(index) and not (
            self.connections.count(index)
            or self.profiles.settings.get(index)
            or any(len(each.either(index)) for each in (self.exceptions, self.pending, self.blocks))
        )

    # -- single edits -----------------------------------------------------------------------

    def with_ties(
        self,
        one: int,
        other: int,
        *,
        connected: bool | None = None,
        follows: bool | None = None,
        followed: bool | None = None,
    ) -> Facts:
        """Return facts in which one → other has these ties; `None` leaves a tie as it is.

        O(rows of the two): their rows are copied, nobody else's.
        """
        was = self.connections.has(one, other)
        now = was if connected is None else connected
        connections, exceptions, total = self.connections, self.exceptions, self.follow_total
        flips: list[Pair] = []
        if now != was:
            connections = connections.flip((one, other), (other, one))
        for source, target, wanted in ((one, other, follows), (other, one, followed)):
            exception = exceptions.has(source, target)
            before = was != exception
            after = before if wanted is None else wanted
            total += after - before
            if (now != after) != exception:
                flips.append((source, target))
        if flips:
            exceptions = exceptions.flip(*flips)
        elif now == was:
            return self
        return self._retied(connections, exceptions, total)

    def _retied(self, connections: Adjacency, exceptions: Directed, follow_total: int) -> Facts:
        # every edit comes by here, and `attrs.evolve` would take a fifth of its time
        return Facts(
            self.member_index,
            connections,
            exceptions,
            follow_total,
            self.pending,
            self.invitation_details,
            self.blocks,
            self.profiles,
            self.memory,
        )

    def with_invitation(self, sender: int, recipient: int, letter: InvitationDetails) -> Facts:
        """Return facts in which this invitation, new between the two, is pending."""
        return attrs.evolve(
            self,
            pending=self.pending.flip((sender, recipient)),
            invitation_details=self.invitation_details.set((sender, recipient), letter),
        )

    def without_invitation(self, sender: int, recipient: int) -> Facts:
        """Return facts in which no invitation sender → recipient is pending."""
        if not self.pending.has(sender, recipient):
            return self
        return attrs.evolve(
            self,
            pending=self.pending.flip((sender, recipient)),
            invitation_details=self.invitation_details.set((sender, recipient), None),
        )

    def without_ties(self, one: int, other: int) -> Facts:
        """Return facts in which no connection, follow or invitation is between the two."""
        free = self.with_ties(one, other, connected=False, follows=False, followed=False)
        return free.without_invitation(one, other).without_invitation(other, one)

    def with_profile(self, index: int, profile: Profile) -> Facts:
        """Return facts in which `index` has this profile."""
        return attrs.evolve(self, profiles=self.profiles.set(index, profile))

    def without_member(self, index: int) -> Facts:
        """Return facts without `index`, every tie of theirs and all that is remembered (A14)."""
        others = np.union1d(self.connections.row(index), self.exceptions.either(index))
        ends = unpack(both_directions(np.full_like(others, index), others))
        free = self.with_many_ties(disconnect=ends, unfollow=ends, auto_follow=False)
        blocked, blocking = self.blocks.out.row(index), self.blocks.into.row(index)
        sent, received = self.pending.out.row(index), self.pending.into.row(index)
        free = free.without_invitations(np.full_like(sent, index), sent)
        free = free.without_invitations(received, np.full_like(received, index))
        blocks = self.blocks.flip_many(np.full_like(blocked, index), blocked)
        left = attrs.evolve(
            free,
            member_index=self.member_index.without(index),
            blocks=blocks.flip_many(blocking, np.full_like(blocking, index)),
            profiles=self.profiles.set(index, None),
            memory=self.memory.without(index),
        )
        gaps, size = left.member_index.gaps, left.member_index.size
        return left.compact() if gaps > _GAPS + size // _SHARE else left

    # -- many edits -------------------------------------------------------------------------

    def with_many_ties(
        self,
        connect: Ends = NO_ENDS,
        disconnect: Ends = NO_ENDS,
        follow: Ends = NO_ENDS,
        unfollow: Ends = NO_ENDS,
        *,
        auto_follow: bool,
    ) -> Facts:
        """Return facts with all of these ties made and ended.

        What is asked of a follow wins over what `auto_follow` brings with a new connection.
        """
        made = both_directions(*connect)
        made = made[~self.connections.has_keys(made)]
        ended = both_directions(*disconnect)
        ended = ended[self.connections.has_keys(ended)]
        flipped = np.sort(np.concatenate((made, ended)))
        begun, stopped = distinct(pack(*follow)), distinct(pack(*unfollow))
        touched = distinct(np.concatenate((flipped, begun, stopped)))
        was = self.connections.has_keys(touched)
        exception = self.exceptions.out.has_keys(touched)
        before = was != exception
        after = before | isin(touched, begun)
        if auto_follow:
            after |= isin(touched, made)
        after &= ~isin(touched, stopped)
        now = was != isin(touched, flipped)
        changed = touched[(now != after) != exception]
        if not len(flipped) and not len(changed):
            return self
        edited = self._retied(
            self.connections.flip_many(*unpack(flipped)),
            self.exceptions.flip_many(*unpack(changed)),
            self.follow_total + int(after.sum()) - int(before.sum()),
        )
        return edited.without_invitations(*unpack(made[self.pending.out.has_keys(made)]))

    def without_invitations(self, senders: Indices, recipients: Indices) -> Facts:
        """Return facts in which none of these pending invitations stands."""
        if not len(senders):
            return self
        pairs = zip(senders.tolist(), recipients.tolist(), strict=True)
        return attrs.evolve(
            self,
            pending=self.pending.flip_many(senders, recipients),
            invitation_details=self.invitation_details.set_many((pair, None) for pair in pairs),
        )

    def compact(self) -> Facts:
        """Return the same facts laid flat, gaps closed. O(members + ties)."""
        if self.member_index.gaps:
            new_index = np.zeros(
                self.member_index.size, np.int64
            )  # nothing is kept of those who left
            new_index[self.member_index.active] = np.arange(len(self.member_index))
            return self.renumbered(self.member_index.compact(), new_index)
        return attrs.evolve(
            self,
            member_index=self.member_index.compact(),
            connections=self.connections.compact(),
            exceptions=self.exceptions.compact(),
            pending=self.pending.compact(),
            blocks=self.blocks.compact(),
            memory=attrs.evolve(self.memory, bars=self.memory.bars.compact()),
        )

    def renumbered(self, member_index: MemberIndex, new_index: NDArray[np.int64]) -> Facts:
        """Return the same facts over another member_index of the same members. O(n log n)."""
        rows, memory = member_index.size, self.memory
        return Facts(
            member_index,
            self.connections.renumbered(new_index, rows),
            self.exceptions.renumbered(new_index, rows),
            self.follow_total,
            self.pending.renumbered(new_index, rows),
            _pairs_renumbered(self.invitation_details, new_index),
            self.blocks.renumbered(new_index, rows),
            self.profiles.renumbered(new_index),
            Memory(
                memory.bars.renumbered(new_index, rows),
                _renumbered(memory.flags, new_index),
                _pairs_renumbered(memory.withdrawn, new_index),
                _pairs_renumbered(memory.unblocked, new_index),
                _renumbered(memory.invited, new_index),
                _renumbered(memory.noted, new_index),
            ),
        )


def _renumbered(
    values: PersistentMap[int, V], new_index: NDArray[np.int64]
) -> PersistentMap[int, V]:
    return PersistentMap({int(new_index[index]): value for index, value in values.items()})


def _pairs_renumbered(
    values: PersistentMap[Pair, V], new_index: NDArray[np.int64]
) -> PersistentMap[Pair, V]:
    moved = ((int(new_index[a]), int(new_index[b]), value) for (a, b), value in values.items())
    return PersistentMap({(a, b): value for a, b, value in moved})
