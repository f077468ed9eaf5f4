"""Synthetic networks: `professional_network` and the `Assumptions` it makes.

For trying things out where no data is at hand. `assumptions` is the table of all figures.
`network` runs seven steps: communities, blocks, connections, closure (all in `connections`),
`settings`, `invitations`, and follows (in `connections` again). All chance comes from `draws`.
"""

from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.network import STEPS, professional_network
from linkgraph.synthetic.settings import NOW

__all__ = ["NOW", "STEPS", "Assumptions", "professional_network"]
