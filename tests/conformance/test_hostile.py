"""Whatever an adapter answers or raises: a story that a terminal can print, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle, repeat
from traceback import format_exception
from typing import Any

import pytest

import linkgraph as lg
from linkgraph.testing import PREPARED, Nonconformance, conformance
from linkgraph.testing.stories import KEEPS_STATE, START, legible
from tests.conformance.mirror import Mirror

ESCAPES = "\x1b[31m\x07" + "x" * 1_000_000
QUESTIONS = (
    "members", "connections_of", "following", "invitations_from", "invitations_to", "blocked_by",
    "degree", "mutual_connections", "people_you_may_know", "people_in_groups", "connection_count",
    "follower_count", "can_see", "feed", "buttons",
)  # fmt: skip


class Hostile:
    """Raises whatever is asked of it."""

    def __getattribute__(self, _: str) -> Any:
        raise ZeroDivisionError(ESCAPES)

    __repr__ = __str__ = __bool__ = __len__ = __iter__ = lambda self: self.anything

    def __eq__(self, _: object) -> bool:
        raise ZeroDivisionError(ESCAPES)

    __hash__ = None  # type: ignore[assignment]


class Text(str):
    """A text with methods that raise."""

    __slots__ = ()
    __eq__ = __lt__ = lambda self, other: 1 / 0  # type: ignore[assignment]
    __hash__ = str.__hash__
    __repr__ = __str__ = __len__ = lambda self: 1 / 0  # type: ignore[assignment]


class Number(int):
    """An integer that compares with nothing."""

    def __eq__(self, _: object) -> bool:
        raise ZeroDivisionError

    __hash__ = int.__hash__


def adapter(**methods: Callable[..., Any]) -> type[Mirror]:
    return type("Adapter", (Mirror,), methods)


def raises(error: Exception) -> Callable[..., Any]:
    def method(*_: object) -> Any:
        raise error

    return method


def failure_of(backend: Callable[[], Any], **options: Any) -> Nonconformance:
    options = {"examples": 0, "prepared": PREPARED[:2], "report_to": str} | options
    with pytest.raises(Nonconformance) as caught:
        conformance(backend, **options)
    return caught.value


def assert_printable(failure: Nonconformance) -> None:
    """The message is short; the traceback, causes included, has nothing that a terminal obeys."""
    text = "".join(format_exception(failure))
    assert all(map(str.isprintable, text.split("\n")))
    assert len(failure.message) < 5_000
    assert len(text) < 50_000


@pytest.mark.parametrize("method", ["act", "reset", "publish", *QUESTIONS])
@pytest.mark.parametrize(
    ("kind", "text"),
    [(ValueError, ESCAPES), (KeyError, ESCAPES), (MemoryError, ESCAPES), (RuntimeError, Hostile)],
    ids=["ValueError", "KeyError", "MemoryError", "hostile"],
)
def test_an_exception_with_any_text_is_printable_and_cut(
    method: str, kind: type[Exception], text: Any
) -> None:
    error = kind(text() if text is Hostile else text)
    failure = failure_of(adapter(**{method: raises(error)}))
    assert "The backend raises an exception." == failure.difference
    assert_printable(failure)


def test_the_cause_is_the_exception_itself_where_it_can_be_printed() -> None:
    short, long = ValueError("no such row"), ValueError("\x1b[2J")
    assert failure_of(adapter(members=raises(short))).__cause__ is short
    cause = failure_of(adapter(members=raises(long))).__cause__
    assert "ValueError: \\x1b[2J" == str(cause)
    assert cause is not None
    assert cause.__traceback__ is not None


def test_an_exception_that_cannot_be_formatted_is_named() -> None:
    class Odd(Exception):
        __notes__ = property(raises(ZeroDivisionError()))  # type: ignore[assignment]

    cause = failure_of(adapter(members=raises(Odd("odd")))).__cause__
    assert cause is not None
    assert str(cause) in {"Odd: odd", "odd"}  # Python 3.13 can format the exception itself
    assert "odd" in "".join(format_exception(cause))


def test_a_refusal_with_any_text_is_printable_and_cut() -> None:
    refuses = adapter(act=raises(PermissionError(ESCAPES)))
    refuses.refusals = (PermissionError,)
    assert_printable(failure_of(refuses))


@pytest.mark.parametrize("method", ["act", *QUESTIONS])
@pytest.mark.parametrize(
    "make",
    [
        Hostile, lambda: ESCAPES, lambda: [ESCAPES], lambda: 10**6_000, lambda: Number(1),
        lambda: [Text("bo")], lambda: Text("bo"),
    ],
    ids=["hostile", "text", "a list of text", "huge", "number", "a list of Text", "Text"],
)  # fmt: skip
def test_any_answer_is_right_or_a_failure_that_is_printable(
    method: str, make: Callable[[], Any]
) -> None:
    wrong = adapter(**{method: lambda *_: make()})
    try:
        conformance(wrong, examples=0, prepared=PREPARED[:1], report_to=str)
    except Nonconformance as failure:
        assert_printable(failure)


@pytest.mark.parametrize(
    "method", [name for name in QUESTIONS if not name.endswith(("count", "can_see"))]
)
def test_a_collection_without_an_end_is_read_up_to_a_limit(method: str) -> None:
    def endless(*_: object) -> Iterator[str] | tuple[str, None, Iterator[str]]:
        return ("CONNECT", None, repeat("BLOCK")) if method == "buttons" else cycle(["ana", "bo"])

    failure = failure_of(adapter(**{method: endless}))
    if method != "degree":  # which is no collection
        assert "at most" in str(failure.got)
    assert_printable(failure)


def test_very_many_wrong_answers_are_counted() -> None:
    failure = failure_of(adapter(following=lambda *_: [f"m{place}" for place in range(9_000)]))
    assert "and 8,960 more" in failure.message
    assert_printable(failure)


@pytest.mark.parametrize("odd", [None, 5, "print"])
def test_what_reports_is_a_function(odd: Any) -> None:
    with pytest.raises(lg.InvalidInput) as caught:
        conformance(Mirror, report_to=odd)
    assert (odd, "a function of a text as `report_to`") == (
        caught.value.value,
        caught.value.expected,
    )


def test_a_reset_that_raises_is_a_story_without_steps() -> None:
    """H2: every story starts from the same graph."""
    failure = failure_of(adapter(reset=raises(RuntimeError("no database"))))
    assert ((), "reset", "H2") == (failure.story, failure.question, failure.rule)
    assert "RuntimeError: no database" == failure.got


def test_text_is_legible_and_cut() -> None:
    assert "jos\u00e9 and jose\\u0301" == legible("jos\u00e9 and jose\u0301")
    assert "a\\nb" == legible("a\nb")
    assert "aaa…" == legible("a" * 9, 4)
    assert "a Hostile that cannot be shown" == legible(Hostile())


# -- what a reset leaves behind -----------------------------------------------------------------


class KeepsCooldowns(Mirror):
    """Keeps withdrawn invitations when it is reset (A5)."""

    def __init__(self) -> None:
        self.withdrawn: set[tuple[str, str]] = set()

    def act(self, action: lg.Action[str]) -> Any:
        if isinstance(action, lg.Invite) and action.members in self.withdrawn:
            return False
        done = super().act(action)
        if isinstance(action, lg.Withdraw):
            self.withdrawn.add(action.members)
        return done

    def members(self) -> list[str]:
        return super().members()


WITHDRAWS = lg.testing.Prepared(
    "withdraws", "A5", lambda _: iter([lg.Invite("ana", "bo", at=START),
                                       lg.Follow("bo", "ana", at=START),
                                       lg.Withdraw("ana", "bo", at=START)]))  # fmt: skip
INVITES = lg.testing.Prepared(
    "invites", "A1", lambda _: iter([lg.Follow("bo", "ana", at=START + timedelta(days=1)),
                                     lg.Invite("ana", "bo", at=START + timedelta(days=40))])
)  # fmt: skip


def test_a_reset_that_keeps_something_is_told_as_such_with_what_it_keeps() -> None:
    """H2: the story is right on a new backend."""
    failure = failure_of(KeepsCooldowns, prepared=[WITHDRAWS, INVITES])
    assert (True, False, "H2") == (failure.keeps_state, failure.steady, failure.rule)
    assert [
        "ana invites bo.",
        "ana withdraws the invitation to bo.",
        "The backend is reset.",
    ] == [*failure.story[:3]]
    assert 4 == len(failure.story)
    assert " ".join(KEEPS_STATE.split()) in " ".join(failure.message.split())


def test_a_story_without_steps_that_was_right_before_is_the_fault_of_reset() -> None:
    """Even if every backend is the same one, so that a new one fails, too."""
    kept: set[str] = set()

    class Shared(Mirror):
        def act(self, action: lg.Action[str]) -> Any:
            kept.update(action.members)
            return super().act(action)

        def members(self) -> list[str]:
            return [*super().members(), *(kept - {"ana", "bo", "cy", "nobody"})]

    joins = lg.testing.Prepared("joins", "A14", lambda _: iter([lg.Join("zoe", at=START)]))
    failure = failure_of(Shared, prepared=[PREPARED[0], joins, PREPARED[0]])
    assert ((), True, "members") == (failure.story, failure.keeps_state, failure.question)


def test_what_only_several_histories_leave_behind_is_not_told() -> None:
    class Ages(Mirror):
        resets = 0

        def reset(self, members: Any) -> None:
            self.resets += 1
            super().reset([*members, *(["zoe"] if self.resets > 3 else [])])

    failure = failure_of(Ages, prepared=[PREPARED[1], WITHDRAWS, INVITES, PREPARED[2]])
    assert ((), True, False) == (failure.story, failure.keeps_state, failure.steady)


def test_a_new_backend_that_cannot_be_made_proves_nothing() -> None:
    made: list[Mirror] = []

    def once() -> Mirror:
        if made:
            raise RuntimeError("the database is open")
        made.append(KeepsCooldowns())
        return made[0]

    failure = failure_of(once, prepared=[WITHDRAWS, INVITES])
    assert (False, "A1") == (failure.keeps_state, failure.rule)


@pytest.mark.parametrize(
    ("rule", "question", "field"),
    [
        ("A5", "act", "withdraw_cooldown"),
        ("L2", "act", "weekly_invitations"),
        ("W3", "feed", "reposts_reach_followers"),
        ("A1", "following", "follow_on_invite"),
        ("A1", "act", ""),
        ("D5", "people_you_may_know", ""),
    ],
)
def test_a_failure_names_the_field_of_the_policy_that_turns_its_rule_off(
    rule: str, question: str, field: str
) -> None:
    failure = Nonconformance((), "", rule, question, (), "", "")
    assert field == failure.policy_field
    assert (f"`Policy.{field}`" in failure.message) is bool(field)
    assert not field or hasattr(lg.CURRENT, field)
