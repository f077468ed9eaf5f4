"""What a backend may answer: texts, numbers, names of buttons, yes or no.

The first mistake of most adapters is to answer in keys of their own. It is found here, at
the answer, and said in a sentence, before anything compares, sorts or prints it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum
from numbers import Number
from typing import Any

import attrs
import numpy as np

from linkgraph.errors import InvalidInput
from linkgraph.graph.validation import listed
from linkgraph.rules.buttons import ProfileButton
from linkgraph.rules.degrees import Degree
from linkgraph.rules.profile_view import LABELS

NAMES: frozenset[object] = frozenset(ProfileButton.__members__)


@attrs.define(eq=False, repr=False, slots=False)
class Unusable(InvalidInput):
    """An answer that is none, whatever was asked: which, what is wrong, what to return."""


def _items(value: object, problem: str, remedy: str) -> list[Any]:
    try:
        return listed(value, problem, remedy)
    except InvalidInput as error:
        if error.value is not value:  # the backend's own, raised on the way
            raise
        raise Unusable(value, problem, remedy) from None


def texts(value: object, noun: str, given: str) -> list[str]:
    """Return a collection of texts as a list; each is a `noun` that was `given` to a method.

    Examples
    --------
    >>> texts({1: "one key"}, "member", "reset")
    Traceback (most recent call last):
    linkgraph.testing.answers.Unusable: `1` is no member; map your keys back to the texts of `reset`
    """
    found = _items(value, f"is no collection of {noun}s", "return a list or a set, empty for none")
    for each in found:
        if not isinstance(each, str):
            problem = f"is no {noun}"
            raise Unusable(each, problem, f"map your keys back to the texts of `{given}`")
    return found


def in_order(value: object) -> list[str]:
    """Return members in the order in which they are given; a set has none."""
    if isinstance(value, (set, frozenset)):
        raise Unusable(value, "is in no order", "return a list")
    return texts(value, "member", "reset")


def repeated(items: Iterable[str]) -> str | None:
    """Return the first, by name, of what is there more than once, or `None`."""
    return min((item for item, times in Counter(items).items() if times > 1), default=None)


def degree_of(value: Any) -> str:
    """Return a degree in words."""
    if value is None:
        return LABELS[Degree.OUT_OF_NETWORK]
    try:
        return LABELS[Degree(value)]
    except ValueError:
        remedy = "return 0, 1, 2 or 3, and `None` or 4 beyond"
        raise Unusable(value, "is no degree", remedy) from None


def number(value: Any) -> Any:
    """Return a number, or `None`, as it is; a text of digits equals no number."""
    if value is None or isinstance(value, Number):
        return value
    raise Unusable(value, "is no number", "return an integer, or `None` across a block")


def button(value: Any) -> str | None:
    """Return the name of a button; a member of an enumeration goes by its own."""
    if isinstance(value, Enum):
        value = value if value in NAMES else value.name
    if value is None or isinstance(value, str):
        return value
    raise Unusable(value, "is no button", "return its name, such as 'CONNECT', or `None` for none")


def buttons(value: Any) -> tuple[str | None, str | None, list[str | None]]:
    """Return the names of the buttons in front, beside it and in the menu."""
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        remedy = "return three: the one in front, the one beside it, and a list for the menu"
        raise Unusable(value, "is not what a profile shows", remedy)
    primary, secondary, menu = value
    entries = _items(menu, "is no menu", "return a list of names, empty for none")
    return button(primary), button(secondary), [button(each) for each in entries]


def done(value: Any) -> bool:
    """Return whether `act` did what it was asked to."""
    if value is None or isinstance(value, (bool, np.bool_)):
        return value is None or bool(value)
    remedy = "return `True` or `None` for done, `False` for refused"
    raise Unusable(value, "is neither done nor refused", remedy)
