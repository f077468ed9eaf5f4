"""Figures and tables as Markdown, and the places where they stand in the pages."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from linkgraph import __version__

UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}
NOTHING = "–"


def figure(value: float | None) -> str:
    """Return a number with three significant figures: 0.334, 26.1, 4,770."""
    if value is None:
        return NOTHING
    if value >= 999.5:
        return f"{round(value, 3 - len(f'{value:.0f}')):,.0f}"
    digits = 0 if value >= 99.95 else 1 if value >= 9.995 else 2 if value >= 0.9995 else 3
    return f"{value:.{digits}f}"


def time(seconds: float | None, unit: str) -> str:
    """Return a time as a number of `unit`, which stands in the head of the column."""
    return figure(None if seconds is None else seconds / UNITS[unit])


def duration(seconds: float, units: dict[str, float] = UNITS) -> str:
    """Return a time with its unit: 4.21 ms."""
    unit = next((unit for unit, size in units.items() if seconds >= 0.9995 * size), [*units][-1])
    return f"{figure(seconds / units[unit])} {unit}"


def size(value: float) -> str:
    """Return a number of bytes with its unit: 103 MB."""
    return duration(value, {"GB": 1e9, "MB": 1e6, "kB": 1e3, "B": 1})


def times(ratio: float) -> str:
    """Return a ratio: 6.1×, 0.72×."""
    if ratio >= 99.95:
        return f"{ratio:,.0f}×"
    return f"{ratio:.1f}×" if ratio >= 1 else f"{ratio:.2f}×"


def mark(target: str, met: bool) -> str:
    return f"{target} ✓" if met else f"{target} **missed**"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """Return a table with padded columns; the first columns hold words, the others figures."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]

    def padded(line: Sequence[str]) -> str:
        cells = [
            cell.ljust(width) if place < words else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    rule = ["-" * widths[place] if place < words else "-" * (widths[place] - 1) + ":"
            for place in range(len(widths))]  # fmt: skip
    return "\n".join((padded(lines[0]), padded(rule), *map(padded, lines[1:])))


def setting(command: str, packages: Sequence[str] = ()) -> str:
    """Return a sentence about the command, the machine and the versions."""
    versions = [f"{name} {version(name)}" for name in ("numpy", *packages)]
    machine = f"{processor()}, {os.cpu_count()} cores, {platform.system()}"
    return (
        f"Printed by `python -m benchmarks {command}` on {machine};"
        f" CPython {platform.python_version()}, linkgraph {__version__}, {', '.join(versions)}."
    )


def processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def put(page: Path, name: str, text: str) -> None:
    """Put a text between the two markers of that name in a page."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, after = page.read_text(encoding="utf-8").split(begin)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after.split(end)[1]}", encoding="utf-8")
