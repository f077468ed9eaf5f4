"""Generated networks: `professional_network` and the `Assumptions` it makes.

`assumptions` is the table of all figures; `network` walks the steps in their order:
`communities`, `connections` (blocks and closure too), `settings`, `invitations`, `follows`.
All chance comes from `draws`.
"""

from linkgraph.generated.assumptions import Assumptions
from linkgraph.generated.moment import NOW
from linkgraph.generated.network import STEPS, professional_network

__all__ = ["NOW", "STEPS", "Assumptions", "professional_network"]
