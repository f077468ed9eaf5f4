"""Generated networks: `professional_network` and the `Assumptions` it makes.

`assumptions` is the table of all figures; `network` walks the steps in their order:
`communities`, `connections` (blocks and closure too), `settings`, `invitations`, `follows`.
All chance comes from `draws`.
"""

from linkgraph.synthetic.assumptions import Assumptions
from linkgraph.synthetic.moment import NOW
from linkgraph.synthetic.network import STEPS, professional_network

__all__ = ["NOW", "STEPS", "Assumptions", "professional_network"]
