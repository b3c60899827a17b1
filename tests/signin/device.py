"""A device with passkeys, made of software: it answers as a browser would send it, or wrongly on purpose."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from milepost.platform.organisations.models import Person
from tests.people import PASSWORD, client_of
from tests.signin.factors import shown_codes

ORIGIN, PLACE = "http://testserver", "testserver"
SECURITY = "/account/security"
ADD = f"{SECURITY}/passkeys/add"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One device with one key; `counts` is what it counts its uses with, 0 where it does not."""

    origin: str = ORIGIN
    place: str = PLACE
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    handle: bytes | None = None
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make(self, options: dict[str, Any]) -> str:
        """The answer to making a passkey."""
        self.handle = websafe_decode(options["publicKey"]["user"]["id"])
        data = AttestedCredentialData.create(
            b"\0" * 16, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        about = AuthenticatorData.create(self._place(), self.flags | ATTESTED, self.counter, data)
        client = self._client("webauthn.create", options)
        made = AttestationObject.create("none", about, {})
        return self._sent(clientDataJSON=client, attestationObject=made)

    def show(self, options: dict[str, Any]) -> str:
        """The answer to showing it."""
        about = AuthenticatorData.create(self._place(), self.flags, self.counter)
        client = self._client("webauthn.get", options)
        signed = self.key.sign(about + client.hash, ec.ECDSA(hashes.SHA256()))
        more = {"userHandle": self.handle} if self.handle else {}
        return self._sent(clientDataJSON=client, authenticatorData=about, signature=signed, **more)

    def _place(self) -> bytes:
        return hashlib.sha256(self.place.encode()).digest()

    def _client(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(options["publicKey"]["challenge"]), self.origin)

    def _sent(self, **response: bytes) -> str:
        key = websafe_encode(self.credential_id)
        written = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {"id": key, "rawId": key, "type": "public-key", "clientExtensionResults": {}, "response": written}
        )


def made(client: Client, device: Device, name: str = "laptop", **proof: str) -> Any:
    started = client.post(f"{SECURITY}/passkeys/start", {"password": PASSWORD, **proof})
    assert started.url == ADD
    return client.post(ADD, {"name": name, "passkey": device.make(client.post(f"{ADD}/options").json())})


def with_passkey(person: Person) -> Device:
    device = Device()
    assert len(shown_codes(made(client_of(person), device))) == 10
    person.refresh_from_db()
    return device


def options(client: Client) -> Any:
    return client.post("/sign-in/passkey/options", {"at": "door"}).json()
