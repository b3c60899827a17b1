"""Recovery codes: ten, shown once, each good for one sign-in."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services.people import tell_organisations
from milepost.platform.signin.codes import digest_of, new_recovery_codes
from milepost.platform.signin.models import RecoveryCode


def put_codes(person: Person) -> list[str]:
    """Ten fresh codes in place of all earlier ones, within the caller's transaction."""
    RecoveryCode.objects.filter(person=person).delete()
    codes = new_recovery_codes()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=digest_of(code)) for code in codes)
    return codes


@transaction.atomic
def make_recovery_codes(*, actor: Actor) -> list[str]:
    """Ten fresh codes for oneself; the earlier ones end. The caller has asked again who it is."""
    person = actor.known_person
    if person.second_factor_since is None:
        raise Refused(_("Recovery codes come with a second factor. Set one up first."))
    codes = put_codes(person)
    tell_organisations(actor, person, "person.recovery-codes-made", {"codes": len(codes)})
    return codes


@transaction.atomic
def use_recovery_code(actor: Actor, code: str) -> bool:
    """Use a code up; false for one that is wrong or was used. Two at once: one of them is refused."""
    person = actor.known_person
    unused = RecoveryCode.objects.filter(person=person, used_at=None)
    if not unused.filter(digest=digest_of(code)).update(used_at=now()):
        return False
    tell_organisations(actor, person, "person.recovery-code-used", {"left": unused.count()})
    return True


def codes_left(person: Person) -> int:
    """How many codes somebody can still use."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()
