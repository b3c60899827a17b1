"""The scope: everything known is in or out, the sponsor signs, and what was signed stays."""

from datetime import date
from uuid import uuid4

import pytest

from milepost.engines.rules.facts.scope import ElementKind, Inclusion
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.facts import scope_facts
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.features.programmes.scope import approval
from milepost.features.programmes.scope.approval import approve_scope, check_approval, enter_approval
from milepost.features.programmes.scope.deciding import ElementDecision, decide_element, word_scope
from milepost.features.programmes.scope.statement import Statement, statement_of
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.organisations.tables import Superseded
from milepost.platform.signatures.models import Method, Signature
from milepost.platform.signatures.services import PaperSignature, Signing
from tests.people import PASSWORD, actor_of

PORTFOLIO = {
    "units": [{"code": "work", "name": "Workplace"}],
    "locations": [{"code": "jkt", "name": "Jakarta"}],
    "customers": [{"code": "retail", "name": "Retail banking"}],
    "services": [
        {
            "code": "email",
            "name": "E-mail",
            "delivered_by": "work",
            "customers": ["retail"],
            "owner": "ada@cakrawala.example",
            "other_party_percent": 20,
        },
        {"code": "fax", "name": "Fax"},
    ],
}
SCOPE = [
    {"kind": "service", "code": "email", "state": "in"},
    {"kind": "service", "code": "fax", "state": "out", "justification": "Ends this year."},
    {"kind": "customer", "code": "retail", "state": "in"},
    {"kind": "unit", "code": "work", "state": "in"},
    {"kind": "location", "code": "jkt", "state": "in"},
]
SENTENCE = (
    "The service management system of Cakrawala Layanan Digital for the delivery of E-mail to Retail banking"
    " by Workplace from Jakarta."
)


@pytest.fixture
def decided(programme: Programme, ada: Person) -> Programme:
    report = apply_rows(actor_of(ada), programme, {**PORTFOLIO, "scope": SCOPE})
    assert report["refused"] == []
    return programme


def now(programme: Programme) -> Statement:
    return statement_of(programme, on=today("Asia/Jakarta"))


def approve(programme: Programme, sari: Person) -> ScopeVersion:
    return approve_scope(actor=actor_of(sari), programme=programme, signing=Signing(PASSWORD))


def ids(statement: Statement) -> set[str]:
    return {result.id for result in (*statement.outcome.results, *statement.remarks)}


# -- deciding ---------------------------------------------------------------------------------------------------------


def test_what_nobody_decided_is_undecided(programme: Programme, ada: Person) -> None:
    apply_rows(actor_of(ada), programme, PORTFOLIO)
    facts = scope_facts(programme, date(2026, 3, 1))
    assert {element.inclusion for element in facts.elements} == {Inclusion.UNDECIDED}
    assert "G1-SCOPE.undecided" in ids(now(programme))


def test_what_is_decided_stands(decided: Programme) -> None:
    facts = scope_facts(decided, date(2026, 3, 1))
    assert [e.key for e in facts.of(ElementKind.SERVICE, Inclusion.IN, date(2026, 3, 1))] == ["email"]
    assert verify_ledger().breaches == []


def test_the_same_decisions_again_change_nothing(decided: Programme, ada: Person) -> None:
    assert apply_rows(actor_of(ada), decided, {"scope": SCOPE})["unchanged"] == 5


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"kind": "clause", "code": "8.5.2", "state": "out"}, "kind"),
        ({"kind": "service", "code": "none", "state": "in"}, "code"),
        ({"kind": "service", "code": "email", "state": "maybe"}, "state"),
        ({"kind": "service", "code": "email"}, "state"),
    ],
)
def test_what_cannot_be_in_a_scope_is_refused(decided: Programme, ada: Person, row: object, field: str) -> None:
    [refused] = apply_rows(actor_of(ada), decided, {"scope": [row]})["refused"]
    assert refused["field"] == field
    assert refused["fix"]


def test_an_exclusion_without_a_reason_is_named(decided: Programme, ada: Person) -> None:
    decide_element(
        actor=actor_of(ada), programme=decided, decision=ElementDecision("service", "fax", "out", justification="")
    )
    assert "G1-SCOPE.unjustified" in ids(now(decided))


def test_a_decision_based_on_an_older_one_is_refused(decided: Programme, ada: Person, karl: Person) -> None:
    change = ElementDecision("service", "fax", "in", seen=1)
    decide_element(actor=actor_of(ada), programme=decided, decision=change)
    with pytest.raises(Superseded):
        decide_element(actor=actor_of(karl), programme=decided, decision=change)


def test_only_a_coordinator_decides(decided: Programme, ben: Person, zoe: Person) -> None:
    change = ElementDecision("service", "fax", "in")
    with pytest.raises(NotAllowed):
        decide_element(actor=actor_of(ben), programme=decided, decision=change)
    with pytest.raises(Hidden):
        decide_element(actor=actor_of(zoe), programme=decided, decision=change)


def test_the_sentence_comes_from_the_names_or_from_words_of_ones_own(decided: Programme, ada: Person) -> None:
    assert now(decided).sentence["en"] == SENTENCE
    word_scope(actor=actor_of(ada), programme=decided, parts={"services": {"en": "messaging services"}})
    assert "for the delivery of messaging services to" in now(decided).sentence["en"]
    word_scope(actor=actor_of(ada), programme=decided, parts={"services": {"en": ""}})
    assert now(decided).sentence["en"] == SENTENCE


def test_a_wording_that_leaves_out_a_clause_is_named(decided: Programme, ada: Person) -> None:
    words = {"services": {"en": "messaging, without clause 8.5.2"}}
    word_scope(actor=actor_of(ada), programme=decided, parts=words)
    assert "G1-SCOPE.clause-excluded" in ids(now(decided))


def test_elements_that_do_not_fit_each_other_are_named(decided: Programme, ada: Person) -> None:
    changes = [
        {"kind": "service", "code": "fax", "state": "in"},
        {"kind": "unit", "code": "work", "state": "out", "justification": "x"},
    ]
    apply_rows(actor_of(ada), decided, {"scope": changes})
    found = ids(now(decided))
    assert {"SCOPE.service-no-unit", "SCOPE.service-no-customer", "SCOPE.service-no-owner"} <= found
    assert "SCOPE.service-unit-out" in found


def test_facts_cost_the_same_queries_for_ten_elements_and_a_thousand(programme: Programme, ada: Person) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (10, 1_000):
        rows = [{"code": f"u{number}", "name": "U"} for number in range(size)]
        scope = [{"kind": "unit", "code": f"u{number}", "state": "in"} for number in range(size)]
        apply_rows(actor_of(ada), programme, {"units": rows, "scope": scope})
        with CaptureQueriesContext(connection) as queries:
            scope_facts(programme, date(2026, 3, 1))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


# -- approving --------------------------------------------------------------------------------------------------------


def test_the_sponsor_signs_a_version(decided: Programme, sari: Person) -> None:
    version = approve(decided, sari)
    assert (version.number, version.sentence_en, version.prepared_by.name) == (1, SENTENCE, "Ada Wibowo")
    assert version.signature.sentence == f"I approve version 1 of the scope statement of SMS-1: {SENTENCE}"
    statement = now(decided)
    assert statement.in_force == version
    assert not statement.drifted
    assert statement.outcome.passed
    assert verify_ledger().breaches == []


def test_an_incomplete_statement_is_not_signed(decided: Programme, ada: Person, sari: Person) -> None:
    apply_rows(actor_of(ada), decided, {"customers": [{"code": "new", "name": "New"}]})
    with pytest.raises(RefusedByRule) as refused:
        approve(decided, sari)
    assert [result.id for result in refused.value.results] == ["G1-SCOPE.undecided"]
    assert not ScopeVersion.objects.exists()


def test_a_wrong_password_signs_nothing(decided: Programme, sari: Person) -> None:
    with pytest.raises(Refused, match="not your password"):
        approve_scope(actor=actor_of(sari), programme=decided, signing=Signing("wrong"))
    assert not ScopeVersion.objects.exists()


def test_whoever_approves_a_moment_too_late_leaves_no_signature(
    decided: Programme, ada: Person, sari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(decided, sari)
    word_scope(actor=actor_of(ada), programme=decided, parts={"units": {"en": "the workplace team"}})
    monkeypatch.setattr(approval, "next_number", lambda programme: 1)  # what was read before the other one wrote
    with pytest.raises(Refused, match="just now"):
        approve(decided, sari)
    assert ScopeVersion.objects.count() == Signature.objects.count() == 1
    assert verify_ledger().breaches == []


def test_a_token_never_signs(decided: Programme, sari: Person) -> None:
    actor = actor_of(sari, Channel.API, may_sign=False)
    with pytest.raises(Refused, match="never sign"):
        approve_scope(actor=actor, programme=decided, signing=Signing(PASSWORD))


def test_only_the_sponsor_signs(decided: Programme, ada: Person) -> None:
    with pytest.raises(NotAllowed):
        approve_scope(actor=actor_of(ada), programme=decided, signing=Signing(PASSWORD))


def test_what_changed_while_it_was_read_is_not_signed(decided: Programme, ada: Person, sari: Person) -> None:
    read = now(decided).content_hash
    word_scope(actor=actor_of(ada), programme=decided, parts={"units": {"en": "the workplace team"}})
    with pytest.raises(Refused, match="while you were reading"):
        approve_scope(actor=actor_of(sari), programme=decided, signing=Signing(PASSWORD), expected_hash=read)


def test_the_same_statement_is_not_approved_twice(decided: Programme, sari: Person) -> None:
    approve(decided, sari)
    with pytest.raises(Refused, match="nothing new"):
        approve(decided, sari)


def test_a_change_after_approval_is_drift_until_the_next_version(decided: Programme, ada: Person, sari: Person) -> None:
    approve(decided, sari)
    decide_element(actor=actor_of(ada), programme=decided, decision=ElementDecision("service", "fax", "in"))
    assert now(decided).drifted
    assert "G1-SCOPE.changed" in ids(now(decided))
    assert approve(decided, sari).number == 2
    assert not now(decided).drifted


def test_a_rename_in_the_portfolio_is_drift_too(decided: Programme, ada: Person, sari: Person) -> None:
    approve(decided, sari)
    apply_rows(actor_of(ada), decided, {"services": [{"code": "email", "name": "Mail"}]})
    assert now(decided).drifted


def test_a_version_that_was_edited_behind_the_ledgers_back_is_named(decided: Programme, sari: Person) -> None:
    approve(decided, sari)
    ScopeVersion.objects.update(sentence_en="Everything.")
    assert verify_ledger().breaches


def paper(**changed: object) -> PaperSignature:
    known = {
        "method": Method.PAPER,
        "signatory": "Budi Hartanto",
        "office": "President Director",
        "signed_on": date(2026, 2, 10),
        "file_id": uuid4(),
        "file_sha256": "0" * 64,
    }
    return PaperSignature(**{**known, **changed})  # type: ignore[arg-type]


def test_a_signature_on_paper_counts_once_somebody_else_checked_it(
    decided: Programme, ada: Person, ben: Person
) -> None:
    version = enter_approval(actor=actor_of(ada), programme=decided, paper=paper())
    assert version.approved_on == date(2026, 2, 10)
    assert now(decided).in_force is None
    with pytest.raises(Refused, match="somebody else"):
        check_approval(actor=actor_of(ada), version=version)
    check_approval(actor=actor_of(ben), version=version)
    assert now(decided).in_force == version
    assert verify_ledger().breaches == []


def test_a_sponsor_enters_no_paper_for_themselves(decided: Programme, sari: Person) -> None:
    with pytest.raises(NotAllowed):
        enter_approval(actor=actor_of(sari), programme=decided, paper=paper())
