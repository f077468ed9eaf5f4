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


FIGURES: tuple[Figure, ...] = ()

NOT_CHECKED: tuple[str, ...] = ()

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
        section("What was not checked", "\n".join(f"- {each}" for each in NOT_CHECKED)),
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
