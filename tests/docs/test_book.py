"""The rule book is whole: every id once, in code and in tests, and no id that is not in it."""

from __future__ import annotations

import ast

import attrs
from _build_rules.citations import CODE, cited, files_of_code, files_of_tests, ids_in, says_code
from _build_rules.markdown import DOCS
from _build_rules.pages import policy_fields, rules_page
from linkgraph.rules.invitations import OUTCOMES

import linkgraph as lg
from linkgraph.rules.advice import ADVICE, STRANGER
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.check_and_apply import NEEDS
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.policy import ERAS
from linkgraph.rules.posts import VISIBILITY
from linkgraph.rules.profile_view import PARTS
from linkgraph.rules.rule_book import CHAPTERS, RULES, SOURCES, Source

LAST = {
    "F": 10, "A": 14, "L": 6, "D": 6, "V": 5, "W": 11, "B": 14,
    "M": 1, "P": 7, "G": 10, "E": 7, "H": 3,
}  # fmt: skip

NO_RULES = {"M8"}  # NumPy's name for its times


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


def test_the_committed_page_says_what_the_book_says():
    """Every chapter, sentence and source."""
    said, committed = (
        text.partition("\n## Where each rule is")[0]
        for text in (rules_page(), (DOCS / "rules.md").read_text("utf-8"))
    )
    assert committed == said


def test_every_rule_on_which_sources_conflict_is_a_switch_that_says_so():
    conflicting = {rule.id for rule in RULES.values() if Source.CONFLICTING in rule.source}
    told = {
        rule
        for text in policy_fields().values()
        if "conflict" in text or "others report" in text
        for rule in ids_in(text)
    }
    assert conflicting == told


def test_every_field_of_a_policy_is_documented():
    documented = [name for names in policy_fields() for name in names]
    assert [field.name for field in attrs.fields(lg.Policy)] == documented


def test_every_rule_is_cited_in_the_code():
    implemented = cited(files_of_code())
    assert [] == [rule for rule in RULES if rule not in implemented]


def test_every_rule_is_cited_in_the_tests():
    tested = cited(files_of_tests())
    assert [] == [rule for rule in RULES if rule not in tested]


def test_no_file_cites_a_rule_that_is_not_in_the_book():
    found = cited([*files_of_code(), *files_of_tests()])
    assert {} == {rule: files for rule, files in found.items() if rule not in {*RULES, *NO_RULES}}


def test_every_rule_that_a_table_can_give_as_a_reason_is_in_the_book():
    rows = [*ROWS, *TIES, *VISIBILITY, *OUTCOMES.values(), *ERAS, *PARTS, *ADVICE, STRANGER]
    given = {row.rule for row in rows}
    given |= {need.rule for needs in NEEDS.values() for need in needs if need.rule}
    given |= {kind.rule for kind in NEEDS if isinstance(kind.rule, str)}
    assert set() == given - set(RULES)


def test_every_id_that_the_code_holds_as_a_value_is_in_the_book():
    """Reasons that no table lists, such as "W7" or "W8", are written where they arise."""
    letters = "".join(LAST)
    held = {
        node.value
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value[:1] in letters
        and node.value[1:].isdecimal()
    }
    assert {"W7", "W8"} <= held  # it does find them
    assert set() == held - set(RULES)


def test_every_reason_code_is_given_by_some_rule():
    elsewhere = [path for path in files_of_code() if path.name != "verdicts.py"]
    given = says_code(elsewhere)
    assert [] == [code for code in lg.Code.__members__ if code not in given]


def test_no_two_reason_codes_say_the_same():
    """In an enum the second would be the first under another name."""
    assert list(lg.Code.__members__) == [code.name for code in lg.Code]
