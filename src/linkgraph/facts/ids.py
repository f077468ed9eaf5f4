"""What may be the id of a member, a group or a post (F6)."""

from __future__ import annotations

from collections.abc import Hashable
from numbers import Number

import numpy as np

from linkgraph.errors import InvalidInput

_REMEDY = "use text, an integer, a tuple, a UUID or another hashable id"


def plain_id(value: object, what: str = "member") -> Hashable:
    """Return `value` as an id, NumPy's scalars as plain Python.

    Floats, bools and their kin are refused because ``1 == 1.0 == True`` would make
    one member of three; so are nulls, what cannot be hashed and what does not equal itself.

    Parameters
    ----------
    value
        The id as the caller gave it.
    what
        Whose id it is, for the message.

    Raises
    ------
    InvalidInput
        When `value` cannot be an id.

    Examples
    --------
    >>> import numpy as np
    >>> plain_id(np.int64(7)), plain_id("ana"), plain_id(("eu", 7))
    (7, 'ana', ('eu', 7))
    """
    kind = type(value)
    if kind is str or kind is int:
        return value
    if isinstance(value, np.timedelta64):  # to NumPy it is an integer
        raise InvalidInput(value, f"cannot be a {what} id", _REMEDY)
    if isinstance(value, (np.integer, np.str_, np.bytes_)):
        return value.item()
    if isinstance(value, (np.generic, bool)) or (
        isinstance(value, Number) and not isinstance(value, int)
    ):
        problem = f"cannot be a {what} id, since 1 == 1.0 == True would be one {what}"
        raise InvalidInput(value, problem, _REMEDY)
    if value is None:
        raise InvalidInput(value, f"is null and cannot be a {what} id", _REMEDY)
    try:
        hash(value)
        itself = bool(value == value)  # noqa: PLR0124  # NaN and its kin differ from themselves
        if isinstance(value, (tuple, frozenset)):
            for part in value:
                if part is not None:
                    plain_id(part, what)
    except InvalidInput:
        raise
    except Exception:  # a foreign __hash__ or __eq__ may raise anything
        problem = f"cannot be hashed and compared, as a {what} id must be"
        raise InvalidInput(value, problem, _REMEDY) from None
    if not itself:
        raise InvalidInput(value, f"is null and cannot be a {what} id", _REMEDY)
    return value
