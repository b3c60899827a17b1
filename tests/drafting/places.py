"""What stands in the addresses of drafting."""

from typing import Any

from milepost.catalogue.documents.templates import template_source
from milepost.features.documents.models import Document
from milepost.features.drafting.models import Origin
from milepost.features.drafting.own.copying import save_template
from milepost.platform.ledger import entries
from tests.documents.places import _in_force


def _own_version(world: Any) -> int:
    """The number of a version of the organisation's own template."""
    return save_template(
        actor=world.actor("ada"),
        programme=world.programme,
        key="DOC-INC-01",
        language="en",
        text=template_source("DOC-INC-01", "en"),
        reason="Ours.",
    ).number


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
    "drafting:template key": "DOC-INC-01",
    "drafting:template-edit key": "DOC-INC-01",
    "drafting:template-merge key": "DOC-INC-01",
    "drafting:template-reset key": "DOC-INC-01",
    "drafting:template-version key": "DOC-INC-01",
    "drafting:template-version number": _own_version,
    "api:get_template key": "DOC-INC-01",
    "api:put_template key": "DOC-INC-01",
    "api:check_template key": "DOC-INC-01",
    "api:reset_template key": "DOC-INC-01",
    "api:merge_template key": "DOC-INC-01",
    "api:get_template_version key": "DOC-INC-01",
    "api:get_template_version number": _own_version,
    "drafting:drift key": lambda world: _written(world).pk,
    "drafting:take-translation key": lambda world: _written(world).pk,
    "api:take_drafted_translation number": lambda world: _written(world).number,
    "api:get_drift number": lambda world: _written(world).number,
    "api:accept_drift number": lambda world: _written(world).number,
}
