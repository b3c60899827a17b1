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
def record_sign_in(person: Person, by: SignedInBy = SignedInBy.PASSWORD, *, within: UUID | None = None) -> None:
    """Say in each organisation that the session opens that the person signed in, and by what."""
    tell_organisations(actor_for(person, Channel.WEB), person, "person.signed-in", {"by": by.value}, within=within)


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
    person, only = actor.known_person, actor.bound_to
    rows = Session.objects.filter(pk=session_id, person=person)
    if not (rows if only is None else rows.filter(bound_to=only)).delete()[0]:
        raise Refused(_("That session has ended already."))
    tell_organisations(actor, person, "person.session-ended", {"sessions": 1}, within=only)


@transaction.atomic
def end_own_sessions(*, actor: Actor) -> None:
    """Sign oneself out everywhere, here too."""
    person, only = actor.known_person, actor.bound_to
    ended = end_sessions(person, within=only)
    tell_organisations(actor, person, "person.session-ended", {"sessions": ended}, within=only)
