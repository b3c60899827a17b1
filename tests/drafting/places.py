"""What stands in the addresses of drafting."""

from typing import Any

from milepost.features.documents.models import Document
from milepost.features.drafting.models import Origin
from milepost.platform.ledger import entries
from tests.documents.places import _in_force


def _written(world: Any) -> Document:
    """A document in force that came from a template, with no fact read: whatever is entered since differs."""
    version = _in_force(world)
    if not Origin.objects.filter(version=version).exists():
        own = {"organisation_id": version.organisation_id, "programme": world.programme, "version": version}
        row = Origin(**own, template="DOC-INC-01", edition=1, language="en", body="", read={})
        row.save()
        entries.append_row(world.actor("ada"), row, "drafting.taken-up", {})
    return version.document


PLACES: dict[str, Any] = {
    "drafting:draft key": "DOC-INC-01",
    "drafting:printed key": "DOC-INC-01",
    "drafting:printed form": "html",
    "drafting:question key": "plan_stop",
    "drafting:sheet code_of_sheet": "sms",
    "drafting:part code_of_sheet": "sms",
    "drafting:part name": "context_summary",
    "api:get_fact_sheet sheet": "sms",
    "api:put_fact_sheet sheet": "sms",
    "api:get_answer key": "plan_stop",
    "api:put_answer key": "plan_stop",
    "api:get_draft key": "DOC-INC-01",
    "drafting:drift key": lambda world: _written(world).pk,
    "api:get_drift number": lambda world: _written(world).number,
    "api:accept_drift number": lambda world: _written(world).number,
}
