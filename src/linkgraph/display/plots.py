"""The plots people expect of a network, drawn with matplotlib (`linkgraph[plots]`)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from linkgraph.display.text import counted
from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.sorted_arrays import unpack
from linkgraph.rules.check_and_apply import apply
from linkgraph.rules.history import History
from linkgraph.rules.policy import CURRENT, Policy, known_policy
from linkgraph.rules.verdicts import Refused

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["connection_distribution", "followers_by_connections", "growth"]

# readable on light and on dark paper, and told apart by who sees no red or no green
_BLUE, _ORANGE, _GREY = "#3b82c4", "#e07b39", "#8c959f"
_MANY = 5_000  # points from which a scatter is faint, and an image within a vector file


def connection_distribution(graph: LinkGraph[Any], *, ax: Axes | None = None) -> Axes:
    """Plot which share of the members has at least so many connections, and followers.

    Both axes are logarithmic: a heavy tail is a straight line. Members with none count in
    the shares, and lie left of the axis. Stored follows are counted (F2).

    Parameters
    ----------
    graph
        The graph.
    ax
        Axes to draw on; new ones unless given.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    ImportError
        Without the extra ``linkgraph[plots]``.

    Examples
    --------
    >>> ax = connection_distribution(LinkGraph.from_edges(connections=[("ana", "bo")]))
    >>> ax.get_xscale(), ax.get_yscale()
    ('log', 'log')
    """
    connections, followers = _counts(graph)
    ax = _axes(ax)
    for name, counts, colour in (
        ("connections", connections, _BLUE),
        ("followers", followers, _ORANGE),
    ):
        values, shares = _at_least(counts)
        ax.plot(values, shares, "o-", color=colour, label=name, markersize=3, linewidth=1.2)
    scale = "log" if followers.any() or connections.any() else "linear"  # no log of nothing
    ax.set(xscale=scale, yscale=scale, xlabel="at least so many", ylabel="share of members")
    return _finished(ax, counted(len(graph), "member"))


def followers_by_connections(
    graph: LinkGraph[Any], *, policy: Policy = CURRENT, ax: Axes | None = None
) -> Axes:
    """Plot each member's followers over their connections.

    Who lies above the upper line has so many more followers than connections that advice is
    to follow them (G7). Stored follows are counted (F2); both axes show 0, too.

    Parameters
    ----------
    graph
        The graph.
    policy
        Its `advice_ratio` is the upper line.
    ax
        Axes to draw on; new ones unless given.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

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
    ax.scatter(
        connections,
        followers,
        s=6 if many else 14,
        alpha=0.15 if many else 0.5,
        color=_BLUE,
        linewidths=0,
        rasterized=many,
        label="a member",
    )
    most = int(connections.max(initial=1))
    along = np.geomspace(1, most, 64) if most > 1 else np.array([1.0, 2.0])
    ax.plot(along, along, color=_GREY, linewidth=1, label="as many followers as connections")
    above = f"{ratio:g} for each connection (G7)"
    ax.plot(along, ratio * along, "--", color=_ORANGE, linewidth=1, label=above)
    ax.set_xscale("symlog", linthresh=1)
    ax.set_yscale("symlog", linthresh=1)
    ax.set(xlabel="connections", ylabel="followers", xlim=(-0.2, None), ylim=(-0.2, None))
    return _finished(ax, counted(len(graph), "member"))


def growth(history: History[Any], *, policy: Policy = CURRENT, ax: Axes | None = None) -> Axes:
    """Plot how many members, connections and follows there were at every moment (H1).

    Actions that the policy refuses are left out. The history is replayed once.

    Parameters
    ----------
    history
        The history.
    policy
        The rules it happens under.
    ax
        Axes to draw on; new ones unless given.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Examples
    --------
    >>> from datetime import UTC
    >>> from linkgraph import Join
    >>> ax = growth(History([Join("ana", at=datetime(2026, 1, 5, tzinfo=UTC))]))
    >>> [line.get_label() for line in ax.lines]
    ['members', 'connections', 'follows']
    """
    if not isinstance(history, History):
        raise InvalidInput(history, "is no history", "give a `History`")
    moments, counts = _over_time(history, known_policy(policy))
    ax = _axes(ax)
    # matplotlib's own types know dates as `Any` only
    times: Any = moments
    for name, column, colour in zip(
        ("members", "connections", "follows"), counts.T, (_GREY, _BLUE, _ORANGE), strict=True
    ):
        ax.step(times, column, where="post", color=colour, label=name)
    ax.set(ylabel="how many", ylim=(0, None))
    for text in ax.get_xticklabels():
        text.set(rotation=30, ha="right")
    return _finished(ax, counted(len(history), "action"))


# -- figures ------------------------------------------------------------------------------------


def _counts(graph: LinkGraph[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each member's connections and stored followers, in member order. O(ties)."""
    if not isinstance(graph, LinkGraph):
        raise InvalidInput(graph, "is no graph to plot", "give a `LinkGraph`")
    facts = graph._facts
    size, live = facts.member_index.size, facts.member_index.active
    connections = facts.connections.counts(size)
    keys = facts.exceptions.out.keys()
    _, followed = unpack(keys)
    stopped = facts.connections.has_keys(keys)
    begun = np.bincount(followed[~stopped], minlength=size)
    ended = np.bincount(followed[stopped], minlength=size)
    return connections[live], (connections + begun - ended)[live]


def _at_least(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return each count that occurs, from 1 on, and the share of members with at least it."""
    values, numbers = np.unique(counts, return_counts=True)
    shares = numbers[::-1].cumsum()[::-1] / len(counts)
    return values[values > 0], shares[values > 0]


def _over_time(history: History[Any], policy: Policy) -> tuple[list[datetime], NDArray[np.int64]]:
    """Return the distinct moments, and members, connections and follows after each."""
    moments: list[datetime] = []
    counts: list[tuple[int, int, int]] = []
    graph = history.start
    for action in history:
        try:
            graph = apply(graph, action, policy)
        except Refused:
            continue
        if moments and moments[-1] == action.at:
            moments.pop()
            counts.pop()
        moments.append(action.at)
        counts.append((len(graph), graph._facts.connection_total, graph._facts.follow_total))
    return moments, np.array(counts, np.int64).reshape(len(counts), 3)


# -- axes ---------------------------------------------------------------------------------------


def _axes(ax: Axes | None) -> Axes:
    try:
        from matplotlib import axes
        from matplotlib import pyplot as plt
    except ImportError:
        sentence = "drawing plots needs matplotlib: pip install 'linkgraph[plots]'"
        raise ImportError(sentence) from None
    if ax is None:
        return plt.subplots(layout="constrained")[1]
    if not isinstance(ax, axes.Axes):
        raise InvalidInput(ax, "is nothing to plot on", "give axes of matplotlib, or None")
    return ax


def _finished(ax: Axes, title: str) -> Axes:
    ax.set_title(title, fontsize="medium", loc="left")
    ax.grid(alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize="small")
    return ax
