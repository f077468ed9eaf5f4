"""The HTML tables of the library's values are bounded, and all their text is escaped."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.display.html_tables import ROWS, TABLES, table_of
from linkgraph.display.text import NO_MATH, label, labels, line
from tests.display.pages import HOSTILE, Page, hostile_names
from tests.rules.drawing import T0, acted, of
from tests.stable.values import ACTIONS, ANSWERS, HISTORY, POSTS, TEXT

TAGS = {"div", "style", "strong", "span", "table", "thead", "tbody", "tr", "th", "td", "bdi", "br"}
ATTRIBUTES = {"class", "style", "colspan"}


def page(value):
    html = value._repr_html_()
    assert html.startswith(f'<div class="linkgraph {NO_MATH}">')
    assert html.endswith("</div>")
    table = Page(html)
    assert table.is_valid
    # Besides the style sheets, no character is invisible or changes the direction of the text.
    assert line(table.text, len(table.text)) == table.text
    assert table.tags <= TAGS
    assert table.attributes <= ATTRIBUTES
    return table


# -- laws ---------------------------------------------------------------------------------------


@given(st.lists(hostile_names, min_size=2, max_size=6, unique=True))
def test_a_hostile_name_stays_text_in_every_table(names):
    a, b, *_ = names
    members = of(*names, connections=[(a, b)])
    reason = lg.Reason("W3", lg.Code.CONNECTION_ENGAGED, tuple(names))
    post = lg.Post(a, b, audience=lg.Group(a))
    history = lg.History(
        [lg.Invite(b, a, at=T0, note=a or "x"), lg.UpdateProfile(a, at=T0, employer=b)],
        start=lg.LinkGraph.from_edges(members=names),
    )
    for value in (
        members,
        members.with_profile(a, lg.Profile(employer=b, groups=names)),
        members.members,
        lg.Verdict(False, (reason,)),
        lg.FeedItem(post, (reason,)),
        attrs.evolve(ANSWERS["profile-actions"], message=lg.Verdict(True, (reason,))),
        history,
    ):
        page(value)
        value._repr_html_().encode()
    assert {*labels(names)} <= {*page(members).cells}


@given(lgst.graphs())
def test_a_graph_lists_its_first_members_with_their_counts(graph):
    """F10."""
    cells = page(graph).cells
    for member in list(graph)[:ROWS]:
        counts = (
            graph.connection_count(member),
            graph.follower_count(member),
            graph.following_count(member),
        )
        at = cells.index(label(member))
        assert [str(count) for count in counts] == cells[at + 1 : at + 4]
        del cells[at]


@given(lgst.graphs(), st.data())
def test_the_members_of_a_set_are_listed_in_its_order(graph, data):
    """F10."""
    assume(len(graph))
    members = graph.connections_of(data.draw(st.sampled_from(list(graph))))
    assert [label(member) for member in members][:ROWS] == page(members).cells[:ROWS]


@given(lgst.histories(allowed=None))
def test_a_history_lists_its_first_actions(history):
    """H1."""
    cells = page(history).cells
    names = [f"{type(action).__name__} ({action.rule})" for action in history.actions[:ROWS]]
    assert names == cells[2::5][: len(names)]


@given(lgst.policies())
def test_a_policy_lists_every_field_and_todays_value_if_it_differs(policy):
    cells = page(policy).cells
    fields = [field.name for field in attrs.fields(lg.Policy)]
    assert fields == cells[0::3]
    for name, today in zip(fields, cells[2::3], strict=True):
        assert (today == "") == (getattr(policy, name) == getattr(lg.CURRENT, name))


def test_every_class_with_a_table_is_known_and_no_other_makes_html():
    """So that no other place needs to say that its text is text."""
    modules = [name for name in sys.modules if name.partition(".")[0] == "linkgraph"]
    makers = {
        kind
        for name in modules
        for kind in vars(sys.modules[name]).values()
        if isinstance(kind, type) and hasattr(kind, "_repr_html_")
    }
    assert set(TABLES) == makers


# -- contents -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_each_class_shows_its_table_and_a_line(kind):
    """`_repr_html_` is the table, `repr` one line."""
    examples = {
        lg.LinkGraph: TEXT,
        lg.MemberSet: TEXT.members,
        lg.Verdict: ANSWERS["profile-actions"].message,
        lg.FeedItem: ANSWERS["feed-item"],
        lg.ProfileActions: ANSWERS["profile-actions"],
        lg.Policy: lg.FOLLOW_FIRST,
        lg.History: HISTORY,
    }
    value = examples[kind]
    assert table_of(value) == value._repr_html_()
    assert repr(value).startswith(f"{kind.__name__}(")
    assert 1 == len(repr(value).splitlines())


def test_a_table_says_how_many_rows_it_leaves_out():
    chain = lg.LinkGraph.from_edges(connections=[(n, n + 1) for n in range(100_000)])
    for value in (chain, chain.members):
        assert "… and 99,991 more" == page(value).cells[-1]
        assert len(value._repr_html_()) < 10_000


def test_a_long_history_says_how_many_more_actions_there_are():
    history = lg.History([lg.Join(n, at=T0) for n in range(12)])
    assert "… and 2 more" == page(history).cells[-1]


def test_the_number_of_rows_is_limited():
    for size, last in ((ROWS, str(ROWS - 1)), (ROWS + 1, "… and 1 more")):
        assert last == page(lg.LinkGraph.from_edges(members=range(size)).members).cells[-1]


def test_what_is_empty_has_no_table():
    for value in (lg.LinkGraph(), lg.LinkGraph().members, lg.History([])):
        assert [] == page(value).cells


def test_settings_have_a_column_if_a_member_has_some():
    graph = of("ana", "bo", bo={"tier": lg.Tier.PREMIUM})
    assert ["ana", "0", "0", "0", "", "bo", "0", "0", "0", "tier=Tier.PREMIUM"] == page(graph).cells


def test_a_verdict_says_yes_or_no_and_why():
    refused = lg.check(TEXT, lg.Invite("ana", "bo", at=T0))
    table = page(refused)
    assert "Verdict no" in table.text
    assert ["A1", lg.Code.ALREADY_CONNECTED.value, ""] == table.cells
    assert "members" not in table.text
    assert "Verdict yes" in page(lg.check(TEXT, lg.Block("ana", "bo", at=T0))).text


def test_a_long_list_of_members_is_shortened():
    reason = lg.Reason("W3", lg.Code.CONNECTION_ENGAGED, tuple(range(8)))
    assert "0, 1, 2, 3, 4, 5 … and 2 more" == page(lg.Verdict(True, (reason,))).cells[-1]
    seven = attrs.evolve(reason, members=tuple(range(7)))
    assert "0, 1, 2, 3, 4, 5 … and 1 more" == page(lg.Verdict(True, (seven,))).cells[-1]
    few = attrs.evolve(reason, members=tuple(range(6)))
    assert "0, 1, 2, 3, 4, 5" == page(lg.Verdict(True, (few,))).cells[-1]


def test_a_long_setting_is_shortened():
    """The limit is 120 characters, of which `employer=''` takes 11."""
    for length, shown in ((109, "x" * 109 + "'"), (110, "x" * 109 + "…")):
        assert f"employer='{shown}" == page(of("ana", ana={"employer": "x" * length})).cells[-1]


def test_every_reason_has_its_own_line():
    """B14."""
    full = attrs.evolve(lg.CURRENT, connection_cap=0, weekly_invitations=0)
    actions = lg.profile_actions(of("ana", "bo"), "ana", "bo", at=T0, policy=full)
    reasons = actions.missing[lg.ProfileButton.CONNECT].reasons
    assert ["L1", "L2"] == [reason.rule for reason in reasons]
    assert "<br>".join(map(str, reasons)) in actions._repr_html_()


def test_a_profile_shows_its_buttons_and_why_one_is_missing():
    """B13, B14."""
    actions = lg.profile_actions(TEXT, "ana", "bo", at=T0)
    cells = page(actions).cells
    (missing,) = actions.missing[lg.ProfileButton.CONNECT].reasons
    (message,) = actions.message.reasons
    assert ["primary", "message", "", "secondary", "–", ""] == cells[:6]
    assert ["menu", "unfollowremove connectionblock", ""] == cells[6:9]
    assert ["not shown: connect", "no", str(missing)] == cells[9:12]
    assert ["can message", "yes", str(message)] == cells[12:]


@pytest.mark.parametrize(
    ("post", "text"),
    [
        (POSTS[0], "post p1 by bo · article · for anyone · comments: all · 2026-03-02 09:00"),
        (POSTS[1], "post 2 by cy · post · for connections · comments: connections"),
        (POSTS[2], "post ('p', 3) by ana · post · for group chess · comments: none"),
    ],
)
def test_a_feed_item_describes_its_post(post, text):
    assert f"FeedItem {text}" in page(lg.FeedItem(post, ())).text


def test_a_policy_is_named_by_its_era():
    assert "Policy CONNECT_ONLY (E1)" in page(lg.CONNECT_ONLY).text
    custom = attrs.evolve(lg.CURRENT, expire_after=timedelta(days=2, hours=1), connection_cap=7)
    table = page(custom)
    assert "Policy custom" in table.text
    at = table.cells.index("expire_after")
    assert ["2 days, 1:00:00", "180 days"] == table.cells[at + 1 : at + 3]
    assert ["connection_cap", "7", "30,000"] == table.cells[:3]


def test_an_action_shows_its_other_fields():
    rows = page(lg.History([ACTIONS[0], ACTIONS[4], ACTIONS[5]])).cells
    assert ["0", "2026-03-03 09:00", "Invite (A1)", "di, bo"] == rows[:4]
    assert "note='hi', knows_email=True" == rows[4]
    assert ["1", "2026-03-03 09:00", "Expire (A6)", "", ""] == rows[5:10]
    assert "" == rows[14]
    update = page(lg.History([lg.UpdateProfile("bo", at=T0, tier=lg.Tier.PREMIUM)]))
    assert "tier=Tier.PREMIUM" == update.cells[-1]


def test_a_table_is_complete_without_its_style_sheet():
    """Jupyter removes it from a notebook that is not trusted."""
    html = TEXT._repr_html_()
    start, end = html.index("<style>"), html.index("</style>")
    bare = html[:start] + html[end + len("</style>") :]
    assert Page(bare).is_valid
    assert page(TEXT).cells == Page(bare).cells
    assert bare.count("<td style=") == bare.count("<td")


def test_a_style_sheet_knows_light_dark_and_jupyters_themes():
    html = TEXT._repr_html_()
    assert "@media (prefers-color-scheme: dark)" in html
    assert "var(--jp-" in html


def test_nothing_is_loaded():
    for name in HOSTILE:
        html = acted(of(name))._repr_html_()
        assert not {"src", "href"} & page(acted(of(name))).attributes
        assert "url(" not in html
        assert "@import" not in html


@pytest.mark.parametrize(
    "value",
    [
        "from linkgraph.graph.linkgraph import LinkGraph; value = LinkGraph()",
        "from linkgraph.graph.linkgraph import LinkGraph; value = LinkGraph().members",
        "from linkgraph.rules.policy import CURRENT as value",
        "from linkgraph.rules.history import History; value = History([])",
    ],
)
def test_a_value_loads_its_table_when_it_is_shown(value):
    """The hook works without an import of `linkgraph.display`, and loads no extra."""
    code = (
        f"import sys\n{value}\n"
        "assert 'linkgraph.display' not in sys.modules\n"
        "assert '<table>' in value._repr_html_() or not len(value)\n"
        "assert type(value).__name__ in value._repr_html_()\n"
        "assert 'linkgraph.display.html_tables' in sys.modules\n"
        "assert not {'matplotlib', 'anywidget', 'IPython', 'ipywidgets'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize(
    "pair",
    [(1, "1"), ("x" * 60 + "a" + "y" * 30, "x" * 60 + "b" + "y" * 30)],
    ids=["number and text", "long"],
)
def test_members_who_look_alike_are_told_apart(pair):
    one, other = pair
    graph = of(one, other, connections=[pair])
    history = lg.History([lg.Join(one, at=T0), lg.Join(other, at=T0)])
    reason = lg.Reason("W3", lg.Code.CONNECTION_ENGAGED, pair)
    expected = labels(pair)
    for value in (graph, graph.members, history):
        assert {*expected} <= {*page(value).cells}
    assert ", ".join(expected) in page(lg.Verdict(True, (reason,))).cells
