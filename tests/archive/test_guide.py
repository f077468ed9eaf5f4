"""The examples in docs/archive.md run as they stand, on the invented export of the example."""

from __future__ import annotations

import doctest
from pathlib import Path

from examples.my_network import invented

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "archive.md"


def test_the_guide_says_what_is_so(tmp_path, monkeypatch):
    (tmp_path / "Basic_LinkedInDataExport.zip").write_bytes(invented())
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8")
    assert 0 == failed
    assert tried > 10
