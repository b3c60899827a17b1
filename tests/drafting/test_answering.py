"""In which role documents name the person that a register names, who may hold several."""

from datetime import date
from typing import Any

import pytest

from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.reading.answering import role_among
from milepost.features.drafting.reading.book import reading_of
from milepost.features.drafting.writing.drafts import write
from milepost.features.governance.services import put_holder
from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices, assign_practice
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.management.places import enter
from tests.people import actor_of

ON = date(2026, 9, 15)
SERVICES = {
    "services": [{"code": "HUB", "name": "Payment hub"}, {"code": "APP", "name": "Mobile banking"}],
    "scope": [{"kind": "service", "code": code, "state": "in"} for code in ("HUB", "APP")],
}


@pytest.mark.parametrize(
    ("held", "told", "found"),
    [
        (["change_manager"], [["availability_manager"]], "change_manager"),
        (["change_manager", "availability_manager"], [["availability_manager"]], "availability_manager"),
        (["change_manager", "availability_manager"], [["problem_manager"]], None),
        (["change_manager", "availability_manager"], [], None),
        (["change_manager", "availability_manager"], [["availability_manager", "change_manager"]], None),
        (["change_manager", "cloud_lead"], [[], ["cloud_lead"], ["change_manager"]], "cloud_lead"),
        (["change_manager", "coordinator"], [], "coordinator"),
        (["change_manager", "coordinator"], [["change_manager"]], "change_manager"),
        (["coordinator", "sponsor", "change_manager"], [], None),
        ([], [["change_manager"]], None),
    ],
)
def test_a_role_is_named_only_where_it_is_no_guess(held: list[str], told: list[list[str]], found: str | None) -> None:
    assert role_among(held, told) == found


@pytest.fixture
def several(programme: Programme, ada: Person, olga: Person) -> Programme:
    """Olga owns changes, incidents and availability, and leads the cloud; Ada coordinates and owns knowledge."""
    assert apply_rows(actor_of(ada), programme, SERVICES)["refused"] == []
    add_practices(actor=actor_of(ada), programme=programme)
    for key, owner in (("change", olga), ("incident", olga), ("availability", olga), ("knowledge", ada)):
        practice = Practice.objects.select_related("programme").get(programme=programme, key=key)
        assign_practice(actor=actor_of(ada), practice=practice, owner=owner, deputy=None, hours_per_week=None)
    fields = {"code": "C", "role": "coordinator", "person": ada.email, "office": "SMS", "since": date(2026, 2, 1)}
    put_holder(actor=actor_of(ada), programme=programme, fields=fields)
    say(ada, programme, "roles", {"cloud_lead": {"title": "Head of Cloud", "holder": olga.name}})
    say(ada, programme, "services", {"HUB": {"owner": "cloud_lead"}})
    enter(actor_of(ada), programme, "risk-method")
    return programme


def say(person: Person, programme: Programme, code: str, facts: Any) -> None:
    put_sheet(actor=actor_of(person), programme=programme, code=code, facts=facts)


def owner_in(programme: Programme, root: str, ref: str = "R-1") -> Any:
    """The owner of an entry as the book names it."""
    book: Any = reading_of(programme, on=ON).sources.book
    return next(entry["owner"] for entry in book[root] if ref in (entry.get("ref"), entry.get("source", "")[:3]))


def test_the_service_that_a_risk_is_about_tells_the_role(several: Programme, ada: Person, olga: Person) -> None:
    enter(actor_of(ada), several, "risks", code="R-1", owner=olga.email, services=["HUB"])
    assert owner_in(several, "risk_register") == "cloud_lead"


def test_where_nothing_tells_the_role_the_person_is_named(several: Programme, ada: Person, olga: Person) -> None:
    enter(
        actor_of(ada), several, "risks", code="R-1", owner=olga.email, services=["APP"], treatment="accept",
        action="Wait", likelihood=1, impact=2,
    )  # fmt: skip
    body = write(several, "DOC-RSK-01", "en", on=ON).draft.body
    assert owner_in(several, "risk_register") == f"person_{olga.pk.hex}"
    assert olga.name in body
    assert "Change Manager" not in body


def test_the_document_through_which_an_obligation_is_met_tells_the_role(
    several: Programme, ada: Person, olga: Person
) -> None:
    enter(actor_of(ada), several, "obligations", code="R-1", owner=olga.email, met_through="DOC-AVL-02")
    assert owner_in(several, "obligation_register") == "availability_manager"
    enter(actor_of(ada), several, "obligations", code="R-2", owner=olga.email, met_through="SOP/IT/001")
    assert owner_in(several, "obligation_register", "R-2") == f"person_{olga.pk.hex}"


def test_a_sheet_says_in_which_role_while_the_person_holds_it(several: Programme, ada: Person, olga: Person) -> None:
    enter(actor_of(ada), several, "objectives", code="R-1", owner=olga.email, services=["HUB"])
    enter(actor_of(ada), several, "objectives", code="R-2", owner=olga.email)
    said = [{"ref": "R-1", "owner": "incident_manager"}, {"ref": "R-2", "owner": "supplier_manager"}]
    say(ada, several, "objective_register", said)
    assert owner_in(several, "objective_register") == "incident_manager"
    assert owner_in(several, "objective_register", "R-2") == f"person_{olga.pk.hex}"


def test_a_role_of_the_programme_goes_before_that_of_a_practice(several: Programme, ada: Person) -> None:
    enter(actor_of(ada), several, "risks", code="R-1", owner=ada.email)
    assert owner_in(several, "risk_register") == "coordinator"


def test_what_a_sheet_adds_to_an_entry_leaves_its_empty_lists_empty(several: Programme, ada: Person) -> None:
    enter(actor_of(ada), several, "risks", code="R-1", owner=ada.email, services=[])
    say(ada, several, "risk_register", [{"ref": "R-1", "owner": "coordinator"}])
    book: Any = reading_of(several, on=ON).sources.book
    assert book["risk_register"][0]["services"] == []


def test_knowledge_of_the_register_stands_in_its_procedure_with_what_the_sheet_adds(
    several: Programme, ada: Person, olga: Person
) -> None:
    enter(
        actor_of(ada), several, "knowledge", code="KN-1", title="Start order", needed_for="Restoring", services=["HUB"],
        owner=ada.email, kept_in="Runbook 3", missing="The last steps", action="Write them",
        due_on=date(2026, 12, 1), next_check_on=date(2026, 11, 2),
    )  # fmt: skip
    enter(actor_of(ada), several, "knowledge", code="KN-2", title="Night numbers", owner=olga.email, kept_in="List 1")
    added = {"used_by": "the night shift", "form": "steps", "knowers": 1, "checked": "at each restart"}
    rows = [{"ref": "KN-1", **added}, {"ref": "KN-2", **added}, {"ref": "KN-9", "subject": "Not kept", **added}]
    say(ada, several, "practice-knowledge", {"needed": rows})
    body = write(several, "DOC-KNO-01", "en", on=ON).draft.body
    assert (
        "| Start order | Payment hub. Restoring | the night shift | steps, Runbook 3 | Knowledge Manager (in all: 1) "
        "| at each restart, next on 2 November 2026 |"
    ) in body
    assert "| Start order | The last steps | Write them | Knowledge Manager | 1 December 2026 |" in body
    assert f"| Night numbers | every service | the night shift | steps, List 1 | {olga.name} (in all: 1) |" in body
    assert "Not kept" not in body
    assert "Berikutnya" not in body
    assert "berikutnya 2 November 2026" in write(several, "DOC-KNO-01", "id", on=ON).draft.body
