"""`LinkGraph`, the immutable mixed graph: ids in, facts out.

The methods state facts and keep F1 to F6. Whatever a rule decides goes through
`check` and `apply`, a floor above.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import count
from typing import Any, Generic, TypeVar, cast, final

import attrs
import numpy as np

from linkgraph.errors import Blocked, InvalidInput, SelfTie
from linkgraph.graph.edge_input import (
    bytes_to_build,
    index_pairs,
    member_index_of,
    read_members,
    read_pairs,
)
from linkgraph.graph.equality import from_state, hash_of, same, state_of
from linkgraph.graph.fact_kinds import CONNECTIONS, FACT_KINDS, FOLLOWS
from linkgraph.graph.facts import Ends, Facts
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.memory_check import demand_room
from linkgraph.graph.profiles import Invitation, Profile
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.rendering import html_of, print_pretty
from linkgraph.graph.sorted_arrays import Indices, Mask, both_directions, intersection, pack, unpack

M = TypeVar("M", bound=Hashable)

_STEPS = 5  # of building, as they are told


@final
@attrs.frozen(eq=False, repr=False, weakref_slot=True)
class LinkGraph(Generic[M]):
    """An immutable graph with symmetric connections and asymmetric follows (F1 to F10).

    Every edit gives a new graph which shares with the old one all that did not change;
    an edit that would change nothing gives the graph itself. Graphs compare and hash by
    their facts, pickle without caches, and may be shared between threads.

    `LinkGraph()` is empty; `from_edges` builds from pairs, arrays or data frames.

    Examples
    --------
    >>> g = LinkGraph.from_edges(connections=[("ana", "bo")], follows=[("cy", "ana")])
    >>> g
    LinkGraph(3 members, 1 connection, 3 follows)
    >>> g.followers("ana")
    MemberSet({'bo', 'cy'})
    >>> h = g.connect("bo", "cy")
    >>> h.is_connected("cy", "bo"), g.is_connected("cy", "bo")
    (True, False)
    """

    _facts: Facts = attrs.field(factory=Facts, kw_only=True, alias="facts")
    # empty, or the finished value first: two threads may append it, and it is the same
    _hash: list[int] = attrs.field(factory=list, init=False)

    # -- building ---------------------------------------------------------------------------

    @classmethod
    def from_edges(
        cls,
        *,
        connections: Any = (),
        follows: Any = (),
        members: Any = (),
        auto_follow: bool = True,
        progress: Progress = None,
    ) -> LinkGraph[Any]:
        """Build a graph from edges; their order and repeats do not matter.

        Parameters
        ----------
        connections, follows
            Pairs, an (m, 2) array, or a data frame of two columns (Arrow, pandas, Polars,
            DuckDB; needs the `frames` extra). A follow is (follower, followee).
        members
            Ids that come first in member order (F10), tied or not. With arrays of whole
            numbers, ``range(n)`` saves looking for the ids.
        auto_follow
            Whether connected members follow each other, which is what connecting does (A2).
        progress
            True shows a bar (needs the `progress` extra); a function is called with
            ``(done, total, what)``, and what it raises ends the work.

        Raises
        ------
        InvalidInput
            For another shape, a null, or a value that cannot be an id; names the row.
        SelfTie
            For a member tied to themself; names the row.
        TooLarge
            When there is not the memory for it: 40 bytes an edge while it is built, 80 for
            a connection without default follows.

        Notes
        -----
        O(n log n) in the edges: 2 million connections from an array take about 0.3 s.

        Examples
        --------
        >>> import numpy as np
        >>> LinkGraph.from_edges(connections=np.array([[0, 1], [1, 2], [1, 0]]))
        LinkGraph(3 members, 2 connections, 4 follows)
        """
        with telling(progress) as tell:
            steps = count()

            def begin(what: str) -> None:
                tell(next(steps), _STEPS, what)

            begin("reading edges")
            first = read_members(members)
            columns = read_pairs(connections), read_pairs(follows)
            demand_room(bytes_to_build(*columns, auto_follow=auto_follow), "building this graph")
            begin("finding members")
            member_index = member_index_of(first, columns)
            connected, following = (index_pairs(member_index, pair) for pair in columns)
            facts = Facts.of_ties(member_index, connected, following, auto_follow, begin)
            begin("done")
        return LinkGraph(facts=facts)

    # -- members ----------------------------------------------------------------------------

    @property
    def members(self) -> MemberSet[M]:
        """Everybody, in member order (F10)."""
        return self._set(self._facts.member_index.active)

    def __len__(self) -> int:
        return len(self._facts.member_index)

    def __iter__(self) -> Iterator[M]:
        return cast(Iterator[M], iter(self._facts.member_index))

    def __contains__(self, member: object) -> bool:
        try:
            return self._facts.member_index.find(plain_id(member)) >= 0
        except InvalidInput:
            return False

    def profile(self, member: M) -> Profile:
        """Return the member's settings (F7); the default ones unless set."""
        return self._facts.profiles.get(self._index(member))

    # -- ties -------------------------------------------------------------------------------

    def connections_of(self, member: M) -> MemberSet[M]:
        """Return whom `member` is connected to (F1). O(1), no copy.

        Examples
        --------
        >>> LinkGraph.from_edges(connections=[("ana", "bo")]).connections_of("bo")
        MemberSet({'ana'})
        """
        return self._set(self._facts.connections.row(self._index(member)))

    def following(self, member: M) -> MemberSet[M]:
        """Return whom `member` follows, in force or not (F2, F8). O(answer)."""
        return self._set(self._facts.following(self._index(member)))

    def followers(self, member: M) -> MemberSet[M]:
        """Return who follows `member`, in force or not (F2, F8). O(answer)."""
        return self._set(self._facts.followers(self._index(member)))

    def is_connected(self, a: M, b: M) -> bool:
        """Return whether the two are connected; the same either way round (F1)."""
        return self._facts.connections.has(self._index(a), self._index(b))

    def is_following(self, a: M, b: M) -> bool:
        """Return whether a follow a → b is stored (F2)."""
        return self._facts.follows(self._index(a), self._index(b))

    def has_blocked(self, a: M, b: M) -> bool:
        """Return whether `a` has blocked `b` (F5)."""
        return self._facts.blocks.has(self._index(a), self._index(b))

    def connection_count(self, member: M) -> int:
        """Return how many connections are stored; the public figure is P1's. O(1)."""
        return self._facts.connections.count(self._index(member))

    def follower_count(self, member: M) -> int:
        """Return how many follows to `member` are stored; the public figure is P2's."""
        return len(self._facts.followers(self._index(member)))

    def following_count(self, member: M) -> int:
        """Return how many members `member` follows."""
        return len(self._facts.following(self._index(member)))

    # -- invitations ------------------------------------------------------------------------

    def invitation(self, sender: M, recipient: M) -> Invitation[M] | None:
        """Return the pending invitation sender → recipient, or `None` (F4)."""
        return self._invitation(self._index(sender), self._index(recipient))

    def invitations_to(self, member: M) -> tuple[Invitation[M], ...]:
        """Return the invitations that wait for `member`, by time sent, then member order."""
        index = self._index(member)
        senders = self._facts.pending.into.row(index).tolist()
        return self._by_time([(sender, index) for sender in senders])

    def invitations_from(self, member: M) -> tuple[Invitation[M], ...]:
        """Return the pending invitations of `member`, by time sent, then member order."""
        index = self._index(member)
        recipients = self._facts.pending.out.row(index).tolist()
        return self._by_time([(index, recipient) for recipient in recipients])

    # -- edits: a new graph each ------------------------------------------------------------

    def with_members(self, *ids: M) -> LinkGraph[M]:
        """Return a graph that has these members too, new ones last (F6, F10)."""
        member_index = self._facts.member_index
        plain = dict.fromkeys(map(plain_id, ids))
        new = [member for member in plain if member_index.find(member) < 0]
        if not new:
            return self
        return self._with(attrs.evolve(self._facts, member_index=member_index.with_members(new)))

    def without_member(self, member: M) -> LinkGraph[M]:
        """Return a graph without `member`, their ties and all that is remembered of them."""
        return self._with(self._facts.without_member(self._index(member)))

    def with_profile(self, member: M, profile: Profile) -> LinkGraph[M]:
        """Return a graph in which `member` has these settings."""
        index = self._index(member)
        if not isinstance(profile, Profile):
            raise InvalidInput(profile, "a `Profile`")
        if profile == self._facts.profiles.get(index):
            return self
        return self._with(self._facts.with_profile(index, profile))

    def connect(self, a: M, b: M, *, auto_follow: bool = True) -> LinkGraph[M]:
        """Return a graph in which the two are connected and nothing is pending between them.

        Connected members stay as they are. Raises `Blocked` across a block (F5).
        """
        one, other = self._tie(a, b)
        facts = self._facts
        if facts.connections.has(one, other):
            return self
        self._refuse_blocked(one, other)
        follow = True if auto_follow else None
        tied = facts.with_ties(one, other, connected=True, follows=follow, followed=follow)
        if facts.invitation_details:
            tied = tied.without_invitation(one, other).without_invitation(other, one)
        return self._with(tied)

    def disconnect(self, a: M, b: M) -> LinkGraph[M]:
        """Return a graph in which the two are not connected; their follows stay (F3)."""
        one, other = self._tie(a, b)
        return self._with(self._facts.with_ties(one, other, connected=False))

    def follow(self, a: M, b: M) -> LinkGraph[M]:
        """Return a graph in which `a` follows `b`. Raises `Blocked` across a block (F5)."""
        one, other = self._tie(a, b)
        self._refuse_blocked(one, other)
        return self._with(self._facts.with_ties(one, other, follows=True))

    def unfollow(self, a: M, b: M) -> LinkGraph[M]:
        """Return a graph in which `a` does not follow `b`; the other direction stays (F2)."""
        one, other = self._tie(a, b)
        return self._with(self._facts.with_ties(one, other, follows=False))

    def update(
        self,
        *,
        connect: Any = (),
        disconnect: Any = (),
        follow: Any = (),
        unfollow: Any = (),
        auto_follow: bool = True,
    ) -> LinkGraph[M]:
        """Return one new graph with many ties made and ended.

        Takes edges as `from_edges` does, between members. What is asked of a follow wins
        over what `auto_follow` brings with a new connection.

        Raises
        ------
        InvalidInput
            When a pair is both to be made and to be ended.
        Blocked, SelfTie, UnknownMember
            As the single methods.

        Examples
        --------
        >>> g = LinkGraph.from_edges(members=["ana", "bo", "cy"])
        >>> g.update(connect=[("ana", "bo")], follow=[("cy", "ana")])
        LinkGraph(3 members, 1 connection, 3 follows)
        """
        member_index = self._facts.member_index
        made, ended, begun, stopped = (
            index_pairs(member_index, read_pairs(edges))
            for edges in (connect, disconnect, follow, unfollow)
        )
        self._refuse_both(both_directions(*made), both_directions(*ended))
        self._refuse_both(np.sort(pack(*begun)), np.sort(pack(*stopped)))
        for ends in (made, begun):
            self._refuse_any_blocked(ends)
        return self._with(
            self._facts.with_many_ties(made, ended, begun, stopped, auto_follow=auto_follow)
        )

    def compact(self) -> LinkGraph[M]:
        """Return an equal graph laid flat again; edits leave rows aside until that pays."""
        return self._with(self._facts.compact())

    # -- as a value -------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LinkGraph):
            return NotImplemented
        return same(self._facts, other._facts)

    def __hash__(self) -> int:
        if not self._hash:
            self._hash.append(hash_of(self._facts))
        return self._hash[0]

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (state_of(self._facts),)

    def __copy__(self) -> LinkGraph[M]:
        return self

    def __deepcopy__(self, memo: object) -> LinkGraph[M]:
        return self

    def __repr__(self) -> str:
        parts = [_counted(len(self), "member")]
        for kind in FACT_KINDS:
            number = self._facts.count(kind) if kind.noun else 0
            if number or kind in (CONNECTIONS, FOLLOWS):
                parts.append(_counted(number, kind.noun))
        return f"LinkGraph({', '.join(parts)})"

    _repr_html_ = html_of
    _repr_pretty_ = print_pretty

    # -- inside -----------------------------------------------------------------------------

    def _index(self, member: object) -> int:
        return self._facts.member_index.index(member)

    def _tie(self, a: object, b: object) -> tuple[int, int]:
        one, other = self._index(a), self._index(b)
        if one == other:
            raise SelfTie(a)
        return one, other

    def _set(self, indices: Indices | Mask | list[int]) -> MemberSet[M]:
        return MemberSet(self._facts.member_index, indices)

    def _with(self, facts: Facts) -> LinkGraph[M]:
        return self if facts is self._facts else LinkGraph(facts=facts)

    def _invitation(self, sender: int, recipient: int) -> Invitation[M] | None:
        letter = self._facts.invitation_details.get((sender, recipient))
        if letter is None:
            return None
        member_index = self._facts.member_index
        ends = cast(M, member_index[sender]), cast(M, member_index[recipient])
        return Invitation(*ends, letter.sent_at, letter.note)

    def _by_time(self, pairs: list[tuple[int, int]]) -> tuple[Invitation[M], ...]:
        found = [self._invitation(*pair) for pair in pairs]
        waiting = [invitation for invitation in found if invitation is not None]
        return tuple(sorted(waiting, key=lambda invitation: invitation.sent_at))

    def _refuse_blocked(self, one: int, other: int) -> None:
        blocks, member_index = self._facts.blocks, self._facts.member_index
        for blocker, blocked in ((one, other), (other, one)):
            if blocks.has(blocker, blocked):
                raise Blocked(member_index[blocker], member_index[blocked])

    def _refuse_any_blocked(self, ends: Ends) -> None:
        blocks = self._facts.blocks.out
        if blocks.entries:
            keys = both_directions(*ends)
            across = keys[blocks.has_keys(keys)]
            if len(across):
                sources, targets = unpack(across[:1])
                self._refuse_blocked(int(sources[0]), int(targets[0]))

    def _refuse_both(self, made: Any, ended: Any) -> None:
        twice = intersection(made, ended)
        if len(twice):
            sources, targets = unpack(twice[:1])
            pair = (
                self._facts.member_index[int(sources[0])],
                self._facts.member_index[int(targets[0])],
            )
            raise InvalidInput(pair, "a pair either to add or to remove", "name it only once")


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _restored(state: dict[str, Any]) -> LinkGraph[Any]:
    return LinkGraph(facts=from_state(state))
