"""Rules: pure functions of facts and a date; each answer carries its reasons. Standard library only."""

RULES_VERSION = "2026.5"
