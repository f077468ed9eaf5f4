"""Actions as values: their fields, how they compare, and the values that they refuse."""

from __future__ import annotations

import datetime as dt
import pickle
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from tests.rules.drawing import FIRST, HOUR, LAST, T0, SummerTime

BETWEEN_TWO = [
    lg.Invite,
    lg.Accept,
    lg.Ignore,
    lg.Withdraw,
    lg.Follow,
    lg.Unfollow,
    lg.RemoveFollower,
    lg.Disconnect,
    lg.Block,
    lg.Unblock,
]
OF_ONE = [lg.UpdateProfile, lg.Join, lg.Leave]
EVERY = [
    *(action("ana", "bo", at=T0) for action in BETWEEN_TWO),
    *(action("ana", at=T0) for action in OF_ONE),
    lg.Expire(at=T0),
    lg.Invite("ana", "bo", at=T0, note="Hello", knows_email=True),
    lg.Ignore("ana", "bo", at=T0, unknown=True),
    lg.Withdraw("ana", "bo", at=T0, unfollow=True),
    lg.UpdateProfile("ana", at=T0, groups={"chess", 7}, employer="acme", tier=lg.Tier.PREMIUM),
]


def name(action: object) -> str:
    return str(action)[:60]


# -- as values ----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", EVERY, ids=name)
def test_an_action_survives_pickling(action: lg.Action):
    again = pickle.loads(pickle.dumps(action))
    assert (action, hash(action)) == (again, hash(again))
    assert (action.rule, action.members, action.at) == (again.rule, again.members, again.at)


def test_every_action_differs_from_every_other():
    """Following is not unfollowing, and an option matters."""
    assert len(EVERY) == len(set(EVERY))
    assert lg.Follow("ana", "bo", at=T0) != lg.Follow("bo", "ana", at=T0)
    assert lg.Follow("ana", "bo", at=T0) != lg.Follow("ana", "bo", at=T0 + HOUR)


@pytest.mark.parametrize("action", EVERY, ids=name)
def test_the_repr_of_an_action_makes_it_again(action: lg.Action):
    assert action == eval(
        repr(action), {**{name: getattr(lg, name) for name in lg.__all__}, "datetime": dt}
    )


def test_the_repr_of_a_profile_update_names_its_changes_alone():
    """A13."""
    update = lg.UpdateProfile("ana", at=T0, tier=lg.Tier.PREMIUM)
    assert f"UpdateProfile('ana', at={T0!r}, tier=Tier.PREMIUM)" == repr(update)


@pytest.mark.parametrize("action", EVERY, ids=name)
def test_an_action_cannot_be_changed(action: lg.Action):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        action.at = T0 + HOUR


RULES = {
    lg.Invite: "A1",
    lg.Accept: "A2",
    lg.Ignore: "A3",
    lg.Withdraw: "A5",
    lg.Expire: "A6",
    lg.Follow: "A7",
    lg.Unfollow: "A8",
    lg.RemoveFollower: "A9",
    lg.Disconnect: "A10",
    lg.Block: "A11",
    lg.Unblock: "A12",
    lg.UpdateProfile: "A13",
    lg.Join: "A14",
    lg.Leave: "A14",
}


@pytest.mark.parametrize("action", EVERY, ids=name)
def test_an_action_knows_its_rule(action: lg.Action):
    """A1 to A14: one class has two, since A4 is A3 with more."""
    unknown = isinstance(action, lg.Ignore) and action.unknown
    assert ("A4" if unknown else RULES[type(action)]) == action.rule


def test_an_action_names_members_in_the_order_of_its_arguments():
    assert ("ana", "bo") == lg.Accept(recipient="ana", sender="bo", at=T0).members
    assert ("ana", "bo") == lg.RemoveFollower(followee="ana", follower="bo", at=T0).members
    for kind in BETWEEN_TWO:
        assert ("ana", "bo") == kind("ana", "bo", at=T0).members
    assert ("ana",) == lg.Join("ana", at=T0).members
    assert () == lg.Expire(at=T0).members


def test_options_are_off_by_default():
    """A1, A3, A5."""
    assert (None, False) == (EVERY[0].note, EVERY[0].knows_email)
    assert lg.Ignore("ana", "bo", at=T0) == lg.Ignore("ana", "bo", at=T0, unknown=False)
    assert lg.Withdraw("ana", "bo", at=T0) == lg.Withdraw("ana", "bo", at=T0, unfollow=False)


def test_an_empty_note_is_the_same_as_none():
    """A1."""
    assert lg.Invite("ana", "bo", at=T0) == lg.Invite("ana", "bo", at=T0, note="")


def test_the_order_of_profile_changes_does_not_matter():
    """A13: and a list of groups is as good as a set."""
    one = lg.UpdateProfile("ana", at=T0, tier=lg.Tier.PREMIUM, groups=["go", "chess", "go"])
    other = lg.UpdateProfile("ana", at=T0, groups={"chess", "go"}, tier=lg.Tier.PREMIUM)
    assert (one, hash(one)) == (other, hash(other))


# -- members ------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", BETWEEN_TWO)
@pytest.mark.parametrize("ends", [("ana", "ana"), (1, 1), (np.int64(1), 1), (("x", 1), ("x", 1))])
def test_a_tie_to_oneself_is_an_error_when_the_action_is_made(action, ends):
    """F6, F1, F2."""
    with pytest.raises(lg.SelfTie) as caught:
        action(*ends, at=T0)
    assert lg.SelfTie(ends[1]) == caught.value


def test_any_id_of_a_graph_is_taken_and_numpys_become_plain():
    """F6."""
    follow = lg.Follow(np.int64(1), np.str_("bo"), at=T0)
    assert [(1, int), ("bo", str)] == [(member, type(member)) for member in follow.members]
    uuid = UUID(int=7)
    assert (("eu", 7), uuid) == lg.Block(("eu", 7), uuid, at=T0).members


@pytest.mark.parametrize("action", [*BETWEEN_TWO, *OF_ONE])
@pytest.mark.parametrize("bad", [1.0, True, None, ["ana"], float("nan"), (1, 2.0)], ids=repr)
def test_an_invalid_id_is_refused_when_the_action_is_made(action, bad):
    """F6."""
    others = ("bo",) if action in BETWEEN_TWO else ()
    with pytest.raises(lg.InvalidInput) as caught:
        action(bad, *others, at=T0)
    assert repr(caught.value.value) in {repr(bad), "2.0"}  # of a pair, the part that is invalid
    if others:
        with pytest.raises(lg.InvalidInput):
            action(*others, bad, at=T0)


# -- times --------------------------------------------------------------------------------------

MAKERS = {action.__name__: action for action in [*BETWEEN_TWO, *OF_ONE, lg.Expire]}


def make(action, at):
    """Make an action at a time; it names ana, or ana and bo."""
    members = ("ana", "bo")[: 2 if action in BETWEEN_TWO else action is not lg.Expire]
    return action(*members, at=at)


@pytest.mark.parametrize("action", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    "bad",
    [datetime(2026, 3, 2), T0.date(), "2026-03-02T09:00Z", 0, None],  # noqa: DTZ001  # naive
    ids=repr,
)
def test_a_time_without_a_zone_or_no_time_at_all_is_refused(action, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        make(action, bad)
    assert bad == caught.value.value


@pytest.mark.parametrize("action", MAKERS.values(), ids=MAKERS)
def test_times_are_converted_to_utc(action):
    """Two zones, one moment, one action."""
    west = T0.astimezone(timezone(timedelta(hours=-11)))
    assert (make(action, T0), UTC) == (make(action, west), make(action, west).at.tzinfo)


@given(st.datetimes(timezones=st.just(SummerTime()), allow_imaginary=False) | st.just(T0))
def test_a_local_time_is_its_moment(at: datetime):
    """Also in an hour that the clock shows twice."""
    assert at.astimezone(UTC) == lg.Expire(at=at).at


def test_an_hour_that_comes_twice_is_two_hours():
    """L2 counts elapsed time: 25 October 2026, 02:30 in summer and in winter time."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=SummerTime())
    again = first.replace(fold=1)
    assert HOUR == lg.Expire(at=again).at - lg.Expire(at=first).at


@pytest.mark.parametrize("action", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    ("at", "hours"),
    [(FIRST, 1), (LAST, -1), (FIRST, 24 - 1 / 60)],
    ids=["before year 1", "after year 9999", "a day before year 1"],
)
def test_a_time_that_utc_cannot_express_is_refused(action, at, hours):
    """Never an OverflowError."""
    bad = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    with pytest.raises(lg.InvalidInput) as caught:
        make(action, bad)
    assert bad.replace(tzinfo=None) == caught.value.value.replace(tzinfo=None)


@pytest.mark.parametrize(("at", "hours"), [(FIRST, -1), (LAST, 1), (T0, 0)])
def test_a_time_at_the_end_of_the_calendar_is_taken(at, hours):
    zoned = at.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert zoned == lg.Expire(at=zoned).at


# -- options ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "options", "bad"),
    [
        (lg.Invite, "note", 5),
        (lg.Invite, "note", b"Hello"),
        (lg.Invite, "note", ["Hello"]),
        (lg.Invite, "note", True),
        (lg.Invite, "knows_email", 1),
        (lg.Invite, "knows_email", None),
        (lg.Ignore, "unknown", "yes"),
        (lg.Ignore, "unknown", np.True_),
        (lg.Withdraw, "unfollow", 0),
    ],
)
def test_an_option_of_the_wrong_kind_is_refused(action, options, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        action("ana", "bo", at=T0, **{options: bad})
    assert (bad, type(bad)) == (caught.value.value, type(caught.value.value))


@pytest.mark.parametrize("bad", [np.array(["Hello", "you"]), np.array([])], ids=repr)
def test_an_array_is_refused_as_a_note(bad):
    """A1: although it can be compared with a text."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Invite("ana", "bo", at=T0, note=bad)
    assert bad is caught.value.value


@pytest.mark.parametrize("field", ["colour", "member_", "changes", "Tier", ""])
def test_an_unknown_profile_field_is_refused(field):
    """A13, F7."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.UpdateProfile("ana", at=T0, **{field: True})
    assert field == caught.value.value


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("tier", "PREMIUM"),
        ("primary_button", lg.ProfileButton.FOLLOW),
        ("open_profile", 1),
        ("hibernated", None),
        ("groups", "chess"),
        ("groups", 7),
        ("employer", 1.0),
        ("joined", T0),
        ("follow_audience", lg.Audience.CONNECTIONS),
    ],
)
def test_a_profile_value_of_the_wrong_kind_is_refused_when_the_action_is_made(field, bad):
    """A13, F7."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.UpdateProfile("ana", at=T0, **{field: bad})
    assert bad == caught.value.value


@pytest.mark.parametrize("action", MAKERS.values(), ids=MAKERS)
def test_time_and_options_go_by_name(action):
    """So that no time is taken for a note."""
    members = make(action, T0).members
    for given_by_position in (members, (*members, T0), (*members, T0, True)):
        with pytest.raises(TypeError):
            action(*given_by_position)
    for option in (True, None, "Hello"):
        with pytest.raises(TypeError):
            action(*members, option, at=T0)
