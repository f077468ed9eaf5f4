"""The ground floor: how a graph is stored and changed. Knows no rule."""
