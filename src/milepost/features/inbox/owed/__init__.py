"""What one person owes: actions, and what waits to be read, approved or signed, each with the way to settle it."""
