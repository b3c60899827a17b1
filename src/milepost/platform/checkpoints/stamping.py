"""Time stamps (RFC 3161): an authority that nobody here runs says that a checkpoint existed at an instant.

The authority is asked for the SHA-256 of the signed text and sees nothing else. Its answer is kept as it came: our
reader refuses some answers that others accept (it wants certificates in order), and an auditor may use another reader.
"""

import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

SECONDS = 15
LARGEST = 256 * 1024  # bytes of an answer
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class NotStamped(Exception):
    """The authority gave no time stamp; says why."""


class Signature(StrEnum):
    """Whether an answer was signed by the authority whose certificates are configured.

    `WRONG`: not by it, or not while its certificate was valid. `UNCHECKED`: no certificate is configured here.
    """

    RIGHT = "right"
    WRONG = "wrong"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer says: when, over which hash. `is_read` is false where our reader refuses it."""

    is_read: bool
    at: datetime | None = None
    digest: bytes = b""
    nonce: int | None = None


def ask(authority: str, text: str) -> bytes:
    """The authority's answer for a text, as it came. Raises `NotStamped`, also for one that another has signed."""
    request = TimestampRequestBuilder().data(text.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _send(authority, request.as_bytes())
    stamp = read_stamp(answer)
    if stamp.is_read and (stamp.digest != sha256(text.encode()).digest() or stamp.nonce != request.nonce):
        raise NotStamped("the authority stamped something else")
    if stamp.is_read and signature_of(answer, text) is Signature.WRONG:
        raise NotStamped("the answer is not signed by the authority whose certificates are configured")
    return answer


def read_stamp(answer: bytes) -> Stamp:
    """What an answer says. Raises `NotStamped` where it is a refusal."""
    try:
        response = decode_timestamp_response(answer)
        status = response.status
    except ValueError:
        return Stamp(is_read=False)
    if status not in {PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS}:
        raise NotStamped(f"the authority refused with status {int(status)}")
    try:
        info = response.tst_info
    except ValueError:
        return Stamp(is_read=False)
    return Stamp(is_read=True, at=info.gen_time, digest=info.message_imprint.message, nonce=info.nonce)


def signature_of(answer: bytes, text: str) -> Signature:
    """Whether a configured certificate, or one that it vouches for, signed the answer over this text.

    The answer is one that `read_stamp` reads. A certificate has to be valid at the stamped time, not today: what was
    stamped outlives it. Nobody is asked whether it was revoked. An answer that was granted with changes is left to
    another reader.
    """
    response = decode_timestamp_response(answer)
    if not settings.TIMESTAMP_CERTIFICATES or response.status != PKIStatus.GRANTED:
        return Signature.UNCHECKED
    try:
        VerifierBuilder(roots=list(settings.TIMESTAMP_CERTIFICATES)).build().verify_message(response, text.encode())
    except (VerificationError, ValueError):
        return Signature.WRONG
    return Signature.RIGHT


def _send(authority: str, query: bytes) -> bytes:
    if urlsplit(authority).scheme not in {"http", "https"}:
        raise NotStamped("MILEPOST_TIMESTAMP_AUTHORITY is no http or https address")
    request = urllib.request.Request(authority, data=query, headers={"Content-Type": QUERY})  # noqa: S310 - see above
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            kind = answer.headers.get_content_type()
            data: bytes = answer.read(LARGEST + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise NotStamped(f"the authority does not answer: {error}") from None
    if kind != REPLY:
        raise NotStamped(f"the authority answered with {kind}")
    if len(data) > LARGEST:
        raise NotStamped("the authority's answer is too large")
    return data
