"""A backend on trial: one story on the backend and on the library, compared after every step.

`Scope` says what of a backend is compared. `Run` acts out one story; where the answers differ it
raises `Nonconformance`. `Trial` runs one story after the other, counts them for the `Report`, and
keeps the last failure. `shortest` leaves out steps of a failing story while it still fails.

While a story is shortened it is about one question (its `focus`). A story that fails in another
question raises `OtherFailure` and counts as one that does not fail; otherwise a story about a wrong
feed could end as a story about a wrong degree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn, TypeAlias

import attrs

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import listed
from linkgraph.rules.actions import Action, Join, Leave
from linkgraph.rules.check_and_apply import apply, check
from linkgraph.rules.policy import Policy, known_policy
from linkgraph.rules.posts import Audience, Engagement, EngagementKind, Group, Post, PostKind
from linkgraph.rules.verdicts import Verdict
from linkgraph.testing.adapter import (
    Backend,
    WrongAnswer,
    answer,
    is_supported,
    offers,
    refusals_of,
    unsupported_by,
)
from linkgraph.testing.blame import Difference, rule_of, rule_of_verdict
from linkgraph.testing.prepared import LARGEST_CROWD, Prepared, extras
from linkgraph.testing.questions import NEEDS_POSTS, QUESTIONS, Arguments, Comparison, Moment
from linkgraph.testing.stories import Nonconformance, Step, story_of

Stage: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # the cast, and the crowd
Call: TypeAlias = tuple[str, Arguments]  # a method of the adapter, and its arguments

# every author has one of each; the id is the name that stories use
POSTS: tuple[tuple[str, PostKind, Audience | Group], ...] = (
    ("post", PostKind.POST, Audience.ANYONE),
    ("article", PostKind.ARTICLE, Audience.ANYONE),
    ("new job", PostKind.JOB_CHANGE, Audience.ANYONE),
    ("post for connections", PostKind.POST, Audience.CONNECTIONS),
    ("post in the group chess", PostKind.POST, Group("chess")),
)
# engagements of the next members of the cast, round the circle: of the first, second and third
ENGAGEMENTS: tuple[tuple[str, EngagementKind], ...] = (
    ("article", EngagementKind.COMMENT),
    ("post", EngagementKind.REPOST),
    ("new job", EngagementKind.REACTION),
)


@attrs.frozen
class Scope:
    """The questions that a backend answers, the topics left out, and the unsupported features."""

    questions: tuple[Comparison, ...]
    skipped: tuple[str, ...]
    unsupported: tuple[str, ...]

    @classmethod
    def of(cls, backend: Backend) -> Scope:
        """Return the scope of an adapter."""
        without_posts = () if offers(backend, "publish") else NEEDS_POSTS
        questions = tuple(
            row
            for row in QUESTIONS
            if offers(backend, row.method) and row.method not in without_posts
        )
        skipped = tuple(row.topic for row in QUESTIONS if row not in questions)
        refusals_of(backend)  # a mistake in it would only show at the first refusal
        return cls(questions, skipped, unsupported_by(backend))

    def supported(self, steps: Iterable[Step]) -> list[Step]:
        """Return the steps, less the actions that are unsupported."""
        supported: list[Step] = []
        for step in steps:
            acts = tuple(act for act in step.actions if is_supported(act, self.unsupported))
            if acts:
                supported.append(attrs.evolve(step, actions=acts))
        return supported


# -- one story ----------------------------------------------------------------------------------


class OtherFailure(Exception):
    """A story fails in another question than the one that it is about."""


class Run:
    """A story that is being acted out; with a `focus` it is about one question, or ``"act"``."""

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
        graph: LinkGraph[str] = LinkGraph.from_edges(members=members)
        posts, engagements = _board(cast)
        self.now: Moment = Moment(graph, graph, policy, scope.unsupported, cast, posts, engagements)
        self.asked: int = 0
        backend.reset(members)
        if offers(backend, "publish"):
            backend.publish(tuple(posts.values()), engagements)
        self.compare()

    def take(self, step: Step) -> None:
        """Do a step on both sides and compare them.

        Raises
        ------
        Nonconformance
            If the backend disagrees with the library.
        """
        self.steps.append(step)
        self.refused.append(False)
        for action in step.actions:
            self._act(action)
        self.compare()

    def _act(self, action: Action[str]) -> None:
        now = self.now
        verdict = check(now.graph, action, now.policy)
        expected = "done"
        if not verdict:
            expected = f"refused – {'; '.join(map(str, verdict.reasons))}"
        try:
            done, got = answer(self.backend, action)
        except Exception as error:
            self._fail(("act", ()), action.rule, expected, "The backend fails.", error)
        # after a wrong verdict the two sides differ, so that further comparisons prove nothing
        if done != verdict.allowed:
            rule = rule_of_verdict(action, verdict, now.past)
            self._differ(("act", ()), rule, expected, _judgement(verdict), got)
        self.refused[-1] = not verdict
        self.now = _after(now, action) if verdict else attrs.evolve(now, last=action)

    def compare(self) -> None:
        """Ask every question that the backend answers, or the one that the story is about."""
        for question in self.scope.questions:
            if self.focus in {None, question.method}:
                for arguments in question.calls(self.now):
                    self._ask(question, arguments)

    def _ask(self, question: Comparison, arguments: Arguments) -> None:
        now, call = self.now, (question.method, arguments)
        expected = question.plain(now, arguments, question.expected(now, *arguments))
        try:
            got = question.plain(now, arguments, question.ask(self.backend, now, arguments))
        except Exception as error:
            self._fail(call, question.rule, expected, "The backend fails when asked.", error)
        self.asked += 1
        if got != expected:
            sentence = question.difference(now, arguments, expected, got)
            rule = rule_of(Difference(now, question, arguments, expected, got, self.backend))
            self._differ(call, rule, expected, sentence, got)

    def _fail(
        self, call: Call, rule: str, expected: Any, sentence: str, error: Exception
    ) -> NoReturn:
        if isinstance(error, WrongAnswer):
            sentence = "The backend's answer is of the wrong kind."
            self._differ(call, rule, expected, sentence, error.message)
        got = f"{type(error).__name__}: {error}"
        self._differ(call, rule, expected, sentence, got, cause=error)

    def _differ(
        self,
        call: Call,
        rule: str,
        expected: Any,
        sentence: str,
        got: Any,
        *,
        cause: Exception | None = None,
    ) -> NoReturn:
        if self.focus not in {None, call[0]}:
            raise OtherFailure
        actions = tuple(act for step in self.steps for act in step.actions)
        story = story_of(self.steps, self.refused)
        raise Nonconformance(story, sentence, rule, *call, expected, got, actions) from cause


def _judgement(verdict: Verdict[str]) -> str:
    if verdict:
        return "The backend refuses the last step, which the rules allow."
    reasons = "; ".join(reason.code.value for reason in verdict.reasons)
    return f"The backend allows the last step, although {reasons}."


def _after(now: Moment, action: Action[str]) -> Moment:
    """Return the moment after an allowed action."""
    graph = apply(now.graph, action, now.policy)
    past = (*now.past, action)
    now = attrs.evolve(now, graph=graph, before=now.graph, past=past, last=action)
    if isinstance(action, Join):
        return attrs.evolve(now, cast=tuple(dict.fromkeys((*now.cast, action.member))))
    if isinstance(action, Leave):
        member = action.member
        posts = {name: post for name, post in now.posts.items() if post.author != member}
        engagements = tuple(done for done in now.engagements if done.member != member)
        return attrs.evolve(now, posts=posts, engagements=engagements)
    return now


def _board(cast: Sequence[str]) -> tuple[dict[str, Post[str]], tuple[Engagement[str], ...]]:
    """Return the posts of every member of the cast, and the engagements with them."""
    posts = [
        Post(f"{author}'s {name}", author, kind=kind, audience=audience)
        for author in cast
        for name, kind, audience in POSTS
    ]
    engagements = [
        Engagement(cast[(place + step) % len(cast)], f"{author}'s {name}", kind)
        for place, author in enumerate(cast)
        for step, (name, kind) in enumerate(ENGAGEMENTS, 1)
    ]
    return {str(post.id): post for post in posts}, tuple(engagements)


def shortest(
    steps: Sequence[Step], attempt: Callable[[Sequence[Step]], Nonconformance | None]
) -> Nonconformance | None:
    """Return the failure of the shortest story, or `None` if the steps do not fail.

    Leaves out one step after the other, from the last to the first. After each step that could be
    left out, it begins again: then an earlier step may have become needless. O(steps²) attempts.
    """
    failure = attempt(steps)
    if failure is None:
        return None
    steps, place = steps[: len(failure.story)], len(failure.story)
    while place:
        place -= 1
        fewer = [*steps[:place], *steps[place + 1 :]]
        again = attempt(fewer)
        if again is not None:
            failure, steps = again, fewer[: len(again.story)]
            place = len(steps)
    return failure


# -- many stories -------------------------------------------------------------------------------


@attrs.frozen
class Report:
    """The account of what was compared; `print` shows it in five lines.

    Attributes
    ----------
    compared, skipped
        The topics that were compared after every step, and those that the backend does not answer.
    unsupported
        The features that the backend lacks; they were never used.
    prepared, left_out
        The prepared histories that were acted out, and those that the policy or the size of their
        crowd ruled out.
    stories, actions, asked
        The number of random histories, and of all actions and questions.
    """

    compared: tuple[str, ...]
    skipped: tuple[str, ...]
    unsupported: tuple[str, ...]
    prepared: tuple[str, ...]
    left_out: tuple[str, ...]
    stories: int
    actions: int
    asked: int

    def __str__(self) -> str:
        numbers = (
            f"{len(self.prepared)} prepared and {self.stories:,} random histories, "
            f"{self.actions:,} actions, {self.asked:,} questions"
        )
        rows = {
            "compared": ("refusals", *self.compared),
            "not compared": self.skipped,
            "never done": self.unsupported,
            "histories left out": self.left_out,
        }
        lines = (f"{name}: {', '.join(topics) or 'nothing'}" for name, topics in rows.items())
        return "\n".join((numbers, *lines))


@attrs.frozen(eq=False)
class Beginning:
    """A prepared history as one backend can act it out under one policy."""

    name: str
    stage: Stage
    steps: tuple[Step, ...]


NOTHING = Beginning("nobody has done anything", ((), ()), ())


@attrs.frozen(eq=False)
class Failure:
    """A failure, and the story in which it was found."""

    error: Nonconformance
    stage: Stage
    steps: tuple[Step, ...]


def _adapter_of(make_backend: Any) -> Backend:
    if not callable(make_backend):
        expected = "the class of an adapter, or a function that returns an adapter"
        raise InvalidInput(make_backend, expected)
    backend = make_backend()
    if not isinstance(backend, Backend):
        raise InvalidInput(backend, "an adapter", "derive it from `Backend`")
    return backend


class Trial:
    """One backend on trial: the stories that it is to act out, their number, and the failure."""

    def __init__(
        self, make_backend: Callable[[], Backend], policy: Policy, prepared: Sequence[Prepared]
    ) -> None:
        self.policy: Policy = known_policy(policy)
        self.backend: Backend = _adapter_of(make_backend)
        self.scope: Scope = Scope.of(self.backend)
        self.prepared: list[Beginning] = []
        self.left_out: list[str] = []
        histories = "a collection of `Prepared`"
        for row, history in enumerate(listed(prepared, histories, "use a list")):
            if not isinstance(history, Prepared):
                raise InvalidInput(history, "a `Prepared`", row=row)
            crowd = history.crowd(policy)
            if crowd is None or crowd > LARGEST_CROWD:
                self.left_out.append(history.name)
            else:
                stage = history.cast(policy), extras(crowd)
                steps = self.scope.supported(history.steps(policy))
                self.prepared.append(Beginning(history.name, stage, tuple(steps)))
        # A random history starts from nothing, or from a state that is reached quickly, since each
        # one acts out its beginning again, crowd included.
        self.beginnings: list[Beginning] = [
            NOTHING,
            *(start for start in self.prepared if start.steps and len(start.stage[1]) < 20),
        ]
        self.failure: Failure | None = None
        self.steady: bool = True  # whether Hypothesis saw the failure again
        self.stories: int = 0
        self.actions: int = 0
        self.asked: int = 0

    def begin(self, stage: Stage) -> Run:
        """Start a story; once one has failed, all others are about the same question."""
        focus = self.failure.error.question if self.failure else None
        return Run(self.backend, self.scope, self.policy, stage, focus)

    def note(self, error: Nonconformance, stage: Stage, steps: Sequence[Step]) -> None:
        """Keep a failure."""
        self.failure = Failure(error, stage, tuple(steps))

    def count(self, run: Run) -> None:
        """Add a story to the report."""
        self.actions += sum(len(step.actions) for step in run.steps)
        self.asked += run.asked

    def attempt(self, stage: Stage, steps: Sequence[Step]) -> Nonconformance | None:
        """Act out a story, and return its failure, if it fails."""
        try:
            run = self.begin(stage)
            for step in steps:
                run.take(step)
        except Nonconformance as error:
            # the latest failure is the one to shorten further: `shortest` tries ever fewer steps
            self.note(error, stage, steps)
            return error
        except (OtherFailure, UnknownMember):  # a member whose Join was left out is unknown
            return None
        self.count(run)
        return None

    def shortest(self) -> Nonconformance | None:
        """Return the failure with the shortest story, if there was one, after a last repetition."""
        failure = self.failure
        if failure is None:
            return None
        error = shortest(failure.steps, lambda fewer: self.attempt(failure.stage, fewer))
        again = None
        if error is not None:
            again = self.attempt(failure.stage, (self.failure or failure).steps)
        # a failure that never came back is raised as it was found, and marked as unsteady
        error = error or failure.error
        error.steady = self.steady and again is not None and _identity(again) == _identity(error)
        return error

    def report(self) -> Report:
        """Return the account so far."""
        return Report(
            tuple(row.topic for row in self.scope.questions),
            self.scope.skipped,
            self.scope.unsupported,
            tuple(history.name for history in self.prepared),
            tuple(self.left_out),
            self.stories,
            self.actions,
            self.asked,
        )


def _identity(error: Nonconformance) -> tuple[object, ...]:
    """Return the parts that make two failures the same: the texts of exceptions may differ."""
    return error.story, error.difference, error.question, error.asked
