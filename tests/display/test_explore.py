"""The interactive picture without a browser: its scenes and its answers to messages."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from importlib.resources import files
from itertools import combinations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.display import draw, explore
from linkgraph.display._explorer_widget import COLOURS, about
from linkgraph.display.figure import KINDS, figure_of
from linkgraph.display.scene import everything, scene_of
from linkgraph.display.text import label, labels
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


def send(explorer, **message):
    """Send a message as the browser does; return the answers."""
    answers = []
    explorer.send = answers.append
    explorer._handle_custom_msg({"turn": explorer.scene["turn"], **message}, [])
    return answers


def texts_about(graph, ego, member, at=AT, policy=lg.CURRENT):
    return dict(about(graph, ego, member, at, policy))


# -- laws ---------------------------------------------------------------------------------------


@SOME
@given(lgst.graphs().filter(len), st.data())
def test_the_widget_shows_the_same_scene_as_the_picture(graph, data):
    ego = data.draw(st.sampled_from(list(graph)))
    shown = explore(graph, ego, at=AT).scene
    scene = scene_of(graph, ego, 150)
    assert [label(member) for member in scene.members] == [m["label"] for m in shown["members"]]
    assert [int(degree) for degree in scene.degrees] == [m["degree"] for m in shown["members"]]
    every = everything(scene)
    for kind in KINDS:
        ties = [tuple(tie["ends"]) for tie in shown["ties"] if tie["kind"] == kind]
        assert sorted(getattr(every, kind)) == sorted(ties)


@SOME
@given(lgst.graphs().filter(len), st.data())
def test_texts_about_a_member_agree_with_the_rules(graph, data):
    """D1, D4, F2, B1 to B14."""
    ego, member = (data.draw(st.sampled_from(list(graph))) for _ in range(2))
    at = T0.replace(year=9000)  # later than any fact that a drawn graph remembers
    texts = texts_about(graph, ego, member, at)
    if ego == member:
        assert {"in the middle"} == {*texts}
        return
    actions = lg.profile_actions(graph, ego, member, at=at)
    shown = texts[f"buttons ({actions.row})"].split(", ")
    assert len(actions.buttons) == len(shown)
    assert {f"not shown: {button.name.lower()}" for button in actions.missing} == {
        heading for heading in texts if heading.startswith("not shown")
    }
    degree = lg.degree(graph, ego, member)
    introduced = degree > lg.Degree.FIRST and bool(lg.introductions(graph, ego, member))
    assert ("introduction (D4)" in texts) == introduced
    assert ("block (F5)" in texts) == any(
        graph.has_blocked(*pair) for pair in ((ego, member), (member, ego))
    )


@given(st.lists(hostile_names, min_size=2, max_size=4, unique=True))
def test_a_hostile_name_reaches_the_browser_as_plain_text(names):
    graph = of(*names, connections=[(names[0], name) for name in names[1:]])
    explorer = explore(graph, names[0], at=AT)
    json.dumps(explorer.scene, ensure_ascii=False).encode()
    assert {*labels(names)} == {m["label"] for m in explorer.scene["members"]}
    for place in range(len(names)):
        for answer in send(explorer, kind="about", place=place):
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
    assert [] == send(explorer, kind="focus", place=place)
    assert "cy" == explorer.ego
    assert "cy" == explorer.scene["members"][0]["label"]
    assert explorer.scene["turn"] > turn
    assert draw(TEXT, "cy", limit=150) == explorer.picture()


def test_a_pointer_on_the_ego_is_answered():
    (answer,) = send(explore(TEXT, "ana", at=AT), kind="about", place=0)
    assert about(TEXT, "ana", "ana", AT, lg.CURRENT) == answer["texts"]


def test_the_browser_gets_the_current_scene():
    state = explore(PAST, "ana").get_state()
    assert (4, 4) == (state["moments"], state["step"])
    assert "ana" == state["scene"]["members"][0]["label"]


def test_a_pointer_is_answered_with_the_reasons():
    explorer = explore(TEXT, "ana", at=AT)
    place = [m["label"] for m in explorer.scene["members"]].index("cy")
    (answer,) = send(explorer, kind="about", place=place)
    assert ("about", place, explorer.scene["turn"]) == tuple(
        answer[name] for name in ("kind", "place", "turn")
    )
    assert about(TEXT, "ana", "cy", AT, lg.CURRENT) == answer["texts"]


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
def test_invalid_and_late_messages_are_ignored(message):
    explorer = explore(TEXT, "ana", at=AT)
    before = explorer.scene
    assert [] == send(explorer, **message)
    assert before is explorer.scene
    explorer._handle_custom_msg("no message", [])
    assert before is explorer.scene
    for invalid in ("no message", {"turn": before["turn"], **message}):
        explorer._receive(
            explorer, invalid, []
        )  # anywidget only logs an error, so it is called directly


def test_a_stranger_cannot_be_centered():
    """F6."""
    explorer = explore(TEXT, "ana", at=AT)
    before = explorer.scene
    with pytest.raises(lg.UnknownMember) as caught:
        explorer.center_on("zoe")
    assert lg.UnknownMember("zoe") == caught.value
    assert ("ana", before) == (explorer.ego, explorer.scene)


# -- a history ----------------------------------------------------------------------------------


def test_a_history_is_shown_from_its_end_and_at_every_moment():
    """H1: the last action is refused and left out."""
    explorer = explore(PAST, "ana")
    assert (4, 4) == (explorer.moments, explorer.step)
    counts = []
    for step in range(1, 5):
        explorer.step = step
        ties = [tie["kind"] for tie in explorer.scene["ties"]]
        counts.append((len(explorer.scene["members"]), ties.count("wait"), ties.count("own")))
    assert [(2, 0, 0), (2, 1, 0), (2, 0, 1), (2, 0, 1)] == counts
    assert (
        "2026-03-05 09:00 · 4 of 4 moments · 2 members, 1 connection, 2 follows"
        == (explorer.scene["moment"])
    )
    assert lg.replay(PAST, refused="skip") == explorer.graph


def test_a_member_is_not_shown_before_joining():
    explorer = explore(PAST, "ana")
    explorer.step = 0
    assert "ana is not a member at this moment" == explorer.scene["summary"]
    assert [] == explorer.scene["members"]
    assert explorer.scene["moment"].startswith("the start · 0 of 4 moments")
    assert [] == send(explorer, kind="focus", place=0)
    assert "text/html" not in explorer._repr_mimebundle_()[0]
    explorer.step = 1
    assert "ana" == explorer.scene["members"][0]["label"]


@pytest.mark.parametrize(("step", "expected"), [(-5, 0), (99, 4)])
def test_a_step_stays_within_the_history(step, expected):
    explorer = explore(PAST, "ana")
    explorer.step = step
    assert expected == explorer.step


@pytest.mark.parametrize(
    ("step", "at", "when"),
    [(2, None, T0 + DAY), (1, None, T0), (0, None, T0), (4, AT, AT)],
)
def test_buttons_are_those_of_the_moment(step, at, when):
    explorer = explore(PAST, "ana", at=at)
    explorer.step = step
    assert when == explorer._button_time()


def test_buttons_of_a_graph_are_those_of_now():
    when = explore(TEXT, "ana")._button_time()
    assert timedelta(0) == when.utcoffset()
    assert when.year >= 2026


def test_the_repr_is_the_caption():
    explorer = explore(PAST, "ana")
    assert "Explorer(ana, showing all 2 members)" == repr(explorer)
    explorer.center_on("bo")
    assert "Explorer(bo, showing all 2 members)" == repr(explorer)
    explorer.step = 0
    assert "Explorer(bo is not a member at this moment)" == repr(explorer)


def test_the_widget_draws_what_the_picture_draws():
    """The other ties of a crowd are hidden until the pointer is on one of their members."""
    graph = crowd(400)
    shown = explore(graph, 0).scene
    figure = figure_of(scene_of(graph, 0, 150))
    drawn = [(tie["kind"], tie["path"], tie["tip"]) for tie in shown["ties"] if not tie["hidden"]]
    assert [(stroke.kind, stroke.path, stroke.tip) for stroke in figure.strokes] == drawn
    fans = lg.LinkGraph.from_edges(connections=[(0, n) for n in range(1, 100)])
    shown = explore(fans, 0).scene
    assert [True] * 99 == [tie["hidden"] for tie in shown["ties"]]
    assert "connected to all 99" == shown["connected"]
    assert [["own", "connected to 0"]] == shown["legend"]
    assert [["1st degree · 99", 1, 5.5]] == shown["degrees"]


def test_members_have_the_ranks_of_their_group_and_employer():
    """Two groups of four; the largest employer is first, and those with one member share a rank."""
    sides = ["abcd", "efgh"]
    friends = [pair for side in sides for pair in combinations(side, 2)]
    graph = lg.LinkGraph.from_edges(connections=[*(("ego", name) for name in "abcdefgh"), *friends])
    for name, employer in zip("abcde", ["x", "y", "y", 1, 2], strict=True):
        graph = graph.with_profile(name, lg.Profile(employer=employer))
    shown = explore(graph, "ego").scene
    members = {member["label"]: member for member in shown["members"]}
    assert members["ego"]["group"] is None
    assert 1 == len({members[name]["group"] for name in "abcd"})
    assert {0, 1} == {members[name]["group"] for name in "abcdefgh"}
    assert [COLOURS, 0, 0, COLOURS, COLOURS, None] == [members[n]["employer"] for n in "abcdef"]
    assert ["y"] == shown["employers"]


@pytest.mark.parametrize("size", [16, 30, 70, 210])
def test_coordinates_have_one_decimal(size):
    scene = explore(crowd(size), 0, limit=300).scene
    lengths = [*scene["box"]]
    for member in scene["members"]:
        name = member.get("name", {"x": 0.0, "y": 0.0})
        lengths += [member["x"], member["y"], name["x"], name["y"]]
    assert [round(length, 1) for length in lengths] == lengths


def test_in_a_crowd_some_members_are_named():
    members = explore(crowd(300), 0, limit=300).scene["members"]
    assert 300 == len(members)
    assert 100 < sum("name" in member for member in members) < 300
    assert members[0]["name"]["text"] == "0"


def test_a_graph_has_no_moments():
    explorer = explore(TEXT, "ana")
    assert (0, 0, "") == (explorer.moments, explorer.step, explorer.scene["moment"])
    assert TEXT is explorer.graph


# -- texts about a member -----------------------------------------------------------------------


def test_texts_about_a_stranger_name_an_introduction():
    graph = of(*"ana bo cy di".split(), connections="ana-bo ana-cy bo-di cy-di")
    texts = texts_about(graph, "ana", "di")
    assert "2nd degree (D1)" == texts["distance"]
    assert "ana – bo – di\nand 1 other way" == texts["introduction (D4)"]
    assert "ana does not follow di\ndi does not follow ana" == texts["follows (F2)"]
    assert "connect, message, follow, block" == texts["buttons (B11)"]


def test_texts_name_invitations_and_blocks():
    """F4, F5, B14."""
    graph = acted(
        of("ana", "bo", "cy"), lg.Invite("bo", "ana", at=T0), lg.Block("ana", "cy", at=T0)
    )
    texts = texts_about(graph, "ana", "bo")
    assert "bo to ana, 2026-03-02" == texts["invitation (F4)"]
    assert "accept, ignore, I don't know, follow, block" == texts["buttons (B4)"]
    assert texts["not shown: connect"].endswith("(A1)")
    assert "ana has blocked cy" == texts_about(graph, "ana", "cy")["block (F5)"]


def test_texts_about_the_ego_are_counts():
    assert {"in the middle": "2 connections, 1 follower"} == texts_about(TEXT, "bo", "bo")


def test_the_policy_decides_the_buttons():
    graph = of("ana", "bo")
    texts = texts_about(graph, "ana", "bo", policy=lg.CONNECT_ONLY)
    assert texts["not shown: follow"].endswith("(E1)")


def test_every_reason_has_its_own_line():
    """B14."""
    full = attrs.evolve(lg.CURRENT, connection_cap=0, weekly_invitations=0)
    graph = of("ana", "bo")
    reasons = lg.check(graph, lg.Invite("ana", "bo", at=AT), full).reasons
    assert ["L1", "L2"] == [reason.rule for reason in reasons]
    texts = texts_about(graph, "ana", "bo", policy=full)
    assert [*map(str, reasons)] == texts["not shown: connect"].splitlines()


# -- arguments and results ----------------------------------------------------------------------


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
            lg.InvalidInput([("ana", "bo")], "a `LinkGraph` or a `History` as `source`"),
        ),
        ({"ego": "zoe"}, lg.UnknownMember("zoe")),
        ({"limit": 0}, lg.InvalidInput(0, "a positive integer as `limit`")),
    ],
)
def test_invalid_arguments_are_refused(arguments, error):
    values = {"source": TEXT, "ego": "ana", **arguments}
    with pytest.raises(type(error)) as caught:
        explore(values.pop("source"), values.pop("ego"), **values)
    assert error == caught.value


@pytest.mark.parametrize("argument", [{"policy": "E1"}, {"at": T0.replace(tzinfo=None)}])
def test_the_policy_and_the_time_are_checked(argument):
    with pytest.raises(lg.InvalidInput) as caught:
        explore(TEXT, "ana", **argument)
    assert [caught.value.value] == list(argument.values())


def test_without_anywidget_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "linkgraph.display._explorer_widget", raising=False)
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
