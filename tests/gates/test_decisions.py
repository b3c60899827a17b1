"""Deciding a gate: who may, what is refused, what is kept, and that it cannot be rewritten."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.engines.rules.facts.settings import Phase
from milepost.features.gates.judging import note_standings
from milepost.features.gates.models import Attestation, Decision
from milepost.features.gates.selectors import decisions, get_standing
from milepost.features.gates.services import (
    HandedIn,
    attest_criterion,
    decide_gate,
    record_before,
    sign_attestation,
    sign_decision,
)
from milepost.features.gates.steps import open_phase
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.signatures.services import Signing
from tests.people import PASSWORD, actor_of, cli, client_of

G1 = ("G1-SCOPE", "G1-GAP", "G1-GOVERNANCE", "G1-SPONSOR", "G1-PLAN")


def minutes() -> HandedIn:
    return HandedIn("minutes.pdf", [b"%PDF-1.7 the minutes"])


@pytest.mark.usefixtures("sari")
def test_go_is_refused_while_a_criterion_is_open_and_the_refusal_is_kept(ada: Person, programme: Programme) -> None:
    with pytest.raises(RefusedByRule) as refusal:
        decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="go", note="")
    assert {result.id.partition(".")[0] for result in refusal.value.results} >= {"G1-PLAN"}
    assert all(str(result.fix) for result in refusal.value.results)
    assert not Decision.objects.exists()
    assert Entry.objects.filter(kind="gates.refused", subject_id=programme.pk).count() == 1


def test_a_no_go_is_kept_with_the_verdict_as_it_stood(ada: Person, programme: Programme) -> None:
    decision = decide_gate(
        actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="Rate first"
    )
    assert decision.verdict is not None
    assert [row["id"] for row in decision.verdict["criteria"]] == list(G1)
    assert decision.verdict["passed"] is False
    assert decision.reference == f"GD-{decision.decided_on.year}-01"


def test_iris_may_read_a_gate_but_not_decide_it(iris: Person, programme: Programme) -> None:
    with pytest.raises(NotAllowed):
        decide_gate(actor=actor_of(iris), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")


def test_to_zoe_there_is_no_gate(zoe: Person, bukit: object, programme: Programme) -> None:
    with pytest.raises(Hidden):
        decide_gate(actor=actor_of(zoe), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")


def test_a_decision_stands_once_the_sponsor_has_signed(ada: Person, sari: Person, programme: Programme) -> None:
    decision = decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")
    sign_decision(actor=actor_of(ada), decision=decision, signing=Signing(PASSWORD))
    assert not decisions(programme)[0].stands
    signature = sign_decision(actor=actor_of(sari), decision=decision, signing=Signing(PASSWORD))
    assert decisions(programme)[0].stands
    assert (signature.role, signature.signatory) == ("sponsor", sari.name)
    assert decision.reference in signature.sentence


def test_a_wrong_password_signs_nothing(sari: Person, ada: Person, programme: Programme) -> None:
    decision = decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")
    with pytest.raises(Refused, match="not your password"):
        sign_decision(actor=actor_of(sari), decision=decision, signing=Signing("not-my-password"))
    assert decisions(programme)[0].signatures == ()


def test_a_token_never_signs(sari: Person, ada: Person, programme: Programme) -> None:
    decision = decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")
    with pytest.raises(Refused, match="never sign"):
        sign_decision(actor=actor_of(sari, may_sign=False), decision=decision, signing=Signing(PASSWORD))


def test_every_criterion_attested_makes_go_possible_and_the_next_phase_opens(
    ada: Person, sari: Person, programme: Programme
) -> None:
    on = today(programme.organisation.timezone)
    for criterion in G1:
        made = attest_criterion(
            actor=actor_of(ada),
            programme=programme,
            criterion=criterion,
            proves="It is in the binder.",
            until=on + timedelta(days=90),
            evidence=minutes(),
        )
        sign_attestation(actor=actor_of(sari), attestation=made, signing=Signing(PASSWORD))
    verdict = get_standing(programme, Phase.FOUNDATION, on=on).verdict
    attested = {row.id for row in verdict.criteria if row.state == "attested"}
    assert "G1-PLAN" in attested


def test_an_attestation_counts_only_when_the_sponsor_has_signed(ada: Person, programme: Programme) -> None:
    on = today(programme.organisation.timezone)
    attest_criterion(
        actor=actor_of(ada), programme=programme, criterion="G1-PLAN", proves="The plan.", until=on, evidence=minutes()
    )
    verdict = get_standing(programme, Phase.FOUNDATION, on=on).verdict
    assert next(row.state for row in verdict.criteria if row.id == "G1-PLAN") == "open"


@pytest.mark.parametrize("days", [-1, 200])
def test_an_attestation_ends_within_six_months(ada: Person, programme: Programme, days: int) -> None:
    until = today(programme.organisation.timezone) + timedelta(days=days)
    with pytest.raises(Refused) as refusal:
        attest_criterion(
            actor=actor_of(ada), programme=programme, criterion="G1-PLAN", proves="x", until=until, evidence=minutes()
        )
    assert refusal.value.field == "until"
    assert not Attestation.objects.exists()


def test_a_decision_from_before_opens_the_next_phase_and_says_so(
    ada: Person, sari: Person, programme: Programme
) -> None:
    decision = record_before(
        actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, decided_on=date(2026, 3, 1), minutes=minutes()
    )
    sign_decision(actor=actor_of(sari), decision=decision, signing=Signing(PASSWORD))
    assert decision.verdict is None
    page = client_of(ada).get(f"/o/{programme.organisation.code}/p/{programme.code}/gates/foundation/")
    assert "stated, not computed" in page.content.decode()


def test_a_phase_does_not_open_without_the_go_before_it(ada: Person, programme: Programme) -> None:
    with pytest.raises(RefusedByRule) as refusal:
        open_phase(actor=actor_of(ada), programme=programme, phase=Phase.DESIGN)
    assert any(result.id.startswith("S-01") for result in refusal.value.results)


def test_a_decision_edited_behind_the_ledgers_back_is_named(ada: Person, programme: Programme) -> None:
    decision = decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")
    assert verify_ledger(programme_id=programme.pk).passed
    Decision.objects.filter(pk=decision.pk).update(outcome="go")
    breaches = verify_ledger(organisation_id=programme.organisation_id, programme_id=programme.pk).breaches
    assert [(breach.what, str(decision.pk) in breach.where) for breach in breaches] == [("row-edited", True)]


def test_the_database_refuses_to_change_an_entry(ada: Person, programme: Programme) -> None:
    entry = Entry.objects.filter(stream__programme_id=programme.pk).first()
    assert entry is not None
    with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(kind="nothing.happened")
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE seq = %s", [entry.seq])


def test_a_note_may_be_long_and_is_shown_as_text(ada: Person, programme: Programme) -> None:
    note = "<script>alert(1)</script> 🚦 " + "n" * 99_000
    decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note=note)
    page = client_of(ada).get(f"/o/cakrawala/p/{programme.code}/gates/foundation/history/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_note_over_the_limit_is_refused_and_kept_in_the_form(ada: Person, programme: Programme) -> None:
    answer = client_of(ada).post(
        f"/o/cakrawala/p/{programme.code}/gates/foundation/", {"outcome": "no-go", "note": "n" * 100_001}
    )
    assert answer.status_code == 422
    assert "nnnn" in answer.content.decode()


def test_the_evidence_is_served_as_a_download(ada: Person, programme: Programme) -> None:
    made = attest_criterion(
        actor=actor_of(ada),
        programme=programme,
        criterion="G1-PLAN",
        proves="x",
        until=today(programme.organisation.timezone),
        evidence=HandedIn("../../evil\\na.html", [b"<script>"]),
    )
    answer = client_of(ada).get(f"/o/cakrawala/p/{programme.code}/gates/files/{made.file_id}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert made.file_name == "na.html"
    assert b"".join(answer.streaming_content) == b"<script>"


def test_a_file_of_another_programme_is_not_there(ada: Person, programme: Programme) -> None:
    answer = client_of(ada).get(f"/o/cakrawala/p/{programme.code}/gates/files/01a20854-a4d0-71de-8d4f-1068b42cda97")
    assert answer.status_code == 404


def test_the_command_line_judges_as_the_contract_says(ada: Person, programme: Programme) -> None:
    ran = cli("gate", programme.code, "foundation", "--as", ada.email, "--json")
    assert ran.exit_code == 1
    assert ran.json["schema"] == "milepost/gate/1"
    assert {"gate", "on", "knowledge_at", "passed", "decided", "slipped", "criteria"} <= set(ran.json)
    result = ran.json["criteria"][0]["results"][0]
    assert {"id", "subject", "basis", "clause", "text", "fix"} <= set(result)


def test_deciding_and_signing_by_command(ada: Person, sari: Person, programme: Programme, tmp_path: Path) -> None:
    made = cli("gate", "decide", programme.code, "foundation", "no-go", "--note", "Later", "--as", ada.email, "--json")
    assert made.exit_code == 0, made.stdout
    signed = cli(
        "gate",
        "sign",
        programme.code,
        made.json["decision"],
        "--as",
        sari.email,
        "--password-stdin",
        "--json",
        stdin=PASSWORD + "\n",
    )
    assert signed.exit_code == 0, signed.stdout
    history = cli("gate", "history", programme.code, "foundation", "--as", ada.email, "--json").json
    assert history["decisions"][0]["stands"] is True
    refused = cli("gate", "decide", programme.code, "foundation", "go", "--as", ada.email, "--json")
    assert refused.exit_code == 1
    assert refused.json["results"][0]["fix"]
    assert refused.json["code"] == "refused-by-rule"


def test_minutes_that_cannot_be_read_are_named(ada: Person, programme: Programme, tmp_path: Path) -> None:
    ran = cli(
        "gate",
        "before",
        programme.code,
        "foundation",
        "--decided-on",
        "2026-03-01",
        "--minutes",
        tmp_path / "none.pdf",
        "--as",
        ada.email,
        "--json",
    )
    assert ran.exit_code == 2
    assert ran.json["where"]["field"] == "--minutes"


def test_the_api_refuses_go_with_its_results(ada: Person, programme: Programme) -> None:
    ran = cli(
        "api",
        "POST",
        f"/organisations/cakrawala/programmes/{programme.code}/gates/foundation/decisions",
        "--input",
        "-",
        "--as",
        ada.email,
        "--json",
        stdin='{"outcome":"go"}',
    )
    assert ran.exit_code == 1, ran.stdout
    assert "refused-by-rule" in ran.stdout
    assert io.StringIO(ran.stdout).read().count('"fix"') >= 1


def test_the_history_notes_a_gate_only_when_it_stands_otherwise(ada: Person, programme: Programme) -> None:
    first = note_standings(programme)
    assert [noted.gate for noted in first] == ["foundation", "design", "implementation", "certification"]
    assert note_standings(programme) == []
    on = today(programme.organisation.timezone)
    made = attest_criterion(
        actor=actor_of(ada, may_sign=True),
        programme=programme,
        criterion="G1-PLAN",
        proves="x",
        until=on,
        evidence=minutes(),
    )
    assert note_standings(programme) == []
    assert made.reference.startswith("AT-")
