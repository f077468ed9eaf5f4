"""Random numbers that are the same on every machine and in every release of NumPy.

NumPy promises to keep the raw numbers of a bit generator for good, but the numbers that its
distributions make of them only for one release. So everything here starts from raw numbers and
uses only + - × ÷ and square roots, which IEEE 754 rounds alike on every machine. Logarithms
and powers may differ in their last bit, so they are replaced by sums and products.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_FLOAT_BITS = 53  # the precision of a float
_WEIGHT_UNIT = 1 << 12  # the usual weight; weights are integers, so it is also their precision
_MAX_WEIGHT = 1 << 28  # the weights of 2**31 members then add up to less than 2**60
_SQUARINGS = 10
_UNIFORMS = 12  # their sum has a standard deviation of exactly 1


class Draws:
    """The random numbers of one step, which other steps do not change."""

    def __init__(self, seed: int, step: int) -> None:
        self._raw = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(step,)))

    def units(self, size: int) -> Floats:
        """Return numbers from 0 to 1, excluding 1."""
        raw = self._raw.random_raw(size) >> np.uint64(64 - _FLOAT_BITS)
        return raw.astype(np.float64) * 2.0**-_FLOAT_BITS

    def below(self, bounds: int | Integers, size: int) -> Integers:
        """Return integers from 0 to `bounds`, excluding the bounds, which are at least 1."""
        integers: Integers = (self.units(size) * bounds).astype(np.int64)
        return integers

    def chance(self, share: float, size: int) -> NDArray[np.bool_]:
        """Return `size` booleans, each true with probability `share`."""
        return self.units(size) < share

    def some(self, number: int, of: int) -> Integers:
        """Return `number` different integers below `of` in random order, or all of them."""
        return np.argsort(self._raw.random_raw(of), kind="stable")[:number]

    def spread(self, deviation: float, size: int) -> Integers:
        """Return weights that are about log-normal; their logarithm has this deviation.

        A sum of uniform numbers is close to a normal one. Its exponential is computed by
        repeated squaring, since (1 + x / 1024) ** 1024 is close to exp(x).
        """
        normal = np.full(size, -_UNIFORMS / 2)
        for _ in range(_UNIFORMS):
            normal += self.units(size)
        power = 1.0 + normal * (deviation / 2**_SQUARINGS)
        for _ in range(_SQUARINGS):
            power *= power
        return _weights(power)

    def tailed(self, size: int) -> Integers:
        """Return weights with a heavy tail; their density falls with the power 7/3."""
        root = np.sqrt(1.0 - self.units(size))
        return _weights(1.0 / (root * np.sqrt(root)))

    def weighted(self, sums: Integers, size: int) -> Integers:
        """Return positions drawn by weight, where `sums` are the running sums of the weights."""
        return sums.searchsorted(self.below(int(sums.max(initial=0)), size), side="right")

    def weighted_within(self, sums: Integers, starts: Integers, ends: Integers) -> Integers:
        """Return one position of each range, drawn by weight; no range is empty."""
        before = np.where(starts > 0, sums.take(starts - 1), 0)
        drawn = before + self.below(sums[ends - 1] - before, len(starts))
        return sums.searchsorted(drawn, side="right")


def _weights(values: Any) -> Integers:
    """Return weights as positive integers: their sums do not depend on the order of adding."""
    weights: Integers = np.minimum(values * _WEIGHT_UNIT, _MAX_WEIGHT).astype(np.int64) + 1
    return weights
