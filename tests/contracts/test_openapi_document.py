"""The OpenAPI document is a promise: whatever changes in it shows in a review, in `openapi.json` beside this file.

A meant change is taken in by `.venv/bin/python -m tests.contracts.openapi > tests/contracts/openapi.json`.
"""

import json
from collections.abc import Iterator

from milepost.platform.organisations.wire import Schema
from tests.contracts.openapi import PLACE, document


def test_the_document_is_as_promised() -> None:
    assert document() == PLACE.read_text("utf-8"), f"If that is meant: python -m tests.contracts.openapi > {PLACE.name}"


def test_different_schemas_have_different_names() -> None:
    """The document names a schema by its class alone: of two with one name, the second would be told as the first."""
    kinds: dict[str, dict[str, list[str]]] = {}
    for kind in _below(Schema):
        if kind.__module__.startswith("milepost.") and kind.model_fields:
            shape = json.dumps(kind.model_json_schema(), sort_keys=True)
            kinds.setdefault(kind.__name__, {}).setdefault(shape, []).append(kind.__module__)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def _below(kind: type[Schema]) -> Iterator[type[Schema]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
