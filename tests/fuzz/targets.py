"""The table of parsers: a parser of bytes is fuzzed by having a row here.

The law, for any bytes: the parser gives a value that is equal after saving and loading it,
or raises one of its documented errors, with a message of one line that can be printed.
"""

from __future__ import annotations

import json
import pickle
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import attrs
import numpy as np

import linkgraph as lg
from linkgraph.stores import HistoryFileError, load_history, save_history
from tests.archive.exports import read_bytes, zipped
from tests.archive.test_laws import WHOLE
from tests.fuzz.mutations import mutated_bytes, mutated_lines
from tests.stable.values import ODD, RANGE, TEXT
from tests.stores.altered import (
    asked_everything,
    new_folder,
    packed,
    round_trip,
    unpack,
)
from tests.stores.test_history_files import HISTORY

Mutator = Callable[[bytes, Random], bytes]


@attrs.frozen
class Target:
    """A parser of bytes, the errors that it may raise, and the inputs to begin a search with."""

    name: str
    parse: Callable[[bytes], Any]
    refusals: tuple[type[Exception], ...]
    again: Callable[[Any], Any]  # saves a value and loads it again
    seeds: Callable[[], list[bytes]]
    mutate: Mutator = mutated_bytes
    longest: int = 1 << 16  # bytes that an input may have


def check(target: Target, data: bytes) -> bool:
    """Assert the law; return whether the bytes were accepted."""
    try:
        value = target.parse(data)
    except target.refusals as error:
        message = str(error)
        assert message.isprintable(), "a message is one line that every terminal shows"
        return False
    assert value == target.again(value), "after saving and loading, the value is another"
    return True


# -- history files ------------------------------------------------------------------------------


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    memory = Path("/dev/shm")  # where there is one, nothing waits for a disk
    return tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)


def _history(data: bytes) -> lg.History[Any]:
    path = Path(_folder().name) / "fuzzed.jsonl"
    path.write_bytes(data)
    return load_history(path)


def _history_again(history: lg.History[Any]) -> lg.History[Any]:
    path = Path(_folder().name) / "again.jsonl"
    save_history(history, path)
    loaded = load_history(path)
    assert list(history.start) == list(loaded.start), "member order (F10) is lost"
    # An accepted history can be used: hashed, shown, replayed.
    assert hash(history) == hash(loaded)
    assert repr(history) == repr(loaded)
    with suppress(lg.UnknownMember):  # an action may name a member that does not exist
        lg.replay(loaded, refused="skip")
    return loaded


def _histories() -> list[bytes]:
    """Return a file with every kind of line, and one for each line."""
    _history_again(HISTORY)
    whole = (Path(_folder().name) / "again.jsonl").read_bytes()
    head, *lines = whole.splitlines(keepends=True)
    members = [line for line in lines if b'"MEMBER"' in line]
    others = [line for line in lines if b'"MEMBER"' not in line]
    return [whole, head, *(b"".join((head, *members, line)) for line in others)]


# -- arrays of pairs: a line of JSON says dtype and shape, the rest is the buffer ----------------


def _graph_of_array(data: bytes) -> lg.LinkGraph[Any]:
    header, _, buffer = data.partition(b"\n")
    array: Any = np.empty((0, 2), np.int64)
    try:
        dtype, shape = json.loads(header)
        whole = np.frombuffer(buffer, np.dtype(dtype))
        array = whole[: len(whole) - len(whole) % 2].reshape(shape) if shape else whole
    except (ValueError, TypeError, RecursionError, SyntaxError):
        pass  # NumPy refuses the bytes before this library could read them
    return lg.LinkGraph.from_edges(connections=array)


def _graph_again(graph: lg.LinkGraph[Any]) -> lg.LinkGraph[Any]:
    pairs = [(one, other) for one in graph for other in graph.connections_of(one)]
    found = lg.LinkGraph.from_edges(connections=pairs, members=list(graph))
    assert hash(graph) == hash(found)
    assert list(graph) == list(found), "member order (F10) is lost"
    return found


_DTYPES = (
    "<i1 <i2 <i4 <i8 >i4 <u1 <u4 <u8 <f2 <f4 <f8 <c8 ? <U1 <U3 >U2 S1 S3 V2 <M8[D] <M8[ns] <m8[s]"
)


def _arrays() -> list[bytes]:
    letters = np.arange(97, 121)  # text needs numbers that are characters
    contents = {
        dtype: letters.astype(dtype.replace("U", "u4")[:3]).tobytes()
        if "U" in dtype
        else bytes(range(1, 97))
        for dtype in _DTYPES.split()
    }
    shapes = ([-1, 2], [2, -1], [-1], [1, -1, 2])
    return [
        json.dumps([dtype, shape]).encode() + b"\n" + content
        for dtype, content in contents.items()
        for shape in shapes
    ]


# -- archives, packed whole and file by file ------------------------------------------------------


def _archives() -> list[bytes]:
    return [zipped(WHOLE), *(zipped({name: text}) for name, text in WHOLE.items())]


# -- stores: the manifest on a line, then one file after the other ---------------------------------


def _store(data: bytes) -> str:
    """Write a store of these bytes, with every checksum made to fit; return the folder."""
    folder = Path(_folder().name) / "store"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    unpack(data, folder)
    return str(folder)


def _verified(data: bytes) -> lg.LinkGraph[Any]:
    return lg.load(_store(data), verify=True)


def _asked(data: bytes) -> None:
    with suppress(lg.StoreError):
        asked_everything(lg.load(_store(data)))


def _stored_again(graph: lg.LinkGraph[Any]) -> lg.LinkGraph[Any]:
    found = round_trip(graph, verify=True)
    assert hash(graph) == hash(found)
    assert list(graph) == list(found), "member order (F10) is lost"
    empty = lg.LinkGraph()
    assert found == lg.diff(empty, found).apply(empty), "its facts make another graph"
    return found


def _stores() -> list[bytes]:
    """Return stores of ids of each kind, with every kind of fact and with hardly any."""
    ids = ([1, 2, 3], [7, -7, 2**40], ["ana", "bo", ""], ["ana", ("eu", 7), b"x"])
    plain = [lg.LinkGraph.from_edges(connections=[each[:2]], members=each) for each in ids]
    found = []
    for graph in (RANGE, TEXT, ODD, lg.LinkGraph(), *plain, *(g.follow(*g) for g in FOLLOWED)):
        with new_folder() as folder:
            lg.save(graph, folder)
            found.append(packed(folder))
    return found


FOLLOWED = [lg.LinkGraph.from_edges(members=each) for each in ([1, 2], ["ana", "bo"])]


# -- the table ----------------------------------------------------------------------------------

TARGETS = {
    target.name: target
    for target in (
        Target(
            "history", _history, (HistoryFileError,), _history_again, _histories, mutated_lines,
        ),
        Target(
            "edges", _graph_of_array, (lg.InvalidInput, lg.SelfTie), _graph_again, _arrays,
            longest=1 << 11,
        ),
        Target(
            "archive", read_bytes, (lg.ArchiveError,),
            lambda archive: pickle.loads(pickle.dumps(archive)), _archives,
        ),
        Target("store", _verified, (lg.StoreError,), _stored_again, _stores),
        Target("store-unverified", _asked, (), lambda nothing: nothing, _stores),
    )
}  # fmt: skip
