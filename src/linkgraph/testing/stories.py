"""Histories told in plain sentences, and the error that tells one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from textwrap import fill
from typing import Any

import attrs

from linkgraph.errors import LinkGraphError
from linkgraph.rules.actions import (
    Accept,
    Action,
    Block,
    Disconnect,
    Expire,
    Follow,
    Ignore,
    Invite,
    Join,
    Leave,
    RemoveFollower,
    Unblock,
    Unfollow,
    UpdateProfile,
    Withdraw,
)
from linkgraph.rules.rule_book import RULES

START = datetime(2026, 1, 20, 12, tzinfo=UTC)


# -- one action, one sentence -------------------------------------------------------------------


def _invite(action: Any) -> str:
    text = "{sender} invites {recipient}"
    if action.note is not None:
        text += f" with {_note(action.note)}"
    return text + (", knowing the e-mail address" if action.knows_email else "")


def _note(note: str) -> str:
    if len(note) > 2 and len(set(note)) == 1:
        return f"a note of {len(note)} × “{note[0]}”"
    return f"the note “{note}”" if len(note) < 40 else f"a note of {len(note)} characters"


def _ignore(action: Any) -> str:
    if action.unknown:
        return "{recipient} ignores the invitation of {sender}: “I don't know this person”"
    return "{recipient} ignores the invitation of {sender}"


def _withdraw(action: Any) -> str:
    too = " and unfollows them" if action.unfollow else ""
    return "{sender} withdraws the invitation to {recipient}" + too


def _update(action: Any) -> str:
    changes = (f"{name} to {_value(value)}" for name, value in action.changes)
    return "{member} sets " + " and ".join(changes)


SENTENCES: dict[type[Action[Any]], str | Callable[[Any], str]] = {
    Invite: _invite,
    Accept: "{recipient} accepts the invitation of {sender}",
    Ignore: _ignore,
    Withdraw: _withdraw,
    Expire: "invitations that are old enough expire",
    Follow: "{follower} follows {followee}",
    Unfollow: "{follower} stops following {followee}",
    RemoveFollower: "{followee} removes {follower} from the followers",
    Disconnect: "{member} ends the connection with {other}",
    Block: "{member} blocks {other}",
    Unblock: "{member} unblocks {other}",
    UpdateProfile: _update,
    Join: "{member} joins",
    Leave: "{member} leaves",
}


def sentence(action: Action[Any]) -> str:
    """Return what an action does, without a full stop.

    Examples
    --------
    >>> import linkgraph as lg
    >>> sentence(lg.Ignore("bo", "ana", at=START))
    'bo ignores the invitation of ana'
    """
    told = SENTENCES[type(action)]
    text = told if isinstance(told, str) else told(action)
    for name in action.named:
        text = text.replace(f"{{{name}}}", str(getattr(action, name)))
    return text


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _value(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(getattr(value, "name", value))


UNSTEADY = (
    "Done again, the same steps did not fail, or not like this: the backend is not "
    "deterministic, reads a clock, or keeps something through `reset`."
)

# -- a history ----------------------------------------------------------------------------------


@attrs.frozen
class Step:
    """One step of a story: an action, or many of a crowd under one sentence of their own."""

    actions: tuple[Action[str], ...]
    crowd: str = ""

    @classmethod
    def of(cls, action: Action[str]) -> Step:
        """Return the step of one action."""
        return cls((action,))

    @property
    def at(self) -> datetime:
        """When its last action happens."""
        return self.actions[-1].at


def told(steps: Sequence[Step], refused: Sequence[bool]) -> tuple[str, ...]:
    """Return the steps as sentences: times where time passes, refusals where the rules refuse."""
    before, lines = START, []
    for step, no in zip(steps, refused, strict=True):
        text = step.crowd or sentence(step.actions[0])
        if step.at > before:
            text = f"{_later(step.at - before)} later ({_moment(step.at)}), {text}"
        lines.append(f"{text}{', which is refused' if no else ''}.")
        before = step.at
    return tuple(lines)


def _later(span: timedelta) -> str:
    """Return a span in words; what is a second short of whole hours says so."""
    short = span + timedelta(seconds=1)
    if not short % timedelta(hours=1):
        return f"{_later(short)} less a second"
    seconds = span.seconds
    parts = (
        (span.days, "day"),
        (seconds // 3600, "hour"),
        (seconds // 60 % 60, "minute"),
        (seconds % 60, "second"),
    )
    return ", ".join(_counted(number, noun) for number, noun in parts if number)


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M:%S}"


@attrs.define(eq=False, repr=False, slots=False)
class Nonconformance(LinkGraphError, AssertionError):
    """A backend and the rules part ways: the shortest story found, and what came of it.

    Attributes
    ----------
    story
        What happened, a sentence a step.
    difference
        What the backend makes of it, in one sentence.
    rule
        The rule at stake, an id of `linkgraph.RULES`.
    question
        What was asked: ``"act"``, of the last step, or another method of the adapter.
    asked
        With which members or posts it was asked.
    expected, got
        What the rules say, and what the backend said, in plain values.
    actions
        The actions of the story, to do it again.
    steady
        Whether the story failed in the same way when it was done again.
    """

    story: tuple[str, ...]
    difference: str
    rule: str
    question: str
    asked: tuple[str, ...]
    expected: object
    got: object
    actions: tuple[Action[str], ...] = ()
    steady: bool = True

    @property
    def message(self) -> str:
        """The story, the rule, and expected against got."""
        steps = [f"{number}. {line}" for number, line in enumerate(self.story, 1)]
        rows = [
            ("rule", f"{self.rule}: {RULES[self.rule].sentence}"),
            ("expected", _plain(self.expected)),
            ("got", _plain(self.got)),
        ]
        if self.question != "act":  # the last step is what was asked
            call = f"{self.question}({', '.join(map(repr, self.asked))})"
            rows.insert(1, ("asked", call))
        return "\n".join(
            (
                "the backend and the rules part ways",
                "",
                *(_wrapped(line, "  ", "     ") for line in (*steps, self.difference)),
                *(_wrapped(line, "  ", "  ") for line in ((), ("", UNSTEADY))[not self.steady]),
                "",
                *(_wrapped(f"{name:<9} {text}", "  ", " " * 12) for name, text in rows),
            )
        )


def _wrapped(line: str, first: str, then: str) -> str:
    return fill(line, 88, initial_indent=first, subsequent_indent=then, break_long_words=False)


def _plain(value: Any) -> str:
    """Return a plain value as people write it."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "none"
    if isinstance(value, tuple):
        return " | ".join(map(_plain, value))
    return {"None": "none", "True": "yes", "False": "no"}.get(str(value), str(value))
