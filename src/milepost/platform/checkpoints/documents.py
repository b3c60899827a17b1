"""A checkpoint as a file: signed text, public key, signature, time stamp. Reading one that somebody kept."""

import base64
import binascii
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from milepost.platform.checkpoints.keys import is_signed
from milepost.platform.checkpoints.models import Checkpoint
from milepost.platform.checkpoints.stamping import NotStamped, Signature, read_stamp, signature_of

SCHEMA = "milepost/checkpoint/1"
CHECK_STAMP = "openssl ts -verify -data signed.json -in stamp.tsr -CAfile authority.pem"


class NoCheckpoint(Exception):
    """A file that is no checkpoint of ours."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One organisation's checkpoint, read back. `streams` maps a stream to (size, root, head's hash)."""

    organisation_id: str
    at: str
    streams: dict[str, tuple[int, str, str]]
    text: str
    key: str
    signature: str
    time_stamp: bytes

    @property
    def is_signed(self) -> bool:
        """Whether the text is what was signed with the key that stands beside it."""
        return is_signed(self.text, self.key, self.signature)


def file_of(checkpoints: list[Checkpoint]) -> dict[str, Any]:
    """The object that a file of checkpoints holds."""
    return {"schema": SCHEMA, "checkpoints": [_one(checkpoint) for checkpoint in checkpoints]}


def _one(checkpoint: Checkpoint) -> dict[str, Any]:
    stamp = bytes(checkpoint.time_stamp)
    return {
        "signed": checkpoint.signed,
        "key": checkpoint.key,
        "signature": checkpoint.signature,
        "time_stamp": base64.b64encode(stamp).decode("ascii") if stamp else None,
    }


def read_file(data: bytes) -> list[Signed]:
    """The checkpoints in a file. Raises `NoCheckpoint`."""
    try:
        whole = json.loads(data)
        if whole["schema"] != SCHEMA:
            raise NoCheckpoint("its schema is another one")
        return [_read(one) for one in whole["checkpoints"]]
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise NoCheckpoint(str(error)) from None


def read_back(checkpoint: Checkpoint) -> Signed:
    """A kept checkpoint as if it had been read from its file."""
    return _read(_one(checkpoint))


def stamp_facts(signed: Signed) -> dict[str, Any]:
    """What the time stamp beside a checkpoint says, as commands and API show it.

    `stamped_at` is the time it names, null where that is worth nothing. `stamp` says what it is: `none`; `right`, over
    this very text and signed by the authority whose certificates are configured; `unchecked`, over this text, but whose
    signature it is was not checked here, mostly because no certificate is configured; `forged`, over this text, but
    signed by somebody else or while no certificate was valid; `other`, over something else; `unread` where our reader
    refuses it and another must be asked.
    """
    if not signed.time_stamp:
        return {"stamp": "none", "stamped_at": None}
    try:
        stamp = read_stamp(signed.time_stamp)
    except NotStamped:
        return {"stamp": "other", "stamped_at": None}
    if not stamp.is_read:
        return {"stamp": "unread", "stamped_at": None}
    at = stamp.at.isoformat() if stamp.at else None
    if stamp.digest != sha256(signed.text.encode()).digest():
        return {"stamp": "other", "stamped_at": at}
    found = signature_of(signed.time_stamp, signed.text)
    if found is Signature.WRONG:
        return {"stamp": "forged", "stamped_at": None}
    return {"stamp": found.value, "stamped_at": at}


def _read(one: dict[str, Any]) -> Signed:
    body = json.loads(one["signed"])
    streams = {
        str(stream["stream"]): (int(stream["size"]), str(stream["root"]), str(stream["head"]))
        for stream in body["streams"]
    }
    return Signed(
        organisation_id=str(body["organisation"]),
        at=str(body["at"]),
        streams=streams,
        text=str(one["signed"]),
        key=str(one["key"]),
        signature=str(one["signature"]),
        time_stamp=base64.b64decode(one.get("time_stamp") or ""),
    )
