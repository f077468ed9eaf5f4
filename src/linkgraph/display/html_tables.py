"""The library's values as HTML tables: what a notebook shows of them.

`TABLES` says which function makes the table of which class; the classes call `table_of` from
`_repr_html_`. A table is bounded and says what it left out. Jupyter strips `<style>` from a
notebook that is not trusted, so a table is whole without it: text inherits the page's colours,
and greys are translucent, which is right on light and on dark.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

import attrs

from linkgraph.display.text import button_name, counted, label, line, markup
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

ROWS = 10  # of a table, before it says how many more there are
_NAMED = 6  # members in one cell
_LONG = 120  # characters of other text in one cell

_CELL = 'style="text-align:left;padding:3px 12px 3px 0;vertical-align:top"'
_RULE = "border-bottom:1px solid rgba(127,127,127,.45)"
_HEAD = f'style="text-align:left;padding:3px 12px 3px 0;{_RULE}"'
_PILL = "display:inline-block;padding:0 8px;margin:1px 4px 1px 0;border-radius:10px;"
_FRAME = "border:1px solid rgba(127,127,127,.6)"
# a page with a style sheet does better: JupyterLab's own colours, else light or dark
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
    """Return the HTML table of a value of one of the classes in `TABLES`.

    Examples
    --------
    >>> "&lt;b&gt;" in table_of(LinkGraph.from_edges(members=["<b>"]))
    True
    """
    return TABLES[type(value)](value)


# -- one function for each class ----------------------------------------------------------------


def _graph(graph: LinkGraph[Any]) -> str:
    columns = ["member", "connections", "followers", "follows"]
    shown = list(islice(graph, ROWS))
    settings = {member: differences(graph.profile(member), DEFAULT_PROFILE) for member in shown}
    rows: list[list[str]] = []
    for member in shown:
        counts = (
            graph.connection_count(member),
            graph.follower_count(member),
            graph.following_count(member),
        )
        row = [_member(member), *(f"{count:,}" for count in counts)]
        if any(settings.values()):
            row.append(line(", ".join(settings[member]), _LONG))
        rows.append(row)
    if any(settings.values()):
        columns.append("settings")
    return _page(_title("LinkGraph", repr(graph)[10:-1]), _table(columns, rows, len(graph)))


def _members(members: MemberSet[Any]) -> str:
    rows = [[_member(member)] for member in members._first(ROWS)]
    title = _title("MemberSet", counted(len(members), "member"))
    return _page(title, _table(["member"], rows, len(members)))


def _verdict(verdict: Verdict[Any]) -> str:
    return _page(_title("Verdict", _answer(verdict)), _reasons(verdict.reasons))


def _feed_item(item: FeedItem[Any]) -> str:
    post = item.post
    audience = post.audience
    of_whom = f"group {label(audience.id)}" if isinstance(audience, Group) else _word(audience.name)
    about = [_word(post.kind.name), f"for {of_whom}", f"comments: {_word(post.comments.name)}"]
    if post.at is not None:
        about.append(f"{post.at:%Y-%m-%d %H:%M}")
    by = Html(f"post {_member(post.id)} by {_member(post.author)} · {markup(' · '.join(about))}")
    return _page(_title("FeedItem", by), _reasons(item.reasons))


def _profile_actions(actions: ProfileActions[Any]) -> str:
    rows: list[list[str]] = []
    for name, buttons in (
        ("primary", [actions.primary]),
        ("secondary", [actions.secondary]),
        ("menu", actions.menu),
    ):
        pressed = [button for button in buttons if button is not None]
        rows.append([name, _buttons(pressed, main=name == "primary"), ""])
    for button, verdict in actions.missing.items():
        rows.append([f"no {_word(button.name)}", _answer(verdict), _because(verdict)])
    rows.append(["may write", _answer(actions.message), _because(actions.message)])
    title = _title("ProfileActions", f"row {actions.row} of the table of buttons")
    return _page(title, _table(["", "", ""], rows))


def _policy(policy: Policy) -> str:
    name = next((f"{era.name} ({era.rule})" for era in ERAS if era.policy == policy), "own")
    rows: list[list[str]] = []
    for field in attrs.fields(Policy):
        value, usual = getattr(policy, field.name), getattr(CURRENT, field.name)
        today = "" if value == usual else _setting(usual)
        rows.append([field.name, _value(value, changed=value != usual), today])
    return _page(_title("Policy", name), _table(["field", "value", "CURRENT, if another"], rows))


def _history(history: History[Any]) -> str:
    rows = [
        [
            f"{position:,}",
            f"{action.at:%Y-%m-%d %H:%M}",
            f"{type(action).__name__} ({action.rule})",
            _named(action.members),
            line(_details(action), _LONG),
        ]
        for position, action in enumerate(history.actions[:ROWS])
    ]
    title = _title("History", f"{repr(history)[8:-1]}, from {history.start!r}")
    columns = ["", "at (UTC)", "action", "members", "with"]
    return _page(title, _table(columns, rows, len(history)))


TABLES: dict[type[Any], Callable[[Any], str]] = {
    LinkGraph: _graph,
    MemberSet: _members,
    Verdict: _verdict,
    FeedItem: _feed_item,
    ProfileActions: _profile_actions,
    Policy: _policy,
    History: _history,
}


# -- parts --------------------------------------------------------------------------------------


def _page(title: str, *tables: str) -> str:
    return f'<div class="linkgraph">{_STYLE}{title}{"".join(tables)}</div>'


def _title(name: str, about: str) -> str:
    return f'<div><strong>{name}</strong> <span class="lg-soft">{_html(about)}</span></div>'


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], of: int = 0) -> str:
    """Return a table; `of` is how many rows there would be."""
    if not rows:
        return ""
    head = "".join(f"<th {_HEAD}>{_html(column)}</th>" for column in columns)
    head = f"<thead><tr>{head}</tr></thead>" if any(columns) else ""
    body = "".join(
        f"<tr>{''.join(f'<td {_CELL}>{_html(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    if of > len(rows):
        more = f"… and {of - len(rows):,} more"
        body += f'<tr><td class="lg-soft" {_CELL} colspan="{len(columns)}">{more}</td></tr>'
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _html(text: str) -> str:
    return text if isinstance(text, Html) else markup(text)


def _member(member: Hashable) -> Html:
    # a name may be written from right to left; what stands around it stays as it is
    return Html(f"<bdi>{markup(label(member))}</bdi>")


def _named(members: Sequence[Hashable]) -> Html:
    names = ", ".join(map(_member, members[:_NAMED]))
    more = len(members) - _NAMED
    return Html(f"{names} … and {more:,} more" if more > 0 else names)


def _reasons(reasons: Sequence[Reason[Any]]) -> str:
    rows = [[reason.rule, reason.code.value, _named(reason.members)] for reason in reasons]
    evidence = any(reason.members for reason in reasons)
    return _table(["rule", "reason", "members" if evidence else ""], rows)


def _answer(verdict: Verdict[Any]) -> Html:
    answer = "yes" if verdict else "no"
    return Html(f'<strong class="lg-{answer}">{answer}</strong>')


def _because(verdict: Verdict[Any]) -> Html:
    return Html("<br>".join(markup(line(str(reason), _LONG)) for reason in verdict.reasons))


def _buttons(buttons: Iterable[ProfileButton], *, main: bool) -> Html:
    kind = ' class="lg-main"' if main else ""
    pills = (
        f'<span{kind} style="{_PILL}{_FRAME}">{markup(button_name(button.name))}</span>'
        for button in buttons
    )
    return Html("".join(pills) or "–")


def _setting(value: object) -> str:
    if isinstance(value, timedelta):
        return str(value).removesuffix(", 0:00:00")
    return f"{value:,}" if type(value) is int else in_words(value)


def _value(value: object, *, changed: bool) -> Html:
    text = markup(_setting(value))
    return Html(f"<strong>{text}</strong>" if changed else text)


def _word(name: str) -> str:
    return name.lower().replace("_", " ")


def _details(action: Action[Any]) -> str:
    if isinstance(action, UpdateProfile):
        return ", ".join(f"{name}={in_words(value)}" for name, value in action.changes)
    fields = attrs.fields(type(action))
    found = (
        (field.name, getattr(action, field.name), field.default)
        for field in fields
        if field.name not in (*action.named, "at")
    )
    return ", ".join(f"{name}={value!r}" for name, value, usual in found if value != usual)
