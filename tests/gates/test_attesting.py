"""Criteria that wait for a topic: open, attested by evidence and the sponsor's signature, and open again on its day.

By public commands alone; the clock is moved by MILEPOST_NOW.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from milepost.engines.rules.criteria import CRITERIA
from milepost.engines.rules.criteria.absence import missing_topic
from milepost.engines.rules.sequence import judge_sequence
from milepost.features.gates.facts import DELIVERED, gather_facts
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.installation import install
from milepost.platform.organisations.models import Person
from tests.people import PASSWORD, Ran, cli, client_of

WAITING = sorted(known.id for known in CRITERIA.values() if not set(known.needs) <= DELIVERED)
GATES = {"G1": "foundation", "G2": "design", "G3": "implementation", "G4": "certification"}

type At = Callable[[str], None]


@pytest.fixture
def at(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """`at("2026-03-02")` makes it nine in the morning of that day in Jakarta."""

    def move(day: str) -> None:
        monkeypatch.setenv("MILEPOST_NOW", f"{day}T09:00:00+07:00")

    move("2026-02-02")
    install(simulated_clock=True)
    yield move
    clock.forget()


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    file = tmp_path / "evidence.pdf"
    file.write_bytes(b"%PDF-1.7 what stands in place of facts")
    return file


def judged(criterion: str) -> dict[str, Any]:
    """The criterion as `milepost gate` prints it."""
    gate = GATES[criterion.partition("-")[0]]
    criteria = cli("gate", "sms-1", gate, "--as", "ada@cakrawala.example", "--json").json["criteria"]
    found: dict[str, Any] = next(one for one in criteria if one["id"] == criterion)
    return {**found, "ids": {result["id"].removeprefix(f"{criterion}.") for result in found["results"]}}


def attest(criterion: str, evidence: Path, until: str, *, who: str = "ada", password: str = "") -> Ran:
    signing = ["--password-stdin"] if password else []
    return cli(
        "gate", "attest", "sms-1", criterion, "--evidence", evidence, "--until", until, "--proves", "It is there.",
        "--as", f"{who}@cakrawala.example", "--json", *signing, stdin=password,
    )  # fmt: skip


def sign(reference: str, who: str = "sari") -> Ran:
    return cli("gate", "sign", "sms-1", reference, "--as", f"{who}@cakrawala.example", "--password-stdin", "--json",
               stdin=PASSWORD)  # fmt: skip


def test_the_criteria_that_wait_are_all_but_those_that_are_computed() -> None:
    computed = {"G1-SCOPE", "G1-GAP", "G1-GOVERNANCE", "G1-SPONSOR", "G2-ROLES", "G3-OPERATION"}
    assert computed <= set(CRITERIA) - set(WAITING)
    assert len(WAITING) + len(set(CRITERIA) - set(WAITING)) == 27


@pytest.mark.parametrize("criterion", WAITING)
def test_a_criterion_is_attested_until_its_day_and_then_open(
    criterion: str, at: At, evidence: Path, programme: Programme, ada: Person, sari: Person
) -> None:
    at("2026-03-02")
    shown = judged(criterion)
    assert (shown["state"], shown["passed"]) == ("open", False)
    assert shown["ids"]
    for until in ("2026-09-03", "2026-03-01"):
        refused = attest(criterion, evidence, until)
        assert (refused.exit_code, refused.json["where"]["field"]) == (2, "until"), "longer than six months, or over"
    made = attest(criterion, evidence, "2026-09-02")
    assert (made.exit_code, made.json["signed"]) == (0, False)
    shown = judged(criterion)
    assert (shown["state"], shown["passed"]) == ("open", False), "nobody has signed it"
    assert "attestation-unsigned" in shown["ids"]
    assert sign(made.json["attestation"], who="ada").exit_code == 2, "the sponsor signs, nobody else"
    assert judged(criterion)["state"] == "open"
    assert sign(made.json["attestation"]).exit_code == 0
    shown = judged(criterion)
    assert (shown["state"], shown["passed"], shown["holds_until"]) == ("attested", True, "2026-09-02")
    at("2026-09-02")
    assert judged(criterion)["state"] == "attested", "its last day"
    at("2026-09-03")
    shown = judged(criterion)
    assert (shown["state"], shown["passed"]) == ("open", False)
    assert "attestation-lapsed" in shown["ids"]
    again = attest(criterion, evidence, "2026-12-31", who="sari", password=PASSWORD)
    assert (again.exit_code, again.json["signed"]) == (0, True)
    assert judged(criterion)["state"] == "attested"


def test_an_attestation_signed_late_still_ends_on_its_day(
    at: At, evidence: Path, programme: Programme, ada: Person, sari: Person
) -> None:
    at("2026-03-02")
    made = attest("G2-RISK", evidence, "2026-04-30").json["attestation"]
    at("2026-04-20")
    assert sign(made).exit_code == 0
    assert judged("G2-RISK")["holds_until"] == "2026-04-30"
    at("2026-05-01")
    assert judged("G2-RISK")["state"] == "open"


def test_what_is_attested_is_never_shown_as_computed(
    at: At, evidence: Path, programme: Programme, ada: Person, sari: Person
) -> None:
    at("2026-03-02")
    for criterion in (found for found in WAITING if found.startswith("G4-")):
        attest(criterion, evidence, "2026-06-30", who="sari", password=PASSWORD)
    shown = cli("gate", "sms-1", "certification", "--as", ada.email, "--json")
    assert {one["state"] for one in shown.json["criteria"]} == {"attested"}
    assert (shown.exit_code, shown.json["passed"]) == (0, True), "they count for go"
    page = client_of(ada).get("/o/cakrawala/p/sms-1/gates/certification/").content.decode()
    assert "0 computed" in page
    assert "5 attested" in page
    decided = cli("gate", "decide", "sms-1", "certification", "go", "--as", ada.email, "--json")
    assert decided.exit_code == 0, decided.stdout
    kept = cli("gate", "history", "sms-1", "certification", "--as", ada.email, "--json").json["decisions"][0]
    assert {one["state"] for one in kept["verdict"]["criteria"]} == {"attested"}


def test_while_nothing_delivers_a_topic_its_fix_is_to_attest_it(programme: Programme, ada: Person, adi: Person) -> None:
    facts = gather_facts(programme, on=today("Asia/Jakarta"))
    fixes = {
        (known.id, topic): str(missing_topic(known.id, topic, facts).fix)
        for known in CRITERIA.values()
        for topic in known.needs
        if topic not in DELIVERED
    }
    assert fixes
    assert {place: fix for place, fix in fixes.items() if not fix.startswith("Attest this with ")} == {}


def test_so_do_the_rules_of_the_sequence(programme: Programme, ada: Person) -> None:
    on = today("Asia/Jakarta")
    absent = {
        result.id: str(result.fix)
        for rule in judge_sequence(gather_facts(programme, on=on), on=on).rules
        for result in rule.outcome.results
        if result.id.endswith(".absent")
    }
    for id_, fix in {
        "S-03": "Attest G2-CMDB with the verification report.",
        "S-11": "Attest G4-STAGE1 with its report and what it raised.",
        "S-12": "Attest G3-AUDIT with the internal audit's report.",
    }.items():
        assert absent[f"{id_}.absent"] == fix
