"""What was checked, how and how far, and what was not: the page of verification."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import NamedTuple

from .markdown import code, page, section, table
from .properties import KINDS, Property, properties


class Figure(NamedTuple):
    """A figure that was seen, and the command that prints it again."""

    what: str
    figure: str
    command: str


MUTANTS = "see below"

FIGURES = (
    Figure(
        "classic bugs of follow/connect backends that the conformance kit finds",
        "34 of 34, each under 4 s and with the right rule; 24 of 34 by chance alone, "
        "without the prepared histories",
        "pytest -m slow tests/doors/conformance",
    ),
    Figure(
        "rules that a second opinion is asked about",
        "every id of the rule book; a bug planted in the specification for each is found by each "
        "test that the table names",
        "pytest -m exhaustive tests/model",
    ),
    Figure(
        "mutants of `src`",
        MUTANTS,
        "python -m tests.mutation --report",
    ),
    Figure(
        "bytes given to `load_history`, guided by the branches they reach",
        "787,756 executions in 420 s, no finding that is not mended; 97% of the module reached",
        "python -m tests.fuzz history --seconds 420",
    ),
    Figure(
        "arrays given to `from_edges`, guided",
        "about 47,000 executions in 200 s, no finding that is not mended",
        "python -m tests.fuzz edges --seconds 200",
    ),
    Figure(
        "answers and bytes under several hash seeds, on Python 3.11, 3.12, 3.13 and on the oldest "
        "attrs, networkx and NumPy",
        "1,689 digests, none differs",
        "python -m tests.stable.digests",
    ),
    Figure(
        "a cache interrupted before every bytecode by a run that goes to its end",
        "no answer differs; 7 of 7 planted races found",
        "pytest -m slow tests/stable",
    ),
)

NOT_CHECKED = """\
- Free-threaded builds of Python are reasoned about (`tests/stable/test_threads.py`), not run.
- Four members are walked up to renaming for degrees, `can_see`, `feed` and `profile_actions`, \
each over the ties that it reads; larger mixed graphs are met at random alone.
- The exhaustive product over two members has the real limits, but for the cap, and for the week \
of its largest part.
- `linkgraph.strategies` and `linkgraph.testing` are not mutated: what they draw and find is \
judged by the figures above.
- The conformance kit compares no messages, comments, advice, profile sections, order of a feed or \
concurrency of a backend.
- `from_edges` is fuzzed on arrays; pairs and data frames are met by laws and examples alone.
- Whether the real product behaves so: no rule is a promise about it \
([the rule book](rules.md) says where each comes from)."""

LEAD = """\
What `linkgraph` promises is checked in five ways: laws on random graphs, a second opinion on each \
rule, every case of a small scope, mutants of the code itself, and backends with known bugs. This \
page lists what was checked, the figures with the command that prints each again, and what was not \
checked. [tests/README.md](../tests/README.md) says where a new test goes."""

FIGURES_LEAD = """\
Seen on two cores, CPython 3.11. Timings tell what a command costs; they are no promise."""

TABLE_LEAD = """\
Read from the tests themselves: a property is a test over all inputs of a kind, not an example. \
What it says is its name. A rule id in the last column is one that its docstring cites."""


def verification_page() -> str:
    found = properties()
    counted = Counter(each.kind for each in found)
    return page(
        "Verification",
        LEAD,
        section("Figures", FIGURES_LEAD, _figures()),
        section("What was not checked", NOT_CHECKED),
        section(
            "Every property",
            TABLE_LEAD,
            table(
                ["kind", "what it means", "how many"],
                [[kind, meaning, str(counted[kind])] for kind, meaning in KINDS.items()],
            ),
            *_by_area(found),
        ),
    )


def _figures() -> str:
    rows = [[each.what, each.figure, code(each.command)] for each in FIGURES]
    return table(["what", "seen", "command"], rows)


def _by_area(found: list[Property]) -> list[str]:
    parts = []
    for area, some in groupby(found, key=lambda each: each.component.partition(":")[0]):
        rows = [
            [each.says, each.component.partition(": ")[2], each.kind, " ".join(each.rules)]
            for each in some
        ]
        parts += [
            f"### {area.capitalize()}",
            table(["property", "component", "kind", "rules"], rows),
        ]
    return parts
