"""Records that appeared later count once the owner says why and an internal auditor accepts it, over every door."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milepost.engines.rules.clock.records import Ground
from milepost.features.evidence.appearances.finding import late_imports
from milepost.features.evidence.appearances.services import decide_explanation, explain_records
from milepost.features.evidence.imports.terms import refresh
from milepost.features.evidence.models import Explanation
from milepost.features.practices.models import Practice
from milepost.features.practices.services import assign_practice
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Batch
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, make_token
from tests.evidence import operation
from tests.evidence.imports import Import, incident, reasons
from tests.evidence.operation import apply_text, clock_of, import_rows, row
from tests.people import Ran, actor_of, cli, client_of

OPENED = {"entered_at": "2026-03-02 10:00:00"}
PERIOD: dict[str, Any] = {
    "complete_from": datetime(2026, 3, 1, tzinfo=UTC),
    "complete_to": datetime(2026, 3, 31, tzinfo=UTC),
}


@pytest.fixture
def late(bring: Import, operating: Programme, ada: Person, olga: Person) -> Practice:
    """Incident management, owned by Olga; a second import brings three records that the first should have held."""
    practice = Practice.objects.get(programme=operating, key="incident")
    assign_practice(actor=actor_of(ada), practice=practice, owner=olga, deputy=None, hours_per_week=None)
    bring([incident(1, **OPENED)], **PERIOD)
    bring([incident(number, **OPENED) for number in (1, 2, 3, 4)], **PERIOD)
    return practice


def counted(programme: Programme) -> dict[str, int]:
    """What counts, once whoever reads next has had it counted anew."""
    refresh(programme)
    return reasons(programme)


def the_import() -> Batch:
    return Batch.objects.order_by("generation").last()  # type: ignore[return-value]


def explained(practice: Practice, by: Person, *records: str) -> Explanation:
    return explain_records(
        actor=actor_of(by), practice=practice, batch=the_import(), reason="The export had a filter", records=records
    )


def test_the_import_that_brought_them_is_named_with_their_number(late: Practice) -> None:
    (found,) = late_imports(late)
    assert (found.batch, found.count) == (the_import(), 3)
    assert found.first_entered_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_reason_alone_makes_nothing_count(late: Practice, olga: Person) -> None:
    made = explained(late, olga)
    assert (made.reference[:2], made.n, made.state) == ("E-", 3, "waiting")
    assert counted(late.programme) == {"counted": 1, "appeared_later": 3}


def test_accepted_records_count_from_then_on(late: Practice, olga: Person, otto: Person) -> None:
    decide_explanation(actor=actor_of(otto), explanation=explained(late, olga), accept=True)
    assert counted(late.programme) == {"counted": 4}
    assert late_imports(late) == ()


def test_a_group_of_records_is_accepted_alone(late: Practice, olga: Person, otto: Person) -> None:
    decide_explanation(actor=actor_of(otto), explanation=explained(late, olga, "INC0002"), accept=True)
    assert counted(late.programme) == {"counted": 2, "appeared_later": 2}
    (left,) = late_imports(late)
    assert left.count == 2
    assert explained(late, olga).n == 2, "the rest may be explained by another reason"


def test_what_is_declined_does_not_count_and_may_be_explained_again(late: Practice, olga: Person, otto: Person) -> None:
    first = explained(late, olga)
    decide_explanation(actor=actor_of(otto), explanation=first, accept=False, note="The filter shows no such gap")
    assert counted(late.programme) == {"counted": 1, "appeared_later": 3}
    with pytest.raises(Refused):
        decide_explanation(actor=actor_of(otto), explanation=first, accept=True)
    again = explained(late, olga)
    decide_explanation(actor=actor_of(otto), explanation=again, accept=True, note="Seen in the interface's log")
    assert counted(late.programme) == {"counted": 4}


def test_an_accepted_explanation_can_be_taken_back_with_a_reason(late: Practice, olga: Person, otto: Person) -> None:
    made = decide_explanation(actor=actor_of(otto), explanation=explained(late, olga), accept=True)
    assert counted(late.programme) == {"counted": 4}
    with pytest.raises(Refused) as refused:
        decide_explanation(actor=actor_of(otto), explanation=made, accept=False)
    assert refused.value.field == "note"
    decide_explanation(actor=actor_of(otto), explanation=made, accept=False, note="The log was of another tool")
    assert counted(late.programme) == {"counted": 1, "appeared_later": 3}


def test_only_the_owner_says_why(late: Practice, ada: Person, iris: Person, otto: Person) -> None:
    for other in (ada, iris, otto):
        with pytest.raises(NotAllowed):
            explained(late, other)


def test_only_an_internal_auditor_accepts(late: Practice, olga: Person, ada: Person, adi: Person) -> None:
    made = explained(late, olga)
    for other in (olga, ada, adi):
        with pytest.raises(NotAllowed):
            decide_explanation(actor=actor_of(other), explanation=made, accept=True)


def test_an_auditor_who_owns_the_practice_does_not_accept_for_it(
    late: Practice, olga: Person, otto: Person, adi: Person, ada: Person
) -> None:
    made = explained(late, olga)
    add_member(
        actor=actor_of(adi), organisation=late.organisation, email=olga.email, name=olga.name,
        role=Role.INTERNAL_AUDITOR, programme_id=late.programme_id,
    )  # fmt: skip
    with pytest.raises(RefusedByRule) as refused:
        decide_explanation(actor=actor_of(olga), explanation=made, accept=True)
    assert [result.id for result in refused.value.results] == ["S-16.own-work"]
    assign_practice(actor=actor_of(ada), practice=late, owner=ada, deputy=otto, hours_per_week=None)
    made = Explanation.objects.get(pk=made.pk)
    with pytest.raises(RefusedByRule):
        decide_explanation(actor=actor_of(otto), explanation=made, accept=True)
    with pytest.raises(RefusedByRule):
        decide_explanation(actor=actor_of(olga), explanation=made, accept=True)
    assert counted(late.programme) == {"counted": 1, "appeared_later": 3}


@pytest.mark.parametrize(
    ("reason", "records", "field"),
    [
        (" ", [], "reason"),
        ("x" * 5001, [], "reason"),
        ("A filter", ["INC0001"], "records"),
        ("A filter", ["INC0002", "INC9999"], "records"),
        ("A filter", [str(number) for number in range(1001)], "records"),
    ],
)
def test_a_reason_wants_words_and_records_that_appeared_later(
    late: Practice, olga: Person, reason: str, records: list[str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        explain_records(actor=actor_of(olga), practice=late, batch=the_import(), reason=reason, records=records)
    assert refused.value.field == field
    assert not Explanation.objects.exists()


def test_an_import_without_such_records_wants_no_reason(late: Practice, olga: Person) -> None:
    with pytest.raises(Refused) as refused:
        explain_records(
            actor=actor_of(olga), practice=late, batch=Batch.objects.earliest("generation"), reason="A filter"
        )
    assert refused.value.field == "batch"


def test_records_wait_for_one_answer_at_a_time(late: Practice, olga: Person) -> None:
    explained(late, olga, "INC0002")
    explained(late, olga, "INC0003", "INC0004")
    for records in ([], ["INC0003"]):
        with pytest.raises(Refused) as refused:
            explained(late, olga, *records)
        assert "waits for an internal auditor" in refused.value.reason


def test_each_step_leaves_one_entry_and_the_ledger_verifies(late: Practice, olga: Person, otto: Person) -> None:
    before = Entry.objects.count()
    made = explained(late, olga)
    decide_explanation(actor=actor_of(otto), explanation=made, accept=True, note="Log of 3 March")
    written = list(Entry.objects.order_by("at", "seq").values_list("kind", "actor_label"))[before:]
    assert [kind for kind, _ in written] == ["evidence.explained", "evidence.explanation-accepted"]
    assert [label for _, label in written] == [str(actor_of(olga).label), str(actor_of(otto).label)]
    assert not verify_ledger().breaches
    Explanation.objects.filter(pk=made.pk).update(state="declined")
    assert verify_ledger().breaches, "an edit behind the ledger's back is named"


# -- the clock, by commands alone -------------------------------------------------------------------------------------


@pytest.fixture
def operating_by_commands(
    programme: Programme, ada: Person, olga: Person, ben: Person, iris: Person, otto: Person, tmp_path: Path
) -> Path:
    """Incidents in June and again from August on; July comes only with a later import that June's had vouched for."""
    assert apply_text(tmp_path, operation.design()).json["refused"] == []
    early = [
        row("incident", number, day)
        for number, day in enumerate(operation.workdays(date(2026, 6, 1), date(2026, 6, 30)))
    ]
    after = [
        row("incident", number, day)
        for number, day in enumerate(operation.workdays(date(2026, 8, 3), date(2026, 9, 4)))
    ]
    import_rows(tmp_path, [*early, *after], first="2026-06-01", last="2026-09-04")
    july = [
        row("incident", 900 + number, day)
        for number, day in enumerate(operation.workdays(date(2026, 7, 1), date(2026, 7, 31)))
    ]
    import_rows(tmp_path, [*early, *after, *july], first="2026-06-01", last="2026-09-04")
    return tmp_path


def records(*args: object, who: str = "olga", stdin: str = "") -> Ran:
    return cli("records", *args, "--as", f"{who}@cakrawala.example", "--json", stdin=stdin)


def test_a_clock_runs_through_once_the_late_month_is_accepted(operating_by_commands: Path) -> None:
    broken = clock_of("incident", on="2026-09-04")[0]
    assert (broken["run_start"], broken["discounted"]) == ("2026-08-03", {Ground.APPEARED_LATER.value: 23})
    told = records("appeared", "sms-1", "incident", who="iris").json
    assert [found["count"] for found in told["imports"]] == [23]
    made = records(
        "explain", "sms-1", "incident", "--batch", told["imports"][0]["batch"], "--reason", "The export had a filter"
    )
    assert (made.exit_code, made.json["state"], made.json["count"]) == (0, "waiting", 23)
    assert clock_of("incident", on="2026-09-04")[0]["run_start"] == "2026-08-03"
    number = made.json["explanation"]
    assert records("accept", "sms-1", number).exit_code == 2, "an owner is no auditor"
    accepted = records("accept", "sms-1", number, "--note", "Filter seen", who="otto")
    assert (accepted.exit_code, accepted.json["state"], accepted.json["decided_by"]) == (
        0, "accepted", "otto@cakrawala.example",
    )  # fmt: skip
    whole = clock_of("incident", on="2026-09-04")[0]
    assert (whole["run_start"], whole["discounted"], whole["passed"]) == ("2026-06-01", {}, True)
    declined = records("decline", "sms-1", number, "--note", "Filter was another", who="otto")
    assert declined.json["state"] == "declined"
    assert clock_of("incident", on="2026-09-04")[0]["run_start"] == "2026-08-03"


def test_commands_name_what_is_wrong(operating_by_commands: Path) -> None:
    batch = records("appeared", "sms-1", "incident").json["imports"][0]["batch"]
    wrong = records("explain", "sms-1", "incident", "--batch", batch, "--reason", "x", "--record", "nothing")
    assert (wrong.exit_code, wrong.json["where"]["field"]) == (2, "records")
    assert records("explain", "sms-1", "incident", "--batch", "no-batch", "--reason", "x").json["code"] == "not-found"
    assert records("explain", "sms-1", "incident", "--batch", batch, "--reason", "x", who="iris").json["code"] == (
        "not-allowed"
    )
    assert records("accept", "sms-1", "E-2026-404", who="otto").json["code"] == "not-found"


# -- pages and API ----------------------------------------------------------------------------------------------------

CLOCK = "/o/cakrawala/p/sms-1/clocks/incident/"


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_ground_leads_to_the_reason_and_the_reason_to_the_auditor(
    operating_by_commands: Path, olga: Person, otto: Person
) -> None:
    owner, auditor = client_of(olga), client_of(otto)
    assert f'href="{CLOCK}appeared-later/"' in page(owner, f"{CLOCK}?on=2026-09-04")
    listed = page(owner, f"{CLOCK}appeared-later/")
    assert "23 records appeared later and do not count" in listed
    form = f"{CLOCK}appeared-later/{the_import().pk}/"
    assert form in listed
    assert form not in page(auditor, f"{CLOCK}appeared-later/")
    assert "10 of 23" in page(owner, form)
    assert "23 of 23" in page(owner, f"{CLOCK}?ground=appeared_later&batch={the_import().pk}")
    assert owner.post(form, {"reason": ""}).status_code == 422
    wrong = owner.post(form, {"reason": "A filter", "records": "nothing\n"})
    assert "nothing is no record that" in wrong.content.decode()
    assert owner.post(form, {"reason": "A <filter>"}).status_code == 302
    made = Explanation.objects.get()
    address = f"/o/cakrawala/p/sms-1/clocks/explanations/{made.reference}/"
    assert f"{made.reference} waits for an auditor" in page(owner, f"{CLOCK}appeared-later/")
    assert "A &lt;filter&gt;" in page(owner, address)
    assert "Accept: the records count" not in page(owner, address)
    assert owner.post(address, {"accept": "1"}).status_code == 403
    assert "Accept: the records count" in page(auditor, address)
    assert auditor.post(address, {"decline": "1"}).status_code == 422, "whoever declines says why"
    assert auditor.post(address, {"accept": "1"}).status_code == 302
    assert "The records count" in page(owner, address)
    assert "One explanation of records that appeared later" in page(owner, f"{CLOCK}?on=2026-09-04")


def test_somebody_who_does_not_own_the_practice_is_told_who_does(
    operating_by_commands: Path, ada: Person, iris: Person, zoe: Person, bukit: object
) -> None:
    form = f"{CLOCK}appeared-later/{the_import().pk}/"
    assert "Only the owner of the practice, Olga Pratiwi" in page(client_of(ada), form)
    assert client_of(ada).post(form, {"reason": "A filter"}).status_code == 403
    assert client_of(iris).get(form).status_code == 403
    assert client_of(zoe).get(f"{CLOCK}appeared-later/").status_code == 404


def test_the_api_explains_lists_and_decides(
    operating_by_commands: Path, programme: Programme, adi: Person, olga: Person, otto: Person
) -> None:
    def ask(who: Person, method: str, path: str, body: object = None) -> Any:
        _, secret = make_token(
            actor=actor_of(who), organisation=programme.organisation, person=who, scope="write",
            expires_on=date(2099, 1, 1),
        )  # fmt: skip
        return Client().generic(
            method, f"/api/v1/organisations/cakrawala/programmes/sms-1{path}",
            data=body if body is None else json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip

    (late,) = ask(olga, "GET", "/clocks/incident/appeared-later").json()["items"]
    assert late["count"] == 23
    given = {"batch": late["batch"], "records": ["incident-0701-900"], "reason": "A filter"}
    made = ask(olga, "POST", "/clocks/incident/explanations", given)
    assert (made.status_code, made.json()["count"], made["ETag"]) == (201, 1, '"1"')
    number = made.json()["explanation"]
    assert ask(olga, "POST", f"/explanations/{number}/decision", {"decision": "accepted"}).status_code == 403
    decided = ask(otto, "POST", f"/explanations/{number}/decision", {"decision": "accepted"})
    assert (decided.status_code, decided.json()["state"]) == (200, "accepted")
    assert ask(otto, "GET", f"/explanations/{number}").json()["decided_by"] == otto.email
    assert [row["explanation"] for row in ask(otto, "GET", "/explanations").json()["items"]] == [number]
    assert ask(olga, "GET", "/clocks/incident/appeared-later").json()["items"][0]["count"] == 22
    assert ask(olga, "POST", "/clocks/incident/explanations", given).status_code == 422
