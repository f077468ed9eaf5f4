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
import os
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import attrs

from tests.mutation.modules import GROUPS, LEFT_OUT
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.results import (
    PROFILE,
    Results,
    accepted,
    digest_of_source,
    scores,
    write_scores,
)
from tests.mutation.stand import Stand
from tests.mutation.trial import ROOT, SOURCE, Trial, path_of, try_out

PRELOADED = (
    "numpy", "networkx", "cattrs", "pandas", "narwhals", "sybil", "_pytest.runner",
    "hypothesis.strategies", "hypothesis.stateful", "hypothesis.extra.numpy",
)  # fmt: skip


# -- running ------------------------------------------------------------------------------------


@attrs.define
class Group:
    """Some test files: collected once, and the order for trials of their own."""

    module: str
    files: list[str]
    order: list[str]  # tests that killed of late first, then the quick ones
    seconds: int  # of processor time that a trial may take
    few: bool
    stand: Stand

    @classmethod
    def measured(cls, module: str, names: tuple[str, ...], text: str, *, few: bool) -> Group:
        """Run the tests on the module as it is: all must pass."""
        files = [str(ROOT / "tests" / f"{name}.py") for name in names]
        stand = Stand(module, text, files, few=few)
        trial = stand.measured
        if trial.outcome != "survived":
            sys.exit(f"{module}: {trial.by} fails on the module as it is")
        order = sorted(trial.durations, key=trial.durations.__getitem__)
        return cls(module, files, order, 10 + round(3 * trial.seconds), few, stand)

    def try_out(self, mutant: Mutant, *, listed: bool) -> Trial:
        """Try a mutant, and remember what killed it; one that is listed need not be imported."""
        trial = self.stand.try_out(mutant.text)
        if trial is None or (trial.outcome == "survived" and not listed):
            likely = [file for file in self.files if self.order[0].startswith(_short(file))]
            for files in [likely, self.files][len(self.files) == 1 or trial is not None :]:
                trial = try_out(
                    self.module, mutant.text, files, self.order, self.seconds, few=self.few
                )
                if trial.outcome != "survived":
                    break
        if trial.by in self.order:
            self.order.remove(trial.by)
            self.order.insert(0, trial.by)
        return trial


def _short(file: str) -> str:
    return str(Path(file).relative_to(ROOT))


def run(module: str, *, unlisted: bool) -> None:
    """Try every mutant of a module that is not decided yet, or not listed either."""
    text = path_of(module).read_text("utf-8")
    mutants = mutants_of(text)
    results = Results.of(module, text, mutants)
    known = accepted(module)
    left = [m for m in mutants if not (results.decided(m) or (unlisted and m.key in known))]
    print(f"{module}: {len(mutants)} mutants, {len(left)} to try", flush=True)
    began = time.monotonic()
    own = GROUPS[module][:1] if PROFILE == "quick" else GROUPS[module]
    groups: list[Group] = []
    for mutant in left:
        for place, names in enumerate(own):
            if place == len(groups):  # most mutants die before the later groups
                groups.append(Group.measured(module, names, text, few=bool(place)))
            trial = groups[place].try_out(mutant, listed=mutant.key in known)
            if trial.outcome != "survived":
                break
        results.note(mutant, trial)
        if trial.outcome == "survived":
            print(f"  {mutant.line}: {mutant.key}", flush=True)
    for group in groups:
        group.stand.close()
    if score := results.score(mutants):
        write_scores({**scores(), module: score})
    print(f"  {time.monotonic() - began:.0f} s", flush=True)


# -- reporting ----------------------------------------------------------------------------------


def report(modules: list[str]) -> Iterator[str]:
    """Print the table of `scores.toml`, and yield what is wrong with it.

    A module that was not tried as it is now, a survivor without a reason, or a reason without a
    survivor.
    """
    columns = "{:<20} {:>8} {:>8} {:>9} {:>8}"
    print(columns.format("module", "mutants", "killed", "survived", "score"))
    found = scores()
    mutants = killed = 0
    for module in modules:
        if module not in found:
            yield f"{module}: not tried yet"
            continue
        score, listed = found[module], accepted(module)
        print(columns.format(module, *_counts(score.mutants, score.killed)))
        mutants, killed = mutants + score.mutants, killed + score.killed
        if score.source != digest_of_source(path_of(module).read_text("utf-8")):
            yield f"{module}: changed since it was tried"
        yield from (f"{module}: survived: {key}" for key in score.survivors if key not in listed)
        yield from (
            f"{module}: listed, but killed or gone: {key}"
            for key in listed
            if key not in score.survivors
        )
    print(columns.format("all", *_counts(mutants, killed)))


def _counts(mutants: int, killed: int) -> tuple[int, int, int, str]:
    return mutants, killed, mutants - killed, f"{100 * killed / max(mutants, 1):.1f} %"


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
