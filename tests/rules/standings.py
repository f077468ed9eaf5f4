"""The ways in which two members can stand to each other, and a third who engages (F1 to F5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product
from typing import Any

import attrs

import linkgraph as lg
from tests.rules.drawing import ERAS
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

_BITS = [tuple(fact in ties for fact in BETWEEN) for ties in TIES]
# the place in TIES of each standing with the two members the other way round
TURNED = [_BITS.index((c, yours, mine, b, a, w, v)) for c, mine, yours, a, b, v, w in _BITS]


def between(one: str, other: str, ties: Iterable[lg.Fact[str]]) -> tuple[lg.Fact[str], ...]:
    """Return the ties of ana and bo as ties of two others."""
    names = {"ana": one, "bo": other}
    return tuple(attrs.evolve(f, members=tuple(names[m] for m in f.members)) for f in ties)


# every setting that puts FOLLOW in front of an owner's buttons, or takes it away
FRONTS = [
    {"primary_button": button, "influencer": influencer, "follow_audience": audience}
    for button, influencer, audience in product(
        lg.Button, (False, True), reversed(lg.FollowAudience)
    )
]

# -- what a feed reads: policies, posts of bo's, and cy, who may engage ---------------------------

FEED_POLICIES = [
    attrs.evolve(ERAS[era], second_degree_feed=second)
    for era in ("E1", "E5")  # all that a feed reads of an era is whether a connection feeds
    for second in lg.SecondDegreeFeed
]
AUDIENCES: list[Any] = [*lg.Audience, lg.Group("chess"), lg.Group("go")]
POSTS = [
    lg.Post(f"{kind.name} for {audience}", "bo", kind=kind, audience=audience)
    for kind, audience in product(lg.PostKind, AUDIENCES)
]
# how cy, who may engage, stands to ana
ENGAGED: dict[str, list[lg.Fact[str]]] = {
    "a stranger": [],
    "followed": [follows("ana", "cy")],
    "connected": [connected("ana", "cy")],
    "connected and followed": [connected("ana", "cy"), follows("ana", "cy")],
    "second degree": [connected("ana", "di"), connected("cy", "di")],
    "blocked": [blocked("ana", "cy")],
    "who blocked": [blocked("cy", "ana")],
}
# how cy stands to bo, which decides whether they see the post
SEES: dict[str, tuple[list[lg.Fact[str]], dict[str, Any]]] = {
    "sees every post": ([connected("bo", "cy")], {"groups": {"chess", "go"}}),
    "sees public posts": ([], {}),
    "sees none": ([blocked("bo", "cy")], {}),
}
