"""A digest of the facts of a network, which no change of a file format or of a class touches."""

from __future__ import annotations

import hashlib

import linkgraph as lg


def digest(graph: lg.LinkGraph[int]) -> str:
    """Return a digest of the sorted facts: their kind, members and value."""
    facts = lg.diff(lg.LinkGraph(), graph).gained
    lines = sorted(f"{fact.kind.name} {fact.members} {fact.value!r}" for fact in facts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
