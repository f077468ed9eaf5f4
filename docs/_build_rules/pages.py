"""The two pages: each section prints one table of the code, one row for one row."""

from __future__ import annotations

import inspect
import re
from datetime import timedelta
from enum import Enum
from typing import Any

import attrs

from linkgraph.rules.actions import Action
from linkgraph.rules.advice import ADVICE, STRANGER
from linkgraph.rules.buttons import ROWS
from linkgraph.rules.conditions import NEVER
from linkgraph.rules.effects import OUTCOMES
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.policy import CURRENT, ERAS, Policy
from linkgraph.rules.posts import COMMENTING, VISIBILITY, PostKind
from linkgraph.rules.profile_view import PARTS
from linkgraph.rules.requirements import REQUIREMENTS
from linkgraph.rules.rule_book import CHAPTERS, RULES, SOURCES
from linkgraph.rules.verdicts import Code, VerdictRow

from .markdown import code, page, section, table

YES, NO = "yes", "–"


def rules_page() -> str:
    return page(
        "The rules",
        "The rules of a professional network with two kinds of tie. Every rule has an id. Code, "
        "tests and answers cite it, so `git grep -w A5` finds everything about withdrawing an "
        "invitation. [The tables](tables.md) show the rules as the code reads them.",
        "The rules promise nothing about the real product, which changes without notice. The last "
        "column says where a rule comes from:",
        "\n".join(f"- **{source.words}**: {meaning}." for source, meaning in SOURCES.items()),
        *(_chapter(title, lead) for title, lead in CHAPTERS.items()),
    )


def _chapter(title: str, lead: str) -> str:
    rules = [rule for rule in RULES.values() if rule.chapter == title]
    rows = [[f"**{rule.id}**", rule.sentence, rule.source.words] for rule in rules]
    return section(title, lead, table(["id", "rule", "source"], rows))


def tables_page() -> str:
    return page(
        "The tables",
        "[The rules](rules.md) as the code reads them. A condition is an expression over named "
        "facts, and it is printed here as the code evaluates it: `viewer` is the member who looks "
        "or acts, `other` is the member the question is about.",
        _buttons(),
        _feed(),
        _verdicts("Seeing a post", VISIBILITY),
        _verdicts("Commenting on a post", COMMENTING),
        _verdicts("Message routes", ROUTES),
        _parts(),
        _advice(),
        _requirements(),
        _outcomes(),
        _limits(),
        _eras(),
        _codes(),
    )


def _buttons() -> str:
    rows = [
        [
            row.rule,
            row.description,
            str(row.condition),
            " or ".join(map(code, row.primary)) or NO,
            " or ".join(map(code, row.secondary)) or NO,
            ", ".join(map(code, row.menu)) or NO,
        ]
        for row in ROWS
    ]
    return section(
        "Buttons",
        "The first row whose condition holds decides. The primary and the secondary button are the "
        "first in their column with an allowed action. The menu shows every button with one.",
        table(["rule", "description", "condition", "primary", "secondary", "menu"], rows),
    )


def _feed() -> str:
    rows = [
        [
            tie.rule,
            tie.description,
            f"{code(tie.asked_of)}: {tie.condition}",
            str(tie.enabled),
            NO if tie.muted == NEVER else str(tie.muted),
            *(YES if kind in tie.carries else NO for kind in PostKind),
        ]
        for tie in TIES
    ]
    head = ["rule", "description", "condition", "enabled", "muted if", *map(code, PostKind)]
    return section(
        "The feed",
        "A post is fed to a viewer if at least one of these ties holds and carries posts of its "
        "kind. A condition is about the author of the post, a member who engaged with it, or the "
        "post itself. All ties that hold are reported, in this order.",
        table(head, rows),
    )


def _verdicts(title: str, verdict_rows: tuple[VerdictRow, ...]) -> str:
    rows = [
        [
            row.rule,
            row.description,
            str(row.condition),
            YES if row.allowed else "no",
            code(row.code),
        ]
        for row in verdict_rows
    ]
    return section(
        title,
        "The first row whose condition holds decides.",
        table(["rule", "description", "condition", "answer", "reason"], rows),
    )


def _parts() -> str:
    rows = [
        [
            part.rule,
            code(part.section),
            code(part.up_to),
            code(part.needs) if part.needs else NO,
            f"`{part.opens[0]}` is {code(part.opens[1])}" if part.opens else NO,
        ]
        for part in PARTS
    ]
    return section(
        "Profile sections",
        "A section is shown up to a degree. Settings of the owner change that: without the setting "
        "in “only if”, only the owner sees the section; with the last one, everybody does.",
        table(["rule", "section", "up to", "only if", "to everybody if"], rows),
    )


def _advice() -> str:
    rows = [
        [row.rule, row.code.value, str(row.condition), code(row.recommendation), code(row.code)]
        for row in (*ADVICE, STRANGER)
    ]
    return section(
        "Follow or connect",
        "The first row whose condition holds decides, and the others that hold are reported after "
        "it. The last row applies if no other does.",
        table(["rule", "description", "condition", "advice", "reason"], rows),
    )


def _requirements() -> str:
    rows: list[list[str]] = []
    for kind, requirements in REQUIREMENTS.items():
        rules = _rules_of(kind)
        action = f"**{rules}** {code(_call(kind))}"
        for row in requirements:
            reason = f"{code(row.otherwise)}: {row.otherwise.value}"
            rows.append([action, str(row.condition), row.rule or rules, reason])
            action = ""
    return section(
        "Requirements of the actions",
        "An action is allowed if all its conditions hold. A refusal gives a reason for every "
        "condition that does not hold, in this order.",
        table(["action", "condition", "cites", "reason if not"], rows),
    )


def _rules_of(kind: type[Action[Any]]) -> str:
    """Return the ids of the rules of an action, from its docstring: Ignore has two."""
    return ", ".join(re.findall(r"\bA\d+\b", inspect.getdoc(kind) or ""))


def _call(kind: type[Action[Any]]) -> str:
    """Return how an action is called, without its defaults."""
    names: list[str] = []
    for name, parameter in inspect.signature(kind).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in names:
            names.append("*")
        names.append(f"**{name}" if parameter.kind is parameter.VAR_KEYWORD else name)
    return f"{kind.__name__}({', '.join(names)})"


def _outcomes() -> str:
    rows = []
    for row in OUTCOMES.values():
        effects = {
            "a connection": row.connects,
            "a bar and a flag": row.bars,
            f"a cool-down of {CURRENT.withdraw_cooldown.days} days": row.cools,
        }
        effect = ", ".join(words for words, applies in effects.items() if applies)
        rows.append([row.rule, row.action, row.state, effect or NO, row.again])
    return section(
        "The end of an invitation",
        "Between two members at most one invitation is pending (F4). These are the ways in which "
        "it can end. Inviting again is a new invitation, with everything that A1 needs.",
        table(["rule", "ended by", "becomes", "leaves", "inviting again"], rows),
    )


def _limits() -> str:
    rows = [
        [
            ", ".join(map(code, names)),
            ", ".join(_value(getattr(CURRENT, name)) for name in names),
            description,
        ]
        for names, description in policy_fields().items()
    ]
    return section(
        "Limits and switches",
        "The fields of `Policy`, with today's values.",
        table(["field", "default", "description"], rows),
    )


def policy_fields() -> dict[tuple[str, ...], str]:
    """Return the descriptions of the fields of `Policy`; two fields may share one."""
    text = (inspect.getdoc(Policy) or "").split("Attributes\n----------\n")[1].split("\n\n")[0]
    entries = re.findall(r"^(\w[\w, ]*) : .*\n((?:    .*\n?)+)", text, re.MULTILINE)
    return {tuple(names.split(", ")): " ".join(lines.split()) for names, lines in entries}


def _eras() -> str:
    policies = [era.policy for era in ERAS]
    rows = [["from", *(f"{era.since:%Y-%m}" for era in ERAS)]]
    for field in attrs.fields(Policy):
        values = [getattr(policy, field.name) for policy in policies]
        if len(set(values)) > 1:
            rows.append([code(field.name), *map(_value, values)])
    return section(
        "Eras",
        "\n".join(f"- **{era.rule}** {code(era.name)}: {era.differs_by}." for era in ERAS),
        "These fields of `Policy` differ between eras; all others have one value in all of them:",
        table(["", *(code(era.name) for era in ERAS)], rows),
    )


def _codes() -> str:
    rows = [[code(term), term.value] for term in Code]
    return section("Reason codes", table(["code", "meaning"], rows))


def _value(value: object) -> str:
    """Return a limit or switch in words."""
    if value is None:
        return "no limit"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, timedelta):
        return f"{value.days} days"
    return code(value) if isinstance(value, Enum) else f"{value:,}"
