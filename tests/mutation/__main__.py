"""Change modules of the library in every small way, and see whether their tests notice.

    python -m tests.mutation rules.messages        every mutant of one module
    python -m tests.mutation rules.messages:40-60  only the mutants of these lines
    python -m tests.mutation rules                 every module of a folder; of all, without a name

Prints a diff of each mutant that no test kills, and a score for each module. The module's own tests
run first, then the other tests of its area with few examples, until a test fails. A mutant that is
killed takes half a second, one that survives up to a minute; all modules take a night.
A survivor is a test to write, code to remove, or a change that makes no difference.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import ROOT, SOURCE, path_of, try_out

# The tests of a module `AREA.NAME` are in `tests/AREA`, its own tests in `test_NAME.py`. The areas
# whose tests are elsewhere, too:
FOLDERS = {"": ["graph"], "rules": ["rules", "model"], "testing": ["conformance"]}
# Imported once, before the forks.
PRELOADED = (
    "numpy", "networkx", "cattrs", "pandas", "narwhals", "sybil", "_pytest.runner",
    "hypothesis.strategies", "hypothesis.stateful", "hypothesis.extra.numpy",
)  # fmt: skip


def groups_of(module: str) -> list[list[Path]]:
    """Return the files with a module's own tests, and those with the other tests of its area."""
    area, _, name = module.rpartition(".")
    folders = FOLDERS.get(area, [area.partition(".")[0]])
    files = [file for folder in folders for file in (ROOT / "tests" / folder).glob("test_*.py")]
    own = sorted(file for file in files if file.stem == f"test_{name}")
    return [group for group in (own, sorted({*files} - {*own})) if group]


class TestFiles:
    """A group of test files, and the order in which their tests find mutants fastest."""

    def __init__(self, module: str, files: list[Path], text: str, *, few: bool) -> None:
        self.module, self.files, self.few = module, files, few
        trial = try_out(module, text, files, (), 3600, few=few)
        if trial.killed_by:
            sys.exit(f"{module}: without a change, this fails: {trial.killed_by}")
        self.order = sorted(trial.seconds, key=trial.seconds.__getitem__)
        self.limit = 10 + round(3 * sum(trial.seconds.values()))

    def kill(self, mutant: Mutant) -> bool:
        """Return whether a test kills a mutant. That test goes first from now on."""
        text, few = mutant.text, self.few
        killer = try_out(self.module, text, self.files, self.order, self.limit, few=few).killed_by
        if killer in self.order:
            self.order.remove(killer)
            self.order.insert(0, killer)
        return killer is not None


def run(module: str, lines: range) -> tuple[int, int]:
    """Try the mutants of a module; return how many there are, and how many survive."""
    began, text = time.monotonic(), path_of(module).read_text("utf-8")
    mutants = [mutant for mutant in mutants_of(text) if mutant.line in lines]
    groups = groups_of(module)

    # Most mutants are killed by the first group, so the second is often not needed at all.
    @cache
    def test_files(place: int) -> TestFiles:
        return TestFiles(module, groups[place], text, few=place > 0)

    survivors = 0
    for mutant in mutants:
        if not any(test_files(place).kill(mutant) for place in range(len(groups))):
            survivors += 1
            print(f"{path_of(module).relative_to(ROOT)}:{mutant.line}\n{mutant.diff}\n", flush=True)
    print(f"{module}: {_score(len(mutants), survivors)}, {time.monotonic() - began:.0f} s")
    return len(mutants), survivors


def _score(mutants: int, survivors: int) -> str:
    killed = mutants - survivors
    return f"{killed:,} of {mutants:,} mutants killed ({100 * killed / max(mutants, 1):.1f} %)"


def modules_of(name: str) -> list[str]:
    """Return a module, or all modules of a folder."""
    if path_of(name).is_file():
        return [name]
    files = (SOURCE / name.replace(".", "/")).rglob("*.py")
    paths = sorted(file.relative_to(SOURCE).with_suffix("") for file in files)
    return [".".join(path.parts) for path in paths if path.name != "__init__"]


def main() -> None:
    """Read the command line."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("tests.mutation", description=__doc__, formatter_class=raw)
    parser.add_argument("modules", nargs="*", default=[""], metavar="MODULE[:FIRST-LAST]")
    # Importing linkgraph registers its strategies, so Hypothesis need not load its plugin.
    os.environ |= dict.fromkeys(["PYTEST_DISABLE_PLUGIN_AUTOLOAD", "HYPOTHESIS_NO_PLUGINS"], "1")
    os.environ |= dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"], "1")
    selected = []
    for argument in parser.parse_args().modules:
        name, _, lines = argument.partition(":")
        first, _, last = lines.partition("-")
        names = modules_of(name)
        if not names:
            parser.error(f"expected a module such as `rules.feed`, got `{name}`")
        bounds = range(int(first or 1), int(last or first or 10**9) + 1)
        selected += [(module, bounds) for module in names]
    for library in PRELOADED:
        import_module(library)
    counts = [run(module, lines) for module, lines in selected]
    if len(counts) > 1:
        mutants, survivors = map(sum, zip(*counts, strict=True))
        print(f"all: {_score(mutants, survivors)}")


if __name__ == "__main__":
    main()
