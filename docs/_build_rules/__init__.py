"""Builds the pages of the rules from the tables in the code."""
