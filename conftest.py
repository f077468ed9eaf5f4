"""README.md and some pages of docs/ are tests: sybil runs their ```python blocks in order."""

from __future__ import annotations

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        SkipParser(),
    ],
    patterns=["README.md", "conformance.md", "networkx.md"],
    excludes=["tests/*"],  # advice for authors, with fragments
).pytest()
