"""The programme page, the history, and the way from a result to where it is settled."""

from datetime import timedelta

import pytest

from milepost.features.actions.services import add_action
from milepost.features.gates.services import HandedIn, attest_criterion
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.people import actor_of, client_of

pytestmark = pytest.mark.django_db


def at(programme: Programme, path: str = "") -> str:
    return f"/o/cakrawala/p/{programme.code}/{path}"


def test_an_overdue_action_is_a_way_to_it_and_says_how_late_it_is(ada: Person, programme: Programme) -> None:
    due = today("Asia/Jakarta") - timedelta(days=3)
    action = add_action(actor=actor_of(ada), programme=programme, title="Name an auditor", owner=ada, due_on=due)
    page = client_of(ada).get(at(programme)).content.decode()
    assert f'<a href="{at(programme, f"actions/{action.reference}/")}">Name an auditor</a>' in page
    assert "3 days late" in page


def test_the_history_tells_in_words_and_keeps_the_code_for_machines(ada: Person, programme: Programme) -> None:
    page = client_of(ada).get(at(programme, "history/")).content.decode()
    assert "started the programme" in page
    sheet = client_of(ada).get(at(programme, "history/?export=csv")).getvalue().decode()  # type: ignore[attr-defined]
    assert sheet.splitlines()[0].lstrip("\ufeff") == "seq,at,who,kind,what,about,door,hash"
    assert "programme.made,started the programme" in sheet


def test_the_history_is_narrowed_by_what_happened_and_says_of_how_many(ada: Person, programme: Programme) -> None:
    add_action(actor=actor_of(ada), programme=programme, title="Name an auditor", owner=ada, due_on=None)
    page = client_of(ada).get(at(programme, "history/?kind=actions.added")).content.decode()
    assert "Name an auditor" in page
    assert "1 of " in page
    assert '<th role="rowheader" scope="row"><a href="?kind=programme.made">' not in page


def test_a_filter_nobody_offers_is_ignored(ada: Person, programme: Programme) -> None:
    whole = client_of(ada).get(at(programme, "history/"))
    wrong = client_of(ada).get(at(programme, "history/?kind=no.such&since=yesterday&door=window"))
    assert wrong.status_code == 200
    assert wrong.context["listing"].total == whole.context["listing"].total


@pytest.mark.parametrize(
    ("result", "kind", "leads_to"),
    [
        ("S-07.unmapped", "practice/incident", "imports/values"),
        ("S-07.import-first", "practice/incident", "imports"),
        ("S-07.occurrence-due", "practice/capacity", "practices/capacity/"),
        ("G3-OPERATION.not-live", "practice/incident", "practices/incident/"),
        ("S-07.too-short", "practice/incident", "clocks/incident/"),
        ("G3-AUDIT.absent", "internal-audit/-", "gates/implementation/attest/?criterion=G3-AUDIT"),
        ("S-03.absent", "cmdb/-", "gates/design/attest/?criterion=G2-CMDB"),
        ("S-12.absent", "internal-audit/-", "gates/implementation/attest/?criterion=G3-AUDIT"),
        ("G9-NONE.absent", "governance/-", "governance/"),
        ("", "scope/-", "scope"),
    ],
)
def test_a_fix_leads_to_the_page_on_which_it_is_done(
    result: str, kind: str, leads_to: str, ada: Person, programme: Programme
) -> None:
    answer = client_of(ada).get(at(programme, f"see/{kind}?fix={result}"))
    assert (answer.status_code, answer["Location"]) == (302, at(programme, leads_to))


def test_a_gate_room_shows_the_attestations_of_its_own_gate(ada: Person, programme: Programme) -> None:
    until = today("Asia/Jakarta") + timedelta(days=30)
    evidence = HandedIn("gaps.pdf", [b"%PDF-1.7"])
    made = attest_criterion(
        actor=actor_of(ada), programme=programme, criterion="G1-GAP", proves="on paper", until=until, evidence=evidence
    )
    assert made.reference in client_of(ada).get(at(programme, "gates/foundation/")).content.decode()
    assert made.reference not in client_of(ada).get(at(programme, "gates/implementation/")).content.decode()


def test_a_reader_is_not_led_to_a_form_that_would_refuse(iris: Person, programme: Programme) -> None:
    page = client_of(iris).get(at(programme, "governance/")).content.decode()
    assert "governance/people/new/" not in page
    assert "governance/meetings/new/" not in page


def test_a_stranger_sees_no_history(zoe: Person, programme: Programme) -> None:
    assert client_of(zoe).get(at(programme, "history/")).status_code == 404
