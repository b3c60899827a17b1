"""G4: each criterion fails for each of its reasons, and for no other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from milepost.engines.rules.facts.certification import (
    Accreditation,
    CertificateDifference,
    CertificationOutcome,
    Clarification,
    Concern,
    PackPart,
    Site,
    Surveillance,
)
from milepost.engines.rules.facts.refs import Ref, StepDates
from milepost.engines.rules.gates import judge_criterion
from milepost.engines.rules.results import Basis
from tests.rules.gate_worlds import G4, JAKARTA, SITA, STAGE1, Change, body, both, complete, more, one, reasons, topic

LATER = G4 + timedelta(days=1)
KAN = Accreditation("KAN", True, date(2024, 1, 1), date(2028, 12, 31))
AHEAD = StepDates(confirmed_for=LATER)
DIFFERENT = CertificateDifference("location", Ref("bali", "Bali"), on_certificate=True)

BODY: list[tuple[str, Change]] = [
    ("not-appointed", topic("body", bodies=())),
    ("not-appointed", one("body", "bodies", released_on=G4)),
    ("no-accreditation", one("body", "bodies", accreditation=None)),
    ("no-accreditation", one("body", "bodies", accreditation=replace(KAN, granted_by=""))),
    ("other-scheme", one("body", "bodies", accreditation=replace(KAN, names_20000=False))),
    ("not-valid", one("body", "bodies", accreditation=replace(KAN, valid_until=date(2027, 6, 29)))),
    ("not-valid", one("body", "bodies", accreditation=replace(KAN, valid_until=None))),
    ("no-competence", one("body", "bodies", competence_on=None)),
    ("not-the-same", topic("stage1", body="other")),
    ("not-the-same", topic("stage2", body="other")),
]
STAGE_1: list[tuple[str, Change]] = [
    ("not-submitted", topic("application", submitted_on=None)),
    *((f"pack-without-{p}", topic("application", pack=frozenset(PackPart) - {p})) for p in PackPart),
    ("unanswered", more("application", "clarifications", Clarification(Ref("q", "Question 2"), STAGE1))),
    ("voided", topic("stage1", voided_on=G4)),
    ("not-held", topic("stage1", dates=AHEAD)),
    ("no-report", topic("stage1", reported_on=None)),
    ("concern-open", more("stage1", "concerns", Concern(Ref("c", "Concern 2"), STAGE1, LATER))),
]
STAGE_2: list[tuple[str, Change]] = [
    ("not-held", topic("stage2", dates=AHEAD)),
    ("other-body", topic("stage2", body="other")),
    ("other-body", topic("body", bodies=())),
    ("no-sites", topic("stage2", sites=())),
    ("site-missed", topic("stage2", sites=(Site(JAKARTA),))),
    ("no-reason", topic("stage2", sites=(Site(JAKARTA, remote=True),))),
    ("no-reason", topic("stage2", sites=(Site(JAKARTA, sampled_out=True, reason=" "),))),
]
FINDINGS: list[tuple[str, Change]] = [
    ("no-stage2", both(topic("findings", findings=()), topic("stage2", dates=AHEAD))),
    ("major-not-corrected", one("findings", "findings", corrected_on=None)),
    ("major-not-verified", one("findings", "findings", verified_on=LATER)),
    ("minor-no-cause", one("findings", "findings", 1, cause_found_on=None)),
    ("minor-no-plan", one("findings", "findings", 1, plan_accepted_on=None)),
    ("evidence-undated", one("findings", "findings", 1, evidence_due_on=None)),
    ("evidence-late", one("findings", "findings", 1, evidence_due_on=date(2027, 6, 29))),
    ("evidence-after-surveillance", one("findings", "findings", 1, evidence_due_on=date(2028, 6, 11))),
]
CERTIFICATE: list[tuple[str, Change]] = [
    ("not-decided", topic("certificate", outcome=None)),
    ("not-decided", topic("certificate", decided_on=LATER)),
    ("stage2-again", topic("certificate", outcome=CertificationOutcome.STAGE2_AGAIN)),
    ("declined", topic("certificate", outcome=CertificationOutcome.DECLINED)),
    ("no-number", topic("certificate", number="")),
    ("no-sentence", topic("certificate", sentence="")),
    ("no-expiry", topic("certificate", expires_on=None)),
    ("not-issued", topic("certificate", issued_on=None)),
    ("expired", topic("certificate", expires_on=date(2027, 6, 29))),
    ("ended", topic("certificate", ended_on=G4)),
    ("differs", topic("certificate", differences=(DIFFERENT,))),
    ("differs", topic("certificate", differences=(replace(DIFFERENT, accepted_by=SITA, accepted_on=LATER),))),
]

CASES = [
    (f"G4-{name}", reason, change)
    for name, cases in (
        ("BODY", BODY),
        ("STAGE1", STAGE_1),
        ("STAGE2", STAGE_2),
        ("FINDINGS", FINDINGS),
        ("CERTIFICATE", CERTIFICATE),
    )
    for reason, change in cases
]


@pytest.mark.parametrize(
    ("criterion", "reason", "change"), CASES, ids=[f"{c}.{r}-{n}" for n, (c, r, _) in enumerate(CASES)]
)
def test_a_criterion_of_g4_fails_for_this_reason_alone(criterion: str, reason: str, change: Change) -> None:
    assert reasons(criterion, complete(), G4) == set()
    assert reasons(criterion, change(complete()), G4) == {reason}


def test_findings_are_unknown_until_stage_2_is_held() -> None:
    facts = topic("findings", findings=())(topic("stage2", dates=AHEAD)(complete()))
    assert reasons("G4-FINDINGS", facts, G4) == {"no-stage2"}
    assert judge_criterion("G4-FINDINGS", facts, on=G4).outcome.holds_from == LATER
    assert reasons("G4-FINDINGS", topic("findings", findings=())(complete()), G4) == set()


def test_a_remote_part_and_a_site_left_out_pass_with_the_bodys_reason() -> None:
    sites = (Site(JAKARTA, remote=True, reason="Travel ban"), Site(JAKARTA, sampled_out=True, reason="Same work"))
    assert reasons("G4-STAGE2", topic("stage2", sites=sites)(complete()), G4) == set()


def test_an_accepted_difference_of_the_certificate_is_no_obstacle() -> None:
    accepted = replace(DIFFERENT, accepted_by=SITA, accepted_on=G4)
    assert reasons("G4-CERTIFICATE", topic("certificate", differences=(accepted,))(complete()), G4) == set()


def test_evidence_that_was_filed_needs_no_date_any_more() -> None:
    filed = one("findings", "findings", 1, evidence_due_on=None, evidence_filed_on=G4)
    assert reasons("G4-FINDINGS", filed(complete()), G4) == set()
    assert judge_criterion("G4-FINDINGS", complete(), on=G4).outcome.holds_until == date(2028, 3, 1)


def test_evidence_for_a_minor_is_filed_before_the_first_surveillance() -> None:
    last = one("findings", "findings", 1, evidence_due_on=date(2028, 6, 10))(complete())  # a year after the decision
    assert reasons("G4-FINDINGS", last, G4) == set()
    agreed = Surveillance(Ref("s", "Surveillance 1"), StepDates(confirmed_for=date(2028, 3, 1)))
    sooner = topic("certificate", surveillances=(agreed,))(complete())
    assert reasons("G4-FINDINGS", sooner, G4) == {"evidence-after-surveillance"}  # due on that very day
    filed = one("findings", "findings", 1, evidence_filed_on=G4)(sooner)
    assert reasons("G4-FINDINGS", filed, G4) == set()
    raised_there = one("findings", "findings", 1, raised_on=date(2028, 3, 1), evidence_due_on=date(2028, 5, 1))
    raised_there = both(raised_there, one("findings", "findings", 1, cause_found_on=date(2028, 3, 2)))
    raised_there = both(raised_there, one("findings", "findings", 1, plan_accepted_on=date(2028, 3, 3)))
    assert reasons("G4-FINDINGS", raised_there(sooner), date(2028, 4, 1)) == set()


def test_a_body_appointed_later_replaces_the_one_released_and_after_the_decision_that_is_a_transfer() -> None:
    other = replace(body(), body=Ref("other", "Other body"), appointed_on=G4)
    facts = more("body", "bodies", other)(one("body", "bodies", released_on=G4)(complete()))
    assert reasons("G4-BODY", topic("certificate", decided_on=None)(facts), G4) == {"not-the-same"}
    assert reasons("G4-BODY", facts, G4) == set()
    assert reasons("G4-STAGE2", facts, G4) == set()  # it was held by the body appointed then


def test_nothing_of_g4_rests_on_a_clause() -> None:
    for criterion, _, change in CASES:
        for result in judge_criterion(criterion, change(complete()), on=G4).outcome.results:
            assert result.basis is not Basis.STANDARD
