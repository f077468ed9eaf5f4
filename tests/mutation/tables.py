"""Which assignments of a module a mutant changes: its tables, and what is made from them.

An assignment can be executed again in the live module, if what it names is read in functions
alone. What was read while importing – a base, a decorator, a default, the body of a class –
has to be imported again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def target(statement: ast.stmt) -> str | None:
    """Return the one name that a statement assigns to."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        (found,) = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value:
        found = statement.target
    else:
        return None
    return found.id if isinstance(found, ast.Name) else None


def read_by(node: ast.AST, *, at_once: bool = False) -> set[str]:
    """Return the names that are read in a node; `at_once`: outside of the bodies of functions."""
    return {
        each.id if isinstance(each, ast.Name) else each.attr
        for each in _walk(node, at_once=at_once)
        if isinstance(each, ast.Name | ast.Attribute)
    }


def _walk(node: ast.AST, *, at_once: bool) -> Iterator[ast.AST]:
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns"}:
            continue  # never evaluated
        if at_once and isinstance(node, _Function) and name == "body":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, at_once=at_once)


def changed_tables(old: ast.Module, new: ast.Module) -> list[ast.stmt] | None:
    """Return the assignments to execute again, as they are now; `None` if that does not do."""
    if len(old.body) != len(new.body):
        return None
    differ = [
        place
        for place, (one, other) in enumerate(zip(old.body, new.body, strict=True))
        if ast.dump(one) != ast.dump(other)
    ]
    if len(differ) != 1:
        return None
    (first,) = differ
    name = target(new.body[first])
    if name is None or name != target(old.body[first]):
        return None
    names = {name}
    while True:  # until nothing more reads them
        found = [new.body[first]]
        before = len(names)
        for place, statement in enumerate(new.body):
            now = names & read_by(statement, at_once=True)
            if place > first and now:
                if target(statement) is None:
                    return None
                found.append(statement)
            named = target(statement) or getattr(statement, "name", None)
            if named and (now or names & read_by(statement)):
                names.add(named)
        if len(names) == before:
            return found


@cache
def reads_at_once(path: str, names: frozenset[str]) -> bool:
    """Return whether a file reads one of some names before it is called, or may do so."""
    tree = ast.parse(Path(path).read_text("utf-8"))
    while True:
        inside = {
            each.name
            for each in tree.body
            if isinstance(each, ast.FunctionDef | ast.ClassDef) and names & read_by(each)
        }
        if inside <= names:
            return any(names & read_by(each, at_once=True) for each in tree.body)
        names |= inside
