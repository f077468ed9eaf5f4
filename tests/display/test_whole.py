"""Complete pictures, tables and plots, which a person has looked at and which are stored as text.

A change of them is seen in review. After an intended change,

    python -m tests.display.test_whole

writes `expected/` again. Look at the differences before you commit them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations, pairwise
from itertools import count as counter
from math import atan2, cos, inf, nextafter, sin
from pathlib import Path
from typing import Any

import attrs
import pytest

import linkgraph as lg
from linkgraph.display import draw, explore, figure, labels, layout
from linkgraph.display._explorer_widget import about
from tests.rules.drawing import DAY, T0, acted, of
from tests.stable.values import HISTORY, POSTS

EXPECTED = Path(__file__).with_name("expected")

# -- the networks -------------------------------------------------------------------------------

FEW = acted(
    of("ana", "bo", "cy", connections="ana-bo bo-cy").unfollow("ana", "bo"),
    lg.Invite("cy", "ana", at=T0),
)
# Every kind of tie, with the ego and between others; every degree; unusual names.
EVERY_KIND = acted(
    of(
        *"ana bo cy di eve flo gus hal ida jan kim lou max nia oz".split(),
        "Maximilian von und zu",
        "林小明",
        "<b>&",
        connections="ana-bo ana-cy ana-di ana-eve bo-cy bo-flo cy-flo di-gus eve-hal flo-ida "
        "hal-jan",
        follows="kim>ana ana>gus flo>di ida>jan jan>ida",
    )
    .update(connect=[("gus", "Maximilian von und zu"), ("hal", "林小明"), ("di", "<b>&")])
    .unfollow("ana", "bo")
    .unfollow("cy", "ana")
    .unfollow("flo", "bo"),
    lg.Invite("lou", "ana", at=T0, note="hi"),
    lg.Invite("ana", "nia", at=T0 + DAY),
    lg.Invite("gus", "hal", at=T0),
    lg.Block("max", "ana", at=T0),
    lg.Block("ana", "jan", at=T0),
    lg.Block("oz", "kim", at=T0),
)


def circles() -> lg.LinkGraph[str]:
    """Three groups of seven, five and four friends, with members of the other degrees around."""
    sides = [[f"{side}{n}" for n in range(size)] for side, size in (("a", 7), ("b", 5), ("c", 4))]
    mixed = [f"{side}{n}" for n in range(7) for side in "abc"]
    inner = [name for name in mixed if any(name in side for side in sides)]
    within = [pair for side in sides for pair in combinations(side, 2)]
    second = [(inner[n * 5 % 16], f"s{n}") for n in range(14)]
    second += [(inner[n * 3 % 16], f"s{n}") for n in range(0, 14, 2)]
    third = [(f"s{n * 3 % 14}", f"t{n}") for n in range(9)]
    apart = [("x0", "x1"), ("x1", "x2"), ("x2", "x0")]
    return lg.LinkGraph.from_edges(
        connections=[*(("ego", name) for name in inner), *within, *second, *third, *apart],
        follows=[("s0", "s1"), ("t2", "t7"), ("x0", "ego"), ("b1", "s3")],
    )


CIRCLES = circles()
PAIR = of(*"ana bo cy di".split(), connections="ana-bo ana-cy cy-di")
# Twenty friends with irregular connections, given by the powers of five modulo 103.
POWERS = [pow(5, n, 103) % 20 for n in range(41)]
FRIENDS = lg.LinkGraph.from_edges(
    connections=[
        *(("ego", f"p{n}") for n in range(20)),
        *((f"p{a}", f"p{b}") for a, b in pairwise(POWERS) if a != b),
    ]
)
# So many friends of one friend that they fill the ring.
FANS = lg.LinkGraph.from_edges(
    connections=[
        *(("ego", f"a{n}") for n in range(7)),
        *((f"a{n}", f"a{n + 1}") for n in range(6)),
        *((f"a{n}", f"{'bcdefgh'[n]}{m}")
          for n, count in enumerate((16, 3, 3, 3, 1, 3, 3)) for m in range(count)),
    ]
)  # fmt: skip
# Three circles in a ring, more members than are shown, and hubs, which are named first.
CROWD = lg.LinkGraph.from_edges(
    connections=[(n * n % (1 + n // 9), n) for n in range(1, 400)],
    follows=[(n, n // 2) for n in range(30, 390, 40)],
)
ERA = attrs.evolve(lg.CURRENT, weekly_invitations=7, expire_after=DAY * 2.5)
REASON = lg.Reason("W3", lg.Code.CONNECTION_ENGAGED, ("bo", "<b>&"))
GROWN = lg.History(
    [
        lg.Join("ana", at=T0),
        lg.Join("bo", at=T0),
        lg.Follow("bo", "ana", at=T0 + DAY),
        lg.Join("cy", at=T0 + 3 * DAY),
        lg.Invite("ana", "bo", at=T0 + 4 * DAY),
        lg.Accept("bo", "ana", at=T0 + 6 * DAY),
        lg.Accept("cy", "ana", at=T0 + 7 * DAY),  # refused
        lg.Unfollow("ana", "bo", at=T0 + 9 * DAY),
        lg.Leave("cy", at=T0 + 12 * DAY),
    ]
)
# Members with 0 to 9 connections.
STAR = of(
    *range(14),
    connections=[(0, n) for n in range(1, 10)] + [(1, 2), (2, 3)],
    follows=[(n, 12) for n in range(8)],
).unfollow(3, 0)


# -- as text ------------------------------------------------------------------------------------


def page(*values: Any) -> str:
    """Return tables below each other, with one tag in a line to keep differences short."""
    html = "<hr>".join(value._repr_html_() for value in values).replace("><", ">\n<")
    return f"<!doctype html>\n<meta charset=utf-8>\n{html}\n"


def plain(value: Any) -> str:
    return f"{layout_of(value)}\n"


def layout_of(value: Any, indent: str = "") -> str:
    """Return JSON in which short values and lists of numbers are on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(key)}: {layout_of(part, indent + ' ')}" for key, part in value.items()
        ]
    elif isinstance(value, list | tuple) and not all(isinstance(part, float) for part in value):
        parts = [layout_of(part, indent + " ") for part in value]
    else:
        return flat
    if len(indent + flat) <= 98:
        return flat
    within = ",\n".join(f"{indent} {part}" for part in parts)
    return f"{flat[0]}\n{within}\n{indent}{flat[-1]}"


def texts() -> str:
    return plain(
        {
            f"{ego} of {member}": about(EVERY_KIND, ego, member, T0 + 2 * DAY, lg.CURRENT)
            for ego in ("ana", "jan")
            for member in EVERY_KIND
        }
    )


def moments() -> str:
    """Return scenes of the explorer, from the end of a history to its start."""
    explorer = explore(GROWN, "bo")
    shown = []
    for step in (8, 6, 4, 1, 0):
        explorer.step = step
        shown.append(explorer.scene)
    return plain(shown)


WHOLE: dict[str, Callable[[], str]] = {
    "alone.svg": lambda: draw(of("ana"), "ana").svg,
    "few.svg": lambda: draw(FEW, "ana").svg,
    "every-kind.svg": lambda: draw(EVERY_KIND, "ana", title="Every kind of tie").svg,
    "circles.svg": lambda: draw(CIRCLES, "ego").svg,
    "crowd.svg": lambda: draw(CROWD, 0, limit=130).svg,
    "pair.svg": lambda: draw(PAIR, "ana").svg,
    "friends.svg": lambda: draw(FRIENDS, "ego").svg,
    "fans.svg": lambda: draw(FANS, "ego").svg,
    "every-kind.json": lambda: plain(explore(EVERY_KIND, "ana").scene),
    "moments.json": moments,
    "about.json": texts,
    "graphs.html": lambda: page(EVERY_KIND, STAR.with_profile(2, lg.Profile(employer="acme")),
                                EVERY_KIND.members, EVERY_KIND.connections_of("ana")),
    "answers.html": lambda: page(
        lg.check(EVERY_KIND, lg.Invite("ana", "lou", at=T0 + DAY)),
        lg.Verdict(True, (REASON,)),
        *(lg.FeedItem(post, (REASON,)) for post in POSTS),
        *(lg.profile_actions(EVERY_KIND, "ana", member, at=T0 + DAY)
          for member in ("bo", "flo", "lou", "max", "jan")),
    ),
    "histories.html": lambda: page(HISTORY, GROWN, lg.History([])),
    "policies.html": lambda: page(lg.CONNECT_ONLY, ERA),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_outputs_equal_the_reviewed_ones(name):
    assert (EXPECTED / name).read_text("utf-8") == WHOLE[name]()


@pytest.mark.parametrize("toward", [-inf, inf], ids=["down", "up"])
@pytest.mark.parametrize("name", [name for name in WHOLE if name.endswith(".svg")])
def test_a_picture_does_not_depend_on_last_bits(name, toward, monkeypatch):
    """The last bit of a cosine depends on the machine, and that of a sum on the Python."""
    for module, function in (
        (layout, cos),
        (layout, sin),
        (labels, atan2),
        (figure, cos),
        (figure, abs),
    ):
        nudged = nudge(function, toward)
        monkeypatch.setattr(module, function.__name__, nudged, raising=False)
    assert (EXPECTED / name).read_text("utf-8") == WHOLE[name]()


def nudge(function: Callable[..., float], toward: float) -> Callable[..., float]:
    """Return a function with an error of one bit in every other result."""
    turns = counter()
    return lambda *args: nextafter(function(*args), toward if next(turns) % 2 else inf)


def main() -> None:
    """Write all files."""
    from tests.display.test_plots import PLOTS

    for name, build in {**WHOLE, **PLOTS}.items():
        (EXPECTED / name).write_text(build(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
