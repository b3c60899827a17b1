"""Imports are tested through the door that makes them."""

from tests.evidence.imports import bring, operating

__all__ = ["bring", "operating"]
