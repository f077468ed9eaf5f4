"""Checks of arguments that many classes and functions share, and how values are printed.

A public function calls these checks first, each with the name of the argument, which the error
names too: ``expected a `LinkGraph` as `graph`, got `None` ``. `facts_of` in `linkgraph.py` does
the same for graphs, and `plain_id` for ids.

The checks look at the type of a value and never at what the value says about itself: an object can
claim any class, and its `__eq__` or `__bool__` may raise.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import Enum, EnumType, Flag
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

import attrs
import numpy as np

from linkgraph.errors import InvalidInput, TooLarge, safe_repr
from linkgraph.graph.member_ids import in_steady_order

T = TypeVar("T")


class Terms(EnumType):
    """The type of our enums: ``Tier(value)`` compares no value of another type with a member's."""

    def __call__(cls, value: Any, *names: Any, **options: Any) -> Any:
        """Return the member that a value stands for, or raise `InvalidInput`."""
        if names or options:  # a new enum
            return super().__call__(value, *names, **options)
        plain = value.item() if issubclass(type(value), np.integer) else value
        if issubclass(cls, Flag) and type(plain) is int:  # which may be several members
            with suppress(ValueError):
                return super().__call__(plain)
        members = list(cast("Iterable[Any]", cls))
        for member in members:
            if value is member or (type(plain) is type(member.value) and plain == member.value):
                return member
        choices = ", ".join(map(repr, members))
        raise InvalidInput(value, f"one of {choices} as `value`")


class Term(Enum, metaclass=Terms):
    """An enum with members that are shown as ``Class.MEMBER`` and pickled by name.

    Values are not pickled, because a value may be a sentence, and sentences are reworded.
    """

    @staticmethod
    def _generate_next_value_(name: str, *_: Any, **__: Any) -> str:  # for `auto()`
        return name

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return getattr, (type(self), self.name)


def instance_of(value: object, kind: type[T], name: str, *, optional: bool = False) -> Any:
    """Return the argument of this name, which is of a type (or `None`)."""
    if issubclass(type(value), kind) or (optional and value is None):
        return value
    article = "an" if kind.__name__[0] in "AEIOU" else "a"
    or_none = " or `None`" if optional else ""
    raise InvalidInput(value, f"{article} `{kind.__name__}`{or_none} as `{name}`")


def boolean(value: object, name: str) -> bool:
    """Return the argument of this name, which is `True` or `False`.

    NumPy's booleans are refused, as everything else that is only true or false in a condition.
    """
    if value is True or value is False:
        return value
    raise InvalidInput(value, f"`True` or `False` as `{name}`")


def count(value: object, name: str, least: int = 0) -> int:
    """Return the argument of this name, an integer of Python or NumPy that is `least` or more."""
    if issubclass(type(value), (int, np.integer)) and not issubclass(type(value), _NO_COUNTS):
        number = int.__index__(value) if isinstance(value, int) else cast("Any", value).item()
        if number >= least:
            return int(number)
    kind = {0: "a non-negative integer", 1: "a positive integer"}
    raise InvalidInput(value, f"{kind.get(least, f'an integer from {least} on')} as `{name}`")


_NO_COUNTS = (bool, np.timedelta64)  # subclasses of integers


def one_of_texts(value: object, texts: tuple[str, ...], name: str) -> None:
    """Refuse the argument of this name unless it is one of these texts."""
    if type(value) is not str or value not in texts:
        choices = " or ".join(f'"{text}"' for text in texts)
        raise InvalidInput(value, f"{choices} as `{name}`")


def utc(value: datetime, what: str = "at") -> datetime:
    """Return an aware `value` in UTC, or raise `InvalidInput`."""
    if type(value) is datetime and value.tzinfo is UTC and not value.fold:
        return value
    expected = f"a datetime with a time zone as `{what}`"
    if not issubclass(type(value), datetime):
        raise InvalidInput(value, expected)
    try:
        # pandas' NaT is a datetime, unlike itself, and has no offset either
        is_aware = value == value and value.utcoffset() is not None  # noqa: PLR0124
    except Exception:  # a time zone of the caller may raise any error
        raise InvalidInput(value, f"{expected} that tells its offset") from None
    if not is_aware:
        raise InvalidInput(value, expected, "add one, such as `tzinfo=datetime.UTC`")
    try:
        moment = value.astimezone(UTC)
        # A subclass such as pandas' Timestamp would make pickles depend on its library. In UTC no
        # time occurs twice, and equal times shall have the same bytes, whatever their `fold`.
        return datetime.combine(moment.date(), moment.time(), UTC).replace(fold=0)
    except Exception:  # an `OverflowError`, or any error of a time zone
        expected = f"a time between the years 1 and 9999 in UTC as `{what}`"
        raise InvalidInput(value, expected) from None


# Text, bytes and NumPy's scalars are one value, and a data frame would be the names of its columns.
_NO_LISTS = (str, bytes, bytearray, memoryview, np.generic)
# Items that an iterable may have if nobody knows how many it has. Ten million ids are 600 MB.
MOST_ITEMS = 10_000_000
_SIZED = {list, tuple, set, frozenset, dict, deque, type({}.keys()), type({}.values())}


def listed(values: object, expected: str, remedy: str = "") -> list[Any]:
    """Return the items of an iterable other than text, or raise `InvalidInput`.

    Errors that the iterable raises pass as they are. After `MOST_ITEMS` items it is `TooLarge`,
    unless it is a list, a tuple, a set, an array or a column of a data frame.
    """
    kind = type(values)
    if kind in _SIZED:
        return list(cast("Iterable[Any]", values))
    try:
        if issubclass(kind, _NO_LISTS) or hasattr(kind, "columns"):
            raise TypeError
        items = iter(cast("Iterable[Any]", values))
    except TypeError:
        raise InvalidInput(values, expected, remedy) from None
    if issubclass(kind, np.ndarray) or hasattr(kind, "to_numpy"):
        return list(items)
    first = list(islice(items, MOST_ITEMS))
    if len(first) == MOST_ITEMS:
        for _ in items:
            raise TooLarge(expected, None, MOST_ITEMS)
    return first


def path_of(value: object, remedy: str, name: str = "path") -> Path:
    """Return the path to a file or folder that a caller gave, or raise `InvalidInput`."""
    with suppress(Exception):  # such as for text that no file system can encode
        text = os.fspath(value) if isinstance(value, (str, os.PathLike)) else ""
        if isinstance(text, str) and text and b"\0" not in os.fsencode(text):
            return Path(text)
    raise InvalidInput(value, f"a path as `{name}`", remedy)


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Name the argument in an `InvalidInput` or a `TooLarge` about its content."""
    try:
        yield
    except InvalidInput as error:
        if f"`{name}`" in error.expected:
            raise
        word = "as" if error.row is None else "in"
        expected = f"{error.expected} {word} `{name}`"
        raise InvalidInput(error.value, expected, error.remedy, error.row) from error.__cause__
    except TooLarge as error:
        if error.needed is not None or f"`{name}`" in error.what:
            raise
        raise TooLarge(f"{error.what} as `{name}`", None, error.available) from None


def one_of(kind: type[Any], *, optional: bool = False) -> Any:
    """Return an attrs validator: the value is a `kind` (or `None`)."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if optional and value is None:
            return
        if not issubclass(type(value), kind) or (kind is int and isinstance(value, bool)):
            if kind is bool:
                expected = "`True` or `False`"
            elif issubclass(kind, Enum):
                expected = "one of " + ", ".join(f"`{member!r}`" for member in kind)
            else:
                expected = f"a value of type `{kind.__name__}`"
            expected += ", or `None`" if optional else ""
            raise InvalidInput(value, f"{expected} as `{field.alias or field.name}`")

    return check


def print_repr(value: object, printer: Any, cycle: bool) -> None:  # noqa: ARG001  # IPython's hook
    """Print a value by its repr; Hypothesis would list the fields of an attrs class instead."""
    printer.text(safe_repr(value))


def differences(value: Any, usual: Any) -> list[str]:
    """Return ``field=value`` for each field of an attrs `value` that differs from `usual`."""
    return [
        f"{field.name}={in_words(getattr(value, field.name))}"
        for field in attrs.fields(type(value))
        if getattr(value, field.name) != getattr(usual, field.name)
    ]


def grouped(number: int) -> str:
    """Return an integer with commas between thousands, or a few words about an enormous one."""
    return f"{number:,}" if abs(number) < 10**18 else safe_repr(number)


def in_words(value: object) -> str:
    """Return the `repr` of a value, of a set in the same order on every run."""
    if type(value) is frozenset:
        return "{" + ", ".join(sorted(map(safe_repr, value))) + "}"
    return safe_repr(value)


def steady(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields for a pickle, sets as lists, so that its bytes are the same on every run."""
    return {
        name: in_steady_order(value) if isinstance(value, frozenset) else value
        for name, value in fields.items()
    }
