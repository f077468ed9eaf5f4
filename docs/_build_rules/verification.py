"""What was checked, how and how far, and what was not: the page of verification."""

from __future__ import annotations

import runpy
import tomllib
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from examples.sqlite_backend.known_bugs import KNOWN_BUGS

from .citations import TESTS
from .markdown import code, page, section, table
from .properties import KINDS, Property, properties


class Figure(NamedTuple):
    """A figure that was seen, and the command that prints it again."""

    what: str
    figure: str
    command: str


def mutants(folder: Path = TESTS / "mutation") -> str:
    """Return the score of all modules, from the files that the runs keep."""
    scores = tomllib.loads((folder / "scores.toml").read_text("utf-8"))
    reasons = tomllib.loads((folder / "survivors.toml").read_text("utf-8"))
    tried = sum(score["mutants"] for score in scores.values())
    survivors = [(module, key) for module, score in scores.items() for key in score["survivors"]]
    killed = tried - len(survivors)
    listed = sum(key in _listed(reasons, module) for module, key in survivors)
    groups = runpy.run_path(str(folder / "modules.py"))["GROUPS"]
    untried = ", ".join(f"`{module}`" for module in groups if module not in scores)
    without = f", {len(survivors) - listed:,} without a reason yet" * (listed < len(survivors))
    return (
        f"{killed:,} of {tried:,} killed ({100 * killed / tried:.1f} %) in {len(scores)} modules; "
        f"{listed:,} survivors listed, each with the reason why no test can tell{without}"
        f"{untried and f'; not tried yet: {untried}'}"
    )


def _listed(reasons: Any, module: str) -> set[str]:
    for part in module.split("."):
        reasons = reasons.get(part, {})
    return {key for entry in reasons for key in entry["mutants"]}


EXHAUSTIVE = "pytest -m exhaustive tests/exhaustive/test_"

FIGURES = (
    Figure(
        "classic bugs of follow/connect backends that the conformance kit finds",
        f"{len(KNOWN_BUGS)} of {len(KNOWN_BUGS)}, each under 8 s and with the right rule",
        "pytest -m slow tests/doors/conformance",
    ),
    Figure(
        "rules that a second opinion is asked about",
        "every id of the rule book; a bug planted in the specification for each is found by each "
        "test that the table names",
        "LINKGRAPH_PROFILE=full pytest -m exhaustive tests/model",
    ),
    Figure(
        "two members: every state of their ties, settings and remembered facts that a rule reads, "
        "at and beside each limit; each action, actor and era",
        "12,877,181 comparisons: 8,426,880 of invitations, 1,282,880 of buttons, 1,149,120 of "
        "posts fed or not, 729,360 of actions, 583,680 of notes, 528,960 of advice, 176,301 of "
        "profiles, messages and posts seen; 25 minutes",
        f"{EXHAUSTIVE}two_members.py tests/exhaustive/test_two_members_asked.py",
    ),
    Figure(
        "three members: every mixed graph, asked every question, and every action on it",
        "6,859 graphs, 624,169 actions, 10,773 classes of graphs in other eras and feeds; "
        "9 minutes",
        f"{EXHAUSTIVE}three_members.py",
    ),
    Figure(
        "four members: every tie state up to renaming, over the ties that each question reads",
        "64 graphs for degrees, 15,625 for posts seen, 23,346 classes of feeds, 185,440 for "
        "buttons; 8 minutes",
        f"{EXHAUSTIVE}four_members.py",
    ),
    Figure(
        "up to seven members: every undirected graph up to renaming, against the specification and "
        "against networkx",
        "1,253 graphs; 15 s",
        f"{EXHAUSTIVE}connections.py",
    ),
    Figure(
        "mutants of `src`",
        mutants(),
        "python -m tests.mutation --report",
    ),
    Figure(
        "bytes given to each parser, guided by the branches they reach: history files, arrays of "
        "edges, data exports, stores with and without `verify`",
        "119,000, 52,000, 18,000, 64,000 and 24,000 executions in 420 s each on a busy machine, "
        "no finding; all earlier ones are mended and kept in `tests/fuzz/findings.py`",
        "python -m tests.fuzz --seconds 420",
    ),
    Figure(
        "ten threads at one graph, its caches, its sets and its history, switching as often as "
        "the interpreter can",
        "no answer differs from that of one thread",
        "pytest tests/stable/test_threads.py",
    ),
    Figure(
        "a cache interrupted before every bytecode by a run that goes to its end",
        "no answer differs; one that can be seen half done is found",
        "pytest -m slow tests/stable",
    ),
    Figure(
        "answers and bytes under different hash seeds",
        "1,759 digests, none differs; `python -m tests.stable.digests` prints them, and those of "
        "Python 3.11, 3.12, 3.13 and of the oldest attrs, networkx and NumPy are the same",
        "pytest tests/stable/test_seeds.py",
    ),
    Figure(
        "pickles of each public kind of value, as release 0.1.0 wrote them, in every protocol",
        "all are the values that are built today",
        "pytest tests/stable/test_pickles.py",
    ),
    Figure(
        "what the strategies meet within 10,000 draws",
        "every button row, feed tie, reason to refuse an action, kind of fact, setting and degree",
        "pytest -m 'slow or not slow' tests/doors/test_strategies_reach.py",
    ),
)

NOT_CHECKED = """\
- Free-threaded builds of Python are reasoned about (`tests/stable/test_threads.py`), not run.
- Four members are walked up to renaming for degrees, `can_see`, `feed` and `profile_actions`, \
each over the ties that it reads; larger mixed graphs are met at random alone.
- The exhaustive product over two members has the real limits, but for the cap, and for the week \
of its largest part.
- A mutant is one change by mutmut's operators. These leave texts with blanks alone, such as \
sentences, formats of dates and headers of exports, and arguments of questions without a \
direction (`are_friends`) are not swapped.
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


def _by_area(found: Iterable[Property]) -> list[str]:
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
