"""L1 to L6, E1 to E6: limits and switches, and the eras that chose them."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum

import attrs
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.rules.policy import ERAS
from tests.rules.drawing import ERAS as BY_RULE
from tests.rules.drawing import FIRST, LAST, LIMITS, POLICIES, T0

COUNTS = [
    "connection_cap",
    "weekly_invitations",
    "flag_limit",
    "note_length_free",
    "note_length_premium",
    "free_notes_per_month",
    "count_shown_up_to",
    "advice_engagements",
    "advice_mutuals",
]
SPANS = ["withdraw_cooldown", "reblock_cooldown", "expire_after"]
SWITCHES = [
    "follow_on_invite",
    "follow_on_accept",
    "unfollow_on_disconnect",
    "connection_feeds",
    "reposts_reach_followers",
]
CHOICES = {
    "followable": lg.Who,
    "primary_choice": lg.Who,
    "second_degree_feed": lg.SecondDegreeFeed,
}


# -- fields -------------------------------------------------------------------------------------


def test_the_defaults_are_those_of_the_rule_book():
    """L1 to L6, A5, A6, A11, G7, G8 and the switches of E5."""
    expected = {
        "connection_cap": 30_000,
        "weekly_invitations": 100,
        "flag_limit": 5,
        "note_length_free": 200,
        "note_length_premium": 300,
        "free_notes_per_month": 5,
        "count_shown_up_to": 500,
        "withdraw_cooldown": timedelta(days=21),
        "reblock_cooldown": timedelta(hours=48),
        "expire_after": timedelta(days=180),
        "follow_on_invite": True,
        "follow_on_accept": True,
        "unfollow_on_disconnect": True,
        "followable": lg.Who.EVERYONE,
        "primary_choice": lg.Who.EVERYONE,
        "connection_feeds": False,
        "reposts_reach_followers": True,
        "second_degree_feed": lg.SecondDegreeFeed.DIRECT,
        "advice_ratio": 10,
        "advice_engagements": 3,
        "advice_mutuals": 5,
    }
    assert expected == attrs.asdict(lg.Policy()) == attrs.asdict(lg.CURRENT)
    assert {*COUNTS, *SPANS, *SWITCHES, *CHOICES, "advice_ratio"} == set(expected)


@pytest.mark.parametrize("field", [*COUNTS, "advice_ratio"])
def test_a_limit_is_zero_or_more(field):
    """L1 to L6."""
    for value in (0, 1, 10**9):
        assert value == getattr(lg.Policy(**{field: value}), field)
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Policy(**{field: -1})
    assert -1 == caught.value.value


@pytest.mark.parametrize("field", SPANS)
def test_a_window_is_zero_or_more(field):
    """A5, A6, A11."""
    for value in (timedelta(0), timedelta.resolution, timedelta.max):
        assert value == getattr(lg.Policy(**{field: value}), field)
    for bad in (-timedelta.resolution, timedelta.min):
        with pytest.raises(lg.InvalidInput) as caught:
            lg.Policy(**{field: bad})
        assert bad == caught.value.value


def test_only_the_weekly_limit_may_be_none():
    """L2: None stands for an unlimited number."""
    assert lg.Policy(weekly_invitations=None).weekly_invitations is None
    for field in {*COUNTS, *SPANS, *SWITCHES, *CHOICES, "advice_ratio"} - {"weekly_invitations"}:
        with pytest.raises(lg.InvalidInput) as caught:
            lg.Policy(**{field: None})
        assert caught.value.value is None


@pytest.mark.parametrize("field", COUNTS)
@pytest.mark.parametrize("bad", [True, False, 1.0, "1", timedelta(1), lg.Who.NOBODY], ids=repr)
def test_a_count_is_an_integer(field, bad):
    """A bool is refused, although Python calls it an integer."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Policy(**{field: bad})
    assert (bad, type(bad)) == (caught.value.value, type(caught.value.value))


@pytest.mark.parametrize("field", SPANS)
@pytest.mark.parametrize("bad", [21, 21.0, "21 days", True, T0], ids=repr)
def test_a_window_is_a_timedelta(field, bad):
    """A number has no unit."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Policy(**{field: bad})
    assert bad == caught.value.value


@pytest.mark.parametrize("field", SWITCHES)
@pytest.mark.parametrize("bad", [0, 1, "yes", lg.Who.EVERYONE], ids=repr)
def test_a_switch_is_a_bool(field, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Policy(**{field: bad})
    assert bad == caught.value.value


@pytest.mark.parametrize(("field", "kind"), CHOICES.items())
@pytest.mark.parametrize("bad", ["OFF", "EVERYONE", True, lg.Audience.ANYONE], ids=repr)
def test_a_choice_is_a_member_of_its_enum(field, kind, bad):
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Policy(**{field: bad})
    assert bad == caught.value.value
    for member in kind:
        assert member is getattr(lg.Policy(**{field: member}), field)
    other = lg.Who.NOBODY if kind is lg.SecondDegreeFeed else lg.SecondDegreeFeed.OFF
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Policy(**{field: other})
    assert other is caught.value.value


@pytest.mark.parametrize(
    "bad", [float("nan"), float("inf"), -float("inf"), -0.5, True, "10", 10j], ids=repr
)
def test_a_ratio_is_a_finite_number_from_zero_on(bad):
    """G7."""
    assert 2.5 == lg.Policy(advice_ratio=2.5).advice_ratio
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Policy(advice_ratio=bad)
    assert bad is caught.value.value


def test_a_ratio_beyond_floats_is_refused_or_kept_never_an_overflow():
    """G7."""
    huge = 10**400
    try:
        assert huge == lg.Policy(advice_ratio=huge).advice_ratio
    except lg.InvalidInput as error:
        assert huge == error.value  # noqa: PT017  # either answer will do


def test_a_member_of_an_integer_enum_is_an_integer():
    """A limit of an IntEnum without a zero."""

    class Cap(IntEnum):
        SMALL = 50

    assert 50 == lg.Policy(connection_cap=Cap.SMALL).connection_cap


def test_a_policy_is_made_and_changed_by_names_alone():
    with pytest.raises(TypeError):
        lg.Policy(30_000)
    with pytest.raises(TypeError):
        lg.Policy(colour="red")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        lg.CURRENT.connection_cap = 1


# -- as values ----------------------------------------------------------------------------------


@given(POLICIES, POLICIES)
def test_policies_are_values(one: lg.Policy, other: lg.Policy):
    """Equality, hash and pickle go by the fields."""
    same = attrs.asdict(one) == attrs.asdict(other)
    assert same == (one == other)
    assert (one, hash(one)) == (pickle.loads(pickle.dumps(one)), hash(attrs.evolve(one)))
    if same:
        assert hash(one) == hash(other)


@given(POLICIES, st.sampled_from(LIMITS))
def test_a_policy_prints_as_what_differs_from_today(policy: lg.Policy, change):
    """E5: and the print makes it again."""
    name, value = change
    changed = attrs.evolve(policy, **{name: value})
    printed = repr(changed)
    assert changed == eval(printed, {name: getattr(lg, name) for name in lg.__all__})
    assert (value != getattr(lg.CURRENT, name)) == (f"{name}={value!r}" in printed)


def test_todays_policy_prints_as_nothing_special():
    assert "Policy()" == repr(lg.CURRENT)
    assert "Policy(weekly_invitations=None, follow_on_invite=False)" == repr(lg.FOLLOW_FIRST)


# -- eras ---------------------------------------------------------------------------------------


def changed(before: lg.Policy, after: lg.Policy) -> dict:
    """The fields in which two policies differ, with their later values."""
    new = attrs.asdict(after)
    return {name: new[name] for name, value in attrs.asdict(before).items() if value != new[name]}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("E1", "E2", {"followable": lg.Who.INFLUENCERS, "primary_choice": lg.Who.INFLUENCERS}),
        (
            "E2",
            "E3",
            {
                "followable": lg.Who.EVERYONE,
                "follow_on_accept": True,
                "connection_feeds": False,
                "reposts_reach_followers": True,
            },
        ),
        ("E3", "E4", {"primary_choice": lg.Who.EVERYONE}),
        ("E4", "E5", {"follow_on_invite": True, "weekly_invitations": 100}),
    ],
)
def test_each_era_differs_from_the_one_before_by_these_fields(before, after, expected):
    """E1 to E5: every other limit is the same in all."""
    assert expected == changed(BY_RULE[before], BY_RULE[after])


def test_the_first_era_had_connections_and_nothing_else():
    """E1."""
    expected = {
        "followable": lg.Who.NOBODY,
        "primary_choice": lg.Who.NOBODY,
        "follow_on_invite": False,
        "follow_on_accept": False,
        "connection_feeds": True,
        "reposts_reach_followers": False,
        "weekly_invitations": None,
    }
    assert expected == changed(lg.CURRENT, lg.CONNECT_ONLY)


def test_the_table_of_eras_has_every_era_in_order():
    """E1 to E5."""
    assert BY_RULE == {era.rule: era.policy for era in ERAS}
    assert [era.policy for era in ERAS] == [getattr(lg, era.name) for era in ERAS]
    assert sorted(era.since for era in ERAS) == [era.since for era in ERAS]


STARTS = {
    date(2003, 5, 1): lg.CONNECT_ONLY,
    date(2012, 10, 1): lg.INFLUENCERS,
    date(2014, 2, 1): lg.OPEN_FOLLOW,
    date(2018, 10, 1): lg.FOLLOW_FIRST,
    date(2021, 4, 1): lg.CURRENT,
}


@given(st.dates(min_value=date(2003, 5, 1)))
def test_a_policy_holds_until_the_first_day_of_the_next(day: date):
    """E6."""
    expected = [policy for start, policy in STARTS.items() if start <= day][-1]
    assert expected == lg.policy_on(day)


@pytest.mark.parametrize("start", [*STARTS][1:])
def test_the_day_before_an_era_belongs_to_the_one_before(start):
    """E6: a month means its first day."""
    starts = list(STARTS)
    before = STARTS[starts[starts.index(start) - 1]]
    policies = [lg.policy_on(start + timedelta(days=days)) for days in (-1, 0, 1)]
    assert [before, STARTS[start], STARTS[start]] == policies


@pytest.mark.parametrize(
    "day", [date(2003, 4, 30), date.min, datetime(2003, 4, 30, 23, tzinfo=UTC)]
)
def test_there_was_no_policy_before_the_first(day):
    """E6."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.policy_on(day)
    assert caught.value.value in {day, date(2003, 4, 30)}


def test_an_aware_datetime_counts_by_its_date_in_utc():
    """E6: as with every other time."""
    east = datetime(2021, 4, 1, 8, 59, tzinfo=timezone(timedelta(hours=9)))
    assert lg.FOLLOW_FIRST == lg.policy_on(east)
    assert lg.CURRENT == lg.policy_on(east + timedelta(minutes=1))


@pytest.mark.parametrize(
    "bad",
    [
        None,
        2021,
        "2021-04-01",
        T0.time(),
        pd.NaT,
        LAST.replace(tzinfo=timezone(timedelta(hours=-1))),
        FIRST.replace(tzinfo=timezone(timedelta(hours=1))),
    ],
    ids=repr,
)
def test_an_invalid_date_is_refused(bad):
    """E6."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.policy_on(bad)
    assert caught.value.value is bad


@given(st.dates(min_value=date(2003, 5, 1)), st.times())
def test_every_later_moment_has_the_policy_of_its_day(day: date, time):
    """E6: a time without a zone is taken as one of that day."""
    expected = lg.policy_on(day)
    assert expected == lg.policy_on(datetime.combine(day, time, UTC))
    assert expected == lg.policy_on(datetime.combine(day, time))
