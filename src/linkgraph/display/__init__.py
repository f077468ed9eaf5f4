"""What a notebook shows: pictures of a network, and HTML tables of the library's values.

`draw` gives a still picture as SVG. Tables are what the values' own `_repr_html_` returns.
"""

from linkgraph.display.picture import Picture, draw

__all__ = ["Picture", "draw"]
