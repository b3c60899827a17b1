"""Users: list, find, make, read, replace, change, remove."""

from django.http import HttpRequest, HttpResponse

from milepost.platform.provisioning.discovery import MOST_RESULTS
from milepost.platform.provisioning.documents import kept_words, list_document, tag_of, user_document
from milepost.platform.provisioning.models import ScimUser
from milepost.platform.provisioning.patches import operations_in, patched_user
from milepost.platform.provisioning.paths import parse_filter
from milepost.platform.provisioning.reading import user_key, user_words
from milepost.platform.provisioning.refusals import Caller, missing
from milepost.platform.provisioning.selectors import scim_users_of
from milepost.platform.provisioning.services import add_user, change_user, remove_user
from milepost.platform.provisioning.web import (
    base_of,
    body_of,
    document_response,
    is_unchanged,
    no_such_method,
    number_of,
    scim,
    seen_revision,
    shape_of,
)

USUAL_COUNT = 100


@scim
def users(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A page of users, or a new one."""
    if request.method == "POST":
        made = add_user(caller=caller, words=user_words(body_of(request)))
        return _shown(request, caller, made, status=201)
    if request.method != "GET":
        return no_such_method(["GET", "POST"])
    start, count = page_asked(request)
    written = request.GET.get("filter", "")
    rows = scim_users_of(caller.organisation, parse_filter(written) if written else ())
    base, shape = base_of(request, caller), shape_of(request)
    page = rows[start - 1 : start - 1 + count]
    return document_response(list_document(rows.count(), start, [shape.of(user_document(user, base)) for user in page]))


@scim
def user(request: HttpRequest, caller: Caller, key: str) -> HttpResponse:
    """One user."""
    found = user_key(key)
    match request.method:
        case "GET":
            row = scim_users_of(caller.organisation).filter(pk=found).first() if found else None
            if row is None:
                raise missing()
            if is_unchanged(request, tag_of(row)):
                return document_response(None, status=304, ETag=tag_of(row))
            return _shown(request, caller, row)
        case "PUT":
            words = user_words(body_of(request))
            row = change_user(caller=caller, key=found, words_from=lambda _row: words, seen=seen_revision(request))
            return _shown(request, caller, row)
        case "PATCH":
            operations = operations_in(body_of(request))
            row = change_user(
                caller=caller,
                key=found,
                words_from=lambda row: user_words(patched_user(kept_words(row), operations)),
                seen=seen_revision(request),
            )
            return _shown(request, caller, row)
        case "DELETE":
            remove_user(caller=caller, key=found, seen=seen_revision(request))
            return document_response(None, status=204)
    return no_such_method(["GET", "PUT", "PATCH", "DELETE"])


def page_asked(request: HttpRequest) -> tuple[int, int]:
    """Where a page begins, counted from 1, and how many it has at most."""
    start = max(number_of(request, "startIndex", 1), 1)
    return start, min(max(number_of(request, "count", USUAL_COUNT), 0), MOST_RESULTS)


def _shown(request: HttpRequest, caller: Caller, row: ScimUser, status: int = 200) -> HttpResponse:
    document = user_document(row, base_of(request, caller))
    headers = {"ETag": tag_of(row), "Location": document["meta"]["location"]}
    return document_response(shape_of(request).of(document), status=status, **headers)
