"""The key that checkpoints are signed with. It never lies in the database: whoever can rewrite that cannot sign for it.

It comes from `MILEPOST_CHECKPOINT_KEY`, else from a file in the folder of secrets, made on first use and readable by
its owner only.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FILE = Path("secrets") / "checkpoint-key"


def signing_key() -> Ed25519PrivateKey:
    """The private key. Raises ImproperlyConfigured where what should be one is none."""
    return _key_in(settings.CHECKPOINT_KEY or _kept(Path(settings.MILEPOST_HOME) / FILE))


def public_key() -> str:
    """The public key, 32 bytes in base64: what to give to whoever keeps checkpoints."""
    return _written(signing_key().public_key().public_bytes_raw())


def sign(text: str) -> tuple[str, str]:
    """The public key and the signature over the UTF-8 bytes of a text, both in base64."""
    key = signing_key()
    return _written(key.public_key().public_bytes_raw()), _written(key.sign(text.encode()))


def is_signed(text: str, key: str, signature: str) -> bool:
    """Whether the signature over the text was made with the private part of this public key."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True)).verify(
            base64.b64decode(signature, validate=True), text.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _key_in(written: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(written.strip(), validate=True))
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(
            "the key of checkpoints is none: MILEPOST_CHECKPOINT_KEY, or secrets/checkpoint-key in the home folder, "
            "holds 32 bytes in base64"
        ) from None


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_written(Ed25519PrivateKey.generate().private_bytes_raw()) + "\n")
    try:
        os.link(draft, path)  # whole or not at all, and never over a key that another process made meanwhile
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii")


def _written(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
