"""Stores whose bytes were changed, and all that can be asked of what they load as."""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

import linkgraph as lg
from linkgraph.stores.manifest import (
    HEADER_BYTES,
    MANIFEST,
    file_names,
    npy_header,
    read_manifest,
    signed,
)
from tests.stable.questions import Scene, questions

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
AGAIN = "save the graph again"
NAME_ONE = "name a folder that `save` wrote"


@cache
def _memory() -> TemporaryDirectory[str]:
    shared = Path("/dev/shm")  # where there is one, nothing waits for a disk
    return TemporaryDirectory(dir=shared if shared.is_dir() else None)


def new_folder() -> TemporaryDirectory[str]:
    """Return a folder that goes away, on no disk if the system has that."""
    return TemporaryDirectory(dir=_memory().name)


def round_trip(graph: lg.LinkGraph[Any], **options: Any) -> lg.LinkGraph[Any]:
    """Return what is loaded after saving; the files are gone by then."""
    with new_folder() as folder:
        lg.save(graph, folder)
        return lg.load(folder, **options)


def refusal(folder: Path, **options: Any) -> lg.StoreError:
    """Return what `load` raises."""
    with pytest.raises(lg.StoreError) as caught:
        lg.load(folder, **options)
    return caught.value


def free_handles() -> list[int]:
    """Return which handles the system would give next: fewer are free when one was left open."""
    handles = [os.dup(0) for _ in range(8)]
    for handle in handles:
        os.close(handle)
    return handles


def file_of(folder: Path | str, name: str) -> Path:
    """Return one of the files of a store."""
    return read_manifest(Path(folder)).path(Path(folder), name)


def contents_of(folder: Path | str) -> dict[str, bytes]:
    """Return the content of each file of a store but the manifest."""
    manifest = read_manifest(Path(folder))
    return {name: manifest.path(Path(folder), name).read_bytes() for name in manifest.files}


def replace_file(folder: Path | str, name: str, content: bytes | None) -> None:
    """Give a store another file, or none, and a manifest that fits."""
    path = Path(folder, MANIFEST)
    fields = json.loads(path.read_bytes())
    fields["files"].pop(name, None)
    if content is not None:
        fields["files"][name] = [len(content), zlib.crc32(content)]
        read_manifest(Path(folder)).path(Path(folder), name).write_bytes(content)
    resign(path, fields)


def replace_array(folder: Path | str, name: str, items: bytes, dtype: str) -> None:
    """Give a store another array, of another length, and a manifest that fits."""
    count = len(items) // np.dtype(dtype).itemsize
    replace_file(folder, f"{name}.npy", npy_header(dtype, count) + items if count else None)


def packed(folder: Path | str) -> bytes:
    """Return a store as bytes: the manifest on a line, then one file after the other."""
    manifest = json.dumps(json.loads(Path(folder, MANIFEST).read_bytes()))
    return b"\n".join([manifest.encode(), b"".join(contents_of(folder).values())])


def unpack(data: bytes, folder: Path) -> None:
    """Write the store that these bytes are, with every checksum made to fit."""
    line, _, rest = data.partition(b"\n")
    (folder / MANIFEST).write_bytes(line)
    with suppress(ValueError, TypeError, AttributeError, KeyError, RecursionError):
        fields = json.loads(line)
        for name, entry in fields["files"].items():
            content, rest = rest[: entry[0]], rest[entry[0] :]
            entry[:] = [len(content), zlib.crc32(content)]
            if name in file_names():
                Path(folder, f"linkgraph-{fields['token']}-{name}").write_bytes(content)
        resign(folder / MANIFEST, fields)


def resign(path: Path, fields: dict[str, Any]) -> None:
    """Write a manifest with its right checksum."""
    fields.pop("crc32", None)
    path.write_bytes(signed(fields))


def altered(content: bytes, random: Random) -> bytes:
    """Return as many bytes, a few of them others: the likely ones rather small numbers.

    The header of an array is left alone: any other is refused.
    """
    changed = bytearray(content)
    first = HEADER_BYTES if content.startswith(b"\x93NUMPY") else 0
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at = random.randrange(first, len(changed))
        few = (0, 1, 2, 3, 5, 6, 7, 48, 49, 91, 93, 44, 127, 128, 255)
        changed[at] = random.choice((*few, changed[at] ^ 1 << random.randrange(8)))
    return bytes(changed)


def alter(folder: Path | str, number: int, *, sign: bool) -> bool:
    """Alter one file of a store; return whether any byte is another."""
    random = Random(number)
    contents = contents_of(folder)
    if not contents:
        return False
    name = random.choice(sorted(contents))
    changed = altered(contents[name], random)
    if sign:
        replace_file(folder, name, changed)
    else:
        file_of(folder, name).write_bytes(changed)
    return changed != contents[name]


def asked_everything(graph: lg.LinkGraph[Any]) -> int:
    """Ask all there is, each twice; return how often an error of the library was the answer."""
    everyone: list[Any] = []
    with suppress(lg.LinkGraphError):
        everyone = list(graph)
    some = everyone[:4]
    posts = [lg.Post(number, member, at=AT) for number, member in enumerate(some)]
    engagements = [
        lg.Engagement(member, 0, lg.EngagementKind.REACTION, at=AT) for member in some[1:]
    ]
    joined = "newcomer" if "newcomer" not in everyone else "another"
    actions = [lg.Join(joined, at=AT), *(lg.Leave(member, at=AT) for member in some[:1])]
    history = lg.History(actions, start=graph)
    scene = Scene(graph, history, posts, engagements, AT + timedelta(days=1), some)
    refused = 0
    for question in questions(scene).values():
        try:
            question()
        except lg.LinkGraphError:
            refused += 1
    return refused
