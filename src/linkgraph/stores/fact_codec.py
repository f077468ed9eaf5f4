"""The values of facts as JSON, for stores and history files: profiles, numbers, times, details.

A profile is an object of the settings that are not the default ones. Times are text in ISO 8601.
A number stands for itself, and the details of an invitation are the time and the note.

A store keeps each map of the graph (profiles, flags, remembered times) as a list of rows: a value,
and the members or pairs that have it. Members are indices. Most profiles are alike, so most values
are written and read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import attrs

from linkgraph.errors import shown
from linkgraph.graph.fact_kinds import DETAILS, PROFILE, TIMES, FactKind, FactValue
from linkgraph.graph.profiles import DEFAULT_PROFILE, Profile
from linkgraph.graph.validation import Term
from linkgraph.stores.id_codec import (
    Malformed,
    expect,
    from_bytes,
    id_from_json,
    id_to_json,
    to_bytes,
)

_DEFAULTS: dict[str, Any] = attrs.asdict(DEFAULT_PROFILE, recurse=False)
_A_FIELD = "one of " + ", ".join(_DEFAULTS)


@contextmanager
def reading(field: str) -> Iterator[None]:
    """Put the name of a field in front of the place that an error names."""
    try:
        yield
    except Malformed as error:
        place = f"{field}.{error.field}" if error.field else field
        raise Malformed(error.problem, place) from None


def setting_to_json(name: str, value: Any) -> Any:
    """Return one field of a profile as JSON."""
    if name == "groups":
        return sorted(map(id_to_json, value), key=to_bytes)  # the same order on every run
    if name == "employer" and value is not None:
        return id_to_json(value)
    if isinstance(value, Term):
        return value.name
    return value.isoformat() if isinstance(value, date) else value


def settings_from_json(content: Any) -> dict[str, Any]:
    """Return fields of a profile, or raise `Malformed`."""
    expect(isinstance(content, dict), "an object of settings", content)
    settings: dict[str, Any] = {}
    for name, value in content.items():
        expect(name in _DEFAULTS, _A_FIELD, name, name)
        with reading(name):
            settings[name] = _setting_from_json(name, value)
    return settings


def _setting_from_json(name: str, content: Any) -> Any:
    if name == "groups":
        expect(type(content) is list, "a list of group ids", content)
        return frozenset(map(id_from_json, content))
    if name == "employer" and content is not None:
        return id_from_json(content)
    if name == "joined" and content is not None:
        return _parsed(date.fromisoformat, content, "a date such as `2012-01-31`")
    default = _DEFAULTS[name]
    if isinstance(default, Term):
        terms = type(default).__members__
        if type(content) is str and content in terms:
            return terms[content]
        expect(False, f"one of {', '.join(terms)}", content)
    if isinstance(default, bool):
        expect(type(content) is bool, "`true` or `false`", content)
    return content


def _parsed(parse: Callable[[str], Any], content: Any, expected: str) -> Any:
    try:
        return parse(content)
    except (ValueError, TypeError):
        raise Malformed(f"expected {expected}, got {shown(content)}") from None


def time_from_json(content: Any) -> datetime:
    """Return a time, or raise `Malformed`."""
    time: datetime = _parsed(
        datetime.fromisoformat, content, "a time such as `2026-01-31T09:00:00+00:00`"
    )
    return time


def value_to_json(kind: FactValue, value: Any) -> Any:
    """Return the value of a fact as JSON."""
    if kind is PROFILE:
        return {
            name: setting_to_json(name, getattr(value, name))
            for name, default in _DEFAULTS.items()
            if getattr(value, name) != default
        }
    if kind is TIMES:
        return [time.isoformat() for time in value]
    return [value[0].isoformat(), value[1]] if kind is DETAILS else value


def value_from_json(kind: FactValue, content: Any) -> Any:
    """Return the value of a fact, or raise `Malformed`."""
    value = content
    if kind is PROFILE:
        value = Profile(**settings_from_json(content))
    elif kind is TIMES:
        expect(type(content) is list, kind.name, content)
        value = tuple(map(time_from_json, content))
    elif kind is DETAILS:
        expect(type(content) is list and len(content) == 2, kind.name, content)
        value = (time_from_json(content[0]), content[1])
    expect(kind.is_valid(value), kind.name, content)
    return value


def map_to_bytes(kind: FactKind[Any], entries: dict[Any, Any]) -> bytes:
    """Return all facts of a kind as JSON in bytes, in the order of their members."""
    members_by_value: dict[Any, list[Any]] = {}
    for key, value in sorted(entries.items(), key=lambda entry: entry[0]):
        members_by_value.setdefault(value, []).append(key)
    return to_bytes(
        [
            [value_to_json(kind.value, kind.value.from_stored(value)), members]
            for value, members in members_by_value.items()
        ]
    )


def map_from_bytes(kind: FactKind[Any], content: bytes, members: int) -> dict[Any, Any]:
    """Return the facts that `map_to_bytes` wrote; raise `ValueError` for facts of no graph."""
    entries: dict[Any, Any] = {}
    count = 0
    for content_of_value, keys in _listed(from_bytes(content)):
        value = kind.value.to_stored(value_from_json(kind.value, content_of_value))
        count += len(_listed(keys))
        if kind.width == 1:
            entries.update((_index(key, members), value) for key in keys)
        else:
            for one, other in keys:
                expect(one != other, "two different members", one)
                entries[_index(one, members), _index(other, members)] = value
    expect(count == len(entries), "each member once", count)
    return entries


def _listed(content: Any) -> list[Any]:
    expect(type(content) is list, "a list", content)
    return content  # type: ignore[no-any-return]  # checked above


def _index(content: Any, members: int) -> int:
    expect(type(content) is int and 0 <= content < members, "the index of a member", content)
    return content  # type: ignore[no-any-return]  # checked above
