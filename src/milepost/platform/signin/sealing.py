"""Secrets that must be read again, sealed with a key derived from the installation's own.

Whoever has the database alone cannot make codes from it; whoever has the secret key too can.
"""

import base64
import hashlib
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class BrokenSeal(Exception):
    """A secret was sealed with another key: the installation's secret key was changed."""


def seal(secret: bytes) -> str:
    """The secret as it is kept."""
    return _box().encrypt(secret).decode()


def unseal(kept: str) -> bytes:
    """The secret again. Raises `BrokenSeal` where the installation's key is no longer the one it was sealed with."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - heavy

    try:
        return _box().decrypt(kept.encode())
    except InvalidToken:
        raise BrokenSeal from None


def _box() -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - heavy

    key = hashlib.sha256(b"milepost.signin.sealing\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
