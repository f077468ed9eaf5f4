"""Checks of arguments that many classes and functions share, and how values are printed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, cast

import attrs

from linkgraph.errors import InvalidInput
from linkgraph.graph.member_ids import in_steady_order


class Term(Enum):
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


def utc(value: object, what: str = "at") -> datetime:
    """Return an aware `value` in UTC, or raise `InvalidInput`."""
    if not isinstance(value, datetime):
        raise InvalidInput(value, f"a datetime with a time zone as `{what}`")
    # pandas' NaT is a datetime, unlike itself, and has no offset either
    if value != value or value.utcoffset() is None:  # noqa: PLR0124
        expected = f"a datetime with a time zone as `{what}`"
        raise InvalidInput(value, expected, "add one, such as `tzinfo=datetime.UTC`")
    try:
        moment = value.astimezone(UTC)
        if type(moment) is datetime:
            return moment
        # A subclass such as pandas' Timestamp would make pickles depend on its library.
        return datetime.combine(moment.date(), moment.time(), UTC)
    except OverflowError:
        expected = f"a time between the years 1 and 9999 in UTC as `{what}`"
        raise InvalidInput(value, expected) from None


def listed(values: object, expected: str, remedy: str = "") -> list[Any]:
    """Return the items of an iterable other than text, or raise `InvalidInput`."""
    try:
        items = None if isinstance(values, (str, bytes)) else iter(cast("Iterable[Any]", values))
    except TypeError:
        items = None
    if items is None:
        raise InvalidInput(values, expected, remedy)
    return list(items)


def raise_or_skip(value: Any, what: str) -> str:
    """Return an argument that is "raise" or "skip", or raise `InvalidInput`."""
    if not isinstance(value, str) or value not in ("raise", "skip"):
        raise InvalidInput(value, f'"raise" or "skip" as `{what}`')
    return value


def path_of(value: Any, remedy: str) -> Path:
    """Return the path that a caller gave, or raise `InvalidInput`."""
    with suppress(TypeError, ValueError):
        path = Path(value)
        if b"\0" not in os.fsencode(path):
            return path
    raise InvalidInput(value, "a path", remedy)


def one_of(kind: type[Any], *, optional: bool = False) -> Any:
    """Return an attrs validator: the value is a `kind` (or `None`)."""

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if optional and value is None:
            return
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            if issubclass(kind, Enum):
                expected = "one of " + ", ".join(f"`{member!r}`" for member in kind)
            else:
                expected = f"a value of type `{kind.__name__}`"
            expected += " or `None`" if optional else ""
            raise InvalidInput(value, f"{expected} as `{field.name}`")

    return check


def print_repr(value: object, printer: Any, cycle: bool) -> None:  # noqa: ARG001  # IPython's hook
    """Print a value by its repr; Hypothesis would list the fields of an attrs class instead."""
    printer.text(repr(value))


def differences(value: Any, usual: Any) -> list[str]:
    """Return ``field=value`` for each field of an attrs `value` that differs from `usual`."""
    return [
        f"{field.name}={in_words(getattr(value, field.name))}"
        for field in attrs.fields(type(value))
        if getattr(value, field.name) != getattr(usual, field.name)
    ]


def in_words(value: object) -> str:
    """Return the `repr` of a value, of a set in the same order on every run."""
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(repr, value))) + "}"
    return repr(value)


def steady(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields for a pickle, sets as lists, so that its bytes are the same on every run."""
    return {
        name: in_steady_order(value) if isinstance(value, frozenset) else value
        for name, value in fields.items()
    }
