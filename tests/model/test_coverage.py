"""The specification is complete, independent, small, and compared with the library rule by rule."""

from __future__ import annotations

import ast
import re
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

import linkgraph as lg
from tests.model.actions import ERAS
from tests.model.coverage import NOT_COMPARED, TABLE
from tests.model.world import World

HERE = Path(__file__).parent
SPECIFICATION = [HERE / f"{name}.py" for name in ("world", "actions", "answers")]
TESTS = {
    name: (path, ast.get_docstring(node) or "")
    for folder in (HERE, HERE.parent / "exhaustive")
    for path in sorted(folder.glob("test_*.py"))
    for node in ast.parse(path.read_text("utf-8")).body
    if isinstance(node, ast.FunctionDef) and (name := node.name).startswith("test_")
}
_CITED = re.compile(r"\b([FALDVWBMPGEH])(\d+)(?:(?:-| to )\1(\d+))?\b")


def cited(docstring):
    """Every rule id in a docstring, those of "A1-A14" one by one."""
    return {
        f"{letter}{number}"
        for letter, first, last in _CITED.findall(docstring)
        for number in range(int(first), int(last or first) + 1)
    }


def lines(*paths):
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def test_the_specification_is_at_most_a_fifth_of_what_it_specifies():
    source = HERE.parents[1] / "src" / "linkgraph"
    specified = [path for floor in ("facts", "rules") for path in (source / floor).glob("*.py")]
    assert len(specified) > 20
    assert lines(*SPECIFICATION) <= lines(*specified) / 5


@pytest.mark.parametrize("path", SPECIFICATION, ids=lambda path: path.stem)
def test_the_specification_takes_from_the_library_its_words_and_no_rule(path):
    """Of linkgraph it knows the classes that questions are put in: actions, posts, profiles."""
    tree = ast.parse(path.read_text("utf-8"))
    named = [alias.name for node in ast.walk(tree) for alias in getattr(node, "names", ())]
    assert ["linkgraph"] == [name for name in named if isinstance(name, str) and "linkg" in name]
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [] == [module for module in modules if module.startswith("linkgraph")]
    words = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "lg"
    }
    actions = {kind.__name__ for kind in lg.Action.__subclasses__()}
    assert words <= actions | {"Profile", "Audience"}


def test_every_rule_is_compared():
    assert list(lg.RULES) == [rule for rule in lg.RULES if rule in {**TABLE, **NOT_COMPARED}]
    assert set(lg.RULES) == TABLE.keys() ^ NOT_COMPARED.keys()


@pytest.mark.parametrize("rule", TABLE)
def test_what_compares_a_rule_is_a_test_that_cites_it(rule):
    for name in TABLE[rule].tests.split():
        path, docstring = TESTS[name]
        assert rule in cited(docstring), name
        assert "tests.model" in path.read_text("utf-8")


# -- planted bugs -------------------------------------------------------------------------------


@contextmanager
def planted(row):
    """Replace a line of the specification in place, since the tests hold its functions."""
    module = import_module(f"tests.model.{row.file}")
    path = Path(module.__file__)
    source = path.read_text("utf-8")
    assert 1 == source.count(row.line), row.line
    other = dict(vars(module))
    exec(compile(source.replace(row.line, row.bug), path, "exec"), other)
    old = {**vars(module), **(vars(World) if row.file == "world" else {})}
    new = {**other, **(vars(other["World"]) if row.file == "world" else {})}
    undo = []
    for name, value in old.items():
        if isinstance(value, FunctionType) and value.__code__ != new[name].__code__:
            undo.append((value, value.__code__))
            value.__code__ = new[name].__code__
        elif isinstance(value, dict) and name.isupper() and value != new[name]:
            undo.append((value, dict(value)))
            value.update(new[name])
    assert undo
    try:
        yield
    finally:
        for value, was in undo:
            if isinstance(value, dict):
                value.update(was)
            else:
                value.__code__ = was


class Found(BaseException):
    """A counterexample that Hypothesis lets pass, so that it is not shrunk."""


@contextmanager
def unshrunk(test):
    inner = test.hypothesis.inner_test

    def once(*args, **options):
        try:
            inner(*args, **options)
        except Exception as error:
            raise Found from error

    test.hypothesis.inner_test = once
    try:
        yield
    finally:
        test.hypothesis.inner_test = inner


def run(name):
    """Run a test as the default run does: a sample of its space, or every value of its table."""
    path, _ = TESTS[name]
    module = import_module(f"tests.{path.parent.name}.{path.stem}")
    test = getattr(module, name)
    if hasattr(test, "hypothesis"):
        with unshrunk(test):
            return test()
    marks = [m for m in getattr(test, "pytestmark", ()) if m.name == "parametrize"]
    if not marks:
        return test()
    (mark,) = marks
    names, values = mark.args
    if names == "every":
        return test(every=values[0].values[0], count=lambda *_: None)
    return [test(value) for value in values]


def test_a_test_that_is_run_here_does_run():
    """It passes, so the failures below come from the bugs."""
    for name in ("test_an_era_is_its_row_and_nothing_else", "test_every_route_of_a_message"):
        run(name)
    assert len(ERAS) == 5


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("rule", "name"), [(rule, name) for rule, row in TABLE.items() for name in row.tests.split()]
)
def test_a_bug_in_a_rule_is_found_by_each_test_that_compares_it(rule, name):
    with planted(TABLE[rule]), pytest.raises((Exception, Found, pytest.fail.Exception)):
        run(name)
