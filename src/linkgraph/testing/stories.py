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
from unicodedata import combining

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


# the fields that set a rule, or turn it off
POLICY_FIELDS = {
    "A2": "follow_on_accept",
    "A5": "withdraw_cooldown",
    "A6": "expire_after",
    "A7": "followable",
    "A10": "unfollow_on_disconnect",
    "A11": "reblock_cooldown",
    "B5": "primary_choice",
    "B10": "primary_choice",
    "E1": "followable",
    "E2": "followable",
    "L1": "connection_cap",
    "L2": "weekly_invitations",
    "L3": "flag_limit",
    "L4": "note_length_free",
    "L5": "free_notes_per_month",
    "L6": "count_shown_up_to",
    "W1": "connection_feeds",
    "W3": "reposts_reach_followers",
    "W4": "second_degree_feed",
    "W5": "second_degree_feed",
}

UNSTEADY = (
    "The same steps were done again, and the failure did not come back in the same way: the "
    "backend is not deterministic, reads a clock, or keeps something when it is reset."
)
KEEPS_STATE = (
    "Your `reset` keeps state: something that an earlier history left behind has changed an "
    "answer, and on a new backend the same story is right."
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
    keeps_state
        Whether the story is right on a new backend, so that `reset` keeps something.
    policy_field
        The field of `linkgraph.Policy` that sets or switches off the rule; empty if there is none.
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
    keeps_state: bool = False

    @property
    def policy_field(self) -> str:
        """The field of the policy that sets or switches off the rule."""
        if self.rule == "A1" and self.question in {"following", "follower_count"}:
            return "follow_on_invite"
        return POLICY_FIELDS.get(self.rule, "")

    def __attrs_post_init__(self) -> None:
        if self.rule not in RULES:
            raise InvalidInput(self.rule, "the id of a rule as `rule`")

    @property
    def message(self) -> str:
        """The story, the rule, and both answers."""
        steps = [f"{number}. {legible(line)}" for number, line in enumerate(self.story, 1)]
        rows = [
            ("rule", f"{self.rule}: {RULES[self.rule].sentence}"),
            ("expected", _shown(self.expected)),
            ("got", _shown(self.got)),
        ]
        if self.question != "act":  # for `act` the last step is the question
            call = f"{self.question}({', '.join(map(repr, self.asked))})"
            rows.insert(1, ("asked", legible(call)))
        if self.policy_field:
            rows.append(("policy", f"`Policy.{self.policy_field}` sets this rule, or turns it off"))
        remark = KEEPS_STATE if self.keeps_state else "" if self.steady else UNSTEADY
        difference = legible(self.difference)
        lines = [
            "the backend disagrees with the rules",
            "",
            *(_wrapped(line, subsequent_indent=" " * 5) for line in (*steps, difference)),
            *(["", _wrapped(remark, subsequent_indent="  ")] if remark else []),
            "",
            *(_wrapped(f"{name:<9} {text}", subsequent_indent=" " * 12) for name, text in rows),
        ]
        return "\n".join(lines)


LONGEST = 400  # characters of a text, and items of a collection, that a message shows
MOST = 40


def legible(value: object, longest: int = LONGEST) -> str:
    """Return a text as one line that every terminal shows, cut if it is long.

    Escapes what a terminal would obey, and marks that change the letter before them: names may
    differ in nothing else.
    """
    try:
        text = str(value)
    except Exception:  # such as of an integer of thousands of digits
        text = f"a {type(value).__name__} that cannot be shown"
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return "".join(
        sign
        if sign.isprintable() and not combining(sign)
        else sign.encode("unicode_escape").decode()
        for sign in text
    )


def _shown(value: Any) -> str:
    """Return an answer as people write it, whatever a backend gives as one."""
    try:
        return _plain(value)
    except Exception:  # of a class of the backend
        return legible(safe_repr(value))


def _plain(value: Any) -> str:
    """Return a plain value, or a setting, as people write it."""
    if isinstance(value, frozenset):
        return _joined(sorted(map(str, value)))
    if type(value) is list:
        return _joined(list(map(_plain, value[: MOST + 1])), len(value))
    if type(value) is tuple:
        return " | ".join(map(_plain, value))
    text = legible(getattr(value, "name", value))
    return {"None": "none", "True": "yes", "False": "no"}.get(text, text)


def _joined(texts: list[str], number: int | None = None) -> str:
    """Return texts with commas between them; of very many the first ones."""
    more = (number or len(texts)) - MOST
    shown = [legible(text) for text in texts[:MOST]]
    return ", ".join([*shown, *([f"and {more:,} more"] if more > 0 else [])]) or "none"
