"""What a SAML provider answered, on its way from the POST that brought it to the session that asked.

Browsers send no session along when another site posts, so the answer is checked where it comes in, sealed into the
address of a redirect, and opened where the session is known. It is good for two minutes, for the provider that was
asked, and in the session that asked: that forgets its question with the first answer, so none is taken twice.
"""

import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from milepost.platform.signin.models import IdentityProvider
from milepost.platform.signin.oidc import MINUTES, NotVouched
from milepost.platform.signin.sealing import BrokenSeal, seal, unseal

SECONDS = 120


def seal_answer(provider: IdentityProvider, claims: Mapping[str, Any]) -> str:
    """A checked answer, readable to nobody on its way."""
    about = {"provider": str(provider.pk), "at": int(time.time()), "claims": dict(claims)}
    return seal(json.dumps(about).encode())


def open_answer(sealed: str, provider: IdentityProvider, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to what this session asked. Raises `NotVouched`."""
    try:
        about = json.loads(unseal(sealed))
    except BrokenSeal:
        raise NotVouched("no answer of ours") from None
    if "request" not in kept or time.time() - kept["at"] > MINUTES * 60:
        raise NotVouched("nothing was asked, or it took too long")
    if about["provider"] != str(provider.pk) or time.time() - about["at"] > SECONDS:
        raise NotVouched("an answer of another provider, or an old one")
    claims: dict[str, Any] = about["claims"]
    if not hmac.compare_digest(claims["in_response_to"].encode(), kept["request"].encode()):
        raise NotVouched("the answer to another question")
    return claims
