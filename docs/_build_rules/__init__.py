"""The pages of the rule book, drawn from the tables that the code walks."""
