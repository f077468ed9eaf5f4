"""How an adapter is read: what it answers, what it unsupported, how it says no."""

from __future__ import annotations

import numpy as np
import pytest

import linkgraph as lg
from linkgraph.testing import SETTINGS, Backend
from linkgraph.testing.adapter import (
    KINDS,
    OPTIONS,
    WrongAnswer,
    answer,
    is_supported,
    offers,
    unsupported_by,
)
from linkgraph.testing.stories import START


class Says(Backend):
    """An adapter whose `act` gives or raises what it was made with."""

    refusals = (PermissionError,)

    def __init__(self, said):
        self.said = said

    def act(self, _):
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


def test_a_method_that_is_overridden_is_answered():
    class Below(Says):
        def degree(self, *_):
            return None

    assert [True, True, False] == [offers(Below(0), name) for name in ("act", "degree", "feed")]
    assert [True, False] == [offers(Says(0), name) for name in ("act", "degree")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, (True, "done")),
        (True, (True, "done")),
        (np.bool_(True), (True, "done")),
        (False, (False, "refused")),
        (np.bool_(False), (False, "refused")),
        (PermissionError("not today"), (False, "refused (not today)")),
    ],
)
def test_false_and_an_announced_exception_are_refusals(said, expected):
    assert expected == answer(Says(said), lg.Join("ana", at=START))


@pytest.mark.parametrize("said", [0, 1, "refused", "", [], np.int64(0), 0.0])
def test_any_other_answer_is_none(said):
    """A count of rows would count as done even where it is 0."""
    with pytest.raises(WrongAnswer) as caught:
        answer(Says(said), lg.Join("ana", at=START))
    remedy = "return `True` or `None` for done, `False` for refused"
    assert WrongAnswer(said, "whether the action was done", remedy) == caught.value


def test_any_other_exception_is_none():
    with pytest.raises(KeyError):
        answer(Says(KeyError("ana")), lg.Join("ana", at=START))


def test_what_may_be_lacked_is_an_action_an_option_or_a_setting():
    assert (
        "Invite", "Accept", "Ignore", "Withdraw", "Expire", "Follow", "Unfollow", "RemoveFollower",
        "Disconnect", "Block", "Unblock", "UpdateProfile", "Join", "Leave",
    ) == KINDS  # fmt: skip
    assert ("note", "knows_email", "unknown", "unfollow") == OPTIONS
    assert {"tier", "hibernated", "groups", "employer"} < {*SETTINGS}

    class Lacks(Backend):
        unsupported = ("unfollow", *SETTINGS, *KINDS, *OPTIONS)

    assert tuple(sorted(Lacks.unsupported)) == unsupported_by(Lacks())
    assert () == unsupported_by(Says(0))
    Lacks.unsupported = {"note", "notes"}
    with pytest.raises(lg.InvalidInput) as caught:
        unsupported_by(Lacks())
    expected = "an action, an option of an action, or a setting of a profile"
    remedy = "correct `unsupported`"
    assert lg.InvalidInput("notes", expected, remedy) == caught.value
    Lacks.unsupported = [["note"]]
    with pytest.raises(lg.InvalidInput) as caught:
        unsupported_by(Lacks())
    assert lg.InvalidInput(["note"], expected, remedy) == caught.value


@pytest.mark.parametrize("odd", [None, "note", 3])
def test_what_a_backend_lacks_is_a_collection(odd):
    """A text is none: it would lack its letters."""

    class Lacks(Backend):
        unsupported = odd

    with pytest.raises(lg.InvalidInput) as caught:
        unsupported_by(Lacks())
    remedy = "set `unsupported` to a set or a tuple"
    assert lg.InvalidInput(odd, "a collection of features", remedy) == caught.value


def test_refusals_are_a_tuple_of_exceptions_or_one():
    class Refuses(Backend):
        refusals = (PermissionError, ValueError)

    assert () == unsupported_by(Refuses())
    Refuses.refusals = PermissionError
    assert () == unsupported_by(Refuses())
    for odd, kind in [
        ([PermissionError], [PermissionError]), ((ValueError, "no"), "no"), (None, None),
        (int, int), (KeyboardInterrupt, KeyboardInterrupt),
    ]:  # fmt: skip
        Refuses.refusals = odd
        with pytest.raises(lg.InvalidInput) as caught:
            unsupported_by(Refuses())
        remedy = "set `refusals` to a tuple of these"
        assert lg.InvalidInput(kind, "a class of exceptions", remedy) == caught.value


@pytest.mark.parametrize(
    ("action", "uses"),
    [
        (lg.Invite("ana", "bo", at=START), {"Invite"}),
        (lg.Invite("ana", "bo", at=START, note="Hi"), {"Invite", "note"}),
        (lg.Invite("ana", "bo", at=START, knows_email=True), {"Invite", "knows_email"}),
        (lg.Ignore("ana", "bo", at=START, unknown=True), {"Ignore", "unknown"}),
        (lg.Withdraw("ana", "bo", at=START, unfollow=True), {"Withdraw", "unfollow"}),
        (lg.Expire(at=START), {"Expire"}),
        (
            lg.UpdateProfile("ana", at=START, hibernated=True, groups=()),
            {"UpdateProfile", "hibernated", "groups"},
        ),
    ],
)
def test_an_action_is_within_reach_of_a_backend_that_lacks_nothing_of_it(action, uses):
    everything = {*KINDS, *OPTIONS, *SETTINGS}
    assert is_supported(action, everything - uses)
    assert {*()} == {each for each in uses if is_supported(action, [each])}
