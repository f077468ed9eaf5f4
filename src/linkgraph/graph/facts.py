"""All facts of one graph, with members as indices instead of ids.

A `LinkGraph` translates ids to indices and wraps `Facts`, which holds everything else and keeps F1
to F5. It knows the kinds of fact (`fact_kinds`); policies and limits are the rules' business.

Everything in it is persistent: an edit makes new facts that share with the old ones all that did
not change. The facts that rules read all the time are plain attributes. Facts that are only
remembered (F9) are in `memory`, by kind. The methods under "every kind of fact alike" treat both
the same way, by walking the table of kinds.

Surprising is how follows are stored: as exceptions. Connected members follow each other unless one
of them stopped; other members do not follow each other unless one of them began. So ``a follows b``
is ``connected(a, b) XOR exception(a, b)``. The two follows that come with a connection cost
nothing, and any other follow costs two entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.graph.csr import Adjacency, Directed, is_outgrown
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
    NO_INDICES,
    Indices,
    Keys,
    both_directions,
    difference,
    distinct,
    isin,
    keys_of,
    symmetric_difference,
    unpack,
)

Ends: TypeAlias = tuple[Indices, Indices]  # sources and targets of pairs

NO_ENDS: Ends = (NO_INDICES, NO_INDICES)


@final
class Memory(dict[FactKind[Any], Any]):
    """The remembered facts (F9) by kind, immutable; a missing kind has an empty storage."""

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
    """All facts of a graph; an edit returns new facts."""

    member_index: MemberIndex = attrs.field(factory=MemberIndex)  # (F6, F10)
    connections: Adjacency = Adjacency()  # each in the rows of both members (F1)
    exceptions: Directed = Directed()  # to the default of follows (F2, F3)
    follow_total: int = 0
    pending: Directed = Directed()  # sender → recipient (F4)
    invitation_details: PairMap[InvitationDetails] = attrs.field(factory=PairMap)
    blocks: Directed = Directed()  # blocker → blocked (F5)
    profiles: Profiles = attrs.field(factory=Profiles)  # other than the default one (F7)
    memory: Memory = _NO_MEMORY  # remembered facts by kind (F9)

    @classmethod
    def of_ties(
        cls,
        member_index: MemberIndex,
        connected: Ends,
        following: Ends,
        auto_follow: bool,
        tell: Callable[[str], object] = str,
    ) -> Facts:
        """Build from the ends of connections and follows; call `tell` as each step begins."""
        size = member_index.size
        tell("sorting connections")
        ties = both_directions(*connected)
        tell("sorting follows")
        follows = keys_of(*following)
        if auto_follow:
            exceptions = difference(follows, ties)
            follow_total = len(ties) + len(exceptions)
        else:
            exceptions = symmetric_difference(follows, ties)
            follow_total = len(follows)
        tell("laying out rows")
        return cls(
            member_index,
            Adjacency.from_keys(size, ties),
            Directed.from_keys(size, exceptions),
            follow_total,
        )

    # -- every kind of fact alike -----------------------------------------------------------

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

    def _with_each(self, member_index: MemberIndex, change: Callable[[Storage], Storage]) -> Facts:
        """Return facts of these members in which every storage was changed alike."""
        changed = {kind: change(self.stored(kind)) for kind in stored_kinds()}
        return Facts(member_index, follow_total=self.follow_total).with_stored(changed)

    def relations(self, kind: FactKind[Any]) -> tuple[Adjacency, ...]:
        """Return the rows of a relation: two, for follows, of which one holds the exceptions."""
        if kind is FOLLOWS:
            return self.exceptions.out, self.connections
        stored = self.stored(kind)
        return (stored.out if isinstance(stored, Directed) else stored,)

    def keys(self, kind: FactKind[Any], rows: Indices | None = None) -> Keys:
        """Return the facts of a relation, or of some rows of it, as packed pairs, sorted."""
        return reduce(symmetric_difference, [own.keys(rows) for own in self.relations(kind)])

    def changed_rows(self, kind: FactKind[Any], other: Facts) -> Indices | None:
        """Return the rows in which a relation may differ; `None` if it shares no base."""
        versions = zip(self.relations(kind), other.relations(kind), strict=True)
        changed = [one.changed_rows(another) for one, another in versions]
        known = [rows for rows in changed if rows is not None]
        return distinct(np.concatenate(known)) if len(known) == len(changed) else None

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
        """Return whether all storages lack facts about a member."""
        return not any(self.stored(kind).mentions(index) for kind in stored_kinds())

    # -- reading ----------------------------------------------------------------------------

    @property
    def connection_total(self) -> int:
        """The number of connections."""
        return self.connections.entries // 2

    def follows(self, follower: int, followee: int) -> bool:
        """Return whether a follow is stored. O(log row)."""
        return self.connections.has(follower, followee) != self.exceptions.has(follower, followee)

    def following(self, index: int) -> Indices:
        """Return the members that `index` follows, sorted."""
        return symmetric_difference(self.connections.row(index), self.exceptions.out.row(index))

    def followers(self, index: int) -> Indices:
        """Return the followers of `index`, sorted."""
        return symmetric_difference(self.connections.row(index), self.exceptions.into.row(index))

    def following_connections(self, index: int) -> Indices:
        """Return the connections of `index` that follow `index`, sorted."""
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

        O(rows of the two): only these rows are copied.
        """
        was_connected = self.connections.has(one, other)
        is_connected = was_connected if connected is None else connected
        connections, exceptions, total = self.connections, self.exceptions, self.follow_total
        flips: list[Pair] = []
        if is_connected != was_connected:
            connections = connections.flip((one, other), (other, one))
        for source, target, follow in ((one, other, follows), (other, one, followed)):
            is_exception = exceptions.has(source, target)
            before = was_connected != is_exception
            after = before if follow is None else follow
            total += after - before
            if (is_connected != after) != is_exception:
                flips.append((source, target))
        if flips:
            exceptions = exceptions.flip(*flips)
        elif is_connected == was_connected:
            return self
        # Every single edit ends here, and `attrs.evolve` would take a seventh of its time.
        return Facts(
            self.member_index,
            connections,
            exceptions,
            total,
            self.pending,
            self.invitation_details,
            self.blocks,
            self.profiles,
            self.memory,
        )

    def with_invitation(
        self, sender: int, recipient: int, details: InvitationDetails | None
    ) -> Facts:
        """Return facts with this new invitation; for `None`, without the pending one."""
        return attrs.evolve(
            self,
            pending=self.pending.flip((sender, recipient)),
            invitation_details=self.invitation_details.set((sender, recipient), details),
        )

    def without_invitation(self, sender: int, recipient: int) -> Facts:
        """Return facts in which no invitation sender → recipient is pending."""
        is_pending = self.pending.has(sender, recipient)
        return self.with_invitation(sender, recipient, None) if is_pending else self

    def without_ties(self, one: int, other: int) -> Facts:
        """Return facts in which the two have no connection, follow or invitation."""
        apart = self.with_ties(one, other, connected=False, follows=False, followed=False)
        return apart.without_invitation(one, other).without_invitation(other, one)

    def with_profile(self, index: int, profile: Profile) -> Facts:
        """Return facts in which `index` has this profile."""
        return attrs.evolve(self, profiles=self.profiles.set(index, profile))

    def without_member(self, index: int) -> Facts:
        """Return facts without a member and all facts about them (A14)."""
        follows = len(self.following(index)) + len(self.followers(index))
        members = self.member_index.without(index)
        facts = attrs.evolve(
            self._with_each(members, lambda stored: stored.without(index)),
            follow_total=self.follow_total - follows,
        )
        return facts.compact() if is_outgrown(members.gaps, members.size) else facts

    # -- many edits at once -----------------------------------------------------------------

    def with_many_ties(
        self,
        connect: Ends = NO_ENDS,
        disconnect: Ends = NO_ENDS,
        follow: Ends = NO_ENDS,
        unfollow: Ends = NO_ENDS,
        *,
        auto_follow: bool,
    ) -> Facts:
        """Return facts with all of these ties added and removed.

        `follow` and `unfollow` win over the follows that `auto_follow` adds with a new connection.

        The method works on packed pairs. It finds every pair that a change touches, computes for
        all of them at once whether the follow is there before and after, and flips the exceptions
        where "connected XOR exception" would give another answer than that.
        """
        added = both_directions(*connect)
        added = added[~self.connections.has_keys(added)]
        removed = both_directions(*disconnect)
        removed = removed[self.connections.has_keys(removed)]
        flipped = np.sort(np.concatenate((added, removed)))
        begun, stopped = keys_of(*follow), keys_of(*unfollow)
        touched = distinct(np.concatenate((flipped, begun, stopped)))
        was_connected = self.connections.has_keys(touched)
        is_connected = was_connected != isin(touched, flipped)
        is_exception = self.exceptions.out.has_keys(touched)
        before = was_connected != is_exception
        after = before | isin(touched, begun)
        if auto_follow:
            after |= isin(touched, added)
        after &= ~isin(touched, stopped)
        changed = touched[(is_connected != after) != is_exception]
        if not len(flipped) and not len(changed):
            return self
        facts = attrs.evolve(
            self,
            connections=self.connections.flip_many(*unpack(flipped)),
            exceptions=self.exceptions.flip_many(*unpack(changed)),
            follow_total=self.follow_total + int(after.sum()) - int(before.sum()),
        )
        return facts.without_invitations(*unpack(added[self.pending.out.has_keys(added)]))

    def without_invitations(self, senders: Indices, recipients: Indices) -> Facts:
        """Return facts without these pending invitations."""
        if not len(senders):
            return self
        pairs = zip(senders.tolist(), recipients.tolist(), strict=True)
        return attrs.evolve(
            self,
            pending=self.pending.flip_many(senders, recipients),
            invitation_details=self.invitation_details.set_many((pair, None) for pair in pairs),
        )

    def compact(self) -> Facts:
        """Return the same facts without overlays and unused indices. O(members + ties)."""
        members = self.member_index.compact()
        if not self.member_index.gaps:
            return self._with_each(members, lambda stored: stored.compact())
        # Removed members have no facts, so any index will do for them.
        new_index = np.zeros(self.member_index.size, np.int64)
        new_index[self.member_index.active] = np.arange(len(members))
        return self.renumbered(members, new_index)

    def renumbered(self, member_index: MemberIndex, new_index: NDArray[np.int64]) -> Facts:
        """Return the same facts over another index of the same members. O(n log n)."""
        rows = member_index.size
        return self._with_each(member_index, lambda stored: stored.renumbered(new_index, rows))
