"""What follows when somebody has a second factor, or none any more.

`Person.second_factor_since` says so to everybody below and above: at the door, and where an organisation wants one.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import end_sessions
from milepost.platform.organisations.services.people import tell_organisations
from milepost.platform.signin.models import AuthenticatorApp, Passkey, RecoveryCode
from milepost.platform.signin.services.recovery import put_codes


def has_factor(person: Person) -> bool:
    """Whether a code or a passkey can be asked of somebody."""
    has_app = AuthenticatorApp.objects.filter(person=person).exclude(confirmed_at=None).exists()
    return has_app or Passkey.objects.filter(person=person).exists()


def factor_added(author: Author, person: Person, what: str, *, keep_session: str) -> list[str]:
    """Note a new factor, within the caller's transaction. Returns recovery codes, to be shown once, with the first one.

    Sessions elsewhere end with the first: they were opened by the password alone.
    """
    codes: list[str] = []
    if person.second_factor_since is None:
        person.second_factor_since = now()
        person.save(update_fields=["second_factor_since"])
        end_sessions(person, keep=keep_session)
        codes = put_codes(person)
    tell_organisations(author, person, "person.factor-added", {"factor": what})
    return codes


def factor_removed(author: Author, person: Person, what: str) -> None:
    """Note that a factor is gone, within the caller's transaction; with the last one the recovery codes go."""
    if not has_factor(person):
        _clear(person)
    tell_organisations(author, person, "person.factor-removed", {"factor": what})


@transaction.atomic
def reset_factors(*, author: Author, person: Person) -> None:
    """Take every second factor from somebody who lost theirs; they are signed out everywhere.

    The right to do so is the command line's own, as for a lost password: an administrator of one organisation must not
    weaken a consultant's account in all of theirs.
    """
    if person.second_factor_since is None:
        raise Refused(_("{name} has no second factor.").format(name=person))
    AuthenticatorApp.objects.filter(person=person).delete()
    Passkey.objects.filter(person=person).delete()
    _clear(person)
    end_sessions(person)
    tell_organisations(author, person, "person.factors-reset", {})


def _clear(person: Person) -> None:
    RecoveryCode.objects.filter(person=person).delete()
    person.second_factor_since = None
    person.save(update_fields=["second_factor_since"])
