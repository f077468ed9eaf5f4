"""`draw`, and the `Picture` that it returns."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Hashable
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar, final

import attrs

from linkgraph.display.scene import scene_of
from linkgraph.display.svg import svg_of
from linkgraph.display.text import label
from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import path_of

M = TypeVar("M", bound=Hashable)


@final
@attrs.frozen(repr=False)
class Picture:
    """A finished picture, which shows itself in a notebook and can be saved to a file.

    Attributes
    ----------
    svg
        The SVG document.
    about
        One line: the member in the middle, and which members are shown and left out.
    """

    svg: str
    about: str

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the SVG document to a file whose name ends in ``.svg``; return its path.

        Raises
        ------
        InvalidInput
            If `path` is not a path or has another ending.
        OSError
            If the file cannot be written.
        """
        target = path_of(path, "name a file that ends in `.svg`")
        if target.suffix.lower() != ".svg":
            raise InvalidInput(str(path), "a file name that ends in `.svg`")
        target.write_bytes(self.svg.encode())
        return target

    def __repr__(self) -> str:
        return f"Picture({self.about})"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # Jupyter removes drawings and their styles from a notebook that is reopened and not
        # trusted. An image with its data in the address stays.
        address = b64encode(self.svg.encode()).decode()
        return {
            "text/html": (
                f'<img alt="{escape(self.about)}" style="max-width:100%" '
                f'src="data:image/svg+xml;base64,{address}">'
            ),
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }


def draw(graph: LinkGraph[M], ego: M, *, limit: int = 500, title: str | None = None) -> Picture:
    """Return a picture of the network around a member.

    The ego stands in the middle, and each degree (D1) is a ring. Connections are plain lines,
    and imply that the two members follow each other. A bar shows where one of them does not.
    Other follows are arrows; pending invitations and blocks have lines of their own. The same
    graph gives the same bytes on every run.

    Parameters
    ----------
    graph, ego
        The graph, and the member in the middle.
    limit
        The maximum number of members to show. The nearest are chosen, and within a degree those
        with most connections in common with the ego. The picture says how many are left out.
    title
        A line above the picture.

    Returns
    -------
    Picture
        It shows itself in a notebook, also in one that is reopened and not trusted; `save`
        writes an SVG file.

    Raises
    ------
    UnknownMember
        If `ego` is not in the graph.
    InvalidInput
        If `limit` is not a positive integer, or `title` has the wrong type.

    Notes
    -----
    O(members) to find the degrees, then O(limit²) at worst.

    Examples
    --------
    >>> import linkgraph as lg
    >>> g = lg.LinkGraph.from_edges(connections=[("ana", "bo"), ("bo", "cy")])
    >>> draw(g, "ana")
    Picture(ana, showing all 3 members)
    >>> draw(g, "ana", limit=2)
    Picture(ana, showing 2 of 3 members: all 1 at 1st degree, none of 1 at 2nd degree)
    """
    if title is not None and not isinstance(title, str):
        raise InvalidInput(title, "a title as text or `None`")
    scene = scene_of(graph, ego, limit)
    return Picture(svg_of(scene, title), f"{label(scene.ego)}, {scene.summary()}")
