"""What stands in the addresses of the gap assessment."""

from typing import Any

from milepost.features.gaps.services.assessments import open_assessment


def _assessment(world: Any) -> str:
    return open_assessment(actor=world.actor("ada"), programme=world.programme).reference


PLACES = {"api:close_assessment reference": _assessment}
