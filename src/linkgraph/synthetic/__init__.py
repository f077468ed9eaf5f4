"""Synthetic networks: `professional_network` and the `Assumptions` it makes.

For trying things out where no data is at hand. `assumptions` is the table of all figures.
`network` runs seven steps, which are functions of `ties` and `settings`. All chance comes from
`draws`.
"""

from linkgraph.synthetic.assumptions import NOW, Assumptions
from linkgraph.synthetic.network import STEPS, professional_network

__all__ = ["NOW", "STEPS", "Assumptions", "professional_network"]
