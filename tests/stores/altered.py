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

import pytest

import linkgraph as lg
from linkgraph.stores.manifest import MANIFEST, read_manifest, signed
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


def data_of(folder: Path | str) -> Path:
    """Return the data file of a store."""
    return Path(folder) / read_manifest(Path(folder)).data


def overwrite(folder: Path | str, content: bytes, *, sign: bool = False) -> None:
    """Give a store another data file; `sign` gives its parts the checksums of these bytes."""
    data_of(folder).write_bytes(content)
    if sign:
        places = read_manifest(Path(folder)).places()
        path = Path(folder, MANIFEST)
        told = json.loads(path.read_bytes())
        for name, (begin, end) in places.items():
            told["parts"][name][1] = zlib.crc32(content[begin:end])
        resign(path, told)


def resign(path: Path, told: dict[str, Any]) -> None:
    """Write a manifest with its right checksum."""
    told.pop("crc32", None)
    path.write_bytes(signed(told))


def altered(content: bytes, random: Random) -> bytes:
    """Return as many bytes, a few of them others: the likely ones rather small numbers."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at = random.randrange(64, len(changed)) if len(changed) > 64 else 0
        few = (0, 1, 2, 3, 5, 6, 7, 48, 49, 91, 93, 44, 127, 128, 255)
        changed[at] = random.choice((*few, changed[at] ^ 1 << random.randrange(8)))
    return bytes(changed)


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
