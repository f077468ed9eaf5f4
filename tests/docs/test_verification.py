"""The page of verification names commands that exist, and the number of bugs that are planted."""

from __future__ import annotations

import re
from importlib.util import find_spec

import pytest
from _build_rules.markdown import DOCS

from examples.sqlite_backend.known_bugs import KNOWN_BUGS

PAGE = (DOCS / "verification.md").read_text("utf-8")
COMMANDS = re.findall(r"\| `([^`]+)` \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_names_what_exists(command):
    paths = re.findall(r"tests/[\w/.]+", command)
    modules = re.findall(r"python -m ([\w.]+)", command)
    assert paths or modules
    assert [] == [path for path in paths if not (DOCS.parent / path).exists()]
    assert all(find_spec(module) for module in modules)


def test_every_figure_has_a_command():
    rows = re.findall(r"^\| (?!check|---)", PAGE, re.MULTILINE)
    assert len(rows) == len(COMMANDS) > 10


def test_the_planted_bugs_are_counted():
    assert f"{len(KNOWN_BUGS)} of {len(KNOWN_BUGS)}" in PAGE
