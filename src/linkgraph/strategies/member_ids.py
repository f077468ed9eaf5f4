"""Ids to draw, and the members of a graph: short names, so that a failure reads as a story."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, overload

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.strategies.arguments import Bounds, instance, wrong

if TYPE_CHECKING:
    # Without an argument that says which ids, members are names. Python 3.13 has this `default`.
    from typing_extensions import TypeVar

    M = TypeVar("M", bound=Hashable, default=str)
else:
    M = Hashable

NAMES = [
    *("ana", "bo", "cy", "di", "eve", "fay", "gus", "hal", "ida", "jo", "kim", "leo", "mia"),
    *("ned", "ola", "pia", "quin", "ray", "sam", "tia", "uma", "val", "wes", "xia", "yan", "zoe"),
]


def name(number: int) -> str:
    """Return the name with a number: ana is 0, zoe 25, ana2 26."""
    again, place = divmod(number, len(NAMES))
    return f"{NAMES[place]}{again + 1}" if again else NAMES[place]


def newcomers(members: Iterable[Hashable]) -> Iterator[Any]:
    """Return new ids like those of the members: names, or integers; of other kinds none."""
    taken = set(members)
    if all(isinstance(member, str) for member in taken):
        return (new for new in map(name, count()) if new not in taken)
    numbers = [member for member in taken if isinstance(member, int)]
    return count(max(numbers) + 1) if len(numbers) == len(taken) else iter(())


def different_ids(draw: st.DrawFn, members: SearchStrategy[Any] | None, size: Bounds) -> list[Any]:
    """Draw different ids, by default the first names."""
    lowest, highest = size
    if members is not None:
        return draw(st.lists(members, min_size=lowest, max_size=highest, unique=True))
    return [name(number) for number in range(draw(st.integers(lowest, highest)))]


@overload
def members() -> SearchStrategy[str]:
    raise NotImplementedError


@overload
def members(graph: LinkGraph[M]) -> SearchStrategy[M]:
    raise NotImplementedError


@st.composite
def members(draw: st.DrawFn, graph: LinkGraph[Any] | None = None) -> Any:
    """Draw a member of `graph`, or without a graph an id: a short name.

    Shrinks towards the first in member order (F10), or to ``"ana"``.

    Raises
    ------
    InvalidArgument
        When drawn from: for a graph without members.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(members(), lambda name: name != "ana")
    'bo'
    >>> find(members(LinkGraph.from_edges(connections=[(7, 3)])), lambda _: True)
    7
    """
    ids: list[Any] = NAMES if graph is None else list(instance(graph, LinkGraph, "graph"))
    if not ids:
        raise wrong(
            graph, "a graph with members as `graph`", "draw it with a `min_size` of 1 or more"
        )
    return draw(st.sampled_from(ids))
