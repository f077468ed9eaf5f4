"""The values that can be ids of members, groups and posts (F6).

An id is hashable and equal to itself. Floats, booleans and nulls are refused, because they compare
equal to other ids or to nothing. NumPy's scalars become plain Python values, so that an id looks
and pickles the same however it came in.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Sequence
from numbers import Number
from typing import cast

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput

_PLAIN_PARTS = (str, int, type(None))  # of a tuple; they need no check
_REMEDY = "use text, integers, tuples, UUIDs or other hashable values"


def plain_id(value: object, what: str = "member") -> Hashable:
    """Return `value` as an id of `what`, or raise `InvalidInput`.

    >>> import numpy as np
    >>> plain_id(np.int64(7)), plain_id("ana"), plain_id(("eu", 7))
    (7, 'ana', ('eu', 7))
    """
    kind = type(value)
    if kind is str or kind is int:
        return value
    if _is_plain_scalar(value):
        return value.item()  # type: ignore[attr-defined, no-any-return]  # a NumPy scalar
    remedy = _remedy(value)
    if remedy is not None:
        article = "an" if what[0] in "aeiou" else "a"
        raise InvalidInput(value, f"{article} {what} id", remedy)
    return value


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


def _is_plain_scalar(value: object) -> bool:
    is_scalar = isinstance(value, (np.integer, np.str_, np.bytes_))
    return is_scalar and not isinstance(value, np.timedelta64)  # a subclass of `np.integer`


def _remedy(value: object) -> str | None:
    """Return the advice for a value that cannot be an id, or `None` for a value that can."""
    if value is None:
        return _REMEDY
    if _is_plain_scalar(value):
        return None
    if isinstance(value, (np.generic, bool)) or (
        isinstance(value, Number) and not isinstance(value, int)
    ):
        return "use integers or text: as 1 == 1.0 == True, other numbers would be one id"
    try:
        hash(value)
        if not value == value:  # noqa: PLR0124, SIM201  # such as NaN
            return _REMEDY
        parts = value if isinstance(value, (tuple, frozenset)) else ()
        remedies = (_remedy(part) for part in parts if type(part) not in _PLAIN_PARTS)
        return next(filter(None, remedies), None)
    except Exception:  # `__hash__` and `__eq__` of any class may raise any error
        return _REMEDY
