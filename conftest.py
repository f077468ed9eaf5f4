"""README.md and the pages of docs/ are tests: sybil runs their ```python blocks in order."""

from __future__ import annotations

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

# what builds the pages: no examples, and imports that only the site needs
collect_ignore_glob = ["docs/*.py", "docs/_*"]


def _enter(names: dict[str, Any]) -> None:
    """Run a page in a folder of its own: examples may write files."""
    names["_back"], names["_folder"] = Path.cwd(), TemporaryDirectory()
    os.chdir(names["_folder"].name)


def _leave(names: dict[str, Any]) -> None:
    os.chdir(names["_back"])
    names["_folder"].cleanup()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        SkipParser(),
    ],
    setup=_enter,
    teardown=_leave,
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    excludes=[
        "tests/*",  # advice for authors, with fragments
        "docs/archive.md",  # wants an archive: tests/doors/archive/test_guide.py has one
    ],
).pytest()
