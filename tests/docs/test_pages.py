"""The pages say what the code's tables say, now."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import build_rules
import pytest
from _build_rules.markdown import COMMAND, DOCS, GENERATED, table
from linkgraph.rules.invitations import OUTCOMES

import linkgraph as lg
from linkgraph.rules.advice import ADVICE
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.check_and_apply import NEEDS
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.policy import ERAS
from linkgraph.rules.rule_book import RULES

MARKDOWN = [name for name in build_rules.PAGES if name.endswith(".md")]


def test_the_committed_pages_are_what_the_code_says():
    assert [] == build_rules.stale(), f"run `{COMMAND}`"


def test_a_page_that_is_missing_or_other_is_stale(tmp_path):
    assert list(build_rules.PAGES) == build_rules.stale(tmp_path)
    build_rules.write(tmp_path)
    assert [] == build_rules.stale(tmp_path)
    with (tmp_path / "rules.md").open("a") as page:
        page.write("by hand\n")
    assert ["rules.md"] == build_rules.stale(tmp_path)


def test_check_fails_on_what_is_stale_and_writes_nothing(tmp_path, capsys):
    assert 1 == build_rules.main(["--check"], tmp_path)
    assert len(build_rules.PAGES) == capsys.readouterr().out.count(COMMAND)
    assert [] == list(tmp_path.iterdir())
    assert 0 == build_rules.main([], tmp_path)
    assert 0 == build_rules.main(["--check"], tmp_path)
    assert "" == capsys.readouterr().out


def test_every_process_writes_the_same_pages():
    """No set may leave its order in a page: another wrote the committed ones, and this one too."""
    subprocess.run(
        [sys.executable, "build_rules.py", "--check"],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=DOCS,
        check=True,
    )


@pytest.mark.parametrize("name", MARKDOWN)
def test_every_page_says_that_it_is_generated(name):
    assert GENERATED == (DOCS / name).read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize("name", MARKDOWN)
def test_every_link_leads_to_a_file_or_a_heading(name):
    targets = re.findall(r"\]\(([^)]+)\)", (DOCS / name).read_text("utf-8"))
    assert targets
    assert [] == [target for target in targets if not _is_there(target)]


def _is_there(target: str) -> bool:
    path, _, anchor = target.partition("#")
    if not (DOCS / path).is_file():
        return False
    headings = re.findall(r"^#+ (.*)$", (DOCS / path).read_text("utf-8"), re.MULTILINE)
    return not anchor or anchor in [heading.lower().replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("name", MARKDOWN)
def test_every_row_of_a_table_has_the_cells_of_its_head(name):
    blocks = (DOCS / name).read_text("utf-8").split("\n\n")
    tables = [block.splitlines() for block in blocks if block.startswith("|")]
    assert tables
    widths = [{len(re.findall(r"(?<!\\)\|", line)) for line in lines} for lines in tables]
    assert [1] * len(tables) == [len(found) for found in widths]


def test_a_bar_in_a_cell_ends_no_cell():
    assert "| a |\n| --- |\n| b \\| c |" == table(["a"], [["b | c"]])


def _first_cells(page: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(r"^\| (?:\*\*)?([^ |*]+)", text, re.MULTILINE)


def test_the_rule_book_says_every_rule_and_then_where_it_is():
    cells = [cell for cell in _first_cells("rules.md") if cell in RULES]
    assert [*RULES, *RULES] == cells


def test_the_tables_have_every_row_of_the_code():
    cells = [cell.strip("`") for cell in _first_cells("tables.md")]
    rows = [*ROWS, *TIES, *ADVICE]
    assert [] == [row.rule for row in rows if row.rule not in cells]
    assert [] == [code.name for code in lg.Code if code.name not in cells]
    text = (DOCS / "tables.md").read_text("utf-8")
    assert [] == [kind.__name__ for kind in NEEDS if f" `{kind.__name__}(" not in text]
    assert [] == [route.code.name for route in ROUTES if f"| `{route.code.name}` |" not in text]
    assert [] == [era.name for era in ERAS if f" `{era.name}` |" not in text]


# -- the picture --------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"state": 14, "quiet": 13, "head": 12, None: 14}
WIDEST = 0.6  # of the font's size: what a letter of a wide font takes on average


def _picture() -> ET.Element:
    return ET.parse(DOCS / "invitations.svg").getroot()


def _extents(text: ET.Element) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom, as wide as a wide font would set it."""
    size = SIZES[text.get("class")]
    width = len("".join(text.itertext())) * size * WIDEST
    left = float(text.attrib["x"]) - (width / 2 if text.get("class") == "state" else 0)
    base = float(text.attrib["y"])
    return left, left + width, base - size, base + size / 4


def test_the_picture_shows_every_outcome_and_when_to_invite_again():
    """A1 to A6, A11, A14."""
    said = {"".join(text.itertext()) for text in _picture().iter(f"{SVG}text")}
    for row in OUTCOMES.values():
        assert {f"{row.rule} {row.action}", row.state, f"again: {row.again}"} <= said
    assert {"none", "A1 Invite", "pending"} <= said


def test_no_text_of_the_picture_overlaps_another_or_leaves_the_card():
    picture = _picture()
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    texts = [_extents(text) for text in picture.iter(f"{SVG}text")]
    for left, right, top, bottom in texts:
        assert left >= 0
        assert right <= width
        assert top >= 0
        assert bottom <= height
    for one, other in combinations(texts, 2):
        beside = one[1] <= other[0] or other[1] <= one[0]
        assert beside or one[3] <= other[2] or other[3] <= one[2]


def test_every_state_fits_its_box():
    picture = _picture()
    boxes = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("class") != "card"]
    states = [text for text in picture.iter(f"{SVG}text") if text.get("class") == "state"]
    assert len(OUTCOMES) + 2 == len(boxes) == len(states)
    for box, state in zip(boxes, states, strict=True):
        left, right, _, _ = _extents(state)
        start = float(box.attrib["x"])
        assert start < left
        assert right < start + float(box.attrib["width"])


def test_the_picture_asks_for_nothing_from_elsewhere():
    text = (DOCS / "invitations.svg").read_text("utf-8")
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?://[^\"]+", text)
    assert Path(DOCS / "invitations.svg").stat().st_size < 20_000
