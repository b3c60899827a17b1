"""Groups: list, find, make, read, replace, change, remove."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from milepost.platform.provisioning.documents import Shape, group_document, list_document, tag_of
from milepost.platform.provisioning.models import ScimGroup, ScimMembership
from milepost.platform.provisioning.patches import GroupChange, MemberStep, Op, group_change, operations_in
from milepost.platform.provisioning.paths import parse_filter
from milepost.platform.provisioning.reading import GroupWords, group_words, user_key
from milepost.platform.provisioning.refusals import Caller, ScimRefused, missing
from milepost.platform.provisioning.selectors import scim_groups_of, with_members
from milepost.platform.provisioning.services import add_group, change_group, remove_group
from milepost.platform.provisioning.views.users import page_asked
from milepost.platform.provisioning.web import (
    base_of,
    body_of,
    document_response,
    is_unchanged,
    no_such_method,
    scim,
    seen_revision,
    shape_of,
)

MOST_MEMBERS_LISTED = 20_000  # of all groups of a page together


@scim
def groups(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A page of groups, or a new one."""
    if request.method == "POST":
        return _shown(request, caller, add_group(caller=caller, words=group_words(body_of(request))), status=201)
    if request.method != "GET":
        return no_such_method(["GET", "POST"])
    start, count = page_asked(request)
    written = request.GET.get("filter", "")
    rows = scim_groups_of(caller.organisation, parse_filter(written) if written else ())
    base, shape = base_of(request, caller), shape_of(request)
    page = rows[start - 1 : start - 1 + count]
    listed = [shape.of(group_document(one, base, members=shape.shows("members"))) for one in _read(page, shape)]
    return document_response(list_document(rows.count(), start, listed))


@scim
def group(request: HttpRequest, caller: Caller, key: str) -> HttpResponse:
    """One group."""
    found = user_key(key)
    match request.method:
        case "GET":
            return _one(request, caller, key)
        case "PUT":
            change = _whole(group_words(body_of(request)))
            row = change_group(caller=caller, key=found, change=change, seen=seen_revision(request))
            return _shown(request, caller, row)
        case "PATCH":
            change = group_change(operations_in(body_of(request)))
            row = change_group(caller=caller, key=found, change=change, seen=seen_revision(request))
            return _shown(request, caller, row)
        case "DELETE":
            remove_group(caller=caller, key=found, seen=seen_revision(request))
            return document_response(None, status=204)
    return no_such_method(["GET", "PUT", "PATCH", "DELETE"])


def _one(request: HttpRequest, caller: Caller, key: str) -> HttpResponse:
    found = user_key(key)
    row = scim_groups_of(caller.organisation).filter(pk=found).first() if found else None
    if row is None:
        raise missing()
    if is_unchanged(request, tag_of(row)):
        return document_response(None, status=304, ETag=tag_of(row))
    return _shown(request, caller, row)


def _whole(words: GroupWords) -> GroupChange:
    members = MemberStep(Op.REPLACE, frozenset(words.members))
    return GroupChange(words.display_name, words.external_id, (members,))


def _read(page: QuerySet[ScimGroup], shape: Shape) -> QuerySet[ScimGroup] | list[ScimGroup]:
    if not shape.shows("members"):
        return page
    found = list(page)
    if ScimMembership.objects.filter(group__in=[one.pk for one in found]).count() > MOST_MEMBERS_LISTED:
        raise ScimRefused(400, "tooMany", "These groups have too many members for one page: ask without members.")
    return with_members(ScimGroup.objects.filter(pk__in=[one.pk for one in found]).order_by("pk"))


def _shown(request: HttpRequest, caller: Caller, row: ScimGroup, status: int = 200) -> HttpResponse:
    base, shape = base_of(request, caller), shape_of(request)
    if shape.shows("members"):
        row = with_members(ScimGroup.objects.filter(pk=row.pk))[0]
    document = group_document(row, base, members=shape.shows("members"))
    headers = {"ETag": tag_of(row), "Location": document["meta"]["location"]}
    return document_response(shape.of(document), status=status, **headers)
