"""Processes that load one store share its pages, and answer alike."""

from __future__ import annotations

import json
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import linkgraph as lg
from tests.stable.values import TEXT
from tests.stores.altered import contents_of, file_of

CHILD = """
import json, sys
import linkgraph as lg
from linkgraph.stores import store
store._SMALLEST_MAPPED = 0
graph = lg.load(sys.argv[1])
edited = graph.connect("ana", "eve")
found = [sorted(graph.connections_of(member)) for member in graph], hash(edited) == hash(edited)
maps = open("/proc/self/maps").read() if sys.platform == "linux" else ""
print(json.dumps([*found, maps]))
"""


def test_processes_answer_alike_from_the_same_pages(store: Path):
    """F9: the file itself is mapped, to be shared and never to be written."""
    expected = [sorted(TEXT.connections_of(member)) for member in TEXT]
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", CHILD, store], capture_output=True, text=True, check=True
        )
        answers, same, maps = json.loads(done.stdout)
        assert (expected, True) == (answers, same)
        if maps:
            path = str(file_of(store, "connections.neighbours.npy"))
            mapped = [line.split() for line in maps.splitlines() if path in line]
            assert [["r--s", path]] == [[line[1], line[5]] for line in mapped]


def _degrees(graph: lg.LinkGraph[Any]) -> list[int]:
    return lg.degrees(graph, "ana").tolist()


def test_a_loaded_graph_goes_to_another_process(store: Path):
    """F9: as a pickle, which holds the facts."""
    with get_context("spawn").Pool(1) as pool:
        (actual,) = pool.map(_degrees, [lg.load(store)])
    assert _degrees(TEXT) == actual


def test_who_has_loaded_a_store_goes_on_when_it_is_saved_over_or_gone(store: Path):
    """F9: the file lives as long as somebody has it mapped."""
    loaded = lg.load(store)
    lg.save(lg.LinkGraph(), store)
    assert not list(lg.load(store))
    for path in Path(store).iterdir():
        path.unlink()
    assert TEXT == loaded
    assert hash(TEXT) == hash(loaded)
    assert TEXT.without_member("ana") == loaded.without_member("ana")


def test_nothing_of_a_loaded_graph_can_be_written_to(store: Path):
    """F9: nor by accident into the file."""
    before = contents_of(store)
    base = lg.load(store)._facts.connections.base
    for array in (base.offsets, base.neighbours):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True
    assert before == contents_of(store)
