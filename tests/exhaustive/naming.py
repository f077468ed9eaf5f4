"""All graphs on a few members, and the classes of graphs that renaming makes equal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

import numpy as np


def all_graphs(size: int, ways: int):
    """Return every graph as a row: the way in which each pair of members stands, in order."""
    places = np.arange(size * (size - 1) // 2)
    return np.arange(ways ** len(places))[:, None] // ways**places % ways


def up_to_renaming(size: int, turned: Sequence[int]):
    """Return one graph, the first, of each class of graphs that renaming makes equal.

    `turned` holds, for each way in which a pair can stand, the way after the two change places.
    """
    pairs = list(combinations(range(size), 2))
    ways, flip = len(turned), np.array(turned)
    graphs = all_graphs(size, ways)
    codes = np.arange(len(graphs))
    least = codes.copy()
    for names in permutations(range(size)):
        renamed = np.zeros_like(codes)
        for column, (a, b) in enumerate(pairs):
            one, other = names[a], names[b]
            stands = graphs[:, column] if one < other else flip[graphs[:, column]]
            renamed += stands * ways ** pairs.index((min(one, other), max(one, other)))
        np.minimum(least, renamed, out=least)
    return graphs[least == codes]
