"""The ways in which two members can stand to each other: every lawful set of ties (F1 to F5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product
from typing import Any

import linkgraph as lg
from tests.rules.witnesses import K, blocked, connected, follows, invited

BETWEEN = [
    connected("ana", "bo"),
    invited("ana", "bo"),
    invited("bo", "ana"),
    follows("ana", "bo"),
    follows("bo", "ana"),
    blocked("ana", "bo"),
    blocked("bo", "ana"),
]


def subsets(items: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    items = list(items)
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def consistent(facts: tuple[lg.Fact[str], ...]) -> bool:
    """F4: one of connected, invited, invited by; F5: beside a block nothing stands."""
    kinds = [fact.kind for fact in facts]
    standing = kinds.count(K.CONNECTION) + kinds.count(K.INVITATION)
    return standing <= 1 and (K.BLOCK not in kinds or set(kinds) == {K.BLOCK})


TIES = [facts for facts in subsets(BETWEEN) if consistent(facts)]

# every setting that puts FOLLOW in front of an owner's buttons, or takes it away
FRONTS = [
    {"primary_button": button, "influencer": influencer, "follow_audience": audience}
    for button, influencer, audience in product(
        lg.Button, (False, True), reversed(lg.FollowAudience)
    )
]
