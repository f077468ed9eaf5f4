"""A hook for the looks of a value in a notebook, since this layer must not import `display`.

Jupyter asks a value for HTML (`_repr_html_`); IPython and Hypothesis ask it to print itself
(`_repr_pretty_`). Values of `graph` and `rules` answer with the two functions below, which call
the functions that were registered. `linkgraph._notebook` registers those of `linkgraph.display`
as soon as any module of the library is imported, so the hook is never empty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_renderers: dict[str, Callable[..., Any]] = {}


def register(*, html: Callable[[Any], str], pretty: Callable[[Any, Any], None]) -> None:
    """Set the functions that render a value as HTML and print a graph on a pretty printer."""
    _renderers.update(html=html, pretty=pretty)


def html_of(value: object) -> str:
    """Return a value as an HTML table, for Jupyter's `_repr_html_`."""
    return str(_renderers["html"](value))


def print_pretty(value: object, printer: Any, cycle: bool) -> None:  # noqa: ARG001  # IPython's hook
    """Print a graph as the code that builds it, for `_repr_pretty_`."""
    _renderers["pretty"](value, printer)
