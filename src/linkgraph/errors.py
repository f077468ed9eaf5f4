"""What can go wrong, as data: every error carries its values and says one sentence.

All errors derive from :class:`LinkGraphError` and from the builtin a caller
would expect (`UnknownMember` is a `KeyError`, bad values are `ValueError`).
They compare by type and attributes, so tests can compare them as values.
"""

from __future__ import annotations

from typing import Any

import attrs

_LONGEST = 80


def shown(value: object) -> str:
    """Return `value` as one short line in backticks, whatever its `repr` does."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a caller's own repr may do anything; the message must still come
        text = f"a {type(value).__name__} that cannot be shown"
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return f"`{text}`"


def printable(text: str, longest: int = _LONGEST) -> str:
    """Return `text` in one line that any terminal shows, what cannot be shown as an escape."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def _same(one: object, other: object) -> bool:
    """Return whether two values are equal, whatever their `__eq__` does."""
    if one is other:
        return True
    try:
        return bool(one == other)
    except Exception:  # the offending value may be an array, or worse
        return shown(one) == shown(other)


def _at_row(row: int | None) -> str:
    return "" if row is None else f"row {row}: "


@attrs.define(eq=False, repr=False, slots=False)
class LinkGraphError(Exception):
    """The root of every error that this library raises."""

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The one sentence: names the offending value and says what to do."""
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
    """Someone was named who is no member of the graph (F6)."""

    member: object

    @property
    def message(self) -> str:
        """The one sentence."""
        return (
            f"{shown(self.member)} is not a member of this graph; "
            "add them with Join or `with_members` first"
        )


@attrs.define(eq=False, repr=False, slots=False)
class SelfTie(LinkGraphError, ValueError):
    """A tie was asked for between a member and themself (F1, F2)."""

    member: object
    row: int | None = None

    @property
    def message(self) -> str:
        """The one sentence."""
        return (
            f"{_at_row(self.row)}{shown(self.member)} cannot have a tie to themself; "
            "name two different members"
        )


@attrs.define(eq=False, repr=False, slots=False)
class Blocked(LinkGraphError):
    """A fact method was asked for a tie across a block (F5)."""

    blocker: object
    blocked: object

    @property
    def message(self) -> str:
        """The one sentence."""
        return (
            f"{shown(self.blocker)} has blocked {shown(self.blocked)}, so no tie can stand "
            "between them; apply Unblock first"
        )


@attrs.define(eq=False, repr=False, slots=False)
class InvalidInput(LinkGraphError, ValueError):
    """A value that the library cannot take: which, what is wrong, what to do."""

    value: object
    problem: str
    remedy: str
    row: int | None = None

    @property
    def message(self) -> str:
        """The one sentence."""
        return f"{_at_row(self.row)}{shown(self.value)} {self.problem}; {self.remedy}"


@attrs.define(eq=False, repr=False, slots=False)
class ArchiveError(LinkGraphError, ValueError):
    """A data export cannot be read at all: which, why, and what to do."""

    path: str
    problem: str
    remedy: str

    @property
    def message(self) -> str:
        """The one sentence."""
        return f"{shown(self.path)} {self.problem}; {self.remedy}"


@attrs.define(eq=False, repr=False, slots=False)
class StoreError(LinkGraphError, ValueError):
    """A stored graph cannot be read, or not be written now: which, why, and what to do."""

    path: str
    problem: str
    remedy: str

    @property
    def message(self) -> str:
        """The one sentence."""
        return f"{shown(self.path)} {self.problem}; {self.remedy}"


@attrs.define(eq=False, repr=False, slots=False)
class TooLarge(LinkGraphError, MemoryError):
    """Work would need more memory than there is; it was not begun."""

    what: str
    needed: int
    available: int

    @property
    def message(self) -> str:
        """The one sentence."""
        return (
            f"{self.what} needs about {_gigabytes(self.needed)}, and {_gigabytes(self.available)} "
            "are available; free memory, or do it on a larger machine"
        )


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.3g} GB"
