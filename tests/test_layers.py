"""Imports of the library only go downwards, and never in a circle.

Every import counts: at the top of a module, inside a function, and under `TYPE_CHECKING`. A module
that needs something from a layer above it is in the wrong layer, or needs a hook that the layer
above fills (see `linkgraph/_notebook.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import linkgraph as lg

PACKAGE = Path(lg.__file__).parent

# What each folder or module directly under `src/linkgraph` may import, besides itself. A new one
# needs a row. Every set is as small as it can be: extending it is a decision about the design.
CORE = {"errors", "graph", "rules"}
MAY_IMPORT = {
    "errors": set(),
    "graph": {"errors"},
    "rules": {"errors", "graph"},
    "archive": CORE,
    "display": CORE,
    "nx": {"errors", "graph"},
    "stores": CORE,
    "strategies": {*CORE, "synthetic"},
    "synthetic": CORE,
    "testing": {*CORE, "strategies"},
    "_hypothesis_plugin": {"strategies"},
    "_networkx_info": set(),
    "_notebook": {"graph", "display"},
}
# `linkgraph/__init__.py` and its stub offer names from everywhere, and nothing imports them.

MODULES = {
    ".".join(["linkgraph", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports_of(path: Path) -> set[str]:
    """Return the modules of the library that a file imports, wherever in the file."""
    return {
        module
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for module in _imported(node)
        if module.partition(".")[0] == "linkgraph"
    }


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:  # `from linkgraph.graph import csr` imports the module csr
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in MODULES else str(node.module)


def layer_of(module: str) -> str:
    """Return the folder or module directly under `src/linkgraph`; "" for `linkgraph` itself."""
    return module.removeprefix("linkgraph").strip(".").partition(".")[0]


IMPORTS = {module: imports_of(path) for module, path in MODULES.items()}


def test_every_folder_and_module_has_a_row():
    assert {*MAY_IMPORT, ""} == {layer_of(module) for module in MODULES}


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_its_row_names(layer):
    upwards = {
        f"{module} imports {target}"
        for module, targets in IMPORTS.items()
        for target in targets
        if layer == layer_of(module) and layer_of(target) not in {layer, *MAY_IMPORT[layer]}
    }
    assert set() == upwards


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_row_names_only_what_is_imported(layer):
    imported = {
        layer_of(target)
        for module, targets in IMPORTS.items()
        if layer == layer_of(module)
        for target in targets
    }
    assert set() == MAY_IMPORT[layer] - imported


def test_no_modules_import_each_other_in_a_circle():
    """Take away modules that import nothing but what was taken away; circles are what remains."""
    remaining = {module: targets - {module} for module, targets in IMPORTS.items()}
    while free := {module for module, targets in remaining.items() if not targets & {*remaining}}:
        remaining = {module: remaining[module] for module in remaining if module not in free}
    circles = {module: sorted(targets & {*remaining}) for module, targets in remaining.items()}
    assert {} == circles
