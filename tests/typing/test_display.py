"""The types of pictures, explorers and plots, as a type checker infers them."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_type

import linkgraph as lg
from linkgraph.display import Explorer, Picture, draw, explore, plots

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def test_a_picture_is_drawn_around_a_member() -> None:
    graph = lg.LinkGraph[str]().with_members("ana")
    picture = draw(graph, "ana")
    assert_type(picture, Picture)
    assert_type(picture.svg, str)
    assert "Picture(ana, showing all 1 member)" == repr(picture)


def test_an_explorer_takes_a_graph_or_a_history() -> None:
    graph = lg.LinkGraph[str]().with_members("ana")
    explorer = explore(lg.History[str]([], start=graph), "ana")
    assert_type(explorer, Explorer)
    assert_type(explorer.graph, lg.LinkGraph[Any])
    assert_type(explorer.step, int)
    assert_type(explore(graph, "ana").picture(), Picture)
    assert graph == explorer.graph


def test_a_plot_returns_axes() -> None:
    graph = lg.LinkGraph[str]()
    if TYPE_CHECKING:
        assert_type(plots.connection_distribution(graph), Axes)
        assert_type(plots.growth(lg.History[str]([])), Axes)
    assert callable(plots.followers_by_connections)
    assert not len(graph)
