"""What the site does beyond Sphinx: one module for each thing, each a Sphinx extension."""
