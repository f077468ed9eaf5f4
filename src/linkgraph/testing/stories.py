"""Histories as plain sentences, and the error that holds one.

`SENTENCES` has a sentence for every kind of action. A story is a sentence for each step, with the
time where time passes, and a remark where the rules refuse the step.
"""

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
    note, text = action.note, "{sender} invites {recipient}"
    if note is not None:
        if len(note) > 2 and len(set(note)) == 1:
            text += f" with a note of {len(note)} × “{note[0]}”"
        elif len(note) < 40:
            text += f" with the note “{note}”"
        else:
            text += f" with a note of {len(note)} characters"
    return text + (", knowing the e-mail address" if action.knows_email else "")


def _ignore(action: Any) -> str:
    remark = ": “I don't know this person”" if action.unknown else ""
    return "{recipient} ignores the invitation of {sender}" + remark


def _withdraw(action: Any) -> str:
    unfollow = " and unfollows them" if action.unfollow else ""
    return "{sender} withdraws the invitation to {recipient}" + unfollow


def _update(action: Any) -> str:
    changes = (f"{name} to {_setting(value)}" for name, value in action.changes)
    return "{member} sets " + " and ".join(changes)


def _setting(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(getattr(value, "name", value))


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
    """Return an action in words, without a full stop.

    Examples
    --------
    >>> import linkgraph as lg
    >>> sentence(lg.Ignore("bo", "ana", at=START))
    'bo ignores the invitation of ana'
    """
    # names are put in one by one: a note may contain braces
    template = SENTENCES[type(action)]
    text = template if isinstance(template, str) else template(action)
    for name in action.named:
        text = text.replace(f"{{{name}}}", str(getattr(action, name)))
    return text


# -- a history ----------------------------------------------------------------------------------


@attrs.frozen
class Step:
    """One step of a story: an action, or many actions of a crowd under one sentence."""

    actions: tuple[Action[str], ...]
    crowd: str = ""

    @classmethod
    def of(cls, action: Action[str]) -> Step:
        """Return the step of one action."""
        return cls((action,))

    @property
    def at(self) -> datetime:
        """The time of its last action."""
        return self.actions[-1].at


def story_of(steps: Sequence[Step], refused: Sequence[bool]) -> tuple[str, ...]:
    """Return the steps as sentences; `refused` says which steps the rules refuse."""
    before, lines = START, []
    for step, is_refused in zip(steps, refused, strict=True):
        text = step.crowd or sentence(step.actions[0])
        if step.at > before:
            at = step.at
            text = f"{_in_words(at - before)} later ({at.day} {at:%B %Y, %H:%M:%S}), {text}"
        lines.append(f"{text}{', which is refused' if is_refused else ''}.")
        before = step.at
    return tuple(lines)


def _in_words(span: timedelta) -> str:
    """Return a span in words; a second short of whole hours is told as that."""
    longer = span + timedelta(seconds=1)
    if not longer % timedelta(hours=1):
        return f"{_in_words(longer)} less a second"
    seconds = span.seconds
    parts = (
        (span.days, "day"),
        (seconds // 3600, "hour"),
        (seconds // 60 % 60, "minute"),
        (seconds % 60, "second"),
    )
    return ", ".join(
        f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in parts if number
    )


UNSTEADY = (
    "The same steps were done again, and the failure did not come back in the same way: the "
    "backend is not deterministic, reads a clock, or keeps something when it is reset."
)


@attrs.define(eq=False, repr=False, slots=False)
class Nonconformance(LinkGraphError, AssertionError):
    """A backend disagrees with the rules: the shortest story found, and both answers.

    Attributes
    ----------
    story
        The steps, a sentence each.
    difference
        The answer of the backend that is wrong, in one sentence.
    rule
        The rule at stake, an id of `linkgraph.RULES`.
    question
        The method of the adapter whose answer is wrong; ``"act"`` for the last step.
    asked
        The arguments of the question: members or posts.
    expected, got
        The answers of the rules and of the backend, in plain values.
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
        """The story, the rule, and both answers."""
        steps = [f"{number}. {line}" for number, line in enumerate(self.story, 1)]
        rows = [
            ("rule", f"{self.rule}: {RULES[self.rule].sentence}"),
            ("expected", _plain(self.expected)),
            ("got", _plain(self.got)),
        ]
        if self.question != "act":  # for `act` the last step is the question
            call = f"{self.question}({', '.join(map(repr, self.asked))})"
            rows.insert(1, ("asked", call))
        return "\n".join(
            (
                "the backend disagrees with the rules",
                "",
                *(_wrapped(line, "  ", "     ") for line in (*steps, self.difference)),
                *(() if self.steady else ("", _wrapped(UNSTEADY, "  ", "  "))),
                "",
                *(_wrapped(f"{name:<9} {text}", "  ", " " * 12) for name, text in rows),
            )
        )


def _wrapped(line: str, first: str, further: str) -> str:
    return fill(line, 88, initial_indent=first, subsequent_indent=further, break_long_words=False)


def _plain(value: Any) -> str:
    """Return a plain value as people write it."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "none"
    if isinstance(value, tuple):
        return " | ".join(map(_plain, value))
    return {"None": "none", "True": "yes", "False": "no"}.get(str(value), str(value))
