"""`python -m tests.stable.digests` prints a digest of every answer and of whatever is written."""

from __future__ import annotations

import hashlib
import pickle
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import linkgraph as lg
from linkgraph.stores import save_history
from tests.rules.drawing import crowd
from tests.stable.questions import Scene, answered, questions
from tests.stable.values import (
    ACTIONS,
    ENGAGEMENTS,
    HISTORY,
    ODD,
    ODD_IDS,
    POSTS,
    RANGE,
    T0,
    TEXT,
    VALUES,
)


def _written() -> Iterator[tuple[str, bytes]]:
    for name, value in VALUES.items():
        for protocol in (2, 4, 5):
            yield f"pickle {protocol} of {name}", pickle.dumps(value, protocol)
        yield f"repr of {name}", repr(value).encode()
        yield f"text of {name}", str(value).encode()
    with tempfile.TemporaryDirectory() as folder:
        for name, history in (("text", HISTORY), ("range", lg.History([], start=RANGE))):
            path = Path(folder) / name
            save_history(history, path)
            yield f"file of {name}", path.read_bytes()


def _scenes() -> Iterator[tuple[str, Scene]]:
    yield "text", Scene(TEXT, HISTORY, POSTS, ENGAGEMENTS, T0, list(TEXT))
    renamed = dict(zip(TEXT, ODD_IDS, strict=True))
    posts = [lg.Post(post.id, renamed[post.author], kind=post.kind) for post in POSTS]
    engagements = [
        lg.Engagement(renamed[each.member], each.post_id, each.kind, at=each.at)
        for each in ENGAGEMENTS
    ]
    joins = [lg.Join(name, at=action.at) for name, action in zip("xyz", ACTIONS, strict=False)]
    yield "odd", Scene(ODD, lg.History(joins, start=ODD), posts, engagements, T0, list(ODD))
    many = crowd(7, 150, 8.0)
    history = lg.History([lg.Expire(at=T0)], start=many)
    yield "many", Scene(many, history, [lg.Post(1, 5), lg.Post(2, 9)], [], T0, list(many)[:6])


def digests() -> Iterator[tuple[str, str]]:
    """Return (what, digest) of all."""
    for name, data in _written():
        yield name, _digest(data)
    for name, scene in _scenes():
        for question, ask in questions(scene).items():
            yield f"{name}: {question}", _digest(repr(answered(ask())).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


if __name__ == "__main__":
    sys.stdout.writelines(f"{digest} {name}\n" for name, digest in digests())
