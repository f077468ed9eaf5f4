"""Ids of members as bytes, and members whose ids stay in the file until somebody asks.

Text is kept in UTF-8. Where ids are of several kinds, or of another one, each is JSON: text
and whole numbers as they are, others under their kind. Equal ids have equal bytes.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, final, overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from linkgraph.errors import InvalidInput, StoreError
from linkgraph.stores.manifest import refuse

_DEEPEST = 32  # tuples within tuples: a limit of the format, not of whoever's stack reads it
_MINUS, _NINE = ord("-"), ord("9")


# -- one id as bytes and back -------------------------------------------------------------------


class Unstorable(ValueError):
    """An id that no store can hold, or bytes that are no id."""


def in_json(value: object, depth: int = 0) -> Any:
    """Return an id as JSON; of a subclass, what it is equal to."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        number = int.__int__(value)
        return number if _fits(number) else {"int": hex(number)}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, UUID):
        return {"uuid": value.hex}
    if type(value) is date:  # a datetime is one as well, and equal to none
        return {"date": value.isoformat()}
    if isinstance(value, tuple | frozenset) and depth < _DEEPEST:
        parts = [None if part is None else in_json(part, depth + 1) for part in value]
        if isinstance(value, tuple):
            return {"tuple": parts}
        return {"frozenset": sorted(parts, key=json.dumps)}
    raise Unstorable


def from_json(told: object, depth: int = 0) -> Any:
    """Return the id that `in_json` told."""
    if type(told) is str or (type(told) is int and _fits(told)):
        return told
    if not isinstance(told, dict) or depth > _DEEPEST:
        raise Unstorable
    ((kind, inner),) = told.items()  # more than one are a `ValueError`, too
    if kind in ("tuple", "frozenset") and type(inner) is list:
        parts = (None if part is None else from_json(part, depth + 1) for part in inner)
        return tuple(parts) if kind == "tuple" else frozenset(parts)
    if kind not in _SCALARS or type(inner) is not str:
        raise Unstorable
    return _SCALARS[kind](inner)


_SCALARS: dict[str, Callable[[str], Hashable]] = {
    "int": lambda text: int(text, 16),
    "bytes": bytes.fromhex,
    "uuid": UUID,
    "date": date.fromisoformat,
}
_EXACT = {str, int, bytes, UUID, date, tuple, frozenset, type(None)}


def kept(value: Any) -> Any:
    """Return an id as JSON, or raise `InvalidInput` where it would come back as another kind.

    Raises
    ------
    InvalidInput
        Naming the id.
    """
    try:
        told = in_json(value)
        if _is_exact(value):
            return told
    except Unstorable:
        pass
    problem = "is an id that a store cannot hold"
    raise InvalidInput(value, problem, "use text, whole numbers, UUIDs, dates or tuples of these")


def _is_exact(value: Any) -> bool:
    if type(value) not in _EXACT:
        return False
    return not isinstance(value, tuple | frozenset) or all(map(_is_exact, value))


def text_bytes(member: object) -> bytes:
    """Return text in UTF-8, half surrogate pairs included."""
    if not isinstance(member, str):
        raise Unstorable
    return str.encode(member, "utf-8", "surrogatepass")


def coded_bytes(member: object) -> bytes:
    """Return any id as bytes: JSON on one line."""
    return dumped(in_json(member))


def text_id(content: bytes) -> str:
    """Return the text that these bytes are."""
    return content.decode("utf-8", "surrogatepass")


def coded_id(content: bytes) -> Hashable:
    """Return the id that these bytes are; what looks like a number is one that int64 holds."""
    found: Hashable = from_json(loaded(content))
    if (type(found) is int and _fits(found)) is not _looks_whole(content[0]):
        raise Unstorable
    return found


def _fits(number: int) -> bool:
    """Return whether int64 holds a number."""
    return -(2**63) <= number < 2**63


def _looks_whole(first: Any) -> Any:
    return (first >= _MINUS) & (first <= _NINE)  # JSON begins with none of those in between


def dumped(told: Any) -> bytes:
    """Return JSON as bytes in which any text comes back as it was."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def loaded(content: bytes) -> Any:
    """Return the JSON that these bytes are."""
    return json.loads(content.decode("utf-8", "surrogatepass"))


def hash_bytes(content: bytes) -> bytes:
    """Return eight bytes that find the place of an id."""
    return blake2b(content, digest_size=8).digest()


# -- members whose ids stay in the file ---------------------------------------------------------


class _Stored(Sequence[Hashable]):
    """Ids by place; a subclass has `_one`, `_all` and `get`."""

    _one: Callable[[int], Hashable]

    @overload
    def __getitem__(self, place: int) -> Hashable:
        raise NotImplementedError

    @overload
    def __getitem__(self, place: slice) -> tuple[Hashable, ...]:
        raise NotImplementedError

    def __getitem__(self, place: int | slice) -> Hashable:
        if isinstance(place, slice):
            return tuple(self._one(each) for each in range(*place.indices(len(self))))
        return self._one(place)


@final
class StoredBytes(_Stored):
    """Ids as bytes one after the other, found by their hashes."""

    def __init__(self, path: Path, kind: str, parts: dict[str, Any]) -> None:
        self._path = path
        self._content: memoryview = parts["text"].data
        self._ends: memoryview[int] = parts["ends"].data
        self._hashes: memoryview[int] = parts["sorted"].data
        self._places: memoryview[int] = parts["places"].data
        text = kind == "text"
        self._encode: Callable[[object], bytes] = text_bytes if text else coded_bytes
        self._decode: Callable[[bytes], Hashable] = text_id if text else coded_id
        whole = 0 if text else _whole_among(self._content, parts["ends"])
        self.odd: int = len(self) - whole

    def __len__(self) -> int:
        return len(self._places)

    def _one(self, place: int) -> Hashable:
        return self._decoded(bytes(self._content[self._ends[place] : self._ends[place + 1]]))

    def __iter__(self) -> Iterator[Hashable]:
        content = self._content
        for begin, end in pairwise(self._ends):
            yield self._decoded(bytes(content[begin:end]))

    def _decoded(self, content: bytes) -> Hashable:
        try:
            return self._decode(content)
        except (ValueError, IndexError, RecursionError):
            problem = "was altered: it has bytes for a member that are no id"
            raise StoreError(str(self._path), problem, "save the graph again") from None

    def get(self, member: Hashable, default: int, /) -> int:
        """Return the place of an id, or `default`. O(log members), in the file."""
        try:
            wanted = self._encode(member)
        except Unstorable:
            return default
        hashed = int.from_bytes(hash_bytes(wanted), "little")
        hashes, content, ends = self._hashes, self._content, self._ends
        at = bisect_left(hashes, hashed)
        while at < len(hashes) and hashes[at] == hashed:
            place = self._places[at]
            if content[ends[place] : ends[place + 1]] == wanted:
                return place
            at += 1
        return default


def _whole_among(content: memoryview, ends: NDArray[np.int64]) -> int:
    """Return how many coded ids look like whole numbers."""
    if not len(content):
        return 0
    firsts = np.frombuffer(content, np.uint8).take(ends[:-1], mode="clip")
    return int(np.count_nonzero(_looks_whole(firsts)))


@final
class StoredNumbers(_Stored):
    """Whole numbers that are no run, found among themselves sorted."""

    odd = 0

    def __init__(
        self, ids: NDArray[np.int64], ascending: NDArray[np.int64], places: NDArray[np.int32]
    ) -> None:
        self._ids: memoryview[int] = ids.data
        self._sorted: memoryview[int] = ascending.data
        self._places: memoryview[int] = places.data

    def __len__(self) -> int:
        return len(self._ids)

    def _one(self, place: int) -> Hashable:
        return self._ids[place]

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._ids)

    def get(self, member: Hashable, default: int, /) -> int:
        """Return the place of an id, or `default`. O(log members), in the file."""
        if not isinstance(member, int):
            return default
        at = bisect_left(self._sorted, member)
        found = at < len(self._sorted) and self._sorted[at] == member
        return self._places[at] if found else default


def as_parts(ids: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """Return the kind of ids that are no run, and their parts of the data file.

    Raises
    ------
    InvalidInput
        For an id that a store cannot hold.
    """
    kinds = {*map(type, ids)}
    if kinds == {int} and _fits(min(ids)) and _fits(max(ids)):
        numbers = np.array(ids, np.int64)
        order = np.argsort(numbers)
        ascending = numbers[order]
        return "whole", {"ids": numbers, "sorted": ascending, "places": order.astype(np.int32)}
    text = kinds == {str}
    encoded = list(map(text_bytes, ids)) if text else [dumped(kept(member)) for member in ids]
    ends = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(ids)), out=ends[1:])
    hashes = np.frombuffer(b"".join(map(hash_bytes, encoded)), "<u8").astype(np.uint64)
    order = np.argsort(hashes, kind="stable")
    return "text" if text else "coded", {
        "text": np.frombuffer(b"".join(encoded), np.uint8),
        "ends": ends,
        "sorted": hashes[order],
        "places": order.astype(np.int32),
    }


def stored_ids(path: Path, kind: str, parts: dict[str, Any]) -> StoredBytes | StoredNumbers:
    """Return the ids that `as_parts` told, in their file; what they need to be safe is checked."""
    places = parts["places"]
    count = len(places)
    if len(parts["sorted"]) != count or int(places.min()) < 0 or int(places.max()) >= count:
        refuse(path, "was altered: its members cannot be found")
    if kind == "whole":
        if len(parts["ids"]) != count:
            refuse(path, "was altered: its members cannot be found")
        return StoredNumbers(parts["ids"], parts["sorted"], places)
    ends = parts["ends"]
    runs = len(ends) == count + 1 and ends[0] == 0 and ends[-1] == len(parts["text"])
    if not runs or (ends[1:] < ends[:-1]).any():
        refuse(path, "was altered: the ids of its members have no ends")
    return StoredBytes(path, kind, parts)
