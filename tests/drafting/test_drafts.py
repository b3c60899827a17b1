"""Documents written from what a programme's registers hold."""

from datetime import date
from typing import Any

import pytest

from milepost.catalogue.documents.templates import template_keys
from milepost.features.drafting.entering.services import put_answer, put_sheet
from milepost.features.drafting.models import FactSheet
from milepost.features.drafting.writing.coverage import coverage_of
from milepost.features.drafting.writing.drafts import write, write_all
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from tests.drafting.organisations import rows_of
from tests.people import actor_of, cli

ON = date(2027, 1, 15)


def enter(person: Person, programme: Programme, organisation: str) -> None:
    report = apply_rows(actor_of(person), programme, rows_of(organisation))
    assert report["refused"] == []


@pytest.mark.parametrize("organisation", ["bank", "hospital"])
def test_everything_that_has_a_template_is_drafted(
    programme: Programme, ada: Person, adi: Person, organisation: str
) -> None:
    enter(ada, programme, "bank") if organisation == "bank" else enter(ada, programme, "hospital")
    for language in ("en", "id"):
        covered = coverage_of(write_all(programme, language, on=ON))
        lacking = {
            each.kind.key: (each.draft.gaps, each.draft.questions)
            for each in covered.documents
            if not each.draft.is_drafted
        }
        assert lacking == {}
        assert {each.kind.key for each in covered.documents} == set(template_keys())


def test_what_is_missing_is_asked_once_and_fills_every_document(programme: Programme, ada: Person) -> None:
    before = coverage_of(write_all(programme, "en", on=ON)).asked
    assert len({asked.code for asked in before}) == len(before)
    crisis = next(asked for asked in before if asked.code == "crisis_authority")
    assert {"DOC-INC-01", "DOC-SMP-01"} <= set(crisis.documents)
    put_answer(
        actor=actor_of(ada),
        programme=programme,
        code="crisis_authority",
        answer={"up_to": 5_000_000, "above": "sponsor"},
    )
    after = coverage_of(write_all(programme, "en", on=ON)).asked
    assert "crisis_authority" not in {asked.code for asked in after}


def test_a_register_is_printed_as_it_stands(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    assert "Nusa Saku" not in write(programme, "DOC-SMP-01", "en", on=ON).draft.body
    apply_rows(actor_of(ada), programme, {"services": [{"code": "mob", "name": "Nusa Saku"}]})
    facts = FactSheet.objects.get(programme=programme, code="services").facts
    facts["mob"].pop("name", None)
    put_sheet(actor=actor_of(ada), programme=programme, code="services", facts=facts)
    for language in ("en", "id"):
        assert "Nusa Saku" in write(programme, "DOC-SMP-01", language, on=ON).draft.body


def test_an_entry_tells_what_was_entered(programme: Programme, ada: Person) -> None:
    put_sheet(actor=actor_of(ada), programme=programme, code="reviews", facts={"chair": "sponsor"})
    put_sheet(actor=actor_of(ada), programme=programme, code="reviews", facts={"chair": "sponsor"})
    assert Entry.objects.filter(kind="drafting.facts-entered").count() == 1
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("code", "facts", "field"),
    [
        ("fax", {}, "code"),
        ("practices", [], "code"),
        ("reviews", {"chair": 3}, "facts.chair"),
        ("reviews", {"chairs": "sponsor"}, "facts.chairs"),
        ("reviews", [], "facts"),
        ("risks", {"ref": "R-1"}, "facts"),
        ("risks", [{"ref": "R-1", "level": "high"}], "facts.1.level"),
        ("roles", {"<b>": {"holder": "Ada"}}, "facts.<b>"),
        ("roles", {"sponsor": {"holder": "A\x00da"}}, "facts.sponsor.holder"),
        ("practice-incident", {"states": [{"clock": "sometimes"}]}, "facts.states.1.clock"),
        ("practice-juggling", {}, "code"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_place(
    programme: Programme, ada: Person, code: str, facts: Any, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put_sheet(actor=actor_of(ada), programme=programme, code=code, facts=facts)
    assert refused.value.field == field
    assert not FactSheet.objects.exists()


def test_a_reader_enters_nothing(programme: Programme, iris: Person) -> None:
    with pytest.raises(NotAllowed):
        put_sheet(actor=actor_of(iris), programme=programme, code="reviews", facts={})


def test_the_second_of_two_who_enter_one_sheet_is_told(programme: Programme, ada: Person, ben: Person) -> None:
    put_sheet(actor=actor_of(ada), programme=programme, code="reviews", facts={"chair": "sponsor"})
    put_sheet(actor=actor_of(ben), programme=programme, code="reviews", facts={"chair": "coordinator"}, seen=1)
    with pytest.raises(Superseded):
        put_sheet(actor=actor_of(ada), programme=programme, code="reviews", facts={"chair": "board"}, seen=1)


def test_the_command_says_how_much_is_drafted(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    answer = cli("documents", "coverage", "sms-1", "--as", ada.email, "--json").json
    assert set(answer) >= {"required", "drafted", "questions", "documents", "missing"}
    assert answer["drafted"] + len(answer["missing"]) == answer["required"]
    incident = next(each for each in answer["documents"] if each["key"] == "DOC-INC-01")
    assert (incident["items"], incident["drafted"], incident["questions"]) == ([52, 53, 54], True, [])
    assert (incident["kind"], incident["version"], incident["differs"]) == ("procedure", None, 0)


def test_a_draft_is_written_to_a_file(programme: Programme, ada: Person, tmp_path: Any) -> None:
    enter(ada, programme, "bank")
    path = tmp_path / "plan.md"
    ran = cli("documents", "draft", "sms-1", "DOC-SMP-01", "--lang", "id", "-o", path, "--as", ada.email, "--json")
    assert ran.exit_code == 0
    assert path.read_text("utf-8") == ran.json["body"]
    assert "{#period .mandatory}" in ran.json["body"]


@pytest.mark.parametrize(
    "args", [("draft", "sms-1", "DOC-XXX-99"), ("coverage", "sms-1", "--lang", "fr"), ("facts", "sms-1", "fax")]
)
def test_what_is_not_there_is_said_with_a_way_out(programme: Programme, ada: Person, args: tuple[str, ...]) -> None:
    ran = cli("documents", *args, "--as", ada.email, "--json")
    assert ran.exit_code == 2
    assert ran.json["hint"]


def test_the_registers_of_the_management_system_are_printed(programme: Programme, ada: Person) -> None:
    """Risks above the criterion, obligations and objectives stand in the plan as their registers hold them."""
    scale = ["Low: nobody notices", "Some: a team", "Much: a service", "High: all", "Extreme: the bank"]
    rows: dict[str, Any] = {
        "risk-method": [{"acceptable": 4, "likelihoods": scale, "impacts": scale, "stated_on": "2026-03-01"}],
        "risks": [
            {"code": "R-001", "title": "One link for all machines", "likelihood": 4, "impact": 4, "owner": ada.email},
            {"code": "R-002", "title": "A cable in the corridor", "likelihood": 1, "impact": 2},
        ],
        "obligations": [{"code": "OBL-01", "title": "The law on banks", "source": "law", "asks": "A report in a day"}],
        "objectives": [
            {
                "code": "O-1",
                "title": "Fewer failures",
                "metric": "failed payments",
                "baseline": "9.5",
                "target": "5",
                "due_on": "2027-12-31",
                "owner": ada.email,
            }
        ],
    }
    report = apply_rows(actor_of(ada), programme, rows)
    assert report["refused"] == []
    english = write(programme, "DOC-SMP-01", "en", on=ON).draft.body
    assert "R-001 One link for all machines" in english
    assert "A cable in the corridor" not in english
    assert "2 risks, 1 above level 4 of 25" in english
    assert "OBL-01 The law on banks" in english
    assert "failed payments, from 9.5 to 5" in english
    assert "failed payments, from 9,5 to 5" not in english


def test_a_shipped_template_is_listed_and_copied(tmp_path: Any) -> None:
    rows = cli("catalogue", "templates", "--json").json["templates"]
    assert [row["key"] for row in rows] == list(template_keys())
    path = tmp_path / "copy.md"
    assert cli("catalogue", "templates", "DOC-INC-01", "--lang", "id", "-o", path).exit_code == 0
    assert path.read_text("utf-8").startswith("---\ntemplate: DOC-INC-01")
    assert cli("catalogue", "templates", "DOC-XXX-99").exit_code == 2
    assert cli("catalogue", "templates", "-o", path).exit_code == 2


def test_the_risk_register_is_printed_with_what_is_not_yet_rated(programme: Programme, ada: Person) -> None:
    """Highest level first; an entry without a rating stands last, with a dash and a gap."""
    scale = ["Low: nobody notices", "Some: a team", "Much: a service", "High: all", "Extreme: the bank"]
    rows: dict[str, Any] = {
        "risk-method": [{"acceptable": 4, "likelihoods": scale, "impacts": scale, "stated_on": "2026-03-01"}],
        "risks": [
            {"code": "R-1", "title": "A cable in the corridor", "likelihood": 1, "impact": 2, "treatment": "accept"},
            {"code": "R-2", "title": "One link for all machines", "likelihood": 4, "impact": 4},
            {"code": "R-3", "title": "Nobody has looked at it yet"},
            {"code": "OP-1", "title": "One tool for all", "kind": "opportunity", "likelihood": 2, "impact": 2},
        ],
    }
    assert apply_rows(actor_of(ada), programme, rows)["refused"] == []
    draft = write(programme, "DOC-RSK-01", "en", on=ON).draft
    assert "holds risks (3) and opportunities (1)" in draft.body
    treated = [line for line in draft.body.split("\n") if line.startswith("| R-") and "not yet judged" in line]
    assert [line.split(" ")[1] for line in treated] == ["R-2", "R-1", "R-3"]
    assert {"risk_register.4.level", "risk_register.4.likelihood"} <= {gap.path for gap in draft.gaps}


def test_an_objective_is_printed_with_what_was_measured_of_it(programme: Programme, ada: Person) -> None:
    rows: dict[str, Any] = {
        "objectives": [{"code": "O-1", "title": "Fewer failures", "metric": "failed", "target": "5", "unit": "a week"}],
        "measurements": [{"objective": "O-1", "measured_on": "2026-10-31", "value": "8.4"}],
    }
    assert apply_rows(actor_of(ada), programme, rows)["refused"] == []
    assert "8.4 a week (31 October 2026)" in write(programme, "DOC-OBJ-01", "en", on=ON).draft.body
    assert "8,4 a week (31 Oktober 2026)" in write(programme, "DOC-OBJ-01", "id", on=ON).draft.body
