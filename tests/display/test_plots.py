"""Plots show the numbers of the graph, on given or new axes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given

import linkgraph as lg
from linkgraph import strategies as lgst
from linkgraph.display.plots import connection_distribution, followers_by_connections, growth
from tests.display.pages import MATH
from tests.display.test_explore import PAST
from tests.display.test_whole import EXPECTED, GROWN, STAR, WHOLE, plain
from tests.rules.drawing import DAY, SOME, T0, of
from tests.stable.values import TEXT

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")
# pyplot is imported after the choice of a backend without a screen.
from matplotlib import pyplot as plt  # noqa: E402  # as said above
from matplotlib.colors import to_hex  # noqa: E402  # as said above
from matplotlib.figure import Figure  # noqa: E402  # as said above
from matplotlib.text import Text  # noqa: E402  # as said above


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def shares(counts):
    return {
        value: sum(count >= value for count in counts) / len(counts)
        for value in sorted({*counts} - {0})
    }


@SOME
@given(lgst.graphs())
def test_shares_of_members_with_at_least_a_number(graph):
    """F1, F2."""
    _, ax = plt.subplots()
    lines = connection_distribution(graph, ax=ax).lines
    for line, count in zip(lines, (graph.connection_count, graph.follower_count), strict=True):
        expected = shares([count(member) for member in graph])
        assert list(expected) == line.get_xdata().tolist()
        assert np.allclose(list(expected.values()), line.get_ydata())
    plt.close("all")


@SOME
@given(lgst.graphs())
def test_each_member_is_a_point(graph):
    """F1, F2."""
    _, ax = plt.subplots()
    points = followers_by_connections(graph, ax=ax).collections[0].get_offsets()
    assert [
        [graph.connection_count(member), graph.follower_count(member)] for member in graph
    ] == points.tolist()
    plt.close("all")


@SOME
@given(lgst.histories(allowed=None))
def test_growth_shows_the_graph_at_each_moment(history):
    """H1."""
    _, ax = plt.subplots()
    lines = growth(history, ax=ax).lines
    moments = lines[0].get_xdata(orig=True)
    for number, at in enumerate(moments):
        graph = lg.as_of(history, at, refused="skip")
        counts = [line.get_ydata()[number] for line in lines]
        assert [len(graph), graph._facts.connection_total, graph._facts.follow_total] == counts
    if len(moments):
        assert lg.replay(history, refused="skip") == lg.as_of(history, moments[-1], refused="skip")
    plt.close("all")


def contents(plot: Callable[..., Any], subject: Any) -> str:
    """Return the contents of a plot as JSON."""
    axes = plot(subject, ax=Figure().subplots())
    axes.figure.canvas.draw()

    def numbers(values: Any) -> list[float]:
        return [float(f"{value:.7g}") for value in values]

    (title,) = (text for text in axes.findobj(Text) if text.get_text() == axes.get_title("left"))
    ticks = [tick for tick in axes.get_xticklabels() if tick.get_text()]
    legend = axes.get_legend()
    return plain(
        {
            "title": [title.get_text(), title.get_fontsize(), title.get_ha()],
            "x": [axes.get_xlabel(), axes.get_xscale(), numbers(axes.get_xlim())],
            "y": [axes.get_ylabel(), axes.get_yscale(), numbers(axes.get_ylim())],
            "words": [[tick.get_text(), tick.get_rotation(), tick.get_ha()] for tick in ticks],
            "lines": {
                line.get_label(): {
                    "colour": to_hex(line.get_color()),
                    "style": [line.get_linestyle(), line.get_linewidth(), line.get_drawstyle()],
                    "marker": [line.get_marker(), line.get_markersize()],
                    "x": numbers(line.get_xdata(orig=False)),
                    "y": numbers(line.get_ydata()),
                }
                for line in axes.lines
            },
            "points": {
                points.get_label(): {
                    "colour": to_hex(points.get_facecolor()[0]),
                    "style": [points.get_alpha(), bool(points.get_rasterized())],
                    "size": [*numbers(points.get_sizes()), *numbers(points.get_linewidths())],
                    "at": [numbers(offset) for offset in points.get_offsets()],
                }
                for points in axes.collections
            },
            "legend": [
                *([text.get_text(), numbers([text.get_fontsize()])] for text in legend.get_texts()),
                legend.get_frame_on(),
            ],
            "grid": [
                [line.get_visible(), line.get_alpha()]
                for line in (axes.get_xgridlines()[0], axes.get_ygridlines()[0])
            ],
            "spines": {name: spine.get_visible() for name, spine in axes.spines.items()},
        }
    )


PLOTS = {
    "connection_distribution.json": lambda: contents(connection_distribution, STAR),
    "followers_by_connections.json": lambda: contents(followers_by_connections, STAR),
    "growth.json": lambda: contents(growth, GROWN),
}


@pytest.mark.parametrize("name", PLOTS)
def test_plots_equal_the_reviewed_ones(name):
    assert (EXPECTED / name).read_text("utf-8") == PLOTS[name]()


def test_every_stored_file_is_compared():
    assert {path.name for path in EXPECTED.iterdir()} == {*WHOLE, *PLOTS}


@pytest.mark.parametrize(
    ("plot", "subject"),
    [
        (connection_distribution, TEXT),
        (followers_by_connections, TEXT),
        (
            followers_by_connections,
            lg.LinkGraph.from_edges(connections=[(0, n) for n in range(1, 6000)]),
        ),
        (growth, PAST),
        (connection_distribution, lg.LinkGraph()),
        (followers_by_connections, lg.LinkGraph()),
        (growth, lg.History([])),
    ],
)
def test_a_plot_can_be_saved_with_its_texts(plot, subject, tmp_path):
    ax = plot(subject)
    path = tmp_path / "plot.svg"
    ax.figure.savefig(path)
    assert path.stat().st_size > 1000
    assert ax.get_ylabel()
    assert f"{len(subject):,} " in ax.get_title(loc="left")
    assert ax.get_legend() is not None


def test_given_axes_are_used():
    _, (first, second) = plt.subplots(1, 2)
    assert first is connection_distribution(TEXT, ax=first)
    assert second is followers_by_connections(TEXT, ax=second)
    assert 1 == len(plt.get_fignums())


def test_new_axes_have_room_for_their_texts():
    engine = connection_distribution(TEXT).figure.get_layout_engine()
    assert "ConstrainedLayoutEngine" == type(engine).__name__


@pytest.mark.parametrize(("size", "style"), [(5000, (0.5, 14, False)), (5001, (0.15, 6, True))])
def test_many_points_are_faint_small_and_an_image(size, style):
    _, ax = plt.subplots()
    (points,) = followers_by_connections(
        lg.LinkGraph.from_edges(members=range(size)), ax=ax
    ).collections
    assert style == (points.get_alpha(), points.get_sizes()[0], points.get_rasterized())


@pytest.mark.parametrize(
    ("graph", "scale"),
    [
        (of("ana", "bo"), "linear"),
        (of("ana", "bo", follows="ana>bo"), "log"),
        (of("ana", "bo", connections="ana-bo").unfollow("ana", "bo").unfollow("bo", "ana"), "log"),
    ],
)
def test_scales_are_logarithmic_if_there_is_a_value(graph, scale):
    ax = connection_distribution(graph)
    assert (scale, scale) == (ax.get_xscale(), ax.get_yscale())


@pytest.mark.parametrize(
    ("graph", "points", "largest"),
    [
        (lg.LinkGraph(), 2, 2),
        (of("ana", "bo"), 2, 2),
        (of("ana", "bo", connections="ana-bo"), 2, 2),
        (of("ana", "bo", "cy", connections="ana-bo bo-cy"), 64, 2),
    ],
)
def test_lines_run_from_one_connection_to_the_largest_number(graph, points, largest):
    along = followers_by_connections(graph).lines[0].get_xdata()
    assert (points, 1, largest) == (len(along), along[0], along[-1])


def test_the_axis_of_growth_starts_at_zero():
    assert 0 == growth(lg.History([])).get_ylim()[0]


def test_the_policy_decides_the_line_of_advice():
    """G7."""
    ax = followers_by_connections(TEXT, policy=attrs.evolve(lg.CURRENT, advice_ratio=3))
    assert "3 followers per connection (G7)" == ax.lines[1].get_label()
    assert np.allclose(3 * ax.lines[1].get_xdata(), ax.lines[1].get_ydata())


def test_refused_actions_are_left_out():
    """E1 does not allow follows."""
    history = lg.History([lg.Follow("ana", "cy", at=T0 + DAY)], start=TEXT)
    assert 1 == len(growth(history).lines[0].get_xdata(orig=True))
    none = growth(history, policy=lg.CONNECT_ONLY)
    assert 0 == len(none.lines[0].get_xdata(orig=True))


@pytest.mark.parametrize(
    ("plot", "value", "error"),
    [
        (
            connection_distribution,
            7,
            lg.InvalidInput(7, "a `LinkGraph` as `graph`"),
        ),
        (growth, TEXT, lg.InvalidInput(TEXT, "a `History` as `history`")),
    ],
)
def test_only_graphs_and_histories_are_plotted(plot, value, error):
    with pytest.raises(lg.InvalidInput) as caught:
        plot(value)
    assert error == caught.value


@pytest.mark.parametrize("axes", [7, "axes", plt])
def test_only_axes_of_matplotlib_are_accepted(axes):
    with pytest.raises(lg.InvalidInput) as caught:
        connection_distribution(TEXT, ax=axes)
    assert lg.InvalidInput(axes, "axes of matplotlib or `None` as `ax`") == caught.value
    assert [] == plt.get_fignums()


def test_one_is_singular():
    one = lg.LinkGraph().with_members("ana")
    joined = lg.History([lg.Join("ana", at=T0)])
    assert "1 member" == connection_distribution(one).get_title(loc="left")
    assert "1 member" == followers_by_connections(one).get_title(loc="left")
    assert "1 action" == growth(joined).get_title(loc="left")


def test_without_matplotlib_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError) as caught:
        connection_distribution(TEXT)
    assert "drawing plots needs matplotlib: pip install 'linkgraph[plots]'" == str(caught.value)


def test_no_text_of_a_plot_comes_from_a_member() -> None:
    """Matplotlib would typeset what stands between dollar signs, or fail to."""
    one, other, *_ = MATH
    graph = lg.LinkGraph.from_edges(connections=[(one, other)], members=MATH)
    joined = lg.History([lg.Join(name, at=T0) for name in MATH])
    for ax in (
        connection_distribution(graph),
        followers_by_connections(graph),
        growth(joined),
    ):
        legend = ax.get_legend()
        assert legend is not None
        texts = [ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel()]
        texts += [text.get_text() for text in legend.get_texts()]
        assert not [text for text in texts if set(text) & set("$\\")]
