"""The app over SQLite keeps the rules: every prepared history, and what no history shows."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import linkgraph as lg
from examples.sqlite_backend.adapter import SqliteBackend, stored
from linkgraph.testing import PREPARED, SMALL, Prepared
from linkgraph.testing.stories import START
from linkgraph.testing.trial import Trial
from tests.conformance.moments import acts

HISTORIES = {prepared.name: prepared for prepared in PREPARED}


def acted(policy, prepared):
    """Act out one history on the app, and return where it parts from the rules, if it does."""
    trial = Trial(lambda: SqliteBackend(policy), policy, [prepared])
    ((_, stage, steps),) = trial.prepared
    assert len(steps) == len(prepared.steps(policy))
    found = trial.attempt(stage, steps)
    assert found or trial.actions == sum(len(step.actions) for step in steps)
    return found


@pytest.mark.parametrize("name", HISTORIES)
def test_the_app_acts_out_every_prepared_history(name):
    assert acted(SMALL, HISTORIES[name]) is None


@pytest.mark.parametrize("name", ["withdrawn", "ignored", "parting"])
def test_the_app_reads_from_its_policy_what_follows_and_whether_a_week_has_a_limit(name):
    follows = "follow_on_invite", "follow_on_accept", "unfollow_on_disconnect"
    changes = dict.fromkeys(follows, False) | {"weekly_invitations": None}
    assert acted(attrs.evolve(lg.CURRENT, **changes), HISTORIES[name]) is None


FIRST = START.replace(month=2, day=1, hour=0)


def sets(member, **changes):
    return lg.UpdateProfile(member, at=START, **changes)


def tied(*pairs):
    for pair in pairs:
        one, other = pair.split()
        yield from acts(f"{one} invites {other}, {other} accepts {one}")


MORE = {
    "who is suggested": [
        *tied("ana bo", "bo cy"), *acts("ana blocks cy, ana unblocks cy, cy blocks ana"),
        *acts("cy unblocks ana, ana invites cy"), lg.Ignore("cy", "ana", at=START, unknown=True),
    ],
    "who is suggested by rank": [
        *tied("ana bo", "ana cy", "bo di", "cy di", "cy ed"), *acts("ed follows ana"),
    ],
    "a profile that only connections follow": [
        sets("bo", follow_audience=lg.FollowAudience.CONNECTIONS),
        sets("bo", primary_button=lg.Button.FOLLOW),
        *acts("ana invites bo, ana withdraws bo, bo invites ana, ana accepts bo"),
        *acts("ana unfollows bo, ana leaves bo"),
    ],
    "a profile that is followed first": [
        sets("bo", primary_button=lg.Button.FOLLOW),
        *acts("ana follows bo, ana invites bo, ana unfollows bo, bo ignores ana"),
        lg.Ignore("bo", "ana", at=START, unknown=True),
    ],
    "several settings at once": [
        sets("bo", groups={"chess", "go"}, employer="acme", tier=lg.Tier.PREMIUM),
        sets("bo", groups={"go", "chess"}, employer="acme"),
        sets("bo", groups={"go", "chess"}, employer="other"),
        sets("bo", groups={"go", "chess", "darts"}, tier=lg.Tier.PREMIUM),
        sets("bo", groups={"go"}, employer="acme"), sets("bo", groups=(), employer=None),
        sets("cy", hibernated=True, groups={"chess"}), sets("cy", hibernated=True),
    ],
    "what is done twice, or undone without being there": [
        *acts("ana invites bo, ana invites bo, bo accepts ana, bo accepts ana, ana invites bo"),
        *acts("bo invites ana, ana leaves bo, ana leaves bo, ana unfollows bo, ana follows bo"),
        *acts("ana follows bo, ana unfollows bo, ana unfollows bo"),
        lg.RemoveFollower("bo", "ana", at=START),
        *acts("ana withdraws bo, bo ignores ana, ana unblocks bo, ana blocks bo, ana blocks bo"),
        *acts("bo blocks ana, bo unblocks ana, ana unblocks bo, ana unblocks bo"),
    ],
    "who connects follows again": [
        *acts("ana invites bo, ana unfollows bo, bo accepts ana"),
    ],
    "who pays writes as often as they like": [
        sets("ana", tier=lg.Tier.PREMIUM),
        *(lg.Invite("ana", other, at=START, note="Hi") for other in ("bo", "cy", "di")),
    ],
    "notes count from the first second of a month": [
        lg.Invite("ana", "bo", at=FIRST, note="Hi"), lg.Invite("ana", "cy", at=FIRST, note="Hi"),
        lg.Invite("ana", "di", at=FIRST.replace(hour=12, minute=30, second=30), note="Hi"),
    ],
    "who is named can be invited": [
        *tied("ana bo", "bo cy", "cy di"), sets("cy", name_shown=lg.NameShown.INITIAL),
        sets("di", name_shown=lg.NameShown.INITIAL), *acts("ana invites cy, ana invites di"),
        lg.Invite("ana", "di", at=START, knows_email=True),
    ],
    "who leaves and comes back": [
        *acts("bo invites ana, bo withdraws ana, bo invites cy, ana blocks cy, cy follows bo"),
        *acts("bo blocks di, bo unblocks di"),
        sets("bo", groups={"chess"}), sets("cy", groups={"chess"}),
        lg.Invite("bo", "di", at=START), lg.Ignore("di", "bo", at=START, unknown=True),
        lg.Leave("bo", at=START), lg.Leave("cy", at=START), lg.Join("bo", at=START),
        lg.Join("bo", at=START), lg.Join("cy", at=START),
        *acts("bo blocks di, bo unblocks di, bo invites di, bo invites ana, bo invites cy"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_the_app_keeps_rules_that_no_prepared_history_shows(name):
    assert acted(SMALL, Prepared(name, "more", lambda _: iter(MORE[name]))) is None


def test_a_request_keeps_what_ended_it():
    backend = SqliteBackend()
    backend.reset("abcdefgh")
    for action in (
        *(lg.Invite("a", other, at=START) for other in "bcdef"), lg.Accept("b", "a", at=START),
        lg.Ignore("c", "a", at=START), lg.Ignore("d", "a", at=START, unknown=True),
        lg.Withdraw("a", "e", at=START), lg.Block("a", "f", at=START),
        lg.Invite("a", "g", at=START),
        lg.Expire(at=START + lg.CURRENT.expire_after),
        lg.Invite("a", "h", at=START + lg.CURRENT.expire_after),
    ):  # fmt: skip
        assert backend.act(action)
    ended = [*backend.app.rows("SELECT recipient, status FROM requests ORDER BY recipient")]
    assert [
        ("b", "accepted"), ("c", "ignored"), ("d", "unknown"), ("e", "withdrawn"), ("f", "void"),
        ("g", "expired"), ("h", "pending"),
    ] == ended  # fmt: skip


def test_nobody_leaves_or_joins_twice():
    """A14; the rules do not ask this of who is no member, so the kit never does."""
    backend = SqliteBackend()
    backend.reset(["ana"])
    leaves, joins = lg.Leave("ana", at=START), lg.Join("ana", at=START)
    assert [False, True, False, True] == [
        backend.act(action) for action in (joins, leaves, leaves, joins)
    ]


def test_the_app_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    SqliteBackend().reset(["ana"])
    assert [] == [*tmp_path.iterdir()]


def test_settings_are_stored_as_columns_hold_them():
    """An enum by its name, a day as ISO says it, the rest as it is."""
    assert ["PREMIUM", "2020-02-03", True, None] == [
        *map(stored, (lg.Tier.PREMIUM, date(2020, 2, 3), True, None))
    ]
