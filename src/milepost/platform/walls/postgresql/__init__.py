"""PostgreSQL as Milepost uses it: Django's own backend that never runs a statement behind the wrong wall."""
