"""The Sphinx extensions of this project."""
