"""Put every question to every player: answers compared first, then timed in turn."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.questions import Question
from benchmarks.tables import duration, mark, table, times
from benchmarks.timing import Measure, Times, clock, race, timed

Asked = tuple[str, str]  # a player's name and a form

OURS = "linkgraph"
# a form is tried once and no more if it is so many times slower than another of its player
_FAR, _FAR_IF_QUICK = 6.0, 100.0
_QUICK = 0.05  # seconds


@dataclass(frozen=True)
class Result:
    """One question with the times of every form of every player."""

    question: Question
    found: dict[Asked, Times]

    def fastest(self, player: str) -> tuple[str, Times] | None:
        """Return the player's fastest form and its times."""
        own = [(form, took) for (name, form), took in self.found.items() if name == player]
        return min(own, key=lambda entry: entry[1].best, default=None)

    @property
    def best_peer(self) -> Asked:
        peers = [asked for asked in self.found if asked[0] != OURS]
        return min(peers, key=lambda asked: self.found[asked].best)

    @property
    def measured_against(self) -> Asked:
        """The form that the target names, or the fastest of all peers."""
        named = [asked for asked in self.found if asked[1] in self.question.against]
        return min(named or [self.best_peer], key=lambda asked: self.found[asked].best)

    def ratio(self, asked: Asked) -> float:
        ours = next(took for (name, _), took in self.found.items() if name == OURS)
        return self.found[asked].best / ours.best

    def middle_ratio(self, asked: Asked) -> float:
        ours = next(took for (name, _), took in self.found.items() if name == OURS)
        return self.found[asked].middle / ours.middle

    @property
    def met(self) -> bool | None:
        target = self.question.target
        return None if target is None else self.ratio(self.measured_against) >= target


def ask(questions: Iterable[Question], players: Iterable[Any], *, seconds: float) -> list[Result]:
    """Ask all questions; `seconds` is about how long each may take."""
    forms = [(player.name, player.forms()) for player in players]
    results = []
    for question in questions:
        print(f"{question.text}, {question.size}", file=sys.stderr)
        results.append(_ask(question, forms, seconds))
    return results


def _ask(question: Question, forms: list[tuple[str, Any]], seconds: float) -> Result:
    measures: dict[Asked, Measure] = {}
    tried: dict[Asked, float] = {}
    right: list[Any] | None = None
    for name, offered in forms:
        for form, function in offered.get(question.key, {}).items():
            begin = clock()
            answers = [function(*call) for call in question.calls]
            tried[name, form] = (clock() - begin) / len(question.calls)
            plain = list(map(question.plain, answers))
            right = plain if right is None else right
            if plain != right:
                raise AssertionError(f"{name} answers `{form}` differently: {question}")
            measures[name, form] = timed(function, question.calls)
    found = {asked: Times((tried[asked],)) for asked in measures if _hopeless(asked, tried)}
    running = [asked for asked in measures if asked not in found]
    took = race({str(at): measures[asked] for at, asked in enumerate(running)}, seconds=seconds)
    return Result(question, found | dict(zip(running, took.values(), strict=True)))


def _hopeless(asked: Asked, tried: dict[Asked, float]) -> bool:
    """Return whether one try showed that another form of the same player is far faster."""
    least = min(took for other, took in tried.items() if other[0] == asked[0])
    return tried[asked] > least * (_FAR_IF_QUICK if tried[asked] < _QUICK else _FAR)


def report(results: list[Result], players: Iterable[Any]) -> str:
    """Return the table of results."""
    names = [player.name for player in players]
    rows = []
    for result in results:
        question = result.question
        best = result.best_peer
        row = [question.text, question.size]
        for name in names:
            fastest = result.fastest(name)
            cell = "–" if fastest is None else duration(fastest[1].best)
            row.append(f"**{cell}**" if name == OURS else cell)
        row.append(f"{times(result.ratio(best))} {best[0]}")
        row += _target(result)
        rows.append(row)
    head = ["question", "size", *names, "speed, best peer = 1", "target", "met"]
    return table(head, rows, left=2)


def _target(result: Result) -> list[str]:
    target = result.question.target
    if target is None or result.met is None:
        return ["", ""]
    if not result.question.against:
        return [f"≥ {target:g}×", mark(result.met)]
    short = result.measured_against[1].split("(", 1)[0]
    reached = times(result.ratio(result.measured_against))
    return [f"{reached}, ≥ {target:g}× of `{short}`", mark(result.met)]


def forms_report(results: list[Result]) -> str:
    """Return a list of the forms asked, the fastest in the most sizes first."""
    wins: dict[str, dict[Asked, int]] = {}
    for result in results:
        for asked in result.found:
            wins.setdefault(result.question.key, {}).setdefault(asked, 0)
        for player in {name for name, _ in result.found}:
            form, _ = result.fastest(player) or ("", None)
            wins[result.question.key][player, form] += 1
    rows = []
    for key, forms in wins.items():
        for (player, form), count in forms.items():
            code = form if "`" in form else f"`{form}`"
            rows.append((key, player, code, str(count)))
    return table(["question", "who", "asked as", "fastest in"], rows, left=3)
