"""Pictures, tables and plots of a network, for notebooks.

`draw` returns a still picture as SVG, `explore` an interactive one (`linkgraph[notebook]`), and
`plots` has the usual plots (`linkgraph[plots]`). The values of the library show themselves as
HTML tables (`html_tables`) and print as code (`code`).

Both pictures share their steps: `scene` selects members and ties, `communities` finds groups of
people who know each other, `layout` places the members, `canvas` leads ties around them, and
`labels` places the names. `figure` puts these together, and `picture` or `explore.js` draws them.
"""

from linkgraph.display import plots
from linkgraph.display.explorer import Explorer, explore
from linkgraph.display.picture import Picture, draw

__all__ = ["Explorer", "Picture", "draw", "explore", "plots"]
