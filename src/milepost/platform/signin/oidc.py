"""OpenID Connect as a client: the authorization code flow with PKCE (RFC 7636), state and nonce.

`discover` reads what the provider says of itself, `begin` makes the address to go to and what to remember meanwhile,
`claims_behind` exchanges the code that came back and checks the token that it brings. Nothing here knows of people.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from milepost.platform.signin.fetching import NoAnswer, get_json, is_allowed, post_form

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
LEEWAY = 60  # seconds that clocks may differ
MINUTES = 10  # that somebody may take at the provider
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SCOPE = "openid email profile"


class NotVouched(Exception):
    """The provider did not vouch for anybody in a way that counts. The text is for the log."""


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider knows us by."""

    issuer: str
    client_id: str
    secret: str
    answer_to: str


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization: str
    token: str
    keys: str
    takes_basic: bool


def discover(issuer: str) -> Provider:
    """Read the provider's own description. Raises `NoAnswer`, also where it speaks of another issuer."""
    found = get_json(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise NoAnswer("it calls itself another issuer")
    authorization, token, keys = (_endpoint(found, name) for name in ENDPOINTS)
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Provider(issuer, authorization, token, keys, "client_secret_basic" in methods)


def _endpoint(found: Mapping[str, Any], name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not is_allowed(address):
        raise NoAnswer(f"its {name} is missing or not https")
    return address


def begin(client: Client, provider: Provider, *, anew: bool = False) -> tuple[str, dict[str, Any]]:
    """The address to send somebody to, and what their session remembers until they are back.

    `anew` asks the provider to sign them in whether or not it knows them already, and to say when it did.
    """
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.answer_to,
        "scope": SCOPE,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if anew else {}),
    }
    joined = "&" if "?" in provider.authorization else "?"
    return provider.authorization + joined + urlencode(query), {**kept, "at": int(time.time())}


def check_return(query: Mapping[str, str], kept: Mapping[str, Any], issuer: str) -> str:
    """The code that somebody brought back. Raises `NotVouched` where it is not the answer to what was asked."""
    if time.time() - kept["at"] > MINUTES * 60:
        raise NotVouched("it took too long")
    if not hmac.compare_digest(query.get("state", "").encode(), kept["state"].encode()):
        raise NotVouched("another state")
    if query.get("iss", issuer) != issuer:  # RFC 9207
        raise NotVouched("another issuer answered")
    if "error" in query or not query.get("code"):
        raise NotVouched("the provider refused")
    return query["code"]


def claims_behind(client: Client, provider: Provider, *, code: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The checked claims of the token that a code is exchanged for. Raises `NotVouched` and `NoAnswer`."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.answer_to,
        "client_id": client.client_id,
        "code_verifier": kept["verifier"],
    }
    basic = client.secret if provider.takes_basic else ""
    if client.secret and not provider.takes_basic:
        form["client_secret"] = client.secret
    answer = post_form(provider.token, form, client=client.client_id, secret=basic)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotVouched("no id_token")
    return _checked(token, client, get_json(provider.keys), nonce=kept["nonce"])


def _checked(token: str, client: Client, keys: dict[str, Any], *, nonce: str) -> dict[str, Any]:
    from joserfc import jwt  # noqa: PLC0415 - heavy
    from joserfc.errors import JoseError  # noqa: PLC0415 - heavy
    from joserfc.jwk import KeySet  # noqa: PLC0415 - heavy

    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": client.issuer},
            aud={"essential": True, "value": client.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotVouched(f"{type(error).__name__}: {error}") from None
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client.client_id) != client.client_id or (len(audiences) > 1 and "azp" not in claims):
        raise NotVouched("a token for another client")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise NotVouched("no subject")
    return claims
