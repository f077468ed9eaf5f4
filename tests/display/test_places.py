"""Exact sizes and positions: the widths of lines, and the places of names."""

from __future__ import annotations

import re

import pytest

import linkgraph as lg
from linkgraph.display import draw
from linkgraph.display.labels import font_size, names, width
from linkgraph.display.layout import Layout, place
from linkgraph.display.scene import scene_of
from tests.display.pages import drawing
from tests.rules.drawing import of

SVG = "{http://www.w3.org/2000/svg}"


def wheel(size):
    """All are connected to the hub, which does not follow member 1; 1 and 2 are connected."""
    pairs = [(0, n) for n in range(1, size)] + [(1, 2)]
    return lg.LinkGraph.from_edges(connections=pairs).unfollow(0, 1)


@pytest.mark.parametrize(
    ("size", "dot", "ring", "strokes", "font", "named"),
    [
        (8, 14.0, (80, 80), ["line 1.4 0.9", "own 1.8 0.9", "stop 2.4 "], "13.0", 8),
        (9, 11.0, (86, 86), ["line 1.4 0.9", "own 1.8 0.9", "stop 2.4 "], "13.0", 9),
        (16, 11.0, (86, 86), ["line 1.4 0.9", "own 1.8 0.9", "stop 2.4 "], "13.0", 16),
        (24, 11.0, (86, 122), ["line 1.4 0.9", "own 1.8 0.9", "stop 2.4 "], "13.0", 24),
        (25, 9.0, (88, 116), ["line 1.1 0.7", "own 1.4 0.7", "stop 2.1 "], "13.0", 25),
        (60, 9.0, (88, 172), ["line 1.1 0.7", "own 1.4 0.7", "stop 2.1 "], "13.0", 60),
        (61, 6.5, (88, 106), ["line 0.8 0.45", "own 1.0 0.45", "stop 1.7 "], "11.0", 54),
        (200, 6.5, (88, 196), ["line 0.8 0.45", "own 1.0 0.45", "stop 1.7 "], "11.0", 99),
        (201, 5.0, (84, 151.5), ["line 0.6 0.28", "own 0.8 0.28", "stop 1.5 "], "9.5", 64),
    ],
)
def test_pictures_of_more_members_are_finer(size, dot, ring, strokes, font, named):
    graph = wheel(size)
    layout = place(scene_of(graph, 0, 500))
    svg = draw(graph, 0).svg
    drawn = re.findall(
        r'class="(own|line|stop)" stroke-width="([\d.]+)"(?: stroke-opacity="([\d.]+)")?', svg
    )
    assert dot == layout.dot
    assert [ring] == [(part.inner, part.outer) for part in layout.rings]
    assert strokes == [" ".join(stroke) for stroke in drawn[:3]]
    assert {font} == {*re.findall(r'font-size="([\d.]+)" text-anchor', svg)}
    assert named == svg.count('class="name')


@pytest.mark.parametrize(("size", "named"), [(24, 24), (25, 2)])
def test_in_a_small_picture_all_members_are_named(size, named):
    """All members have the same position, so that all names overlap."""
    layout = Layout(((0.0, 0.0),) * size, 20.0, ())
    assert named == len(names(scene_of(wheel(size), 0, 500), layout, [1] * size))


def test_members_with_most_ties_are_named_first():
    scene = scene_of(wheel(201), 0, 500)
    layout, ties = place(scene), [1] * 201
    unnamed = {*range(201)} - {*names(scene, layout, ties)}
    for member in unnamed:
        ties[member] = 2
    assert unnamed & {*names(scene, layout, ties)}


@pytest.mark.parametrize(("size", "anchor"), [(60, "middle"), (61, "start")])
def test_names_avoid_lines_in_small_pictures(size, anchor):
    scene = scene_of(of("林", *map(str, range(size - 1)), connections="0-1"), "林", 500)
    distant = [(1000.0 + 100 * n, 1000.0) for n in range(size - 3)]
    layout = Layout(((0.0, 0.0), (36.5, -200.0), (36.5, 200.0), *distant), 20.0, ())
    assert anchor == names(scene, layout, [1] * size)[0].anchor


# The name of the member at (0, 0) is 13 wide and 15.6 high, and begins 30 from its middle.
RIGHT, LEFT, BELOW, ABOVE = ("start", 30.0), ("end", -30.0), ("middle", 39.8), ("middle", -30.6)


@pytest.mark.parametrize(
    ("spot", "x", "y"),
    [(RIGHT, 64.5, 0.0), (LEFT, -64.5, 0.0), (BELOW, 0.0, 64.5), (ABOVE, 0.0, -64.5)],
)
def test_a_name_may_touch_a_member_but_not_overlap(spot, x, y):
    """Three sides are covered, and a large picture may leave out names."""
    sides = [(40.0, 0.0), (-40.0, 0.0), (0.0, 40.0), (0.0, -40.0)]
    centers = [side for side in sides if (side[0] * x, side[1] * y) <= (0, 0)]
    centers += [(1000.0 + 100 * n, 1000.0) for n in range(24)]
    scene = scene_of(of("林", *map(str, range(28))), "林", 500)
    for overlap, expected in ((0.0, spot), (0.1, None)):
        shift = (
            x - overlap * (x > 0) + overlap * (x < 0),
            y - overlap * (y > 0) + overlap * (y < 0),
        )
        layout = Layout(((0.0, 0.0), shift, *centers), 20.0, ())
        name = names(scene, layout, [1] * len(layout.points)).get(0)
        at = name and (name.anchor, round(name.y if name.anchor == "middle" else name.x, 1))
        assert expected == at


@pytest.mark.parametrize(
    ("x", "y", "inward"),
    [(43.0, None, -1), (30.0, None, 1), (None, 7.8, -1), (None, -7.8, 1)],
)
def test_a_line_along_the_edge_of_a_name_does_not_cross_it(x, y, inward):
    scene = scene_of(of("林", "a", "b", connections="a-b"), "林", 500)
    for shift, anchor in ((0, "start"), (inward, "middle")):
        if x is None:
            ends = ((-163.5, y + shift), (236.5, y + shift))
        else:
            ends = ((x + shift, -200.0), (x + shift, 200.0))
        layout = Layout(((0.0, 0.0), *ends), 20.0, ())
        assert anchor == names(scene, layout, [1] * 3)[0].anchor


def test_wide_characters_are_nearly_twice_as_wide():
    assert [5.8, 10.0, 10.0] == [width(sign, 10.0) for sign in ("a", "林", "\uff21")]


@pytest.mark.parametrize(("dot", "size"), [(8.1, 13.0), (8.0, 11.0), (5.1, 11.0), (5.0, 9.5)])
def test_font_sizes_follow_the_size_of_members(dot, size):
    assert size == font_size(dot)


def test_a_centered_name_needs_half_its_width_on_each_side():
    """The wide name is above its member on the outer ring."""
    wide, narrow = (
        draw(of(*"abc", "first", name, *map(str, range(9)), connections="a-b b-c"), "a")
        for name in ("林" * 18, "x")
    )
    (name,) = (text for text in drawing(wide.svg).iter(f"{SVG}text") if "林" in text.text)
    assert ("middle", "139.5") == (name.get("text-anchor"), name.get("x"))
    assert drawing(narrow.svg).get("width") == drawing(wide.svg).get("width")
