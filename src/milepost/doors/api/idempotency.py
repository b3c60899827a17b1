"""`Idempotency-Key` on any write of the API: sent again, it gives the first answer again and changes nothing."""

import hashlib
from collections.abc import Callable, Iterator

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError

from milepost.doors.api.access import bearer
from milepost.doors.api.problems import problem, refusal
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.idempotency import Answer, OtherRequest, Sent, fingerprint_of, kept_in_transaction
from milepost.platform.organisations.limits import TooManyTries
from milepost.platform.organisations.refusals import Refused

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEPT_HEADERS = ("Content-Type", "ETag", "Location")

type View = Callable[[HttpRequest], HttpResponse]


def idempotent_writes(get_response: View) -> View:
    """Middleware: look a write's key up before the operation runs, and keep its answer with what it changed."""

    def answer(request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method in SAFE or not request.path.startswith("/api/"):
            return get_response(request)
        try:
            actor = bearer(request)
        except TooManyTries as error:
            return refusal(error)
        if not isinstance(actor, Actor):
            return refusal(AuthenticationError())
        try:
            return _once(
                request, Sent(f"person:{actor.person_id}", key.strip(), _fingerprint(actor, request)), get_response
            )
        except OtherRequest as error:
            return problem(422, "idempotency-key-reused", error.reason, detail=error.hint)
        except Refused as error:
            return problem(400, "idempotency-key", error.reason)

    return answer


def _once(request: HttpRequest, sent: Sent, get_response: View) -> HttpResponse:
    def act() -> HttpResponse:
        response = get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    reply = kept_in_transaction(sent, act, answer_of=_worth_keeping)
    if isinstance(reply, HttpResponse):
        return reply
    return HttpResponse(reply.body, status=reply.status, headers={**reply.headers, "Idempotent-Replayed": "true"})


def _worth_keeping(response: HttpResponse) -> Answer | None:
    if not 200 <= response.status_code < 300 or response.streaming:
        return None
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    return Answer(response.status_code, response.content.decode(), headers)


def _fingerprint(actor: Actor, request: HttpRequest) -> str:
    # The organisations are part of it: one person's token for another organisation must not be given the answer.
    seen = sorted(str(organisation) for organisation in actor.memberships)
    return fingerprint_of(
        f"{seen} {actor.may_write}".encode(),
        (request.method or "").encode(),
        request.get_full_path().encode(),
        request.headers.get("If-Match", "").encode(),
        *_content(request),
    )


def _content(request: HttpRequest) -> Iterator[bytes]:
    """The body; of an upload its fields and files, because the marks between them differ each time it is sent."""
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield "\n".join([name, *values]).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            whole = hashlib.sha256()
            for chunk in file.chunks():
                whole.update(chunk)
            file.seek(0)
            yield f"{name}\n{file.name}".encode() + whole.digest()
