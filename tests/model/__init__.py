"""A second opinion: the rule book in plain sets, written from its sentences alone."""
