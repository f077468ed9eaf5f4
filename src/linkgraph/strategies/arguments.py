"""Checks of the arguments of strategies.

They run when a strategy is first drawn from and raise the `InvalidArgument` of Hypothesis, as its
own checks do, with the sentences of `linkgraph.errors`.
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

GRAPH_OR_STRATEGY = "a `LinkGraph` or a strategy for one"


def wrong(value: object, expected: str, remedy: str = "") -> InvalidArgument:
    """Return the error for an argument that is not as expected."""
    if isinstance(value, SearchStrategy):  # its `repr` may be an address
        return InvalidArgument(f"expected {expected}, got a strategy")
    return InvalidArgument(InvalidInput(value, expected, remedy).message)


def instance(value: object, kind: type[T], name: str, expected: str = "") -> T:
    """Return the argument of this name, which is of a type."""
    if not isinstance(value, kind):
        raise wrong(value, f"{expected or f'a `{kind.__name__}`'} as `{name}`")
    return value


def strategy(value: Any, name: str, example: str = "st.integers()") -> SearchStrategy[Any]:
    """Return the argument of this name, which is a strategy."""
    return instance(value, SearchStrategy, name, f"a strategy such as `{example}`")


def listed(values: Any, kind: type[T], name: str) -> list[T]:
    """Return one or more values of a type as a list."""
    expected = f"one or more `{kind.__name__}`"
    # an iterator can be read only once, but a strategy is drawn from again and again
    if isinstance(values, Iterator) or not isinstance(values, Iterable) or not values:
        raise wrong(values, f"{expected} as `{name}`")
    return [instance(value, kind, name, expected) for value in values]


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


def sizes(min_size: object, max_size: object, more: int = 6) -> Bounds:
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
    return Fraction(value if isinstance(value, Fraction) else float(value)).limit_denominator(10**9)


def interval(value: Any, name: str, read: Callable[[Any, str], T]) -> tuple[T, T] | None:
    """Return the least and the most of an argument that is one value, or a tuple of both."""
    if value is None:
        return None
    ends = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    lowest, highest = (read(end, name) for end in ends)
    if highest < lowest:  # type: ignore[operator]  # both readers return numbers
        raise wrong(value, f"the least `{name}` before the most")
    return lowest, highest
