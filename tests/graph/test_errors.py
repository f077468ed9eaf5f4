"""Every error is data, and says one sentence that names the value and what to do."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.errors import printable, shown
from linkgraph.graph.validation import path_of
from tests.graph.drawing import IDS, T0

VALUES = st.one_of(
    IDS,
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.lists(st.integers(), max_size=3),
    st.text(),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)
ROWS = st.none() | st.integers(0, 10**9)
PHRASES = st.sampled_from(["a member id", "a pair of members"])
ACTION = lg.Invite("ana", "bo", at=T0)
REFUSAL = lg.Verdict(
    allowed=False,
    reasons=(lg.Reason("A1", lg.Code.ALREADY_CONNECTED), lg.Reason("L2", lg.Code.WEEKLY_LIMIT)),
)
ERRORS: st.SearchStrategy[lg.LinkGraphError] = st.one_of(
    st.builds(lg.UnknownMember, VALUES),
    st.builds(lg.SelfTie, VALUES, ROWS),
    st.builds(lg.Blocked, VALUES, VALUES),
    st.builds(lg.InvalidInput, VALUES, PHRASES, PHRASES, ROWS),
    st.builds(lg.ArchiveError, st.text(), PHRASES, PHRASES),
    st.builds(lg.Refused, st.just(ACTION), st.just(REFUSAL), ROWS),
)


class Hostile:
    """Its `repr` raises."""

    def __repr__(self) -> str:
        raise RuntimeError


class Liar:
    """Its `repr` is not text."""

    def __repr__(self) -> Any:
        return 5


class Endless:
    """Its `repr` never comes back."""

    def __repr__(self) -> str:
        return repr(self)


class Lines:
    """Its `repr` has many lines, of every kind of line end."""

    def __repr__(self) -> str:
        return "one\ntwo\r\nthree\vfour\ffive\x1csix\x85seven\u2028eight\u2029nine\tten"


class Long:
    """Its `repr` is very long."""

    def __repr__(self) -> str:
        return "Long(" + "x" * 10**5 + ")"


class Quarrelsome:
    """Cannot be compared."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError


HOSTILE = [Hostile(), Liar(), Endless(), Lines(), Long(), "`ticks`", "a\nb", np.zeros((50, 50))]
hostile = pytest.mark.parametrize("value", HOSTILE, ids=lambda value: type(value).__name__)


# -- laws -----------------------------------------------------------------------------------


@given(error=ERRORS)
def test_a_message_is_one_line_that_starts_small_and_ends_without_a_stop(
    error: lg.LinkGraphError,
):
    message = str(error)
    assert message == error.message
    assert [message] == message.splitlines()
    assert message[0] == "`" or message[0].islower()
    assert not message.endswith((".", "!", " "))
    assert message.strip() == message


@given(error=ERRORS)
def test_a_message_names_every_value_in_backticks(error: lg.LinkGraphError):
    match error:
        case lg.UnknownMember(member=value) | lg.SelfTie(member=value):
            named = [value]
        case lg.Blocked(blocker=one, blocked=other):
            named = [one, other]
        case lg.InvalidInput(value=value) | lg.ArchiveError(path=value):
            named = [value]
        case _:
            named = [ACTION]
    for value in named:
        assert shown(value) in error.message
        assert shown(value)[0] == shown(value)[-1] == "`"


@given(error=ERRORS, row=st.integers(0, 99))
def test_a_row_is_named_first(error: lg.LinkGraphError, row: int):
    if not isinstance(error, (lg.SelfTie, lg.InvalidInput)):
        assert not hasattr(error, "row")
        return
    named = attrs.evolve(error, row=row)
    assert named.message.startswith(f"row {row}: expected ")
    assert attrs.evolve(error, row=None).message == named.message.removeprefix(f"row {row}: ")


@given(error=ERRORS, protocol=st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_an_error_comes_back_from_a_pickle_and_a_copy(error: lg.LinkGraphError, protocol: int):
    for back in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error)):
        assert error == back
        assert type(error) is type(back)
        assert str(error) == str(back)
        assert attrs.asdict(error, recurse=False) == attrs.asdict(back, recurse=False)
        assert error.args == back.args


@given(one=ERRORS, other=ERRORS)
def test_errors_are_equal_if_their_kind_and_data_are(
    one: lg.LinkGraphError, other: lg.LinkGraphError
):
    alike = type(one) is type(other) and attrs.astuple(one, recurse=False) == attrs.astuple(
        other, recurse=False
    )
    assert alike == (one == other)
    assert alike != (one != other)
    if alike:
        assert hash(one) == hash(other)


@given(error=ERRORS)
def test_repr_is_the_kind_and_one_line(error: lg.LinkGraphError):
    assert repr(error).startswith(f"{type(error).__name__}(")
    assert [repr(error)] == repr(error).splitlines()


# -- examples -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        (lg.UnknownMember("zoe"), (KeyError, LookupError)),
        (lg.SelfTie("ana"), (ValueError,)),
        (lg.Blocked("ana", "bo"), ()),
        (lg.InvalidInput(1.0, "an id", "give another"), (ValueError,)),
        (lg.Refused(ACTION, REFUSAL), ()),
        (lg.ArchiveError("a.zip", "does not exist", "give another"), (ValueError,)),
    ],
    ids=lambda item: type(item).__name__,
)
def test_every_error_is_caught_by_the_root_and_by_the_builtin_one_expects(
    error: lg.LinkGraphError, kinds: tuple[type[Exception], ...]
):
    for kind in (lg.LinkGraphError, *kinds):
        with pytest.raises(kind) as caught:
            raise error
        assert error is caught.value


@pytest.mark.parametrize(
    ("error", "data"),
    [
        (lg.UnknownMember("zoe"), {"member": "zoe"}),
        (lg.SelfTie("ana"), {"member": "ana", "row": None}),
        (lg.SelfTie("ana", 3), {"member": "ana", "row": 3}),
        (lg.Blocked("ana", "bo"), {"blocker": "ana", "blocked": "bo"}),
        (
            lg.InvalidInput(1.0, "an id", "give another", 7),
            {"value": 1.0, "expected": "an id", "remedy": "give another", "row": 7},
        ),
        (
            lg.ArchiveError("a.zip", "does not exist", "give another"),
            {"path": "a.zip", "problem": "does not exist", "remedy": "give another"},
        ),
        (
            lg.Refused(ACTION, REFUSAL),
            {"action": ACTION, "verdict": REFUSAL, "position": None},
        ),
    ],
    ids=lambda item: type(item).__name__,
)
def test_an_error_holds_its_data(error: lg.LinkGraphError, data: dict[str, Any]):
    assert data == {name: getattr(error, name) for name in data}
    assert tuple(data.values()) == error.args


def test_an_error_is_no_other_thing():
    error = lg.UnknownMember("zoe")
    assert error != "zoe"
    assert error != KeyError("zoe")
    assert error != lg.SelfTie("zoe")
    assert lg.SelfTie("zoe") != lg.SelfTie("zoe", 0)
    assert lg.Blocked("ana", "bo") != lg.Blocked("bo", "ana")
    assert 1 == len({error, lg.UnknownMember("zoe")})


@hostile
def test_a_message_comes_whatever_the_values_repr_does(value: Any):
    for error in (
        lg.UnknownMember(value),
        lg.SelfTie(value),
        lg.Blocked(value, value),
        lg.InvalidInput(value, "an id", "give another"),
    ):
        for said in (str(error), repr(error), f"{error}"):
            assert [said] == said.splitlines()
            assert 300 > len(said)
            assert "`" in said


@pytest.mark.parametrize(
    "value", [[1], {}, np.array([1, 2]), np.zeros(0), Quarrelsome(), Hostile()], ids=type
)
def test_errors_of_values_that_cannot_be_hashed_or_compared_are_still_values(value: Any):
    one, same = (lg.InvalidInput(value, "an id", "give another") for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
    again = lg.InvalidInput(copy.deepcopy(value), "an id", "give another", 1)
    assert one != again
    assert again != lg.UnknownMember(value)


def test_errors_of_equal_arrays_are_equal_and_of_others_are_not():
    def error(value: Any) -> lg.InvalidInput:
        return lg.InvalidInput(value, "an id", "give another")

    assert error(np.array([1, 2])) == error(np.array([1, 2]))
    assert error(np.array([1, 2])) != error(np.array([1, 3]))


def test_a_value_is_shown_in_one_short_line():
    assert "`'ana'`" == shown("ana")
    assert "`one two three four five six seven eight nine ten`" == shown(Lines())
    assert f"`Long({'x' * 74}…`" == shown(Long())
    assert "`<Hostile that cannot be shown>`" == shown(Hostile())


def test_text_of_a_file_is_printed_in_one_line_whatever_is_in_it():
    assert "plain – ünïcode" == printable("plain – ünïcode")
    assert r"a\nb\u2028c\x1b[31m\ud800" == printable("a\nb\u2028c\x1b[31m\ud800")
    assert "x" * 79 + "…" == printable("x" * 5000)


def test_the_root_is_no_error_of_its_own():
    with pytest.raises(NotImplementedError):
        str(lg.LinkGraphError())


def test_an_error_about_a_value_is_none_about_its_parts():
    """A value with parts, such as a group, is compared as it is."""
    assert lg.UnknownMember(lg.Group("chess")) == lg.UnknownMember(lg.Group("chess"))
    assert lg.UnknownMember(lg.Group("chess")) != lg.UnknownMember(("chess",))


@pytest.mark.parametrize("value", [None, 7, True, b"file", "a\0b", "\ud800", ""], ids=repr)
def test_what_no_file_can_be_called_is_no_path(value: object):
    with pytest.raises(lg.InvalidInput) as caught:
        path_of(value, "name a file")
    assert lg.InvalidInput(value, "a path as `path`", "name a file") == caught.value


@pytest.mark.parametrize("value", ["a/b", Path("a") / "b", "é", "."])
def test_what_a_file_can_be_called_is_its_path(value: str | Path):
    assert Path(value) == path_of(value, "name a file")
