"""Prints tables and buttons for the examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import linkgraph as lg


def show(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as text."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells]
    rule = "  ".join("─" * width for width in widths)
    return "\n".join(line.rstrip() for line in [title, "", lines[0], rule, *lines[1:]])


def words(buttons: Iterable[lg.ProfileButton | None]) -> str:
    """Return the names of buttons in words, or a dash."""
    return ", ".join(b.name.replace("_", " ").capitalize() for b in buttons if b) or "–"
