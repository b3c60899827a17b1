"""Every page that shows what was decided before Milepost says so: stated, not computed."""

from datetime import date

import pytest

from milepost.engines.rules.facts.settings import Phase
from milepost.features.gates.services import HandedIn, record_before, sign_decision
from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices, record_live_before
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.signatures.services import Signing
from tests.people import PASSWORD, actor_of, client_of

HERE = "/o/cakrawala/p/sms-1/"
PARTS = {
    "the road": ("", '<svg class="road', "You are here"),
    "the phase's card": ("", '<ol class="phases">', "</li>"),
    "the list of gates": ("gates/", "<tbody", "</tr>"),
    "the room's lead": ("gates/foundation/", '<p class="lead">', "</p>"),
    "the room's decisions": ("gates/foundation/", 'id="signers-heading"', "</section>"),
    "the gate's history": ("gates/foundation/history/", 'id="d-1"', "</section>"),
    "the list of practices": ("practices/", '/practices/incident/"', "</tr>"),
    "the practice's lead": ("practices/incident/", '<p class="lead">', "</p>"),
    "the practice's side": ("practices/incident/", "<dt>Live</dt>", "</dd>"),
    "the clock's head": ("clocks/incident/", '<p class="asof">', "</p>"),
}


@pytest.fixture
def stated(programme: Programme, ada: Person, sari: Person) -> None:
    """G1 was passed on 1 March, and incident management went live on 2 March: before the programme came here."""
    decision = record_before(
        actor=actor_of(ada), programme=programme, gate=Phase.FOUNDATION, decided_on=date(2026, 3, 1),
        minutes=HandedIn("minutes.pdf", [b"%PDF-1.7"]),
    )  # fmt: skip
    sign_decision(actor=actor_of(sari), decision=decision, signing=Signing(PASSWORD))
    add_practices(actor=actor_of(ada), programme=programme)
    incident = Practice.objects.get(programme=programme, key="incident")
    record_live_before(actor=actor_of(ada), practice=incident, on=date(2026, 3, 2), reason="Minutes")


def test_every_page_that_shows_it_says_stated_not_computed_in_both_languages(stated: None, ada: Person) -> None:
    for name, (path, first, last) in PARTS.items():
        page = client_of(ada).get(HERE + path).content.decode()
        start = page.index(first)
        assert "stated, not computed" in page[start : page.index(last, start)], name
    Person.objects.filter(pk=ada.pk).update(language="id")
    ada.refresh_from_db()
    for path in {path for path, _first, _last in PARTS.values()}:
        assert "dinyatakan, tidak dihitung" in client_of(ada).get(HERE + path).content.decode(), path
