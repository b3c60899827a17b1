"""Codes of authenticator apps (RFC 6238: six digits, thirty seconds, SHA-1, as every app expects) and recovery codes.

Pure functions of a secret and a time in seconds; who may use a code only once is the services' matter.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP = 30  # seconds
DRIFT = 1  # steps that a clock may be ahead or behind
RECOVERY_CODES = 10
RECOVERY_LENGTH = 24  # of 32 letters: 120 random bits
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def new_secret() -> bytes:
    """160 random bits, as RFC 4226 asks."""
    return secrets.token_bytes(20)


def code_of(secret: bytes, step: int) -> str:
    """The code of a time step."""
    mac = hmac.digest(secret, step.to_bytes(8), "sha1")
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4]) & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def step_of(secret: bytes, code: str, *, at: float, after: int) -> int | None:
    """The time step a code belongs to: now, one before or one after, and later than `after`; None for a wrong one."""
    now = int(at // STEP)
    fitting = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if step > after and hmac.compare_digest(code_of(secret, step).encode(), code.encode())
    ]
    return max(fitting, default=None)


def written(secret: bytes) -> str:
    """The secret as people type it into an app that cannot read the picture: groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def picture(secret: bytes, *, account: str) -> str:
    """What an app photographs, as SVG without style or script, so that the strict policy for pages lets it stand."""
    import segno  # noqa: PLC0415 - heavy, and drawn once in an app's life

    label = quote(f"Milepost:{account}")
    query = urlencode({"secret": base64.b32encode(secret).decode(), "issuer": "Milepost"})
    code = segno.make(f"otpauth://totp/{label}?{query}", error="m", micro=False)
    return str(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None))


def new_recovery_codes() -> list[str]:
    """Ten codes in groups of four letters."""
    return [_grouped("".join(secrets.choice(LETTERS) for _ in range(RECOVERY_LENGTH))) for _ in range(RECOVERY_CODES)]


def plain(code: str) -> str:
    """A code without what people add when they type it: spaces, hyphens, capital letters."""
    return "".join(code.split()).replace("-", "").lower()


def digest_of(recovery_code: str) -> str:
    """What is kept of a recovery code. It has 120 random bits, so a plain hash cannot be searched through."""
    return hashlib.sha256(plain(recovery_code).encode()).hexdigest()


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
