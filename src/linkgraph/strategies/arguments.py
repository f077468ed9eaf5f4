"""What strategies are called with: one way to say no, as Hypothesis does, when drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from numbers import Integral, Real
from typing import Any, TypeAlias, TypeVar

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from linkgraph.errors import InvalidInput

T = TypeVar("T")
Bounds: TypeAlias = tuple[int, int]

# how many more members, actions … there are where no `max_size` is given
MEMBERS, ACTIONS = 6, 12


def wrong(value: object, problem: str, remedy: str) -> InvalidArgument:
    """Return the error for an argument: the sentence is the house's, the type Hypothesis'."""
    for kind, article in _UNREADABLE.items():
        if isinstance(value, kind):
            return InvalidArgument(f"{article} {problem}; {remedy}")
    return InvalidArgument(InvalidInput(value, problem, remedy).message)


# the repr of a strategy that was handed on says nothing, that of an iterator an address
_UNREADABLE: dict[type[Any], str] = {SearchStrategy: "a strategy", Iterator: "an iterator"}


def sizes(min_size: object, max_size: object, more: int) -> Bounds:
    """Return the bounds of a size; without a `max_size`, `more` above the least."""
    least = count(min_size, "min_size")
    most = least + more if max_size is None else count(max_size, "max_size")
    if most < least:
        raise wrong(max_size, f"is a `max_size` below the `min_size` of {least}", "raise it")
    return least, most


def count(value: object, name: str) -> int:
    """Return a whole number of 0 or more."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
        raise wrong(value, f"is no `{name}`", "use a whole number of 0 or more")
    return int(value)


def switch(value: object, name: str) -> bool:
    """Return whether something is to be."""
    return instance(value, bool, name, "use True or False")


def instance(value: object, kind: type[T], name: str, remedy: str) -> T:
    """Return a value that is of a kind."""
    if not isinstance(value, kind):
        raise wrong(value, f"is no `{name}`", remedy)
    return value


IDS = "give a strategy such as `st.integers()`"
GRAPH = "give a `LinkGraph`, or a strategy for one"


def strategy(value: Any, name: str, remedy: str = IDS) -> SearchStrategy[Any]:
    """Return a value that is a strategy."""
    return instance(value, SearchStrategy, name, remedy)


def listed(values: Any, kind: type[T], name: str, remedy: str) -> list[T]:
    """Return values of a kind: not those of an iterator, which only the first draw would see."""
    if not isinstance(values, Iterable) or isinstance(values, Iterator):
        raise wrong(values, f"is no `{name}`", remedy)
    return [instance(value, kind, name, remedy) for value in values]


def aware(value: datetime, name: str) -> datetime:
    """Return a time with a time zone."""
    if value.utcoffset() is None:
        raise wrong(
            value, f"is a naive `{name}`", "give it a time zone, such as `tzinfo=datetime.UTC`"
        )
    return value


def share(value: Any, name: str) -> Fraction:
    """Return a number from 0 to 1, as the decimal that was meant."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise wrong(value, f"is no `{name}`", "use a number from 0 to 1")
    exact = value if isinstance(value, Fraction) else float(value)
    return Fraction(exact).limit_denominator(10**9)


def interval(value: Any, name: str, read: Callable[[Any, str], T]) -> tuple[T, T] | None:
    """Return the two ends of what is given as one value, or as a tuple of least and most."""
    if value is None:
        return None
    ends = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    least, most = (read(end, name) for end in ends)
    if most < least:  # type: ignore[operator]  # both readers give numbers
        raise wrong(value, f"is no `{name}`", "give the least before the most")
    return least, most
