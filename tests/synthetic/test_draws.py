"""Random numbers stay the same in every environment and have their distributions."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from linkgraph.synthetic.draws import Draws, _weights

MANY = 100_000


def test_draws_are_what_they_have_always_been():
    """A change here changes the network of every seed, for every user."""
    draws = Draws(7, 2)
    drawn = (
        draws.units(50),
        draws.below(1_000, 50),
        draws.some(20, 50),
        draws.spread(1.4, 50),
        draws.tailed(50),
    )
    digest = hashlib.sha256(
        b"".join(part.astype(part.dtype.newbyteorder("<")).tobytes() for part in drawn)
    )
    assert "de4ff1c7e9f4b7abee41fed523678126837807bd3fa5188c2aceb8a95597a0aa" == digest.hexdigest()


def test_steps_and_seeds_have_numbers_of_their_own():
    first = [Draws(seed, step).units(4).tolist() for seed in (0, 1, 2**200) for step in range(3)]
    assert 9 * 4 == len({number for numbers in first for number in numbers})


def test_integers_stay_below_their_bounds():
    bounds = np.tile([1, 2, 3, 2**40], MANY)
    drawn = Draws(1, 0).below(bounds, len(bounds))
    assert drawn.min() >= 0
    assert (drawn < bounds).all()
    assert {0, 1, 2} == set(drawn[2::4].tolist())


def test_some_are_different_and_at_most_all():
    draws = Draws(1, 0)
    assert 10 == len({*draws.some(10, 30).tolist()} & {*range(30)})
    assert [0, 1, 2] == sorted(draws.some(10, 3).tolist())
    assert [] == draws.some(0, 3).tolist()


def test_chance_happens_as_often_as_its_share():
    draws = Draws(1, 0)
    assert not draws.chance(0, 100).any()
    assert draws.chance(1, 100).all()
    assert 0.3 == pytest.approx(draws.chance(0.3, MANY).mean(), abs=0.01)


class SmallNumbers:
    """A bit generator that returns only 0, 1 and 2."""

    def random_raw(self, size: int):
        return np.arange(size, dtype=np.uint64) % 3


def test_a_chance_of_zero_never_happens():
    draws = Draws(1, 0)
    draws._raw = SmallNumbers()  # type: ignore[assignment]  # it has the one method that is used
    assert not draws.chance(0, 3).any()
    assert draws.chance(0.001, 3).all()


def test_equal_numbers_keep_their_order_on_every_machine():
    draws = Draws(1, 0)
    draws._raw = SmallNumbers()  # type: ignore[assignment]  # it has the one method that is used
    assert [*range(0, 99, 3), *range(1, 99, 3)] == draws.some(66, 99).tolist()


@pytest.mark.parametrize("deviation", [0, 0.5, 1.4])
def test_spread_weights_have_the_deviation_of_their_logarithm(deviation):
    logarithms = np.log(Draws(1, 0).spread(deviation, MANY) / 4096)
    assert deviation == pytest.approx(logarithms.std(), abs=0.02)
    assert 0 == pytest.approx(np.median(logarithms), abs=0.02)


def test_tailed_weights_fall_with_the_power_of_seven_thirds():
    """A weight eight times as large is sixteen times as rare."""
    weights = Draws(1, 0).tailed(MANY) / 4096
    assert 1 / 16 == pytest.approx((weights > 8).mean(), abs=0.003)


def test_weights_are_positive_integers_up_to_a_bound_whose_sums_fit():
    weights = _weights(np.array([0, 1, 2.5, 65_535.9, 65_536, 1e300]))
    assert [1, 4097, 10241, 2**28 - 409, 2**28 + 1, 2**28 + 1] == weights.tolist()
    assert np.int64 == weights.dtype


def test_positions_are_drawn_by_their_weights():
    sums = np.cumsum([1, 0, 3])
    drawn = np.bincount(Draws(1, 0).weighted(sums, MANY), minlength=3) / MANY
    assert [0.25, 0, 0.75] == pytest.approx(drawn.tolist(), abs=0.01)


def test_positions_within_ranges_are_drawn_by_their_weights():
    sums = np.cumsum([1, 3, 2, 2])
    first = Draws(1, 0).weighted_within(sums, np.zeros(MANY, int), np.full(MANY, 2))
    second = Draws(1, 0).weighted_within(sums, np.full(MANY, 2), np.full(MANY, 4))
    third = Draws(1, 0).weighted_within(sums, np.full(MANY, 1), np.full(MANY, 3))
    assert 0.6 == pytest.approx(np.mean(third == 1), abs=0.01)
    assert {1, 2} == set(third.tolist())
    assert 0.75 == pytest.approx(np.mean(first == 1), abs=0.01)
    assert {0, 1} == set(first.tolist())
    assert 0.5 == pytest.approx(np.mean(second == 2), abs=0.01)
    assert {2, 3} == set(second.tolist())


def test_nothing_is_drawn_from_nothing():
    none = np.empty(0, np.int64)
    draws = Draws(1, 0)
    assert [] == draws.weighted(none, 0).tolist()
    assert [] == draws.weighted_within(none, none, none).tolist()
