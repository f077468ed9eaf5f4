"""The pages, one function each: what they say comes from the tables in the code."""

from __future__ import annotations

import inspect
import re
from datetime import timedelta
from enum import Enum
from typing import Any

import attrs

from linkgraph.graph.validation import Term
from linkgraph.rules.actions import Action
from linkgraph.rules.advice import ADVICE, STRANGER
from linkgraph.rules.buttons import ROWS, Slot
from linkgraph.rules.check_and_apply import NEEDS
from linkgraph.rules.feed_ties import TIES
from linkgraph.rules.invitations import OUTCOMES
from linkgraph.rules.messages import ROUTES
from linkgraph.rules.policy import CURRENT, ERAS, Policy, SecondDegreeFeed
from linkgraph.rules.posts import VISIBILITY, PostKind
from linkgraph.rules.profile_view import PARTS
from linkgraph.rules.rule_book import CHAPTERS, RULES, SOURCES, recommended
from linkgraph.rules.verdicts import Code

from .citations import CODE, TESTS, cited, files_of_code, files_of_tests, ids_in, says_code
from .diagram import leaves_behind
from .markdown import code, links, page, section, table

YES, NO = "yes", "–"


# -- the rule book ------------------------------------------------------------------------------


def rules_page() -> str:
    return page(
        "The rule book",
        "What `linkgraph` knows about a professional network with two kinds of tie. Every rule has "
        "an id, which the code, the tests and every reason cite. The tables that the code walks "
        "are on [their own page](tables.md), and so is [what becomes of an "
        "invitation](invitations.md).",
        "Nothing here is a promise about the real product, which changes without notice. Each rule "
        "says where it comes from:",
        "\n".join(f"- **{source.words}**: {said}." for source, said in SOURCES.items()),
        *(_chapter(title, lead) for title, lead in CHAPTERS.items()),
        _where(),
    )


def _chapter(title: str, lead: str) -> str:
    rules = [rule for rule in RULES.values() if rule.chapter == title]
    rows = [[f"**{rule.id}**", rule.sentence, rule.source.words] for rule in rules]
    return section(title, lead, table(["rule", "says", "source"], rows))


def _where() -> str:
    implemented, tested = cited(files_of_code()), cited(files_of_tests())
    rows = [
        [rule, links(implemented.get(rule, ()), CODE), links(tested.get(rule, ()), TESTS)]
        for rule in RULES
    ]
    return section(
        "Where each rule is",
        "The files that cite it: under `src/linkgraph` those that implement it, under `tests` "
        "those that test it, the plain specification which the tests compare with among them.",
        table(["rule", "code", "tests"], rows),
    )


# -- the tables ---------------------------------------------------------------------------------


def tables_page() -> str:
    return page(
        "The tables",
        "The [rules](rules.md) as the code walks them: a row that is not here does not exist.",
        _buttons(),
        _feed(),
        _visibility(),
        _routes(),
        _parts(),
        _advice(),
        _needs(),
        _limits(),
        _eras(),
        _codes(),
    )


def _buttons() -> str:
    def slot(buttons: Slot, joined: str) -> str:
        return joined.join(map(_name, buttons)) or NO

    rows = [
        [
            row.rule,
            row.when,
            slot(row.primary, " or "),
            slot(row.secondary, " or "),
            slot(row.menu, ", "),
        ]
        for row in ROWS
    ]
    return section(
        "Buttons",
        "The first row that matches decides. In front and beside it stands the first button "
        "that does something, in the menu every one that does.",
        table(["row", "when", "primary", "secondary", "menu"], rows),
    )


def _feed() -> str:
    rows = [
        [
            tie.rule,
            tie.when,
            *(YES if kind in tie.carries else NO for kind in PostKind),
            *(NO if tie.off(Policy(second_degree_feed=f)) else YES for f in SecondDegreeFeed),
        ]
        for tie in TIES
    ]
    read_more = [tie.rule for tie in TIES if not tie.only_direct and "`" in _says(tie.rule)]
    return section(
        "What feeds a post",
        "Which tie carries which kind of post, and whether it feeds at all under each "
        "`Policy.second_degree_feed`. All that hold are reported, in this order.",
        table(["tie", "when", *map(_name, PostKind), *map(_name, SecondDegreeFeed)], rows),
        "More of the policy counts for:",
        "\n".join(f"- **{rule}**: {_says(rule)}" for rule in read_more),
    )


def _visibility() -> str:
    rows = [
        [
            row.rule,
            _says(row.rule),
            "; ".join(f"{_name(c)}: {c.value}" for c in dict.fromkeys((row.yes, row.no))),
        ]
        for row in VISIBILITY
    ]
    return section(
        "Who sees a post",
        "The first row that matches decides.",
        table(["rule", "says", "reason"], rows),
    )


def _routes() -> str:
    rows = [
        [str(place), _name(route.code), route.code.value, YES if route.allowed else "no"]
        for place, route in enumerate(ROUTES, 1)
    ]
    return section(
        "Message routes",
        "The first row that matches decides (M1).",
        table(["", "route", "says", "may write"], rows),
    )


def _parts() -> str:
    rows = [
        [
            part.rule,
            _name(part.section),
            _name(part.up_to),
            code(part.needs) if part.needs else NO,
            f"`{part.opens[0]}` is {_name(part.opens[1])}" if part.opens else NO,
        ]
        for part in PARTS
    ]
    return section(
        "What a profile shows",
        "Up to which degree a section shows, the setting without which it shows to the owner "
        "alone, and the setting with which it shows to everybody.",
        table(["rule", "section", "up to", "needs", "to all where"], rows),
    )


def _advice() -> str:
    rows = [
        [row.rule, _name(row.code), row.code.value, recommended(row)] for row in (*ADVICE, STRANGER)
    ]
    return section(
        "Follow or connect",
        "The first row that holds decides, and every other that holds is reported after it; the "
        "last holds where no other does.",
        table(["rule", "reason", "says", "advice"], rows),
    )


def _needs() -> str:
    rows: list[list[str]] = []
    for kind, needs in NEEDS.items():
        own = _rules_of(kind)
        action = f"**{own}** {code(_call(kind))}"
        for need in needs:
            rows.append([action, need.rule or own, _name(need.code), need.code.value])
            action = ""
    return section(
        "What each action needs",
        "An action is refused with every reason that holds, in this order; else it is allowed.",
        table(["action", "cites", "refused with", "where"], rows),
    )


def _rules_of(kind: type[Action[Any]]) -> str:
    """Return the ids of an action: Ignore has two."""
    said = inspect.getdoc(kind) or ""
    return ", ".join(rule for rule in ids_in(said) if rule.startswith("A"))


def _call(kind: type[Action[Any]]) -> str:
    """Return how an action is called, without its defaults."""
    shown: list[str] = []
    for name, parameter in inspect.signature(kind).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        shown.append(f"**{name}" if parameter.kind is parameter.VAR_KEYWORD else name)
    return f"{kind.__name__}({', '.join(shown)})"


def _limits() -> str:
    rows = [
        [
            ", ".join(map(code, names)),
            ", ".join(_value(getattr(CURRENT, name)) for name in names),
            said,
        ]
        for names, said in policy_fields().items()
    ]
    return section(
        "Limits and switches",
        "All are fields of `Policy`, with today's defaults.",
        table(["field", "default", "what"], rows),
    )


def policy_fields() -> dict[tuple[str, ...], str]:
    """Return what the docstring of `Policy` says of its fields, told together or alone."""
    said = (inspect.getdoc(Policy) or "").split("Attributes\n----------\n")[1].split("\n\n")[0]
    entries = re.findall(r"^(\w[\w, ]*) : .*\n((?:    .*\n?)+)", said, re.MULTILINE)
    return {tuple(names.split(", ")): " ".join(text.split()) for names, text in entries}


def _eras() -> str:
    policies = [era.policy for era in ERAS]
    differing = [
        field.name
        for field in attrs.fields(Policy)
        if len({getattr(policy, field.name) for policy in policies}) > 1
    ]
    rows = [["from", *(f"{era.since:%Y-%m}" for era in ERAS)]]
    rows += [
        [code(name), *(_value(getattr(policy, name)) for policy in policies)] for name in differing
    ]
    return section(
        "Eras",
        "\n".join(f"- **{era.rule}** {code(era.name)}: {era.differs_by}." for era in ERAS),
        "The fields of `Policy` in which they differ; all others are the same in all of them:",
        table(["", *(code(era.name) for era in ERAS)], rows),
    )


def _codes() -> str:
    said_in = says_code(files_of_code())
    rows = [[_name(term), term.value, links(said_in.get(term.name, ()), CODE)] for term in Code]
    return section(
        "Reason codes", "What a reason can say.", table(["code", "says", "said in"], rows)
    )


def _says(rule: str) -> str:
    return RULES[rule].sentence


def _name(term: object) -> str:
    return code(term.name if isinstance(term, Enum) else term)


def _value(value: object) -> str:
    if value is None:
        return "no limit"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, timedelta):
        return f"{value.days} days"
    if isinstance(value, Term):
        return _name(value)
    return f"{value:,}"


# -- invitations --------------------------------------------------------------------------------


def invitations_page() -> str:
    rows = [
        [row.rule, row.action, row.state, leaves_behind(row) or "nothing else", row.again]
        for row in OUTCOMES.values()
    ]
    return page(
        "What becomes of an invitation",
        "Between two members there is no invitation, or one that is pending (F4). Every way out of "
        "pending is a row of one table; `apply` walks it, and the picture is drawn from it.",
        "![From none by Invite to pending, and from there to accepted, ignored, barred and the "
        "other outcomes in the table below](invitations.svg)",
        table(["rule", "by", "becomes", "leaves behind", "inviting again"], rows),
        "Inviting again is A1 once more, so whatever else [an invitation "
        "needs](tables.md#what-each-action-needs) must hold too.",
    )
