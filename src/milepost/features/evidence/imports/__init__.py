"""Bringing records in: mappings, orders, terms of the roll-up, and what the pages show of it."""
