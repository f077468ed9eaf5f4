"""Work that does not fit into memory is refused before it begins."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import linkgraph as lg
from linkgraph.graph import linkgraph as graph
from linkgraph.graph import memory_check as room
from linkgraph.graph.edge_input import bytes_to_build, read_pairs
from linkgraph.stores import verifying
from linkgraph.synthetic.network import bytes_a_member

GB = 10**9
MEMINFO = (
    "MemTotal: 9 kB\nMemAvailable:    2000 kB\nSwapFree:  48 kB\nHugePages_Total:  0\n"
    "odd\nodd one\n"
)


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of a system with 2,048 KiB to have, and of no container."""
    (tmp_path / "meminfo").write_text(MEMINFO)
    names = ("limit", "use", "stat")
    monkeypatch.setattr(room, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(room, "_CONTAINERS", (tuple(tmp_path / name for name in names),))
    monkeypatch.setattr(room, "_SMALL", 0)
    return tmp_path


def contained(system: Path, limit: str, use: str, stat: str) -> None:
    for name, text in (("limit", limit), ("use", use), ("stat", stat)):
        (system / name).write_text(text)


@pytest.mark.usefixtures("system")
def test_what_the_system_calls_available_counts_with_its_swap():
    assert 2048 * 1024 == room.available()


@pytest.mark.parametrize(
    ("limit", "use", "stat", "there"),
    [
        ("1000000\n", "400000\n", "active_file 3\ninactive_file 50\n", 600_053),
        ("1000\n", "4000\n", "active_file 3\ninactive_file 50\n", 0),
        ("max\n", "400000\n", "active_file 3\ninactive_file 50\n", 2048 * 1024),
        ("9223372036854771712\n", "1\n", "active_file 0\ninactive_file 0\n", 2048 * 1024),
        ("1000000\n", "400000\n", "anon 3\n", 2048 * 1024),
    ],
)
def test_a_container_may_have_less(system: Path, limit: str, use: str, stat: str, there: int):
    """Cached files count as free, because the system gives them back."""
    contained(system, limit, use, stat)
    assert there == room.available()


@pytest.mark.parametrize(
    "files",
    [
        {"memory.max": "9000", "memory.current": "400"},
        {"memory/memory.limit_in_bytes": "9000", "memory/memory.usage_in_bytes": "400"},
    ],
)
def test_a_container_is_read_where_linux_keeps_it(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    """The files of version 2 of control groups, and of version 1."""
    folder = Path("/sys/fs/cgroup")
    cached = {folder / name: text for name, text in files.items()}
    cached[next(iter(cached)).with_name("memory.stat")] = "active_file 3\ninactive_file 50\n"
    cached[Path("/proc/meminfo")] = MEMINFO

    def read_text(path: Path) -> str:
        if path not in cached:
            raise FileNotFoundError(path)
        return cached[path]

    monkeypatch.setattr(Path, "read_text", read_text)
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert 8_653 == room.available()
    del cached[folder / next(iter(files))]
    assert 2048 * 1024 == room.available()


def test_another_system_is_asked_its_own_way(system: Path, monkeypatch: pytest.MonkeyPatch):
    (system / "meminfo").unlink()
    pages = {"SC_AVPHYS_PAGES": 100, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__, raising=False)
    assert 409_600 == room.available()


def test_where_nobody_says_nothing_is_refused(system: Path, monkeypatch: pytest.MonkeyPatch):
    (system / "meminfo").write_text("MemTotal: 9 kB\n")
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert room.available() is None
    room.demand_room(10**30, "building this graph")


def test_what_is_small_is_not_asked_for(monkeypatch: pytest.MonkeyPatch):
    """It would take longer than the work."""

    def never() -> int:
        raise AssertionError("asked")

    monkeypatch.setattr(room, "available", never)
    room.demand_room(10**6, "building this graph")
    with pytest.raises(AssertionError, match="asked"):
        room.demand_room(10**9, "building this graph")


@pytest.mark.usefixtures("system")
def test_what_just_fits_is_begun():
    room.demand_room(2048 * 1024, "building this graph")
    with pytest.raises(lg.TooLarge):
        room.demand_room(2048 * 1024 + 1, "building this graph")


@pytest.mark.usefixtures("system")
def test_a_graph_that_does_not_fit_is_not_begun(monkeypatch: pytest.MonkeyPatch):
    pairs = np.array([[number, number + 1] for number in range(60_000)])

    def never(*_: Any) -> None:
        raise AssertionError("begun")

    monkeypatch.setattr(graph, "member_index_of", never)
    with pytest.raises(lg.TooLarge) as caught:
        lg.LinkGraph.from_edges(connections=pairs)
    assert lg.TooLarge("building this graph", 2_400_000, 2_097_152) == caught.value
    with pytest.raises(MemoryError) as alike:
        lg.LinkGraph.from_edges(connections=pairs[:30_000], auto_follow=False, follows=pairs[:1])
    assert lg.TooLarge("building this graph", 2_400_040, 2_097_152) == alike.value
    with pytest.raises(AssertionError, match="begun"):
        lg.LinkGraph.from_edges(connections=pairs[:50_000])


@pytest.mark.usefixtures("system")
def test_a_store_that_cannot_be_verified_here_can_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stored = lg.LinkGraph.from_edges(connections=[(1, 2), (2, 3)])
    lg.save(stored, tmp_path / "store")
    monkeypatch.setattr(verifying, "_BYTES_PER_PAIR", GB)
    with pytest.raises(lg.TooLarge) as caught:
        lg.load(tmp_path / "store", verify=True)
    assert lg.TooLarge("verifying this store", 4 * GB, 2_097_152) == caught.value
    assert stored == lg.load(tmp_path / "store")


@pytest.mark.usefixtures("system")
def test_a_network_that_does_not_fit_is_not_generated():
    assert 500 == len(lg.professional_network(500, seed=1))
    with pytest.raises(lg.TooLarge) as caught:
        lg.professional_network(2**31 - 1, seed=1)
    assert ("generating this network", 2_097_152) == (caught.value.what, caught.value.available)
    with pytest.raises(lg.TooLarge):
        lg.professional_network(500, seed=1, assume=lg.Assumptions(mean_connections=100))


def test_the_error_says_how_much_and_what_to_do():
    error = lg.TooLarge("building this graph", 8_040_000_000, 2_097_152)
    assert (
        "building this graph needs about 8.04 GB, and 0.0021 GB are available: "
        "free memory, or use a larger machine" == str(error)
    )


@pytest.mark.parametrize(
    "assume",
    [
        lg.Assumptions(),
        lg.Assumptions(mean_connections=100),
        lg.Assumptions(mean_follows=100),
        lg.Assumptions(mean_pending=10, mean_groups=10),
    ],
)
def test_the_estimate_is_near_what_generating_takes(assume: lg.Assumptions):
    size = 2_000
    lg.professional_network(10, seed=1)  # modules that are loaded once do not count
    tracemalloc.start()
    try:
        generated = lg.professional_network(size, seed=1, assume=assume)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == len(generated)
    content = size * bytes_a_member(assume)
    assert 0.4 * content < most < 1.6 * content


@pytest.mark.parametrize("auto_follow", [True, False])
@pytest.mark.parametrize(("connections", "follows"), [(50_000, 0), (0, 50_000), (30_000, 30_000)])
def test_the_estimate_is_near_what_building_takes(
    connections: int, follows: int, *, auto_follow: bool
):
    """Far above it would refuse what fits, far below begin what does not."""
    rng = np.random.default_rng(7)
    starts = rng.integers(0, 1000, (connections + follows, 1))
    pairs = np.hstack((starts, (starts + rng.integers(1, 1000, starts.shape)) % 1000))
    given = {"connections": pairs[:connections], "follows": pairs[connections:]}
    columns = read_pairs(given["connections"]), read_pairs(given["follows"])
    estimate = bytes_to_build(*columns, auto_follow=auto_follow)

    def build() -> None:
        lg.LinkGraph.from_edges(**given, members=range(1000), auto_follow=auto_follow)

    build()  # modules that are imported on first use do not count
    tracemalloc.start()
    build()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak / 2 < estimate < 1.5 * peak
