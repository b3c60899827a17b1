"""Sign-ins, and what looks like somebody trying another's door."""

from django.db import transaction

from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.organisations.actors import actor_for
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services.people import tell_organisations


@transaction.atomic
def record_sign_in(person: Person) -> None:
    """Say in each organisation of a person that they signed in."""
    tell_organisations(actor_for(person, Channel.WEB), person, "person.signed-in", {})


@transaction.atomic
def record_lock_out(email: str) -> None:
    """Say that an address was locked for a while after wrong passwords; addresses of nobody leave no trace."""
    person = Person.objects.filter(email=email).first()
    if person is not None:
        visitor = Author(person_id=None, name="somebody", email="", channel=Channel.WEB)
        tell_organisations(visitor, person, "person.locked-out", {})
