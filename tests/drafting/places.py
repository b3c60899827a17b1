"""What stands in the addresses of drafting."""

from typing import Any

from milepost.catalogue.documents.templates import template_source
from milepost.features.drafting.copying import save_template


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
}
