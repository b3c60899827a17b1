"""Sending the same write twice: the first answer is kept under its key and given again.

Only answers of writes that succeeded are kept; a refused one changed nothing, so it may be judged anew. Two ways:

`kept_in_transaction`  the API: claim, write and answer stand or fall in one transaction. A second request with the same
                       key waits at the claim until the first has ended, on both databases.
`alone_with`           the command line: long commands commit in between, so the second process waits at a lock that
                       ends with the first process, however that ends; a command killed half way runs again.
"""

import fcntl
import hashlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger.clock import now
from milepost.platform.organisations.models import KeptAnswer
from milepost.platform.organisations.refusals import Refused

KEY_LENGTH = 200
KEPT_DAYS = 30


class OtherRequest(Refused):
    """The key was used for another request."""

    def __init__(self) -> None:
        super().__init__(
            _("This idempotency key was used for another request."), hint=_("Use a fresh key for each new write.")
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A write as it was sent: by whom, under which key, and a digest of all that makes it this write."""

    caller: str
    key: str
    fingerprint: str

    def __post_init__(self) -> None:
        """Refuse a key that cannot be kept."""
        if not 0 < len(self.key) <= KEY_LENGTH or not self.key.isprintable():
            raise Refused(_("An idempotency key has 1 to {limit} printable characters.").format(limit=KEY_LENGTH))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write answered: a status (of HTTP or a process), headers worth keeping, and the body."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def fingerprint_of(*parts: bytes) -> str:
    """One digest of several parts, none of which can run into the next."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()


def kept_answer(sent: Sent) -> Answer | None:
    """The answer kept for this write. Raises `OtherRequest` where the key was used for another one."""
    kept = KeptAnswer.objects.filter(caller=sent.caller, key=sent.key).exclude(status=None).first()
    if kept is None:
        return None
    if kept.fingerprint != sent.fingerprint:
        raise OtherRequest
    return Answer(kept.status or 0, kept.body, kept.headers)


def keep(sent: Sent, answer: Answer) -> None:
    """Keep an answer, and forget those that nobody will ask for any more."""
    KeptAnswer.objects.filter(at__lt=now() - timedelta(days=KEPT_DAYS)).delete()
    KeptAnswer.objects.update_or_create(
        caller=sent.caller,
        key=sent.key,
        defaults={
            "fingerprint": sent.fingerprint,
            "status": answer.status,
            "headers": answer.headers,
            "body": answer.body,
            "at": now(),
        },
    )


def kept_in_transaction[Reply](
    sent: Sent, act: Callable[[], Reply], *, answer_of: Callable[[Reply], Answer | None]
) -> Reply | Answer:
    """Act once: the reply, or the answer kept for the same write. `answer_of` gives None for what is not to be kept."""
    with transaction.atomic():
        claim = KeptAnswer(caller=sent.caller, key=sent.key, fingerprint=sent.fingerprint, at=now())
        KeptAnswer.objects.bulk_create([claim], ignore_conflicts=True)  # waits here for whoever holds the same key
        if (kept := kept_answer(sent)) is not None:
            return kept
        reply = act()
        if (answer := answer_of(reply)) is not None:
            keep(sent, answer)
        elif not transaction.get_rollback():
            KeptAnswer.objects.filter(caller=sent.caller, key=sent.key).delete()
        return reply


@contextmanager
def alone_with(caller: str, key: str) -> Generator[None]:
    """Hold the key, waiting for another process that holds it."""
    name = hashlib.sha256(f"{caller}\n{key}".encode()).digest()
    with _server_lock(name) if connection.vendor == "postgresql" else _file_lock(name):
        yield


@contextmanager
def _server_lock(name: bytes) -> Generator[None]:
    number = int.from_bytes(name[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _file_lock(name: bytes) -> Generator[None]:
    folder = Path(settings.MILEPOST_HOME) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    # 256 files for all keys, since a lock's file cannot be removed safely; two keys on one file merely take turns.
    with (folder / f"idempotency-{name.hex()[:2]}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
