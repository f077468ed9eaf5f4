"""Writing a store: new files beside the old ones, then one atomic replace.

Until the replace the old store is whole, from then on the new one is; what the other one
needed is removed last. Wherever it stops, the next `save` clears up.
"""

from __future__ import annotations

import importlib
import os
import secrets
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from linkgraph.errors import InvalidInput, StoreError
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import BARS
from linkgraph.graph.facts import Facts
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.progress import Progress, Tell, telling
from linkgraph.graph.validation import path_of
from linkgraph.stores.id_codec import as_parts
from linkgraph.stores.manifest import (
    HEAD,
    MANIFEST,
    OURS,
    PARTS,
    RELATIONS,
    Manifest,
    Part,
    aligned,
    data_name,
    read_manifest,
    refuse,
)
from linkgraph.stores.maps import maps_of

# Windows has neither locks of this kind nor handles of folders
fcntl: Any = None if os.name == "nt" else importlib.import_module("fcntl")

_CHUNK = 1 << 24  # bytes that are written at once


def save(graph: LinkGraph[Any], path: str | os.PathLike[str], *, progress: Progress = None) -> None:
    """Write a graph into a folder, whole or not at all; `load` gives an equal one (F9, F10).

    A store that is there stays readable until the new one is whole, and is then removed; who
    has loaded it goes on using it. Ids may be text, whole numbers, bytes, UUIDs, dates, and
    tuples and frozensets of these.

    Parameters
    ----------
    graph
        Any graph, a loaded one as well, into its own folder too.
    path
        A folder; it is made if it is not there. Other files in it are left alone.
    progress
        As `LinkGraph.from_edges` takes it, in bytes.

    Raises
    ------
    InvalidInput
        For an id that a store cannot hold, before anything is written.
    StoreError
        When somebody else is saving into the folder, it is no folder, or there is none that it
        could be made in.
    OSError
        When writing fails, such as on a full disk; the old store is as it was.

    Notes
    -----
    O(members + ties). Two savers at once are kept apart by a lock where the system has one;
    Windows has not.

    Examples
    --------
    >>> import tempfile
    >>> import linkgraph as lg
    >>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lg.save(g, folder)
    ...     lg.load(folder) == g
    True
    """
    if not isinstance(graph, LinkGraph):
        raise InvalidInput(graph, "is no graph", "give a `LinkGraph`")
    folder = path_of(path, "name a folder")
    with telling(progress) as tell:
        _save(graph._facts.compact(), folder, tell)


def _save(facts: Facts, folder: Path, tell: Tell) -> None:
    kind, first, parts = parts_of(facts)
    _make(folder)
    with _held(folder) as sync:
        names = data_name(token := secrets.token_hex(8)), f"linkgraph-{token}.json"
        data, manifest = (folder / name for name in names)
        try:
            told = _written(data, parts, tell)
            size, total = facts.member_index.size, facts.follow_total
            new = Manifest(names[0], kind, size, first, total, told)
            with _new_file(manifest) as write:
                write(new.to_bytes())
            sync()
            os.replace(manifest, folder / MANIFEST)  # noqa: PTH105  # `os`, as all steps here
        except BaseException:
            _remove(folder, names)
            raise
        sync()
        _remove(folder, [name for name in os.listdir(folder) if OURS.fullmatch(name)])  # noqa: PTH208  # names


def parts_of(facts: Facts) -> tuple[str, int, dict[str, Any]]:
    """Return the kind of ids, the start of a run, and the parts of a data file, as arrays."""
    member_index = facts.member_index
    parts: dict[str, Any] = {}
    kind, first = "run", 0
    if member_index.id_range is not None:
        first = member_index.id_range.start
    elif len(member_index):
        kind, parts = as_parts(list(member_index))
    directed: dict[str, Directed] = {
        "exceptions": facts.exceptions,
        "pending": facts.pending,
        "blocks": facts.blocks,
        "bars": facts.memory[BARS],
    }
    parts |= _rows("connections", facts.connections)
    for name in RELATIONS[1:]:
        parts |= _rows(name, directed[name].out) | _rows(f"{name}.into", directed[name].into)
    for name, content in maps_of(facts).items():
        parts[name] = np.frombuffer(content, np.uint8)
    return kind, first, {name: parts[name] for name in PARTS if len(parts.get(name, ()))}


def _rows(name: str, rows: Adjacency) -> dict[str, Any]:
    base = rows.base
    if not rows.entries:
        return {}
    return {f"{name}.offsets": base.offsets, f"{name}.neighbours": base.neighbours}


def _written(path: Path, parts: dict[str, Any], tell: Tell) -> dict[str, Part]:
    """Write the data file; return what the manifest says of each part."""
    told: dict[str, Part] = {}
    done, total = 0, sum(array.nbytes for array in parts.values())
    with _new_file(path) as write:
        write(HEAD)
        end = len(HEAD)
        for name, array in parts.items():
            # the least byte first, whatever the machine
            content = array.astype(array.dtype.newbyteorder("<"), copy=False).view(np.uint8).data
            write(bytes(aligned(end) - end))
            crc = 0
            for begin in range(0, len(content), _CHUNK):
                chunk = content[begin : begin + _CHUNK]
                crc = zlib.crc32(chunk, crc)
                write(chunk)
                done += len(chunk)
                tell(done, total, "writing")
            end = aligned(end) + len(content)
            told[name] = Part(len(array), crc)
    return told


@contextmanager
def _new_file(path: Path) -> Iterator[Callable[[bytes | memoryview], None]]:
    """Make a file that was not there; on leaving it is on the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        yield partial(_write, handle)
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, content: bytes | memoryview) -> None:
    done = 0
    while done < len(content):
        done += os.write(handle, memoryview(content)[done:])


def _make(folder: Path) -> None:
    try:
        os.mkdir(folder)  # noqa: PTH102  # `os`, as all steps here
    except FileExistsError:
        if not folder.is_dir():
            refuse(folder, "is no folder", "name a folder, which is made if it is not there")
    except (FileNotFoundError, NotADirectoryError):
        refuse(folder, "cannot be made: there is no folder to make it in", "make that one first")
    else:
        with _held(folder.parent, lock=False) as sync:
            sync()


@contextmanager
def _held(folder: Path, *, lock: bool = True) -> Iterator[Callable[[], None]]:
    """Keep other savers out of a folder; give what brings its names to the disk."""
    if fcntl is None:
        yield lambda: None
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if lock:
            _lock(folder, handle)
        yield partial(os.fsync, handle)
    finally:
        os.close(handle)


def _lock(folder: Path, handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        refuse(folder, "is being saved into by somebody else", "wait until they are done")
    except OSError:
        pass  # a file system without locks


def _remove(folder: Path, names: Any) -> None:
    """Remove these files, but what the store that is there needs."""
    needed: set[str] = set()
    with suppress(StoreError):
        needed = {read_manifest(folder).data}
    for name in names:
        if name not in needed:
            with suppress(OSError):  # Windows keeps a file that somebody has mapped
                os.unlink(folder / name)  # noqa: PTH108  # `os`, as all steps here
