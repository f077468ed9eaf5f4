"""Moments of stories, and what the library answers at them, for tests to ask about."""

from __future__ import annotations

import linkgraph as lg
from linkgraph.testing import Nonconformance, Step
from linkgraph.testing.questions import QUESTIONS
from linkgraph.testing.stories import START
from linkgraph.testing.trial import Run, Trial
from tests.conformance.mirror import Mirror

ROWS = {question.method: question for question in QUESTIONS}
ACTS = {
    "invites": lg.Invite, "accepts": lg.Accept, "ignores": lg.Ignore, "withdraws": lg.Withdraw,
    "follows": lg.Follow, "unfollows": lg.Unfollow, "leaves": lg.Disconnect, "blocks": lg.Block,
    "unblocks": lg.Unblock,
}  # fmt: skip


def acts(text, **options):
    """Return the actions of a line such as ``"ana invites bo, bo accepts ana"``."""
    for part in text.split(", "):
        one, verb, other = part.split()
        yield ACTS[verb](one, other, at=START, **options)


def trial(asked=(), backend=Mirror, *, focus=None, policy=lg.CURRENT, unsupported=()):
    """A trial that compares some questions; with a focus it has failed in one of them."""
    begun = Trial(backend, policy, ())
    begun.questions, begun.unsupported = [*asked], unsupported
    if focus is not None:
        begun.failure = Nonconformance((), "", "A1", focus, (), "", ""), ((), ()), []
    return begun


def run(*stage, actions=(), asked=(), **options):
    """Act a story out on a backend, asking nothing by itself, and return the run."""
    cast, crowd = (tuple(names.split()) for names in (*stage, "")[:2])
    begun = Run(trial(asked, **options), (cast, crowd))
    for action in actions:
        begun.take(Step.of(action))
    return begun


def answers(now, method):
    """Return what the rules answer each time that a question is asked, in plain values."""
    row = ROWS[method]
    return {asked: row.plain_answer(now, asked) for asked in row.calls(now)}
