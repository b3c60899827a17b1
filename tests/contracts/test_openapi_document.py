"""The OpenAPI document is a promise: whatever changes in it shows in a review, in `openapi.json` beside this file.

A meant change is taken in by `.venv/bin/python -m tests.contracts.openapi > tests/contracts/openapi.json`.
"""

from tests.contracts.openapi import PLACE, document


def test_the_document_is_as_promised() -> None:
    assert document() == PLACE.read_text("utf-8"), f"If that is meant: python -m tests.contracts.openapi > {PLACE.name}"
