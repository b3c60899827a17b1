"""The two ceremonies of WebAuthn: making a passkey, and showing that one has it.

A ceremony is begun with a challenge that waits in the session for five minutes and is answered once. The origin must be
ours exactly, and the device must have asked its owner for a finger, a face or a number: so a passkey is two factors.

The library takes 10 MB of every process that loads it, so only a ceremony does.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from milepost.platform.organisations.models import Person
from milepost.platform.signin.models import Passkey

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

MAKING, ASKING = "passkey-making", "passkey-asking"
MINUTES = 5
LONGEST = 20_000  # characters of an answer
BROKEN = (ValueError, TypeError, KeyError, AttributeError, NotImplementedError)  # what parsing a bad answer raises


class NotTheKey(Exception):
    """The answer of a ceremony is not what was asked for. The text says why, for the log; people are told less."""


@dataclass(frozen=True, slots=True)
class Made:
    """The public half of a new passkey as it is kept, base64url, and its count of uses."""

    credential_id: str
    credential: str
    uses: int


def begin_making(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What the browser needs to make a passkey for a person."""
    from fido2 import webauthn  # noqa: PLC0415 - heavy

    user = webauthn.PublicKeyCredentialUserEntity(id=person.pk.bytes, name=person.email, display_name=person.name)
    options, state = _server(request).register_begin(
        user,
        credentials=[credential_of(row) for row in Passkey.objects.filter(person=person)],
        resident_key_requirement=webauthn.ResidentKeyRequirement.REQUIRED,
        user_verification=webauthn.UserVerificationRequirement.REQUIRED,
    )
    _keep(request, MAKING, state)
    return dict(options)


def finish_making(request: HttpRequest, answer: str) -> Made:
    """The public half of what the device made. Raises `NotTheKey`."""
    from fido2.utils import websafe_encode  # noqa: PLC0415 - heavy

    state = _take(request, MAKING)
    try:
        made = _server(request).register_complete(state, _parsed(answer))
    except BROKEN as error:
        raise NotTheKey(str(error)) from None
    if made.credential_data is None or made.credential_data.public_key.ALGORITHM is None:
        raise NotTheKey("a kind of key that cannot be checked")
    data = made.credential_data
    return Made(websafe_encode(data.credential_id), websafe_encode(data), made.counter)


def begin_asking(request: HttpRequest, passkeys: Sequence[Passkey] = ()) -> dict[str, Any]:
    """What the browser needs to ask for a passkey: one of these, or any it has for this place."""
    from fido2.webauthn import UserVerificationRequirement  # noqa: PLC0415 - heavy

    options, state = _server(request).authenticate_begin(
        [credential_of(row) for row in passkeys] or None, user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep(request, ASKING, state)
    return dict(options)


def finish_asking(request: HttpRequest, answer: str) -> tuple[Passkey, int]:
    """The passkey that answered, and its count of uses. Raises `NotTheKey`."""
    from fido2.utils import websafe_encode  # noqa: PLC0415 - heavy
    from fido2.webauthn import AuthenticationResponse  # noqa: PLC0415 - heavy

    state = _take(request, ASKING)
    try:
        parsed = AuthenticationResponse.from_dict(_parsed(answer))
        row = Passkey.objects.select_related("person").filter(credential_id=websafe_encode(parsed.raw_id)).first()
        if row is None:
            raise NotTheKey("nobody has this passkey")
        handle = parsed.response.user_handle
        if handle and handle != row.person.pk.bytes:
            raise NotTheKey("the passkey was made for somebody else")
        _server(request).authenticate_complete(state, [credential_of(row)], parsed)
    except BROKEN as error:
        raise NotTheKey(str(error)) from None
    return row, parsed.response.authenticator_data.counter


def credential_of(row: Passkey) -> "AttestedCredentialData":
    """The public half of a passkey."""
    from fido2.utils import websafe_decode  # noqa: PLC0415 - heavy
    from fido2.webauthn import AttestedCredentialData  # noqa: PLC0415 - heavy

    return AttestedCredentialData(websafe_decode(row.credential))


def _server(request: HttpRequest) -> "Fido2Server":
    """The other side of a ceremony at this very address; which hosts are ours the settings say."""
    from fido2.server import Fido2Server  # noqa: PLC0415 - heavy
    from fido2.webauthn import PublicKeyCredentialRpEntity  # noqa: PLC0415 - heavy

    origin = f"{request.scheme}://{request.get_host()}"
    place = PublicKeyCredentialRpEntity(id=request.get_host().partition(":")[0], name="Milepost")
    return Fido2Server(place, verify_origin=lambda found: found == origin)


def _keep(request: HttpRequest, kind: str, state: dict[str, Any]) -> None:
    request.session[kind] = {**state, "at": int(time.time())}


def _take(request: HttpRequest, kind: str) -> dict[str, Any]:
    """The challenge that waits, which thereby waits no more."""
    state = request.session.pop(kind, None)
    if not isinstance(state, dict) or time.time() - state["at"] > MINUTES * 60:
        raise NotTheKey("no challenge waits")
    return state


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise NotTheKey("too long")
    parsed = json.loads(answer)
    if not isinstance(parsed, dict):
        raise NotTheKey("no object")
    return parsed
