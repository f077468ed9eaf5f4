"""Whatever a name holds, what is printed about it is text: no terminal obeys it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

import linkgraph as lg
from linkgraph.stores import HistoryFileError
from tests.rules.drawing import DAY, T0
from tests.stable.questions import Scene, questions
from tests.stable.values import lived_in

NAMES = [
    "\x1b[2J\x1b]0;pwned\x07",
    "\u202eevil\u2066",
    "line\nbreak\r\x00\x7f\x9b31m",
    "\ud800 half",
    "",
    ("eu", "\x1b[31m"),
]


class Loud:
    """An id of a class of the caller, whose `repr` is not printable."""

    def __repr__(self) -> str:
        return "\x1b[31mloud\x1b[0m"


def _items(answer: Any) -> Any:
    return answer if isinstance(answer, list | tuple) else ()


def values() -> Iterator[Any]:
    graph = lived_in(*NAMES)
    one, other, *_ = NAMES
    posts = [lg.Post(name, name, audience=lg.Group(name), at=T0) for name in NAMES]
    engagements = [lg.Engagement(one, other, lg.EngagementKind.COMMENT, at=T0)]
    history = lg.History([lg.Invite(other, one, at=T0 + DAY, note=str(one))], start=graph)
    yield from (posts, engagements, history, history.actions, lg.diff(lg.LinkGraph(), graph))
    scene = Scene(graph, history, posts, engagements, T0 + timedelta(days=30), NAMES)
    for name, question in questions(scene).items():
        answer = question()
        if name != "RULES" and not isinstance(answer, np.ndarray):
            yield answer
            # The `str` of a list is the `repr` of its items, which may have a `str` of their own.
            yield from (item for item in _items(answer) if not isinstance(item, str))
    for member in (*NAMES, Loud()):
        yield lg.UnknownMember(member)
        yield lg.InvalidInput(member, "a member")
        yield lg.SelfTie(member)
        yield lg.Blocked(member, member)
        yield str(lg.Reason("D4", lg.Code.FROM_SECOND_DEGREE, (member, member)))
    for member in NAMES:
        yield lg.Reason("D4", lg.Code.FROM_SECOND_DEGREE, (member, member))
    for text in NAMES[:4]:
        yield HistoryFileError(str(text), 1, str(text), str(text))
        yield lg.StoreError(str(text), "is not a folder", "")


def test_what_is_printed_is_printable() -> None:
    for value in values():
        for text in (str(value), repr(value)):
            assert text.isprintable(), ascii(text)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (("ana",), "ana"),
        (("ana", 7, ("eu", 1)), "ana, 7 and ('eu', 1)"),
        ((" ", ""), "' ' and ''"),
        (("\x1b[31m",), r"\x1b[31m"),
    ],
    ids=ascii,
)
def test_the_evidence_of_a_reason_is_named_in_words(members: tuple[Any], expected: str) -> None:
    reason = lg.Reason("D4", lg.Code.FROM_SECOND_DEGREE, members)
    assert str(reason).endswith(f", through {expected} (D4)")
