"""What the filters of a history offer: all that occurs, and nothing that was erased."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.features.actions.services import add_action
from milepost.features.programmes.models import Programme
from milepost.features.reports.occurring import occurring_in
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.services import remove_member
from milepost.platform.privacy.erasing import erase_person
from tests.people import actor_of

pytestmark = pytest.mark.django_db


def test_what_happens_later_is_offered_too(programme: Programme, ada: Person) -> None:
    before = occurring_in(programme)
    assert "actions.added" not in before.kinds
    add_action(actor=actor_of(ada), programme=programme, title="Sign the charter")
    after = occurring_in(programme)
    assert after.kinds == before.kinds | {"actions.added"}
    assert any("Ada" in label for label in after.actors)


def test_asking_again_reads_the_heads_alone(programme: Programme) -> None:
    occurring_in(programme)
    with CaptureQueriesContext(connection) as again:
        occurring_in(programme)
    assert len(again) == 1


def test_a_name_that_was_erased_is_offered_no_more(programme: Programme, ada: Person, adi: Person) -> None:
    add_action(actor=actor_of(ada), programme=programme, title="Sign the charter")
    assert any("Ada" in one for one in occurring_in(programme).actors)
    member = Member.objects.get(person=ada)
    remove_member(actor=actor_of(adi), member=member)
    occurring_in(programme)
    erase_person(author=system(Channel.CLI), person=ada, reason="She asked.")
    assert not any("Ada" in one for one in occurring_in(programme).actors)
