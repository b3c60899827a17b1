"""What stands in the addresses of drafting."""

from typing import Any

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
}
