"""Reading a store: the manifest is checked, the data file is mapped."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np

from linkgraph.graph.csr import Adjacency, Directed
from linkgraph.graph.fact_kinds import BARS, FLAGS, INVITED, NOTED, UNBLOCKED, WITHDRAWN
from linkgraph.graph.facts import Facts, Memory
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_index import MemberIndex
from linkgraph.graph.persistent_map import MemberMap, Pair, PairMap
from linkgraph.graph.profiles import Profiles
from linkgraph.graph.progress import Progress, telling
from linkgraph.graph.sorted_arrays import read_only, unpack
from linkgraph.graph.validation import path_of
from linkgraph.stores.id_codec import stored_ids
from linkgraph.stores.manifest import (
    HEAD,
    MAPS,
    PARTS,
    RELATIONS,
    Manifest,
    opened,
    read_manifest,
    refuse,
)
from linkgraph.stores.maps import deferred
from linkgraph.stores.verifying import verify_bytes, verify_facts

_WORDS = {
    "connections": "connections",
    "exceptions": "follows",
    "pending": "invitations",
    "blocks": "blocks",
    "bars": "bars",
}


def load(
    path: str | os.PathLike[str], *, verify: bool = False, progress: Progress = None
) -> LinkGraph[Any]:
    """Return the graph that `save` wrote into a folder (F9, F10).

    The file is mapped, not read: processes that load it share its pages, and ids, settings
    and memories become objects when somebody asks for them. The graph is as any other; edits
    leave the file alone.

    Parameters
    ----------
    path
        The folder.
    verify
        Whether to check every byte against its checksum, and all that a graph relies on.
        Without it a store that was altered may answer wrongly, or raise `StoreError` later;
        a store that was damaged on its way is found with it.
    progress
        As `LinkGraph.from_edges` takes it; without `verify` there is hardly anything to show.

    Raises
    ------
    StoreError
        When there is no store, or one that is truncated, foreign, of a later format, or –
        under `verify` – altered.
    TooLarge
        When `verify` needs more memory than there is, 80 bytes a connection.

    Notes
    -----
    Every index is held to the members there are, which reads the neighbours once: 20 million
    connections take 15 to 30 ms. `verify` takes seconds for them.

    Examples
    --------
    >>> import tempfile
    >>> import linkgraph as lg
    >>> folder = tempfile.TemporaryDirectory()
    >>> lg.save(lg.LinkGraph.from_edges(connections=[("ana", "bo")]), folder.name)
    >>> lg.load(folder.name, verify=True).connections_of("ana")
    MemberSet({'bo'})
    >>> folder.cleanup()
    """
    folder = path_of(path, "name a folder")
    with telling(progress) as tell:
        manifest, content = _mapped(folder)
        data = folder / manifest.data
        if verify:
            verify_bytes(data, manifest, content, tell)
        facts = _facts(data, manifest, content)
        if verify:
            verify_facts(data, facts, tell)
        tell(1, 1, "done")
    return LinkGraph(facts=facts)


def _mapped(folder: Path) -> tuple[Manifest, mmap.mmap]:
    """Return the manifest and its data file, mapped."""
    manifest = read_manifest(folder)
    while True:
        path = folder / manifest.data
        try:
            handle, size = opened(path)
        except FileNotFoundError:
            again = read_manifest(folder)
            if again == manifest:
                refuse(path, "is missing, and the manifest names it")
            manifest = again  # somebody saved meanwhile
            continue
        with os.fdopen(handle, "rb") as file:
            if size != manifest.size:
                word = "truncated" if size < manifest.size else "too long"
                refuse(path, f"is {word}: {size:,} bytes instead of {manifest.size:,}")
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if content[: len(HEAD)] != HEAD:
            refuse(path, "is not the data of a store")
        return manifest, content


def _facts(path: Path, manifest: Manifest, content: mmap.mmap) -> Facts:
    """Return the facts, after checking what keeps every index within bounds."""
    parts = _arrays(manifest, content)
    size = manifest.members
    if manifest.kind == "run":
        member_index = MemberIndex.of(range(manifest.first, manifest.first + size))
    else:
        if not size or len(parts["places"]) != size:
            refuse(path, "was altered: its members cannot be found")
        ids = stored_ids(path, manifest.kind, parts)
        member_index = MemberIndex(ids, ids, size=size, non_int64_count=ids.odd)
    directed = [
        Directed(_rows(path, name, parts, size), _rows(path, f"{name}.into", parts, size))
        for name in RELATIONS[1:]
    ]
    exceptions, pending, blocks, bars = directed

    def pairs() -> list[Pair]:
        sources, targets = unpack(pending.out.keys())
        return list(zip(sources.tolist(), targets.tolist(), strict=True))

    maps: dict[str, Any] = dict.fromkeys(MAPS)
    for name in MAPS:
        if name in manifest.parts:
            maps[name] = deferred(path, name, parts[name].data, size, pairs)
    if bool(pending.out.entries) != ("letters" in manifest.parts):
        refuse(path, "was altered: its invitations are not those that are pending")
    return Facts(
        member_index,
        _rows(path, "connections", parts, size),
        exceptions,
        manifest.follow_total,
        pending,
        PairMap(maps["letters"]),
        blocks,
        Profiles(maps["profiles"]),
        Memory(
            {
                BARS: bars,
                FLAGS: MemberMap(maps["flags"]),
                WITHDRAWN: PairMap(maps["withdrawn"]),
                UNBLOCKED: PairMap(maps["unblocked"]),
                INVITED: MemberMap(maps["invited"]),
                NOTED: MemberMap(maps["noted"]),
            }
        ),
    )


def _arrays(manifest: Manifest, content: mmap.mmap) -> dict[str, Any]:
    """Return every part as a read-only array over the file, empty ones too."""
    places = manifest.places()
    found: dict[str, Any] = {}
    for name, size in PARTS.items():
        begin, end = places.get(name, (0, 0))
        unsigned = size == 1 or (name == "sorted" and manifest.kind != "whole")
        kind = np.dtype(f"<{'u' if unsigned else 'i'}{size}")
        array = np.frombuffer(content, kind, (end - begin) // size, begin)
        found[name] = read_only(array.astype(kind.newbyteorder("="), copy=False))
    return found


def _rows(path: Path, name: str, parts: dict[str, Any], size: int) -> Adjacency:
    """Return one direction of a relation; nobody in it is beyond the members."""
    offsets, neighbours = parts[f"{name}.offsets"], parts[f"{name}.neighbours"]
    if not len(offsets) and not len(neighbours):
        return Adjacency()
    whole = (
        0 < len(offsets) <= size + 1
        and len(neighbours) > 0
        and offsets[0] == 0
        and offsets[-1] == len(neighbours)
        and bool((offsets[1:] >= offsets[:-1]).all())
    )
    # as an unsigned number what is below zero is beyond everybody
    if not whole or int(neighbours.view(np.uint32).max()) >= size:
        word = _WORDS[name.partition(".")[0]]
        refuse(path, f"was altered: its {word} name whom there is not")
    return Adjacency.from_arrays(offsets, neighbours)
