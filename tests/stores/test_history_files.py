"""Histories as JSON lines (H1, H2): written files are read back, all others are refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph import memory_check
from linkgraph.graph.fact_kinds import FACT_KINDS
from linkgraph.stores import history_files
from linkgraph.stores.history_files import HistoryFileError, load_history, save_history
from tests.rules.drawing import DAY, T0, acted, of

SOMEBODY = UUID("a4b6437f-6dfe-4ac9-9b21-313c63db7ae6")
IDS = ["ana", 7, -(10**30), SOMEBODY, date(2020, 2, 29), ("eu", (7, SOMEBODY)), ""]
START = acted(
    of(*IDS, connections=[("ana", 7), (7, SOMEBODY)], follows=[("", "ana")]).with_profile(
        "ana",
        lg.Profile(
            tier=lg.Tier.PREMIUM, groups={"chess", 3}, employer=("acme", 1), joined=date(2012, 1, 1)
        ),
    ),
    lg.Invite("ana", "", at=T0, note="é\n“quoted”"),
    lg.Invite(7, "", at=T0),
    lg.Ignore("", 7, at=T0, unknown=True),
    lg.Withdraw("ana", "", at=T0),
    lg.Invite(SOMEBODY, "ana", at=T0, note="again"),
    lg.Block("", SOMEBODY, at=T0),
    lg.Block("ana", ("eu", (7, SOMEBODY)), at=T0),
    lg.Unblock("ana", ("eu", (7, SOMEBODY)), at=T0),
)
LATER = T0 + DAY
HISTORY = lg.History(
    [
        lg.Invite("ana", 7, at=LATER, note="hi", knows_email=True),
        lg.Accept("ana", SOMEBODY, at=LATER),
        lg.Ignore(7, "ana", at=LATER, unknown=True),
        lg.Withdraw("ana", 7, at=LATER, unfollow=True),
        lg.Expire(at=LATER),
        lg.Follow(("eu", (7, SOMEBODY)), "ana", at=LATER),
        lg.Unfollow("", "ana", at=LATER),
        lg.RemoveFollower("ana", "", at=LATER),
        lg.Disconnect("ana", 7, at=LATER),
        lg.Block("ana", 7, at=LATER),
        lg.Unblock("ana", 7, at=LATER),
        lg.UpdateProfile(7, at=LATER, groups={"go", "chess"}, employer=None, open_profile=True),
        lg.Join("zoe", at=LATER),
        lg.Leave("zoe", at=LATER + DAY),
    ],
    start=START,
)


def test_every_kind_of_action_and_fact_is_read_back(tmp_path):
    """H1, F9: start graph, ids and times included."""
    assert set(history_files._ACTIONS) == {type(action).__name__ for action in HISTORY}
    kinds = {fact.kind for fact in lg.diff(lg.LinkGraph(), START).gained}
    assert set(FACT_KINDS) == kinds
    path = tmp_path / "history.jsonl"
    save_history(HISTORY, path)
    actual = load_history(path)
    assert HISTORY == actual
    assert list(HISTORY.start) == list(actual.start)
    assert lg.replay(HISTORY, refused="skip") == lg.replay(actual, refused="skip")
    save_history(actual, tmp_path / "again.jsonl")
    assert path.read_bytes() == (tmp_path / "again.jsonl").read_bytes()
    assert {"history.jsonl", "again.jsonl"} == {item.name for item in tmp_path.iterdir()}


def test_an_empty_history_is_read_back(tmp_path):
    """H1."""
    save_history(lg.History([]), str(tmp_path / "none"))
    assert lg.History([]) == load_history(str(tmp_path / "none"))


def test_an_id_that_a_line_cannot_hold_leaves_the_old_file(tmp_path):
    """F6."""
    path = tmp_path / "history.jsonl"
    save_history(HISTORY, path)
    before = path.read_bytes()
    for action in (lg.Join(Ellipsis, at=T0), lg.UpdateProfile("ana", at=T0, groups={Ellipsis})):
        with pytest.raises(lg.InvalidInput) as caught:
            save_history(lg.History([action]), path)
        assert Ellipsis is caught.value.value
        assert before == path.read_bytes()
        assert [path] == list(tmp_path.iterdir())


def test_whatever_a_store_holds_a_line_holds_too(tmp_path):
    """F6: numbers of any size, half a surrogate pair, bytes and sets."""
    ids = ["\ud800", 10**5000, b"x", frozenset({"ana", 7}), ("\ude00", None)]
    history = lg.History(
        [
            *(lg.Join(member, at=T0) for member in ids),
            lg.Invite("ana", "bo", at=T0, note="\ude00"),
            lg.UpdateProfile("ana", at=T0, groups={"\ud800"}),
        ]
    )
    path = tmp_path / "history.jsonl"
    save_history(history, path)
    assert history == load_history(path)


_PLAIN = st.one_of(st.text(), st.integers(), st.uuids(), st.dates(), st.binary())
_IDS = st.recursive(_PLAIN, lambda parts: st.lists(parts, max_size=3).map(tuple), max_leaves=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_IDS, min_size=2, max_size=5, unique=True), st.text(), st.sets(_IDS, max_size=3))
def test_whatever_a_line_can_hold_is_read_back(tmp_path, ids, note, groups):
    """H1, F6: ids, notes and groups of every kind, in the start graph and in the actions."""
    one, other, *_ = ids
    start = of(*ids, connections=[(one, other)]).with_profile(one, lg.Profile(groups=groups))
    history = lg.History(
        [
            lg.Disconnect(one, other, at=T0),
            lg.Invite(one, other, at=LATER, note=note),
            lg.UpdateProfile(other, at=LATER, employer=one, groups=groups),
        ],
        start=start,
    )
    save_history(history, tmp_path / "drawn.jsonl")
    assert history == load_history(tmp_path / "drawn.jsonl")


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    """H1."""
    path = tmp_path / "history.jsonl"
    save_history(HISTORY, path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(history_files.os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        save_history(lg.History([]), path)
    assert (before, [path]) == (path.read_bytes(), list(tmp_path.iterdir()))


AT = LATER.isoformat()
NESTED = '{"tuple": [' * 400 + "7" + "]}" * 400  # JSON reads it; the stack does not


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", ""),
        ("[]", ""),
        ("\udcff", ""),
        ("[" * 100_000, ""),
        ('{"action": "Jump"}', "action"),
        ("{}", "action"),
        ('{"fact": "MEMBER", "members": ["late"]}', "action"),
        (f'{{"action": "Join", "at": "{AT}"}}', "member"),
        ('{"action": "Join", "member": "x"}', "at"),
        ('{"action": "Join", "member": "x", "at": "monday"}', "at"),
        ('{"action": "Join", "member": "x", "at": "2027-01-01T00:00:00"}', ""),
        ('{"action": "Join", "member": "x", "at": "2020-01-01T00:00:00+00:00"}', "at"),
        (f'{{"action": "Join", "member": "x", "at": "{AT}", "age": 3}}', "age"),
        (f'{{"action": "Join", "member": 1.5, "at": "{AT}"}}', "member"),
        (f'{{"action": "Join", "member": {{"uuid": "no"}}, "at": "{AT}"}}', "member"),
        (f'{{"action": "Join", "member": {{"complex": 1}}, "at": "{AT}"}}', "member"),
        *[
            (
                f'{{"action": "UpdateProfile", "member": {bad}, "at": "{AT}", "changes": {{}}}}',
                "member",
            )
            for bad in ('{"uuid": 5}', '{"date": 5}', '{"tuple": 5}', "true", "null", "[7]")
        ],
        (
            f'{{"action": "UpdateProfile", "member": {NESTED}, "at": "{AT}", "changes": {{}}}}',
            "member",
        ),
        (f'{{"action": "Follow", "follower": "x", "followee": "x", "at": "{AT}"}}', ""),
        (
            f'{{"action": "Invite", "sender": 1, "recipient": 2, "knows_email": 1, "at": "{AT}"}}',
            "knows_email",
        ),
        (f'{{"action": "UpdateProfile", "member": "x", "at": "{AT}"}}', "changes"),
        (f'{{"action": "UpdateProfile", "member": "x", "at": "{AT}", "changes": 3}}', "changes"),
        ('{"action": "UpdateProfile", "member": 1, "at": "2027-01-01T00:00", "changes": {}}', ""),
        (
            f'{{"action": "UpdateProfile", "member": "x", "at": "{AT}", "changes": {{}}, "y": 1}}',
            "y",
        ),
        (
            f'{{"action": "UpdateProfile", "member": 1, "at": "{AT}", "changes": {{"teir": 1}}}}',
            "changes.teir",
        ),
        (
            f'{{"action": "UpdateProfile", "member": 1, "at": "{AT}", "changes": {{"tier": "X"}}}}',
            "changes.tier",
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, line, field):
    """H1: file, line and field."""
    path = tmp_path / "history.jsonl"
    save_history(HISTORY, path)
    lines = path.read_text("utf-8").splitlines()
    text = "\n".join([*lines, line]).encode("utf-8", "surrogateescape")
    path.write_bytes(text)
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    expected = (str(path), len(lines) + 1, field)
    assert expected == (caught.value.path, caught.value.line, caught.value.field)
    assert 1 == len(str(caught.value).splitlines())


def refused(path) -> HistoryFileError:
    """Return what `load_history` raises."""
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    return caught.value


@pytest.mark.parametrize(
    ("action", "fields", "field", "problem"),
    [
        (
            "UpdateProfile",
            '"member": "x", "changes": {"tier": "X @ Y"}',
            "changes.tier",
            "expected one of FREE, PREMIUM, got `'X @ Y'`",
        ),
        (
            "UpdateProfile",
            '"member": "x", "changes": {"influencer": 1}',
            "changes.influencer",
            "expected `true` or `false`, got `1`",
        ),
        ("UpdateProfile", '"member": 1.5, "changes": {}', "member", "expected an id, got `1.5`"),
        (
            "UpdateProfile",
            '"member": {"uuid": 5}, "changes": {}',
            "member",
            "expected an id, got `{'uuid': 5}`",
        ),
        ("UpdateProfile", '"member": 1, "member": 2, "changes": {}', "member", "is named twice"),
        (
            "UpdateProfile",
            '"member": "x", "changes": 3',
            "changes",
            "expected an object of settings, got `3`",
        ),
        ("Invite", '"sender": 1.5, "recipient": 2', "sender", "expected an id, got `1.5`"),
        (
            "Invite",
            '"sender": 1, "recipient": 2, "note": 5',
            "note",
            "expected text or `null`, got `5`",
        ),
        (
            "Invite",
            '"sender": 1, "recipient": 2, "knows_email": 1',
            "knows_email",
            "expected `true` or `false`, got `1`",
        ),
        (
            "Invite",
            '"sender": 1, "recipient": 1',
            "",
            "expected two different members, got `1` twice",
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said_by_its_value(tmp_path, action, fields, field, problem):
    """H1: not by the type that was expected."""
    path = tmp_path / "history.jsonl"
    save_history(HISTORY, path)
    with path.open("a", encoding="utf-8") as file:
        file.write(f'{{"action": "{action}", {fields}, "at": "{AT}"}}\n')
    error = refused(path)
    assert (field, problem) == (error.field, error.problem)


@pytest.mark.parametrize(
    ("line", "field", "problem"),
    [
        (
            '{"fact": "PROFILE", "value": {"tier": "X @ Y"}',
            "value.tier",
            "expected one of FREE, PREMIUM, got `'X @ Y'`",
        ),
        (
            '{"fact": "FLAGS", "value": "ab"',
            "value",
            "expected a positive integer, got `'ab'`",
        ),
        (
            '{"fact": "NOTED", "value": "ab"',
            "value",
            "expected a tuple of ascending times in UTC, got `'ab'`",
        ),
        (
            '{"fact": "NOTED", "value": ["monday"]',
            "value",
            "expected a time such as `2026-01-31T09:00:00+00:00`, got `'monday'`",
        ),
        (
            '{"fact": "PROFILE", "value": "ab"',
            "value",
            "expected an object of settings, got `'ab'`",
        ),
        (
            '{"fact": "PROFILE", "value": {"groups": [{"uuid": "a", "date": "b"}]}',
            "value.groups",
            "expected an id, got `{'uuid': 'a', 'date': 'b'}`",
        ),
    ],
)
def test_what_is_wrong_with_a_fact_is_said(tmp_path, line, field, problem):
    """H1."""
    path = tmp_path / "history.jsonl"
    head = json.dumps(history_files._HEAD)
    path.write_text(f'{head}\n{line}, "members": ["x"]}}\n', "utf-8")
    error = refused(path)
    assert (2, field, problem) == (error.line, error.field, error.problem)


@pytest.mark.parametrize(
    ("facts", "line", "field"),
    [
        (['{"fact": "LOVE", "members": ["x"]}'], 2, "fact"),
        (['{"fact": "MEMBER"}'], 2, "members"),
        (['{"fact": "MEMBER", "members": "x"}'], 2, "members"),
        (['{"fact": "MEMBER", "members": ["x", "y"]}'], 2, "members"),
        (['{"fact": "MEMBER", "members": ["x"], "value": 1}'], 2, "value"),
        (['{"fact": "MEMBER", "members": [1]}', '{"fact": "FLAGS", "members": [1]}'], 3, "value"),
        (
            ['{"fact": "MEMBER", "members": ["x"]}',
             '{"fact": "PROFILE", "members": ["x"], "value": {"tier": 1}}'],
            3,
            "value.tier",
        ),
        (['{"fact": "CONNECTION", "members": ["x", "y"]}'], 2, ""),
    ],
)  # fmt: skip
def test_a_start_graph_that_does_not_hold_is_named(tmp_path, facts, line, field):
    """H1, F6."""
    path = tmp_path / "history.jsonl"
    path.write_text("\n".join([json.dumps(history_files._HEAD), *facts]), "utf-8")
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    assert (line, field) == (caught.value.line, caught.value.field)


X, Y = '{"fact": "MEMBER", "members": ["x"]}', '{"fact": "MEMBER", "members": ["y"]}'


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ([X, Y, Y], 4),
        ([X, '{"fact": "FOLLOW", "members": ["x", "z"]}', Y], 3),
        ([X, '{"fact": "FLAGS", "members": ["x"], "value": 0}', Y], 3),
        ([X, Y, '{"fact": "PROFILE", "members": ["y"], "value": {}}'], 4),
        ([X, '{"fact": "NOTED", "members": ["x"], "value": ["2026-03-02T09:00:00"]}', Y], 3),
    ],
)
def test_the_line_of_a_fact_that_does_not_hold_is_named(tmp_path, facts, line):
    """H1, F6, F7: the line of the fact, not of the first."""
    path = tmp_path / "history.jsonl"
    path.write_text("\n".join([json.dumps(history_files._HEAD), *facts]), "utf-8")
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    assert line == caught.value.line


@pytest.mark.parametrize("parts", ['"ab"', '{"a": 1}', '""', "{}"])
def test_the_parts_of_a_tuple_are_a_list(tmp_path, parts):
    """F6: nothing else is read as one."""
    path = tmp_path / "history.jsonl"
    line = f'{{"action": "Join", "member": {{"tuple": {parts}}}, "at": "{AT}"}}'
    path.write_text("\n".join([json.dumps(history_files._HEAD), line]), "utf-8")
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    assert (2, "member") == (caught.value.line, caught.value.field)


@pytest.mark.parametrize("text", ["", '{"linkgraph": "history", "version": 2}', '{"fact": 1}'])
def test_a_file_without_the_head_is_no_history(tmp_path, text):
    """H1: an empty one too."""
    path = tmp_path / "history.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    assert HistoryFileError(str(path), 1, "", caught.value.problem) == caught.value


@pytest.mark.parametrize("path", [None, 7, b"history", "a\0b", "\ud800"])
def test_what_is_no_path_is_refused(path):
    for use in (load_history, lambda path: save_history(lg.History([]), path)):
        with pytest.raises(lg.InvalidInput) as caught:
            use(path)
        assert lg.InvalidInput(path, "a path as `path`", "name a file") == caught.value


def test_what_is_no_history_is_refused(tmp_path):
    with pytest.raises(lg.InvalidInput) as caught:
        save_history([], tmp_path / "h.jsonl")
    assert lg.InvalidInput([], "a `History` as `history`") == caught.value
    assert [] == list(tmp_path.iterdir())


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path):
    """H1."""
    with pytest.raises(FileNotFoundError):
        load_history(tmp_path / "none")


@pytest.fixture(scope="module")
def complete(tmp_path_factory) -> bytes:
    """Return a whole file."""
    path = tmp_path_factory.mktemp("files") / "history.jsonl"
    save_history(HISTORY, path)
    return path.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_bytes_only_one_error_is_raised(tmp_path, complete, data):
    """H1: bytes overwritten, cut out and put in."""
    start = data.draw(st.integers(0, len(complete)))
    end = data.draw(st.integers(start, min(len(complete), start + 40)))
    path = tmp_path / "fuzzed.jsonl"
    path.write_bytes(complete[:start] + data.draw(st.binary(max_size=20)) + complete[end:])
    with suppress(HistoryFileError):
        assert isinstance(load_history(path), lg.History)


_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["ana", "MEMBER", "Join", "PREMIUM", AT, "2026-03-02", "2026-03-02T09:00"]),
)
_KEYS = st.sampled_from(["tuple", "uuid", "date", "fact", "action", "value", "member", "tier", "x"])
_JSON = st.recursive(
    _LEAVES,
    lambda parts: st.lists(parts, max_size=2) | st.dictionaries(_KEYS, parts, max_size=2),
    max_leaves=4,
)


def _places(value, place: tuple = ()):
    """Yield where there is something in a JSON value: keys and indices from the outside in."""
    yield place
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _places(value[key], (*place, key))


def _changed(value, place: tuple, new: object):
    if not place:
        return new
    key, *inner = place
    copied = value.copy()
    copied[key] = _changed(copied[key], tuple(inner), new)
    return copied


def _assert_read_or_named(path: Path, lines: list[str]) -> None:
    """H1: a refusal names the file and a line of it, in one sentence."""
    path.write_text("\n".join(lines), "utf-8")
    refused = None
    try:
        assert isinstance(load_history(path), lg.History)
    except HistoryFileError as error:
        refused = error
    if refused is not None:
        assert str(path) == refused.path
        assert 1 <= refused.line <= len(lines)
        assert 1 == len(str(refused).splitlines())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_line_says_only_one_error_is_raised(tmp_path, complete, data):
    """H1: one value in one line is another."""
    lines = complete.decode().splitlines()
    row = data.draw(st.integers(0, len(lines) - 1))
    record = json.loads(lines[row])
    place = data.draw(st.sampled_from(list(_places(record))))
    lines[row] = json.dumps(_changed(record, place, data.draw(_JSON)))
    _assert_read_or_named(tmp_path / "fuzzed.jsonl", lines)


def _kinds_of_line(complete: bytes) -> list[dict]:
    """Return one record for each kind of fact and of action."""
    records = [json.loads(line) for line in complete.splitlines()[1:]]
    return list({item.get("fact") or item.get("action"): item for item in records}.values())


@pytest.mark.parametrize(
    "odd",
    [
        *("", "ab", [], [[]]),
        *(None, True, -1, 1.5, {}, {"x": 1}, {"tuple": 1}),
    ],
    ids=repr,
)
def test_every_value_of_every_line_can_be_wrong(tmp_path, complete, odd):
    """H1: each in turn is something that it cannot be."""
    for record in _kinds_of_line(complete):
        for place in _places(record):
            wrong = json.dumps(_changed(record, place, odd))
            _assert_read_or_named(
                tmp_path / "wrong.jsonl", [json.dumps(history_files._HEAD), wrong]
            )


def test_the_bytes_are_the_same_whatever_the_hash_seed(tmp_path):
    """H2: sets are written in one order."""
    script = (
        "import sys; from tests.stores.test_history_files import HISTORY, save_history; "
        "save_history(HISTORY, sys.argv[1])"
    )
    root = Path(__file__).resolve().parents[2]
    written = []
    for seed in ("1", "2"):
        path = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", script, str(path)], env=environment, cwd=root, check=True
        )
        written.append(path.read_bytes())
    assert written[0] == written[1]


# -- the text of a file -------------------------------------------------------------------------

MOMENT = T0.isoformat()
LINES = [
    '{"linkgraph": "history", "version": 1}',
    '{"fact": "MEMBER", "members": ["é"]}',
    '{"fact": "MEMBER", "members": [{"tuple": ["eu", {"date": "2020-02-29"}]}]}',
    '{"fact": "PROFILE", "members": ["é"], "value": {"groups": ["go", 3], "joined": "2012-01-01"}}',
    '{"fact": "CONNECTION", "members": ["é", {"tuple": ["eu", {"date": "2020-02-29"}]}]}',
    '{"fact": "FLAGS", "members": ["é"], "value": 2}',
    f'{{"fact": "INVITED", "members": ["é"], "value": ["{MOMENT}", "{MOMENT}"]}}',
    f'{{"action": "Join", "member": 7, "at": "{MOMENT}"}}',
    f'{{"action": "UpdateProfile", "at": "{MOMENT}", "member": 7, "changes": {{"groups": []}}}}',
]  # fmt: skip


def _written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_file_says_no_more_than_it_must_in_plain_utf_8(tmp_path):
    """H1: version 1 of the format, line by line."""
    there = ("eu", date(2020, 2, 29))
    facts = [
        lg.Fact(lg.FactKind.MEMBER, ("é",)),
        lg.Fact(lg.FactKind.MEMBER, (there,)),
        lg.Fact(lg.FactKind.PROFILE, ("é",), lg.Profile(groups={"go", 3}, joined=date(2012, 1, 1))),
        lg.Fact(lg.FactKind.CONNECTION, ("é", there)),
        lg.Fact(lg.FactKind.FLAGS, ("é",), 2),
        lg.Fact(lg.FactKind.INVITED, ("é",), (T0, T0)),
    ]
    actions = [lg.Join(7, at=T0), lg.UpdateProfile(7, at=T0, groups=())]
    history = lg.History(actions, start=lg.Diff(tuple(facts)).apply(lg.LinkGraph()))
    path = tmp_path / "history.jsonl"
    save_history(history, path)
    assert LINES == path.read_text("utf-8").splitlines()
    assert history == load_history(_written(path, LINES))


def test_a_file_is_whole_on_the_disk_beside_the_old_one_before_it_takes_its_place(
    tmp_path, monkeypatch
):
    """H1: in one folder with it, as only then is the exchange one step."""
    path = tmp_path / "history.jsonl"
    save_history(lg.History([]), path)
    seen = []

    def synced(file: int) -> None:
        beside = [item for item in tmp_path.iterdir() if item != path]
        old = len(path.read_bytes().splitlines())
        seen.append((os.fstat(file).st_size, [item.name[:11] for item in beside], old))

    folder = tmp_path.stat().st_size
    monkeypatch.setattr(history_files.os, "fsync", synced)
    save_history(HISTORY, path)
    length, lines = len(path.read_bytes()), len(path.read_bytes().splitlines())
    assert [(length, [".linkgraph-"], 1), (folder, [], lines)] == seen  # the file, the folder


def _nested(depth: int) -> tuple:
    actual: tuple = ()
    for _ in range(depth - 1):
        actual = (actual,)
    return actual


def test_tuples_within_each_other_are_written_and_read_to_one_depth(tmp_path):
    """F6: 32; a deeper one is refused by both."""
    path = tmp_path / "history.jsonl"
    deep = lg.History([lg.Join(_nested(32), at=T0)])
    save_history(deep, path)
    assert deep == load_history(path)
    with pytest.raises(lg.InvalidInput):
        save_history(lg.History([lg.Join(_nested(33), at=T0)]), path)
    text = path.read_text("utf-8")
    path.write_text(text.replace('{"tuple": []}', '{"tuple": [{"tuple": []}]}'), "utf-8")
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    assert (2, "member") == (caught.value.line, caught.value.field)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (f'{{"action": "Join", "action": "Join", "member": 1, "at": "{AT}"}}', "action"),
        (f'{{"action": "Join", "member": 1, "at": "{AT}", "member": 1}}', "member"),
        ('{"fact": "MEMBER", "members": [1], "members": [1]}', "members"),
        ('{"fact": "MEMBER", "members": [{"uuid": 1, "uuid": 1}]}', "uuid"),
    ],
)
def test_a_field_that_is_named_twice_is_named(tmp_path, line, field):
    """H1: JSON would drop one of the two."""
    path = _written(tmp_path / "twice", [json.dumps(history_files._HEAD), line])
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    assert HistoryFileError(str(path), 2, field, "is named twice") == caught.value


def test_an_action_before_the_one_above_it_is_named(tmp_path):
    """H1: its line, whatever facts stand above."""
    later, earlier = (
        f'{{"action": "Join", "member": {name}, "at": "{at.isoformat()}"}}'
        for name, at in ((1, LATER), (2, T0))
    )
    for facts in ([], [X], [X, Y]):
        head = [json.dumps(history_files._HEAD), *facts]
        for before in ([later], [later.replace("1,", "3,"), later]):
            with pytest.raises(HistoryFileError) as caught:
                load_history(_written(tmp_path / "turned", [*head, *before, earlier]))
            expected = (len(head) + len(before) + 1, "at")
            assert expected == (caught.value.line, caught.value.field)


def test_an_error_says_where_in_one_line_and_leaves_out_a_field_that_there_is_none():
    where = HistoryFileError("h.jsonl", 3, "tier\n", "is\tmissing")
    assert "`h.jsonl`, line 3, field `tier\\n`: is\\tmissing" == where.message
    assert "`h.jsonl`, line 3: is late" == HistoryFileError("h.jsonl", 3, "", "is late").message
    long = HistoryFileError("h.jsonl", 3, "x" * 500, "y" * 500).message
    assert f"`h.jsonl`, line 3, field `{'x' * 79}…`: {'y' * 399}…" == long


# -- files of any length ------------------------------------------------------------------------

LONGEST_LINE = 1 << 24


def _sparse(path: Path, length: int) -> Path:
    """Append a hole, which takes no disk."""
    with path.open("r+b") as file:
        file.truncate(length)
    return path


@pytest.mark.parametrize("lines", [[], LINES[:1], LINES], ids=len)
def test_a_line_without_an_end_is_refused_when_it_is_too_long(tmp_path, monkeypatch, lines) -> None:
    """H1: however long the file is."""
    monkeypatch.setattr(memory_check, "available", lambda: None)
    path = tmp_path / "history.jsonl"
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    with pytest.raises(HistoryFileError) as caught:
        load_history(_sparse(path, 2**40))
    problem = "is longer than 16,777,216 bytes"
    assert HistoryFileError(str(path), len(lines) + 1, "", problem) == caught.value


def test_the_longest_line_is_written_and_read_and_a_longer_one_is_neither(tmp_path) -> None:
    """H1: so what is written can be read."""
    path = tmp_path / "history.jsonl"
    spare = len(json.dumps({"action": "Join", "member": "", "at": T0.isoformat()})) + 1
    longest = lg.History([lg.Join("x" * (LONGEST_LINE - spare), at=T0)])
    save_history(longest, path)
    assert LONGEST_LINE == max(map(len, path.read_bytes().splitlines(keepends=True)))
    assert longest == load_history(path)
    path.write_bytes(path.read_bytes().replace(b"xx", b"xxx", 1))
    with pytest.raises(HistoryFileError) as caught:
        load_history(path)
    assert 2 == caught.value.line
    with pytest.raises(lg.InvalidInput):
        save_history(lg.History([lg.Join("x" * LONGEST_LINE, at=T0)]), path)


def test_a_file_that_does_not_fit_into_memory_is_not_read(tmp_path, monkeypatch) -> None:
    """H1: it is refused before its first line."""
    path = _written(tmp_path / "history.jsonl", LINES)
    monkeypatch.setattr(memory_check, "available", lambda: 2**35)
    with pytest.raises(lg.TooLarge):
        load_history(_sparse(path, 2**40))


def test_a_file_that_grows_is_read_up_to_the_length_it_had(tmp_path, monkeypatch) -> None:
    """H1: a writer that never stops does not keep the reader."""
    path = _written(tmp_path / "history.jsonl", LINES)
    line = LINES[-1] + "\n"
    read = history_files._read

    def read_and_append(*arguments):
        with path.open("a", encoding="utf-8") as file:
            file.write(line)
        return read(*arguments)

    expected = load_history(path)
    monkeypatch.setattr(history_files, "_read", read_and_append)
    assert expected == load_history(path)


@pytest.mark.parametrize("depth", range(900, 1000, 7))
def test_a_value_of_any_depth_is_refused(tmp_path, depth) -> None:
    """H1: whether the stack ends while it is read, or not at all."""
    deep = "[" * depth + "]" * depth
    for line in (deep, f'{{"action": {deep}}}', f'{{"fact": "MEMBER", "members": [{deep}]}}'):
        path = _written(tmp_path / "deep", [LINES[0], line])
        with pytest.raises(HistoryFileError) as caught:
            load_history(path)
        assert 2 == caught.value.line


@pytest.mark.parametrize(
    "number", ["9" * 4300, "9" * 5000, "1e999", "NaN", "-0", "1" + "0" * 400], ids=lambda n: n[:6]
)
def test_a_number_of_any_size_is_read_or_refused(tmp_path, number) -> None:
    """F6: ids of more than 64 bits are written in hexadecimal."""
    lines = [LINES[0], f'{{"action": "Join", "member": {number}, "at": "{MOMENT}"}}']
    _assert_read_or_named(tmp_path / "number", lines)
