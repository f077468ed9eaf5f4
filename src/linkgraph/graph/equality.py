"""Facts as values: when two graphs are equal, their hash, and what a pickle holds.

Member order, the overlay, the way a graph came about and every cache are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.facts import Facts, Memory
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.persistent_map import PersistentMap
from linkgraph.graph.profiles import Profiles
from linkgraph.graph.sorted_arrays import unpack

_FORMAT = 1


def _relations(facts: Facts) -> Iterator[Adjacency]:
    """Return the pairs that make up the facts; reverse directions follow from them.

    Who has invited whom follows from the letters.
    """
    yield facts.connections
    yield facts.exceptions.out
    yield facts.blocks.out
    yield facts.memory.bars.out


def _member_maps(facts: Facts) -> Iterator[PersistentMap[int, Any]]:
    yield facts.profiles.settings
    yield facts.memory.flags
    yield facts.memory.invited
    yield facts.memory.noted


def _pair_maps(facts: Facts) -> Iterator[PersistentMap[tuple[int, int], Any]]:
    yield facts.invitation_details
    yield facts.memory.withdrawn
    yield facts.memory.unblocked


def same(one: Facts, other: Facts) -> bool:
    """Return whether the facts are equal. O(members + ties), plus a sort if orders differ."""
    if one is other:
        return True
    if len(one.member_index) != len(other.member_index):
        return False
    if any(
        left.entries != right.entries
        for left, right in zip(_relations(one), _relations(other), strict=True)
    ):
        return False
    one, other = one.compact(), other.compact()
    run = one.member_index.id_range
    if run is None or run != other.member_index.id_range:
        places = one.member_index.find_many(list(other.member_index))
        if len(places) and int(places.min()) < 0:
            return False
        if not np.array_equal(places, one.member_index.active):
            other = other.renumbered(one.member_index, places.astype(np.int64))
    flat = zip(_relations(one), _relations(other), strict=True)
    return (
        all(_same_rows(left, right) for left, right in flat)
        and _dicts(_member_maps(one)) == _dicts(_member_maps(other))
        and _dicts(_pair_maps(one)) == _dicts(_pair_maps(other))
    )


def _same_rows(left: Adjacency, right: Adjacency) -> bool:
    # rows beyond the last laid are empty, so bases of unequal length can be equal
    shared = min(left.rows, right.rows) + 1
    return np.array_equal(left.base.neighbours, right.base.neighbours) and np.array_equal(
        left.base.offsets[:shared], right.base.offsets[:shared]
    )


def _dicts(maps: Iterator[PersistentMap[Any, Any]]) -> list[dict[Any, Any]]:
    return [each.to_dict() for each in maps]


def hash_of(facts: Facts) -> int:
    """Return a hash that agrees with `same`: sums over ties, so no order matters."""
    member_index = facts.member_index
    hashes = np.zeros(member_index.size, np.uint64)
    seeds = np.fromiter(map(hash, member_index), np.int64, len(member_index))
    hashes[member_index.active] = _mixed(seeds.view(np.uint64))
    sums = [int(hashes.sum())]
    for relation in _relations(facts):
        sources, targets = unpack(relation.keys())
        both = _mixed(hashes[sources]) + hashes[targets]
        sums.append(int(_mixed(both).sum()))
    for members in _member_maps(facts):
        owned = ((member_index[index], value) for index, value in members.items())
        sums.append(hash(frozenset(owned)))
    for pairs in _pair_maps(facts):
        between = ((member_index[a], member_index[b], value) for (a, b), value in pairs.items())
        sums.append(hash(frozenset(between)))
    return hash(tuple(sums))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit values (splitmix64: a step, so that 0 counts too, and the finalizer)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def state_of(facts: Facts) -> dict[str, Any]:
    """Return what a pickle holds: plain ids, bytes and values, no cache and no overlay.

    No array is pickled as one: the name that NumPy puts in its pickles is another in each
    major version, and older ones cannot read it.
    """
    flat = facts.compact()
    member_index, memory = flat.member_index, flat.memory
    return {
        "format": _FORMAT,
        "members": member_index.id_range
        if member_index.id_range is not None
        else list(member_index),
        "connections": _packed(flat.connections),
        "exceptions": _packed(flat.exceptions.out),
        "follow_total": flat.follow_total,
        "pending": _packed(flat.pending.out),
        "letters": flat.invitation_details.to_dict(),
        "blocks": _packed(flat.blocks.out),
        "profiles": flat.profiles.settings.to_dict(),
        "bars": _packed(memory.bars.out),
        "flags": memory.flags.to_dict(),
        "withdrawn": memory.withdrawn.to_dict(),
        "unblocked": memory.unblocked.to_dict(),
        "invited": memory.invited.to_dict(),
        "noted": memory.noted.to_dict(),
    }


def from_state(state: dict[str, Any]) -> Facts:
    """Return the facts that `state_of` described.

    Raises
    ------
    InvalidInput
        For a state of another format, such as that of a later release.
    """
    if state.get("format") != _FORMAT:
        problem = "is no format of a pickled graph that this release reads"
        raise InvalidInput(state.get("format"), problem, "read it with the release that wrote it")
    size = len(state["members"])
    memory = Memory(
        _directed(state["bars"], size),
        *(
            PersistentMap(state[name])
            for name in ("flags", "withdrawn", "unblocked", "invited", "noted")
        ),
    )
    return Facts(
        MemberIndex.of(state["members"]),
        _adjacency(state["connections"]),
        _directed(state["exceptions"], size),
        state["follow_total"],
        _directed(state["pending"], size),
        PersistentMap(state["letters"]),
        _directed(state["blocks"], size),
        Profiles(PersistentMap(state["profiles"])),
        memory,
    )


def _packed(relation: Adjacency) -> tuple[bytes, bytes]:
    """Return offsets and neighbours as bytes, the least first whatever the machine."""
    base = relation.base
    offsets = base.offsets.astype("<i8", copy=False)
    return offsets.tobytes(), base.neighbours.astype("<i4", copy=False).tobytes()


def _adjacency(packed: tuple[bytes, bytes]) -> Adjacency:
    offsets, neighbours = packed  # on most machines neither is copied
    return Adjacency.from_arrays(
        np.frombuffer(offsets, "<i8").astype(np.int64, copy=False),
        np.frombuffer(neighbours, "<i4").astype(np.int32, copy=False),
    )


def _directed(packed: tuple[bytes, bytes], size: int) -> Directed:
    return Directed.from_keys(size, _adjacency(packed).keys())
