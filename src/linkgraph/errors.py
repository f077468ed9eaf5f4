"""Every error of the library, and the few shapes of sentence that they use.

An error is data: its attributes hold the offending value and what was expected, and its message
is one sentence made from them. There are three shapes:

- ``expected X, got `value`: do Y`` for an argument of the wrong kind (`InvalidInput`),
- `` `name` is a problem: do Y`` for a file, a folder or a member (`StoreError`, `UnknownMember` …),
- ``row 3: …`` in front of either where the value stands in a list or a table.

All errors derive from `LinkGraphError` and from the builtin error that a caller would expect:
`UnknownMember` is a `KeyError`, a bad value is a `ValueError`. Errors compare by type and
attributes, so a test can compare them as values.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import attrs

_LONGEST = 80


def safe_repr(value: object) -> str:
    """Return the `repr` of `value`, or a few words about it if that `repr` raises.

    The `repr` of an id raises if its class raises, and for an integer of thousands of digits.
    """
    try:
        return repr(value)
    except Exception:  # of any class
        return f"<{type(value).__name__} that cannot be shown>"


def shown(value: object) -> str:
    """Return the `repr` of `value` as one short line in backticks, even if that `repr` raises."""
    return f"`{printable(' '.join(safe_repr(value).split()))}`"


def printable(text: str, longest: int = _LONGEST) -> str:
    """Return `text` as one line that every terminal shows; other characters are escaped."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def as_text(member: object) -> str:
    """Return a member's id as one line that every terminal shows: text stands without quotes."""
    if type(member) in (str, UUID, date) and str(member).strip():
        return printable(str(member))
    return shown(member)[1:-1]


def _same(one: object, other: object) -> bool:
    """Return whether two values are equal, even if their `__eq__` raises."""
    if one is other:
        return True
    try:
        return bool(one == other)
    except Exception:  # the offending value may be an array or have a hostile `__eq__`
        return shown(one) == shown(other)


def _is_text(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not str:  # the methods of a subclass may raise
        raise InvalidInput(value, f"text as `{field.name}`")


def _is_number(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or not 0 <= value < 2**63:
        raise InvalidInput(value, f"a non-negative integer as `{field.name}`")


_is_optional_number = attrs.validators.optional(_is_number)


def _sentence(statement: str, remedy: str = "", row: int | None = None) -> str:
    """Return the one sentence of an error: where, what is wrong, and what to do."""
    where = "" if row is None else f"row {row}: "
    return f"{where}{statement}: {remedy}" if remedy else f"{where}{statement}"


@attrs.define(eq=False, repr=False, slots=False)
class LinkGraphError(Exception):
    """Base class of every error that this library raises."""

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """One sentence with the problem, the value and the remedy."""
        raise NotImplementedError

    def _data(self) -> tuple[Any, ...]:
        return attrs.astuple(self, recurse=False)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(map(_same, self._data(), other._data()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.message!r})"

    def __hash__(self) -> int:
        # the offending value may be unhashable: the type alone must do
        return hash(type(self))


@attrs.define(eq=False, repr=False, slots=False)
class UnknownMember(LinkGraphError, KeyError):
    """A member was named who is not in the graph (F6)."""

    member: object

    @property
    def message(self) -> str:
        """One sentence with the problem, the value and the remedy."""
        statement = f"{shown(self.member)} is not a member of this graph"
        return _sentence(statement, "add them first, with Join or `with_members`")


@attrs.define(eq=False, repr=False, slots=False)
class SelfTie(LinkGraphError, ValueError):
    """A tie was asked for between a member and the same member (F1, F2)."""

    member: object
    row: int | None = attrs.field(default=None, validator=_is_optional_number)

    @property
    def message(self) -> str:
        """One sentence with the problem, the value and the remedy."""
        statement = f"expected two different members, got {shown(self.member)} twice"
        return _sentence(statement, row=self.row)


@attrs.define(eq=False, repr=False, slots=False)
class Blocked(LinkGraphError):
    """A method of the graph was asked for a tie across a block (F5)."""

    blocker: object
    blocked: object

    @property
    def message(self) -> str:
        """One sentence with the problem, the value and the remedy."""
        statement = f"{shown(self.blocker)} has blocked {shown(self.blocked)}"
        return _sentence(statement, "apply Unblock before you add a tie between the two")


@attrs.define(eq=False, repr=False, slots=False)
class InvalidInput(LinkGraphError, ValueError):
    """An argument, or a value in one, is not what was expected.

    Attributes
    ----------
    value
        The offending value.
    expected
        The expected value in words, such as ``"a `Post`"``.
    remedy
        The remedy, such as ``"use a non-negative integer or `None`"``; may be empty.
    row
        The position of the value in the argument, where it has one.
    """

    value: object
    expected: str = attrs.field(validator=_is_text)
    remedy: str = attrs.field(default="", validator=_is_text)
    row: int | None = attrs.field(default=None, validator=_is_optional_number)

    @property
    def message(self) -> str:
        """One sentence with the expected and the given value, and the remedy."""
        statement = f"expected {self.expected}, got {shown(self.value)}"
        return _sentence(statement, self.remedy, self.row)


@attrs.define(eq=False, repr=False, slots=False)
class _FileError(LinkGraphError, ValueError):
    path: str = attrs.field(validator=_is_text)
    problem: str = attrs.field(validator=_is_text)
    remedy: str = attrs.field(validator=_is_text)

    @property
    def message(self) -> str:
        """One sentence: which file or folder, what is wrong with it, and what to do."""
        return _sentence(f"{shown(self.path)} {self.problem}", self.remedy)


@attrs.define(eq=False, repr=False, slots=False)
class ArchiveError(_FileError):
    """A data export cannot be read at all: its path, the problem, and what to do."""


@attrs.define(eq=False, repr=False, slots=False)
class StoreError(_FileError):
    """A stored graph cannot be read or written: its path, the problem, and what to do."""


@attrs.define(eq=False, repr=False, slots=False)
class TooLarge(LinkGraphError, MemoryError):
    """A task would need more memory than there is, or an iterable goes on without end.

    Attributes
    ----------
    what
        The task, or the iterable.
    needed, available
        The memory that the task needs and that there is, in bytes; it was not begun. For an
        iterable, `None`, and the number of items after which it was given up.
    """

    what: str = attrs.field(validator=_is_text)
    needed: int | None = attrs.field(validator=_is_optional_number)
    available: int = attrs.field(validator=_is_number)

    @property
    def message(self) -> str:
        """One sentence with the task, the memory it needs, and the remedy."""
        if self.needed is None:
            statement = f"{self.what} goes on after {self.available:,} items"
            return _sentence(statement, "collect it into a list, an array or a data frame first")
        needed, available = _gigabytes(self.needed), _gigabytes(self.available)
        statement = f"{self.what} needs about {needed}, and {available} are available"
        return _sentence(statement, "free memory, or use a larger machine")


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.3g} GB"
