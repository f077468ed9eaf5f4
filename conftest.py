"""How the tests run: in how many processes, and that README.md and the pages of docs/ are tests.

Sybil runs the ```python blocks of a page in their order, in a temporary folder.
"""

from __future__ import annotations

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

# These build the pages. They hold no examples, and import packages that only the site needs.
collect_ignore_glob = ["docs/*.py", "docs/_*"]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Use no other process if files or folders are named: starting one takes seconds.

    With `None` pytest-xdist starts a process for each core.
    """
    return 0 if config.args_source is config.ArgsSource.ARGS else None


def _enter_folder(names: dict[str, Any]) -> None:
    """Run a page in a folder of its own, because examples may write files."""
    names["_previous"], names["_folder"] = Path.cwd(), TemporaryDirectory()
    os.chdir(names["_folder"].name)


def _leave_folder(names: dict[str, Any]) -> None:
    os.chdir(names["_previous"])
    names["_folder"].cleanup()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        SkipParser(),
    ],
    setup=_enter_folder,
    teardown=_leave_folder,
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    excludes=[
        "tests/*",  # tests/README.md is advice for authors, with fragments of code
        "docs/archive.md",  # needs a data export: tests/archive/test_guide.py runs it with one
    ],
).pytest()
