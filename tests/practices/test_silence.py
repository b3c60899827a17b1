"""How long a flow may be silent: the practice's own number, else the programme's. Ten is a number like any other."""

from datetime import date

import pytest

from milepost.engines.rules.clock.rhythms import Flow
from milepost.features.practices.models import Practice
from milepost.features.practices.rhythms import rhythms_of
from milepost.features.practices.services import add_practices, change_silent_days
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.canonical import canonical_json, sha256
from milepost.platform.ledger.states import digest_of
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.people import actor_of, client_of

ON = date(2026, 3, 2)


@pytest.fixture
def incident(programme: Programme, ada: Person) -> Practice:
    return next(row for row in add_practices(actor=actor_of(ada), programme=programme) if row.key == "incident")


def borne(practice: Practice, programmes: int) -> int:
    rhythms = rhythms_of(practice, on=ON, counted={}, silent_days=programmes)
    return next(rhythm.silent_days for rhythm in rhythms if isinstance(rhythm, Flow))


def test_the_programmes_number_holds_until_a_practice_has_its_own(incident: Practice, ada: Person) -> None:
    assert (incident.silent_days, borne(incident, 8)) == (None, 8)
    for own in (10, 5, 20):
        change_silent_days(actor=actor_of(ada), practice=incident, days=own, reason="agreed")
        assert borne(incident, 8) == own
    change_silent_days(actor=actor_of(ada), practice=incident, days=None, reason="taken back")
    assert borne(incident, 8) == 8
    assert verify_ledger().passed


def test_the_page_takes_a_number_and_takes_it_back(incident: Practice, ada: Person) -> None:
    at = f"/o/cakrawala/p/sms-1/practices/{incident.key}/"
    client = client_of(ada)
    assert "as in the programme" in client.get(at).content.decode()
    for typed, kept in (("10", 10), ("", None)):
        assert client.post(f"{at}silence/", {"days": typed, "reason": "agreed"}).status_code == 302
        incident.refresh_from_db()
        assert incident.silent_days == kept


def test_the_ledger_knows_a_row_from_when_ten_meant_not_set(incident: Practice) -> None:
    columns = {f.attname: f.get_prep_value(f.value_from_object(incident)) for f in incident._meta.concrete_fields}
    assert digest_of(incident) == sha256(canonical_json({**columns, "silent_days": 10}))


def test_every_number_has_a_digest_of_its_own(incident: Practice) -> None:
    digests = set()
    for days in (None, *range(5, 21)):
        incident.silent_days = days
        digests.add(digest_of(incident))
    assert len(digests) == 17
