"""What nobody with the right to decide has signed is a proposal: it displaces no decision that stands, at no door."""

from datetime import date

import pytest
from django.test import Client

from milepost.engines.rules.facts.settings import Phase
from milepost.features.gates.models import Decision
from milepost.features.gates.room import build_room
from milepost.features.gates.selectors import get_standing
from milepost.features.gates.services import HandedIn, decide_gate, record_before, sign_decision
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import make_token
from milepost.platform.signatures.services import Signing
from tests.people import PASSWORD, actor_of, cli, client_of

HERE = "/o/cakrawala/p/sms-1/"
API = "/api/v1/organisations/cakrawala/programmes/sms-1/gates"


@pytest.fixture
def go(programme: Programme, ada: Person, sari: Person) -> Decision:
    """The signed go of G1."""
    minutes = HandedIn("minutes.pdf", [b"%PDF-1.7 the minutes"])
    made = record_before(
        actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, decided_on=date(2026, 3, 1), minutes=minutes
    )
    sign_decision(actor=actor_of(sari), decision=made, signing=Signing(PASSWORD))
    return made


@pytest.fixture
def proposal(go: Decision, ada: Person, programme: Programme) -> Decision:
    """A no-go that came after it, and that the coordinator alone has signed."""
    made = decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="Wait")
    sign_decision(actor=actor_of(ada), decision=made, signing=Signing(PASSWORD))
    return made


def text_of(person: Person, path: str) -> str:
    return client_of(person).get(HERE + path).content.decode()


def test_a_proposal_displaces_no_decision_until_the_sponsor_signs_it(
    go: Decision, proposal: Decision, programme: Programme, sari: Person
) -> None:
    on = today(programme.organisation.timezone)
    standing = get_standing(programme, Phase.FOUNDATION, on=on)
    assert standing.decision is not None
    assert standing.pending is not None
    assert (standing.decision.decision, standing.pending.decision) == (go, proposal)
    assert (standing.went, bool(standing.slips)) == (True, True)
    sign_decision(actor=actor_of(sari), decision=proposal, signing=Signing(PASSWORD))
    standing = get_standing(programme, Phase.FOUNDATION, on=on)
    assert standing.decision is not None
    assert (standing.decision.decision, standing.pending, standing.went) == (proposal, None, False)


def test_a_proposal_that_was_overtaken_waits_for_nobody(
    go: Decision, proposal: Decision, programme: Programme, ada: Person, sari: Person
) -> None:
    later = decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")
    sign_decision(actor=actor_of(sari), decision=later, signing=Signing(PASSWORD))
    standing = get_standing(programme, Phase.FOUNDATION, on=today(programme.organisation.timezone))
    assert standing.decision is not None
    assert (standing.decision.decision, standing.pending) == (later, None)


def test_the_road_keeps_the_gate_s_tick_and_says_what_waits(proposal: Decision, ada: Person) -> None:
    page = text_of(ada, "")
    road = page[page.index('<svg class="road') : page.index("You are here")]
    assert "g-ok" in road
    assert "Proposed: No-go, waits for the sponsor" in road
    assert "tickmark" in road
    assert 'class="road tall"' in page


def test_the_phase_card_keeps_its_go_and_says_what_waits(proposal: Decision, ada: Person) -> None:
    page = text_of(ada, "")
    card = page[page.index('<ol class="phases">') :]
    card = card[: card.index("</li>")]
    assert "Go, stated, not computed" in card
    assert "Proposed: No-go, waits for the sponsor" in card


def test_the_gate_room_keeps_its_lead_and_what_slipped(proposal: Decision, ada: Person, programme: Programme) -> None:
    room = build_room(programme, Phase.FOUNDATION, on=today(programme.organisation.timezone))
    assert room.slipped_gate is Phase.FOUNDATION
    page = text_of(ada, "gates/foundation/")
    assert "Decided go on 1 Mar 2026" in page
    assert "What slipped since G1" in page
    assert "Proposed: No-go, waits for the sponsor" in page


def test_the_list_of_gates_shows_both(go: Decision, proposal: Decision, ada: Person) -> None:
    page = text_of(ada, "gates/")
    assert go.reference in page
    assert proposal.reference in page
    assert "Proposed: No-go, waits for the sponsor" in page


def test_the_history_of_the_gate_says_which_is_a_proposal(proposal: Decision, ada: Person) -> None:
    assert text_of(ada, "gates/foundation/history/").count("waits for the sponsor") == 1


def test_the_pages_say_it_in_indonesian(proposal: Decision, ada: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(language="id")
    ada.refresh_from_db()
    for path in ("", "gates/", "gates/foundation/", "gates/foundation/history/"):
        assert "Diusulkan: Tidak lanjut, menunggu sponsor" in text_of(ada, path), path


def test_the_commands_print_the_decision_and_apart_from_it_the_proposal(
    go: Decision, proposal: Decision, ada: Person
) -> None:
    wanted = {"decision": proposal.reference, "decided": "no-go", "on": proposal.decided_on.isoformat()}
    gate = cli("gate", "sms-1", "foundation", "--as", ada.email, "--json").json
    assert (gate["decided"], gate["decision"], gate["signed"]) == ("before", go.reference, True)
    assert gate["pending"] == wanted
    line = cli("status", "sms-1", "--as", ada.email, "--json").json["gates"][0]
    assert (line["decided"], line["signed"], line["pending"]) == ("before", True, wanted)
    for command in (("gate", "sms-1", "foundation"), ("status", "sms-1")):
        told = cli(*command, "--as", ada.email).stdout
        assert f"proposed: no-go on {proposal.decided_on}, {proposal.reference}, waits for the sponsor" in told


def test_the_api_answers_with_the_decision_and_apart_from_it_the_proposal(
    go: Decision, proposal: Decision, programme: Programme, ada: Person, adi: Person
) -> None:
    _, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="read", expires_on=date(2099, 1, 1)
    )
    headers = {"Authorization": f"Bearer {secret}"}
    for gate in (
        Client().get(f"{API}/foundation", headers=headers).json(),
        Client().get(API, headers=headers).json()["items"][0],
    ):
        assert (gate["decided"], gate["decision"], gate["signed"]) == ("before", go.reference, True)
        assert gate["pending"]["decision"] == proposal.reference


def test_a_gate_with_a_proposal_alone_is_not_decided(programme: Programme, ada: Person) -> None:
    decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")
    gate = cli("gate", "sms-1", "foundation", "--as", ada.email, "--json").json
    assert (gate["decided"], gate["decision"], gate["signed"]) == (None, None, False)
    assert gate["pending"]["decided"] == "no-go"
