"""Pages of the standard: clauses, and the kinds of document."""
