"""A programme that starts from the twelve answers, with a meeting of its committee that was held."""

from datetime import date, timedelta

import pytest

from milepost.features.governance.models import Meeting
from milepost.features.governance.services import put_meeting
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from tests.backups.conftest import installed, restored, vendor
from tests.people import PASSWORD, actor_of

__all__ = ["installed", "restored", "vendor"]


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    """SMS-7: seventy activities, begun on 2 February 2026."""
    answers = Answers(name="SMS", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29), budget=1_000_000)
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


@pytest.fixture
def coordinator(planned: Programme, adi: Person) -> Person:
    return _member(adi, planned, "ayu@cakrawala.example", "Ayu Lestari", Role.COORDINATOR)


@pytest.fixture
def sponsor(planned: Programme, adi: Person) -> Person:
    return _member(adi, planned, "sri@cakrawala.example", "Sri Wahyuni", Role.SPONSOR)


def _member(adi: Person, planned: Programme, email: str, name: str, role: Role) -> Person:
    return add_member(
        actor=actor_of(adi), organisation=planned.organisation, email=email, name=name, role=role,
        programme_id=planned.pk, password=PASSWORD,
    ).person  # fmt: skip


@pytest.fixture
def meeting(planned: Programme, coordinator: Person) -> Meeting:
    """Held today."""
    day = today(planned.organisation.timezone)
    fields = {"code": "SC-1", "due_on": day, "held_on": day, "decisions": ["The plan is endorsed."]}
    return put_meeting(actor=actor_of(coordinator), programme=planned, fields=fields).row


@pytest.fixture
def earlier(planned: Programme, coordinator: Person) -> Meeting:
    """Held a week ago."""
    day = today(planned.organisation.timezone) - timedelta(days=7)
    fields = {"code": "SC-0", "due_on": day, "held_on": day}
    return put_meeting(actor=actor_of(coordinator), programme=planned, fields=fields).row
