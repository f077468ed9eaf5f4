"""Whether work fits into memory, said before it begins.

What is there is what the system calls available, with swap, and what a container may have
where its limit can be read. Where nothing can be read, nothing is refused.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from linkgraph.errors import TooLarge

_SMALL = 1 << 26  # bytes that are not worth asking for
_MEMINFO = Path("/proc/meminfo")
# limit, use, and figures of a container; those of version 2, and of version 1
_CONTAINERS = (
    tuple(Path("/sys/fs/cgroup", name) for name in ("memory.max", "memory.current", "memory.stat")),
    tuple(
        Path("/sys/fs/cgroup/memory", name)
        for name in ("memory.limit_in_bytes", "memory.usage_in_bytes", "memory.stat")
    ),
)


def demand_room(needed: int, what: str) -> None:
    """Raise `TooLarge` if so many bytes are not there."""
    if needed < _SMALL:
        return
    there = available()
    if there is not None and there < needed:
        raise TooLarge(what, needed, there)


def available() -> int | None:
    """Return how many bytes this process may still have, or `None` where nobody says."""
    found = [_of_the_system(), *(_of_a_container(*files) for files in _CONTAINERS)]
    return min((each for each in found if each is not None), default=None)


def _of_the_system() -> int | None:
    with suppress(OSError, ValueError, KeyError):
        figures = _figures(_MEMINFO)
        return 1024 * (figures["MemAvailable:"] + figures["SwapFree:"])
    with suppress(AttributeError, OSError, ValueError):  # Windows has no such function
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _of_a_container(limit: Path, use: Path, figures: Path) -> int | None:
    with suppress(OSError, ValueError, KeyError):  # "max" is no number, and no limit
        told = _figures(figures)
        cached = told["active_file"] + told["inactive_file"]  # given back when it is needed
        return max(0, int(limit.read_text()) - int(use.read_text()) + cached)
    return None


def _figures(path: Path) -> dict[str, int]:
    rows = (line.split() for line in path.read_text().splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) > 1 and row[1].isdigit()}
