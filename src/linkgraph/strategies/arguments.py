"""Checks of the arguments of strategies.

Hypothesis looks at the arguments of a strategy when it first draws from it, and raises its own
`InvalidArgument`. So do these checks, with the sentences of `linkgraph.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from numbers import Integral, Real
from typing import Any, TypeAlias, TypeVar

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from linkgraph.errors import InvalidInput
from linkgraph.graph.validation import utc

T = TypeVar("T")
Bounds: TypeAlias = tuple[int, int]

# without a `max_size` there may be so many more members, or actions, than `min_size`
MORE_MEMBERS, MORE_ACTIONS = 6, 12

GRAPH = "a `LinkGraph` as `graph`"
GRAPH_OR_STRATEGY = "a `LinkGraph`, or a strategy for one"
POLICY = "a `Policy` as `policy`"

# the repr of a strategy may be as long as its arguments, and that of an iterator is an address
_UNREADABLE: dict[type[Any], str] = {SearchStrategy: "a strategy", Iterator: "an iterator"}


def wrong(value: object, expected: str, remedy: str = "") -> InvalidArgument:
    """Return the error for an argument that is not as expected."""
    message = InvalidInput(value, expected, remedy).message
    for kind, description in _UNREADABLE.items():
        if isinstance(value, kind):
            message = f"expected {expected}, got {description}" + (remedy and f": {remedy}")
    return InvalidArgument(message)


def instance(value: object, kind: type[T], expected: str, remedy: str = "") -> T:
    """Return a value that is of a type."""
    if not isinstance(value, kind):
        raise wrong(value, expected, remedy)
    return value


def strategy(value: Any, name: str, example: str = "st.integers()") -> SearchStrategy[Any]:
    """Return a value that is a strategy."""
    return instance(value, SearchStrategy, f"a strategy, such as `{example}`, as `{name}`")


def listed(values: Any, kind: type[T], expected: str) -> list[T]:
    """Return values of a type as a list; an iterator is refused, since it can be read only once."""
    if not isinstance(values, Iterable) or isinstance(values, Iterator):
        raise wrong(values, expected)
    return [instance(value, kind, expected) for value in values]


def checked_time(value: Any, name: str) -> Any:
    """Return a time with a time zone, in UTC."""
    try:
        return utc(value, name)
    except InvalidInput as error:
        raise InvalidArgument(error.message) from None


def count(value: object, name: str) -> int:
    """Return a non-negative integer."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
        raise wrong(value, f"a non-negative integer as `{name}`")
    return int(value)


def sizes(min_size: object, max_size: object, more: int) -> Bounds:
    """Return the bounds of a size; without a `max_size` it is `more` above the `min_size`."""
    lowest = count(min_size, "min_size")
    highest = lowest + more if max_size is None else count(max_size, "max_size")
    if highest < lowest:
        raise wrong(max_size, f"a `max_size` of at least {lowest}", "raise it")
    return lowest, highest


def share(value: Any, name: str) -> Fraction:
    """Return a number from 0 to 1, as the fraction that a decimal stands for."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise wrong(value, f"a number from 0 to 1 as `{name}`")
    exact = value if isinstance(value, Fraction) else float(value)
    return Fraction(exact).limit_denominator(10**9)


def interval(value: Any, name: str, read: Callable[[Any, str], T]) -> tuple[T, T] | None:
    """Return the least and the most of an argument that is one value, or a tuple of both."""
    if value is None:
        return None
    ends = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    lowest, highest = (read(end, name) for end in ends)
    if highest < lowest:  # type: ignore[operator]  # both readers return numbers
        raise wrong(value, f"the least `{name}` before the most")
    return lowest, highest
