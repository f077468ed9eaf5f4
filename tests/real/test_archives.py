"""The data exports in the folder that LINKGRAPH_DATA names are read, every row accounted for."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import linkgraph as lg
from linkgraph.archive import AS_IT_HAPPENED, Archive, Outcome, Problem

DATA = os.environ.get("LINKGRAPH_DATA")
FOLDER = Path(DATA or ".") / "linkedin_synthetic"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(DATA is None, reason="LINKGRAPH_DATA names no folder of networks"),
]


@pytest.fixture(scope="module")
def archive() -> Archive:
    """Return the invented export of somebody with many connections."""
    return lg.read_archive(FOLDER)


def test_every_row_is_read(archive: Archive) -> None:
    """1,869 connections in the file: 1,796 addresses, of which 39 have several people."""
    assert () == archive.account.skipped
    assert {"Connections.csv": 1869, "Invitations.csv": 20} == {
        file.name: file.read for file in archive.account.files if file.kind
    }
    addresses = {person.address for person in archive.people}
    assert 1796 == len(addresses)
    notes = [note.problem for note in archive.account.notes]
    shared = [p.address for p in archive.people if p.address and p.id != p.address]
    assert 39 == len(set(shared))
    assert 1869 - notes.count(Problem.TWICE) == archive.graph.connection_count(archive.owner)
    assert "in/you" == archive.owner
    dates = [person.connected_on for person in archive.people if person.connected_on]
    assert (date(2010, 1, 21), date(2025, 11, 26)) == (min(dates), max(dates))


def test_its_invitations_were_accepted_and_replay(archive: Archive) -> None:
    """H1: those that came before the two connected."""
    assert {Outcome.ACCEPTED} == {each.outcome for each in archive.invitations}
    graph = lg.replay(archive.history, AS_IT_HAPPENED)
    assert 2 * graph.connection_count(archive.owner) == len(archive.history)
    assert set(graph.connections_of(archive.owner)) <= set(
        archive.graph.connections_of(archive.owner)
    )


def test_rules_run_on_it(archive: Archive) -> None:
    """G1, M1, D1: the graph of an archive is a graph like any other."""
    now = datetime(2026, 1, 5, tzinfo=UTC)
    buttons = lg.profile_buttons(archive.graph, archive.owner, at=now)
    assert {"B1", "B3"} == {each.row for each in buttons.values()}
    assert len(archive.people) == len(lg.network(archive.graph, archive.owner, lg.Degree.FIRST))


def test_a_zip_of_it_read_twice_over_says_the_same(archive: Archive, tmp_path: Path) -> None:
    """Merged, not added."""
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in FOLDER.glob("*.csv"):
            packed.write(file, f"basic/{file.name}")
            packed.write(file, f"complete/{file.name}")
    again = lg.read_archive(path)
    assert archive.graph == again.graph
    assert archive.people == again.people
    assert archive.history == again.history
    assert archive.timeline == again.timeline
