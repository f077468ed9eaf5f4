"""The page of smallest graphs says what the tests ask, now."""

from __future__ import annotations

import os
import subprocess
import sys

import build_witnesses
from _build_rules.markdown import DOCS

import linkgraph as lg


def test_the_committed_page_is_what_the_tests_ask():
    assert not build_witnesses.stale(), f"run `{build_witnesses.COMMAND}`"


def test_every_code_has_a_row_with_its_sentence():
    page = build_witnesses.witnesses_page()
    assert [] == [code.name for code in lg.Code if f"| `{code.name}` | {code.value} |" not in page]


def test_check_fails_on_what_is_stale_and_writes_nothing(tmp_path, capsys):
    assert 1 == build_witnesses.main(["--check"], tmp_path)
    assert build_witnesses.COMMAND in capsys.readouterr().out
    assert [] == list(tmp_path.iterdir())
    assert 0 == build_witnesses.main([], tmp_path)
    assert 0 == build_witnesses.main(["--check"], tmp_path)
    assert "" == capsys.readouterr().out
    with (tmp_path / build_witnesses.PAGE).open("a") as page:
        page.write("by hand\n")
    assert 1 == build_witnesses.main(["--check"], tmp_path)


def test_the_command_on_the_page_runs_whatever_the_hash_seed():
    """Another process wrote the page, and this one its own."""
    subprocess.run(
        [sys.executable, "build_witnesses.py", "--check"],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        cwd=DOCS,
        check=True,
    )
