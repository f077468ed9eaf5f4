"""One story on a backend and on the library side by side, compared after every step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn, TypeAlias

import attrs

from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.rules.actions import Action, Join, Leave
from linkgraph.rules.check_and_apply import apply, check
from linkgraph.rules.policy import Policy
from linkgraph.rules.posts import (
    Audience,
    Engagement,
    EngagementKind,
    Group,
    Post,
    PostKind,
)
from linkgraph.rules.verdicts import Verdict
from linkgraph.testing.adapter import (
    Backend,
    answer,
    lacked,
    offers,
    refusals_of,
    within_reach,
)
from linkgraph.testing.answers import Unusable
from linkgraph.testing.blame import Difference, rule_of, rule_of_verdict
from linkgraph.testing.questions import NEEDS_POSTS, QUESTIONS, Asked, Graph, Now, Question
from linkgraph.testing.stories import Nonconformance, Step, told

Stage: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # the cast, and the crowd

# every author has one of each; the id is what a story calls it
POSTS: tuple[tuple[str, PostKind, Audience | Group], ...] = (
    ("post", PostKind.POST, Audience.ANYONE),
    ("article", PostKind.ARTICLE, Audience.ANYONE),
    ("new job", PostKind.JOB_CHANGE, Audience.ANYONE),
    ("post for connections", PostKind.POST, Audience.CONNECTIONS),
    ("post in the group chess", PostKind.POST, Group("chess")),
)
# what the members after the author do, round the circle
ENGAGEMENTS: tuple[tuple[str, EngagementKind], ...] = (
    ("article", EngagementKind.COMMENT),
    ("post", EngagementKind.REPOST),
    ("new job", EngagementKind.REACTION),
)


@attrs.frozen
class Scope:
    """What of a backend is compared, and what is not."""

    questions: tuple[Question, ...]
    skipped: tuple[str, ...]
    lacks: tuple[str, ...]

    @classmethod
    def of(cls, backend: Backend) -> Scope:
        """Read an adapter: which questions it answers, and what it lacks."""
        without_posts = () if offers(backend, "publish") else NEEDS_POSTS
        asked = tuple(
            row
            for row in QUESTIONS
            if offers(backend, row.method) and row.method not in without_posts
        )
        skipped = tuple(row.what for row in QUESTIONS if row not in asked)
        refusals_of(backend)
        return cls(asked, skipped, lacked(backend))

    def reach(self, steps: Iterable[Step]) -> list[Step]:
        """Return the steps without what the backend lacks."""
        kept: list[Step] = []
        for step in steps:
            acts = tuple(act for act in step.actions if within_reach(act, self.lacks))
            if acts:
                kept.append(attrs.evolve(step, actions=acts))
        return kept


class Elsewhere(Exception):
    """A story fails in another question than the one it is about."""


class Run:
    """A story that is being acted out.

    With a `focus` it is about one question alone, or about ``"act"``: what is asked of a
    backend again and again while a story is shortened.
    """

    def __init__(
        self,
        backend: Backend,
        scope: Scope,
        policy: Policy,
        stage: Stage,
        focus: str | None = None,
    ) -> None:
        cast, crowd = stage
        self.focus: str | None = focus
        self.backend: Backend = backend
        self.scope: Scope = scope
        self.steps: list[Step] = []
        self.refused: list[bool] = []
        members = (*cast, *crowd)
        graph: Graph = LinkGraph.from_edges(members=members)
        posts, engagements = _board(tuple(cast))
        self.now: Now = Now(graph, graph, policy, scope.lacks, tuple(cast), posts, engagements)
        self.asked: int = 0
        backend.reset(members)
        if offers(backend, "publish"):
            backend.publish(tuple(posts.values()), engagements)
        self.compare()

    def take(self, step: Step) -> None:
        """Do a step on both sides and compare.

        Raises
        ------
        Nonconformance
            Where the two part ways.
        """
        self.steps.append(step)
        self.refused.append(False)
        for action in step.actions:
            self._act(action)
        self.compare()

    def _act(self, action: Action[str]) -> None:
        now = self.now
        verdict = check(now.graph, action, now.policy)
        expected = _expected(verdict)
        try:
            done, said = answer(self.backend, action)
        except Exception as error:
            self._fail("The backend fails.", action.rule, ("act", ()), expected, error)
        if done != verdict.allowed:
            rule = rule_of_verdict(action, verdict, now.past)
            self._part(_judged(verdict), rule, ("act", ()), expected, said)
        self.refused[-1] = not verdict
        self.now = _after(now, action) if verdict else attrs.evolve(now, last=action)

    def compare(self) -> None:
        """Ask all that the backend answers, or what the story is about."""
        for question in self.scope.questions:
            if self.focus in {None, question.method}:
                for asked in question.each(self.now):
                    self._ask(question, asked)

    def _ask(self, question: Question, asked: Asked) -> None:
        now = self.now
        expected = question.plain(now, asked, question.expected(now, *asked))
        try:
            got = question.plain(now, asked, question.ask(self.backend, now, asked))
        except Exception as error:
            call = question.method, asked
            self._fail("The backend fails when asked.", question.rule, call, expected, error)
        self.asked += 1
        if got != expected:
            sentence = question.difference(now, asked, expected, got)
            rule = rule_of(Difference(now, question, asked, expected, got, self.backend))
            self._part(sentence, rule, (question.method, asked), expected, got)

    def _fail(
        self, difference: str, rule: str, call: tuple[str, Asked], expected: Any, error: Exception
    ) -> NoReturn:
        if isinstance(error, Unusable):
            text = "The backend's answer is of the wrong kind."
            self._part(text, rule, call, expected, error.message)
        self._part(difference, rule, call, expected, error)

    def _part(
        self, difference: str, rule: str, call: tuple[str, Asked], expected: Any, got: Any
    ) -> NoReturn:
        if self.focus not in {None, call[0]}:
            raise Elsewhere
        cause = got if isinstance(got, Exception) else None
        said = got if cause is None else f"{type(cause).__name__}: {cause}"
        actions = tuple(act for step in self.steps for act in step.actions)
        story = told(self.steps, self.refused)
        raise Nonconformance(story, difference, rule, *call, expected, said, actions) from cause


def _judged(verdict: Verdict[str]) -> str:
    if verdict:
        return "The backend refuses the last step, which the rules allow."
    why = "; ".join(reason.code.value for reason in verdict.reasons)
    return f"The backend allows the last step, although {why}."


def _expected(verdict: Verdict[str]) -> str:
    if verdict:
        return "done"
    return f"refused – {'; '.join(map(str, verdict.reasons))}"


def _after(now: Now, action: Action[str]) -> Now:
    """Return the moment after an allowed action."""
    graph = apply(now.graph, action, now.policy)
    past = (*now.past, action)
    now = attrs.evolve(now, graph=graph, before=now.graph, past=past, last=action)
    if isinstance(action, Join):
        return attrs.evolve(now, cast=tuple(dict.fromkeys((*now.cast, action.member))))
    if isinstance(action, Leave):
        gone = action.member
        posts = {name: post for name, post in now.posts.items() if post.author != gone}
        did = tuple(each for each in now.engagements if each.member != gone)
        return attrs.evolve(now, posts=posts, engagements=did)
    return now


def _board(cast: Sequence[str]) -> tuple[dict[str, Post[str]], tuple[Engagement[str], ...]]:
    """Return what everybody has posted, and who engaged with it."""
    posts = [
        Post(f"{author}'s {name}", author, kind=kind, audience=audience)
        for author in cast
        for name, kind, audience in POSTS
    ]
    engagements = [
        Engagement(cast[(place + far) % len(cast)], f"{author}'s {name}", kind)
        for place, author in enumerate(cast)
        for far, (name, kind) in enumerate(ENGAGEMENTS, 1)
    ]
    return {str(post.id): post for post in posts}, tuple(engagements)


def smallest(
    steps: Sequence[Step], attempt: Callable[[Sequence[Step]], Nonconformance | None]
) -> Nonconformance | None:
    """Return the failure of the shortest story that still fails, if this one does.

    Leaves out one step after the other, from the last, until none can go.
    """
    found = attempt(steps)
    if found is None:
        return None
    steps, place = steps[: len(found.story)], len(found.story)
    while place:
        place -= 1
        fewer = [*steps[:place], *steps[place + 1 :]]
        failure = attempt(fewer)
        if failure is not None:
            found, steps = failure, fewer[: len(failure.story)]
            place = len(steps)
    return found
