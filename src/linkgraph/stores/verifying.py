"""What `load(verify=True)` checks beyond what keeps a graph within bounds."""

from __future__ import annotations

import mmap
import zlib
from itertools import count
from pathlib import Path

import numpy as np

from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import BARS, FLAGS, INVITED, NOTED, UNBLOCKED, WITHDRAWN
from linkgraph.graph.facts import Facts
from linkgraph.graph.memory_check import demand_room
from linkgraph.graph.progress import Tell
from linkgraph.graph.sorted_arrays import Keys, intersection, pack, symmetric_difference, unpack
from linkgraph.stores.manifest import HEAD, Manifest, refuse

_CHUNK = 1 << 24  # bytes that are checked at once
_BYTES = 40  # of packed and sorted pairs, for each
_STEPS = 4  # as they are told
_REMEDY = "take it from where it was saved, or save the graph again"


def verify_bytes(path: Path, manifest: Manifest, content: mmap.mmap, tell: Tell) -> None:
    """Hold every byte of a data file to its checksum; those between parts are zero."""
    done = len(HEAD)
    for name, (begin, end) in manifest.places().items():
        crc = 0
        for at in range(begin, end, _CHUNK):
            crc = zlib.crc32(content[at : min(at + _CHUNK, end)], crc)
            tell(min(at + _CHUNK, end), manifest.size, "checking bytes")
        if crc != manifest.parts[name].crc32 or any(content[done:begin]):
            refuse(path, f"was altered: the bytes of `{name}` do not have their checksum", _REMEDY)
        done = end


def verify_facts(path: Path, facts: Facts, tell: Tell) -> None:
    """Hold facts to F1 to F6: sorted rows, the same from both ends, nothing across a block."""

    def demand(holds: bool, problem: str) -> None:
        if not holds:
            refuse(path, f"was altered: {problem}", _REMEDY)

    most = max(facts.connections.entries, facts.exceptions.out.entries)
    demand_room(_BYTES * most, "verifying this store")
    member_index, steps = facts.member_index, count()

    def begin(what: str) -> None:
        tell(next(steps), _STEPS, what)

    begin("checking members")
    found = member_index.id_range is not None or all(
        member_index.find(member) == place for place, member in enumerate(member_index)
    )
    demand(found, "not all of its members can be found by their ids")
    begin("checking connections")
    demand(_is_reverse(facts.connections, facts.connections), "its connections are none")
    directed: dict[str, Directed] = {
        "follows": facts.exceptions,
        "invitations": facts.pending,
        "blocks": facts.blocks,
        "bars": facts.memory[BARS],
    }
    begin("checking follows")
    for name, relation in directed.items():
        alike = _is_reverse(relation.out, relation.into)
        demand(alike, f"its {name} are not the same from both ends")
    connected, exceptions = facts.connections.keys(), facts.exceptions.out.keys()
    follows = symmetric_difference(connected, exceptions)
    demand(len(follows) == facts.follow_total, "it has another number of follows")
    pending, blocks = facts.pending.out.keys(), facts.blocks.out.keys()
    apart = np.sort(np.concatenate((blocks, _reversed(blocks))))
    for ties in (connected, follows, pending):
        demand(not len(intersection(apart, ties)), "it has ties across a block")
    for ties in (connected, _reversed(pending)):
        demand(
            not len(intersection(pending, ties)), "it has invitations between people who have ties"
        )
    begin("checking memories")
    memory = facts.memory
    for values in (
        facts.invitation_details, facts.profiles, memory[FLAGS], memory[WITHDRAWN],
        memory[UNBLOCKED], memory[INVITED], memory[NOTED],
    ):  # fmt: skip
        values.to_dict()  # reads them, strictly


def _reversed(keys: Keys) -> Keys:
    """Return the pairs the other way round, sorted."""
    sources, targets = unpack(keys)
    back = pack(targets, sources)
    back.sort()
    return back


def _is_reverse(out: Adjacency, into: Adjacency) -> bool:
    """Return whether each has sorted rows, and holds the pairs of the other, reversed."""
    keys = out.keys()
    ascending = bool((keys[1:] > keys[:-1]).all())
    sources, targets = unpack(keys)
    apart = not bool((sources == targets).any())
    return ascending and apart and np.array_equal(_reversed(keys), into.keys())
