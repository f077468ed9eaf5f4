"""Change the library in every small way, and see whether its tests notice.

    python -m tests.mutation [MODULE …]           run, or go on where it was interrupted
    python -m tests.mutation --unlisted [MODULE …]  the same, but for survivors that are listed
    python -m tests.mutation --report [MODULE …]  print the table of what has run so far

A module is named without its package: `rules.feed`. With `LINKGRAPH_PROFILE=quick` only the
first group of tests runs, with few examples, and most mutants die; the default profile then
tries those that survived again: with all examples, and with few of the other groups.
Needs mutmut: `pip install mutmut~=3.8.1`.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import sys
import time
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs

from tests.mutation.modules import GROUPS, LEFT_OUT
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import ROOT, SOURCE, Trial, path_of, try_out

RESULTS = ROOT / ".mutation"
PROFILE = os.environ.get("LINKGRAPH_PROFILE", "default")
PRELOADED = (
    "numpy", "networkx", "cattrs", "pandas", "narwhals", "sybil", "_pytest.runner",
    "hypothesis.strategies", "hypothesis.stateful", "hypothesis.extra.numpy",
)  # fmt: skip
REASONS = Path(__file__).with_name("survivors.toml")


# -- what was found before ----------------------------------------------------------------------


@cache
def _digest_of_tests(module: str) -> str:
    """Return a digest of a module's own tests and of what all tests share."""
    own = {f"{ROOT}/tests/{test}.py" for group in GROUPS[module] for test in group}
    found = hashlib.sha256()
    for path in sorted((ROOT / "tests").rglob("*.py")):
        shared = not path.name.startswith("test_") and path.parent != Path(__file__).parent
        if shared or str(path) in own:
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


@attrs.define
class Results:
    """The outcome of each mutant of a module, a line of JSON each in a file that only grows."""

    module: str
    source: str
    outcomes: dict[str, dict[str, str | float]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, module: str, text: str) -> Results:
        code = ast.dump(ast.parse(text))  # comments may change
        results = cls(module, hashlib.sha256(code.encode()).hexdigest()[:16])
        if results.path.exists():
            for line in results.path.read_text().splitlines():
                entry = json.loads(line)
                if entry["source"] == results.source:
                    results.outcomes[entry["mutant"]] = entry
        return results

    @property
    def path(self) -> Path:
        return RESULTS / f"{self.module}.jsonl"

    def decided(self, mutant: Mutant) -> bool:
        """Return whether a mutant need not be tried: killed, or nothing new can kill it."""
        found = self.outcomes.get(mutant.key)
        return found is not None and (
            found["outcome"] != "survived"
            or (found["tests"], found["profile"]) == (_digest_of_tests(self.module), PROFILE)
        )

    def note(self, mutant: Mutant, trial: Trial) -> None:
        """Write an outcome down."""
        entry: dict[str, str | float] = {
            "mutant": mutant.key,
            "line": mutant.line,
            "outcome": trial.outcome,
            "by": trial.by,
            "seconds": round(trial.seconds, 2),
            "source": self.source,
            "tests": _digest_of_tests(self.module),
            "profile": PROFILE,
        }
        self.outcomes[mutant.key] = entry
        RESULTS.mkdir(exist_ok=True)
        with self.path.open("a") as file:
            file.write(f"{json.dumps(entry, ensure_ascii=False)}\n")


# -- running ------------------------------------------------------------------------------------


@attrs.define
class Group:
    """Some test files, those that killed of late first."""

    files: list[str]
    order: list[str]
    seconds: int  # of processor time that a trial may take
    few: bool

    @classmethod
    def measured(cls, module: str, names: tuple[str, ...], text: str, *, few: bool) -> Group:
        """Run the tests on the module as it is: all must pass; the quick ones go first."""
        files = [str(ROOT / "tests" / f"{name}.py") for name in names]
        trial = try_out(module, text, files, [], 600, few=few)
        if trial.outcome != "survived":
            sys.exit(f"{module}: {trial.by} fails on the module as it is")
        order = sorted(trial.durations, key=trial.durations.__getitem__)
        return cls(files, order, 5 + round(3 * trial.seconds), few)

    def try_out(self, module: str, mutant: Mutant) -> Trial:
        """Try a mutant, and remember what killed it."""
        trial = try_out(module, mutant.text, self.files, self.order, self.seconds, few=self.few)
        if trial.by in self.order:
            self.order.remove(trial.by)
            self.order.insert(0, trial.by)
        return trial


def run(module: str, *, unlisted: bool) -> None:
    """Try every mutant of a module that is not decided yet, or not listed either."""
    text = path_of(module).read_text()
    mutants = mutants_of(text)
    results = Results.of(module, text)
    known = _accepted(module) if unlisted else {}
    left = [m for m in mutants if not results.decided(m) and m.key not in known]
    print(f"{module}: {len(mutants)} mutants, {len(left)} to try", flush=True)
    if not left:
        return
    own = GROUPS[module][:1] if PROFILE == "quick" else GROUPS[module]
    groups = [
        Group.measured(module, names, text, few=bool(place)) for place, names in enumerate(own)
    ]
    began = time.monotonic()
    for mutant in left:
        for group in groups:
            trial = group.try_out(module, mutant)
            if trial.outcome != "survived":
                break
        results.note(mutant, trial)
        if trial.outcome == "survived":
            print(f"  {mutant.line}: {mutant.key}", flush=True)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)


# -- reporting ----------------------------------------------------------------------------------


def _accepted(module: str) -> dict[str, str]:
    """Return the reason of each survivor that is listed for a module."""
    listed: Any = tomllib.loads(REASONS.read_text())
    for part in module.split("."):
        listed = listed.get(part, {})
    return {key: entry["reason"] for entry in listed for key in entry["mutants"]}


def report(modules: list[str]) -> Iterator[str]:
    """Print the table, and yield what is wrong: survivors without a reason, reasons without one."""
    columns = "{:<20} {:>8} {:>8} {:>8} {:>8} {:>8}"
    print(columns.format("module", "mutants", "killed", "timeout", "survived", "score"))
    total = [0, 0, 0, 0]
    for module in modules:
        text = path_of(module).read_text()
        mutants, results, listed = mutants_of(text), Results.of(module, text), _accepted(module)
        found = {key: entry["outcome"] for key, entry in results.outcomes.items()}
        kinds = [found.get(mutant.key, "untried") for mutant in mutants]
        counts = [len(kinds), *(kinds.count(kind) for kind in ("killed", "timeout", "survived"))]
        total = [one + other for one, other in zip(total, counts, strict=True)]
        print(columns.format(module, *counts, _score(counts)))
        survivors = [
            mutant.key for mutant, kind in zip(mutants, kinds, strict=True) if kind == "survived"
        ]
        if untried := kinds.count("untried"):
            yield f"{module}: {untried} mutants are not tried yet"
        yield from (f"{module}: survived: {key}" for key in survivors if key not in listed)
        keys = {mutant.key for mutant in mutants}
        yield from (
            f"{module}: listed, but {'killed' if key in keys else 'no mutant'}: {key}"
            for key in listed
            if found.get(key, "survived") != "survived" or key not in keys
        )
    print(columns.format("all", *total, _score(total)))


def _score(counts: list[int]) -> str:
    mutants, killed, timeout, _ = counts
    return f"{100 * (killed + timeout) / max(mutants, 1):.1f} %"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", default=list(GROUPS))
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--unlisted", action="store_true", help="not what survivors.toml lists")
    asked = parser.parse_args()
    modules: list[str] = asked.modules
    if unknown := (set(modules) | _modules()) - set(GROUPS):
        parser.error(f"no row in tests/mutation/modules.py: {', '.join(sorted(unknown))}")
    if not asked.report:
        _prepare()
        for module in modules:
            run(module, unlisted=asked.unlisted)
    if wrong := list(report(modules)):
        sys.exit("\n".join(wrong))


def _modules() -> set[str]:
    """Return every module of the library that is to be mutated."""
    paths = (path.relative_to(SOURCE).with_suffix("") for path in SOURCE.rglob("*.py"))
    return {
        ".".join(path.parts)
        for path in paths
        if path.name != "__init__" and path.parts[0] not in LEFT_OUT
    }


def _prepare() -> None:
    """Import what every trial imports, but for the library itself."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name in PRELOADED:
        import_module(name)


if __name__ == "__main__":
    main()
