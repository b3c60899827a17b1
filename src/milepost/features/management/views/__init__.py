"""Pages of the registers: a list, one entry, what is stated once, and the way in for files."""
