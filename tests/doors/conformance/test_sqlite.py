"""The app over SQLite keeps the rules: every prepared history, and what no history shows."""

from __future__ import annotations

from datetime import date

import pytest

import linkgraph as lg
from linkgraph.testing import PREPARED, SMALL
from linkgraph.testing.sqlite import SqliteBackend
from linkgraph.testing.sqlite.adapter import stored
from linkgraph.testing.trial import Trial

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


def test_settings_are_stored_as_columns_hold_them():
    """An enum by its name, a day as ISO says it, the rest as it is."""
    assert ["PREMIUM", "2020-02-03", True, None] == [
        *map(stored, (lg.Tier.PREMIUM, date(2020, 2, 3), True, None))
    ]
