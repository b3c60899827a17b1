"""Two decide one gate: the second is told of the first's decision, and records another only knowing it."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from milepost.engines.rules.facts.settings import Phase
from milepost.features.gates.models import Decision
from milepost.features.gates.services import decide_gate
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Overtaken
from milepost.platform.organisations.services import make_token
from tests.backups.installations import inside
from tests.gates.conftest import told_by_two
from tests.people import actor_of, cli, client_of

ROOM = "/o/cakrawala/p/sms-1/gates/foundation/"
API = "/api/v1/organisations/cakrawala/programmes/sms-1/gates/foundation"
DECIDING = """
import sys, time
from pathlib import Path
import django
django.setup()
from milepost.engines.rules.facts.settings import Phase
from milepost.features.gates import services
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import actor_for
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Overtaken
from milepost.platform.walls.visible import as_installation
read_clocks = services.read_clocks
def when_both_are_here(*args, **more):
    Path(sys.argv[1], sys.argv[2]).touch()
    while len(list(Path(sys.argv[1]).iterdir())) < 2:
        time.sleep(0.01)
    return read_clocks(*args, **more)
services.read_clocks = when_both_are_here
with as_installation("a test"):
    ada = actor_for(Person.objects.get(email="ada@bank.example"), Channel.CLI)
    programme = Programme.objects.get()
    try:
        made = services.decide_gate(actor=ada, programme=programme, gate=Phase.DESIGN, outcome="no-go", note="Later")
    except Overtaken as refused:
        print("overtaken by", refused.present["decision"])
    else:
        print("made", made.reference)
"""


@pytest.fixture
def theirs(programme: Programme, sari: Person) -> Decision:
    """What Sari decided while Ada had her page open: Ada saw that nothing was decided."""
    return decide_gate(actor=actor_of(sari), programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="Wait")


def test_of_two_processes_that_decide_at_the_same_moment_one_is_told_of_the_other_s_decision(
    db: None, installed: tuple[Path, str], tmp_path: Path
) -> None:
    told = sorted(told_by_two(DECIDING, installed, tmp_path, seconds=240))
    with inside(*installed):
        made = Decision.objects.get(gate="design")
        assert told == [f"made {made.reference}", f"overtaken by {made.reference}"]
        assert Entry.objects.filter(kind="gates.decided").count() == 1
        assert cli("ledger", "verify").exit_code == 0


def test_the_room_s_form_carries_the_last_decision_it_was_opened_at(ada: Person, theirs: Decision) -> None:
    assert f'name="seen" value="{theirs.number}"' in client_of(ada).get(ROOM).content.decode()


def test_on_screen_the_second_is_shown_the_first_s_decision_and_what_was_typed(ada: Person, theirs: Decision) -> None:
    client, given = client_of(ada), {"outcome": "no-go", "note": "My own reasons", "seen": "0"}
    answer = client.post(ROOM, given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"Sari Dewanti recorded {theirs.reference} (No-go) at G1 meanwhile." in page
    assert "My own reasons" in page
    assert Decision.objects.count() == 1
    assert f'name="seen" value="{theirs.number}"' in page, "who has read it may record another"
    assert client.post(ROOM, {**given, "seen": str(theirs.number)}).status_code == 302
    assert Decision.objects.count() == 2


def test_what_cannot_be_read_keeps_what_it_had_seen(ada: Person, theirs: Decision) -> None:
    answer = client_of(ada).post(ROOM, {"outcome": "perhaps", "note": "", "seen": "0"})
    assert answer.status_code == 422
    assert 'name="seen" value="0"' in answer.content.decode()


def test_over_the_api_the_second_gets_409_with_the_first_s_decision(
    programme: Programme, ada: Person, adi: Person, theirs: Decision
) -> None:
    _, secret = make_token(
        actor=actor_of(ada), organisation=programme.organisation, person=ada, scope="write",
        expires_on=date(2099, 1, 1),
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {secret}"}

    def decide(seen: int) -> tuple[int, dict[str, object]]:
        body = json.dumps({"outcome": "no-go", "seen": seen})
        answer = Client().post(f"{API}/decisions", body, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    status, problem = decide(0)
    assert (status, problem["type"]) == (409, "urn:milepost:problem:overtaken")
    assert problem["present"] == {
        "decision": theirs.reference, "number": 1, "gate": "foundation", "decided": "no-go",
        "on": theirs.decided_on.isoformat(), "note": "Wait", "by": "Sari Dewanti",
    }  # fmt: skip
    last = Client().get(API, headers=headers).json()["last"]
    assert last == theirs.number
    assert decide(last)[0] == 201


def test_by_command_the_second_is_told_the_first_s_decision(ada: Person, theirs: Decision) -> None:
    decide = ("gate", "decide", "sms-1", "foundation", "no-go", "--as", ada.email, "--json")
    refused = cli(*decide, "--seen", "0")
    assert (refused.exit_code, refused.json["code"]) == (2, "overtaken")
    assert theirs.reference in refused.json["error"]
    last = cli("gate", "sms-1", "foundation", "--as", ada.email, "--json").json["last"]
    assert cli(*decide, "--seen", last).exit_code == 0


def test_a_decision_at_another_gate_overtakes_nobody(programme: Programme, ada: Person, theirs: Decision) -> None:
    actor = actor_of(ada)
    decide_gate(actor=actor, programme=programme, gate=Phase.DESIGN, outcome="no-go", note="", seen=0)
    with pytest.raises(Overtaken):
        decide_gate(actor=actor, programme=programme, gate=Phase.DESIGN, outcome="no-go", note="", seen=0)
