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
from traceback import format_exception
from typing import Any, NoReturn, TypeAlias

import attrs
from hypothesis.errors import UnsatisfiedAssumption

from linkgraph.errors import InvalidInput
from linkgraph.graph.field_types import typed
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import grouped, listed
from linkgraph.rules.actions import Action, Invite, Join, Leave
from linkgraph.rules.check_and_apply import check
from linkgraph.rules.policy import Policy, known_policy
from linkgraph.rules.posts import Audience, Engagement, EngagementKind, Group, Post, PostKind
from linkgraph.rules.verdicts import Code, Reason, Verdict
from linkgraph.testing import adapter
from linkgraph.testing.blame import rule_of, rule_of_verdict
from linkgraph.testing.prepared import LARGEST_CROWD, Prepared, attempts, extras
from linkgraph.testing.questions import QUESTIONS, Arguments, Comparison, Difference, Moment
from linkgraph.testing.stories import Nonconformance, Step, legible, story_of

Stage: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # the cast, and the crowd
LONGEST_TRACEBACK = 20_000  # characters
# Steps that are acted out to shorten a story, about ten seconds. Only a story that needs very many
# steps which the rules refuse is not as short as it could be then.
MOST_STEPS = 100_000
Call: TypeAlias = tuple[str, Arguments]  # a method of the adapter, and its arguments

Done: TypeAlias = tuple[tuple[int, EngagementKind], ...]
REACTION, COMMENT, REPOST = EngagementKind
# Every author has one of each; the id is the name that stories use. The engagements are those of
# the next members of the cast, round the circle: 1 is the next one, 0 is the author.
POSTS: tuple[tuple[str, PostKind, Audience | Group, Done], ...] = (
    ("post", PostKind.POST, Audience.ANYONE, ((2, REPOST),)),
    ("article", PostKind.ARTICLE, Audience.ANYONE, ((1, COMMENT),)),
    ("old article", PostKind.ARTICLE, Audience.ANYONE, ((0, COMMENT), (1, REPOST), (3, REACTION))),
    ("new job", PostKind.JOB_CHANGE, Audience.ANYONE, ((3, REACTION),)),
    ("post for connections", PostKind.POST, Audience.CONNECTIONS, ((1, REACTION), (2, COMMENT))),
    ("post in the group chess", PostKind.POST, Group("chess"), ((1, REPOST), (2, COMMENT))),
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
        self.make_backend: Callable[[], adapter.Backend] = make_backend
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
        self.refused: list[bool] = []  # the steps of the failure that the rules refuse
        self.acted_out: bool = False  # whether the prepared histories have been compared
        self.begun: set[Stage] = set()  # the stages where a story began without a difference
        self.steady: bool = True  # whether Hypothesis saw the failure again
        self.stories: int = 0
        self.actions: int = 0
        self.asked: int = 0

    @property
    def focus(self) -> str | None:
        """The question that the trial is about once it has failed; ``"act"`` for an action."""
        return self.failure[0].question if self.failure else None

    def attempt(
        self, stage: Stage, steps: Sequence[Step], *, thorough: bool = False
    ) -> Nonconformance | None:
        """Act out a story; return its failure, if it fails.

        A `thorough` attempt also tries, after each step, every action that the rules refuse.
        """
        try:
            run = Run(self, stage)
            if thorough:
                run.try_all_refused()
            for left, step in enumerate(steps, 1 - len(steps)):  # from below zero up to the last
                run.take(step, compare=thorough)
                if thorough:
                    run.try_all_refused()
                elif left == 0 or run.refused[-1:] != [True]:
                    run.compare()
        except Nonconformance as error:
            return error
        except UnsatisfiedAssumption:
            pass
        return None

    def shortest(self) -> Nonconformance | None:
        """Return the failure with the shortest story, if there was one.

        First all steps that the rules refuse are left out at once, since few of them matter. Then
        parts of the story are left out, from the last to the first: halves, quarters, at last
        single steps. After each single step that could be left out, it begins again: then an
        earlier step may have become needless. O(steps²) attempts. A last repetition shows whether
        the failure is steady, and one on a new backend whether `reset` keeps something.
        """
        if self.failure is None:
            return None
        error, stage, steps = self.failure
        needless = {place for place, refused in enumerate(self.refused[:-1]) if refused}
        allowed = [step for place, step in enumerate(steps) if place not in needless]
        again = self.attempt(stage, allowed) if needless else None
        steps = allowed if again else steps
        again = again or self.attempt(stage, steps)
        if again is not None:
            error, steps = self._shortened(again, steps, lambda fewer: self.attempt(stage, fewer))
        # a failure that never came back is raised as it was found, and marked as unsteady
        again = again and self.attempt(stage, steps)
        parts = ("story", "difference", "question", "asked")  # the texts of exceptions may differ
        same = all(getattr(again, part, None) == getattr(error, part) for part in parts)
        error.steady = self.steady and same
        has_begun_well = not steps and stage in self.begun
        is_right_anew = bool(again) and self._is_right_on_a_new_backend(stage, steps)
        if again and (has_begun_well or is_right_anew):
            error.steady, error.keeps_state, error.rule = False, True, "H2"
        if is_right_anew:
            error.story = (*self._what_is_kept(stage, steps), *error.story)
        return error

    def _shortened(
        self,
        error: Nonconformance,
        steps: list[Step],
        attempt: Callable[[list[Step]], Nonconformance | None],
    ) -> tuple[Nonconformance, list[Step]]:
        """Return the failure of the fewest steps for which `attempt` fails, and these steps."""
        steps = steps[: len(error.story)]
        size, acted_out = max(1, len(steps) // 2), 0
        while size and acted_out < MOST_STEPS:
            end = len(steps)
            while end and acted_out < MOST_STEPS:
                start = max(0, end - size)
                fewer = [*steps[:start], *steps[end:]]
                acted_out += len(fewer)
                shorter = attempt(fewer)
                if shorter is not None:
                    error, steps = shorter, fewer[: len(shorter.story)]
                    start = min(start, len(steps)) if size > 1 else len(steps)
                end = start
            size //= 2
        return error, steps

    # -- what `reset` leaves behind -------------------------------------------------------------

    def _attempt_on_a_new_backend(self, *stories: tuple[Stage, list[Step]]) -> Any:
        """Act out stories, one after the other, on a new backend; return the last one's failure."""
        used = self.backend
        try:
            self.backend = self.make_backend()
            return [self.attempt(stage, steps) for stage, steps in stories][-1]
        except Exception as error:  # such as that of a database which can be opened only once
            return error
        finally:
            self.backend = used

    def _is_right_on_a_new_backend(self, stage: Stage, steps: list[Step]) -> bool:
        """Return whether a story that fails does not fail on a new backend."""
        is_right = self._attempt_on_a_new_backend((stage, steps)) is None
        return is_right and self.attempt(stage, steps) is not None

    def _what_is_kept(self, stage: Stage, steps: list[Step]) -> tuple[str, ...]:
        """Return the shortest prepared history that makes the story fail after a reset."""
        for _, before, acts in self.prepared:

            def fails(fewer: list[Step], before: Stage = before) -> Nonconformance | None:
                story = self._attempt_on_a_new_backend((before, fewer), (stage, steps))
                if not isinstance(story, Nonconformance):
                    return None
                lines = story_of(fewer, [False] * len(fewer))
                return attrs.evolve(story, story=lines)

            error = fails([*acts])
            if error is not None:
                error, _ = self._shortened(error, [*acts], fails)
                return (*error.story, "The backend is reset.")
        return ()

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
        posts, engagements = _board(stage)
        self.now: Moment = Moment(
            graph, graph, trial.policy, trial.unsupported, cast, posts, engagements, engagements
        )
        self._expected: dict[Call, Any] = {}
        self._tried: set[tuple[str, ...]] = set()  # invitations with notes
        try:
            trial.backend.reset(members)
            if adapter.offers(trial.backend, "publish"):
                trial.backend.publish(tuple(posts.values()), engagements)
        except Exception as error:
            self._fail(("reset", ()), "H2", "a new beginning", error)
        self.compare()
        trial.begun.add(stage)

    def take(self, step: Step, *, compare: bool = True) -> None:
        """Do the supported actions of a step on both sides, and compare them."""
        actions = tuple(
            act for act in step.actions if adapter.is_supported(act, self.now.unsupported)
        )
        if actions:
            self.steps.append(step if actions == step.actions else Step(actions, step.crowd))
            self.refused.append(False)
            for action in actions:
                self._act(action, verdict_of(self.now, action))
            if compare:
                self.compare()

    def try_all_refused(self) -> None:
        """Try every action of the cast that the rules refuse; afterwards nothing has changed."""
        for action in attempts(self.now):
            if not adapter.is_supported(action, self.now.unsupported):
                continue
            if isinstance(action, Invite) and action.note:
                # once for each pair: invitations that wrongly count would soon fill a week (L2)
                if (variant := (*action.members, action.note)) in self._tried:
                    continue
                self._tried.add(variant)
            if not (verdict := verdict_of(self.now, action)):
                self.steps.append(Step.of(action))
                self.refused.append(True)
                self._act(action, verdict)
        self.compare()

    def _act(self, action: Action[str], verdict: Verdict[Any]) -> None:
        now = self.now
        try:
            done, got = adapter.answer(self.trial.backend, action)
        except Exception as error:
            # to name somebody who is not a member is an error in the library, too
            if verdict.reasons[0].code is not Code.NOT_A_MEMBER:
                self._fail(("act", ()), action.rule, _in_words(verdict), error)
            done, got = False, ""
        # after a wrong verdict the two sides differ, so that further comparisons prove nothing
        if done != verdict.allowed:
            rule = rule_of_verdict(action, verdict, now.past)
            why = "; ".join(reason.code.value for reason in verdict.reasons)
            sentence = f"The backend allows the last step, although {why}."
            if verdict:
                sentence = "The backend refuses the last step, which the rules allow."
            self._fail(("act", ()), rule, _in_words(verdict), got, sentence)
        self.trial.actions += 1
        self.refused[-1] = not verdict
        if verdict:
            self._expected.clear()
        self.now = now.after(action) if verdict else attrs.evolve(now, last=action)

    def compare(self) -> None:
        """Ask every question that the backend answers, or the one that the story is about."""
        for question in self.trial.questions:
            if self.trial.focus in {None, question.method}:
                for arguments in question.calls(self.now):
                    self._ask(question, arguments)

    def _ask(self, question: Comparison, arguments: Arguments) -> None:
        now, backend, call = self.now, self.trial.backend, (question.method, arguments)
        # a refused action changes no answer but that of the buttons, which depends on the time
        if call not in self._expected or question.method == "buttons":
            self._expected[call] = question.plain_answer(now, arguments)
        expected = self._expected[call]
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
            sentence, got = "The backend's answer is of the wrong kind.", legible(got.message)
        elif isinstance(got, Exception):
            sentence = "The backend raises an exception."
            cause, got = printable_cause(got), f"{type(got).__name__}: {legible(got)}"
        actions = tuple(act for step in self.steps for act in step.actions)
        story = story_of(self.steps, self.refused)
        error = Nonconformance(story, sentence, rule, *call, expected, got, actions)
        self.trial.failure, self.trial.refused = (error, self.stage, self.steps), self.refused
        raise error from cause


def printable_cause(error: Exception) -> Exception:
    """Return an exception as the cause of a failure: itself, if its traceback can be printed.

    Otherwise the traceback would print what a terminal obeys, or a megabyte: of another exception
    at the same place only the beginning of the text is shown.
    """
    try:
        text = "".join(format_exception(error))
        if len(text) < LONGEST_TRACEBACK and all(map(str.isprintable, text.split("\n"))):
            return error
    except Exception:  # its text may raise
        pass
    return RuntimeError(f"{type(error).__name__}: {legible(error)}").with_traceback(
        error.__traceback__
    )


def verdict_of(now: Moment, action: Action[str]) -> Verdict[Any]:
    """Return the verdict of the rules; an action of somebody who is not a member is refused."""
    strangers = [member for member in action.members if member not in now.graph]
    if strangers and not isinstance(action, (Join, Leave)):
        return Verdict(False, (Reason("F6", Code.NOT_A_MEMBER),))
    return check(now.graph, action, now.policy)


def _in_words(verdict: Verdict[Any]) -> str:
    return "done" if verdict else f"refused – {'; '.join(map(str, verdict.reasons))}"


def _board(stage: Stage) -> tuple[dict[str, Post[str]], tuple[Engagement[str], ...]]:
    """Return the posts of every member of the cast, one of each other member, and engagements.

    The crowd's posts make a board longer than a page, for those who are near enough to a crowd.
    """
    cast, crowd = stage
    posts = {
        f"{author}'s {name}": Post(f"{author}'s {name}", author, kind=kind, audience=audience)
        for author in cast
        for name, kind, audience, _ in POSTS
    }
    posts |= {f"{author}'s post": Post(f"{author}'s post", author) for author in crowd}
    engagements = [
        Engagement(cast[(place + step) % len(cast)], f"{author}'s {name}", kind)
        for place, author in enumerate(cast)
        for name, _, _, done in POSTS
        for step, kind in done
    ]
    return posts, tuple(engagements)
