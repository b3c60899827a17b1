"""The OpenAPI document as text: `python -m tests.contracts.openapi > tests/contracts/openapi.json` refreshes it."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import django

PLACE = Path(__file__).with_suffix(".json")


def document() -> str:
    """The document as it stands, sorted, one value a line."""
    api = import_module("milepost.doors.api.application").api  # wants Django to be set up
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")
    django.setup()
    sys.stdout.write(document())
