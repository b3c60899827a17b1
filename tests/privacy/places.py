"""What stands in the addresses about people's data."""

from typing import Any

from milepost.platform.privacy.models import ErasureRequest
from milepost.platform.privacy.requests import ask_for_erasure


def _request(world: Any) -> object:
    ask_for_erasure(actor=world.actor("ben"))
    return ErasureRequest.objects.get(person=world.people["ben"]).pk


PLACES = {"privacy:carry-out request_id": _request, "privacy:decline request_id": _request}
