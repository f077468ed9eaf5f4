"""A still picture: its members and ties, their positions and names, and what it leaves out."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64decode
from html import unescape
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.display import Picture, draw
from linkgraph.display.figure import figure_of
from linkgraph.display.picture import LEGEND
from linkgraph.display.scene import RINGS, everything, scene_of, selection
from linkgraph.display.text import labels
from tests.display.pages import HOSTILE, Page, drawing, hostile_names
from tests.rules.drawing import T0, acted, of
from tests.stable.values import ODD, TEXT

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {f"{SVG}{tag}" for tag in ("svg", "style", "rect", "circle", "path", "text", "title")}


def texts(picture):
    return [text.text for text in drawing(picture.svg).iter(f"{SVG}text")]


def tooltips(picture):
    return [title.text for title in drawing(picture.svg).iter(f"{SVG}title")]


def crowd(size, ties=3):
    """A network of `size` members, each connected to a few earlier ones."""
    pairs = [(n, n * 7 % (n + ties) % n) for n in range(1, size)]
    pairs += [(n, (n * n + 3) % n) for n in range(1, size)]
    return lg.LinkGraph.from_edges(connections=pairs, members=range(size))


@st.composite
def graphs_and_egos(draw_from):
    graph = draw_from(lgst.graphs().filter(len))
    return graph, draw_from(st.sampled_from(list(graph)))


# -- members and ties ---------------------------------------------------------------------------


@given(graphs_and_egos())
def test_a_scene_holds_every_fact_between_its_members(drawn):
    """F1 to F5, D1: for each pair, the picture shows the facts of the graph."""
    graph, ego = drawn
    scene = scene_of(graph, ego, 500)
    assert ego == scene.ego
    assert {*graph} == {*scene.members}
    for place_, member in enumerate(scene.members):
        assert lg.degree(graph, ego, member) is scene.degrees[place_]
    for a, b in combinations(range(len(scene.members)), 2):
        one, other = scene.members[a], scene.members[b]
        connected = graph.is_connected(one, other)
        assert connected == ((a, b) in scene.connections)
        for i, j, x, y in ((a, b, one, other), (b, a, other, one)):
            follows = graph.is_following(x, y)
            assert (follows and not connected) == ((i, j) in scene.follows)
            assert (connected and not follows) == ((i, j) in scene.stopped)
            assert (graph.invitation(x, y) is not None) == ((i, j) in scene.pending)
            assert graph.has_blocked(x, y) == ((i, j) in scene.blocks)


@given(graphs_and_egos(), st.integers(1, 6))
def test_the_nearest_members_are_shown_and_all_are_counted(drawn, limit):
    """D1."""
    graph, ego = drawn
    scene = scene_of(graph, ego, limit)
    assert min(limit, len(graph)) == len(scene.members) == len({*scene.members})
    left_out = {*graph} - {*scene.members}
    farthest = max(scene.degrees)
    assert all(lg.degree(graph, ego, member) >= farthest for member in left_out)
    assert list(scene.degrees) == sorted(scene.degrees)
    assert len(graph) == sum(scene.totals.values())
    assert {d: len(lg.network(graph, ego, d)) for d in lg.Degree} == scene.totals


def test_within_a_degree_ties_with_the_ego_count_before_mutual_connections():
    graph = of(
        *"ego a b c d e".split(),
        connections="ego-a ego-b ego-c ego-d ego-e b-c b-d",
    ).unfollow("ego", "e")
    assert ("ego", "e") == scene_of(graph, "ego", 2).members
    assert ("ego", "b", "e") == scene_of(graph, "ego", 3).members
    assert ("ego", "b", "c", "e") == scene_of(graph, "ego", 4).members


def test_a_picture_says_how_many_members_it_leaves_out():
    graph = lg.LinkGraph.from_edges(connections=[(n // 20, n) for n in range(1, 12_345)])
    picture = draw(graph, 0, limit=500)
    text = (
        "showing 500 of 12,345 members: all 19 at 1st degree, all 380 at 2nd degree, "
        "100 of 7,600 at 3rd degree, none of 4,345 out of network"
    )
    assert f"Picture(0, {text})" == repr(picture)
    assert text in " ".join(texts(picture))
    assert "2nd degree · 380" in texts(picture)
    assert "3rd degree · 100 of 7,600" in texts(picture)
    assert 500 == len(tooltips(picture))
    assert "showing all 3 members" in texts(draw(of("a", "b", "c"), "a"))


def test_a_crowded_picture_says_which_ties_it_leaves_out():
    """80 connections have lines to the ego, and 81 have one text."""
    for size, lines in ((80, True), (81, False)):
        fans = [("ana", n) for n in range(size)]
        graph = lg.LinkGraph.from_edges(connections=fans).unfollow("ana", 0)
        actual = texts(draw(graph, "ana"))
        assert lines == ("connected to ana" in actual)
        assert lines != (f"connected to all {size}" in actual)
    assert "not drawn: 1 bar for connections without a follow" in " ".join(actual)


def test_a_clique_of_hundreds_shows_the_strongest_ties_of_each():
    """Two cliques that share the ego; one tie joins them, and one contact is shown of each fan."""
    sides = [range(1, 61), range(61, 121)]
    pairs = [pair for side in sides for pair in combinations(side, 2)]
    fans = [(n, -m) for m in range(1, 101) for n in range(1, 8)]
    graph = lg.LinkGraph.from_edges(
        connections=[*((0, n) for side in sides for n in side), *pairs, (1, 61), *fans],
        follows=[(-n, -n - 1) for n in range(1, 100)],
    )
    scene = scene_of(graph, 0, 500)
    shown = selection(scene)
    members = [{scene.members[a], scene.members[b]} for a, b in shown.line]
    assert {1, 61} in members
    assert all(any(n in pair and min(pair) > 0 for pair in members) for n in range(1, 121))
    assert all(sum(-n in pair for pair in members) == 1 for n in range(1, 101))
    left_out = len(scene.connections) - 120 - len(shown.line)
    assert len(pairs) + 1 + len(fans) - len(shown.line) == left_out
    numbers = [int(text.split()[0].replace(",", "")) for text in shown.left_out]
    assert [left_out - 600, 600, 99] == numbers


@given(graphs_and_egos())
def test_ties_are_drawn_or_counted(drawn):
    """F1 to F5: what a picture draws are facts, and a small picture draws them all."""
    graph, ego = drawn
    scene = scene_of(graph, ego, 500)
    assert everything(scene) == selection(scene)
    assert sorted(scene.connections) == sorted((*selection(scene).own, *selection(scene).line))


def test_dots_are_sized_by_mutual_connections():
    """D3."""
    graph = of(*"ana bo cy di".split(), connections="ana-bo ana-cy ana-di bo-cy")
    figure = figure_of(scene_of(graph, "ana", 9))
    by_name = dict(zip(figure.scene.members, figure.layout.radii, strict=True))
    assert by_name["bo"] == by_name["cy"] > by_name["di"]
    assert (3, 1, 1, 0) == figure.scene.mutual
    assert "larger: more mutual connections" in texts(draw(graph, "ana"))
    assert "larger: more mutual connections" not in texts(draw(of("ana"), "ana"))
    assert "bo: 1st degree, 1 mutual connection" in tooltips(draw(graph, "ana"))


def test_members_who_look_alike_are_told_apart():
    graph = of("ana", 1, "1", connections=[("ana", 1), ("ana", "1")])
    assert {"1", "'1'"} <= {*texts(draw(graph, "ana"))}


def test_a_picture_fills_its_cell_up_to_a_width():
    picture = draw(TEXT, "ana")
    width = drawing(picture.svg).get("width")
    html = picture._repr_mimebundle_()["text/html"]
    assert f"width:100%;max-width:calc(1.25 * {width}px)" in html
    _, _, wide, high = map(float, drawing(picture.svg).get("viewBox").split())
    assert (width, drawing(picture.svg).get("height")) == (f"{wide:.0f}", f"{high:.0f}")


def test_nothing_is_typeset_as_mathematics():
    assert "tex2jax_ignore mathjax_ignore" in drawing(draw(TEXT, "ana").svg).get("class")


def test_a_single_member_has_a_picture():
    picture = draw(of("ana"), "ana")
    assert ["ana", "showing all 1 member"] == texts(picture)
    assert ["ana: in the middle"] == tooltips(picture)


@pytest.mark.parametrize(
    ("graph", "kinds"),
    [
        (of("ana", "bo", connections="ana-bo"), {"own"}),
        (of("ana", "bo", connections="ana-bo").unfollow("bo", "ana"), {"own", "stop"}),
        (of(*"ana bo cy".split(), connections="ana-bo bo-cy"), {"own", "line"}),
        (of("ana", "bo", follows="bo>ana"), {"follow"}),
        (acted(of("ana", "bo"), lg.Invite("bo", "ana", at=T0)), {"follow", "wait"}),
        (acted(of("ana", "bo"), lg.Block("bo", "ana", at=T0)), {"block"}),
        (of("ana", "bo"), set()),
    ],
)
def test_the_legend_explains_only_the_lines_in_the_picture(graph, kinds):
    actual = texts(draw(graph, "ana"))
    legend = {**LEGEND, "own": "connected to ana"}
    assert kinds == {kind for kind, text in legend.items() if text in actual}


def test_the_rings_are_named_with_their_numbers():
    actual = texts(draw(TEXT, "ana"))
    assert [1, 1, 1, 2] == [lg.degrees(TEXT, "ana").tolist().count(d) for d in RINGS]
    for text in ("1st degree · 1", "2nd degree · 1", "3rd degree · 1", "out of network · 2"):
        assert text in actual


@pytest.mark.parametrize("size", [5, 30, 150, 500])
def test_every_member_has_a_tooltip(size):
    picture = draw(crowd(size), 0, limit=500)
    assert {str(n) for n in range(size)} == {text.partition(":")[0] for text in tooltips(picture)}
    assert tooltips(picture)[0] == "0: in the middle"


# -- hostile names ------------------------------------------------------------------------------


@given(st.lists(hostile_names, min_size=1, max_size=5, unique=True), hostile_names)
def test_a_hostile_name_stays_text(names_, title):
    graph = of(*names_, connections=[(names_[0], name) for name in names_[1:]])
    picture = draw(graph, names_[0], title=title)
    root = drawing(picture.svg)
    assert {element.tag for element in root.iter()} <= TAGS
    assert not [
        key for element in root.iter() for key in element.attrib if key.startswith(("on", "{"))
    ]
    members = [text.rpartition(": ")[0] for text in tooltips(picture)]
    assert {*labels(names_)} == {*members}
    page = Page(picture._repr_mimebundle_()["text/html"])
    assert {"img"} == page.tags
    assert {"alt", "class", "src", "style"} == page.attributes


def test_ids_of_any_kind_can_be_drawn():
    """F6."""
    for ego in ODD:
        drawing(draw(ODD, ego).svg)


def test_nothing_is_loaded_and_nothing_runs():
    graph = lg.LinkGraph.from_edges(connections=[(HOSTILE[0], name) for name in HOSTILE[1:]])
    svg = draw(graph, HOSTILE[0]).svg
    assert 1 == svg.count("http")  # the XML namespace
    for sign in ("<script", "href", "url(", "@import", "<foreignObject", "<image"):
        assert sign not in svg


# -- the result ---------------------------------------------------------------------------------


def test_a_notebook_gets_an_image_a_drawing_and_a_line():
    picture = draw(TEXT, "ana")
    bundle = picture._repr_mimebundle_(include=None, exclude=None)
    assert ["text/html", "image/svg+xml", "text/plain"] == list(bundle)
    address = bundle["text/html"].partition("base64,")[2].rstrip('">')
    assert picture.svg == bundle["image/svg+xml"] == b64decode(address).decode()
    assert "Picture(ana, showing all 6 members)" == repr(picture) == bundle["text/plain"]


def test_a_picture_is_saved_as_a_file(tmp_path):
    picture = draw(TEXT, "ana")
    path = picture.save(tmp_path / "ana.svg")
    assert tmp_path / "ana.svg" == path
    assert picture.svg.encode() == path.read_bytes()
    assert picture == draw(TEXT, "ana")


def test_the_ending_may_be_upper_case(tmp_path):
    path = draw(TEXT, "ana").save(tmp_path / "ana.SVG")
    assert draw(TEXT, "ana").svg.encode() == path.read_bytes()


def test_only_svg_can_be_saved(tmp_path):
    path = str(tmp_path / "ana.png")
    with pytest.raises(lg.InvalidInput) as caught:
        draw(TEXT, "ana").save(path)
    assert lg.InvalidInput(path, "a file name that ends in `.svg` as `path`") == caught.value
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("path", [None, 7, b"ana.svg", "a\0.svg", "\ud800.svg"])
def test_only_paths_are_accepted(path):
    with pytest.raises(lg.InvalidInput) as caught:
        draw(TEXT, "ana").save(path)
    assert (path, "name a file that ends in `.svg`") == (caught.value.value, caught.value.remedy)


@pytest.mark.parametrize("title", [7, b"Ana", ["Ana"]])
def test_a_title_is_text(title):
    with pytest.raises(lg.InvalidInput) as caught:
        draw(TEXT, "ana", title=title)
    assert lg.InvalidInput(title, "text or `None` as `title`") == caught.value


def test_a_title_stands_above():
    picture = draw(TEXT, "ana", title="Ana & <friends>")
    assert "Ana & <friends>" in texts(picture)
    assert "Ana &amp; &lt;friends&gt;" in picture.svg


def test_a_long_title_is_cut_short():
    assert "x" * 90 in texts(draw(TEXT, "ana", title="x" * 90))
    assert "x" * 89 + "…" in texts(draw(TEXT, "ana", title="x" * 91))


def test_the_same_graph_is_the_same_picture_under_every_hash_seed():
    code = (
        "from linkgraph.display import draw\n"
        "from tests.stable.values import TEXT\n"
        "from tests.display.test_draw import crowd\n"
        "import hashlib\n"
        "svg = draw(TEXT, 'ana').svg + draw(crowd(200), 0).svg\n"
        "print(hashlib.sha256(svg.encode()).hexdigest())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            check=True,
            capture_output=True,
            timeout=120,
        ).stdout
        for seed in ("0", "1")
    }
    assert 1 == len(runs)


def test_light_and_dark_are_in_the_picture():
    assert "@media (prefers-color-scheme:dark)" in draw(TEXT, "ana").svg


def test_the_ego_is_a_member():
    """F6."""
    with pytest.raises(lg.UnknownMember) as caught:
        draw(TEXT, "zoe")
    assert lg.UnknownMember("zoe") == caught.value


@pytest.mark.parametrize("limit", [0, -1, 1.5, True, None, "5"])
def test_a_limit_is_a_positive_integer(limit):
    with pytest.raises(lg.InvalidInput) as caught:
        draw(TEXT, "ana", limit=limit)
    expected = lg.InvalidInput(limit, "a positive integer as `limit`")
    assert expected == caught.value


def test_only_a_graph_can_be_drawn():
    with pytest.raises(lg.InvalidInput) as caught:
        draw([("ana", "bo")], "ana")
    expected = lg.InvalidInput([("ana", "bo")], "a `LinkGraph` as `graph`")
    assert expected == caught.value


def test_a_picture_is_a_value():
    assert isinstance(draw(TEXT, "ana"), Picture)
    assert unescape(draw(TEXT, "ana").about) == draw(TEXT, "ana").about
    assert hash(draw(TEXT, "ana")) == hash(draw(TEXT, "ana"))
