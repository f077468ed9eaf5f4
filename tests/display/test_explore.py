"""The interactive picture without a browser: what it shows, hears and answers."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from importlib.resources import files

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.display import draw, explore
from linkgraph.display.about import about
from linkgraph.display.scene import look
from linkgraph.display.text import label
from tests.display.pages import hostile_names
from tests.display.test_draw import crowd
from tests.rules.drawing import DAY, SOME, T0, acted, of
from tests.stable.values import TEXT

AT = T0 + 30 * DAY
PAST = lg.History(
    [
        lg.Join("ana", at=T0),
        lg.Join("bo", at=T0),
        lg.Invite("ana", "bo", at=T0 + DAY),
        lg.Accept("bo", "ana", at=T0 + 2 * DAY),
        lg.Accept("bo", "ana", at=T0 + 3 * DAY),
    ]
)


def heard(explorer, **message):
    """Send a message as the browser does; return what is answered."""
    answers = []
    explorer.send = answers.append
    explorer._handle_custom_msg({"turn": explorer.scene["turn"], **message}, [])
    return answers


def said(graph, ego, member, at=AT, policy=lg.CURRENT):
    return dict(about(graph, ego, member, at, policy))


# -- laws ---------------------------------------------------------------------------------------


@SOME
@given(lgst.graphs().filter(len), st.data())
def test_the_widget_shows_the_same_scene_as_the_picture(graph, data):
    ego = data.draw(st.sampled_from(list(graph)))
    shown = explore(graph, ego, at=AT).scene
    scene = look(graph, ego, 150)
    assert [label(member) for member in scene.members] == [m["label"] for m in shown["members"]]
    assert [int(degree) for degree in scene.degrees] == [m["degree"] for m in shown["members"]]
    for kind, pairs in shown["ties"].items():
        assert [list(pair) for pair in getattr(scene, kind)] == pairs


@SOME
@given(lgst.graphs().filter(len), st.data())
def test_what_is_said_of_a_member_is_what_the_rules_say(graph, data):
    """D1, D4, F2, B1 to B14."""
    ego, member = (data.draw(st.sampled_from(list(graph))) for _ in range(2))
    at = T0.replace(year=9000)  # after all that a drawn graph remembers
    found = said(graph, ego, member, at)
    if ego == member:
        assert {"in the middle"} == {*found}
        return
    actions = lg.profile_actions(graph, ego, member, at=at)
    shown = found[f"buttons ({actions.row})"].split(", ")
    assert len(actions.buttons) == len(shown)
    assert {f"no {button.name.lower()}" for button in actions.missing} == {
        name for name in found if name.startswith("no ")
    }
    far = lg.degree(graph, ego, member)
    assert ("introduction (D4)" in found) == (far in {lg.Degree.SECOND, lg.Degree.THIRD})
    assert ("block (F5)" in found) == any(
        graph.has_blocked(*pair) for pair in ((ego, member), (member, ego))
    )


@given(st.lists(hostile_names, min_size=2, max_size=4, unique=True))
def test_a_hostile_name_reaches_the_browser_as_plain_text(names):
    graph = of(*names, connections=[(names[0], name) for name in names[1:]])
    explorer = explore(graph, names[0], at=AT)
    json.dumps(explorer.scene, ensure_ascii=False).encode()
    assert {label(name) for name in names} == {m["label"] for m in explorer.scene["members"]}
    for place in range(len(names)):
        for answer in heard(explorer, kind="about", place=place):
            json.dumps(answer, ensure_ascii=False).encode()


def test_the_script_sets_text_and_never_markup():
    script = files("linkgraph.display").joinpath("explore.js").read_text("utf-8")
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert way not in script
    for way in ("http:", "https:", "fetch(", "import ", "XMLHttpRequest", "WebSocket"):
        assert way not in script.replace("http://www.w3.org/2000/svg", "")
    style = files("linkgraph.display").joinpath("explore.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style


# -- clicks and pointers ------------------------------------------------------------------------


def test_a_click_puts_another_member_in_the_middle():
    explorer = explore(TEXT, "ana", at=AT)
    turn = explorer.scene["turn"]
    place = [m["label"] for m in explorer.scene["members"]].index("cy")
    assert [] == heard(explorer, kind="focus", place=place)
    assert "cy" == explorer.ego
    assert "cy" == explorer.scene["members"][0]["label"]
    assert explorer.scene["turn"] > turn
    assert draw(TEXT, "cy", limit=150) == explorer.picture()


def test_a_pointer_on_the_middle_is_answered_too():
    (answer,) = heard(explore(TEXT, "ana", at=AT), kind="about", place=0)
    assert about(TEXT, "ana", "ana", AT, lg.CURRENT) == answer["said"]


def test_what_the_browser_draws_is_what_python_holds():
    state = explore(PAST, "ana").get_state()
    assert (4, 4) == (state["moments"], state["step"])
    assert "ana" == state["scene"]["members"][0]["label"]


def test_a_pointer_is_answered_with_the_reasons():
    explorer = explore(TEXT, "ana", at=AT)
    place = [m["label"] for m in explorer.scene["members"]].index("cy")
    (answer,) = heard(explorer, kind="about", place=place)
    assert ("about", place, explorer.scene["turn"]) == tuple(
        answer[name] for name in ("kind", "place", "turn")
    )
    assert about(TEXT, "ana", "cy", AT, lg.CURRENT) == answer["said"]


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "focus", "place": 99},
        {"kind": "focus", "place": 6},
        {"kind": "focus", "place": -1},
        {"kind": "focus", "place": "1"},
        {"kind": "focus", "place": 1, "turn": 0},
        {"kind": "focus"},
        {"kind": "dance", "place": 1},
    ],
)
def test_what_is_not_understood_or_came_too_late_changes_nothing(message):
    explorer = explore(TEXT, "ana", at=AT)
    before = explorer.scene
    assert [] == heard(explorer, **message)
    assert before is explorer.scene
    explorer._handle_custom_msg("no message", [])
    assert before is explorer.scene
    for odd in ("no message", {"turn": before["turn"], **message}):
        explorer._hear(explorer, odd, [])  # nor is there an error, which would only be logged


def test_focus_on_nobody_changes_nothing():
    """F6."""
    explorer = explore(TEXT, "ana", at=AT)
    before = explorer.scene
    with pytest.raises(lg.UnknownMember) as caught:
        explorer.center_on("zoe")
    assert lg.UnknownMember("zoe") == caught.value
    assert ("ana", before) == (explorer.ego, explorer.scene)


# -- a history ----------------------------------------------------------------------------------


def test_a_history_is_shown_from_its_end_and_at_every_moment():
    """H1. The last action is refused, and so left out."""
    explorer = explore(PAST, "ana")
    assert (4, 4) == (explorer.moments, explorer.step)
    seen = []
    for step in range(1, 5):
        explorer.step = step
        ties = explorer.scene["ties"]
        seen.append(
            (len(explorer.scene["members"]), len(ties["pending"]), len(ties["connections"]))
        )
    assert [(2, 0, 0), (2, 1, 0), (2, 0, 1), (2, 0, 1)] == seen
    assert (
        "2026-03-05 09:00 · 4 of 4 moments · 2 members, 1 connection, 2 follows"
        == (explorer.scene["moment"])
    )
    assert lg.replay(PAST, refused="skip") == explorer.graph


def test_before_somebody_joins_they_are_not_shown():
    explorer = explore(PAST, "ana")
    explorer.step = 0
    assert "ana is no member at this moment" == explorer.scene["summary"]
    assert [] == explorer.scene["members"]
    assert explorer.scene["moment"].startswith("the start · 0 of 4 moments")
    assert [] == heard(explorer, kind="focus", place=0)
    assert "text/html" not in explorer._repr_mimebundle_()[0]
    explorer.step = 1
    assert "ana" == explorer.scene["members"][0]["label"]


@pytest.mark.parametrize(("asked", "got"), [(-5, 0), (99, 4)])
def test_a_step_stays_within_the_history(asked, got):
    explorer = explore(PAST, "ana")
    explorer.step = asked
    assert got == explorer.step


@pytest.mark.parametrize(
    ("step", "at", "when"),
    [(2, None, T0 + DAY), (1, None, T0), (0, None, T0), (4, AT, AT)],
)
def test_buttons_are_those_of_the_moment(step, at, when):
    explorer = explore(PAST, "ana", at=at)
    explorer.step = step
    assert when == explorer._when()


def test_buttons_of_a_graph_are_those_of_now():
    when = explore(TEXT, "ana")._when()
    assert timedelta(0) == when.utcoffset()
    assert when.year >= 2026


def test_it_prints_as_what_it_shows():
    explorer = explore(PAST, "ana")
    assert "Explorer(ana, showing all 2 members)" == repr(explorer)
    explorer.center_on("bo")
    assert "Explorer(bo, showing all 2 members)" == repr(explorer)
    explorer.step = 0
    assert "Explorer(bo is no member at this moment)" == repr(explorer)


def test_a_scene_is_as_wide_as_its_rings_where_names_fit_within():
    long = "Maximilian von und zu"
    scene = explore(of("ana", long, connections=[("ana", long)]), "ana").scene
    assert "middle" == scene["members"][1]["name"]["anchor"]
    assert 80 + 14 + 14 == scene["width"]


@pytest.mark.parametrize("size", [16, 30, 70, 210])
def test_coordinates_have_one_decimal(size):
    scene = explore(crowd(size), 0, limit=300).scene
    found = [scene["width"], scene["height"]]
    for member in scene["members"]:
        name = member.get("name", {"x": 0.0, "y": 0.0})
        found += [member["x"], member["y"], name["x"], name["y"]]
    assert [round(each, 1) for each in found] == found


def test_in_a_crowd_not_everybody_is_named_in_the_picture():
    members = explore(crowd(300), 0).scene["members"]
    assert 150 == len(members)
    assert 0 < sum("name" in member for member in members) < 150
    assert members[0]["name"]["text"] == "0"


def test_a_graph_has_no_moments():
    explorer = explore(TEXT, "ana")
    assert (0, 0, "") == (explorer.moments, explorer.step, explorer.scene["moment"])
    assert TEXT is explorer.graph


# -- what is said -------------------------------------------------------------------------------


def test_of_an_unknown_one_learns_who_could_introduce_them():
    graph = of(*"ana bo cy di".split(), connections="ana-bo ana-cy bo-di cy-di")
    found = said(graph, "ana", "di")
    assert "2nd degree (D1)" == found["distance"]
    assert "ana – bo – di\nand 1 other way" == found["introduction (D4)"]
    assert "ana does not follow di\ndi does not follow ana" == found["follows (F2)"]
    assert "connect, message, follow, block" == found["buttons (B11)"]


def test_what_is_pending_or_blocked_is_said():
    """F4, F5, B14."""
    graph = acted(
        of("ana", "bo", "cy"), lg.Invite("bo", "ana", at=T0), lg.Block("ana", "cy", at=T0)
    )
    found = said(graph, "ana", "bo")
    assert "bo to ana, 2026-03-02" == found["invitation (F4)"]
    assert "accept, ignore, I don't know, follow, block" == found["buttons (B4)"]
    assert "A1: the other has invited: accept instead" == found["no connect"]
    assert "ana has blocked cy" == said(graph, "ana", "cy")["block (F5)"]


def test_of_oneself_there_are_figures():
    assert {"in the middle": "2 connections, 1 follower"} == said(TEXT, "bo", "bo")


def test_the_policy_decides_the_buttons():
    graph = of("ana", "bo")
    found = said(graph, "ana", "bo", policy=lg.CONNECT_ONLY)
    assert "E1: in this era the member cannot be followed" == found["no follow"]


def test_every_reason_stands_in_a_line_of_its_own():
    """B14."""
    full = attrs.evolve(lg.CURRENT, connection_cap=0, weekly_invitations=0)
    found = said(of("ana", "bo"), "ana", "bo", policy=full)
    assert [
        "L1: one of the two has as many connections as a member may have",
        "L2: the sender has sent as many invitations as a week allows",
    ] == found["no connect"].splitlines()


# -- what one gives and has ---------------------------------------------------------------------


def test_where_no_kernel_runs_the_still_picture_stays():
    explorer = explore(TEXT, "ana", at=AT)
    data, _ = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert draw(TEXT, "ana")._repr_mimebundle_()["text/html"] == data["text/html"]
    assert explore(TEXT, "ana", limit=2).picture() == draw(TEXT, "ana", limit=2)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            {"source": [("ana", "bo")]},
            lg.InvalidInput(
                [("ana", "bo")], "is nothing to explore", "give a `LinkGraph` or a `History`"
            ),
        ),
        ({"ego": "zoe"}, lg.UnknownMember("zoe")),
        (
            {"limit": 0},
            lg.InvalidInput(0, "is no number of members to show", "use a positive integer"),
        ),
        (
            {"policy": "E1"},
            lg.InvalidInput("E1", "is no policy", "give a `Policy` such as `linkgraph.CURRENT`"),
        ),
        (
            {"at": T0.replace(tzinfo=None)},
            lg.InvalidInput(
                T0.replace(tzinfo=None),
                "is a naive `at`",
                "give it a time zone, such as `tzinfo=datetime.UTC`",
            ),
        ),
    ],
)
def test_what_cannot_be_explored_is_refused(arguments, error):
    given_ = {"source": TEXT, "ego": "ana", **arguments}
    with pytest.raises(type(error)) as caught:
        explore(given_.pop("source"), given_.pop("ego"), **given_)
    assert error == caught.value


def test_without_anywidget_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "linkgraph.display.explorer_widget", raising=False)
    with pytest.raises(ImportError) as caught:
        explore(TEXT, "ana")
    expected = "exploring a network needs anywidget: pip install 'linkgraph[notebook]'"
    assert expected == str(caught.value)
    draw(TEXT, "ana")


def test_a_picture_needs_no_widget():
    code = (
        "import sys, linkgraph as lg\n"
        "lg.display.draw(lg.LinkGraph.from_edges(connections=[('ana', 'bo')]), 'ana')\n"
        "assert not {'anywidget', 'ipywidgets', 'traitlets', 'matplotlib'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
