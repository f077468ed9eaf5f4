"""Settings, invitations and memories as JSON: lists of a member or a pair, and a value.

Members are indices, times are microseconds since 1970 in UTC. What is read is held to what a
graph may hold, since the rules rely on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs

from linkgraph.errors import StoreError
from linkgraph.graph.fact_kinds import FLAGS, INVITED, NOTED, UNBLOCKED, WITHDRAWN, Times
from linkgraph.graph.facts import Facts
from linkgraph.graph.persistent_map import Deferred, Pair, PersistentMap
from linkgraph.graph.profiles import DEFAULT_PROFILE, InvitationDetails, Profile
from linkgraph.graph.validation import Term
from linkgraph.stores.id_codec import dumped, from_json, kept, loaded

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MOST = 2**31 - 1  # flags of a member


# -- writing ------------------------------------------------------------------------------------


def maps_of(facts: Facts) -> dict[str, bytes]:
    """Return what is not laid flat, each kind as JSON. Raises `InvalidInput` for odd ids."""
    memory = facts.memory
    kinds: dict[str, list[Any]] = {
        "letters": _letters_out(facts),
        "profiles": _profiles_out(facts.profiles),
        "flags": [[index, count] for index, count in sorted(memory[FLAGS].items())],
    }
    for kind in (WITHDRAWN, UNBLOCKED):
        times = memory[kind]
        kinds[kind.key] = [[*pair, _ticks(at)] for pair, at in sorted(times.items())]
    for member_kind in (INVITED, NOTED):
        own = memory[member_kind]
        kinds[member_kind.key] = [[index, _ticks(at)] for index, at in sorted(own.items())]
    return {name: dumped(told) for name, told in kinds.items() if told}


def _letters_out(facts: Facts) -> list[Any]:
    """Return the letters in the order of the pending invitations, which say whose they are."""
    letters = sorted(facts.invitation_details.items())
    return [[_tick(letter.sent_at), letter.note] for _, letter in letters]


def _profiles_out(settings: PersistentMap[int, Profile]) -> list[Any]:
    """Return the different profiles, each with the members who have it: most are alike."""
    alike: dict[Profile, list[int]] = {}
    for index, profile in sorted(settings.items()):
        alike.setdefault(profile, []).append(index)
    return [[_profile_out(profile), who] for profile, who in alike.items()]


_USUAL: dict[str, Any] = attrs.asdict(DEFAULT_PROFILE, recurse=False)


def _profile_out(profile: Profile) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, usual in _USUAL.items():
        value = getattr(profile, name)
        if value != usual:
            told[name] = _setting_out(name, value)
    return told


def _setting_out(name: str, value: Any) -> Any:
    if name == "groups":
        return sorted(map(kept, value), key=dumped)
    if name == "employer":
        return kept(value)
    if name == "joined":
        return value.isoformat()
    return value.name if isinstance(value, Term) else value


def _tick(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _ticks(times: Times) -> list[int]:
    return [_tick(at) for at in times]


# -- reading ------------------------------------------------------------------------------------


class _Odd(Exception):
    """What was read is nothing that a graph holds."""


def deferred(
    path: Path, name: str, content: memoryview, size: int, pending: Callable[[], list[Pair]]
) -> Deferred[Any, Any]:
    """Return a map that is read when somebody asks.

    Parameters
    ----------
    path
        The data file, for errors.
    name, content
        The kind, and its part of the file.
    size
        How many members there are.
    pending
        Returns the pairs of the pending invitations, which letters belong to.
    """

    def read() -> dict[Any, Any]:
        try:
            told = _listed(loaded(bytes(content)))
            if name == "letters":
                return _letters(told, pending())
            found = _READERS[name](told)
            for key in found:
                _demand_members(key, size)
        except (
            _Odd,
            ValueError,
            RecursionError,
            OverflowError,
        ):  # `InvalidInput` is a `ValueError`
            problem = f"was altered: its {_WORDS[name]} cannot be read"
            raise StoreError(str(path), problem, "save the graph again") from None
        return found

    return Deferred(read)


_WORDS = {
    "letters": "invitations",
    "profiles": "profiles",
    "flags": "memory of flags",
    "withdrawn": "memory of withdrawals",
    "unblocked": "memory of blocks",
    "invited": "memory of invitations",
    "noted": "memory of notes",
}


def _demand(holds: bool) -> None:
    if not holds:
        raise _Odd


def _demand_members(key: Any, size: int) -> None:
    indices = key if type(key) is tuple else (key,)
    _demand(all(0 <= index < size for index in indices))
    _demand(len({*indices}) == len(indices))


def _listed(told: Any) -> list[Any]:
    _demand(type(told) is list)
    return told  # type: ignore[no-any-return]  # a list


def _letters(told: list[Any], pairs: list[Pair]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for pair, row in zip(pairs, told, strict=True):  # of other lengths are a `ValueError`
        at, note = _listed(row)
        _demand(note is None or type(note) is str)
        found[pair] = InvitationDetails(_at(at), note)
    return found


def _profiles(told: list[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for row in told:
        settings, who = _listed(row)
        _demand(isinstance(settings, dict) and {*settings} <= {*_USUAL})
        profile = Profile(**{name: _setting(name, value) for name, value in settings.items()})
        _demand(profile != DEFAULT_PROFILE)
        found.update((_hashable(index), profile) for index in _listed(who))
    return found


def _setting(name: str, value: Any) -> Any:
    if name == "groups":
        return frozenset(map(from_json, _listed(value)))
    if name == "employer":
        return from_json(value)
    usual = _USUAL[name]
    if name != "joined" and not isinstance(usual, Term):
        return value  # which `Profile` checks
    _demand(type(value) is str)
    if name == "joined":
        return date.fromisoformat(value)
    terms = type(usual).__members__
    _demand(value in terms)
    return terms[value]


def _flags(told: list[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for row in told:
        index, count = _listed(row)
        _demand(type(count) is int and 0 < count <= _MOST)
        found[_hashable(index)] = count
    return found


def _times_of_pairs(told: list[Any]) -> dict[Any, Any]:
    rows = (_listed(row) for row in told)
    return {(_hashable(one), _hashable(other)): _times(at) for one, other, at in rows}


def _times_of_members(told: list[Any]) -> dict[Any, Any]:
    rows = (_listed(row) for row in told)
    return {_hashable(index): _times(at) for index, at in rows}


def _hashable(index: Any) -> Any:
    _demand(type(index) is int)
    return index


def _times(told: Any) -> Times:
    found = tuple(map(_at, _listed(told)))
    _demand(bool(found) and all(a <= b for a, b in pairwise(found)))
    return found


def _at(told: Any) -> datetime:
    _demand(type(told) is int)
    return _EPOCH + timedelta(microseconds=told)


_READERS: dict[str, Callable[[list[Any]], dict[Any, Any]]] = {
    "profiles": _profiles,
    "flags": _flags,
    "withdrawn": _times_of_pairs,
    "unblocked": _times_of_pairs,
    "invited": _times_of_members,
    "noted": _times_of_members,
}
