"""Figures as people read them, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def duration(seconds: float) -> str:
    """Return three figures with a unit: 4.21 ms."""
    for size, unit in _UNITS:
        if seconds >= 0.9995 * size:
            return f"{three(seconds / size)} {unit}"
    return f"{seconds / 1e-9:.2f} ns"


def three(value: float) -> str:
    """Return a number with three figures, thousands set apart."""
    if value >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"


def times(ratio: float) -> str:
    """Return a ratio: 6.1×, 0.72×."""
    return (
        f"{ratio:,.0f}×" if ratio >= 99.95 else f"{ratio:.1f}×" if ratio >= 1 else f"{ratio:.2f}×"
    )


def mark(met: bool) -> str:
    return "✓" if met else "**missed**"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """Return a Markdown table, columns padded; the first `left` are words, the rest figures."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]

    def laid(line: Sequence[str]) -> str:
        cells = (
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        return f"| {' | '.join(cells)} |"

    rule = [
        "-" * width if at < left else "-" * (width - 1) + ":" for at, width in enumerate(widths)
    ]
    return "\n".join((laid(lines[0]), laid(rule), *map(laid, lines[1:])))


def put(page: Path, begin: str, end: str, text: str) -> None:
    """Put `text` between two markers of a page."""
    before, rest = page.read_text(encoding="utf-8").split(begin)
    after = rest.split(end)[1]
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
