"""The checks of `load(verify=True)` beyond those that keep every index within bounds.

`verify_bytes` compares every file with its checksum, which finds damage. `verify_facts` checks that
the arrays are a graph (F1 to F6), even if the checksums fit: sorted rows, each relation the same
from both ends, no tie across a block.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import FOLLOWS, stored_kinds
from linkgraph.graph.facts import Facts
from linkgraph.graph.memory_check import demand_room
from linkgraph.graph.persistent_map import PersistentMap
from linkgraph.graph.progress import Tell
from linkgraph.graph.sorted_arrays import both_directions, intersection, reversed_pairs, unpack
from linkgraph.stores.manifest import Manifest, refuse

_BYTES_PER_PAIR = 40  # packed, sorted, and a copy of each
_REMEDY = "take it from where it was saved, or save the graph again"


def verify_bytes(folder: Path, manifest: Manifest, contents: dict[str, Any], tell: Tell) -> None:
    """Raise `StoreError` for a file that does not have its checksum."""
    done = 0
    for name, content in contents.items():
        if zlib.crc32(content) != manifest.files[name][1]:
            path = manifest.path(folder, name)
            refuse(path, "was altered: it does not have its checksum", _REMEDY)
        done += len(content)
        tell(done, manifest.total_bytes, "checking bytes")


def verify_facts(folder: Path, facts: Facts, tell: Tell) -> None:
    """Raise `StoreError` for facts that no graph has."""
    pairs = max(facts.connections.entries, facts.exceptions.out.entries)
    demand_room(_BYTES_PER_PAIR * pairs, "verifying this store")
    checks = {"members": _members, "relations": _relations, "ties": _ties}
    for step, (name, check) in enumerate(checks.items()):
        tell(step, len(checks), f"checking {name}")
        for problem in check(facts):
            refuse(folder, f"was altered: {problem}", _REMEDY)
    for kind in stored_kinds():
        if isinstance(kind.empty, PersistentMap):
            facts.stored(kind).to_dict()  # reads the file, strictly


def _members(facts: Facts) -> Iterator[str]:
    index = facts.member_index
    if index.id_range is None and any(
        index.find(member) != place for place, member in enumerate(index)
    ):
        yield "a member cannot be found by the id"


def _relations(facts: Facts) -> Iterator[str]:
    for kind in stored_kinds():
        stored = facts.stored(kind)
        if isinstance(stored, Adjacency) and not _are_mirrored(stored, stored):
            yield f"`{kind.key}` is not symmetric"
        if isinstance(stored, Directed) and not _are_mirrored(stored.out, stored.into):
            yield f"`{kind.key}` is not the same from both ends"


def _ties(facts: Facts) -> Iterator[str]:
    connected, follows = facts.connections.keys(), facts.keys(FOLLOWS)
    if len(follows) != facts.follow_total:
        yield "it has another number of follows"
    pending, blocks = facts.pending.out.keys(), facts.blocks.out.keys()
    apart = both_directions(*unpack(blocks))
    if any(len(intersection(apart, ties)) for ties in (connected, follows, pending)):
        yield "it has ties across a block"
    if any(len(intersection(pending, ties)) for ties in (connected, reversed_pairs(pending))):
        yield "it has an invitation between members that have a tie"


def _are_mirrored(out: Adjacency, into: Adjacency) -> bool:
    """Return whether the rows are sorted and each side holds the pairs of the other, reversed."""
    keys = out.keys()
    is_ascending = bool((keys[1:] > keys[:-1]).all())
    sources, targets = unpack(keys)
    has_loop = bool((sources == targets).any())
    return is_ascending and not has_loop and np.array_equal(reversed_pairs(keys), into.keys())
