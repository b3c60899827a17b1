"""Sign-ins, and what looks like somebody trying another's door."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.organisations.models import Person, Session, SignedInBy
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services.people import end_sessions, tell_organisations


@transaction.atomic
def record_sign_in(person: Person, by: SignedInBy = SignedInBy.PASSWORD) -> None:
    """Say in each organisation of a person that they signed in, and by what."""
    tell_organisations(actor_for(person, Channel.WEB), person, "person.signed-in", {"by": by.value})


@transaction.atomic
def record_lock_out(email: str) -> None:
    """Say that an address was locked for a while after wrong passwords; addresses of nobody leave no trace."""
    person = Person.objects.filter(email=email).first()
    if person is not None:
        visitor = Author(person_id=None, name="somebody", email="", channel=Channel.WEB)
        tell_organisations(visitor, person, "person.locked-out", {})


@transaction.atomic
def end_session(*, actor: Actor, session_id: UUID) -> None:
    """End one of one's own sessions. Anybody else's is as little there as one that ended."""
    person = actor.known_person
    if not Session.objects.filter(pk=session_id, person=person).delete()[0]:
        raise Refused(_("That session has ended already."))
    tell_organisations(actor, person, "person.session-ended", {"sessions": 1})


@transaction.atomic
def end_own_sessions(*, actor: Actor) -> None:
    """Sign oneself out everywhere, here too."""
    person = actor.known_person
    ended = end_sessions(person)
    tell_organisations(actor, person, "person.session-ended", {"sessions": ended})
