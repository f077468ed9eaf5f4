"""The usual plots of a network, drawn with matplotlib (`linkgraph[plots]`).

matplotlib is imported when a plot is drawn. Each function draws on given axes or on new ones.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from linkgraph.display.text import counted
from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph, facts_of
from linkgraph.graph.sorted_arrays import unpack
from linkgraph.graph.validation import instance_of
from linkgraph.rules.check_and_apply import apply
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.verdicts import Refused

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["connection_distribution", "followers_by_connections", "growth"]

# Readable on light and on dark backgrounds, and distinguishable for colour-blind readers.
_BLUE, _ORANGE, _GREY = "#3b82c4", "#e07b39", "#8c959f"
_MANY = 5_000  # a scatter of more points is faint, and an image within a vector file


def connection_distribution(graph: LinkGraph[Any], *, ax: Axes | None = None) -> Axes:
    """Plot the share of members with at least a number of connections, and of followers.

    Both axes are logarithmic, which makes a heavy tail a straight line. Members without any
    count in the shares, although 0 is outside the axis. Stored follows are counted (F2).

    Parameters
    ----------
    graph
        The graph.
    ax
        The axes to draw on. By default, new ones are made.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    ImportError
        If the extra ``linkgraph[plots]`` is not installed.
    InvalidInput
        If an argument has the wrong type.

    Examples
    --------
    >>> ax = connection_distribution(LinkGraph.from_edges(connections=[("ana", "bo")]))
    >>> ax.get_xscale(), ax.get_yscale()
    ('log', 'log')
    """
    connections, followers = _counts(graph)
    ax = _axes(ax)
    columns = ("connections", connections, _BLUE), ("followers", followers, _ORANGE)
    for name, counts, colour in columns:
        values, numbers = np.unique(counts, return_counts=True)
        shares = numbers[::-1].cumsum()[::-1] / len(counts)
        values, shares = values[values > 0], shares[values > 0]
        ax.plot(values, shares, "o-", color=colour, label=name, markersize=3, linewidth=1.2)
    # Logarithmic axes need a value to show.
    scale = "log" if followers.any() or connections.any() else "linear"
    ax.set(xscale=scale, yscale=scale, xlabel="at least this many", ylabel="share of members")
    return _finished(ax, counted(len(graph), "member"))


def followers_by_connections(
    graph: LinkGraph[Any], *, policy: Policy = CURRENT, ax: Axes | None = None
) -> Axes:
    """Plot the number of followers of each member over their number of connections.

    Members above the upper line have so many more followers than connections that the advice is
    to follow them (G7). Stored follows are counted (F2). Both axes include 0.

    Parameters
    ----------
    graph, ax
        As for `connection_distribution`.
    policy
        Its `advice_ratio` is the upper line.

    Examples
    --------
    >>> ax = followers_by_connections(LinkGraph.from_edges(connections=[("ana", "bo")]))
    >>> ax.collections[0].get_offsets().tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    ratio = known_policy(policy).advice_ratio
    connections, followers = _counts(graph)
    ax = _axes(ax)
    many = len(graph) > _MANY
    size, alpha = (6, 0.15) if many else (14, 0.5)
    points = ax.scatter(connections, followers, s=size, alpha=alpha, color=_BLUE, linewidths=0)
    points.set(rasterized=many, label="member")
    largest = int(connections.max(initial=1))
    along = np.geomspace(1, largest, 64) if largest > 1 else np.array([1.0, 2.0])
    ax.plot(along, along, color=_GREY, linewidth=1, label="as many followers as connections")
    above = f"{ratio:g} followers per connection (G7)"
    ax.plot(along, ratio * along, "--", color=_ORANGE, linewidth=1, label=above)
    ax.set_xscale("symlog", linthresh=1)
    ax.set_yscale("symlog", linthresh=1)
    ax.set(xlabel="connections", ylabel="followers", xlim=(-0.2, None), ylim=(-0.2, None))
    return _finished(ax, counted(len(graph), "member"))


def growth(history: History[Any], *, policy: Policy = CURRENT, ax: Axes | None = None) -> Axes:
    """Plot the numbers of members, connections and follows over time (H1).

    Actions that the policy refuses are left out. The history is replayed once.

    Parameters
    ----------
    history, ax
        The history, and the axes as for `connection_distribution`.
    policy
        The rules of the replay. Defaults to today's.

    Examples
    --------
    >>> from datetime import UTC
    >>> from linkgraph import Join
    >>> ax = growth(History([Join("ana", at=datetime(2026, 1, 5, tzinfo=UTC))]))
    >>> [line.get_label() for line in ax.lines]
    ['members', 'connections', 'follows']
    """
    instance_of(history, History, "history")
    policy = known_policy(policy)
    ax = _axes(ax)
    graph = history.start
    counts: dict[datetime, tuple[int, int, int]] = {}  # after the last action of each moment
    for action in history:
        with suppress(Refused):
            graph = apply(graph, action, policy)
            facts = graph._facts
            counts[action.at] = (len(graph), facts.connection_total, facts.follow_total)
    times: Any = list(counts)  # matplotlib's types do not include dates
    columns = np.array(list(counts.values()), np.int64).reshape(len(counts), 3).T
    names, colours = ("members", "connections", "follows"), (_GREY, _BLUE, _ORANGE)
    for name, column, colour in zip(names, columns, colours, strict=True):
        ax.step(times, column, where="post", color=colour, label=name)
    ax.set(ylabel="number", ylim=(0, None))
    for text in ax.get_xticklabels():
        text.set(rotation=30, ha="right")
    return _finished(ax, counted(len(history), "action"))


# -- counts and axes ----------------------------------------------------------------------------


def _counts(graph: LinkGraph[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each member's connections and stored followers, in member order. O(ties)."""
    facts = facts_of(graph)
    size, active = facts.member_index.size, facts.member_index.active
    connections = facts.connections.counts(size)
    # An exception is a follow between unconnected members, or a follow that was stopped.
    keys = facts.exceptions.out.keys()
    change = np.where(facts.connections.has_keys(keys), -1.0, 1.0)
    changes = np.bincount(unpack(keys)[1], change, size).astype(np.int64)
    return connections[active], (connections + changes)[active]


def _axes(ax: Axes | None) -> Axes:
    try:
        from matplotlib import axes
        from matplotlib import pyplot as plt
    except ImportError:
        message = "drawing plots needs matplotlib: pip install 'linkgraph[plots]'"
        raise ImportError(message) from None
    if ax is None:
        return plt.subplots(layout="constrained")[1]
    if not isinstance(ax, axes.Axes):
        raise InvalidInput(ax, "axes of matplotlib or `None` as `ax`")
    return ax


def _finished(ax: Axes, title: str) -> Axes:
    ax.set_title(title, fontsize="medium", loc="left")
    ax.grid(alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize="small")
    return ax
