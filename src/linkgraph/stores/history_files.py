"""Histories as JSON lines: one fact of the start graph or one action a line.

Needs `cattrs` (the extra ``linkgraph[history]``), imported when this module is. A file is
read strictly: an unknown or malformed line is refused with file, line and field.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, get_origin
from uuid import UUID

import attrs

from linkgraph.errors import InvalidInput, LinkGraphError, UnknownMember, printable, shown
from linkgraph.graph.diff import Diff, Fact, diff
from linkgraph.graph.fact_kinds import FACT_KINDS, FactKind
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.profiles import Profile
from linkgraph.graph.validation import path_of
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.history import History
from linkgraph.rules.requirements import REQUIREMENTS

try:
    import cattrs
    from cattrs import Converter
    from cattrs.gen import make_dict_unstructure_fn
    from cattrs.preconf.json import make_converter
    from cattrs.v import format_exception
except ImportError as _missing:
    raise ImportError("history files need cattrs: pip install 'linkgraph[history]'") from _missing

__all__ = ["HistoryFileError", "load_history", "save_history"]

T = TypeVar("T")

_LONGEST = 400  # characters of a problem that are worth reading
_WORDS = {str: "text", int: "integer", bool: "`true` or `false`", dict: "object", list: "list"}
_DEEPEST = 32  # tuples within tuples: a limit of the file, not of whoever's stack reads it
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # may be half of a surrogate pair, as an escape
_HEAD = {"linkgraph": "history", "version": 1}
# resolved here: an old attrs cannot do it once an action is given a kind of member
_ACTIONS: dict[str, Any] = {kind.__name__: attrs.resolve_types(kind) for kind in REQUIREMENTS}


@attrs.define(eq=False, repr=False, slots=False)
class HistoryFileError(LinkGraphError, ValueError):
    """A line of a history file cannot be read: which, where, and why."""

    path: str
    line: int
    field: str
    problem: str

    @property
    def message(self) -> str:
        """The one sentence."""
        where = f", field `{printable(self.field)}`" if self.field else ""
        return f"`{self.path}`, line {self.line}{where}: {printable(self.problem, _LONGEST)}"


def save_history(history: History[Any], path: str | os.PathLike[str]) -> None:
    """Write a history as JSON lines, atomically: an old file stays until the new one is whole.

    Ids may be text, integers, UUIDs, dates and tuples of these, up to 32 within each other.

    Raises
    ------
    InvalidInput
        For an id or a text that a line cannot hold, and for what is no history or no path.
    OSError
        When the file cannot be written.
    """
    if not isinstance(history, History):
        raise InvalidInput(history, "is no history", "give a `History`")
    target = path_of(path, "name a file")
    lines = [_encoded(line) for line in _lines(history)]
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        whole = Path(folder) / target.name
        with whole.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(target)


def load_history(path: str | os.PathLike[str]) -> History[Any]:
    """Read a history that `save_history` wrote.

    Raises
    ------
    HistoryFileError
        For a line that is no fact or action, or has a field missing, unknown, named twice
        or of the wrong kind; names file, line and field.
    InvalidInput
        For what is no path.
    OSError
        When the file cannot be opened.
    """
    target = path_of(path, "name a file")
    name = str(target)
    facts: list[Fact[Any]] = []
    found: list[Action[Any]] = []
    with target.open("rb") as file:
        if _parsed(name, 1, file.readline()) != _HEAD:
            raise HistoryFileError(name, 1, "", f"is no head such as {json.dumps(_HEAD)}")
        for number, line in enumerate(file, 2):
            record = _parsed(name, number, line)
            if "fact" in record and not found:
                facts.append(_read(name, number, record, _fact))
            else:
                found.append(_read(name, number, record, _action))
    try:
        start = Diff(tuple(facts)).apply(LinkGraph())
    except LinkGraphError as error:
        at = 2 + _culprit(facts, error)
        raise HistoryFileError(name, at, "", f"the start graph does not hold: {error}") from None
    try:
        return History(found, start=start)
    except InvalidInput as error:
        late = 2 + len(facts) + (error.row or 0)
        raise HistoryFileError(name, late, "at", error.expected) from None


def _culprit(facts: list[Fact[Any]], error: LinkGraphError) -> int:
    """Return the place of the fact that an error of the start graph is about."""
    if isinstance(error, UnknownMember):
        return next(place for place, fact in enumerate(facts) if error.member in fact.members)
    fault = getattr(error, "value", None)
    # of one that is told twice, the later
    return max((place for place, fact in enumerate(facts) if fact == fault), default=0)


# -- one line -----------------------------------------------------------------------------------

_VALUES: dict[FactKind[Any], Any] = {
    FactKind.PROFILE: Profile,
    FactKind.INVITATION: tuple[datetime, str | None],
    FactKind.FLAGS: int,
    FactKind.WITHDRAWN: tuple[datetime, ...],
    FactKind.UNBLOCKED: tuple[datetime, ...],
    FactKind.INVITED: tuple[datetime, ...],
    FactKind.NOTED: tuple[datetime, ...],
}
_MEMBERS = tuple[Hashable, ...]
_PROFILE = {field.name: field.type for field in attrs.fields(attrs.resolve_types(Profile))}


def _lines(history: History[Any]) -> Iterator[dict[str, Any]]:
    yield _HEAD
    for fact in diff(LinkGraph(), history.start).gained:
        line = {"fact": fact.kind.name, "members": _out(fact.members, _MEMBERS)}
        if fact.kind in _VALUES:
            line["value"] = _out(fact.value, _VALUES[fact.kind])
        yield line
    for action in history.actions:
        kind = type(action).__name__
        if isinstance(action, UpdateProfile):
            changes = {name: _out(value, _PROFILE[name]) for name, value in action.changes}
            member, at = _out(action.member, Hashable), _out(action.at, datetime)
            yield {"action": kind, "member": member, "at": at, "changes": changes}
        else:
            yield {"action": kind, **_out(action, _ACTIONS[kind][Hashable])}


def _encoded(line: dict[str, Any]) -> bytes:
    try:
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"
    except (ValueError, RecursionError):  # half a surrogate pair, or an endless number or tuple
        problem = "is a line that JSON in UTF-8 cannot hold"
        raise InvalidInput(line, problem, "use whole characters and shorter ids") from None


def _parsed(name: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        text = line.decode("utf-8")
        record = _DECODER.decode(text)
        if _HALF.search(text):
            json.dumps(record, ensure_ascii=False).encode()
    except _Malformed as error:
        raise HistoryFileError(name, number, *error.args) from None
    except (ValueError, RecursionError):
        raise HistoryFileError(name, number, "", "is not JSON in UTF-8") from None
    if not isinstance(record, dict):
        raise HistoryFileError(name, number, "", "is no JSON object")
    return record


def _read(name: str, number: int, record: dict[str, Any], reader: Callable[[Any], T]) -> T:
    """Return what a line says, or raise `HistoryFileError` with its field."""
    try:
        return reader(record)
    except cattrs.BaseValidationError as error:
        place, problem = _first_fault(error, "")
        raise HistoryFileError(name, number, place, problem) from None
    except _Malformed as error:
        raise HistoryFileError(name, number, *error.args) from None
    except LinkGraphError as error:
        raise HistoryFileError(name, number, "", str(error)) from None


class _Malformed(Exception):
    """A field, and what is wrong with it."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of an object; of two with one name, JSON would silently drop one."""
    record = dict(pairs)
    if len(record) == len(pairs):
        return record
    name, _ = Counter(name for name, _ in pairs).most_common(1)[0]
    raise _Malformed(name, "is named twice")


_DECODER = json.JSONDecoder(object_pairs_hook=_each_once)  # `loads` would make one a line


def _first_fault(error: cattrs.BaseValidationError, field: str) -> tuple[str, str]:
    """Return the field and the problem of the first fault that cattrs found."""
    faults = cattrs.transform_error(error, path=field, format_exception=_told)
    problem, _, place = faults[0].rpartition(" @ ")
    return place.strip("."), problem


def _told(error: BaseException, kind: type | None) -> str:
    # what says which value is wrong says more than cattrs, which names the type it expected
    telling = isinstance(error, (LinkGraphError, TypeError, ValueError))
    return str(error) if telling else format_exception(error, kind)


def _taken(record: dict[str, Any], field: str, kind: Any) -> Any:
    """Take a field out of a record, structured as `kind`."""
    if field not in record:
        raise _Malformed(field, "is missing")
    value = record.pop(field)
    json_kind = list if get_origin(kind) is tuple else dict if kind is Profile else None
    if json_kind is not None and not isinstance(value, json_kind):  # parts of a text are no parts
        raise _Malformed(field, f"{shown(value)} is no {_WORDS[json_kind]}")
    try:
        return _converter.structure(value, kind)
    except cattrs.BaseValidationError as error:
        raise _Malformed(*_first_fault(error, field)) from None
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise _Malformed(field, str(error)) from None


def _nothing_left(record: dict[str, Any]) -> None:
    for field in record:
        raise _Malformed(field, "is no field of this line")


def _fact(record: dict[str, Any]) -> Fact[Any]:
    kinds = {kind.name: kind for kind in FACT_KINDS}
    kind = kinds[_one_of("fact", record.pop("fact"), list(kinds))]
    members = tuple(_taken(record, "members", list[Hashable]))
    value = _taken(record, "value", _VALUES[kind]) if kind in _VALUES else None
    _nothing_left(record)
    if len(members) != kind.width:
        raise _Malformed("members", f"names {len(members)} members")
    return Fact(kind, members, value)


def _action(record: dict[str, Any]) -> Action[Any]:
    kind = _ACTIONS[_one_of("action", record.pop("action", None), list(_ACTIONS))]
    if kind is not UpdateProfile:
        action: Action[Any] = _converter.structure(record, kind[Hashable])
        return action
    member, at = _taken(record, "member", Hashable), _taken(record, "at", datetime)
    given = _taken(record, "changes", dict)
    _nothing_left(record)
    changes = {
        name: _taken(given, name, _PROFILE[_one_of(name, name, list(_PROFILE))])
        for name in list(given)
    }
    return UpdateProfile(member, at=at, **changes)


def _one_of(field: str, value: object, names: list[str]) -> str:
    if not isinstance(value, str) or value not in names:
        raise _Malformed(field, f"{shown(value)} is none of {', '.join(names)}")
    return value


# -- values to JSON and back --------------------------------------------------------------------


def _id_out(value: Any, depth: int = 0) -> Any:
    """Return an id as JSON: text and integers as they are, others under their kind."""
    kind = type(value)
    if kind in (str, int):
        return value
    if kind is tuple and depth < _DEEPEST:
        return {"tuple": [_id_out(part, depth + 1) for part in value]}
    if kind in _SCALARS:
        name, write, _ = _SCALARS[kind]
        return {name: write(value)}
    raise InvalidInput(value, "is an id that a line cannot hold", "use text, an integer or a UUID")


def _id_in(value: Any, depth: int = 0) -> Any:
    """Return the id that `_id_out` wrote as JSON."""
    if type(value) in (str, int):
        return value
    if isinstance(value, dict) and len(value) == 1:
        ((name, inner),) = value.items()
        if name == "tuple" and depth < _DEEPEST:
            return tuple(_id_in(part, depth + 1) for part in _a_list(inner))
        for known, _, read in _SCALARS.values():
            if name == known:
                return read(inner)
    raise ValueError(f"{shown(value)} is no id")


_SCALARS: dict[type, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    UUID: ("uuid", str, lambda text: UUID(_converter.structure(text, str))),
    date: ("date", date.isoformat, date.fromisoformat),
}


def _group_ids_out(groups: frozenset[Hashable]) -> list[Any]:
    return sorted(map(_id_out, groups), key=json.dumps)  # the same on every run


def _exactly(kind: type) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{shown(value)} is no {_WORDS[kind]}")
        return value

    return structure


def _is_id(kind: Any) -> bool:
    return kind is Hashable


def _is_list(kind: Any) -> bool:
    return bool(kind in (list[Hashable], frozenset[Hashable]))


def _list_in(value: Any, kind: Any) -> Any:
    return get_origin(kind)(map(_id_in, _a_list(value)))


def _a_list(value: Any) -> list[Any]:
    if not isinstance(value, list):  # the letters of a text are no members
        raise TypeError(f"{shown(value)} is no list")
    return value


def _is_id_set(kind: Any) -> bool:
    return bool(kind == frozenset[Hashable])


def _made() -> Converter:
    converter = make_converter(forbid_extra_keys=True)
    for kind in (str, int, bool, dict):  # cattrs would turn anything into these
        converter.register_structure_hook(kind, _exactly(kind))
    converter.register_structure_hook_func(_is_list, _list_in)
    # by identity: everything is a subclass of `Hashable`
    converter.register_structure_hook_func(_is_id, lambda value, _: _id_in(value))
    converter.register_unstructure_hook_func(_is_id, _id_out)
    converter.register_unstructure_hook_func(_is_id_set, _group_ids_out)
    converter.register_unstructure_hook(
        Profile, make_dict_unstructure_fn(Profile, converter, _cattrs_omit_if_default=True)
    )
    return converter


_converter: Converter = _made()


def _out(value: Any, kind: Any) -> Any:
    return _converter.unstructure(value, kind)
