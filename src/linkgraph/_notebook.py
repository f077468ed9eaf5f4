"""Connects the values of `graph` and `rules` to `display`, which shows them in notebooks.

Those layers must not import `display`, so they offer a hook (`graph.rendering`). This module
fills it when `linkgraph` is imported. `display` itself is imported when a value is first shown,
so `import linkgraph` stays fast.
"""

from __future__ import annotations

from typing import Any

from linkgraph.graph.rendering import register


def _html(value: Any) -> str:
    from linkgraph.display.html_tables import table_of

    return table_of(value)


def _pretty(value: Any, printer: Any) -> None:
    from linkgraph.display.code import print_graph

    print_graph(value, printer)


register(html=_html, pretty=_pretty)
