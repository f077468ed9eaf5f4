"""The values that can be ids of members, groups and posts (F6).

`plain_id` is the one way in: every function that takes an id calls it, or `plain_ids` for many.

- Text, integers, bytes, UUIDs, dates, times and spans of time are ids, and so are tuples and
  frozensets of ids. In those, a gap (`None`) may stand as well.
- Whatever equals one of these becomes it, at every depth: NumPy's and Arrow's scalars, members of
  an `IntEnum`, named tuples, and any other subclass. So an id looks, pickles and is saved the same
  however it came in. A subclass that is not equal to its plain value is refused.
- Floats, booleans, decimals and nulls are refused, because they equal other ids or nothing.
- Any other hashable value that equals itself is an id as it is.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from datetime import UTC, date, datetime, timedelta
from numbers import Number
from operator import is_
from typing import Any, cast
from uuid import UUID, SafeUUID

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput

# Tuples within tuples. Without a limit, an id could exhaust the stack of its reader.
DEEPEST = 32
_REMEDY = "use text, integers, tuples, UUIDs or other hashable values"
_NUMBER = "use integers or text: as 1 == 1.0 == True, other numbers would be one id"


class _NoId(ValueError):
    """The advice for a value that cannot be an id."""


def plain_id(value: object, what: str = "member", name: str = "") -> Hashable:
    """Return `value` as an id of `what`, or raise `InvalidInput` that names the argument.

    >>> import numpy as np
    >>> plain_id(np.int64(7)), plain_id("ana"), plain_id(("eu", np.str_("ana")))
    (7, 'ana', ('eu', 'ana'))
    """
    kind = type(value)
    if kind is str or kind is int:
        return value
    plain: Hashable = None
    try:
        plain, remedy = _plain(value), _REMEDY
    except _NoId as error:
        remedy = str(error)
    except Exception:  # `__hash__` and `__eq__` of any class may raise any error
        remedy = _REMEDY
    if plain is not None:
        return plain
    article = "an" if what[0] in "aeiou" else "a"
    argument = f" as `{name}`" if name else ""
    raise InvalidInput(value, f"{article} {what} id{argument}", remedy)


def plain_ids(values: list[Any], what: str = "member") -> list[Hashable]:
    """Return `values` as plain ids, or raise `InvalidInput` for the first that cannot be one."""
    if set(map(type, values)) <= {str, int}:
        return values
    ids: list[Hashable] = []
    for row, value in enumerate(values):
        try:
            ids.append(plain_id(value, what))
        except InvalidInput as error:
            raise InvalidInput(value, error.expected, error.remedy, row) from None
    return ids


def is_id(value: object) -> bool:
    """Return whether a value can be an id."""
    try:
        plain_id(value)
    except InvalidInput:
        return False
    return True


def equal_id(value: object) -> Hashable:
    """Return the id that equals `value` as an item of a set would, or `None`.

    To a set, 1.0 and True are the item 1; `plain_id` refuses them.
    """
    try:
        plain: Hashable = _plain(value, as_in_sets=True)
    except Exception:  # as in `plain_id`
        return None
    return plain


def whole_numbers(ids: Sequence[Hashable]) -> NDArray[np.int64] | Sequence[Hashable]:
    """Return plain integers as an array, or as they are if int64 does not hold them all."""
    try:
        plain = array("q", cast("Sequence[int]", ids))  # five times as fast as `np.array`
    except OverflowError:
        return ids
    return np.frombuffer(plain, np.int64)


def in_steady_order(ids: Iterable[Hashable]) -> list[Hashable]:
    """Return the ids of a set in the same order on every run: by type, then by `repr`."""
    return sorted(ids, key=_type_and_repr)


def _type_and_repr(value: object) -> tuple[str, str]:
    try:
        return type(value).__qualname__, repr(value)
    except Exception:  # such as for an integer of thousands of digits
        return type(value).__qualname__, ""


# -- conversion ---------------------------------------------------------------------------------


def _plain(value: Any, depth: int = 0, *, as_in_sets: bool = False) -> Any:
    """Return the plain id that equals `value`; `None`, which stands in tuples, as it is."""
    kind = type(value)
    if kind in _PLAIN_TYPES or (kind is UUID and value.is_safe is SafeUUID.unknown):
        return value
    if kind is tuple or kind is frozenset:
        return _of_parts(value, depth, as_in_sets=as_in_sets)
    if not _is_integer(kind):
        if issubclass(kind, (Number, np.bool_)):
            return _whole(value, as_in_sets=as_in_sets)
        if issubclass(kind, (np.generic, memoryview)) and not issubclass(kind, (str, bytes)):
            raise _NoId(_REMEDY)
    # A scalar of Arrow says itself which value of Python it is, but does not equal it.
    is_of_arrow = not as_in_sets and hasattr(kind, "as_py")
    plain = value.as_py() if is_of_arrow else _converted(value)
    return plain if type(plain) is kind else _plain(plain, depth, as_in_sets=as_in_sets)


def _of_parts(value: Any, depth: int, *, as_in_sets: bool) -> Any:
    """Return a tuple or a frozenset with plain parts, itself if they are."""
    if depth == DEEPEST:
        raise _NoId(f"use at most {DEEPEST} levels of tuples within each other")
    parts = list(value)
    plain = [_plain(part, depth + 1, as_in_sets=as_in_sets) for part in parts]
    if type(value) is frozenset and len(parts) > 1:
        # Equal sets may give their items in another order, by how they were made; so would reprs.
        return frozenset(in_steady_order(plain))
    return value if all(map(is_, plain, parts)) else type(value)(plain)


def _converted(value: Any) -> Any:
    """Return the value of a plain type that equals a hashable value, or itself if none can."""
    hashed = hash(value)
    if not value == value:  # noqa: PLR0124  # such as NaN
        raise _NoId(_REMEDY)
    for base, convert in _CONVERSIONS.items():
        if issubclass(type(value), base):
            plain = convert(value)
            if hash(plain) != hashed or not plain == value:
                raise _NoId("convert it first, as it does not equal the plain value in it")
            return plain
    return value


def _is_integer(kind: type[Any]) -> bool:
    if kind is bool or issubclass(kind, np.timedelta64):  # subclasses of `int` and `np.integer`
        return False
    return issubclass(kind, (int, np.integer))


def _whole(value: Any, *, as_in_sets: bool) -> int:
    """Return the integer that equals another number, or raise `_NoId`."""
    if as_in_sets:
        integer = int(value.real)
        if integer == value:
            return integer
    raise _NoId(_NUMBER)


def _in_utc(moment: datetime) -> datetime:
    """Return the `datetime` that is written in the same way for all times that are equal."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    plain = datetime.combine(datetime.date(moment), datetime.time(moment), moment.tzinfo)
    return plain.replace(fold=0)


_PLAIN_TYPES = frozenset({str, int, bytes, date, timedelta, type(None)})
# How a value of a subclass, or one of NumPy's, becomes the plain value that it equals.
_CONVERSIONS: dict[type[Any], Callable[[Any], Any]] = {
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    np.integer: lambda value: value.item(),
    int: int.__int__,
    UUID: lambda value: UUID(int=value.int),
    datetime: _in_utc,
    date: lambda value: date(value.year, value.month, value.day),
    timedelta: lambda value: timedelta(value.days, value.seconds, value.microseconds),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    Set: frozenset,
}
