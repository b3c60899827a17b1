"""Authenticator apps: set up, confirmed by a code, removed; and taking a code, once."""

from time import time

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signin.codes import new_secret, plain, step_of
from milepost.platform.signin.models import AuthenticatorApp
from milepost.platform.signin.sealing import BrokenSeal, seal, unseal
from milepost.platform.signin.services.factors import factor_added, factor_removed

APP = "authenticator app"


@transaction.atomic
def start_app(*, actor: Actor) -> AuthenticatorApp:
    """A fresh secret that waits for its first code. The caller has asked again who it is."""
    person = actor.known_person
    if AuthenticatorApp.objects.filter(person=person).exclude(confirmed_at=None).exists():
        raise Refused(_("You have an authenticator app. Remove it first."))
    AuthenticatorApp.objects.filter(person=person).delete()
    return AuthenticatorApp.objects.create(person=person, secret=seal(new_secret()), made_at=now())


@transaction.atomic
def confirm_app(*, actor: Actor, code: str, keep_session: str = "") -> list[str]:
    """Take the first code of a new app: from now on it is asked for. Returns recovery codes with the first factor."""
    person = actor.known_person
    app = AuthenticatorApp.objects.select_for_update().filter(person=person, confirmed_at=None).first()
    if app is None:
        raise Refused(_("No authenticator app waits for its first code. Start again."))
    step = step_of(unseal(app.secret), plain(code), at=time(), after=0)
    if step is None:
        raise Refused(
            _("That is not the code the app shows now."),
            field="code",
            hint=_("Codes change every 30 seconds. Is the clock of the phone right?"),
        )
    app.confirmed_at, app.last_step = now(), step
    app.save(update_fields=["confirmed_at", "last_step"])
    return factor_added(actor, person, APP, keep_session=keep_session)


@transaction.atomic
def remove_app(*, actor: Actor) -> None:
    """Codes of the app open nothing any more. The caller has asked again who it is."""
    person = actor.known_person
    if not AuthenticatorApp.objects.filter(person=person).exclude(confirmed_at=None).delete()[0]:
        raise Refused(_("You have no authenticator app."))
    factor_removed(actor, person, APP)


def take_code(person: Person, code: str) -> bool:
    """Take a code of somebody's app; false for a wrong one and for one that was taken before."""
    app = AuthenticatorApp.objects.filter(person=person).exclude(confirmed_at=None).first()
    if app is None:
        return False
    try:
        step = step_of(unseal(app.secret), plain(code), at=time(), after=app.last_step)
    except BrokenSeal:
        return False
    if step is None:
        return False
    # The condition makes two requests with one code take turns; the second finds the step taken.
    return bool(AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step))
