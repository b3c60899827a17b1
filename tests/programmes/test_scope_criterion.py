"""G1-SCOPE, from open to held and back, by public commands only."""

from pathlib import Path

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.doing import Apply, Judged, applying, judging
from tests.people import PASSWORD, cli

IN = {"state": "in"}
ELEMENTS = (("service", "email"), ("customer", "retail"), ("unit", "workplace"), ("location", "jkt"))


@pytest.fixture
def apply(tmp_path: Path, programme: Programme, ada: Person) -> Apply:
    return applying(tmp_path)


@pytest.fixture
def criterion(programme: Programme, ada: Person) -> Judged:
    return judging("foundation")


def decided(*left_out: str, **more: str) -> list[dict[str, str]]:
    """Every element taken in, but those that are left out of the rows."""
    return [{"kind": kind, "code": code, **IN, **more} for kind, code in ELEMENTS if code not in left_out]


def approved() -> None:
    ran = cli(
        "scope", "approve", "sms-1", "--as", "sari@cakrawala.example", "--password-stdin", "--json", stdin=PASSWORD
    )
    assert ran.exit_code == 0, ran.stdout


def test_the_scope_opens_and_closes_with_what_is_decided_and_signed(
    apply: Apply, criterion: Judged, sari: Person
) -> None:
    assert criterion("G1-SCOPE")["state"] == "open"
    taken = apply(
        units=[{"code": "workplace", "name": "Digital workplace"}],
        locations=[{"code": "jkt", "name": "Jakarta data centre", "country": "ID"}],
        customers=[{"code": "retail", "name": "Retail banking", "internal": True}],
        services=[{"code": "email", "name": "E-mail", "delivered_by": "workplace", "other_party_percent": 20}],
    )
    assert taken["refused"] == []
    assert criterion("G1-SCOPE")["ids"] == {
        "no-service", "no-customer", "no-unit", "no-location", "undecided", "not-approved",
    }  # fmt: skip
    apply(scope=decided("jkt"))
    assert criterion("G1-SCOPE")["ids"] == {"no-location", "undecided", "not-approved"}
    apply(scope=decided())
    assert criterion("G1-SCOPE")["ids"] == {"not-approved"}
    approved()
    held = criterion("G1-SCOPE")
    assert (held["state"], held["passed"], held["ids"]) == ("computed", True, set())
    apply(services=[{"code": "email", "other_party_percent": 100}])
    assert criterion("G1-SCOPE")["ids"] == {"other-parties-run-all"}
    apply(services=[{"code": "email", "other_party_percent": 20}])
    assert criterion("G1-SCOPE")["passed"]
    apply(customers=[{"code": "sme", "name": "Small businesses"}])
    assert criterion("G1-SCOPE")["ids"] == {"undecided", "changed"}
    apply(scope=[{"kind": "customer", "code": "sme", "state": "out", "justification": "It leaves us in March."}])
    assert criterion("G1-SCOPE")["ids"] == {"changed"}, "what was signed is no longer what is decided"
    approved()
    assert criterion("G1-SCOPE")["passed"]
    assert verify_ledger().breaches == []
