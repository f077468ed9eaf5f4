"""Facts as values: whether two graphs are equal, their hash, and the content of a pickle.

Two graphs are equal if they have the same members and the same facts of every kind in the table.
Member order, overlays, caches and the edits that led to a graph make no difference. The hash is
a sum over members and ties, so that it does not depend on an order either.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import FACT_KINDS, MEMBERS, FactKind, stored_kinds
from linkgraph.graph.facts import Facts
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.persistent_map import MemberMap, PairMap, PersistentMap
from linkgraph.graph.sorted_arrays import unpack

_FORMAT = 1


def same(one: Facts, other: Facts) -> bool:
    """Return whether the facts are equal.

    O(edits) for versions of one graph, else O(members + ties), plus a sort if orders differ.
    """
    if one is other:
        return True
    if len(one.member_index) != len(other.member_index):
        return False
    kinds = [kind for kind in FACT_KINDS if kind is not MEMBERS]
    if any(one.count(kind) != other.count(kind) for kind in kinds):
        return False
    if not one.member_index.same_indices(other.member_index):
        one, other = one.compact(), other.compact()
        id_range = one.member_index.id_range
        if id_range is None or id_range != other.member_index.id_range:
            new_index = one.member_index.find_many(list(other.member_index))
            if len(new_index) and int(new_index.min()) < 0:
                return False
            if not np.array_equal(new_index, one.member_index.active):
                other = other.renumbered(one.member_index, new_index.astype(np.int64))
    return all(one.stored(kind).same_as(other.stored(kind)) for kind in kinds)


def _rows(facts: Facts, kind: FactKind[Any]) -> Adjacency:
    """Return the stored rows of a relation; those of the other direction follow from them."""
    return facts.relations(kind)[0]


def hash_of(facts: Facts) -> int:
    """Return a hash that is equal for equal facts, in any order."""
    index = facts.member_index
    hashes = np.zeros(index.size, np.uint64)
    seeds = np.fromiter(map(hash, index), np.int64, len(index))
    hashes[index.active] = _mixed(seeds.view(np.uint64))
    sums = [int(hashes.sum())]
    for kind in FACT_KINDS:
        stored = None if kind is MEMBERS else facts.stored(kind)
        if isinstance(stored, MemberMap):
            sums.append(hash(frozenset((index[key], value) for key, value in stored.items())))
        elif isinstance(stored, PairMap):
            entries = (((index[a], index[b]), value) for (a, b), value in stored.items())
            sums.append(hash(frozenset(entries)))
        elif stored is not None:
            sources, targets = unpack(_rows(facts, kind).keys())
            sums.append(int(_mixed(_mixed(hashes[sources]) + hashes[targets]).sum()))
    return hash(tuple(sums))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 64-bit values scrambled by splitmix64; without it, sums of ties would collide."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def state_of(facts: Facts) -> dict[str, Any]:
    """Return the content of a pickle: ids, values, and arrays as bytes."""
    # Arrays are not pickled as arrays, because the name that NumPy puts into pickles differs
    # between its major versions.
    flat = facts.compact()
    members = flat.member_index
    state: dict[str, Any] = {
        "format": _FORMAT,
        "members": members.id_range if members.id_range is not None else list(members),
        "follow_total": flat.follow_total,
    }
    for kind in stored_kinds():
        is_map = isinstance(kind.empty, PersistentMap)
        stored = flat.stored(kind)
        state[kind.key] = stored.to_dict() if is_map else _packed(_rows(flat, kind))
    return state


def from_state(state: dict[str, Any]) -> Facts:
    """Return the facts that `state_of` described, or raise `InvalidInput` for another format."""
    if state.get("format") != _FORMAT:
        expected = f"a pickled graph of format {_FORMAT}"
        raise InvalidInput(state.get("format"), expected, "read it with the release that wrote it")
    size = len(state["members"])
    stored: dict[FactKind[Any], Any] = {}
    for kind in stored_kinds():
        content = state.get(kind.key)
        if content is None:  # a later release added this kind
            stored[kind] = kind.empty
        elif isinstance(kind.empty, PersistentMap):
            stored[kind] = type(kind.empty)(content)
        elif isinstance(kind.empty, Directed):
            stored[kind] = Directed.from_keys(size, _adjacency(content).keys())
        else:
            stored[kind] = _adjacency(content)
    members = MemberIndex.of(state["members"])
    return Facts(members, follow_total=state["follow_total"]).with_stored(stored)


def _packed(relation: Adjacency) -> tuple[bytes, bytes]:
    """Return offsets and neighbours as bytes, in little-endian order on every machine."""
    base = relation.base
    offsets = base.offsets.astype("<i8", copy=False)
    return offsets.tobytes(), base.neighbours.astype("<i4", copy=False).tobytes()


def _adjacency(packed: tuple[bytes, bytes]) -> Adjacency:
    offsets, neighbours = packed
    return Adjacency.from_arrays(
        np.frombuffer(offsets, "<i8").astype(np.int64, copy=False),
        np.frombuffer(neighbours, "<i4").astype(np.int32, copy=False),
    )
