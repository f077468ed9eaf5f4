"""A small graph as the code that builds it: what a failing property test prints.

Hypothesis and IPython print by the same hook, `_repr_pretty_`, with printers of one kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linkgraph.graph.diff import Fact, diff
from linkgraph.graph.fact_kinds import FactKind
from linkgraph.graph.linkgraph import LinkGraph

_MOST = 100  # members and ties; a larger graph is shown by its counts, as everywhere
_BUILT = {FactKind.MEMBER, FactKind.CONNECTION, FactKind.FOLLOW, FactKind.PROFILE}


def print_graph(graph: LinkGraph[Any], printer: Any) -> None:
    """Print a graph on a pretty printer, line by line."""
    with printer.group(0, "", ""):
        for number, line in enumerate(code_of(graph)):
            if number:
                printer.break_()
            printer.text(line)


def code_of(graph: LinkGraph[Any]) -> list[str]:
    """Return the lines of an expression whose value is the graph, in member order.

    Examples
    --------
    >>> code_of(LinkGraph.from_edges(connections=[("ana", "bo")]))
    ["LinkGraph.from_edges(members=['ana', 'bo'], connections=[('ana', 'bo')])"]
    """
    state = graph._facts
    if len(graph) + state.connections.entries + state.exceptions.out.entries > _MOST:
        return [repr(graph)]
    facts = diff(LinkGraph(), graph).gained
    built = list(_built(graph, facts))
    told = [_told(fact) for fact in facts if fact.kind not in _BUILT]
    if told:
        built[0] = f")).apply({built[0]}"
        built[-1] += ")"
        return ["Diff((", *told, *built]
    return built


def _built(graph: LinkGraph[Any], facts: tuple[Fact[Any], ...]) -> Iterator[str]:
    """Return the lines that build members, ties and profiles."""
    of = {kind: [fact for fact in facts if fact.kind is kind] for kind in _BUILT}
    connected = [fact.members for fact in of[FactKind.CONNECTION]]
    follows = [fact.members for fact in of[FactKind.FOLLOW]]
    brought = {way for a, b in connected for way in ((a, b), (b, a))}
    auto = brought <= set(follows)
    edges = {
        "members": list(graph),
        "connections": connected,
        "follows": [follow for follow in follows if not auto or follow not in brought],
    }
    given = [f"{name}={value!r}" for name, value in edges.items() if value]
    off = [] if auto else ["auto_follow=False"]
    yield f"LinkGraph.from_edges({', '.join(given + off)})"
    for fact in of[FactKind.PROFILE]:
        yield f"    .with_profile({fact.members[0]!r}, {fact.value!r})"


def _told(fact: Fact[Any]) -> str:
    value = "" if fact.value is None else f", {fact.value!r}"
    return f"    Fact(FactKind.{fact.kind.name}, {fact.members!r}{value}),"
