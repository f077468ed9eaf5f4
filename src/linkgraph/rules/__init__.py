"""The rules: pure functions and tables over facts, one module for each chapter of the rule book."""
