"""The app over SQLite keeps the rules: every prepared history, and what no history shows."""

from __future__ import annotations

from datetime import date

import pytest

import linkgraph as lg
from linkgraph.testing import PREPARED, SMALL, Step
from linkgraph.testing.prepared import CAST
from linkgraph.testing.sqlite import SqliteBackend
from linkgraph.testing.sqlite.adapter import stored
from linkgraph.testing.stories import START
from linkgraph.testing.trial import Trial
from tests.doors.conformance.moments import acts

HISTORIES = {prepared.name: prepared for prepared in PREPARED}


def acted(policy, prepared):
    """Act out one history on the app, and return where it parts from the rules, if it does."""
    trial = Trial(lambda: SqliteBackend(policy), policy, [prepared])
    (beginning,) = trial.prepared
    assert len(beginning.steps) == len(prepared.steps(policy))
    return trial.attempt(beginning.stage, beginning.steps)


@pytest.mark.parametrize("name", HISTORIES)
def test_the_app_acts_out_every_prepared_history(name):
    assert acted(SMALL, HISTORIES[name]) is None


def sets(member, **changes):
    return lg.UpdateProfile(member, at=START, **changes)


def tied(*pairs):
    for pair in pairs:
        one, other = pair.split()
        yield from acts(f"{one} invites {other}, {other} accepts {one}")


STAR = [*tied("ana bo", "bo cy", "bo di", "bo ed")]
MORE = {
    "who is suggested": [
        *STAR, *acts("ana invites cy"), *acts("di invites ana, ed blocks ana"),
        *acts("ed unblocks ana, ana blocks ed, ana unblocks ed, ana ignores di, ana invites di"),
        lg.Ignore("di", "ana", at=START, unknown=True),
    ],
    "who is suggested by rank": [
        *tied("ana bo", "ana cy", "bo di", "cy di", "cy ed"), *acts("ed follows ana"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_the_app_keeps_rules_that_no_prepared_history_shows(name):
    trial = Trial(SqliteBackend, lg.CURRENT, ())
    steps = [Step.of(action) for action in MORE[name]]
    assert trial.attempt((CAST, ()), steps) is None


def test_settings_are_stored_as_columns_hold_them():
    """An enum by its name, a day as ISO says it, the rest as it is."""
    assert ["PREMIUM", "2020-02-03", True, None] == [
        *map(stored, (lg.Tier.PREMIUM, date(2020, 2, 3), True, None))
    ]
