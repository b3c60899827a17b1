"""Asking somebody again who they are: the password, and where they have a second factor, that too.

Whoever has no password shows a passkey, or signs in anew at their organisation's identity provider (`again`). Where one
signs, and before anything about signing in is changed. Every wrong answer is counted, outside any transaction that the
refusal would take back.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import actor_for
from milepost.platform.organisations.limits import CODE, count_failure, forget_failures, refuse_when_closed
from milepost.platform.organisations.models import Person, SignedInBy
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signin import again
from milepost.platform.signin.passwords import person_behind
from milepost.platform.signin.services.apps import take_code
from milepost.platform.signin.services.passkeys import take_passkey
from milepost.platform.signin.services.recovery import use_recovery_code


class By(StrEnum):
    """By what somebody proved again who they are."""

    PASSWORD = "password"  # noqa: S105 - a word, no secret
    PASSKEY = "passkey"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody answers; `request` lets the sign-in limits count wrong passwords.

    `purpose` is what they answer for: what a provider said counts for nothing else, and only where the form asked for
    its word (`by_provider`).
    """

    password: str = ""
    code: str = ""
    passkey: str = ""
    request: HttpRequest | None = None
    purpose: str = ""
    by_provider: bool = False


@dataclass(frozen=True, slots=True)
class Proven:
    """By what it was proven, and by which provider; `purposes` where it counts for these alone."""

    by: By
    issuer: str = ""
    purposes: frozenset[str] | None = None

    def covers(self, purpose: str) -> bool:
        """Whether it counts for this purpose too."""
        return self.purposes is None or purpose in self.purposes


def prove(person: Person, proof: Proof) -> Proven:
    """Let the person pass. Raises `Refused` naming the field that is wrong, and `TooManyTries`."""
    if person.has_usable_password():
        _prove_password(person, proof)
        return Proven(By.PASSWORD)
    if proof.by_provider and proof.request is not None:
        if found := again.waits(proof.request, person, proof.purpose):
            return _prove_by_provider(person, proof, proof.request, found)
        if not proof.passkey:
            raise Refused(
                _("Your organisation has not vouched for you again for exactly this."),
                field="provider",
                hint=_("Sign in there again: it counts once, for five minutes, and for what stood on the page then."),
            )
    if proof.request is not None and proof.passkey:
        # A passkey is two factors by itself: its device asks for a finger, a face or a number.
        _prove_factor(person, proof)
        return Proven(By.PASSKEY)
    raise Refused(
        _("You have no password here."),
        field="password",
        hint=_("Whoever runs this installation sets one with `milepost member password`."),
    )


def _prove_password(person: Person, proof: Proof) -> None:
    if proof.request is not None:
        found = person_behind(proof.request, person.email, proof.password)
        correct = found is not None and found.pk == person.pk
    else:
        correct = person.check_password(proof.password)
    if not correct:
        raise Refused(_("That is not your password."), field="password")
    if person.second_factor_since is not None:
        _prove_factor(person, proof)


def _prove_by_provider(person: Person, proof: Proof, request: HttpRequest, found: again.Confirmation) -> Proven:
    if person.second_factor_since is not None and not found.two_factors:
        _prove_factor(person, proof)  # first: a mistyped code must not send anybody to the provider once more
    taken = again.take(request, person, proof.purpose)
    if taken is None:
        raise Refused(_("That was used already. Sign in again at your organisation."), field="provider")
    return Proven(By.PROVIDER, taken.issuer, taken.purposes)


def _prove_factor(person: Person, proof: Proof) -> None:
    if proof.passkey and proof.request is not None:
        if not prove_passkey(person, proof.request, proof.passkey):
            raise Refused(_("The passkey was not taken."), field="passkey", hint=_("Use it once more, or a code."))
        return
    if not proof.code:
        raise Refused(_("Your second factor is wanted too: a code, or a passkey."), field="code")
    if prove_code(person, proof.code) is None:
        raise Refused(
            _("That code is wrong, or was used before."),
            field="code",
            hint=_("Wait for the next one, or take a recovery code."),
        )


def prove_code(person: Person, code: str) -> SignedInBy | None:
    """Take a code of the app or a recovery code; None for a wrong one, which counts. Raises `TooManyTries`."""
    subject = str(person.pk)
    refuse_when_closed((CODE, subject))
    if take_code(person, code):
        forget_failures(CODE, subject)
        return SignedInBy.CODE
    if use_recovery_code(actor_for(person, Channel.WEB), code):
        forget_failures(CODE, subject)
        return SignedInBy.RECOVERY
    count_failure(CODE, subject)
    return None


def prove_passkey(person: Person, request: HttpRequest, answer: str) -> bool:
    """Whether a passkey of this very person answered. A wrong one counts as a wrong code does."""
    subject = str(person.pk)
    refuse_when_closed((CODE, subject))
    if take_passkey(request, answer, of=person) is not None:
        return True
    count_failure(CODE, subject)
    return False
