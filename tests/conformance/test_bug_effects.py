"""A fault is a small change: where a faulty app differs from the correct one, and where not."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from pathlib import Path

import attrs
import pytest

import linkgraph as lg
from examples.sqlite_backend.adapter import SqliteBackend
from examples.sqlite_backend.known_bugs import KNOWN_BUGS
from linkgraph.testing import SMALL
from linkgraph.testing.stories import START
from tests.conformance.moments import acts, run

CAST = ("ana", "bo", "cy", "di", "ed")
NOW = START + timedelta(days=28)  # 17 February, noon
POLICY = attrs.evolve(SMALL, connection_cap=2, withdraw_cooldown=timedelta(days=28))
DIFFERENCES = Path(__file__).with_name("bug_effects.txt")

TABLES = ("members", "member_groups", "friendships", "requests", "sent", "follows", "blocks")
AT = {"at": START}
STORY = [
    *acts("ana invites bo, bo accepts ana, bo invites cy, cy accepts bo"),
    *acts("di invites ana, cy follows di, di follows cy, ana follows ed"),
    *acts("cy invites ed, ed accepts cy, ed blocks cy"),
    *acts("cy invites ana, cy withdraws ana, bo blocks di, bo unblocks di, ed invites di"),
    lg.Ignore("di", "ed", unknown=True, **AT),
    lg.UpdateProfile("bo", hibernated=True, **AT),
    lg.UpdateProfile("cy", groups={"chess"}, **AT),
    lg.UpdateProfile("di", follow_audience=lg.FollowAudience.CONNECTIONS, **AT),
    lg.Invite("ana", "cy", at=START + timedelta(days=21), note="Hi"),
    lg.Invite("ana", "ed", at=START + timedelta(days=25), note="Hi"),
]


def asked():
    """Return what is tried of each method that a fault may replace."""
    pairs = [*permutations(CAST, 2)]
    at = [NOW + timedelta(seconds=each) for each in (-1, 0, 1)]
    return {
        "invite": [(*pair, NOW, None, True) for pair in pairs],
        "is_open": pairs,
        "is_cooling_down": [(*pair, each) for pair in pairs for each in at],
        "ignore": [(*pair, NOW, unknown) for pair in pairs for unknown in (False, True)],
        "unblock": [(*pair, NOW) for pair in pairs],
        "withdraw": [(*pair, NOW, unfollow) for pair in pairs for unfollow in (False, True)],
        "sent_lately": [(one, START + timedelta(days=32, hours=hour)) for one in CAST
                        for hour in (-1, 0, 1)],
        "note_fits": [("ana", note) for note in ("é" * 4, "é" * 5, "abcd", "abcde")],
        "notes_lately": [("ana", NOW + timedelta(days=day, hours=hour)) for day in (7, 11, 12)
                         for hour in (3, 4, 12)],
        "is_full": [(*pair,) for pair in pairs],
        "expire": [(START + POLICY.expire_after + timedelta(seconds=each),) for each in (0, 1)],
        "befriend": [("ana", "ed"), ("di", "cy")],
        "unfollow": pairs,
        "disconnect": pairs,
        "remove_follower": pairs,
        "update_profile": [(one, changes) for one in CAST
                           for changes in ({"follow_audience": "CONNECTIONS"}, {"tier": "FREE"})],
        "set_groups": [(one, groups) for one in ("bo", "cy") for groups in ((), ("chess",))],
        "sign_off": [(one,) for one in (*CAST, "zoe")],
        "close_request": [(*pair, status, NOW) for pair in pairs
                          for status in ("void", "accepted")],
        "may_block": [(*pair, each) for pair in pairs for each in (START, NOW)],
        "block_list": [(one,) for one in CAST],
        "in_common": pairs,
        "distance": [*pairs, ("ana", "ana")],
        "suggestions": [(one,) for one in CAST],
        "count_shown": [(number,) for number in range(5)],
        "connections_counted": [(one,) for one in CAST],
        "followers_counted": [(one,) for one in CAST],
        "sees": [(one, f"{two}'s {what}") for one in CAST for two in CAST
                 for what in ("post", "post for connections")],
        "counts": [(*pair, post, did, second) for pair in pairs
                   for post in ("ed's post", "di's post for connections")
                   for did in ("COMMENT", "REACTION") for second in ({}, {pair[1]: 1})],
        "home": [(one,) for one in CAST],
        "gets": pairs,
        "profile_buttons": [(*pair, NOW) for pair in [*pairs, ("ana", "ana")]],
    }  # fmt: skip


def at_work(backend):
    """Act the story out on an app, under limits of its own."""
    app = backend.app
    app.limits = POLICY
    backend.reset(CAST)
    now = run(" ".join(CAST)).now
    backend.publish([*now.posts.values()], now.engagements)
    correct = SqliteBackend(POLICY)
    correct.reset(CAST)
    for action in STORY:
        assert correct.act(action), action
    for table in TABLES:  # as the correct app leaves them
        app.run(f"DELETE FROM {table}")
        rows = correct.app.rows(f"SELECT * FROM {table}").fetchall()
        marks = ", ".join("?" * len(rows[0]))
        app.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    return app


def outcome(app, method, args):
    """Return what a method answers, and the rows that it leaves; and put them back."""
    app.run("SAVEPOINT before")
    answer = getattr(app, method)(*args)
    rows = {(table, *row) for table in TABLES for row in app.rows(f"SELECT * FROM {table}")}
    app.run("ROLLBACK TO before")
    return answer, rows


def written(value):
    return ", ".join(sorted(value)) if isinstance(value, set) else value


def differences(fault):
    """Tell in lines where a faulty app does otherwise."""
    wrong, right = at_work(fault.backend()), at_work(SqliteBackend())
    yield fault.name
    for method in fault.replaces:
        for args in asked()[method]:
            answer, rows = outcome(wrong, method, args)
            wanted, others = outcome(right, method, args)
            call = f"  {method}({', '.join(map(str, args))})"
            if answer != wanted:
                yield f"{call}: {written(answer)}, not {written(wanted)}"
            for row in sorted(rows - others, key=str):
                yield f"{call}: has {' '.join(map(str, row))}"
            for row in sorted(others - rows, key=str):
                yield f"{call}: lacks {' '.join(map(str, row))}"


TOLD = {
    told.partition("\n")[0]: told
    for told in DIFFERENCES.read_text("utf-8").rstrip("\n").split("\n\n")
}


def test_no_fault_is_left_out():
    assert [fault.name for fault in KNOWN_BUGS] == [*TOLD]


@pytest.mark.parametrize("name", TOLD)
def test_a_faulty_app_differs_where_it_was_read_and_found_right(name):
    """Each method that a fault replaces, asked of every pair in one state."""
    fault = next(fault for fault in KNOWN_BUGS if fault.name == name)
    assert TOLD[name] == "\n".join(differences(fault))
