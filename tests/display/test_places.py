"""Where members, ties and names stand: laws of geometry, measured and not looked at."""

from __future__ import annotations

import random
from itertools import combinations
from math import hypot

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.display import canvas, layout
from linkgraph.display import communities as communities_module
from linkgraph.display.communities import communities
from linkgraph.display.figure import figure_of
from linkgraph.display.layout import place
from linkgraph.display.scene import Scene, everything, scene_of, selection
from linkgraph.rules.degrees import Degree
from tests.display.test_draw import crowd, graphs_and_egos
from tests.rules.drawing import SOME


def random_graph(size, ties, follows, seed):
    """Return a graph with so many ties for each member on average."""
    numbers = random.Random(seed)
    everybody = range(size)

    def some(pairs, share):
        return [pair for pair in pairs if numbers.random() < share]

    return lg.LinkGraph.from_edges(
        members=everybody,
        connections=some(combinations(everybody, 2), ties / size),
        follows=some([(a, b) for a in everybody for b in everybody if a != b], follows / size),
    )


def curves(figure):
    """Yield each line of a figure as points, with the positions of its members."""
    shares = np.linspace(0, 1, 400)
    for stroke in figure.strokes:
        if stroke.kind != "stop":
            numbers = stroke.path.replace("M", "").replace("L", " ").replace("Q", " ").split()
            values = [float(number) for number in numbers]
            points = [complex(*pair) for pair in zip(values[::2], values[1::2], strict=True)]
            start, *middle, end = points
            bend = middle[0] if middle else (start + end) / 2
            share = shares
            yield (
                stroke.ends,
                start * (1 - share) ** 2 + 2 * share * (1 - share) * bend + end * share**2,
            )


def under_others(figure):
    """Return the ties that pass under a third member."""
    members = np.array([complex(*point) for point in figure.layout.points])
    radii = np.array(figure.layout.radii)
    result = []
    for ends, points in curves(figure):
        covered = (abs(points[:, None] - members) < radii).any(0)
        covered[list(ends)] = False
        if covered.any():
            result.append(ends)
    return result


def closest(points, radius):
    """Return the least space between two members who all have this radius."""
    places = np.array([complex(*point) for point in points])
    apart = abs(places[:, None] - places)
    np.fill_diagonal(apart, np.inf)
    return apart.min(initial=np.inf) - 2 * radius


# -- members ------------------------------------------------------------------------------------


def scene(size, degrees, connections):
    """Return a scene without a graph, which is quick to make."""
    return Scene(
        members=tuple(range(size)),
        degrees=(Degree.SELF, *degrees)[:size],
        connections=tuple(sorted(connections)),
        follows=(),
        stopped=(),
        pending=(),
        blocks=(),
        mutual=(0,) * size,
        totals={},
    )


def star(size):
    return scene(size, [Degree.FIRST] * size, [(0, n) for n in range(1, size)])


def groups(size):
    """Cliques of seven; every fourth member knows only the ego."""
    fans = [(0, n) for n in range(1, size)]
    known = [n for n in range(1, size) if n % 4]
    friends = [(a, b) for a, b in combinations(known, 2) if a // 7 == b // 7 and b - a < 7]
    return scene(size, [Degree.FIRST] * size, [*fans, *friends])


def path(size):
    degrees = [*list(Degree)[1:4], *[Degree.OUT_OF_NETWORK] * size]
    return scene(size, degrees, [(n, n + 1) for n in range(size - 1)])


def rings(size):
    """A few at 1st degree, and most at the 2nd and the 3rd."""
    counts = {Degree.FIRST: size // 8, Degree.SECOND: size // 2, Degree.THIRD: size}
    return scene(size, [degree for degree, count in counts.items() for _ in range(count)], [])


SIZES = {"star": star, "groups": groups, "path": path, "rings": rings}


def seat_in_order(shown, slots, _):
    """Give outer members neighbouring slots, which is the worst case and quicker."""
    for degree in (Degree.SECOND, Degree.THIRD, Degree.OUT_OF_NETWORK):
        members = [member for member, own in enumerate(shown.degrees) if own is degree]
        slots.slot[members] = np.flatnonzero(slots.pool == degree)[: len(members)]


@pytest.mark.parametrize("kind", SIZES)
def test_members_do_not_overlap_at_any_size(kind, monkeypatch):
    """Members only swap slots, which is left out here, and none is larger than the largest."""
    monkeypatch.setattr(layout, "_seat", seat_in_order)
    monkeypatch.setattr(layout, "_shorten", lambda *_: None)
    monkeypatch.setattr(layout, "_untangle", lambda *_: None)
    for size in (*range(1, 501), 800, 2000):
        shown = SIZES[kind](size)
        actual = place(shown, everything(shown))
        assert closest(actual.points, 1.15 * actual.dot) > 1.5, size
        if size > 1:
            middle = min(hypot(*point) for point in actual.points[1:])
            assert middle > (1.35 + 1.15) * actual.dot


@pytest.mark.parametrize("size", [*range(2, 30), 60, 100, 150])
def test_members_of_a_clique_do_not_overlap(size):
    shown = scene(size, [Degree.FIRST] * size, combinations(range(size), 2))
    actual = place(shown, selection(shown))
    assert closest(actual.points, 1.15 * actual.dot) > 1.5


@SOME
@given(graphs_and_egos())
def test_degrees_are_rings(drawn):
    graph, ego = drawn
    shown = scene_of(graph, ego, 500)
    actual = place(shown, selection(shown))
    assert (0.0, 0.0) == actual.points[0]
    for (x, y), degree in zip(actual.points[1:], shown.degrees[1:], strict=True):
        (ring,) = (ring for ring in actual.rings if ring.degree is degree)
        assert ring.inner - 0.2 <= hypot(x, y) <= ring.outer + 0.2


def test_groups_of_friends_stand_together():
    """Three groups who share only the ego, and six members who know nobody else."""
    sides = [[f"{side}{n}" for n in range(6)] for side in "lmr"]
    mixed = [name for names in zip(*sides, strict=True) for name in names]
    fans = [("ego", name) for name in (*mixed, *"uvwxyz")]
    friends = [pair for side in sides for pair in combinations(side, 2)]
    graph = lg.LinkGraph.from_edges(connections=[*fans, *friends])
    figure = figure_of(scene_of(graph, "ego", 500))
    points = dict(zip(figure.scene.members, figure.layout.points, strict=True))
    assert 3 == len(figure.layout.arcs)
    for side in sides:
        angles = np.unwrap(sorted(np.angle([complex(*points[name]) for name in side])))
        spread = min(angles[-1] - angles[0], *(2 * np.pi - np.diff(angles)))
        assert spread < 2 * np.pi / 3


# -- ties ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", range(3, 41))
def test_no_tie_passes_under_a_third_member(size):
    for seed, ties in ((1, 2.0), (2, 3.5), (3, size / 4)):
        graph = random_graph(size, ties, seed - 1, 100 * size + seed)
        assert [] == under_others(figure_of(scene_of(graph, 0, 500)))


@given(lgst.graphs().filter(len), st.data())
def test_no_tie_of_a_small_graph_passes_under_a_third_member(graph, data):
    """F1 to F5, with every kind of tie."""
    ego = data.draw(st.sampled_from(list(graph)))
    assert [] == under_others(figure_of(scene_of(graph, ego, 500)))


@pytest.mark.parametrize(
    ("graph", "limit", "share"),
    [
        (nx.les_miserables_graph(), 500, 0.0),
        (nx.gnm_random_graph(100, 300, seed=1), 500, 0.01),
        (nx.gnm_random_graph(150, 600, seed=2), 500, 0.01),
        (nx.relaxed_caveman_graph(20, 15, 0.2, seed=3), 500, 0.02),
        (nx.barabasi_albert_graph(500, 2, seed=4), 500, 0.02),
    ],
    ids=["novel", "hundred", "more", "caves", "hubs"],
)
def test_few_ties_of_a_large_graph_pass_under_a_third_member(graph, limit, share):
    ego = max(graph, key=graph.degree)
    figure = figure_of(scene_of(lg.LinkGraph.from_edges(connections=graph.edges), ego, limit))
    assert len(under_others(figure)) <= share * len(figure.strokes)


def test_a_triangle_does_not_look_like_a_path():
    graph = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "di"), ("di", "ana")])
    figure = figure_of(scene_of(graph, "ana", 9))
    assert 3 == len(figure.strokes)
    assert [] == under_others(figure)


def test_ties_between_the_same_two_members_are_side_by_side():
    """An invitation along a follow, and two opposite follows."""
    follows = [("ana", "bo"), ("bo", "ana"), ("bo", "cy"), ("cy", "bo")]
    graph = lg.LinkGraph.from_edges(follows=follows)
    lines = [points for _, points in curves(figure_of(scene_of(graph, "ana", 9)))]
    middles = [complex(round(line[200].real), round(line[200].imag)) for line in lines]
    assert 4 == len({*middles})


def test_the_work_is_bounded(monkeypatch):
    """Counted in evaluations, not in time."""
    points, costs = [], []
    at, cost = canvas.Canvas.at, layout._cost
    monkeypatch.setattr(canvas.Canvas, "at", lambda *args: points.append(args[1].size) or at(*args))
    monkeypatch.setattr(layout, "_cost", lambda *args: costs.append(1) or cost(*args))
    graph = random_graph(40, 5.0, 0, 5)
    figure_of(scene_of(graph, 0, 500))
    assert 2 <= len(costs) <= 2 * layout._UNTANGLE_BUDGET
    monkeypatch.setattr(canvas, "_BUDGET", 0)
    points.clear()
    figure_of(scene_of(random_graph(40, 30.0, 0, 5), 0, 500))
    most = max(points)
    figure = figure_of(scene_of(random_graph(40, 30.0, 0, 5), 0, 500))
    assert len(figure.strokes) > 300
    assert most < 200 * len(figure.strokes)


def test_many_members_take_fewer_rounds(monkeypatch):
    graph = crowd(120)
    drawn = scene_of(graph, 0, 500)
    expected = place(drawn, selection(drawn))
    monkeypatch.setattr(layout, "_SHORTEN_BUDGET", 0)
    actual = place(drawn, selection(drawn))
    assert sorted(expected.points) != sorted(actual.points) or expected.points != actual.points

    def length(points):
        return sum(
            abs(complex(*points[a]) - complex(*points[b])) ** 2 for a, b in drawn.connections
        )

    assert length(expected.points) < length(actual.points)


# -- names --------------------------------------------------------------------------------------


def share_space(one, other):
    """Return whether two rectangles overlap by more than a pixel: no line separates them."""
    for corners in (one, other):
        for side in (corners[1] - corners[0], corners[3] - corners[0]):
            axis = side / abs(side)
            first, second = ([(corner / axis).real for corner in box] for box in (one, other))
            if max(first) < min(second) + 1.5 or max(second) < min(first) + 1.5:
                return False
    return True


@pytest.mark.parametrize("size", [5, 24, 30, 81, 150, 500])
def test_names_do_not_overlap(size):
    named = figure_of(scene_of(crowd(size), 0, 500)).names
    assert 0 in named
    assert len(named) == size if size <= 24 else len(named) >= min(size, 60) // 2
    for one, other in combinations(named.values(), 2):
        assert not share_space(one.corners, other.corners)


@pytest.mark.parametrize("size", [5, 30, 150])
def test_names_do_not_cover_members(size):
    figure = figure_of(scene_of(crowd(size), 0, 500))
    for own, name in figure.names.items():
        first, second, third, _ = name.corners
        along, across = second - first, third - second
        for member, point in enumerate(figure.layout.points):
            where = complex(*point) - first
            inside = 0 < (where / along).real < 1 and 0 < (where / (across / abs(across))).real < 9
            assert member == own or not inside


def test_long_names_are_cut_in_the_middle_until_they_differ():
    names = [f"University of Applied Sciences {place_}, Department" for place_ in "ABCDE"]
    graph = lg.LinkGraph.from_edges(connections=[("ego", name) for name in names])
    figure = figure_of(scene_of(graph, "ego", 9))
    shown = [name.text for member, name in figure.names.items() if member]
    assert 5 == len({*shown})
    assert all(len(text) <= 48 for text in shown)


# -- communities --------------------------------------------------------------------------------


def test_communities_are_as_modular_as_those_of_networkx():
    graph = nx.convert_node_labels_to_integers(nx.les_miserables_graph())
    actual = communities(len(graph), np.array(graph.edges))
    ours, theirs = (
        nx.community.modularity(graph, parts, weight=None)
        for parts in (
            [set(np.flatnonzero(actual == one).tolist()) for one in range(actual.max() + 1)],
            nx.community.louvain_communities(graph, weight=None, seed=1),
        )
    )
    assert ours > theirs - 0.02


def test_cliques_are_communities_and_members_without_ties_are_alone():
    sides = [(0, 2, 4, 6), (1, 3, 5, 7)]
    ends = [pair for side in sides for pair in combinations(side, 2)]
    assert [0, 1] * 4 + [2, 3] == communities(10, np.array([*ends, (0, 1)])).tolist()
    assert [0, 1] == communities(2, np.zeros((0, 2), np.int64)).tolist()


def test_communities_are_found_in_a_bounded_number_of_rounds(monkeypatch):
    monkeypatch.setattr(communities_module, "_ROUNDS", 1)
    sides = [(0, 2, 4, 6), (1, 3, 5, 7)]
    ends = [pair for side in sides for pair in combinations(side, 2)]
    assert [0, 1] * 4 == communities(8, np.array(ends)).tolist()
