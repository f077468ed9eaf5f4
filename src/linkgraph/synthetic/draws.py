"""Random numbers that are the same on every machine and in every release of NumPy.

NumPy promises the raw numbers of a bit generator for good, and what its distributions make
of them for one release. So everything here is made of raw numbers, and of + - × ÷ and
square roots alone, which IEEE 754 rounds alike everywhere; logarithms and powers it does not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_BITS = 53  # what a float holds
_FINE = 1 << 12  # weights are whole numbers, in steps of this part of the usual one
_MOST = 1 << 28  # the largest of them: those of 2 ** 31 members add up to less than 2 ** 60
_SQUARINGS = 10
_BELL = 12


class Draws:
    """The random numbers of one step: other steps may draw more or fewer without a change here."""

    def __init__(self, seed: int, step: int) -> None:
        self._raw = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(step,)))

    def units(self, size: int) -> Floats:
        """Return numbers from 0 up to 1, 1 excluded."""
        raw = self._raw.random_raw(size) >> np.uint64(64 - _BITS)
        return raw.astype(np.float64) * 2.0**-_BITS

    def below(self, bounds: int | Whole, size: int) -> Whole:
        """Return whole numbers from 0 up to `bounds`, which are excluded and at least 1."""
        found: Whole = (self.units(size) * bounds).astype(np.int64)
        return found

    def chance(self, share: float, size: int) -> NDArray[np.bool_]:
        """Return which of so many things happen, each with the chance `share`."""
        return self.units(size) < share

    def some(self, number: int, of: int) -> Whole:
        """Return so many different numbers below `of`, or all, in random order."""
        return np.argsort(self._raw.random_raw(of), kind="stable")[:number]

    def spread(self, deviation: float, size: int) -> Whole:
        """Return weights that are about log-normal: the logarithm has this deviation."""
        bell = np.full(size, -_BELL / 2)
        for _ in range(_BELL):  # twelve of them have the deviation 1
            bell += self.units(size)
        grown = 1.0 + bell * (deviation / 2**_SQUARINGS)
        for _ in range(_SQUARINGS):  # (1 + x / 1024) ** 1024 is about exp(x)
            grown *= grown
        return _fine(grown)

    def tailed(self, size: int) -> Whole:
        """Return weights with a heavy tail: the density falls with the power 7/3."""
        root = np.sqrt(1.0 - self.units(size))
        return _fine(1.0 / (root * np.sqrt(root)))

    def weighted(self, sums: Whole, size: int) -> Whole:
        """Return places drawn by weights, given as their running sums."""
        return sums.searchsorted(self.below(int(sums.max(initial=0)), size), side="right")

    def weighted_within(self, sums: Whole, starts: Whole, ends: Whole) -> Whole:
        """Return for each run of places, not empty, one of them, drawn by weights."""
        before = np.where(starts > 0, sums.take(starts - 1), 0)
        drawn = before + self.below(sums[ends - 1] - before, len(starts))
        return sums.searchsorted(drawn, side="right")


def _fine(weights: Any) -> Whole:
    """Return weights as whole numbers, whose sums do not depend on their order."""
    found: Whole = np.minimum(weights * _FINE, _MOST).astype(np.int64) + 1
    return found
