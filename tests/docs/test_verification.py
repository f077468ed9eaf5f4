"""The page of verification lists every property, and figures that can be printed again."""

from __future__ import annotations

import re
from importlib.util import find_spec

from _build_rules.properties import KINDS, Property, properties
from _build_rules.verification import FIGURES, NOT_CHECKED, mutants, verification_page

OF_EACH_KIND = '''
class AnyOrder(RuleBasedStateMachine):
    """Steps in any order keep F1."""

class Helper:
    pass

@given(worlds())
def test_one_law(world):
    """A5, and A6 beside A5."""

@FEW
@given(worlds())
def test_many_at_once(world):
    """D1. Bulk equals single."""

def test_an_example():
    """F1."""

@given(worlds())
def no_test(world): ...
'''


def test_a_property_is_read_with_its_kind_and_the_rules_it_cites(tmp_path):
    for area in ("rules", "model", "exhaustive"):
        (tmp_path / area).mkdir()
        (tmp_path / area / "test_some_thing.py").write_text(OF_EACH_KIND)
    found = properties(tmp_path)
    assert [
        Property("steps in any order keep f1", "rules: some thing", "state machine", ("F1",)),
        Property("one law", "rules: some thing", "law", ("A5", "A6")),
        Property("many at once", "rules: some thing", "bulk = single", ("D1",)),
    ] == [each for each in found if each.component.startswith("rules")]
    kinds = [each.kind for each in found if each.component.startswith("model")]
    assert ["state machine", "second opinion", "second opinion"] == kinds
    kinds = [each.kind for each in found if each.component.startswith("exhaustive")]
    assert ["state machine", "exhaustive", "exhaustive", "exhaustive"] == kinds


def test_every_kind_of_property_is_met_and_no_two_have_one_name():
    found = properties()
    assert KINDS.keys() == {each.kind for each in found}
    assert len(found) == len({(each.component, each.says) for each in found})


def test_the_page_lists_every_property():
    page = verification_page()
    rows = set(re.findall(r"^\| ([^|]+?) \| [^|]+ \| [^|]+ \| [^|]* \|$", page, re.MULTILINE))
    assert set() == {each.says.replace("|", "\\|") for each in properties()} - rows


def test_every_figure_has_a_command_of_this_project_and_what_is_not_checked_is_said():
    assert len(FIGURES) == len({figure.what for figure in FIGURES})
    for figure in FIGURES:
        module = re.search(r"python -m ([\w.]+)", figure.command)
        assert "pytest" in figure.command or (module and find_spec(module.group(1)))
    assert f"\n{NOT_CHECKED}\n" in verification_page()


SCORES = """
["rules.feed"]
mutants = 40
survivors = ["one", "two"]

["errors"]
mutants = 10
survivors = []
"""


def test_the_score_of_mutants_is_read_from_the_files_that_the_runs_keep(tmp_path):
    (tmp_path / "scores.toml").write_text(SCORES)
    (tmp_path / "modules.py").write_text("GROUPS = {'rules.feed': (), 'errors': ()}")
    (tmp_path / "survivors.toml").write_text('[[rules.feed]]\nreason = ""\nmutants = ["two"]')
    text = "48 of 50 killed (96.0 %) in 2 modules; 1 survivors listed, each with the reason why no "
    assert f"{text}test can tell, 1 without a reason yet" == mutants(tmp_path)
    (tmp_path / "survivors.toml").write_text('[[rules.feed]]\nmutants = ["two", "one"]')
    assert f"{text}test can tell".replace("1 s", "2 s") == mutants(tmp_path)
    (tmp_path / "modules.py").write_text("GROUPS = {'rules.feed': (), 'errors': (), 'graph': ()}")
    assert mutants(tmp_path).endswith("can tell; not tried yet: `graph`")
