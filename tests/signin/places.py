"""What stands in the addresses about signing in."""

from typing import Any

from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Session
from tests.people import client_of


def _session(world: Any) -> object:
    """A session of nobody who asks: each is told that there is none, which is not to be told apart from hidden."""
    client_of(world.people["ben"])
    return Session.objects.filter(person=world.people["ben"]).latest("began_at").pk


PLACES = {"session_id": _session, "passkey_id": new_key()}
