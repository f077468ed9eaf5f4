"""A backend on trial: one story on the backend and on the library, compared after every step.

A `Run` acts out one story; where the answers differ it raises `Nonconformance`. A `Trial` says
which questions are compared, counts them for the `Report`, and keeps the last failure. Then
`Trial.shortest` leaves out steps of the failing story while it still fails.

While a story is shortened it is about one question (`focus`). If it fails in another question, it
raises `UnsatisfiedAssumption`, and Hypothesis and the trial count it as a story that does not fail.
Otherwise a story about a wrong feed could end as a story about a wrong degree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeAlias

import attrs
from hypothesis.errors import UnsatisfiedAssumption

from linkgraph.errors import InvalidInput, UnknownMember
from linkgraph.graph.field_types import typed
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import grouped, listed
from linkgraph.rules.actions import Action
from linkgraph.rules.check_and_apply import check
from linkgraph.rules.policy import Policy, known_policy
from linkgraph.rules.posts import Audience, Engagement, EngagementKind, Group, Post, PostKind
from linkgraph.testing import adapter
from linkgraph.testing.blame import rule_of, rule_of_verdict
from linkgraph.testing.prepared import LARGEST_CROWD, Prepared, extras
from linkgraph.testing.questions import QUESTIONS, Arguments, Comparison, Difference, Moment
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
ENGAGEMENTS = (
    ("article", EngagementKind.COMMENT),
    ("post", EngagementKind.REPOST),
    ("new job", EngagementKind.REACTION),
)


@attrs.frozen(field_transformer=typed)
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
            f"{len(self.prepared)} prepared and {grouped(self.stories)} random histories, "
            f"{grouped(self.actions)} actions, {grouped(self.asked)} questions"
        )
        rows = {
            "compared": ("refusals", *self.compared),
            "not compared": self.skipped,
            "never done": self.unsupported,
            "histories left out": self.left_out,
        }
        lines = (f"{name}: {', '.join(topics) or 'nothing'}" for name, topics in rows.items())
        return "\n".join((numbers, *lines))


class Trial:
    """One backend on trial: the stories that it is to act out, their number, and the failure."""

    def __init__(
        self,
        make_backend: Callable[[], adapter.Backend],
        policy: Policy,
        prepared: Sequence[Prepared],
    ) -> None:
        self.policy: Policy = known_policy(policy)
        make: Any = make_backend
        if not callable(make):
            expected = "the class of an adapter, or a function that returns an adapter,"
            raise InvalidInput(make, f"{expected} as `make_backend`")
        backend = make()
        if not isinstance(backend, adapter.Backend):
            expected = "an adapter from `make_backend`"
            raise InvalidInput(backend, expected, "derive it from `Backend`")
        self.backend: adapter.Backend = backend
        self.unsupported: tuple[str, ...] = adapter.unsupported_by(backend)
        publishes = adapter.offers(backend, "publish")
        self.questions: list[Comparison] = [
            row
            for row in QUESTIONS
            if adapter.offers(backend, row.method)
            and (publishes or row.method not in {"can_see", "feed"})
        ]
        self.prepared: list[tuple[str, Stage, tuple[Step, ...]]] = []
        self.left_out: list[str] = []
        histories = listed(prepared, "a collection of `Prepared` as `prepared`", "use a list")
        for row, history in enumerate(histories):
            if not isinstance(history, Prepared):
                raise InvalidInput(history, "a `Prepared` in `prepared`", row=row)
            crowd = history.crowd(policy)
            if crowd is None or crowd > LARGEST_CROWD:
                self.left_out.append(history.name)
            else:
                stage = history.cast(policy), extras(crowd)
                self.prepared.append((history.name, stage, history.steps(policy)))
        # A random history goes on from a state that is reached quickly, since each one acts out its
        # beginning again, crowd included.
        self.beginnings: list[tuple[Stage, tuple[Step, ...]]] = [
            (stage, steps) for _, stage, steps in self.prepared if steps and len(stage[1]) < 20
        ]
        self.failure: tuple[Nonconformance, Stage, list[Step]] | None = None
        self.steady: bool = True  # whether Hypothesis saw the failure again
        self.stories: int = 0
        self.actions: int = 0
        self.asked: int = 0

    @property
    def focus(self) -> str | None:
        """The question that the trial is about once it has failed; ``"act"`` for an action."""
        return self.failure[0].question if self.failure else None

    def attempt(self, stage: Stage, steps: Sequence[Step]) -> Nonconformance | None:
        """Act out a story; return its failure, if it fails."""
        try:
            run = Run(self, stage)
            for step in steps:
                run.take(step)
        except Nonconformance as error:
            return error
        except (UnsatisfiedAssumption, UnknownMember):  # of a member whose Join was left out
            pass
        return None

    def shortest(self) -> Nonconformance | None:
        """Return the failure with the shortest story, if there was one.

        Leaves out one step after the other, from the last to the first. After each step that could
        be left out, it begins again: then an earlier step may have become needless. O(steps²)
        attempts. A last repetition shows whether the failure is steady.
        """
        if self.failure is None:
            return None
        error, stage, steps = self.failure
        again = self.attempt(stage, steps)
        place = 0
        if again is not None:
            error, steps, place = again, steps[: len(again.story)], len(again.story)
        while place:
            place -= 1
            fewer = [*steps[:place], *steps[place + 1 :]]
            shorter = self.attempt(stage, fewer)
            if shorter is not None:
                error, steps = shorter, fewer[: len(shorter.story)]
                place = len(steps)
        # a failure that never came back is raised as it was found, and marked as unsteady
        again = again and self.attempt(stage, steps)
        parts = ("story", "difference", "question", "asked")  # the texts of exceptions may differ
        same = all(getattr(again, part, None) == getattr(error, part) for part in parts)
        error.steady = self.steady and same
        return error

    def report(self) -> Report:
        """Return the account so far."""
        return Report(
            tuple(row.topic for row in self.questions),
            tuple(row.topic for row in QUESTIONS if row not in self.questions),
            self.unsupported,
            tuple(name for name, _, _ in self.prepared),
            tuple(self.left_out),
            self.stories,
            self.actions,
            self.asked,
        )


class Run:
    """A story of a trial that is being acted out; raises `Nonconformance` where the two differ."""

    def __init__(self, trial: Trial, stage: Stage) -> None:
        cast, crowd = stage
        self.trial: Trial = trial
        self.stage: Stage = stage
        self.steps: list[Step] = []
        self.refused: list[bool] = []
        members = (*cast, *crowd)
        graph: LinkGraph[str] = LinkGraph.from_edges(members=members)
        posts, engagements = _board(cast)
        self.now: Moment = Moment(
            graph, graph, trial.policy, trial.unsupported, cast, posts, engagements
        )
        trial.backend.reset(members)
        if adapter.offers(trial.backend, "publish"):
            trial.backend.publish(tuple(posts.values()), engagements)
        self._compare()

    def take(self, step: Step) -> None:
        """Do the supported actions of a step on both sides, and compare them."""
        actions = tuple(
            act for act in step.actions if adapter.is_supported(act, self.now.unsupported)
        )
        if actions:
            self.steps.append(attrs.evolve(step, actions=actions))
            self.refused.append(False)
            for action in actions:
                self._act(action)
            self._compare()

    def _act(self, action: Action[str]) -> None:
        now = self.now
        verdict = check(now.graph, action, now.policy)
        reasons = "; ".join(map(str, verdict.reasons))
        expected = "done" if verdict else f"refused – {reasons}"
        try:
            done, got = adapter.answer(self.trial.backend, action)
        except Exception as error:
            self._fail(("act", ()), action.rule, expected, error)
        # after a wrong verdict the two sides differ, so that further comparisons prove nothing
        if done != verdict.allowed:
            rule = rule_of_verdict(action, verdict, now.past)
            why = "; ".join(reason.code.value for reason in verdict.reasons)
            sentence = f"The backend allows the last step, although {why}."
            if verdict:
                sentence = "The backend refuses the last step, which the rules allow."
            self._fail(("act", ()), rule, expected, got, sentence)
        self.trial.actions += 1
        self.refused[-1] = not verdict
        self.now = now.after(action) if verdict else attrs.evolve(now, last=action)

    def _compare(self) -> None:
        """Ask every question that the backend answers, or the one that the story is about."""
        for question in self.trial.questions:
            if self.trial.focus in {None, question.method}:
                for arguments in question.calls(self.now):
                    self._ask(question, arguments)

    def _ask(self, question: Comparison, arguments: Arguments) -> None:
        now, backend, call = self.now, self.trial.backend, (question.method, arguments)
        expected = question.plain_answer(now, arguments)
        try:
            got = question.ask(backend, now, arguments)
        except Exception as error:
            self._fail(call, question.rule, expected, error)
        self.trial.asked += 1
        if got != expected:
            it = Difference(now, question, arguments, expected, got, backend)
            self._fail(call, rule_of(it), expected, got, it.sentence)

    def _fail(self, call: Call, rule: str, expected: Any, got: Any, sentence: str = "") -> NoReturn:
        """Raise a failure, and keep it for the trial; `got` may be an exception."""
        if self.trial.focus not in {None, call[0]}:
            raise UnsatisfiedAssumption
        cause = None
        if isinstance(got, adapter.WrongAnswer):
            sentence, got = "The backend's answer is of the wrong kind.", got.message
        elif isinstance(got, Exception):
            sentence = "The backend raises an exception."
            cause, got = got, f"{type(got).__name__}: {got}"
        actions = tuple(act for step in self.steps for act in step.actions)
        story = story_of(self.steps, self.refused)
        error = Nonconformance(story, sentence, rule, *call, expected, got, actions)
        self.trial.failure = error, self.stage, self.steps
        raise error from cause


def _board(cast: Sequence[str]) -> tuple[dict[str, Post[str]], tuple[Engagement[str], ...]]:
    """Return the posts of every member of the cast, and the engagements with them."""
    posts = {
        f"{author}'s {name}": Post(f"{author}'s {name}", author, kind=kind, audience=audience)
        for author in cast
        for name, kind, audience in POSTS
    }
    engagements = [
        Engagement(cast[(place + step) % len(cast)], f"{author}'s {name}", kind)
        for place, author in enumerate(cast)
        for step, (name, kind) in enumerate(ENGAGEMENTS, 1)
    ]
    return posts, tuple(engagements)
