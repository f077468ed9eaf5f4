"""The specification: the rule book in plain sets, written from its sentences alone."""
