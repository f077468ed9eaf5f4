"""Ids of members, groups and employers as JSON and as bytes, for stores and history files.

Text stands for itself, and so does an integer that int64 holds. Any other id is an object with one
field, named after its kind: ``{"uuid": "…"}``, ``{"date": "…"}``, ``{"bytes": "…"}``,
``{"int": "…"}`` (hexadecimal), ``{"tuple": […]}``, ``{"frozenset": […]}``.

Equal ids have equal bytes. A store relies on it: `StoredIds` finds a member by the bytes of the id,
in the mapped file, without a dictionary of all ids.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, final
from uuid import UUID

import numpy as np

from linkgraph.errors import InvalidInput, StoreError, shown
from linkgraph.graph.member_ids import DEEPEST

_MINUS, _NINE = ord("-"), ord("9")


class Malformed(ValueError):
    """Content of a file that was not expected there, and its place, such as ``"value.tier"``."""

    def __init__(self, problem: str, field: str = "") -> None:
        super().__init__(problem, field)
        self.problem = problem
        self.field = field


def expect(holds: object, expected: str, value: object, field: str = "") -> None:
    """Raise `Malformed` unless the condition holds."""
    if not holds:
        raise Malformed(f"expected {expected}, got {shown(value)}", field)


def id_to_json(value: Any) -> Any:
    """Return a plain id as JSON, or raise `InvalidInput` if there is no form for it."""
    try:
        return _encoded(value)
    except Malformed:
        expected = "an id that a file can hold"
        remedy = "use text, integers, bytes, UUIDs, dates, or tuples and frozensets of these"
        raise InvalidInput(value, expected, remedy) from None


def id_from_json(content: Any, depth: int = 0) -> Any:
    """Return the id that `id_to_json` encoded, or raise `Malformed`."""
    if type(content) is str or (type(content) is int and _fits_int64(content)):
        return content
    if isinstance(content, dict) and len(content) == 1:
        ((kind, inner),) = content.items()
        if kind in ("tuple", "frozenset") and type(inner) is list and depth < DEEPEST:
            parts = (None if part is None else id_from_json(part, depth + 1) for part in inner)
            return tuple(parts) if kind == "tuple" else frozenset(parts)
        if kind in _PARSERS and isinstance(inner, str):
            with suppress(ValueError):
                return _PARSERS[kind](inner)
    raise Malformed(f"expected an id, got {shown(content)}")


_PARSERS: dict[str, Callable[[str], Hashable]] = {
    "int": lambda text: int(text, 16),
    "bytes": bytes.fromhex,
    "uuid": UUID,
    "date": date.fromisoformat,
}


def _encoded(value: Any, depth: int = 0) -> Any:
    """Return a plain id as JSON, or raise `Malformed`."""
    kind = type(value)
    if kind is str:
        return value
    if kind is int:
        return value if _fits_int64(value) else {"int": hex(value)}
    if kind is bytes:
        return {"bytes": value.hex()}
    if kind is UUID:
        return {"uuid": str(value)}
    if kind is date:
        return {"date": value.isoformat()}
    expect(kind in (tuple, frozenset) and depth < DEEPEST, "an id", value)
    parts = [None if part is None else _encoded(part, depth + 1) for part in value]
    return {"tuple": parts} if kind is tuple else {"frozenset": sorted(parts, key=json.dumps)}


def _fits_int64(number: int) -> bool:
    return -(2**63) <= number < 2**63


def to_bytes(content: Any) -> bytes:
    """Return JSON on one line in UTF-8; half a surrogate pair comes back as it was."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def from_bytes(content: bytes) -> Any:
    """Return the JSON that these bytes are."""
    return json.loads(content.decode("utf-8", "surrogatepass"))


def _text_to_bytes(member: object) -> bytes:
    expect(isinstance(member, str), "text", member)
    return str.encode(member, "utf-8", "surrogatepass")  # type: ignore[arg-type]  # checked above


def _integer_to_bytes(member: object) -> bytes:
    expect(isinstance(member, int) and _fits_int64(member), "an integer", member)
    return int.to_bytes(member, 8, "little", signed=True)  # type: ignore[arg-type]  # checked above


def _id_from_bytes(content: bytes) -> Hashable:
    member: Hashable = id_from_json(from_bytes(content))
    is_int64 = type(member) is int and _fits_int64(member)
    expect(is_int64 is bool(_looks_like_integer(content[0])), "an id", member)
    return member


def _looks_like_integer(first_byte: Any) -> Any:
    # No other JSON begins with a minus sign or a digit, or with a character in between.
    return (first_byte >= _MINUS) & (first_byte <= _NINE)


# How the ids of a graph become bytes, and back. `json` holds ids of any type, or of several.
_ID_BYTES: dict[str, tuple[Callable[[object], bytes], Callable[[bytes], Hashable]]] = {
    "integers": (_integer_to_bytes, partial(int.from_bytes, byteorder="little", signed=True)),
    "text": (_text_to_bytes, partial(bytes.decode, encoding="utf-8", errors="surrogatepass")),
    "json": (lambda member: to_bytes(_encoded(member)), _id_from_bytes),
}


def hash_bytes(content: bytes) -> bytes:
    """Return the eight bytes by which an id is found."""
    return blake2b(content, digest_size=8).digest()


@final
class StoredIds(Sequence[Hashable]):
    """The ids of members in member order, read from mapped arrays when they are asked for.

    The ids are bytes, one after the other; `ends` says where each ends. To find an id, `get`
    searches the sorted `hashes`, takes its index from the same place of `places`, and compares the
    bytes.
    `non_int64_count` is the number of ids that are not integers of 64 bits.
    """

    def __init__(self, path: Path, kind: str, arrays: dict[str, Any]) -> None:
        self._path = path
        self._encode, self._decode = _ID_BYTES[kind]
        self._content: memoryview = arrays["ids.bytes"].data
        self._ends: memoryview[int] = arrays["ids.ends"].data
        self._hashes: memoryview[int] = arrays["ids.hashes"].data
        self._places: memoryview[int] = arrays["ids.places"].data
        self.non_int64_count: int = 0 if kind == "integers" else len(self)
        if kind == "json" and len(self._content):
            first_bytes = arrays["ids.bytes"].take(arrays["ids.ends"][:-1], mode="clip")
            self.non_int64_count -= int(np.count_nonzero(_looks_like_integer(first_bytes)))

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, index: Any) -> Any:  # an integer; slices are not needed
        return self._decoded(self._ends[index], self._ends[index + 1])

    def __iter__(self) -> Iterator[Hashable]:
        for begin, end in pairwise(self._ends):
            yield self._decoded(begin, end)

    def _decoded(self, begin: int, end: int) -> Hashable:
        try:
            return self._decode(bytes(self._content[begin:end]))
        except (ValueError, IndexError, RecursionError):
            problem = "was altered: it holds bytes that are not a member id"
            raise StoreError(str(self._path), problem, "save the graph again") from None

    def get(self, member: Hashable, default: int, /) -> int:
        """Return the index of a member, or `default`. O(log members)."""
        try:
            content = self._encode(member)
        except Malformed:
            return default
        hashed = int.from_bytes(hash_bytes(content), "little")
        hashes, ends = self._hashes, self._ends
        at = bisect_left(hashes, hashed)
        while at < len(hashes) and hashes[at] == hashed:
            place = self._places[at]
            if self._content[ends[place] : ends[place + 1]] == content:
                return place
            at += 1
        return default


def id_arrays(ids: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """Return the kind of ids that are not consecutive integers, and their arrays by name."""
    encode: Callable[[Any], bytes]
    types = {*map(type, ids)}
    if types == {int} and _fits_int64(min(ids)) and _fits_int64(max(ids)):
        kind, encode = "integers", _integer_to_bytes
    elif types == {str}:
        kind, encode = "text", _text_to_bytes
    else:
        kind, encode = "json", lambda member: to_bytes(id_to_json(member))
    encoded = list(map(encode, ids))
    ends = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(ids)), out=ends[1:])
    hashes = np.frombuffer(b"".join(map(hash_bytes, encoded)), "<u8").astype(np.uint64)
    order = np.argsort(hashes, kind="stable")
    return kind, {
        "ids.bytes": np.frombuffer(b"".join(encoded), np.uint8),
        "ids.ends": ends,
        "ids.hashes": hashes[order],
        "ids.places": order.astype(np.int32),
    }
