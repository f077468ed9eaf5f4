"""`draw`, and the `Picture` it returns."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Hashable
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar, final

import attrs

from linkgraph.display.scene import look
from linkgraph.display.svg import svg_of
from linkgraph.display.text import label, markup
from linkgraph.errors import InvalidInput
from linkgraph.graph.linkgraph import LinkGraph
from linkgraph.graph.validation import path_of

M = TypeVar("M", bound=Hashable)


@final
@attrs.frozen(repr=False)
class Picture:
    """A finished picture: shows itself in a notebook, and is a file when saved.

    Attributes
    ----------
    svg
        The SVG document.
    about
        Whose network it is, what is shown and what is left out: one line.
    """

    svg: str
    about: str

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the SVG document to a file whose name ends in ``.svg``; return its path.

        Raises
        ------
        InvalidInput
            For another ending, and for what is no path.
        OSError
            When the file cannot be written.
        """
        remedy = "end it in `.svg`"
        target = path_of(path, f"name a file, and {remedy}")
        if target.suffix.lower() != ".svg":
            raise InvalidInput(str(path), "is no name for a picture", remedy)
        target.write_bytes(self.svg.encode())
        return target

    def __repr__(self) -> str:
        return f"Picture({self.about})"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # an image by address stays in a notebook that is reopened and not trusted, where
        # Jupyter takes drawings and their styles out
        address = b64encode(self.svg.encode()).decode()
        return {
            "text/html": (
                f'<img alt="{markup(self.about)}" style="max-width:100%" '
                f'src="data:image/svg+xml;base64,{address}">'
            ),
            "image/svg+xml": self.svg,
            "text/plain": repr(self),
        }


def draw(graph: LinkGraph[M], ego: M, *, limit: int = 500, title: str | None = None) -> Picture:
    """Return a picture of the network around a member.

    The ego stands in the middle, degrees (D1) are rings. Connections are plain lines, and
    bring their follows along: where one of two connected members does not follow, a bar says
    so. Other follows are arrows; pending invitations and blocks are marked. The same graph
    gives the same bytes on every run.

    Parameters
    ----------
    graph, ego
        The graph, and the member it is drawn around.
    limit
        Show at most so many members: the nearest, and of one degree those with most
        connections in common with the ego. The picture says what it left out.
    title
        A line above the picture.

    Returns
    -------
    Picture
        In a notebook it shows itself, also in one that is reopened and not trusted;
        `save` writes an SVG file.

    Raises
    ------
    UnknownMember
        When `ego` is not in the graph.
    InvalidInput
        When `limit` is no positive integer, or `title` no text.

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
        raise InvalidInput(title, "is no title", "give text, or None for none")
    scene = look(graph, ego, limit)
    return Picture(svg_of(scene, title), f"{label(scene.ego)}, {scene.summary()}")
