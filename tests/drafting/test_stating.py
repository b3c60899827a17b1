"""Where in a text a statement stands, and which targets a document states, each by itself."""

from typing import Any

import pytest

from milepost.features.drafting.reading.targets import targets_agreed, targets_stated
from milepost.features.drafting.standing.stating import heading_of, sections_of

BODY = r"""Restored within 12 hours.

## Levels of *service* {#levels .mandatory}

| Core Banking | at least 99\.9 % |

### Incidents {#incidents}

**Mobile Banking**: restored within 2 hours.

## Contacts

Sari Utami, and 2 hours for anything else
"""


@pytest.mark.parametrize(
    ("shown", "beside", "heading"),
    [
        ("99.9 %", "Core Banking", "Levels of *service*"),
        ("2 hours", "Mobile Banking", "Incidents"),
        ("2 hours", "", "Incidents"),
        ("2 hours", "Sari Utami", "Contacts"),
        ("12 hours", "", ""),
        ("9 %", "", None),
        ("2 hour", "", None),
        ("Sari", "", "Contacts"),
        ("Budi", "", None),
    ],
)
def test_a_statement_is_found_under_its_heading_letter_by_letter(shown: str, beside: str, heading: str | None) -> None:
    assert heading_of(sections_of(BODY), shown, beside) == heading


def test_a_text_without_headings_or_without_anything_is_read_too() -> None:
    assert sections_of("") == (("", ""),)
    assert heading_of(sections_of("Sari Utami"), "Sari Utami", "") == ""


SERVICES: dict[str, Any] = {"cbs": {"name": "Core Banking"}, "mail": {"name": {"en": "Mail", "id": "Surel"}}}
AGREEMENT: dict[str, Any] = {
    "ref": "SLA-1",
    "targets": [
        {"service": "cbs", "metric": {"en": "Availability", "id": "Ketersediaan"}, "operator": "at_least",
         "threshold": {"en": "99.9 %", "id": "99,9 %"}, "every": {"en": "month", "id": "bulan"}},
        {"service": "mail", "metric": "Lost letters", "operator": "at_most", "threshold": "3"},
        {"service": "cbs", "metric": "Nothing yet"},
    ],
    "priorities": [{"services": ["cbs", "mail"], "rows": [{"priority": "P1", "respond": 15, "resolve": 90}]}],
}  # fmt: skip
SETS: dict[str, Any] = {
    "target_sets": [{"services": ["cbs"], "slas": ["SLA-1", "SLA-2"], "targets": [{"priority": "P1", "resolve": 120}]}]
}


def test_every_target_of_an_agreement_is_one_thing_in_both_languages() -> None:
    agreed = targets_agreed([AGREEMENT], SERVICES)
    assert {code: (target.says["en"], target.says["id"]) for code, target in agreed.items()} == {
        "SLA-1|cbs|availability": ("at least 99.9 % each month", "paling sedikit 99,9 % per bulan"),
        "SLA-1|mail|lost letters": ("at most 3", "paling banyak 3"),
        "SLA-1|cbs|p1|respond": ("15 minutes", "15 menit"),
        "SLA-1|cbs|p1|resolve": ("1 hour 30 minutes", "1 jam 30 menit"),
        "SLA-1|mail|p1|respond": ("15 minutes", "15 menit"),
        "SLA-1|mail|p1|resolve": ("1 hour 30 minutes", "1 jam 30 menit"),
    }
    assert agreed["SLA-1|mail|lost letters"].about["id"] == "Surel: Lost letters (SLA-1)"


def test_a_document_states_what_it_read_and_a_procedure_the_targets_of_each_agreement_it_works_to() -> None:
    assert targets_stated({}, AGREEMENT, SETS, SERVICES) == ()
    levels = targets_stated({"agreement.targets.threshold": ["99.9 %"]}, AGREEMENT, SETS, SERVICES)
    assert {target.code for target in levels} == {"SLA-1|cbs|availability", "SLA-1|mail|lost letters"}
    read = {"practice.target_sets.targets.resolve": ["120"]}
    times = targets_stated(read, {}, SETS, SERVICES)
    assert {target.code: target.says["en"] for target in times} == {
        "SLA-1|cbs|p1|resolve": "2 hours",
        "SLA-2|cbs|p1|resolve": "2 hours",
    }
    assert targets_agreed([{**AGREEMENT, "ref": ""}], SERVICES) == {}
