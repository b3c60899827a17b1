"""Problem documents (RFC 9457): every refusal of the API, with results where a rule spoke."""

from typing import Any, cast

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from milepost.platform.ledger.canonical import canonical_json
from milepost.platform.ledger.states import DayOutOfRange
from milepost.platform.organisations.limits import TooManyTries
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Overtaken, Refused, RefusedByRule, Unavailable
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.results import result_facts


def problem(status: int, code: str, title: str, **more: Any) -> HttpResponse:
    """One problem document."""
    body = {"type": f"urn:milepost:problem:{code}", "title": title, "status": status, **more}
    return HttpResponse(canonical_json(body), status=status, content_type="application/problem+json")


def refusal(error: Exception | type[Exception]) -> HttpResponse:
    """The problem document of a known refusal."""
    match error:
        case TooManyTries():
            response = problem(429, "too-many-tries", str(error))
            response["Retry-After"] = str(error.minutes * 60)
            return response
        case Refused():
            return _refused(error)
        case NotAllowed():
            return problem(403, "not-allowed", str(error.permission.says), roles=sorted(error.permission.roles))
        case Superseded():
            return problem(412, "superseded", str(error), revision=error.present.revision)
        case AuthenticationError():
            response = problem(401, "no-token", "A valid bearer token is wanted.")
            response["WWW-Authenticate"] = 'Bearer realm="milepost"'
            return response
        case HttpError():
            return problem(error.status_code, "http", str(error))
        case DayOutOfRange() | OverflowError() | DataError():
            return _impossible(error)
    return problem(404, "not-found", "There is no such thing, or you may not see it.")


def _refused(error: Refused) -> HttpResponse:
    match error:
        case RefusedByRule():
            results = [result_facts(result) for result in error.results]
            return problem(409, "refused-by-rule", error.reason, detail=error.hint, results=results)
        case Overtaken():
            return problem(409, "overtaken", error.reason, detail=error.hint, present=error.present)
        case Unavailable():
            return problem(503, "unavailable", error.reason, detail=error.hint)
    return problem(422, "refused", error.reason, detail=error.hint, field=error.field or None)


def _impossible(error: DayOutOfRange | OverflowError | DataError) -> HttpResponse:
    match error:
        case DayOutOfRange():
            return problem(422, "refused", "A day lies between 1970 and 2100.", field=error.field)
        case OverflowError():
            return problem(422, "invalid", "A day or a number is too large or too small.")
    return problem(422, "invalid", "A value does not fit what can be kept.")


def _invalid(_request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    fields = [
        {"field": ".".join(str(part) for part in found["loc"]), "reason": found["msg"]}
        for found in cast("ValidationError", error).errors
    ]
    return problem(422, "invalid", "The request is not of the form this operation takes.", errors=fields)


def answer_problems(api: NinjaAPI) -> None:
    """Teach the API to answer refusals."""
    impossible = (DataError, DayOutOfRange, OverflowError)
    expected = (Refused, TooManyTries, NotAllowed, Hidden, Superseded, Http404, AuthenticationError, HttpError)
    for kind in (*expected, *impossible):
        api.add_exception_handler(kind, lambda _request, error: refusal(error))
    api.add_exception_handler(ValidationError, _invalid)
