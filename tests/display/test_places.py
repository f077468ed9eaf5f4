"""Exact sizes and places: how fine a picture is drawn, and where a name may stand."""

from __future__ import annotations

import re

import pytest

import linkgraph as lg
from linkgraph.display import draw
from linkgraph.display.labels import font_size, names, width
from linkgraph.display.layout import Layout, place
from linkgraph.display.scene import look
from tests.display.pages import drawing
from tests.rules.drawing import of

SVG = "{http://www.w3.org/2000/svg}"


def wheel(size):
    """Everybody knows the hub, who does not follow the first; two of them know each other."""
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
def test_the_more_there_are_the_finer_they_are_drawn(size, dot, ring, strokes, font, named):
    graph = wheel(size)
    layout = place(look(graph, 0, 500))
    svg = draw(graph, 0).svg
    drawn = re.findall(
        r'class="(own|line|stop)" stroke-width="([\d.]+)"(?: stroke-opacity="([\d.]+)")?', svg
    )
    assert dot == layout.dot
    assert [ring] == [(each.inner, each.outer) for each in layout.rings]
    assert strokes == [" ".join(stroke) for stroke in drawn[:3]]
    assert {font} == {*re.findall(r'font-size="([\d.]+)" text-anchor', svg)}
    assert named == svg.count('class="name')


@pytest.mark.parametrize(("size", "named"), [(24, 24), (25, 2)])
def test_in_a_small_picture_everybody_is_named(size, named):
    """Even where they all stand in one place, and no name finds room beside another."""
    layout = Layout(((0.0, 0.0),) * size, 20.0, ())
    assert named == len(names(look(wheel(size), 0, 500), layout, [1] * size))


def test_who_has_most_ties_is_named_first():
    scene = look(wheel(201), 0, 500)
    layout, ties = place(scene), [1] * 201
    left_out = {*range(201)} - {*names(scene, layout, ties)}
    for one in left_out:
        ties[one] = 2
    assert left_out & {*names(scene, layout, ties)}


@pytest.mark.parametrize(("size", "anchor"), [(60, "middle"), (61, "start")])
def test_where_there_are_few_a_name_avoids_lines(size, anchor):
    scene = look(of("林", *map(str, range(size - 1)), connections="0-1"), "林", 500)
    far = [(1000.0 + 100 * n, 1000.0) for n in range(size - 3)]
    layout = Layout(((0.0, 0.0), (36.5, -200.0), (36.5, 200.0), *far), 20.0, ())
    assert anchor == names(scene, layout, [1] * size)[0].anchor


# the name of the first, at (0, 0), is 13 wide and 15.6 high, and begins 30 from the middle
RIGHT, LEFT, BELOW, ABOVE = ("start", 30.0), ("end", -30.0), ("middle", 40.4), ("middle", -31.3)


@pytest.mark.parametrize(
    ("spot", "x", "y"),
    [(RIGHT, 64.5, 0.0), (LEFT, -64.5, 0.0), (BELOW, 0.0, 64.5), (ABOVE, 0.0, -64.5)],
)
def test_a_name_may_touch_a_member_but_stand_on_nobody(spot, x, y):
    """Three sides are taken, and there are so many that not everybody need be named."""
    sides = [(40.0, 0.0), (-40.0, 0.0), (0.0, 40.0), (0.0, -40.0)]
    others = [side for side in sides if (side[0] * x, side[1] * y) <= (0, 0)]
    others += [(1000.0 + 100 * n, 1000.0) for n in range(24)]
    scene = look(of("林", *map(str, range(28))), "林", 500)
    for near, expected in ((0.0, spot), (0.1, None)):
        shift = (x - near * (x > 0) + near * (x < 0), y - near * (y > 0) + near * (y < 0))
        layout = Layout(((0.0, 0.0), shift, *others), 20.0, ())
        found = names(scene, layout, [1] * len(layout.points)).get(0)
        at = found and (found.anchor, round(found.y if found.anchor == "middle" else found.x, 1))
        assert expected == at


@pytest.mark.parametrize(
    ("x", "y", "inward"),
    [(43.0, None, -1), (30.0, None, 1), (None, 7.8, -1), (None, -7.8, 1)],
)
def test_a_line_along_the_edge_of_a_name_does_not_cross_it(x, y, inward):
    scene = look(of("林", "a", "b", connections="a-b"), "林", 500)
    for near, anchor in ((0, "start"), (inward, "middle")):
        if x is None:
            ends = ((-163.5, y + near), (236.5, y + near))
        else:
            ends = ((x + near, -200.0), (x + near, 200.0))
        layout = Layout(((0.0, 0.0), *ends), 20.0, ())
        assert anchor == names(scene, layout, [1] * 3)[0].anchor


def test_wide_signs_take_the_room_of_two():
    assert [5.8, 10.0, 10.0] == [width(sign, 10.0) for sign in ("a", "林", "\uff21")]


@pytest.mark.parametrize(("dot", "size"), [(8.1, 13.0), (8.0, 11.0), (5.1, 11.0), (5.0, 9.5)])
def test_names_are_as_large_as_their_members_allow(dot, size):
    assert size == font_size(dot)


def test_a_picture_is_no_wider_than_its_names_need():
    """A wide one stands above its member on the outer ring, and half of it to the right."""
    wide, narrow = (
        draw(of(*"abc", "first", name, *map(str, range(9)), connections="a-b b-c"), "a")
        for name in ("林" * 18, "x")
    )
    (name,) = (each for each in drawing(wide.svg).iter(f"{SVG}text") if "林" in each.text)
    assert ("middle", "139.5") == (name.get("text-anchor"), name.get("x"))
    assert drawing(narrow.svg).get("width") == drawing(wide.svg).get("width")
