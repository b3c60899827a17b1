"""Passkeys: made, named, removed, and taken as an answer."""

import structlog
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.limits import ADDRESS, count_failure, refuse_when_closed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signin.ceremonies import NotTheKey, finish_asking, finish_making
from milepost.platform.signin.models import Passkey
from milepost.platform.signin.services.factors import factor_added, factor_removed

PASSKEY = "passkey"
NAME_LENGTH = 60
MOST = 20  # passkeys of one person

log = structlog.get_logger(__name__)


def add_passkey(*, actor: Actor, request: HttpRequest, name: str, answer: str) -> list[str]:
    """Keep the passkey that a device made. Returns recovery codes with the first factor.

    The caller has asked again who it is, before the ceremony began.
    """
    person = actor.known_person
    called = _checked_name(name)
    try:
        made = finish_making(request, answer)
    except NotTheKey as error:
        log.info("passkey refused", reason=str(error))
        raise Refused(
            _("The device did not make a passkey that can be used here."), field="passkey", hint=_("Try again.")
        ) from None
    if Passkey.objects.filter(person=person).count() >= MOST:
        raise Refused(_("You have {limit} passkeys. Remove one first.").format(limit=MOST))
    try:
        with transaction.atomic():
            Passkey.objects.create(
                person=person, name=called, credential_id=made.credential_id, credential=made.credential,
                sign_count=made.uses, made_at=now(),
            )  # fmt: skip
            return factor_added(actor, person, PASSKEY, keep_session=request.session.session_key or "")
    except IntegrityError:
        raise Refused(_("This passkey is kept already."), field="passkey") from None


def rename_passkey(*, actor: Actor, passkey: Passkey, name: str) -> None:
    """Call one's own passkey something else. A matter of taste, so no history."""
    passkey.name = _checked_name(name)
    Passkey.objects.filter(pk=passkey.pk, person=actor.known_person).update(name=passkey.name)


@transaction.atomic
def remove_passkey(*, actor: Actor, passkey: Passkey) -> None:
    """A passkey opens nothing any more. The caller has asked again who it is."""
    person = actor.known_person
    Passkey.objects.filter(pk=passkey.pk, person=person).delete()
    factor_removed(actor, person, PASSKEY)


def take_passkey(request: HttpRequest, answer: str, *, of: Person | None = None) -> Person | None:
    """Whose passkey answered the challenge; None for a wrong one, which counts for the network address.

    `of` is the only person it may be. A count of uses that does not grow means a copy of the key: refused.
    """
    where = network_of(request)
    refuse_when_closed((ADDRESS, where))
    try:
        row, count = finish_asking(request, answer)
        _check_owner(row, of)
        _take_count(row, count)
    except NotTheKey as error:
        log.info("passkey refused", reason=str(error))
        count_failure(ADDRESS, where)
        return None
    return row.person


def _check_owner(row: Passkey, of: Person | None) -> None:
    if not row.person.is_active or (of is not None and row.person_id != of.pk):
        raise NotTheKey("the passkey is somebody else's")


def _take_count(row: Passkey, count: int) -> None:
    rows = Passkey.objects.filter(pk=row.pk)
    if count or row.sign_count:
        rows = rows.filter(sign_count__lt=count)
    if not rows.update(sign_count=count, last_used_at=now()):
        raise NotTheKey("its count of uses did not grow: there may be a copy of it")


def _checked_name(name: str) -> str:
    short = " ".join(name.split())
    if not short or len(short) > NAME_LENGTH:
        raise Refused(
            _("Call the passkey something, in at most {limit} characters.").format(limit=NAME_LENGTH), field="name"
        )
    return short
