"""Every property that the tests state, read from their source: its name, component and kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .citations import TESTS, ids_in

# what decides the kind, first match wins; a test of none of these is an example, not a property
KINDS = {
    "second opinion": "random inputs; the answer is that of the specification in `tests/model`",
    "exhaustive": "every case of a small scope, not a sample",
    "state machine": "random sequences of steps; what can be read is compared after each",
    "bulk = single": "random inputs; many at once get the answers of one by one",
    "law": "random inputs; what the test's name says holds for each",
}


class Property(NamedTuple):
    """One property: what it says, where, of what kind, and the rules it cites."""

    says: str
    component: str
    kind: str
    rules: tuple[str, ...]


@cache
def properties(folder: Path = TESTS) -> tuple[Property, ...]:
    """Return all properties, component by component, in the order of the tests; read once."""
    paths = sorted(folder.rglob("test_*.py"))
    return tuple(found for path in paths for found in _in_file(path, folder))


def _in_file(path: Path, folder: Path) -> Iterator[Property]:
    tree = ast.parse(path.read_text("utf-8"))
    area = path.relative_to(folder).parts[0]
    component = f"{area}: {path.stem.removeprefix('test_').replace('_', ' ')}"
    for node in tree.body:
        kind = _kind(node, area)
        if kind is None or not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        told = ast.get_docstring(node) or ""
        rules = tuple(dict.fromkeys(ids_in(told)))
        if isinstance(node, ast.ClassDef):
            says = told.partition("\n")[0].rstrip(".").lower()
        else:
            says = node.name.removeprefix("test_").replace("_", " ")
        yield Property(says, component, kind, rules)


def _kind(node: ast.stmt, area: str) -> str | None:
    if isinstance(node, ast.ClassDef):
        machine = any("StateMachine" in ast.unparse(base) for base in node.bases)
        return "state machine" if machine else None
    if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
        return None
    if area == "exhaustive":
        return "exhaustive"
    if not any(ast.unparse(each).startswith("given(") for each in node.decorator_list):
        return None
    if area == "model":
        return "second opinion"
    told = (ast.get_docstring(node) or "").lower()
    return "bulk = single" if "bulk equals single" in told else "law"
