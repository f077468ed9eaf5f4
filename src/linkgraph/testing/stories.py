"""Histories as plain sentences, and the error that holds one.

A story has a sentence for each step, with the time where time passes, and a remark where the rules
refuse the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from textwrap import fill
from typing import Any

import attrs

from linkgraph.errors import InvalidInput, LinkGraphError, safe_repr
from linkgraph.graph.field_types import typed
from linkgraph.graph.validation import instance_of
from linkgraph.rules.actions import Action, Ignore, Invite, UpdateProfile, Withdraw
from linkgraph.rules.rule_book import RULES

_wrapped = partial(fill, width=88, initial_indent="  ", break_long_words=False)

START = datetime(2026, 1, 20, 12, tzinfo=UTC)

# the sentence of each kind of action; `sentence` adds its options
SENTENCES = {
    "Invite": "{0.sender} invites {0.recipient}",
    "Accept": "{0.recipient} accepts the invitation of {0.sender}",
    "Ignore": "{0.recipient} ignores the invitation of {0.sender}",
    "Withdraw": "{0.sender} withdraws the invitation to {0.recipient}",
    "Expire": "invitations that are old enough expire",
    "Follow": "{0.follower} follows {0.followee}",
    "Unfollow": "{0.follower} stops following {0.followee}",
    "RemoveFollower": "{0.followee} removes {0.follower} from the followers",
    "Disconnect": "{0.member} ends the connection with {0.other}",
    "Block": "{0.member} blocks {0.other}",
    "Unblock": "{0.member} unblocks {0.other}",
    "UpdateProfile": "{0.member} sets ",
    "Join": "{0.member} joins",
    "Leave": "{0.member} leaves",
}


def sentence(action: Action[Any]) -> str:
    """Return an action in words, without a full stop.

    Examples
    --------
    >>> import linkgraph as lg
    >>> sentence(lg.Ignore("bo", "ana", at=START))
    'bo ignores the invitation of ana'
    """
    text = SENTENCES[type(action).__name__].format(action)
    match action:
        case Invite(note=note, knows_email=knows_email):
            if note is not None and len(note) < 40:
                text += f" with the note “{note}”"
            elif note is not None:
                text += f" with the note “{note[:10]}…” of {len(note)} characters"
            text += ", knowing the e-mail address" if knows_email else ""
        case Ignore(unknown=True):
            text += ": “I don't know this person”"
        case Withdraw(unfollow=True):
            text += " and unfollows them"
        case UpdateProfile(changes=changes):
            text += " and ".join(f"{name} to {_plain(value)}" for name, value in changes)
    return text


@attrs.frozen(field_transformer=typed)
class Step:
    """One step of a story: an action, or many actions of a crowd under one sentence."""

    actions: tuple[Action[str], ...]
    crowd: str = ""

    @classmethod
    def of(cls, action: Action[str]) -> Step:
        """Return the step of one action."""
        return cls((instance_of(action, Action, "action"),))

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
            at, span = step.at, str(step.at - before).removesuffix(", 0:00:00")
            text = f"{span} later ({at.day} {at:%B %Y, %H:%M:%S}), {text}"
        lines.append(f"{text}{', which is refused' if is_refused else ''}.")
        before = step.at
    return tuple(lines)


UNSTEADY = (
    "The same steps were done again, and the failure did not come back in the same way: the "
    "backend is not deterministic, reads a clock, or keeps something when it is reset."
)


@attrs.define(eq=False, repr=False, slots=False, field_transformer=typed)
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
        The adapter's method with the wrong answer; ``"act"`` for the last step.
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

    def __attrs_post_init__(self) -> None:
        if self.rule not in RULES:
            raise InvalidInput(self.rule, "the id of a rule as `rule`")

    @property
    def message(self) -> str:
        """The story, the rule, and both answers."""
        steps = [f"{number}. {line}" for number, line in enumerate(self.story, 1)]
        rows = [
            ("rule", f"{self.rule}: {RULES[self.rule].sentence}"),
            ("expected", _shown(self.expected)),
            ("got", _shown(self.got)),
        ]
        if self.question != "act":  # for `act` the last step is the question
            call = f"{self.question}({', '.join(map(repr, self.asked))})"
            rows.insert(1, ("asked", call))
        lines = [
            "the backend disagrees with the rules",
            "",
            *(_wrapped(line, subsequent_indent=" " * 5) for line in (*steps, self.difference)),
            *([] if self.steady else ["", _wrapped(UNSTEADY, subsequent_indent="  ")]),
            "",
            *(_wrapped(f"{name:<9} {text}", subsequent_indent=" " * 12) for name, text in rows),
        ]
        return "\n".join(lines)


def _shown(value: Any) -> str:
    """Return an answer as people write it, whatever a backend gives as one."""
    try:
        return _plain(value)
    except Exception:  # of a class of the backend
        return safe_repr(value)


def _plain(value: Any) -> str:
    """Return a plain value, or a setting, as people write it."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    if type(value) is list:
        return ", ".join(map(_plain, value)) or "none"
    if type(value) is tuple:
        return " | ".join(map(_plain, value))
    text = str(getattr(value, "name", value))
    return {"None": "none", "True": "yes", "False": "no"}.get(text, text)
