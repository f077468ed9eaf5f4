"""What a notebook shows: pictures of a network, and HTML tables of the library's values.

`draw` gives a still picture as SVG; `explore` an interactive one (`linkgraph[notebook]`);
`plots` has the usual plots (`linkgraph[plots]`). Tables are what the values' own `_repr_html_`
returns.
"""

from linkgraph.display import plots
from linkgraph.display.explorer import Explorer, explore
from linkgraph.display.picture import Picture, draw

__all__ = ["Explorer", "Picture", "draw", "explore", "plots"]
