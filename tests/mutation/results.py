"""What came of each mutant: noted one by one while a module runs, kept in a file when it is whole.

`.mutation/MODULE.jsonl` is where an interrupted run goes on and belongs to one machine;
`scores.toml` is committed, so that the next machine begins where this one ended. A killed mutant
stays killed while the module's code is the same; a survivor is tried again when its tests change.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from tests.mutation.modules import GROUPS
from tests.mutation.mutants import Mutant
from tests.mutation.trial import ROOT, Trial

NOTES = ROOT / ".mutation"
SCORES = Path(__file__).with_name("scores.toml")
REASONS = Path(__file__).with_name("survivors.toml")
PROFILE = os.environ.get("LINKGRAPH_PROFILE", "default")

HEAD = """\
# What came of every mutant of each module. Written by `python -m tests.mutation` when a module is
# whole, and read by it: a module whose code has this `source` is not run again, but for survivors
# that new `tests`, or the default profile after the quick one, may kill. Merged by running again.
"""


def digest_of_source(text: str) -> str:
    """Return a digest of a module's code: comments may change."""
    return hashlib.sha256(ast.dump(ast.parse(text)).encode()).hexdigest()[:16]


@cache
def digest_of_tests(module: str) -> str:
    """Return a digest of a module's own tests and of what all tests share."""
    own = {f"{ROOT}/tests/{test}.py" for group in GROUPS[module] for test in group}
    found = hashlib.sha256()
    for path in sorted((ROOT / "tests").rglob("*.py")):
        shared = not path.name.startswith("test_") and path.parent != Path(__file__).parent
        if shared or str(path) in own:
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def accepted(module: str) -> dict[str, str]:
    """Return the reason of each survivor that is listed for a module."""
    listed: Any = tomllib.loads(REASONS.read_text("utf-8"))
    for part in module.split("."):
        listed = listed.get(part, {})
    return {key: entry["reason"] for entry in listed for key in entry["mutants"]}


# -- a module that is whole ---------------------------------------------------------------------


@attrs.frozen
class Score:
    """A row of `scores.toml`: every mutant of a module was tried."""

    source: str
    tests: str
    profile: str
    python: str
    date: str
    mutants: int
    survivors: tuple[str, ...] = attrs.field(converter=tuple)

    @property
    def killed(self) -> int:
        return self.mutants - len(self.survivors)


def scores() -> dict[str, Score]:
    """Return the score of each module that was whole once."""
    if not SCORES.exists():
        return {}
    rows = tomllib.loads(SCORES.read_text("utf-8"))
    return {module: Score(**row) for module, row in rows.items()}


def write_scores(rows: Mapping[str, Score]) -> None:
    """Write the file, modules in the order of `modules.py`; one that is gone is left out."""
    text = HEAD
    for module in GROUPS:
        if module in rows:
            row = attrs.asdict(rows[module])
            survivors = row.pop("survivors")
            values = [f"{name} = {json.dumps(value)}" for name, value in row.items()]
            lines = [f"    '''{key}'''," for key in survivors]
            text += "\n".join(["", f'["{module}"]', *values, "survivors = [", *lines, "]", ""])
    SCORES.write_text(text, encoding="utf-8")


# -- a module that runs -------------------------------------------------------------------------


@attrs.define
class Results:
    """The outcome of each mutant of a module that was tried."""

    module: str
    source: str
    outcomes: dict[str, dict[str, str]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, module: str, text: str, mutants: Iterable[Mutant]) -> Results:
        """Read what was found before of the module as it is now."""
        results = cls(module, digest_of_source(text))
        score = scores().get(module)
        if score and score.source == results.source:
            for mutant in mutants:
                outcome = "survived" if mutant.key in score.survivors else "killed"
                results.outcomes[mutant.key] = {
                    "outcome": outcome, "tests": score.tests, "profile": score.profile,
                }  # fmt: skip
        if results.path.exists():
            for line in results.path.read_text("utf-8").splitlines():
                entry = json.loads(line)
                if entry["source"] == results.source and not results.killed(entry["mutant"]):
                    results.outcomes[entry["mutant"]] = entry
        return results

    @property
    def path(self) -> Path:
        return NOTES / f"{self.module}.jsonl"

    def killed(self, key: str) -> bool:
        return key in self.outcomes and self.outcomes[key]["outcome"] != "survived"

    def decided(self, mutant: Mutant) -> bool:
        """Return whether a mutant need not be tried: killed, or nothing new can kill it."""
        found = self.outcomes.get(mutant.key)
        return found is not None and (
            found["outcome"] != "survived"
            or (
                found["tests"] == digest_of_tests(self.module)
                and found["profile"] in {PROFILE, "default"}
            )
        )

    def note(self, mutant: Mutant, trial: Trial) -> None:
        """Write an outcome down."""
        entry: dict[str, Any] = {
            "mutant": mutant.key,
            "line": mutant.line,
            "outcome": trial.outcome,
            "by": trial.by,
            "seconds": round(trial.seconds, 2),
            "source": self.source,
            "tests": digest_of_tests(self.module),
            "profile": PROFILE,
        }
        self.outcomes[mutant.key] = entry
        NOTES.mkdir(exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(entry, ensure_ascii=False)}\n")

    def score(self, mutants: Iterable[Mutant]) -> Score | None:
        """Return the score, if every mutant was tried."""
        keys = [mutant.key for mutant in mutants]
        if not all(key in self.outcomes for key in keys):
            return None
        survivors = [key for key in keys if not self.killed(key)]
        profiles = {self.outcomes[key]["profile"] for key in survivors}
        tests = {self.outcomes[key]["tests"] for key in survivors}
        return Score(
            source=self.source,
            tests=tests.pop() if len(tests) == 1 else digest_of_tests(self.module) * (not tests),
            profile="quick" if "quick" in profiles else "default",
            python=".".join(platform.python_version_tuple()[:2]),
            date=f"{datetime.now(UTC):%Y-%m-%d}",
            mutants=len(keys),
            survivors=survivors,
        )
