"""Prints a small graph as the code that builds it, for failing property tests and notebooks.

Hypothesis and IPython use the same hook for printing, `_repr_pretty_`, and similar printers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linkgraph.graph.diff import Fact, diff
from linkgraph.graph.fact_kinds import FactKind
from linkgraph.graph.linkgraph import LinkGraph

_MAX_ENTRIES = 100  # members and ties; a larger graph is printed as its counts
# The kinds of fact that methods of the graph can add; others are added by a `Diff`.
_WITH_METHOD = {FactKind.MEMBER, FactKind.CONNECTION, FactKind.FOLLOW, FactKind.PROFILE}


def print_graph(graph: LinkGraph[Any], printer: Any) -> None:
    """Print a graph on a pretty printer, line by line."""
    with printer.group(0, "", ""):
        for number, line in enumerate(code_of(graph)):
            if number:
                printer.break_()
            printer.text(line)


def code_of(graph: LinkGraph[Any]) -> list[str]:
    """Return the lines of an expression that builds the graph.

    Examples
    --------
    >>> code_of(LinkGraph.from_edges(connections=[("ana", "bo")]))
    ["LinkGraph.from_edges(members=['ana', 'bo'], connections=[('ana', 'bo')])"]
    """
    state = graph._facts
    if len(graph) + state.connections.entries + state.exceptions.out.entries > _MAX_ENTRIES:
        return [repr(graph)]
    facts = diff(LinkGraph(), graph).gained
    lines = list(_base_graph(graph, facts))
    others = [_code_of_fact(fact) for fact in facts if fact.kind not in _WITH_METHOD]
    if others:
        lines = ["Diff((", *others, f")).apply({lines[0]}", *lines[1:]]
        lines[-1] += ")"
    return lines


def _base_graph(graph: LinkGraph[Any], facts: tuple[Fact[Any], ...]) -> Iterator[str]:
    """Yield the lines that build members, ties and profiles."""
    connections = [fact.members for fact in facts if fact.kind is FactKind.CONNECTION]
    follows = [fact.members for fact in facts if fact.kind is FactKind.FOLLOW]
    automatic = {pair for a, b in connections for pair in ((a, b), (b, a))}
    auto_follow = automatic <= set(follows)
    if auto_follow:
        follows = [pair for pair in follows if pair not in automatic]
    edges = {"members": list(graph), "connections": connections, "follows": follows}
    arguments = [f"{name}={value!r}" for name, value in edges.items() if value]
    arguments += [] if auto_follow else ["auto_follow=False"]
    yield f"LinkGraph.from_edges({', '.join(arguments)})"
    for fact in facts:
        if fact.kind is FactKind.PROFILE:
            yield f"    .with_profile({fact.members[0]!r}, {fact.value!r})"


def _code_of_fact(fact: Fact[Any]) -> str:
    value = "" if fact.value is None else f", {fact.value!r}"
    return f"    Fact(FactKind.{fact.kind.name}, {fact.members!r}{value}),"
