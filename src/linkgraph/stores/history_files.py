"""Histories as JSON lines: one fact of the start graph or one action per line.

The first line names the format. The facts of the start graph follow, in the order of a `Diff`, and
then the actions in the order in which they happened. Lines can be appended, searched and compared
with ordinary tools. A file is read strictly: a line that is unknown or malformed is refused with
the file, the line and the field.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import IO, Any, TypeVar

import attrs

from linkgraph.errors import InvalidInput, LinkGraphError, UnknownMember, printable, safe_repr
from linkgraph.graph.diff import Diff, Fact, diff
from linkgraph.graph.fact_kinds import FACT_KINDS, NOTHING
from linkgraph.graph.field_types import typed
from linkgraph.graph.files import open_regular, replace_file
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.memory_check import demand_room
from linkgraph.graph.validation import instance_of, path_of
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.history import History
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.stores.fact_codec import (
    reading,
    setting_to_json,
    settings_from_json,
    time_from_json,
    value_from_json,
    value_to_json,
)
from linkgraph.stores.id_codec import Malformed, expect, id_from_json, id_to_json

T = TypeVar("T")

_LONGEST_LINE = 1 << 24  # bytes; a line without an end would fill the memory
_BYTES_PER_BYTE = 10  # memory for each byte of a file of facts; actions take 2 to 3
_LONGEST = 400  # characters of a problem that are worth reading
_HEAD = {"linkgraph": "history", "version": 1}
_ACTIONS: dict[str, Any] = {kind.__name__: kind for kind in REQUIREMENTS}


@attrs.define(eq=False, repr=False, slots=False, field_transformer=typed)
class HistoryFileError(LinkGraphError, ValueError):
    """A line of a history file cannot be read.

    Attributes
    ----------
    path, line
        The file, and the number of the line, counted from 1.
    field
        The field of the line, such as ``"value.tier"``; empty if the line as a whole is wrong.
    problem
        The mistake.
    """

    path: str
    line: int
    field: str
    problem: str

    @property
    def message(self) -> str:
        """One sentence: the file, the line and the mistake."""
        where = f", field `{printable(self.field)}`" if self.field else ""
        path, problem = printable(self.path, _LONGEST), printable(self.problem, _LONGEST)
        return f"`{path}`, line {safe_repr(self.line)}{where}: {problem}"


def save_history(history: History[Any], path: str | os.PathLike[str]) -> None:
    """Write a history as JSON lines, all or nothing: an error leaves an old file as it was.

    Raises
    ------
    InvalidInput
        For an id that a file cannot hold. Ids may be text, integers, bytes, UUIDs, dates, and
        tuples and frozensets of these, up to 32 within each other. Also for a path that is not
        that of a regular file or of a new one, and for an action of more than 16 MiB.
    OSError
        If the file cannot be written, such as on a full disk.

    Notes
    -----
    A symbolic link is followed, and a file that is replaced keeps its mode.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import UTC, datetime
    >>> import linkgraph as lg
    >>> history = lg.History([lg.Join("ana", at=datetime(2026, 1, 5, tzinfo=UTC))])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_history(history, f"{folder}/network.jsonl")
    ...     load_history(f"{folder}/network.jsonl") == history
    True
    """
    instance_of(history, History, "history")
    target = path_of(path, "name a file")
    replace_file(target, [_line_of(record) for record in _records(history)])


def load_history(path: str | os.PathLike[str]) -> History[Any]:
    """Return the history that `save_history` wrote.

    Raises
    ------
    HistoryFileError
        For a line that is not a fact or an action, or in which a field is missing, unknown, named
        twice or of the wrong type, and for a line of more than 16 MiB.
    InvalidInput
        For a path that is not that of a regular file, such as a folder, a pipe or a device.
    TooLarge
        If the file needs more memory than is available.
    OSError
        If the file does not exist or cannot be opened.
    """
    target = path_of(path, "name a file")
    name = str(target)
    facts: list[Fact[Any]] = []
    actions: list[Action[Any]] = []
    file, length = open_regular(target)
    with file:
        demand_room(_BYTES_PER_BYTE * length, "reading this history")
        lines = _lines_of(file, length)
        _read(name, 1, next(lines, b""), _head_from)
        for number, line in enumerate(lines, 2):
            reader = _action_from if actions else _fact_or_action_from
            entry = _read(name, number, line, reader)
            if isinstance(entry, Fact):
                facts.append(entry)
            else:
                actions.append(entry)
    try:
        start = Diff(tuple(facts)).apply(LinkGraph())
    except LinkGraphError as error:
        line_number = 2 + _position_of_culprit(facts, error)
        raise HistoryFileError(name, line_number, "", str(error)) from None
    try:
        return History(actions, start=start)
    except InvalidInput as error:
        line_number = 2 + len(facts) + (error.row or 0)
        raise HistoryFileError(name, line_number, "at", error.message) from None


def _position_of_culprit(facts: list[Fact[Any]], error: LinkGraphError) -> int:
    """Return the position of the fact that an error of the start graph is about."""
    if isinstance(error, UnknownMember):
        return next(place for place, fact in enumerate(facts) if error.member in fact.members)
    culprit = getattr(error, "value", None)
    # Of two equal facts, the later one is wrong.
    return max((place for place, fact in enumerate(facts) if fact == culprit), default=0)


# -- writing ------------------------------------------------------------------------------------


def _line_of(record: dict[str, Any]) -> bytes:
    line = (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
    if len(line) > _LONGEST_LINE:
        raise InvalidInput(record, f"a fact or an action of at most {_LONGEST_LINE:,} bytes")
    return line


def _records(history: History[Any]) -> Iterator[dict[str, Any]]:
    yield _HEAD
    for fact in diff(LinkGraph(), history.start).gained:
        line = {"fact": fact.kind.name, "members": list(map(id_to_json, fact.members))}
        if fact.kind.value is not NOTHING:
            line["value"] = value_to_json(fact.kind.value, fact.value)
        yield line
    for action in history.actions:
        line = {"action": type(action).__name__}
        for field in attrs.fields(type(action)):
            line[field.name] = _field_to_json(action, field.name)
        yield line


def _field_to_json(action: Action[Any], name: str) -> Any:
    value = getattr(action, name)
    if name in action.named:
        return id_to_json(value)
    if name == "at":
        return value.isoformat()
    if name == "changes":
        return {setting: setting_to_json(setting, new) for setting, new in value}
    return value


# -- reading ------------------------------------------------------------------------------------


def _lines_of(file: IO[bytes], length: int) -> Iterator[bytes]:
    """Yield the lines of the first `length` bytes, each cut after the longest that is allowed.

    Lines that are appended meanwhile are not read, because a writer might never stop.
    """
    while length > 0 and (line := file.readline(min(length, _LONGEST_LINE + 1))):
        length -= len(line)
        yield line


def _read(name: str, number: int, line: bytes, reader: Callable[[dict[str, Any]], T]) -> T:
    """Return the fact or the action of a line, or raise `HistoryFileError`."""
    if len(line) > _LONGEST_LINE:
        raise HistoryFileError(name, number, "", f"is longer than {_LONGEST_LINE:,} bytes")
    try:
        record = _DECODER.decode(line.decode("utf-8", "surrogatepass"))
        expect(isinstance(record, dict), "a JSON object", record)
        return reader(record)
    except Malformed as error:
        raise HistoryFileError(name, number, error.field, error.problem) from None
    except LinkGraphError as error:
        raise HistoryFileError(name, number, "", error.message) from None
    except (ValueError, RecursionError):
        raise HistoryFileError(name, number, "", "expected JSON in UTF-8") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; of two fields with one name, JSON would silently drop one."""
    record: dict[str, Any] = {}
    for name, value in pairs:
        if name in record:
            raise Malformed("is named twice", name)
        record[name] = value
    return record


_DECODER = json.JSONDecoder(object_pairs_hook=_object)  # `loads` would make one for every line


def _head_from(record: dict[str, Any]) -> None:
    expect(record == _HEAD, f"a first line such as {json.dumps(_HEAD)}", record)


def _fact_or_action_from(record: dict[str, Any]) -> Fact[Any] | Action[Any]:
    if "fact" not in record:
        return _action_from(record)
    kind = _one_of({kind.name: kind for kind in FACT_KINDS}, record.pop("fact"), "fact")
    with reading("members"):
        content = _take(record, "members")
        is_valid = type(content) is list and len(content) == kind.width
        expect(is_valid, f"{kind.width} members", content)
        members = tuple(map(id_from_json, content))
    value = None
    if kind.value is not NOTHING:
        with reading("value"):
            value = value_from_json(kind.value, _take(record, "value"))
    _refuse_others(record)
    return Fact(kind, members, value)


def _action_from(record: dict[str, Any]) -> Action[Any]:
    kind = _one_of(_ACTIONS, record.pop("action", None), "action")
    fields: dict[str, Any] = {}
    for field in attrs.fields(kind):
        if field.name in record or field.default is attrs.NOTHING:
            with reading(field.name):
                fields[field.name] = _field_from_json(kind, field, _take(record, field.name))
    _refuse_others(record)
    if kind is UpdateProfile:
        fields.update(fields.pop("changes"))
    action: Action[Any] = kind(**fields)
    return action


def _field_from_json(kind: type[Action[Any]], field: attrs.Attribute[Any], content: Any) -> Any:
    if field.name in kind.named:
        return id_from_json(content)
    if field.name == "at":
        return time_from_json(content)
    if field.name == "changes":
        return settings_from_json(content)
    if isinstance(field.default, bool):
        expect(type(content) is bool, "`true` or `false`", content)
    else:
        expect(content is None or type(content) is str, "text or `null`", content)
    return content


def _take(record: dict[str, Any], field: str) -> Any:
    if field not in record:
        raise Malformed("is missing")
    return record.pop(field)


def _refuse_others(record: dict[str, Any]) -> None:
    for field in record:
        raise Malformed("is not a field of this line", field)


def _one_of(known: dict[str, T], name: object, field: str) -> T:
    expect(isinstance(name, str) and name in known, f"one of {', '.join(known)}", name, field)
    return known[name]  # type: ignore[index]  # checked above
