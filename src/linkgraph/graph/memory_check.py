"""A check, before work begins, that it fits into memory.

Available memory is the figure of the system, with swap, or the rest of a container's limit if that
is less. Work is refused only if a figure can be read.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from linkgraph.errors import TooLarge

_SMALL = 1 << 26  # bytes that are not worth the check
_MEMINFO = Path("/proc/meminfo")
# The files with the limit, the use and the statistics of a container, in cgroup versions 2 and 1.
_CONTAINERS = (
    tuple(Path("/sys/fs/cgroup", name) for name in ("memory.max", "memory.current", "memory.stat")),
    tuple(
        Path("/sys/fs/cgroup/memory", name)
        for name in ("memory.limit_in_bytes", "memory.usage_in_bytes", "memory.stat")
    ),
)


def demand_room(needed: int, what: str) -> None:
    """Raise `TooLarge` if fewer bytes are available."""
    if needed < _SMALL:
        return
    free = available()
    if free is not None and free < needed:
        raise TooLarge(what, needed, free)


def available() -> int | None:
    """Return how many more bytes this process can have, or `None` if no figure can be read."""
    limits = [_of_the_system(), *(_of_a_container(*files) for files in _CONTAINERS)]
    return min((limit for limit in limits if limit is not None), default=None)


def _of_the_system() -> int | None:
    with suppress(OSError, ValueError, KeyError):
        figures = _figures(_MEMINFO)
        return 1024 * (figures["MemAvailable:"] + figures["SwapFree:"])
    with suppress(AttributeError, OSError, ValueError):  # Windows lacks this function
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _of_a_container(limit: Path, use: Path, figures: Path) -> int | None:
    with suppress(OSError, ValueError, KeyError):  # the limit may be "max", which means none
        statistics = _figures(figures)
        # The system gives cached files back when memory is needed.
        cached = statistics["active_file"] + statistics["inactive_file"]
        return max(0, int(limit.read_text()) - int(use.read_text()) + cached)
    return None


def _figures(path: Path) -> dict[str, int]:
    rows = (line.split() for line in path.read_text().splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) > 1 and row[1].isdigit()}
