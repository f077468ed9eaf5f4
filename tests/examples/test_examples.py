"""The examples run as scripts, from any folder, and print the answers that they explain."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import linkgraph as lg
from examples import my_network, quickstart, tables

FOLDER = Path(__file__).resolve().parents[2] / "examples"
SCRIPTS = sorted(path for path in FOLDER.glob("*.py") if "__main__" in path.read_text("utf-8"))


def printed(script: Path, folder: Path, *arguments: str) -> str:
    """Run a script in a folder, and return its output."""
    process = subprocess.run(
        [sys.executable, "-W", "error", str(script), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, "") == (process.returncode, process.stderr)
    return process.stdout


@cache
def printed_elsewhere(script: Path) -> str:
    """Run a script in an empty folder, and keep its output."""
    with TemporaryDirectory() as folder:
        return printed(script, Path(folder))


def rule_of(reason: str) -> str:
    """Return the rule that a reason names at its end."""
    return reason[reason.rindex("(") + 1 : -1]


def table(text: str, title: str) -> list[list[str]]:
    """Return the rows of the table under a title, cell by cell."""
    (section,) = [part for part in text.split("\n\n\n") if part.startswith(title)]
    _, _, _, rule, *lines = section.splitlines()
    ends, start = [], 0
    for width in map(len, rule.split("  ")):
        ends.append((start, start + width))
        start += width + 2
    return [[line[first:last].strip() for first, last in ends] for line in lines if line]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_example_runs_from_any_folder_and_repeats_itself(script):
    """H2: the same output in the repository and elsewhere."""
    elsewhere = printed_elsewhere(script)
    assert "───" in elsewhere
    assert elsewhere == printed(script, FOLDER.parent)


def test_the_quickstart_answers_the_three_questions():
    """D1, W9, B1 to B11: one member for each kind of tie."""
    text = printed_elsewhere(FOLDER / "quickstart.py")
    distances = table(text, "How far apart are we?")
    assert ["FIRST", "SECOND", "SECOND", "THIRD"] == [degree for _, _, degree, _ in distances]
    reasons = {post: reason for post, _, reason in table(text, "Does this post reach me?") if post}
    assert "W1" == rule_of(reasons[f"by {distances[0][0]}"])
    buttons = {row: primary for _, row, primary, _, _ in table(text, "Which button do I see?")}
    assert ("Message", "Connect") == (buttons["B3"], buttons["B11"])
    assert ["Accept", "done", "FIRST", "Message"] in table(text, "Javert invites")


def test_the_quickstart_reads_an_edge_list(tmp_path):
    """F1, F2: a mutual pair connects, a one-way tie follows, a self-tie is skipped."""
    path = tmp_path / "edges.txt"
    path.write_text("# kind: directed\na b\nb a\nb c\nc b\na d\nd d\n", "utf-8")
    expected = lg.LinkGraph.from_edges(connections=[("a", "b"), ("b", "c")], follows=[("a", "d")])
    assert lg.Diff() == lg.diff(expected, quickstart.read_network(path))
    assert "edges.txt" in printed(FOLDER / "quickstart.py", tmp_path, str(path))


def test_eras_replay_one_history_five_times():
    """E1 to E5, E7: the actions, posts and buttons under each era."""
    text = printed_elsewhere(FOLDER / "eras.py")
    totals = table(text, "The network at the end")
    eras = [row[0] for row in totals]
    assert 5 == len(eras)
    assert ["0", "1", "4", "4", "105"] == [row[2] for row in totals]
    assert ["nobody", "Dee", "Bo, Dee, Eve", "Bo, Dee, Eve", "Bo, Cy, Dee, Eve"] == [
        row[4] for row in totals
    ]
    refused = table(text, "Refused actions")
    assert eras == [row[0] for row in refused]
    assert ["E1", "E2", "", "", "L2"] == [reason and rule_of(reason) for _, _, reason in refused]
    fed = table(text, "Does this post reach Ana, and why?")
    rules = [rule_of(reason) for _, _, answer, reason in fed if answer == "yes"]
    assert ["W1", "W1 W2", "W1 W2 W2", "W1 W2 W2", "W1 W2 W2 W2"] == [
        " ".join(part) for part in (rules[:1], rules[1:3], rules[3:6], rules[6:9], rules[9:])
    ]
    assert [
        ["Message", "Pending", "Connect", "Connect"],
        ["Message", "Pending", "Following", "Connect"],
        ["Message", "Pending", "Following", "Connect"],
        ["Message", "Pending", "Connect", "Following"],
        ["Message", "Pending", "Connect", "Following"],
    ] == [row[1:] for row in table(text, "Which primary button does Ana see?")]
    changes = table(text, "Changes from 2012 influencers to 2014 open follow")
    assert [["+", "follow", pair] for pair in ("Ana → Bo", "Ana → Eve", "Bo → Ana")] == changes


def test_the_advice_shows_each_rule_that_decides():
    """G1 to G9: the first reason is the rule that decides."""
    rows = table(printed_elsewhere(FOLDER / "advice.py"), "Follow or connect?")
    advice_by_rule = {rule_of(reason): advice for member, advice, reason in rows if member}
    assert {
        "G1": "nothing",
        "G2": "accept",
        "G4": "connect",
        "G5": "follow first",
        "G6": "follow",
        "G7": "follow",
        "G8": "connect",
        "G9": "follow first",
    } == advice_by_rule


def test_my_network_prints_a_page_about_the_owner():
    """G2, G3, A6: growth, silence, open invitations, introductions, and the limits of an export."""
    text = printed_elsewhere(FOLDER / "my_network.py")
    years = table(text, "How did the network grow?")
    assert ("2012", "60") == (years[0][0], years[-1][2])
    assert ["Ada Abel", "Engineer at Acme", "4", "2024-03-10"] == (
        table(text, "Whom to write to again?")[0]
    )
    advised = table(text, "Follow or connect?")
    assert [("Zoe Roe", "follow"), ("Yul Penn", "follow"), ("Wim Orr", "accept")] == [
        (row[0], row[3]) for row in advised
    ]
    assert ["(A6)"] == [row[4][-4:] for row in advised if row[4].endswith("(A6)")]
    assert ["Cobalt", "yes", "12"] == table(text, "Who could introduce you")[0][:3]
    assert "Not read: 2 × the row names nobody" in text
    assert "Things that an export does not say" in text


def test_my_network_has_a_sentence_for_each_empty_table(tmp_path):
    """One CSV without dates or companies is an archive, too."""
    path = tmp_path / "Connections.csv"
    path.write_text("First Name,Last Name,Connected On\nBo,Li,\n", "utf-8")
    archive = lg.read_archive(path)
    when = datetime(2026, 1, 1, tzinfo=UTC)
    assert my_network.growth(archive).endswith("No connection has a date.")
    assert my_network.reconnect(archive, when).endswith("the Complete one does.")
    assert my_network.invitations(archive, when).endswith("None.")
    assert my_network.introductions(archive).endswith("No connection has a company.")


def test_my_network_disarms_formulas_for_a_spreadsheet(tmp_path):
    """A path that does not exist is an error of one line."""
    people = tmp_path / "people.csv"
    printed(FOLDER / "my_network.py", tmp_path, "--csv", str(people))
    rows = people.read_text("utf-8-sig").splitlines()
    assert 64 == len(rows)
    assert "in/di-birch-3,Di Birch,'=Delta(),Engineer,2012-03-13" in rows
    refused = subprocess.run(
        [sys.executable, str(FOLDER / "my_network.py"), "none.zip"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert 2 == refused.returncode
    assert "`'none.zip'` does not exist: use the path of an archive" in refused.stderr


def test_the_columns_of_a_table_are_aligned():
    """No line ends in a space."""
    text = tables.show("Title", ("a", "long"), [("xyz", 1), ("", "")])
    assert ["Title", "", "a    long", "───  ────", "xyz  1", ""] == text.split("\n")


def test_a_missing_button_is_a_dash():
    """B7."""
    assert "–" == tables.words([None])
    assert "Edit profile" == tables.words([lg.ProfileButton.EDIT_PROFILE])
