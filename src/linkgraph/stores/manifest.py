"""The files of a store, the manifest that names them, and how files are opened and checked.

A store is a folder with `linkgraph.json`, the manifest, and one file for each array or map that is
not empty: ``linkgraph-<token>-connections.offsets.npy``. Every save has a new token, so it never
writes over a file that somebody reads. The names after the token are those of the table of fact
kinds: two arrays for the rows of each relation, one JSON file for each map.

A file is trusted with nothing. The manifest holds its length and its checksum, an array file must
begin with exactly the header that `npy_header` makes for its type and length, and links and pipes
are not opened.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

import attrs

from linkgraph.errors import StoreError
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import FactKind, stored_kinds
from linkgraph.graph.files import handle_of

VERSION = 1
MANIFEST = "linkgraph.json"
LONGEST = 1 << 16  # bytes of a manifest
HEADER_BYTES = 128  # of an array file: a multiple of 64, so that its items are aligned

# The names of our files; others in the folder are left alone.
OURS: Final = re.compile(r"linkgraph-([0-9a-f]{16})(?:-[a-z_.]+\.(?:npy|json)|\.json)")

# How member ids are stored: consecutive integers (`range`) need no file.
ID_KINDS = ("range", "integers", "text", "json")
ID_ARRAYS: Final = {"ids.bytes": "|u1", "ids.ends": "<i8", "ids.hashes": "<u8", "ids.places": "<i4"}
ROW_ARRAYS: Final = {"offsets": "<i8", "neighbours": "<i4"}


def relations(kind: FactKind[Any]) -> dict[str, Callable[[Any], Adjacency]]:
    """Return the name of each set of rows of a kind, and how it is taken from the storage."""
    if isinstance(kind.empty, Adjacency):
        return {kind.key: lambda stored: stored}
    if isinstance(kind.empty, Directed):
        return {
            f"{kind.key}.out": lambda stored: stored.out,
            f"{kind.key}.into": lambda stored: stored.into,
        }
    return {}


def file_names() -> Iterator[str]:
    """Return the name of every file that a store may have, without its token."""
    yield from (f"{name}.npy" for name in ID_ARRAYS)
    for kind in stored_kinds():
        rows = relations(kind)
        yield from (f"{name}.{part}.npy" for name in rows for part in ROW_ARRAYS)
        if not rows:
            yield f"{kind.key}.json"


@attrs.frozen
class Manifest:
    """The description of a store."""

    token: str  # 16 hexadecimal digits in the names of the files
    ids: str  # one of `ID_KINDS`
    members: int
    first: int  # the first id of a range
    follow_total: int
    files: dict[str, tuple[int, int]]  # the length and the CRC-32 of each

    def path(self, folder: Path, name: str) -> Path:
        """Return the path of one of the files."""
        return folder / f"linkgraph-{self.token}-{name}"

    @property
    def total_bytes(self) -> int:
        """The length of all files."""
        return sum(length for length, _ in self.files.values())

    def to_bytes(self) -> bytes:
        """Return the content of the manifest file."""
        return signed({"linkgraph": "store", "version": VERSION, **attrs.asdict(self)})


def signed(fields: dict[str, Any]) -> bytes:
    """Return the fields of a manifest as JSON with their checksum."""
    return json.dumps({**fields, "crc32": _checksum(fields)}, indent=1).encode() + b"\n"


def _checksum(fields: Any) -> int:
    return zlib.crc32(json.dumps(fields, sort_keys=True).encode())


def npy_header(dtype: str, items: int) -> bytes:
    """Return the header of a `.npy` file (format 1.0) that holds a one-dimensional array."""
    # NumPy's own header differs in its padding from release to release. This one does not, so a
    # reader compares bytes instead of parsing them. `numpy.load` reads it too.
    fields = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({items},), }}"
    padding = HEADER_BYTES - 10  # after the magic text, the version and this length
    text = fields.ljust(padding - 1) + "\n"
    return b"\x93NUMPY\x01\x00" + padding.to_bytes(2, "little") + text.encode("ascii")


# -- reading ------------------------------------------------------------------------------------


def refuse(path: Path | str, problem: str, remedy: str = "save the graph again") -> NoReturn:
    """Raise `StoreError`."""
    raise StoreError(str(path), problem, remedy) from None


def open_plain_file(path: Path) -> tuple[int, int]:
    """Return a handle of a plain file, which the caller closes, and its length."""
    remedy = "name a folder that `save` wrote"
    try:
        opened = handle_of(path, follow_links=False)  # a link could name any file
    except FileNotFoundError:
        raise
    except OSError as error:
        refuse(path, f"cannot be opened ({_reason(error)})", remedy)
    if opened is None:
        refuse(path, "is not a plain file", remedy)
    return opened


@contextmanager
def refusing_errors(path: Path) -> Iterator[None]:
    """Raise `StoreError` where the system cannot read a file."""
    try:
        yield
    except OSError as error:
        refuse(path, f"cannot be read ({_reason(error)})", "load it again")


def _reason(error: OSError) -> str:
    return (error.strerror or "an error of the system").lower()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a store, or raise `StoreError`."""
    path = folder / MANIFEST
    remedy = "name a folder that `save` wrote"
    try:
        handle, length = open_plain_file(path)
    except FileNotFoundError:
        refuse(folder, f"is not a store, because `{MANIFEST}` is missing", remedy)
    with os.fdopen(handle, "rb") as file, refusing_errors(path):
        if length > LONGEST:
            refuse(path, "is too long for a manifest", remedy)
        content = file.read(LONGEST)
    try:
        fields = json.loads(content)
        crc32 = fields.pop("crc32", None) if isinstance(fields, dict) else None
        checksum = _checksum(fields)
    except (ValueError, RecursionError):  # or nested too deeply
        refuse(path, "is not JSON")
    if not isinstance(fields, dict) or fields.get("linkgraph") != "store":
        refuse(path, "is not the manifest of a store", remedy)
    version = fields.pop("version", None)
    if type(version) is not int or version != VERSION:
        problem = f"has format {json.dumps(version)[:20]}, and this release reads {VERSION}"
        refuse(path, problem, "load it with the release that saved it, or a later one")
    if crc32 != checksum:
        refuse(path, "was altered: it does not have its checksum")
    del fields["linkgraph"]
    if set(fields) != set(_CHECKS):
        refuse(path, "was altered: it has other fields than a manifest")
    for name, check in _CHECKS.items():
        if not check(fields):
            refuse(path, f"was altered: `{name}` has a value that no store has")
    files = {name: tuple(fields["files"][name]) for name in fields["files"]}
    return Manifest(**{**fields, "files": files})


def _is_count(value: object, limit: int = 2**62) -> bool:
    return type(value) is int and 0 <= value < limit


def _are_files(fields: dict[str, Any]) -> bool:
    files = fields["files"]
    return (
        isinstance(files, dict)
        and set(files) <= set(file_names())
        and all(
            type(entry) is list and len(entry) == 2 and all(map(_is_count, entry))
            for entry in files.values()
        )
    )


# In this order: a check may rely on the fields before its own.
_CHECKS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "token": lambda fields: (
        type(fields["token"]) is str and bool(re.fullmatch("[0-9a-f]{16}", fields["token"]))
    ),
    "ids": lambda fields: fields["ids"] in ID_KINDS,
    "members": lambda fields: _is_count(fields["members"], 2**31),
    "first": lambda fields: (
        type(fields["first"]) is int
        and -(2**63) <= fields["first"] <= 2**63 - max(1, fields["members"])
    ),
    "follow_total": lambda fields: _is_count(fields["follow_total"]),
    "files": _are_files,
}
