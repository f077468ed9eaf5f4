"""Checks of the arguments of strategies.

They run when a strategy is first drawn from and raise `InvalidStrategyArgument`: the
`InvalidArgument` of Hypothesis, as its own checks do, and an `InvalidInput` with its sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar, cast

import attrs
import numpy as np
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from linkgraph.errors import InvalidInput
from linkgraph.graph import validation
from linkgraph.graph.validation import utc

T = TypeVar("T")
Bounds: TypeAlias = tuple[int, int]

GRAPH_OR_STRATEGY = "a `LinkGraph` or a strategy for one"


@attrs.define(eq=False, repr=False, slots=False)
class InvalidStrategyArgument(InvalidInput, InvalidArgument):
    """An argument of a strategy is not what was expected; also Hypothesis's `InvalidArgument`."""

    @property
    def message(self) -> str:
        """One sentence with the expected and the given value, and the remedy."""
        if issubclass(type(self.value), SearchStrategy):  # its `repr` may be an address
            return f"expected {self.expected}, got a strategy"
        return super().message


def wrong(value: object, expected: str, remedy: str = "") -> InvalidStrategyArgument:
    """Return the error for an argument that is not as expected."""
    return InvalidStrategyArgument(value, expected, remedy)


def instance(value: object, kind: type[T], name: str, expected: str = "") -> T:
    """Return the argument of this name, which is of a type."""
    if not issubclass(type(value), kind):
        raise wrong(value, f"{expected or f'a `{kind.__name__}`'} as `{name}`")
    return cast(T, value)


def strategy(value: Any, name: str, example: str = "st.integers()") -> SearchStrategy[Any]:
    """Return the argument of this name, which is a strategy."""
    return instance(value, SearchStrategy, name, f"a strategy such as `{example}`")


def listed(values: Any, kind: type[T], name: str) -> list[T]:
    """Return one or more values of a type as a list."""
    expected = f"one or more `{kind.__name__}`"
    # an iterator can be read only once, but a strategy is drawn from again and again
    try:
        if issubclass(type(values), Iterator):
            raise wrong(values, f"{expected} as `{name}`")
        items = validation.listed(values, f"{expected} as `{name}`")
    except InvalidInput as error:
        raise wrong(values, error.expected) from None
    if not items:
        raise wrong(values, f"{expected} as `{name}`")
    return [instance(item, kind, name, expected) for item in items]


def checked_time(value: Any, name: str) -> Any:
    """Return a time with a time zone, in UTC."""
    try:
        return utc(value, name)
    except InvalidInput as error:
        raise wrong(error.value, error.expected, error.remedy) from None


def count(value: object, name: str) -> int:
    """Return a non-negative integer."""
    try:
        return validation.count(value, name)
    except InvalidInput as error:
        raise wrong(error.value, error.expected) from None


# Members of a drawn graph; larger ones take minutes and gigabytes.
MOST_MEMBERS = 1_000_000


def sizes(min_size: object, max_size: object, more: int = 6) -> Bounds:
    """Return the bounds of a size; without a `max_size` it is `more` above the `min_size`."""
    lowest = count(min_size, "min_size")
    highest = lowest + more if max_size is None else count(max_size, "max_size")
    if highest < lowest:
        raise wrong(max_size, f"a `max_size` of at least {lowest}", "raise it")
    if highest > MOST_MEMBERS:
        larger = "min_size" if lowest > MOST_MEMBERS else "max_size"
        raise wrong(highest, f"at most {MOST_MEMBERS:,} members as `{larger}`")
    return lowest, highest


def share(value: Any, name: str) -> Fraction:
    """Return a number from 0 to 1, as the fraction that a decimal stands for."""
    kinds = (int, float, Fraction, np.floating)
    is_number = issubclass(type(value), kinds) and type(value) is not bool
    if not is_number or not 0 <= value <= 1:
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
