"""`docs/rules.md` and `docs/tables.md` say what the tables in the code say."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import build_rules
import pytest
from _build_rules.markdown import COMMAND, DOCS, GENERATED, table

import linkgraph as lg
from linkgraph.rules.advice import ADVICE
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.effects import OUTCOMES
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.policy import ERAS
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.rules.rule_book import RULES


def test_the_committed_pages_are_up_to_date():
    assert [] == build_rules.stale(), f"run `{COMMAND}`"


def test_check_fails_on_a_stale_page_and_writes_nothing(tmp_path, capsys):
    assert 1 == build_rules.main(["--check"], tmp_path)
    assert len(build_rules.PAGES) == capsys.readouterr().out.count(COMMAND)
    assert [] == list(tmp_path.iterdir())
    assert 0 == build_rules.main([], tmp_path)
    assert 0 == build_rules.main(["--check"], tmp_path)
    with (tmp_path / "rules.md").open("a") as page:
        page.write("by hand\n")
    assert ["rules.md"] == build_rules.stale(tmp_path)


def test_every_process_writes_the_same_pages():
    """No set leaves its order in a page: another process wrote the committed ones."""
    subprocess.run(
        [sys.executable, "build_rules.py", "--check"],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=DOCS,
        check=True,
    )


@pytest.mark.parametrize("name", build_rules.PAGES)
def test_a_page_says_that_it_is_generated_and_its_tables_are_rectangular(name):
    blocks = (DOCS / name).read_text("utf-8").split("\n\n")
    assert GENERATED == blocks[0]
    tables = [block.splitlines() for block in blocks if block.startswith("|")]
    assert tables
    for lines in tables:
        assert 1 == len({len(re.findall(r"(?<!\\)\|", line)) for line in lines})


def test_a_bar_in_a_cell_does_not_end_the_cell():
    assert "| a |\n| --- |\n| b \\| c |" == table(["a"], [["b | c"]])


def first_cells(page: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(r"^\| (?:\*\*)?([^ |*]+)", text, re.MULTILINE)


def test_the_page_of_rules_lists_every_rule_in_order():
    assert [*RULES] == [cell for cell in first_cells("rules.md") if cell in RULES]


def test_the_page_of_tables_has_every_row_of_the_code():
    cells = {cell.strip("`") for cell in first_cells("tables.md")}
    rules = {row.rule for row in (*ROWS, *TIES, *ADVICE, *OUTCOMES.values())}
    assert rules | {code.name for code in lg.Code} <= cells
    text = (DOCS / "tables.md").read_text("utf-8")
    assert [] == [kind.__name__ for kind in REQUIREMENTS if f" `{kind.__name__}(" not in text]
    assert [] == [str(row.condition) for row in ROWS if f"| {row.condition} |" not in text]
    assert [] == [era.name for era in ERAS if f" `{era.name}` |" not in text]
