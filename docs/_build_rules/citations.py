"""Which files cite which rule: what `git grep -w A5` finds, for every id."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "linkgraph"
TESTS = ROOT / "tests"

_ID = re.compile(r"\b[FALDVWBMPGEH][1-9]\d?\b")

_REASON = re.compile(r"\bCode\.(\w+)\b")

_BOOK = CODE / "rules" / "book.py"  # cites everything and implements nothing
_ABOUT_THE_BOOK = TESTS / "docs"


def files_of_code() -> list[Path]:
    """Return the files that may implement a rule."""
    return sorted(path for path in CODE.rglob("*.py") if path != _BOOK)


def files_of_tests() -> list[Path]:
    """Return the files that may test one: tests, and the specification they compare with."""
    return sorted(
        path
        for path in TESTS.rglob("*.py")
        if _ABOUT_THE_BOOK not in path.parents
        and (path.name.startswith("test_") or path.parent.name == "model")
    )


def cited(files: Iterable[Path]) -> dict[str, list[Path]]:
    """Return rule id → the files that cite it, in the order of `files`."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        for rule in set(ids_in(path.read_text("utf-8"))):
            found[rule].append(path)
    return dict(found)


def says_code(files: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the name of each reason code → the files that use it."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in files:
        for name in set(_REASON.findall(path.read_text("utf-8"))):
            found[name].append(path)
    return dict(found)


def ids_in(text: str) -> Iterator[str]:
    """Yield every rule id in a text, as often as it stands there."""
    return (match.group() for match in _ID.finditer(text))
