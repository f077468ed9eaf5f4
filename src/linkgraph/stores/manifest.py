"""What a store consists of: the parts of its data file, and the manifest that names them.

The data file is a head and the parts of `PARTS` in that order, each from a multiple of 64
bytes on, zeros in between; so where a part stands follows from how long the ones before are.
"""

from __future__ import annotations

import json
import os
import re
import stat
import zlib
from pathlib import Path
from typing import Any, Final, NoReturn

import attrs

from linkgraph.errors import StoreError

VERSION = 1
MANIFEST = "linkgraph.json"
HEAD = b"linkgraph data 1".ljust(64, b"\n")
ALIGN = len(HEAD)
LONGEST = 1 << 16  # bytes of a manifest
MOST = 2**31 - 1  # members, as an int32 numbers them

# names that this library gives; whatever else is in the folder is left alone
OURS: Final = re.compile(r"linkgraph-[0-9a-f]{16}\.(data|json)")
_DATA = re.compile(r"linkgraph-[0-9a-f]{16}\.data")

KINDS = ("run", "whole", "text", "coded")  # of member ids
RELATIONS = ("connections", "exceptions", "pending", "blocks", "bars")
MAPS = ("letters", "profiles", "flags", "withdrawn", "unblocked", "invited", "noted")

# bytes of an item of each part
PARTS: Final[dict[str, int]] = {
    "ids": 8,  # of whole numbers
    "text": 1,  # ids, one after the other …
    "ends": 8,  # … and where each begins and ends
    "sorted": 8,  # whole numbers, or hashes of ids, ascending …
    "places": 4,  # … and whose they are
    **{
        f"{name}{way}.{what}": size
        for name in RELATIONS
        for way in ([""] if name == "connections" else ["", ".into"])
        for what, size in (("offsets", 8), ("neighbours", 4))
    },
    **dict.fromkeys(MAPS, 1),
}


def data_name(token: str) -> str:
    """Return the name of a data file."""
    return f"linkgraph-{token}.data"


@attrs.frozen
class Part:
    """One part of the data file: how many items, and the checksum of their bytes."""

    items: int
    crc32: int


@attrs.frozen
class Manifest:
    """What a store says of itself.

    Attributes
    ----------
    data
        The name of the data file, in the same folder.
    kind, members, first
        Of member ids; how many; where a run of whole numbers starts.
    follow_total
        How many follows there are.
    parts
        Those of `PARTS` that are not empty.
    """

    data: str
    kind: str
    members: int
    first: int
    follow_total: int
    parts: dict[str, Part]

    def places(self) -> dict[str, tuple[int, int]]:
        """Return where each part begins and ends, in bytes."""
        found: dict[str, tuple[int, int]] = {}
        end = len(HEAD)
        for name, size in PARTS.items():
            if name in self.parts:
                begin = aligned(end)
                end = begin + size * self.parts[name].items
                found[name] = begin, end
        return found

    @property
    def size(self) -> int:
        """How many bytes the data file has."""
        return max((end for _, end in self.places().values()), default=len(HEAD))

    def to_bytes(self) -> bytes:
        """Return the file."""
        told = attrs.asdict(self)
        told["parts"] = {name: attrs.astuple(part) for name, part in self.parts.items()}
        return signed({"linkgraph": "store", "version": VERSION, **told})


def aligned(end: int) -> int:
    """Return where a part may begin at the earliest."""
    return -(-end // ALIGN) * ALIGN


def signed(told: dict[str, Any]) -> bytes:
    """Return a manifest in bytes, with its checksum."""
    return json.dumps({**told, "crc32": _checksum(told)}, indent=1).encode() + b"\n"


def _checksum(told: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(told, sort_keys=True).encode())


# -- reading ------------------------------------------------------------------------------------


def refuse(path: Path | str, problem: str, remedy: str = "save the graph again") -> NoReturn:
    """Raise `StoreError`."""
    raise StoreError(str(path), problem, remedy) from None


def opened(path: Path) -> tuple[int, int]:
    """Return a handle of a plain file, to be closed, and the size. Follows no link."""
    flags = [getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")]
    try:
        handle = os.open(path, os.O_RDONLY | sum(flags))
    except FileNotFoundError:
        raise
    except OSError as error:
        refuse(path, f"cannot be opened ({_reason(error)})", "name a folder that `save` wrote")
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        refuse(path, "is no plain file", "name a folder that `save` wrote")
    return handle, status.st_size


def _reason(error: OSError) -> str:
    return (error.strerror or "an error of the system").lower()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a store, checked.

    Raises
    ------
    StoreError
        When there is none, or one that this release does not read.
    """
    path = folder / MANIFEST
    try:
        handle, size = opened(path)
    except FileNotFoundError:
        refuse(folder, f"is no store: it has no `{MANIFEST}`", "name a folder that `save` wrote")
    with os.fdopen(handle, "rb") as file:
        if size > LONGEST:
            refuse(path, "is too long for a manifest", "name a folder that `save` wrote")
        content = file.read(LONGEST)
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        refuse(path, "is no JSON", "save the graph again")
    if not isinstance(told, dict) or told.get("linkgraph") != "store":
        refuse(path, "is not the manifest of a store", "name a folder that `save` wrote")
    version = told.get("version")
    if type(version) is not int or version != VERSION:
        problem = f"is of format {json.dumps(version)[:20]}, and this release reads {VERSION}"
        refuse(path, problem, "load it with the release that saved it, or a later one")
    try:
        found = _manifest(told)
    except _Odd as error:
        refuse(path, f"was altered: {error}")
    return found


class _Odd(Exception):
    """What is wrong with a manifest."""


_FIELDS = tuple(field.name for field in attrs.fields(Manifest))


def _manifest(told: dict[str, Any]) -> Manifest:
    _demand({*told} == {"linkgraph", "version", "crc32", *_FIELDS}, "it has other fields")
    checksum = told.pop("crc32")
    _demand(checksum == _checksum(told), "its checksum is another")
    _demand(type(told["data"]) is str and _DATA.fullmatch(told["data"]), "`data` is no file name")
    _demand(told["kind"] in KINDS, "`kind` is none of member ids")
    _demand(_is_count(told["members"]) and told["members"] <= MOST, "`members` is no count")
    first = told["first"]
    fits = type(first) is int and -(2**63) <= first <= 2**63 - max(1, told["members"])
    _demand(fits, "`first` starts no run of whole numbers")
    _demand(_is_count(told["follow_total"]), "`follow_total` is no count")
    parts: Any = told["parts"]
    _demand(isinstance(parts, dict) and {*parts} <= {*PARTS}, "`parts` names what is no part")
    for name, part in parts.items():
        fits = type(part) is list and len(part) == 2 and all(map(_is_count, part))
        _demand(fits and part[0] > 0, f"`{name}` is no count and checksum")
    found = {name: Part(*parts[name]) for name in PARTS if name in parts}
    return Manifest(**{**{name: told[name] for name in _FIELDS}, "parts": found})


def _demand(holds: object, problem: str) -> None:
    if not holds:
        raise _Odd(problem)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**62
