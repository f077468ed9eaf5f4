"""README.md and the pages of docs/ are tests: sybil runs their ```python blocks in order."""

from __future__ import annotations

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    excludes=[
        "tests/*",  # advice for authors, with fragments
        "docs/archive.md",  # wants an archive: tests/doors/archive/test_guide.py has one
    ],
).pytest()
