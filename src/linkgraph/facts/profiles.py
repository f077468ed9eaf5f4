"""Everybody's profile, and who has which setting (F7)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, TypeAlias, final

import attrs
import numpy as np
from numpy.typing import NDArray

from linkgraph.facts.arrays import NOBODY, Indices, frozen
from linkgraph.facts.persistent import EMPTY_MAP, PersistentMap
from linkgraph.facts.values import DEFAULT_PROFILE, Profile

Setting: TypeAlias = tuple[str, Hashable]


@final
@attrs.frozen(eq=False, repr=False)
class Profiles:
    """Profiles by index; who has the default one is not stored."""

    settings: PersistentMap[int, Profile] = EMPTY_MAP
    _index: list[dict[Setting, Indices]] = attrs.field(factory=list, init=False)  # as `_hash`

    def get(self, index: int) -> Profile:
        """Return the profile of `index`. O(1)."""
        return self.settings.get(index) or DEFAULT_PROFILE

    def set(self, index: int, profile: Profile | None) -> Profiles:
        """Return profiles in which `index` has this one; `None` for the default."""
        stored = None if profile == DEFAULT_PROFILE else profile
        return Profiles(self.settings.set(index, stored))

    def having(self, field: str, value: Hashable) -> Indices:
        """Return who has this value, which is not the default, in a field; for `groups`, in it.

        The first call scans all stored profiles once; later calls cost O(1).
        """
        if not self._index:
            self._index.append(self._scan())
        return self._index[0].get((field, value), NOBODY)

    def renumbered(self, new_index: NDArray[np.int64]) -> Profiles:
        """Return the profiles under new indices."""
        moved = {int(new_index[index]): profile for index, profile in self.settings.items()}
        return Profiles(PersistentMap(moved))

    def _scan(self) -> dict[Setting, Indices]:
        found: dict[Setting, list[int]] = {}
        for index, profile in self.settings.items():
            for setting in _unusual(profile):
                found.setdefault(setting, []).append(index)
        return {
            setting: frozen(np.sort(np.array(indices, np.int32)))
            for setting, indices in found.items()
        }


_FIELDS: tuple[attrs.Attribute[Any], ...] = attrs.fields(Profile)
_DEFAULTS = attrs.astuple(DEFAULT_PROFILE, recurse=False)


def _unusual(profile: Profile) -> Iterator[Setting]:
    """Return each (field, value) in which `profile` is not the default; one for each group."""
    for field, default in zip(_FIELDS, _DEFAULTS, strict=True):
        value = getattr(profile, field.name)
        if field.name == "groups":
            for group in value:
                yield field.name, group
        elif value != default:
            yield field.name, value
