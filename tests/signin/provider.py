"""An identity provider of the tests' own, on this machine: it describes itself, exchanges codes, shows its keys.

The page where people sign in at a provider is played by `agree`, which a test calls with the address it was sent to.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.signin.models import IdentityProvider
from milepost.platform.signin.services import set_provider
from tests.people import actor_of

CLIENT, SECRET, VARIABLE = "milepost", "s3cret/of the tests", "MILEPOST_OIDC_CAKRAWALA"
WITH = "/sign-in/with/cakrawala"
ADA = {"sub": "u-17", "email": "Ada@cakrawala.example", "email_verified": True, "name": "Ada Wibowo"}


class LocalProvider:
    """What the provider knows, and how it misbehaves: `claims` go into each token, `spoil` changes what it says."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.claims: dict[str, Any] = dict(ADA)
        self.about: dict[str, Any] = {}
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def agree(self, address: str) -> dict[str, str]:
        """Somebody signs in at the provider and is sent back: the query they come back with."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return {"code": code, "state": query["state"], "iss": self.issuer}

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.about,
        }

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """A token for a code, once, for whoever began the flow and knows the client's secret."""
        begun = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if begun is None or [unquote(part) for part in pair] != [CLIENT, SECRET]:
            return None
        if challenge.rstrip(b"=").decode() != begun["code_challenge"] or form["redirect_uri"] != begun["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": begun["nonce"]}
        if begun.get("prompt") == "login" and begun.get("max_age") == "0":
            claims["auth_time"] = now
        header = {"alg": self.algorithm, "kid": "one"}
        wanted = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        if self.algorithm == "HS256":
            return {"id_token": self._signed_as_the_public_key(header, wanted)}
        if self.algorithm == "none":
            return {"id_token": f"{_part(header)}.{_part(wanted)}."}
        return {"id_token": jwt.encode(header, wanted, self.signs_with, algorithms=[self.algorithm])}

    def _signed_as_the_public_key(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        """The old trick: a symmetric signature made with the key that everybody can read."""
        signed = f"{_part(header)}.{_part(claims)}"
        mac = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
        return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@contextmanager
def local_provider() -> Iterator[LocalProvider]:
    """A provider that answers on a free port of this machine until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    provider = LocalProvider(f"http://127.0.0.1:{server.server_address[1]}")
    server.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def set_up(there: LocalProvider, organisation: Organisation, by: Person, **more: Any) -> IdentityProvider:
    """The organisation signs in there, as its administrator says."""
    fields = {
        "issuer": there.issuer, "client_id": CLIENT, "secret_variable": VARIABLE,
        "asks_second_factor": False, "makes_accounts": False,
    }  # fmt: skip
    return set_provider(actor=actor_of(by), organisation=organisation, **{**fields, **more})


def come_back(there: LocalProvider, client: Client, onwards: str = "/", **spoilt: str) -> Any:
    """Somebody goes to the provider, signs in there, and comes back."""
    away = client.get(WITH, {"next": onwards})
    return client.get(f"{WITH}/answer", {**there.agree(away.url), **spoilt})


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


class _Answers(BaseHTTPRequestHandler):
    @property
    def provider(self) -> LocalProvider:
        return self.server.provider  # type: ignore[attr-defined, no-any-return]

    def do_GET(self) -> None:
        self.provider.asked.append(self.path)
        known = {
            "/.well-known/openid-configuration": self.provider.description,
            "/keys": lambda: {"keys": [self.provider.key.as_dict(private=False)]},
        }
        if self.path == "/elsewhere/.well-known/openid-configuration":
            self.send_response(302)
            self.send_header("Location", "/.well-known/openid-configuration")
            self.end_headers()
        else:
            self._say(known[self.path]() if self.path in known else None)

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._say(self.provider.exchange(form, self.headers.get("Authorization", "")))

    def _say(self, found: dict[str, Any] | None) -> None:
        content = json.dumps(found or {"error": "invalid_grant"}).encode()
        self.send_response(200 if found else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""
