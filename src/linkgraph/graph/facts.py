"""All facts of one graph, on indices: what ids are to a reader, indices are to arrays.

`Facts` is what a `LinkGraph` wraps. It keeps F1 to F5 by construction and knows nothing
else: no policy, no limit, no reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import (
    FOLLOWS,
    FactKind,
    S,
    Storage,
    Times,
    stored_kinds,
)
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.persistent_map import Pair, PairMap
from linkgraph.graph.profiles import InvitationDetails, Profile, Profiles
from linkgraph.graph.sorted_arrays import (
    Indices,
    Keys,
    both_directions,
    difference,
    distinct,
    isin,
    pack,
    read_only,
    symmetric_difference,
    unpack,
)

Ends: TypeAlias = tuple[Indices, Indices]  # sources and targets of pairs

NO_ENDS: Ends = (read_only(np.empty(0, np.int32)), read_only(np.empty(0, np.int32)))

# indices that may stay out of use: this many, and one in `_SHARE` of all
_GAPS = 1024
_SHARE = 8


@final
class Memory(dict[FactKind[Any], Any]):
    """The remembered facts (F9) by kind; never changed once it is made."""

    if TYPE_CHECKING:

        def __getitem__(self, kind: FactKind[S]) -> S:
            raise NotImplementedError

    def __missing__(self, kind: FactKind[S]) -> S:
        return kind.empty


_NO_MEMORY = Memory()


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
    invitation_details: PairMap[InvitationDetails] = attrs.field(factory=PairMap)
    blocks: Directed = Directed()  # blocker → blocked (F5)
    profiles: Profiles = attrs.field(factory=Profiles)  # (F7)
    memory: Memory = _NO_MEMORY  # (F9)

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

    # -- every kind of fact alike -----------------------------------------------------------

    @classmethod
    def of_stored(
        cls, member_index: MemberIndex, follow_total: int, stored: Mapping[FactKind[Any], Any]
    ) -> Facts:
        """Put facts together from the storage of each kind."""
        return cls(member_index, follow_total=follow_total).with_stored(stored)

    def stored(self, kind: FactKind[S]) -> S:
        """Return the storage of one kind."""
        if kind.attribute is None:
            return self.memory[kind]
        return getattr(self, kind.attribute)  # type: ignore[no-any-return]  # of this kind

    def with_stored(self, changes: Mapping[FactKind[Any], Any]) -> Facts:
        """Return facts in which these kinds have another storage."""
        own = {kind.attribute: new for kind, new in changes.items() if kind.attribute is not None}
        remembered = {kind: new for kind, new in changes.items() if kind.attribute is None}
        return attrs.evolve(self, memory=Memory({**self.memory, **remembered}), **own)

    def with_memory(self, changes: Mapping[FactKind[Any], Any]) -> Facts:
        """Return facts in which these remembered kinds have another storage."""
        return attrs.evolve(self, memory=Memory({**self.memory, **changes}))

    def _with_each(self, member_index: MemberIndex, change: Callable[[Storage], Storage]) -> Facts:
        """Return facts of these members in which every storage was changed alike."""
        changed = {kind: change(self.stored(kind)) for kind in stored_kinds()}
        return Facts.of_stored(member_index, self.follow_total, changed)

    def pairs(self, kind: FactKind[Any]) -> Keys:
        """Return the facts of a relation as packed pairs, sorted; each connection once."""
        if kind is FOLLOWS:
            return symmetric_difference(self.connections.keys(), self.exceptions.out.keys())
        stored = self.stored(kind)
        if isinstance(stored, Directed):
            return stored.out.keys()
        keys: Keys = stored.keys()
        sources, targets = unpack(keys)
        return keys[sources < targets]

    def has(self, kind: FactKind[Any], one: int, other: int) -> bool:
        """Return whether a relation holds between two members."""
        if kind is FOLLOWS:
            return self.follows(one, other)
        return bool(self.stored(kind).has(one, other))

    def count(self, kind: FactKind[Any]) -> int:
        """Return how many facts of a kind there are."""
        if kind is FOLLOWS:
            return self.follow_total
        stored = self.stored(kind.index or kind)
        if isinstance(stored, Adjacency):
            return stored.entries // 2
        return stored.out.entries if isinstance(stored, Directed) else len(stored)

    def knows_nothing_of(self, index: int) -> bool:
        """Return whether there is no fact about a member. O(memory)."""
        return not any(self.stored(kind).mentions(index) for kind in stored_kinds())

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
        follows = len(self.following(index)) + len(self.followers(index))
        members = self.member_index.without(index)
        left = attrs.evolve(
            self._with_each(members, lambda stored: stored.without(index)),
            follow_total=self.follow_total - follows,
        )
        return left.compact() if members.gaps > _GAPS + members.size // _SHARE else left

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
        members = self.member_index.compact()
        if not self.member_index.gaps:
            return self._with_each(members, lambda stored: stored.compact())
        new_index = np.zeros(self.member_index.size, np.int64)  # removed members have no facts
        new_index[self.member_index.active] = np.arange(len(members))
        return self.renumbered(members, new_index)

    def renumbered(self, member_index: MemberIndex, new_index: NDArray[np.int64]) -> Facts:
        """Return the same facts over another index of the same members. O(n log n)."""
        rows = member_index.size
        return self._with_each(member_index, lambda stored: stored.renumbered(new_index, rows))
