"""A store to be read, altered and shared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import linkgraph as lg
from tests.stable.values import TEXT
from tests.stores.altered import new_folder


@pytest.fixture
def store() -> Iterator[Path]:
    """Yield the folder of a saved graph with text ids."""
    with new_folder() as folder:
        lg.save(TEXT, folder)
        yield Path(folder)
