"""The counts that the exhaustive tier prints, one line for each space."""

from __future__ import annotations

from collections import Counter

import pytest

COUNTS: pytest.StashKey[Counter[str]] = pytest.StashKey()


@pytest.fixture
def count(request):
    """Add to the number that the summary prints for a space; samples are counted apart."""
    counts = request.config.stash.setdefault(COUNTS, Counter())
    every = request.node.callspec.params.get("every", 1)
    sampled = f" (one state in {every:,})" if every > 1 else ""

    def add(space: str, number: int = 1) -> None:
        counts[f"{space}{sampled}"] += number

    return add


def pytest_terminal_summary(terminalreporter, config):
    if counts := config.stash.get(COUNTS, None):
        terminalreporter.section("exhaustive small scope")
        for space, number in counts.items():
            terminalreporter.write_line(f"{space}: {number:,} compared")
