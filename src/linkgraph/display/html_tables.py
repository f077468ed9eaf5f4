"""HTML tables of the library's values, which a notebook shows.

`TABLES` has one function for each class; the classes call `table_of` from `_repr_html_`. A
table has a limited number of rows and says how many it left out. All text is escaped, unless it
is marked as `Html`.

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

from linkgraph.display.text import button_name, counted, label, line
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.member_set import MemberSet
from linkgraph.graph.profiles import DEFAULT_PROFILE
from linkgraph.graph.validation import differences, in_words
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
.linkgraph {--lg-yes: var(--jp-success-color0, #15803d); --lg-no: var(--jp-error-color0, #b91c1c);
  --lg-soft: var(--jp-ui-font-color2, #57606a); --lg-main: var(--jp-brand-color1, #0a66c2);}
@media (prefers-color-scheme: dark) {.linkgraph {--lg-yes: var(--jp-success-color0, #4ade80);
  --lg-no: var(--jp-error-color0, #f87171); --lg-soft: var(--jp-ui-font-color2, #9da7b1);
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
    """Return the HTML table of a value whose class is in `TABLES`.

    Examples
    --------
    >>> "&lt;b&gt;" in table_of(LinkGraph.from_edges(members=["<b>"]))
    True
    """
    return TABLES[type(value)](value)


# -- one function for each class ----------------------------------------------------------------


def _graph_table(graph: LinkGraph[Any]) -> str:
    members = list(islice(graph, ROWS))
    columns = {
        "member": list(map(_member, members)),
        "connections": [f"{graph.connection_count(member):,}" for member in members],
        "followers": [f"{graph.follower_count(member):,}" for member in members],
        "follows": [f"{graph.following_count(member):,}" for member in members],
    }
    settings = [", ".join(differences(graph.profile(m), DEFAULT_PROFILE)) for m in members]
    if any(settings):
        columns["settings"] = [line(text, _MAX_LENGTH) for text in settings]
    rows = list(zip(*columns.values(), strict=True))
    return _page(_title("LinkGraph", repr(graph)[10:-1]), _table(list(columns), rows, len(graph)))


def _members_table(members: MemberSet[Any]) -> str:
    rows = [[_member(member)] for member in members._first(ROWS)]
    title = _title("MemberSet", counted(len(members), "member"))
    return _page(title, _table(["member"], rows, len(members)))


def _verdict_table(verdict: Verdict[Any]) -> str:
    return _page(_title("Verdict", _answer(verdict)), _reasons(verdict.reasons))


def _feed_item_table(item: FeedItem[Any]) -> str:
    post = item.post
    audience = post.audience
    if isinstance(audience, Group):
        readers = f"group {label(audience.id)}"
    else:
        readers = button_name(audience.name)
    about = [
        button_name(post.kind.name),
        f"for {readers}",
        f"comments: {button_name(post.comments.name)}",
    ]
    if post.at is not None:
        about.append(f"{post.at:%Y-%m-%d %H:%M}")
    by = f"post {_member(post.id)} by {_member(post.author)} · {escape(' · '.join(about))}"
    return _page(_title("FeedItem", Html(by)), _reasons(item.reasons))


def _profile_actions_table(actions: ProfileActions[Any]) -> str:
    rows: list[list[str]] = [
        ["primary", _buttons([actions.primary], 'class="lg-main" '), ""],
        ["secondary", _buttons([actions.secondary]), ""],
        ["menu", _buttons(actions.menu), ""],
    ]
    for button, verdict in actions.missing.items():
        name = f"not shown: {button_name(button.name)}"
        rows.append([name, _answer(verdict), _reason_lines(verdict)])
    rows.append(["can message", _answer(actions.message), _reason_lines(actions.message)])
    title = _title("ProfileActions", f"row {actions.row} of the table of buttons")
    return _page(title, _table(["", "", ""], rows))


def _policy_table(policy: Policy) -> str:
    name = next((f"{era.name} ({era.rule})" for era in ERAS if era.policy == policy), "custom")
    rows: list[list[str]] = []
    for field in attrs.fields(Policy):
        value, current = getattr(policy, field.name), getattr(CURRENT, field.name)
        text = _setting(value)
        if value == current:
            rows.append([field.name, text, ""])
        else:
            rows.append([field.name, Html(f"<strong>{escape(text)}</strong>"), _setting(current)])
    return _page(_title("Policy", name), _table(["field", "value", "CURRENT, if different"], rows))


def _history_table(history: History[Any]) -> str:
    rows = [
        [
            f"{position:,}",
            f"{action.at:%Y-%m-%d %H:%M}",
            f"{type(action).__name__} ({action.rule})",
            _members(action.members),
            line(_details(action), _MAX_LENGTH),
        ]
        for position, action in enumerate(history.actions[:ROWS])
    ]
    title = _title("History", f"{repr(history)[8:-1]}, from {history.start!r}")
    columns = ["", "at (UTC)", "action", "members", "with"]
    return _page(title, _table(columns, rows, len(history)))


TABLES: dict[type[Any], Callable[[Any], str]] = {
    LinkGraph: _graph_table,
    MemberSet: _members_table,
    Verdict: _verdict_table,
    FeedItem: _feed_item_table,
    ProfileActions: _profile_actions_table,
    Policy: _policy_table,
    History: _history_table,
}


# -- parts --------------------------------------------------------------------------------------


def _page(title: str, table: str) -> str:
    return f'<div class="linkgraph">{_STYLE}{title}{table}</div>'


def _title(name: str, about: str) -> str:
    return f'<div><strong>{name}</strong> <span class="lg-soft">{_html(about)}</span></div>'


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], total: int = 0) -> str:
    """Return a table of some of `total` rows; it is empty if there are no rows."""
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
    return text if isinstance(text, Html) else escape(text)


def _member(member: Hashable) -> Html:
    # `bdi` isolates the direction of writing: a name may be written from right to left.
    return Html(f"<bdi>{escape(label(member))}</bdi>")


def _members(members: Sequence[Hashable]) -> Html:
    names = ", ".join(map(_member, members[:_MAX_MEMBERS]))
    more = len(members) - _MAX_MEMBERS
    return Html(f"{names} … and {more:,} more" if more > 0 else names)


def _reasons(reasons: Sequence[Reason[Any]]) -> str:
    rows = [[reason.rule, reason.code.value, _members(reason.members)] for reason in reasons]
    evidence = any(reason.members for reason in reasons)
    return _table(["rule", "reason", "members" if evidence else ""], rows)


def _answer(verdict: Verdict[Any]) -> Html:
    answer = "yes" if verdict else "no"
    return Html(f'<strong class="lg-{answer}">{answer}</strong>')


def _reason_lines(verdict: Verdict[Any]) -> Html:
    lines = (escape(line(str(reason), _MAX_LENGTH)) for reason in verdict.reasons)
    return Html("<br>".join(lines))


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
    return f"{value:,}" if type(value) is int else in_words(value)


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
