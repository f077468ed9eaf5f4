"""Hypothesis strategies for ids, edges, edits and graphs with a past."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph.graph import csr as adjacency
from linkgraph.graph import facts as state
from linkgraph.graph import persistent_map as persistent
from linkgraph.graph.profiles import InvitationDetails
from tests.graph.plain import KINDS, Plain, Twin

# for laws over graphs with a past, which cost the most to draw
fewer = settings(max_examples=max(10, settings.default.max_examples // 2))

T0 = datetime(2024, 2, 29, tzinfo=UTC)


def tiny_thresholds(patch: pytest.MonkeyPatch) -> None:
    """Make overlays fold, bulk ways start and gaps close on a handful of members."""
    for name in ("_FEW_PAIRS", "_FEW_ROWS", "_LONG_ROW"):
        patch.setattr(adjacency, name, 1)
    patch.setattr(persistent, "_SMALL", 1)
    for module in (adjacency, state):
        patch.setattr(module, "is_outgrown", lambda waiting, _: waiting > 1)


WHOLE = st.integers(-4, 12)
HUGE = st.sampled_from([2**31, 2**63 - 1, 2**63, 2**64, -(2**63), -(2**63) - 1, 10**30])
NAMES = st.text(max_size=3)
IDS: st.SearchStrategy[Hashable] = st.one_of(
    WHOLE,
    HUGE,
    NAMES,
    st.binary(max_size=2),
    st.tuples(NAMES, WHOLE),
    st.frozensets(WHOLE, max_size=2),
    st.uuids(),
    st.dates(),
)


_KINDS = {"whole": st.one_of(WHOLE, HUGE), "names": NAMES, "any": IDS}
_KIND = st.sampled_from(["run", *_KINDS])
_START = st.one_of(st.integers(-3, 3), HUGE)


@cache  # making a strategy costs more than drawing from it
def _distinct(kind: str, least: int, most: int) -> st.SearchStrategy[list[Hashable]]:
    return st.lists(_KINDS[kind], min_size=least, max_size=most, unique=True)


@st.composite
def rosters(draw: st.DrawFn, *, least: int = 0, most: int = 6) -> list[Hashable]:
    """Draw distinct ids: a run of integers, integers with gaps, names, or anything."""
    kind = draw(_KIND)
    if kind == "run":
        start = draw(_START)
        return list(range(start, start + draw(st.integers(least, most))))
    return draw(_distinct(kind, least, most))


def some_of(items: Sequence[Any]) -> st.SearchStrategy[list[Any]]:
    """Draw about a third of `items`, in order: one byte each, which is a single quick draw."""
    bytes_ = st.binary(min_size=len(items), max_size=len(items))
    return bytes_.map(
        lambda drawn: [item for item, byte in zip(items, drawn, strict=True) if byte > 170]
    )


def ties(members: Sequence[Hashable]) -> st.SearchStrategy[list[Any]]:
    """Draw pairs of different members, some in both orders."""
    return some_of(list(permutations(members, 2)))


@st.composite
def edges(draw: st.DrawFn, *, least: int = 0, most: int = 6) -> dict[str, Any]:
    """Draw the arguments of `from_edges`, as plain lists."""
    pool = draw(rosters(least=least, most=most))
    return {
        "connections": draw(ties(pool)),
        "follows": draw(ties(pool)),
        "members": draw(st.sampled_from([(), pool])) if not least else pool,
        "auto_follow": draw(st.booleans()),
    }


PROFILES = st.builds(
    lg.Profile,
    primary_button=st.sampled_from(lg.Button),
    tier=st.sampled_from(lg.Tier),
    hibernated=st.booleans(),
    groups=st.frozensets(st.sampled_from(["chess", "go", 7]), max_size=2),
    employer=st.sampled_from([None, "acme", 7]),
) | st.just(lg.Profile())

TIMES = st.integers(0, 3).map(lambda days: T0 + timedelta(days=days))
LETTERS = st.builds(InvitationDetails, sent_at=TIMES, note=st.none() | NAMES)


@st.composite
def edits(draw: st.DrawFn, plain: Plain) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Draw one edit that the facts admit: a method of `Twin` and its arguments."""
    choices = ["join", "compact"]
    if plain.members:
        choices += ["leave", "profile"]
    free = [pair for pair in permutations(plain.members, 2) if not plain.blocked(*pair)]
    if len(plain.members) > 1:
        choices += ["disconnect", "unfollow", "block", "remember", "update"]
    if free:
        choices += ["connect", "follow"]
    open_ = [pair for pair in free if plain.invitable(*pair)]
    if open_:
        choices += ["invite"]
    match draw(st.sampled_from(choices)):
        case "join":
            return "with_members", tuple(draw(rosters(most=3))), {}
        case "leave":
            return "without_member", (draw(st.sampled_from(plain.members)),), {}
        case "profile":
            return "with_profile", (draw(st.sampled_from(plain.members)), draw(PROFILES)), {}
        case "connect":
            options = {"auto_follow": draw(st.booleans())}
            return "connect", draw(st.sampled_from(free)), options
        case "follow":
            return "follow", draw(st.sampled_from(free)), {}
        case "invite":
            return "invite", (*draw(st.sampled_from(open_)), draw(LETTERS)), {}
        case "update":
            return "update", (), draw(updates(plain))
        case "compact":
            return "compact", (), {}
        case "remember":
            pair = draw(st.sampled_from(list(permutations(plain.members, 2))))
            return "remember", (draw(st.sampled_from(KINDS)), *pair, draw(TIMES)), {}
        case name:
            return name, draw(st.sampled_from(list(permutations(plain.members, 2)))), {}


@st.composite
def updates(draw: st.DrawFn, plain: Plain) -> dict[str, Any]:
    """Draw the arguments of `update`: each pair on one side at most, no tie across a block."""
    changes: dict[str, Any] = {"auto_follow": draw(st.booleans())}
    for made, ended, pairs in (
        ("connect", "disconnect", list(combinations(plain.members, 2))),
        ("follow", "unfollow", list(permutations(plain.members, 2))),
    ):
        free = [pair for pair in pairs if not plain.blocked(*pair)]
        changes[made] = draw(some_of(free))
        changes[ended] = draw(some_of([pair for pair in pairs if pair not in changes[made]]))
    return changes


@st.composite
def twins(draw: st.DrawFn, *, least: int = 0, most: int = 6, past: int = 4) -> Twin:
    """Draw a graph with a past, and its plain model."""
    twin = Twin.of(**draw(edges(least=least, most=most)))
    for _ in range(draw(st.integers(0, past))):
        name, given, options = draw(edits(twin.plain))
        if name == "without_member" and len(twin.plain.members) <= least:
            continue
        getattr(twin, name)(*given, **options)
    return twin
