"""The middle floor: pure functions and tables over facts, one file a chapter of the rule book."""
