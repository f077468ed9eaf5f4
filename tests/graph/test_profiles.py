"""Profiles and the other small values (F7): their fields, and the arguments they refuse."""

from __future__ import annotations

import datetime as dt
import pickle
from enum import Enum
from itertools import chain
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph import profiles as profiles_module
from linkgraph.graph.facts import with_time
from linkgraph.graph.profiles import Profiles
from linkgraph.graph.validation import one_of, utc
from tests.graph.drawing import IDS, PROFILES, T0, TIMES

FIELDS: dict[str, tuple[Any, Any]] = {
    "primary_button": (lg.Button.CONNECT, lg.Button.FOLLOW),
    "follow_audience": (lg.FollowAudience.EVERYONE, lg.FollowAudience.CONNECTIONS),
    "invitations_from": (lg.InvitationsFrom.EVERYONE, lg.InvitationsFrom.KNOWN),
    "tier": (lg.Tier.FREE, lg.Tier.PREMIUM),
    "open_profile": (False, True),
    "influencer": (False, True),
    "hibernated": (False, True),
    "name_shown": (lg.NameShown.FULL, lg.NameShown.INITIAL),
    "connections_shown": (True, False),
    "contact_shown": (True, False),
    "groups": (frozenset(), frozenset({"chess"})),
    "employer": (None, "acme"),
    "joined": (None, dt.date(2008, 5, 1)),
}
fields = pytest.mark.parametrize("field", FIELDS)
OTHER = Enum("Other", "CONNECT FREE")


# -- the profile ----------------------------------------------------------------------------


def test_a_profile_has_the_defaults_of_the_rule_book():
    """F7."""
    expected = {name: default for name, (default, _) in FIELDS.items()}
    assert expected == attrs.asdict(lg.Profile(), recurse=False)


@fields
def test_each_field_can_be_set_and_tells_profiles_apart(field: str):
    """F7."""
    default, other = FIELDS[field]
    profile = lg.Profile(**{field: other})
    assert other == getattr(profile, field)
    assert profile != lg.Profile()
    assert lg.Profile() == attrs.evolve(profile, **{field: default})
    shown = "{'chess'}" if field == "groups" else repr(other)
    assert f"Profile({field}={shown})" == repr(profile)
    assert profile == pickle.loads(pickle.dumps(profile))
    assert hash(profile) == hash(lg.Profile(**{field: other}))


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in {"groups", "employer"}])
@pytest.mark.parametrize("value", ["CONNECT", 1, 0, 1.5, [], np.True_, OTHER.CONNECT], ids=repr)
def test_each_field_refuses_what_is_of_another_kind(field: str, value: Any):
    """F7."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Profile(**{field: value})
    assert value is caught.value.value


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in {"employer", "joined"}])
def test_a_setting_is_never_left_open(field: str):
    """F7: only the employer and the date may be unknown."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Profile(**{field: None})
    assert caught.value.value is None


def test_a_group_may_have_any_id_and_many_groups_any_collection():
    """F6, F7."""
    expected = frozenset({"chess", 7, ("eu", 7)})
    for groups in (["chess", 7, ("eu", 7)], {"chess": 1, 7: 1, ("eu", 7): 1}, iter(expected)):
        assert expected == lg.Profile(groups=groups).groups
    assert frozenset({7}) == lg.Profile(groups=np.array([7, 7])).groups
    assert int is type(next(iter(lg.Profile(groups=np.array([7])).groups)))


@pytest.mark.parametrize(
    "groups", ["chess", b"chess", 7, None, [1.0], [True], [None], [[]], np.array(5), [pd.NA]]
)
def test_what_is_no_collection_of_ids_is_no_groups(groups: Any):
    """F6, F7."""
    with pytest.raises(lg.InvalidInput):
        lg.Profile(groups=groups)


@pytest.mark.parametrize("groups", ["chess", b"chess", 7, None])
def test_what_holds_no_ids_is_shown_with_what_to_give(groups: Any):
    """F7."""
    with pytest.raises(lg.InvalidInput) as caught:
        lg.Profile(groups=groups)
    content = ("a collection of group ids as `groups`", "give a set such as {'chess'}")
    assert lg.InvalidInput(groups, *content) == caught.value


@pytest.mark.parametrize("employer", [1.0, True, [1], float("nan"), pd.NaT])
def test_what_cannot_be_an_id_is_no_employer(employer: Any):
    """F6, F7."""
    with pytest.raises(lg.InvalidInput):
        lg.Profile(employer=employer)


@pytest.mark.parametrize("joined", [T0, "2008-05-01", 2008, pd.NaT, np.datetime64("2008-05-01")])
def test_joined_is_a_date_and_no_time(joined: Any):
    """F7."""
    with pytest.raises(lg.InvalidInput):
        lg.Profile(joined=joined)


def test_a_profile_cannot_be_changed():
    """F7."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        lg.Profile().tier = lg.Tier.PREMIUM
    with pytest.raises(TypeError):
        lg.Profile(lg.Button.FOLLOW)


def test_groups_of_every_kind_are_pickled_in_one_order():
    """F7: by kind, then by how they are written, whatever the hash seed."""
    profile = lg.Profile(groups=[("eu", 7), "go", 10, "chess", 9])
    _, (fields,) = profile.__reduce__()
    assert [10, 9, "chess", "go", ("eu", 7)] == fields["groups"]
    assert profile == pickle.loads(pickle.dumps(profile))


def test_a_profile_shows_its_groups_in_the_same_order_every_time():
    assert "Profile(groups={'chess', 'go', 7})" == repr(lg.Profile(groups=["go", 7, "chess"]))
    assert "Profile()" == repr(lg.Profile())
    assert "Tier.PREMIUM" == repr(lg.Tier.PREMIUM)


# -- members' profiles ----------------------------------------------------------------------


def test_a_member_has_the_default_profile_until_it_is_set():
    """F7."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo")])
    profile = lg.Profile(influencer=True, groups={"chess"})
    changed = graph.with_profile("ana", profile)
    assert (profile, lg.Profile()) == (changed.profile("ana"), changed.profile("bo"))
    assert lg.Profile() == graph.profile("ana")
    assert graph == changed.with_profile("ana", lg.Profile())
    assert hash(graph) == hash(changed.with_profile("ana", lg.Profile()))
    assert changed is changed.with_profile("ana", attrs.evolve(profile))
    assert lg.Profile() == changed.without_member("ana").with_members("ana").profile("ana")


@pytest.mark.parametrize("value", [None, {}, "FREE", lg.Profile, lg.Tier.FREE])
def test_only_a_profile_is_a_profile(value: Any):
    """F7."""
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo")])
    with pytest.raises(lg.InvalidInput) as caught:
        graph.with_profile("ana", value)
    assert value is caught.value.value


@given(profiles=st.lists(PROFILES, max_size=6), numbers=st.permutations(range(6)))
def test_who_has_a_setting_is_the_same_as_asking_each(
    profiles: list[lg.Profile], numbers: list[int]
):
    """Bulk equals single."""
    stored = Profiles()
    for index, profile in enumerate(profiles):
        stored = stored.set(index, profile)
    moved = stored.renumbered(np.array(numbers, np.int64), 6)
    for field, (default, _) in FIELDS.items():
        actual = [getattr(profile, field) for profile in profiles]
        if field != "groups":
            actual = [{value} - {default} for value in actual]
        for value in {*chain(*actual), "nobody's"}:
            having = [index for index, values in enumerate(actual) if value in values]
            assert having == stored.having(field, value).tolist()
            assert having == stored.having(field, value).tolist()
            assert not stored.having(field, value).flags.writeable
            assert sorted(numbers[index] for index in having) == moved.having(field, value).tolist()
    for index, profile in enumerate(profiles):
        assert profile == stored.get(index) == moved.get(numbers[index])
        assert lg.Profile() == stored.set(index, None).get(index)


@pytest.mark.usefixtures("thresholds")
@given(
    start=st.lists(PROFILES, max_size=6),
    changes=st.lists(st.tuples(st.integers(0, 7), PROFILES), max_size=12),
    asked=st.sets(st.integers(0, 12)),
    members=st.sets(st.integers(0, 7)),
)
def test_edits_keep_the_index_of_settings(
    start: list[lg.Profile],
    changes: list[tuple[int, lg.Profile]],
    asked: set[int],
    members: set[int],
) -> None:
    """F7: asked early or late, each version says the same as its profiles one by one."""
    settings = [("tier", lg.Tier.PREMIUM), ("hibernated", True), ("groups", "go"), ("employer", 7)]
    plain = dict(enumerate(start))
    versions = [(plain, Profiles({i: p for i, p in plain.items() if p != lg.Profile()}))]
    some = np.array(sorted(members), np.int32)

    def check(plain: dict[int, lg.Profile], stored: Profiles) -> None:
        for field, value in settings:
            having = {
                index
                for index, profile in plain.items()
                if (
                    value in profile.groups
                    if field == "groups"
                    else getattr(profile, field) == value
                )
            }
            assert sorted(having) == stored.having(field, value).tolist()
            assert not stored.having(field, value).flags.writeable
            assert sorted(having & members) == some[stored.has(some, field, value)].tolist()

    for place, (member, profile) in enumerate(changes):
        if place in asked:
            check(*versions[-1])
        plain, stored = versions[-1]
        versions.append(({**plain, member: profile}, stored.set(member, profile)))
    for version in versions:
        check(*version)


def test_an_edit_of_a_profile_reads_no_other_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """F7: not for the index either, however many edits there are."""
    profiles = Profiles({index: lg.Profile(groups={index % 7}) for index in range(1000)})
    read: list[Any] = []
    settings_of = profiles_module._settings

    def counted(profile: lg.Profile | None) -> Any:
        read.append(profile)
        return settings_of(profile)

    monkeypatch.setattr(profiles_module, "_settings", counted)
    assert 143 == len(profiles.having("groups", 1))
    assert 2 * 1000 == len(read)  # before, when there was none, and now
    read.clear()
    for index in range(500):
        profiles = profiles.set(index, lg.Profile(groups={7}))
        assert index + 1 == len(profiles.having("groups", 7))
    assert len(read) <= 2 * 500  # the old and the new profile of each edit


# -- invitations, times, terms --------------------------------------------------------------


def test_an_invitation_is_a_value():
    """F4."""
    one = lg.Invitation("ana", "bo", T0)
    assert one == lg.Invitation("ana", "bo", T0, None)
    assert one != lg.Invitation("bo", "ana", T0)
    assert one != lg.Invitation("ana", "bo", T0, "hi")
    assert hash(one) == hash(lg.Invitation("ana", "bo", T0))
    assert one == pickle.loads(pickle.dumps(one))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.note = "hi"


@given(times=st.lists(TIMES), at=TIMES)
def test_remembered_times_ascend_with_repeats(times: list[dt.datetime], at: dt.datetime):
    """F9."""
    remembered = None
    for item in times:
        remembered = with_time(remembered, item)
    assert tuple(sorted([*times, at])) == with_time(remembered, at)


@given(
    at=st.integers(-(10**9), 10**9).map(lambda seconds: T0 + dt.timedelta(seconds=seconds)),
    hours=st.integers(-23, 23),
)
def test_an_aware_time_is_read_in_utc(at: dt.datetime, hours: int):
    aware = at.astimezone(dt.timezone(dt.timedelta(hours=hours)))
    assert at == aware == utc(aware)
    assert dt.UTC is utc(aware).tzinfo


def test_a_time_of_a_foreign_type_becomes_a_plain_one():
    """F9: nothing of pandas' goes into a graph or its pickle."""
    actual = utc(pd.Timestamp("2024-02-29 02:00", tz="Europe/Athens"))
    assert T0 == actual
    assert dt.datetime is type(actual)


class Lost(dt.tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, _: Any) -> None:
        return None


@pytest.mark.parametrize(
    "value",
    [
        dt.datetime(2024, 1, 1),  # noqa: DTZ001  # naive is the point
        dt.datetime(2024, 1, 1, tzinfo=Lost()),
        dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=1))),
        dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-1))),
        dt.date(2024, 1, 1),
        "2024-01-01T00:00:00Z",
        1704067200,
        None,
        pd.NaT,
        np.datetime64("2024-01-01"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_aware_time_is_refused(value: Any):
    with pytest.raises(lg.InvalidInput) as caught:
        utc(value, "since")
    assert value is caught.value.value
    assert "since" in caught.value.expected


@given(value=IDS | st.none())
def test_a_field_of_text_takes_text_or_none_if_optional(value: Any):
    @attrs.frozen
    class Holder:
        strict: Any = attrs.field(default="", validator=one_of(str))
        loose: Any = attrs.field(default=None, validator=one_of(str, optional=True))

    if isinstance(value, str):
        assert (value, value) == attrs.astuple(Holder(value, value))
        return
    with pytest.raises(lg.InvalidInput) as caught:
        Holder(strict=value)
    assert value is caught.value.value
    if value is None:
        assert Holder(loose=value).loose is None
        return
    with pytest.raises(lg.InvalidInput) as caught:
        Holder(loose=value)
    assert value is caught.value.value


def test_a_field_of_integers_takes_no_bool():
    @attrs.frozen
    class Holder:
        number: Any = attrs.field(validator=one_of(int))

    assert 7 == Holder(7).number
    with pytest.raises(lg.InvalidInput):
        Holder(True)  # a bool is the point
