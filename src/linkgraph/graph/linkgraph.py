"""`LinkGraph`, the immutable graph of a professional network.

A `LinkGraph` wraps `Facts`, which holds everything by index, and translates between the ids of its
callers and indices. Its methods state facts (`is_following`) and change them (`connect`). They
keep F1 to F6, but they apply no rule: `connect` does not ask whether an invitation was accepted.
Rules are functions on top, such as `check` and `apply`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import count
from typing import Any, Generic, TypeVar, cast, final

import attrs
import numpy as np

from linkgraph.errors import Blocked, InvalidInput, SelfTie
from linkgraph.graph.edge_input import (
    Edges,
    Pairs,
    bytes_to_build,
    index_pairs,
    member_index_of,
    read_members,
    read_pairs,
)
from linkgraph.graph.equality import from_state, hash_of, same, state_of
from linkgraph.graph.fact_kinds import CONNECTIONS, FACT_KINDS, FOLLOWS
from linkgraph.graph.facts import Ends, Facts
from linkgraph.graph.id_columns import Frame
from linkgraph.graph.member_ids import plain_id
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.memory_check import demand_room
from linkgraph.graph.profiles import Invitation, Profile
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.rendering import html_of, print_pretty
from linkgraph.graph.sorted_arrays import (
    Indices,
    Keys,
    Mask,
    both_directions,
    intersection,
    keys_of,
    unpack,
)
from linkgraph.graph.validation import boolean, instance_of, naming, one_of

M = TypeVar("M", bound=Hashable)

_STEPS = 5  # of building, in reports of progress


@final
@attrs.frozen(eq=False, repr=False, weakref_slot=True)
class LinkGraph(Generic[M]):
    """An immutable graph with symmetric connections and asymmetric follows (F1 to F10).

    Every edit returns a new graph that shares with the old one all that did not change. An edit
    that would change nothing returns the graph itself. Graphs compare and hash by their facts, can
    be pickled, and can be shared between threads.

    `LinkGraph()` is empty; `from_edges` builds from pairs, arrays or data frames. Every method that
    takes a member raises `UnknownMember` if there is none with this id, and `InvalidInput` for a
    value that cannot be an id. An edit of two members raises `SelfTie` if they are the same member.

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

    _facts: Facts = attrs.field(factory=Facts, kw_only=True, alias="facts", validator=one_of(Facts))
    # The cache of `hash`. Two threads may both fill it, with the same number.
    _hash: int | None = attrs.field(default=None, init=False)

    # -- building ---------------------------------------------------------------------------

    @classmethod
    def from_edges(
        cls,
        *,
        connections: Edges = (),
        follows: Edges = (),
        members: Iterable[Hashable] | Frame = (),
        auto_follow: bool = True,
        progress: Progress = None,
    ) -> LinkGraph[Any]:
        """Return a graph of these edges; their repeats do not matter.

        Parameters
        ----------
        connections, follows
            Pairs, an (m, 2) array, or a data frame of two columns (Arrow, pandas, Polars, DuckDB;
            needs the `frames` extra). A follow is (follower, followee).
        members
            Ids that come first in member order (F10), with or without ties: any collection, or a
            data frame of one column. With arrays of integers, ``range(n)`` saves the search for the
            ids.
        auto_follow
            Whether connected members follow each other, as they do after connecting (A2).
        progress
            True shows a bar (needs the `progress` extra). A function is called with
            ``(done, total, what)``; an error that it raises ends the work.

        Returns
        -------
        LinkGraph
            With its members in the order of `members`, then by first appearance; the ids of integer
            arrays in ascending order.

        Raises
        ------
        InvalidInput
            For another shape, a null, or a value that cannot be an id; names the row. An error of a
            lazy data frame's own query is raised as it is.
        SelfTie
            For a member tied to themselves; names the row.
        TooLarge
            If it needs more memory than is available: 40 bytes an edge while it is built, 80 for a
            connection without default follows.

        Notes
        -----
        O(n log n) in the edges: 2 million connections from an array take about 0.3 s.

        Examples
        --------
        >>> import numpy as np
        >>> LinkGraph.from_edges(connections=np.array([[0, 1], [1, 2], [1, 0]]))
        LinkGraph(3 members, 2 connections, 4 follows)
        """
        boolean(auto_follow, "auto_follow")
        with telling(progress) as tell:
            steps = count()

            def begin(what: str) -> None:
                tell(next(steps), _STEPS, what)

            begin("reading edges")
            with naming("members"):
                first = read_members(members)
            columns = _read("connections", connections), _read("follows", follows)
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
        """All members, in member order (F10)."""
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
        """Return the settings of a member (F7), which are the default ones until they are set."""
        return self._facts.profiles.get(self._index(member, "member"))

    # -- ties -------------------------------------------------------------------------------

    def connections_of(self, member: M) -> MemberSet[M]:
        """Return the connections of a member (F1). O(1), no copy.

        Examples
        --------
        >>> LinkGraph.from_edges(connections=[("ana", "bo")]).connections_of("bo")
        MemberSet({'ana'})
        """
        return self._set(self._facts.connections.row(self._index(member, "member")))

    def following(self, member: M) -> MemberSet[M]:
        """Return the members that `member` follows (F2), also if not in force (F8). O(answer).

        Examples
        --------
        >>> LinkGraph.from_edges(follows=[("ana", "bo")]).following("ana")
        MemberSet({'bo'})
        """
        return self._set(self._facts.following(self._index(member, "member")))

    def followers(self, member: M) -> MemberSet[M]:
        """Return the followers of a member (F2), as for `following`. O(answer)."""
        return self._set(self._facts.followers(self._index(member, "member")))

    def is_connected(self, a: M, b: M) -> bool:
        """Return whether two members are connected (F1). O(log connections)."""
        return self._facts.connections.has(self._index(a, "a"), self._index(b, "b"))

    def is_following(self, a: M, b: M) -> bool:
        """Return whether `a` follows `b` (F2). O(log connections)."""
        return self._facts.follows(self._index(a, "a"), self._index(b, "b"))

    def has_blocked(self, a: M, b: M) -> bool:
        """Return whether `a` has blocked `b` (F5). O(log blocks)."""
        return self._facts.blocks.has(self._index(a, "a"), self._index(b, "b"))

    def blocking(self, member: M) -> MemberSet[M]:
        """Return the members that a member has blocked (F5). O(answer)."""
        return self._set(self._facts.blocks.out.row(self._index(member, "member")))

    def blockers(self, member: M) -> MemberSet[M]:
        """Return the members that have blocked a member (F5). O(answer)."""
        return self._set(self._facts.blocks.into.row(self._index(member, "member")))

    def connection_count(self, member: M) -> int:
        """Return the number of stored connections; `profile_view` has the public one (P1). O(1)."""
        return self._facts.connections.count(self._index(member, "member"))

    def follower_count(self, member: M) -> int:
        """Return the number of stored followers; as for `connection_count` (P2). O(followers)."""
        return len(self._facts.followers(self._index(member, "member")))

    def following_count(self, member: M) -> int:
        """Return the number of members that `member` follows. O(answer)."""
        return len(self._facts.following(self._index(member, "member")))

    # -- invitations ------------------------------------------------------------------------

    def invitation(self, sender: M, recipient: M) -> Invitation[M] | None:
        """Return the pending invitation from `sender` to `recipient`, or `None` (F4)."""
        return self._invitation(self._index(sender, "sender"), self._index(recipient, "recipient"))

    def invitations_to(self, member: M) -> tuple[Invitation[M], ...]:
        """Return the pending invitations to a member, by time sent, then by member order (F4)."""
        index = self._index(member, "member")
        senders = self._facts.pending.into.row(index).tolist()
        return self._by_time([(sender, index) for sender in senders])

    def invitations_from(self, member: M) -> tuple[Invitation[M], ...]:
        """Return the pending invitations of a member, in the order of `invitations_to` (F4)."""
        index = self._index(member, "member")
        recipients = self._facts.pending.out.row(index).tolist()
        return self._by_time([(index, recipient) for recipient in recipients])

    # -- edits: a new graph each ------------------------------------------------------------

    def with_members(self, *ids: M) -> LinkGraph[M]:
        """Return a graph with these members too, the new ones last (F6, F10).

        Examples
        --------
        >>> LinkGraph().with_members("ana", "bo")
        LinkGraph(2 members, 0 connections, 0 follows)
        """
        member_index = self._facts.member_index
        plain = dict.fromkeys([plain_id(member, name="ids") for member in ids])
        new = [member for member in plain if member_index.find(member) < 0]
        if not new:
            return self
        return self._with(attrs.evolve(self._facts, member_index=member_index.with_members(new)))

    def without_member(self, member: M) -> LinkGraph[M]:
        """Return a graph without a member and all facts about them (A14).

        Examples
        --------
        >>> LinkGraph.from_edges(connections=[("ana", "bo")]).without_member("bo")
        LinkGraph(1 member, 0 connections, 0 follows)
        """
        return self._with(self._facts.without_member(self._index(member, "member")))

    def with_profile(self, member: M, profile: Profile) -> LinkGraph[M]:
        """Return a graph in which a member has these settings (F7).

        Raises
        ------
        InvalidInput
            If `profile` is not a `Profile`.

        Examples
        --------
        >>> g = LinkGraph.from_edges(members=["ana"])
        >>> g.with_profile("ana", Profile(groups={"chess"})).profile("ana").groups
        frozenset({'chess'})
        """
        index = self._index(member, "member")
        instance_of(profile, Profile, "profile")
        if profile == self._facts.profiles.get(index):
            return self
        return self._with(self._facts.with_profile(index, profile))

    def connect(self, a: M, b: M, *, auto_follow: bool = True) -> LinkGraph[M]:
        """Return a graph in which two members are connected.

        A pending invitation between the two ends. Connected members stay as they are.

        Parameters
        ----------
        a, b
            The members, in any order.
        auto_follow
            Whether the two follow each other afterwards, as they do after connecting (A2).

        Raises
        ------
        Blocked
            If one of them has blocked the other (F5).

        Examples
        --------
        >>> g = LinkGraph.from_edges(members=["ana", "bo"])
        >>> g.connect("ana", "bo").is_following("bo", "ana")
        True
        """
        boolean(auto_follow, "auto_follow")
        one, other = self._two(a, b)
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
        """Return a graph in which two members are not connected; their follows stay (F3).

        Examples
        --------
        >>> g = LinkGraph.from_edges(connections=[("ana", "bo")])
        >>> g.disconnect("ana", "bo")
        LinkGraph(2 members, 0 connections, 2 follows)
        """
        one, other = self._two(a, b)
        return self._with(self._facts.with_ties(one, other, connected=False))

    def follow(self, a: M, b: M) -> LinkGraph[M]:
        """Return a graph in which `a` follows `b` (F2); raises `Blocked` as for `connect`.

        Examples
        --------
        >>> LinkGraph.from_edges(members=["ana", "bo"]).follow("ana", "bo").followers("bo")
        MemberSet({'ana'})
        """
        one, other = self._two(a, b)
        self._refuse_blocked(one, other)
        return self._with(self._facts.with_ties(one, other, follows=True))

    def unfollow(self, a: M, b: M) -> LinkGraph[M]:
        """Return a graph in which `a` does not follow `b`; a follow from `b` stays (F2)."""
        one, other = self._two(a, b)
        return self._with(self._facts.with_ties(one, other, follows=False))

    def update(
        self,
        *,
        connect: Edges = (),
        disconnect: Edges = (),
        follow: Edges = (),
        unfollow: Edges = (),
        auto_follow: bool = True,
    ) -> LinkGraph[M]:
        """Return a graph with many ties added and removed at once.

        Parameters
        ----------
        connect, disconnect, follow, unfollow
            Edges as in `from_edges`, between members. `follow` and `unfollow` win over the follows
            that `auto_follow` adds.
        auto_follow
            As for `connect`.

        Raises
        ------
        InvalidInput
            If a pair is both to be added and to be removed.
        Blocked, SelfTie, UnknownMember
            As for `connect`.

        Notes
        -----
        O(n log n) in the edges and the rows of their members, and at most O(graph).

        Examples
        --------
        >>> g = LinkGraph.from_edges(members=["ana", "bo", "cy"])
        >>> g.update(connect=[("ana", "bo")], follow=[("cy", "ana")])
        LinkGraph(3 members, 1 connection, 3 follows)
        """
        boolean(auto_follow, "auto_follow")
        edges = {
            "connect": connect, "disconnect": disconnect, "follow": follow, "unfollow": unfollow
        }  # fmt: skip
        added, removed, begun, stopped = (
            index_pairs(self._facts.member_index, _read(name, pairs))
            for name, pairs in edges.items()
        )
        self._refuse_both(both_directions(*added), both_directions(*removed))
        self._refuse_both(keys_of(*begun), keys_of(*stopped))
        for ends in (added, begun):
            self._refuse_any_blocked(ends)
        return self._with(
            self._facts.with_many_ties(added, removed, begun, stopped, auto_follow=auto_follow)
        )

    def compact(self) -> LinkGraph[M]:
        """Return an equal graph without the overlays of edits. O(members + ties).

        A graph does this by itself after many edits. Doing it earlier can pay before many questions
        or before a graph is kept for long.
        """
        return self._with(self._facts.compact())

    # -- as a value -------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if type(other) is not LinkGraph:
            return NotImplemented
        return same(self._facts, other._facts)

    def __hash__(self) -> int:
        if self._hash is None:
            object.__setattr__(self, "_hash", hash_of(self._facts))
        return cast(int, self._hash)

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

    # -- helpers ----------------------------------------------------------------------------

    def _index(self, member: object, name: str) -> int:
        return self._facts.member_index.index(member, name)

    def _two(self, a: object, b: object) -> tuple[int, int]:
        one, other = self._index(a, "a"), self._index(b, "b")
        if one == other:
            raise SelfTie(a)
        return one, other

    def _set(self, indices: Indices | Mask | list[int]) -> MemberSet[M]:
        array = np.array(indices, np.int32) if isinstance(indices, list) else indices
        return MemberSet(self._facts.member_index, array)

    def _with(self, facts: Facts) -> LinkGraph[M]:
        return self if facts is self._facts else LinkGraph(facts=facts)

    def _invitation(self, sender: int, recipient: int) -> Invitation[M] | None:
        details = self._facts.invitation_details.get((sender, recipient))
        if details is None:
            return None
        member_index = self._facts.member_index
        ends = cast(M, member_index[sender]), cast(M, member_index[recipient])
        return Invitation(*ends, details.sent_at, details.note)

    def _by_time(self, pairs: list[tuple[int, int]]) -> tuple[Invitation[M], ...]:
        invitations = filter(None, [self._invitation(*pair) for pair in pairs])
        return tuple(sorted(invitations, key=lambda invitation: invitation.sent_at))

    def _refuse_blocked(self, one: int, other: int) -> None:
        blocks, member_index = self._facts.blocks, self._facts.member_index
        for blocker, blocked in ((one, other), (other, one)):
            if blocks.has(blocker, blocked):
                raise Blocked(member_index[blocker], member_index[blocked])

    def _refuse_any_blocked(self, ends: Ends) -> None:
        blocks = self._facts.blocks.out
        if blocks.entries:
            keys = both_directions(*ends)
            for one, other in _first_pair(keys[blocks.has_keys(keys)]):
                self._refuse_blocked(one, other)

    def _refuse_both(self, added: Keys, removed: Keys) -> None:
        for one, other in _first_pair(intersection(added, removed)):
            pair = self._facts.member_index[one], self._facts.member_index[other]
            raise InvalidInput(pair, "a pair either to add or to remove", "name it only once")


def facts_of(graph: LinkGraph[Any], name: str = "graph") -> Facts:
    """Return the facts of the argument of this name, which is a graph."""
    if type(graph) is not LinkGraph:
        raise InvalidInput(graph, f"a `LinkGraph` as `{name}`")
    return graph._facts


def _read(name: str, edges: Any) -> Pairs:
    with naming(name):
        return read_pairs(edges)


def _first_pair(keys: Keys) -> list[tuple[int, int]]:
    """Return the first of packed pairs, or none."""
    sources, targets = unpack(keys[:1])
    return list(zip(sources.tolist(), targets.tolist(), strict=True))


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _restored(state: dict[str, Any]) -> LinkGraph[Any]:
    return LinkGraph(facts=from_state(state))
