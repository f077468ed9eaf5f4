"""The rule book is complete: the code and the tests cite every rule, and no rule that it lacks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import attrs
from _build_rules.pages import policy_fields

import linkgraph as lg
from linkgraph.rules.rule_book import CHAPTERS, RULES, SOURCES, Source

LAST = {
    "F": 10, "A": 14, "L": 6, "D": 7, "V": 5, "W": 11, "B": 14,
    "M": 1, "P": 7, "G": 12, "E": 7, "H": 3,
}  # fmt: skip

NO_RULES = {"M8"}  # NumPy's name for its times

CODE = Path(lg.__file__).parent
TESTS = Path(__file__).resolve().parents[1]
RULE_ID = re.compile(rf"\b[{''.join(LAST)}][1-9]\d?\b")

# The rule book itself cites every rule and implements none.
CODE_FILES = [path for path in CODE.rglob("*.py") if path.name != "rule_book.py"]
# Tests, and the specification that they compare the library with; these tests are about the book.
TEST_FILES = [
    path
    for path in TESTS.rglob("*.py")
    if path.parent.name != "docs" and (path.name.startswith("test_") or path.parent.name == "model")
]


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def cited_in(paths: Iterable[Path]) -> set[str]:
    """Return the ids of rules that the files mention."""
    return {rule for path in paths for rule in RULE_ID.findall(text_of(path))}


def test_the_ids_are_contiguous_and_in_order():
    expected = [f"{letter}{n}" for letter, last in LAST.items() for n in range(1, last + 1)]
    assert expected == list(RULES)


def test_every_rule_stands_under_its_own_id_in_a_known_chapter():
    assert list(RULES) == [rule.id for rule in RULES.values()]
    assert list(CHAPTERS) == list(dict.fromkeys(rule.chapter for rule in RULES.values()))


def test_every_sentence_is_one_of_its_own_and_ends():
    sentences = [rule.sentence for rule in RULES.values()]
    assert len(sentences) == len(set(sentences))
    assert [] == [text for text in sentences if not text.endswith(".") or "{" in text]


def test_every_rule_names_its_source_in_words_that_are_explained():
    explained = {source.words for source in SOURCES}
    said = {word for rule in RULES.values() for word in rule.source.words.split(", ")}
    assert explained == said


def test_no_source_is_empty_and_called_so():
    assert [] == list(Source.NONE)
    assert not Source.NONE
    assert ["none", "guide", "guide, conflicting"] == [
        source.words for source in (Source.NONE, Source.GUIDE, Source.GUIDE | Source.CONFLICTING)
    ]


def test_every_rule_on_which_sources_conflict_is_a_switch_that_says_so():
    conflicting = {rule.id for rule in RULES.values() if Source.CONFLICTING in rule.source}
    switches = {
        rule
        for text in policy_fields().values()
        if "conflict" in text or "others report" in text
        for rule in RULE_ID.findall(text)
    }
    assert conflicting == switches


def test_every_field_of_a_policy_is_documented():
    documented = [name for names in policy_fields() for name in names]
    assert [field.name for field in attrs.fields(lg.Policy)] == documented


def test_the_code_and_the_tests_cite_every_rule_and_no_other():
    rules = {*RULES}
    assert rules == cited_in(CODE_FILES) - NO_RULES
    assert rules == cited_in(TEST_FILES) - NO_RULES


def test_every_id_that_the_code_holds_as_a_value_is_in_the_book():
    """Tables and reasons name their rules by literals such as "W7"."""
    values = {
        node.value
        for path in CODE_FILES
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and RULE_ID.fullmatch(node.value)
    }
    assert {"W7", "W8"} <= values
    assert set() == values - set(RULES)


def test_every_reason_code_is_given_by_some_rule():
    text = "".join(text_of(path) for path in CODE_FILES if path.name != "verdicts.py")
    assert {*lg.Code.__members__} == {*re.findall(r"\bCode\.(\w+)\b", text)}


def test_no_two_reason_codes_say_the_same():
    """In an enum the second would be the first under another name."""
    assert list(lg.Code.__members__) == [code.name for code in lg.Code]
