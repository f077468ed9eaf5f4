"""Saving a graph into a folder and loading it, mapped.

A save writes every file under a new name, brings the files and their names to the disk, writes the
new manifest beside the old one, and puts it in its place with one atomic replace. Until then the
old store is complete, afterwards the new one is. The files that are no longer needed are removed
last, and after a crash by the next save.

A load maps the files. It checks that every index is within bounds, which reads the neighbours
once; ids, profiles and memories become objects when somebody asks for them.
"""

from __future__ import annotations

import importlib
import mmap
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import attrs
import numpy as np

from linkgraph.errors import InvalidInput, StoreError, TooLarge
from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import FACT_KINDS, FactKind, stored_kinds
from linkgraph.graph.facts import Facts
from linkgraph.graph.files import PATH_ERRORS, replace_file, target_of, write_new
from linkgraph.graph.linkgraph import LinkGraph, facts_of
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.memory_check import demand_room
from linkgraph.graph.persistent_map import Deferred, PersistentMap
from linkgraph.graph.progress import Progress, Tell, telling
from linkgraph.graph.sorted_arrays import read_only, unpack
from linkgraph.graph.validation import boolean, path_of
from linkgraph.stores.fact_codec import map_from_bytes, map_to_bytes
from linkgraph.stores.id_codec import StoredIds, id_arrays
from linkgraph.stores.manifest import (
    HEADER_BYTES,
    ID_ARRAYS,
    MANIFEST,
    OURS,
    ROW_ARRAYS,
    Manifest,
    npy_header,
    open_plain_file,
    read_manifest,
    refuse,
    refusing_errors,
    relations,
)
from linkgraph.stores.verifying import verify_bytes, verify_facts

# Windows has neither locks of this kind nor handles of folders.
fcntl: Any = None if os.name == "nt" else importlib.import_module("fcntl")

# In bytes. A mapped file keeps a handle open, and a store of a few members has 30 files: without
# this limit, a process could have only some 30 stores loaded.
_SMALLEST_MAPPED = 1 << 16

_BYTES_PER_MEMBER = 40  # of a list of ids, as many answers are
_BYTES_PER_JSON_BYTE = 20  # of the objects that JSON becomes, such as the list of `[0,0,0]`


def save(graph: LinkGraph[Any], path: str | os.PathLike[str], *, progress: Progress = None) -> None:
    """Write a graph into a folder, all or nothing; `load` returns an equal graph (F9, F10).

    A store that is already there stays readable until the new one is complete, and is then
    removed. Graphs that were loaded from it go on using it.

    Parameters
    ----------
    graph
        Any graph, also one that was loaded from this folder.
    path
        A folder, which is made if it does not exist. Other files in it are left alone.
    progress
        As in `LinkGraph.from_edges`; counts bytes.

    Raises
    ------
    InvalidInput
        For an id that a store cannot hold, before anything is written. Ids may be text, integers,
        bytes, UUIDs, dates, and tuples and frozensets of these.
    StoreError
        If a folder neither exists at the path nor can be made there, or if another process is
        saving into it.
    OSError
        If writing fails, such as on a full disk. The old store is unchanged.

    Notes
    -----
    O(members + ties). A lock keeps two savers apart, except on Windows.

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
    facts = facts_of(graph)
    folder = path_of(path, "name a folder")
    with telling(progress) as tell:
        _save(facts.compact(), folder, tell)


def load(
    path: str | os.PathLike[str], *, verify: bool = False, progress: Progress = None
) -> LinkGraph[Any]:
    """Return the graph that `save` wrote into a folder (F9, F10).

    The files are mapped, not read, so processes that load the same store share its memory. A
    loaded graph is like any other. Edits do not change the files.

    Parameters
    ----------
    path
        The folder.
    verify
        Whether to check every byte against its checksum, and that the ties form a graph (F1 to
        F6). Without it, a store that was altered may answer wrongly or raise `StoreError`
        later.
    progress
        As in `LinkGraph.from_edges`; without `verify` there is hardly anything to show.

    Raises
    ------
    StoreError
        If the store is missing, truncated, foreign, of a later format, or (with `verify`) altered.
    TooLarge
        If `verify` needs more memory than is available: 80 bytes per connection.

    Notes
    -----
    O(neighbours): 20 million connections take 15 to 30 ms, and seconds with `verify`.

    Examples
    --------
    >>> import tempfile
    >>> import linkgraph as lg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lg.save(lg.LinkGraph.from_edges(connections=[("ana", "bo")]), folder)
    ...     lg.load(folder, verify=True).connections_of("ana")
    MemberSet({'bo'})
    """
    folder = path_of(path, "name a folder")
    boolean(verify, "verify")
    with telling(progress) as tell:
        manifest, contents = _mapped_files(folder)
        if verify:
            verify_bytes(folder, manifest, contents, tell)
        facts = _StoreReader(folder, manifest, contents).facts()
        if verify:
            verify_facts(folder, facts, tell)
        tell(1, 1, "done")
    return LinkGraph(facts=facts)


# -- saving -------------------------------------------------------------------------------------


def _save(facts: Facts, folder: Path, tell: Tell) -> None:
    ids, first, contents = contents_of(facts)
    _make_folder(folder)
    with _opened_folder(folder, lock=True) as sync:
        with _refusing(folder / MANIFEST, "cannot be replaced"):
            mode = _mode_of_store(folder)
        token = secrets.token_hex(8)
        manifest = Manifest(token, ids, len(facts.member_index), first, facts.follow_total, {})
        try:
            total = sum(len(piece) for pieces in contents.values() for piece in pieces)
            for name, pieces in contents.items():
                path = manifest.path(folder, name)
                with _refusing(path, "cannot be written"):
                    manifest.files[name] = write_new(path, pieces, mode)
                tell(manifest.total_bytes, total, "writing")
            sync()
            with _refusing(folder / MANIFEST, "cannot be replaced"):
                draft = f"linkgraph-{token}.json"
                replace_file(folder / MANIFEST, [manifest.to_bytes()], draft)
        except BaseException:
            with suppress(OSError, StoreError):  # the error of the save is the one to raise
                is_saved = os.path.lexists(folder / MANIFEST)
                if not is_saved or read_manifest(folder).token != token:
                    _remove(folder, lambda other: other == token)
            raise
        sync()
        _remove(folder, lambda other: other != token)


def contents_of(facts: Facts) -> tuple[str, int, dict[str, list[Any]]]:
    """Return the kind of ids, the first of a range, and the content of each file in pieces."""
    index = facts.member_index
    ids, first = "range", 0
    contents: dict[str, list[Any]] = {}
    if index.id_range is not None:
        first = index.id_range.start
    elif len(index):
        ids, arrays = id_arrays(list(index))
        for name, dtype in ID_ARRAYS.items():
            _add_array(contents, name, dtype, arrays[name])
    for kind in stored_kinds():
        stored = facts.stored(kind)
        for name, rows_of in relations(kind).items():
            base = rows_of(stored).base
            if len(base.neighbours):
                for part, dtype in ROW_ARRAYS.items():
                    _add_array(contents, f"{name}.{part}", dtype, getattr(base, part))
        if isinstance(stored, PersistentMap) and stored:
            contents[f"{kind.key}.json"] = [map_to_bytes(kind, stored.to_dict())]
    return ids, first, contents


def _add_array(contents: dict[str, list[Any]], name: str, dtype: str, array: Any) -> None:
    if len(array):
        items = array.astype(dtype, copy=False)
        contents[f"{name}.npy"] = [npy_header(dtype, len(items)), items.view(np.uint8).data]


def _mode_of_store(folder: Path) -> int | None:
    """Return the mode of the manifest that is there, which all files of the new store get."""
    path = folder / MANIFEST
    target = target_of(path)
    if target.path != path:
        refuse(path, "is a symbolic link, which `load` does not follow", "remove it")
    return target.mode


@contextmanager
def _refusing(path: Path, problem: str) -> Iterator[None]:
    """Raise `StoreError` where the system says that a file or folder cannot be at a path."""
    try:
        yield
    except InvalidInput as error:
        refuse(path, problem, error.remedy)
    except OSError as error:
        if error.errno not in PATH_ERRORS:
            raise
        refuse(path, problem, PATH_ERRORS[error.errno])


def _make_folder(folder: Path) -> None:
    try:
        with _refusing(folder, "cannot be made"):
            os.mkdir(folder)  # noqa: PTH102  # `os`, as all steps here
    except FileExistsError:
        if not folder.is_dir():
            refuse(folder, "is not a folder", "name a folder, which is made if it does not exist")
    else:
        with _opened_folder(folder.parent, lock=False) as sync:
            sync()


@contextmanager
def _opened_folder(folder: Path, *, lock: bool) -> Iterator[Callable[[], None]]:
    """Give a function that brings the names in a folder to the disk; keep other savers out."""
    if fcntl is None:
        yield lambda: None
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            if lock:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refuse(folder, "is being saved into by another process", "wait until it has finished")
        except OSError:
            pass  # a file system without locks
        yield partial(os.fsync, handle)
    finally:
        os.close(handle)


def _remove(folder: Path, is_removed: Callable[[str], bool]) -> None:
    """Remove the files of stores with a token that is to be removed."""
    for name in os.listdir(folder):  # noqa: PTH208  # names
        ours = OURS.fullmatch(name)
        if ours and is_removed(ours[1]):
            with suppress(OSError):  # Windows keeps a file that somebody has mapped
                os.unlink(folder / name)  # noqa: PTH108  # `os`, as all steps here


# -- loading ------------------------------------------------------------------------------------


def _mapped_files(folder: Path) -> tuple[Manifest, dict[str, bytes | mmap.mmap]]:
    """Return the manifest and each file that it names, mapped."""
    manifest = read_manifest(folder)
    while True:
        path = folder
        try:
            contents: dict[str, bytes | mmap.mmap] = {}
            for name, (length, _) in manifest.files.items():
                path = manifest.path(folder, name)
                contents[name] = _mapped(path, length)
            return manifest, contents
        except FileNotFoundError:
            again = read_manifest(folder)
            if again == manifest:
                refuse(path, "is missing, and the manifest names it")
            manifest = again  # another process has saved meanwhile


def _mapped(path: Path, length: int) -> bytes | mmap.mmap:
    handle, actual = open_plain_file(path)
    with os.fdopen(handle, "rb") as file, refusing_errors(path):
        if actual != length:
            word = "truncated" if actual < length else "too long"
            refuse(path, f"is {word}: {actual:,} bytes instead of {length:,}")
        if length < _SMALLEST_MAPPED:
            return file.read()
        # A mapping needs a second handle, which the system may not have.
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@attrs.frozen
class _StoreReader:
    """Builds facts from mapped files, and checks that every index is within bounds."""

    folder: Path
    manifest: Manifest
    contents: dict[str, bytes | mmap.mmap]

    def facts(self) -> Facts:
        members = self.manifest.members
        # A range needs no file, so this number may be of any size.
        problem = f"declares {members:,} members, more than fit into memory"
        self._demand_room(_BYTES_PER_MEMBER * members, self.folder / MANIFEST, problem)
        stored: dict[FactKind[Any], Any] = {}
        for kind in stored_kinds():
            rows = [self._rows(name) for name in relations(kind)]
            if rows:
                stored[kind] = Directed(*rows) if len(rows) == 2 else rows[0]
        for kind in FACT_KINDS:
            if isinstance(kind.empty, PersistentMap):
                pairs = None if kind.index is None else stored[kind.index].out
                stored[kind] = self._map(kind, pairs)
        facts = Facts(self._member_index(), follow_total=self.manifest.follow_total)
        return facts.with_stored(stored)

    def _array(self, name: str, dtype: str) -> Any:
        """Return an array over its file, read-only; an empty one if the file is missing."""
        content = self.contents.get(f"{name}.npy")
        if content is None:
            return read_only(np.empty(0, dtype))
        kind = np.dtype(dtype)
        items = (len(content) - HEADER_BYTES) // kind.itemsize
        length = HEADER_BYTES + items * kind.itemsize
        has_header = items > 0 and content[:HEADER_BYTES] == npy_header(dtype, items)
        if length != len(content) or not has_header:
            self._refuse(f"{name}.npy", f"is not a one-dimensional array of `{kind.name}`")
        array = np.frombuffer(content, kind, items, HEADER_BYTES)
        return read_only(array.astype(kind.newbyteorder("="), copy=False))

    def _rows(self, name: str) -> Adjacency:
        """Return one direction of a relation, in which no index is beyond the members."""
        offsets, neighbours = (
            self._array(f"{name}.{part}", dtype) for part, dtype in ROW_ARRAYS.items()
        )
        if not len(offsets) and not len(neighbours):
            return Adjacency()
        is_valid = (
            0 < len(offsets) <= self.manifest.members + 1
            and len(neighbours) > 0
            and offsets[0] == 0
            and offsets[-1] == len(neighbours)
            and bool((offsets[1:] >= offsets[:-1]).all())
            # As an unsigned number, a negative index is beyond all members.
            and int(neighbours.view(np.uint32).max()) < self.manifest.members
        )
        if not is_valid:
            self._refuse(f"{name}.offsets.npy", "was altered: its rows are not those of members")
        return Adjacency.from_arrays(offsets, neighbours)

    def _map(self, kind: FactKind[Any], pairs: Adjacency | None) -> Any:
        """Return a map that is read when it is first used; `pairs` are its keys as rows."""
        name = f"{kind.key}.json"
        content = self.contents.get(name)
        if pairs is not None and (pairs.entries == 0) is not (content is None):
            self._refuse(name, f"was altered: its keys are not those of `{kind.key}`")
        if content is None:
            return kind.empty

        def read() -> dict[Any, Any]:
            path = self.manifest.path(self.folder, name)
            needed = _BYTES_PER_JSON_BYTE * len(content)
            self._demand_room(needed, path, "is too large to be read into memory")
            entries = None
            with suppress(ValueError, TypeError, OverflowError, RecursionError):
                entries = map_from_bytes(kind, bytes(content), self.manifest.members)
            if entries is None or (pairs is not None and _pairs_of(pairs) != entries.keys()):
                self._refuse(name, "was altered: it holds entries that no graph has")
            return entries

        return type(kind.empty)(Deferred(read))

    def _member_index(self) -> MemberIndex:
        manifest = self.manifest
        if manifest.ids == "range":
            return MemberIndex.of(range(manifest.first, manifest.first + manifest.members))
        arrays = {name: self._array(name, dtype) for name, dtype in ID_ARRAYS.items()}
        size, ends, places = manifest.members, arrays["ids.ends"], arrays["ids.places"]
        is_valid = (
            len(arrays["ids.hashes"]) == len(places) == len(ends) - 1 == size > 0
            and ends[0] == 0
            and ends[-1] == len(arrays["ids.bytes"])
            and bool((ends[1:] >= ends[:-1]).all())
            and int(places.min()) >= 0
            and int(places.max()) < size
        )
        if not is_valid:
            self._refuse("ids.places.npy", "was altered: its members cannot be found")
        ids = StoredIds(manifest.path(self.folder, "ids.bytes.npy"), manifest.ids, arrays)
        return MemberIndex(ids, ids.get, size=size, non_int64_count=ids.non_int64_count)

    def _demand_room(self, needed: int, path: Path, problem: str) -> None:
        """Raise `StoreError` if fewer bytes of memory are available."""
        try:
            demand_room(needed, "loading this store")
        except TooLarge:
            refuse(path, problem, "free memory, or use a larger machine")

    def _refuse(self, name: str, problem: str) -> NoReturn:
        refuse(self.manifest.path(self.folder, name), problem)


def _pairs_of(rows: Adjacency) -> set[tuple[int, int]]:
    sources, targets = unpack(rows.keys())
    return set(zip(sources.tolist(), targets.tolist(), strict=True))
