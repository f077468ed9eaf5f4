"""What an archive comes to: what a value is where nobody says."""

from __future__ import annotations

import attrs
import pytest

import linkgraph as lg
from linkgraph.archive import Event, EventKind, Limits, OwnProfile, Person
from tests.archive.exports import at


def test_an_archive_may_hold_half_a_gigabyte_in_ten_thousand_files():
    """A quarter in one file, none packed tighter than 200 to 1, three zips deep."""
    assert {
        "unpacked_bytes": 536_870_912, "file_bytes": 268_435_456, "ratio": 200, "depth": 3,
        "files": 10_000, "lines": 2_000_000,
    } == attrs.asdict(Limits())  # fmt: skip


@pytest.mark.parametrize("limit", attrs.asdict(Limits()))
@pytest.mark.parametrize("value", [0, -1, True, 1.5, None])
def test_each_limit_is_a_whole_number_from_one_on(limit, value):
    """The error names the value and the limit."""
    assert 1 == getattr(Limits(**{limit: 1}), limit)
    with pytest.raises(lg.InvalidInput) as caught:
        Limits(**{limit: value})
    assert lg.InvalidInput(value, f"a positive integer for `{limit}`") == caught.value


def test_what_is_not_told_of_somebody_is_empty():
    assert Person("in/bo", "Bo", None, "", "", "", False, None) == Person("in/bo", "Bo")
    assert OwnProfile("Bo", "Li", "", "", "") == OwnProfile("Bo", "Li")
    when, kind = at(2025, 6, 14), EventKind.SHARED
    assert Event(when, kind, "feed/1", "", False) == Event(when, kind, "feed/1")
