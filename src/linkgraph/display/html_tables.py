"""HTML tables of the library's values, which a notebook shows.

`TABLES` has one function for each class; the classes call `table_of` from `_repr_html_`. A
table has a limited number of rows and says how many it left out. All text is escaped, unless it
is marked as `Html`, and stays text: MathJax does not typeset it.

Jupyter removes `<style>` from a notebook that is not trusted, so a table must also look right
without it. Text then has the colours of the page, and greys are translucent, which works on
light and on dark.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import timedelta
from html import escape
from itertools import islice
from typing import Any

import attrs

from linkgraph.display.text import NO_MATH, button_name, counted, label, labels, line
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.profiles import DEFAULT_PROFILE
from linkgraph.graph.validation import differences, grouped, in_words
from linkgraph.rules.actions import Action, UpdateProfile
from linkgraph.rules.buttons import ProfileActions, ProfileButton
from linkgraph.rules.feed import FeedItem
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, ERAS, Policy
from linkgraph.rules.posts import Group
from linkgraph.rules.verdicts import Reason, Verdict

ROWS = 10  # the maximum in a table
_MAX_MEMBERS = 6  # in one cell
_MAX_LENGTH = 120  # of other text in one cell

_CELL = 'style="text-align:left;padding:3px 12px 3px 0;vertical-align:top"'
_RULE = "border-bottom:1px solid rgba(127,127,127,.45)"
_HEAD = f'style="text-align:left;padding:3px 12px 3px 0;{_RULE}"'
_PILL = "display:inline-block;padding:0 8px;margin:1px 4px 1px 0;border-radius:10px;"
_FRAME = "border:1px solid rgba(127,127,127,.6)"
# A trusted page uses the colours of JupyterLab's theme, or else those for light or dark.
_STYLE = """<style>
.linkgraph {--lg-yes: var(--jp-success-color0, #15803d); --lg-no: var(--jp-error-color1, #b91c1c);
  --lg-soft: var(--jp-ui-font-color2, #57606a); --lg-main: var(--jp-brand-color1, #0a66c2);}
@media (prefers-color-scheme: dark) {.linkgraph {--lg-yes: var(--jp-success-color0, #4ade80);
  --lg-no: var(--jp-error-color1, #f87171); --lg-soft: var(--jp-ui-font-color2, #9da7b1);
  --lg-main: var(--jp-brand-color1, #6cb6ff);}}
.linkgraph table {border-collapse: collapse; margin: 4px 0 0; font-variant-numeric: tabular-nums}
.linkgraph .lg-yes {color: var(--lg-yes)} .linkgraph .lg-no {color: var(--lg-no)}
.linkgraph .lg-soft, .linkgraph th {color: var(--lg-soft); font-weight: normal}
.linkgraph .lg-main {background: var(--lg-main); border-color: var(--lg-main) !important;
  color: var(--jp-ui-inverse-font-color1, Canvas)}
</style>"""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def table_of(value: object) -> str:
    """Return the HTML table of a value whose class is in `TABLES`."""
    about, table = TABLES[type(value)](value)
    name = f"<strong>{type(value).__name__}</strong>"
    title = f'<div>{name} <span class="lg-soft">{_html(about)}</span></div>'
    return f'<div class="linkgraph {NO_MATH}">{_STYLE}{title}{table}</div>'


# -- for each class, a function that returns a line about the value, and the table ---------------


def _graph_table(graph: LinkGraph[Any]) -> tuple[str, str]:
    members = list(islice(graph, ROWS))
    columns = {
        "member": list(_cells(members).values()),
        "connections": [f"{graph.connection_count(member):,}" for member in members],
        "followers": [f"{graph.follower_count(member):,}" for member in members],
        "follows": [f"{graph.following_count(member):,}" for member in members],
    }
    settings = [", ".join(differences(graph.profile(m), DEFAULT_PROFILE)) for m in members]
    if any(settings):
        columns["settings"] = [line(text, _MAX_LENGTH) for text in settings]
    rows = list(zip(*columns.values(), strict=True))
    return repr(graph)[10:-1], _table(list(columns), rows, len(graph))


def _members_table(members: MemberSet[Any]) -> tuple[str, str]:
    rows = [[cell] for cell in _cells(members._first(ROWS)).values()]
    table = _table(["member"], rows, len(members))
    return counted(len(members), "member"), table


def _verdict_table(verdict: Verdict[Any]) -> tuple[str, str]:
    return _answer(verdict), _reasons(verdict.reasons)


def _feed_item_table(item: FeedItem[Any]) -> tuple[str, str]:
    post = item.post
    audience = post.audience
    if isinstance(audience, Group):
        readers = f"group {label(audience.id)}"
    else:
        readers = button_name(audience.name)
    about = f"{button_name(post.kind.name)} · for {readers}"
    about += f" · comments: {button_name(post.comments.name)}"
    about += "" if post.at is None else f" · {post.at:%Y-%m-%d %H:%M}"
    by = f"post {_member(post.id)} by {_member(post.author)} · {escape(about)}"
    return Html(by), _reasons(item.reasons)


def _profile_actions_table(actions: ProfileActions[Any]) -> tuple[str, str]:
    rows: list[list[str]] = [
        ["primary", _buttons([actions.primary], 'class="lg-main" '), ""],
        ["secondary", _buttons([actions.secondary]), ""],
        ["menu", _buttons(actions.menu), ""],
    ]
    for button, verdict in actions.missing.items():
        name = f"not shown: {button_name(button.name)}"
        rows.append([name, _answer(verdict), _reason_lines(verdict)])
    rows.append(["can message", _answer(actions.message), _reason_lines(actions.message)])
    return f"row {actions.row} of the table of buttons", _table(["", "", ""], rows)


def _policy_table(policy: Policy) -> tuple[str, str]:
    name = next((f"{era.name} ({era.rule})" for era in ERAS if era.policy == policy), "custom")
    rows: list[list[str]] = []
    for field in attrs.fields(Policy):
        text, current = (_setting(getattr(one, field.name)) for one in (policy, CURRENT))
        if text == current:
            rows.append([field.name, text, ""])
        else:
            rows.append([field.name, Html(f"<strong>{escape(text)}</strong>"), current])
    return name, _table(["field", "value", "CURRENT, if different"], rows)


def _history_table(history: History[Any]) -> tuple[str, str]:
    actions = history.actions[:ROWS]
    rows = [
        [
            f"{position:,}",
            f"{action.at:%Y-%m-%d %H:%M}",
            f"{type(action).__name__} ({action.rule})",
            members,
            line(_details(action), _MAX_LENGTH),
        ]
        for position, (action, members) in enumerate(
            zip(actions, _lists(action.members for action in actions), strict=True)
        )
    ]
    about = f"{repr(history)[8:-1]}, from {history.start!r}"
    columns = ["", "at (UTC)", "action", "members", "with"]
    return about, _table(columns, rows, len(history))


TABLES: dict[type[Any], Callable[[Any], tuple[str, str]]] = {
    LinkGraph: _graph_table,
    MemberSet: _members_table,
    Verdict: _verdict_table,
    FeedItem: _feed_item_table,
    ProfileActions: _profile_actions_table,
    Policy: _policy_table,
    History: _history_table,
}


# -- parts --------------------------------------------------------------------------------------


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], total: int = 0) -> str:
    """Return a table of the first of `total` rows; an empty text if there are no rows."""
    if not rows:
        return ""
    head = "".join(f"<th {_HEAD}>{_html(column)}</th>" for column in columns)
    head = f"<thead><tr>{head}</tr></thead>" if any(columns) else ""
    body = "".join(
        f"<tr>{''.join(f'<td {_CELL}>{_html(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    if total > len(rows):
        more = f"… and {total - len(rows):,} more"
        body += f'<tr><td class="lg-soft" {_CELL} colspan="{len(columns)}">{more}</td></tr>'
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _html(text: str) -> str:
    return text if isinstance(text, Html) else escape(line(text, len(text)))


def _member(member: Hashable) -> Html:
    # `bdi` isolates the direction of writing: a name may be written from right to left.
    return Html(f"<bdi>{escape(label(member))}</bdi>")


def _cells(members: Iterable[Hashable]) -> dict[Hashable, Html]:
    """Return the text of each member of a table; they all look different."""
    distinct = list(dict.fromkeys(members))
    texts = (f"<bdi>{escape(text)}</bdi>" for text in labels(distinct))
    return dict(zip(distinct, map(Html, texts), strict=True))


def _lists(groups: Iterable[Sequence[Hashable]]) -> list[Html]:
    """Return the text of each of some lists of members, of which the first are shown."""
    groups = list(groups)
    cells = _cells(member for group in groups for member in group[:_MAX_MEMBERS])
    texts: list[Html] = []
    for group in groups:
        names = ", ".join(cells[member] for member in group[:_MAX_MEMBERS])
        more = len(group) - _MAX_MEMBERS
        texts.append(Html(f"{names} … and {more:,} more" if more > 0 else names))
    return texts


def _reasons(reasons: Sequence[Reason[Any]]) -> str:
    members = _lists(reason.members for reason in reasons)
    rows = [
        [reason.rule, reason.code.value, names]
        for reason, names in zip(reasons, members, strict=True)
    ]
    return _table(["rule", "reason", "members" if any(members) else ""], rows)


def _answer(verdict: Verdict[Any]) -> Html:
    answer = "yes" if verdict else "no"
    return Html(f'<strong class="lg-{answer}">{answer}</strong>')


def _reason_lines(verdict: Verdict[Any]) -> Html:
    return Html("<br>".join(escape(line(str(one), _MAX_LENGTH)) for one in verdict.reasons))


def _buttons(buttons: Iterable[ProfileButton | None], attribute: str = "") -> Html:
    pills = (
        f'<span {attribute}style="{_PILL}{_FRAME}">{escape(button_name(button.name))}</span>'
        for button in buttons
        if button is not None
    )
    return Html("".join(pills) or "–")


def _setting(value: object) -> str:
    if isinstance(value, timedelta):
        return str(value).removesuffix(", 0:00:00")
    return grouped(value) if type(value) is int else in_words(value)


def _details(action: Action[Any]) -> str:
    """Return the fields of an action, besides its members and time, that differ from defaults."""
    if isinstance(action, UpdateProfile):
        return ", ".join(f"{name}={in_words(value)}" for name, value in action.changes)
    values = (
        (field, getattr(action, field.name))
        for field in attrs.fields(type(action))
        if field.name not in (*action.named, "at")
    )
    return ", ".join(f"{field.name}={value!r}" for field, value in values if value != field.default)
