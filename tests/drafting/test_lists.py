"""Documents that list what registers and sheets hold: master list, retention, obligations, improvements."""

from datetime import date
from typing import Any

import pytest

from milepost.catalogue.documents.retention import retained
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.writing.drafts import write
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.people import actor_of

ON = date(2027, 1, 15)


def enter(person: Person, programme: Programme, rows: dict[str, Any]) -> None:
    assert apply_rows(actor_of(person), programme, rows)["refused"] == []


def printed(programme: Programme, key: str, begins: str) -> list[str]:
    """The lines of a document that begin so."""
    return [line for line in write(programme, key, "en", on=ON).draft.body.split("\n") if line.startswith(begins)]


def a_document(number: str, **more: Any) -> dict[str, Any]:
    return {
        "code": number,
        "title": "Service management policy",
        "kind": "policy",
        "clauses": ["5.2.1"],
        "version": "2.1",
        "written_by": ["Ben"],
        "approved_on": "2026-05-04",
        "approved_by": "Surya Halim",
        "review_due_on": "2027-05-04",
        "reason": "Minutes of the board.",
        **more,
    }


def test_the_master_list_is_that_of_document_control(programme: Programme, ada: Person) -> None:
    put_sheet(
        actor=actor_of(ada),
        programme=programme,
        code="master_list",
        facts=[
            {"number": "OLD-1", "title": "A list beside it", "kind": "form", "state": "effective", "class": "public"}
        ],
    )
    assert "A list beside it" in write(programme, "DOC-DOC-02", "en", on=ON).draft.body
    ours = a_document("POL-1", owner=ada.email)
    theirs = a_document("EXT-1", external=True, external_source="Standards body, 2018")
    enter(ada, programme, {"documents": [ours, theirs]})
    body = write(programme, "DOC-DOC-02", "en", on=ON).draft.body
    assert "A list beside it" not in body
    [policy] = printed(programme, "DOC-DOC-02", "| POL-1 |")
    assert "| 5.2.1 | 2.1 | Ada" in policy
    assert "Surya Halim, 4 May 2026" in policy
    assert "4 May 2027" in policy
    assert printed(programme, "DOC-DOC-02", "| EXT-1 |") == []
    [external] = printed(programme, "DOC-DOC-02", "| EXT-1 Service")
    assert "| Standards body, 2018 |" in external


def test_a_document_whose_review_is_past_is_marked_in_the_master_list(programme: Programme, ada: Person) -> None:
    enter(ada, programme, {"documents": [a_document("POL-1", review_due_on="2026-12-31")]})
    assert "(**review overdue**)" in printed(programme, "DOC-DOC-02", "| POL-1 |")[0]


def test_the_retention_schedule_is_put_together_from_the_sheets_of_the_practices(
    programme: Programme, ada: Person
) -> None:
    record = {"name": "incident", "where": "ServiceNow", "keep_months": 60, "because": "OBL-03", "owner": "coordinator"}
    put_sheet(actor=actor_of(ada), programme=programme, code="practice-incident", facts={"records": [record]})
    [line] = printed(programme, "DOC-DOC-03", "| Incident management |")
    assert line.startswith("| Incident management | incident | ServiceNow | 60 | OBL-03 |")


@pytest.mark.parametrize("sheet", [{}, {"records": []}, {"records": "none"}, {"records": [None]}, None])
def test_a_sheet_without_records_adds_nothing_to_the_retention(sheet: Any) -> None:
    assert retained({"auditing": sheet}, {"incident": sheet}) == []


def test_an_obligation_stands_with_its_kind_and_what_its_sheet_adds(programme: Programme, ada: Person) -> None:
    put_sheet(
        actor=actor_of(ada),
        programme=programme,
        code="obligation_register",
        facts=[{"ref": "OBL-01", "shown_by": "the receipt of each report"}],
    )
    line = {"code": "OBL-01", "title": "The law on banks", "asks": "A report in a day", "met_through": "DOC-INC-01"}
    rows = [{**line, "source": "regulation", "owner": ada.email, "next_check_on": "2027-06-01"}]
    enter(ada, programme, {"obligations": rows})
    asked, met = printed(programme, "DOC-OBL-01", "| OBL-01 |")
    assert "| The law on banks | regulation | A report in a day | the SMS itself |" in asked
    assert "the receipt of each report" in met
    assert "| not yet | 1 June 2027 |" in met


def test_an_improvement_is_reported_in_the_period_in_which_it_was_finished(programme: Programme, ada: Person) -> None:
    put_sheet(
        actor=actor_of(ada),
        programme=programme,
        code="improvement_report",
        facts={"period": {"from": "2026-07-01", "to": "2026-11-15"}},
    )
    put_sheet(
        actor=actor_of(ada),
        programme=programme,
        code="improvement_register",
        facts=[{"ref": "IMP-2", "before": "9", "after": "7", "met": False, "then": "Measured again in May."}],
    )
    decided = {"decision": "approved", "decided_on": "2026-05-01", "decided_by": "Sari", "result": "In use."}
    rows = [
        {**decided, "code": code, "title": f"Improvement {code}", "owner": ada.email, "finished_on": day}
        for code, day in (("IMP-1", "2026-06-30"), ("IMP-2", "2026-07-01"), ("IMP-3", "2026-11-15"))
    ]
    enter(ada, programme, {"improvements": rows})
    assert printed(programme, "DOC-IMP-02", "| IMP-1") == []
    assert "| 9 | 7 | **no** |" in printed(programme, "DOC-IMP-02", "| IMP-2 Improvement")[0]
    assert len(printed(programme, "DOC-IMP-02", "| IMP-3 Improvement")) == 1
    assert any("Measured again in May." in line for line in printed(programme, "DOC-IMP-02", "- IMP-2"))
