"""Draws the picture of the README: `python docs/build_pictures.py`. A test fails if it is stale."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import linkgraph as lg
from linkgraph.display import Picture, draw

IMAGES = Path(__file__).parent / "images"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)

CONNECTED = """
ana-bo ana-cy ana-di ana-eve ana-fay ana-gus bo-cy bo-di cy-di eve-fay
bo-hal cy-hal di-ida bo-ida eve-jo fay-jo fay-kim gus-lea hal-ida jo-kim
gus-max lea-max hal-nia ida-oz jo-pat kim-pat max-quy kim-rae pat-rae nia-oz
"""
FOLLOWS = "ana>sol bo>sol eve>sol kim>ana quy>gus rae>fay ana>kim"
STOPPED = [("cy", "bo"), ("max", "lea")]


def network() -> lg.LinkGraph[str]:
    """Return a small network with every kind of tie."""
    graph = lg.LinkGraph.from_edges(
        connections=[tie.split("-") for tie in CONNECTED.split()],
        follows=[tie.split(">") for tie in FOLLOWS.split()],
    ).update(unfollow=STOPPED)
    for action in (
        lg.Invite("ida", "ana", at=AT),
        lg.Invite("ana", "lea", at=AT),
        lg.Block("oz", "hal", at=AT),
    ):
        graph = lg.apply(graph, action)
    return graph


PICTURES: dict[str, Picture] = {"network.svg": draw(network(), "ana")}

if __name__ == "__main__":
    for name, picture in PICTURES.items():
        print(picture.save(IMAGES / name))
