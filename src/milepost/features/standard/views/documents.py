"""Pages of the kinds of document: the list by clause with its filters, and one kind."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.catalogue import standard
from milepost.catalogue.documents.kinds import Kind, groups, kind, kinds, satisfying
from milepost.catalogue.documents.roles import role
from milepost.catalogue.documents.words import word
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.practices import practice
from milepost.features.standard.access import standard_page
from milepost.features.standard.columns import COLUMNS
from milepost.features.standard.forms import KindFilter
from milepost.features.standard.selectors import kinds_wanted
from milepost.features.standard.views.page import tabs
from milepost.platform.ui.frame import Link
from milepost.platform.ui.tables_export import KINDS, table_response


@require_safe
@standard_page
def documents(request: HttpRequest) -> HttpResponseBase:
    """The kinds by clause, filtered by the address; `?export=csv|xlsx` takes them along."""
    form = KindFilter(request.GET)
    chosen = form.chosen()
    found = kinds_wanted(
        sort=chosen.get("kind", ""), practice=chosen.get("practice", ""), words=chosen.get("words", "")
    )
    if (export := request.GET.get("export", "")) in KINDS:
        return table_response(found, COLUMNS, name="document-kinds", kind=export)
    context = {
        "form": form,
        "export": True,
        "tabs": tabs("documents"),
        "count": len(found),
        "all": len(kinds()),
        "items": len(standard.documented_information()),
        "groups": [row for group in groups() if (row := _group(group.clause, group.kinds, set(found)))["rows"]],
    }
    return render(request, "standard/documents.html", context)


def _group(clause: str, own: tuple[Kind, ...], wanted: set[Kind]) -> dict[str, Any]:
    return {
        "clause": standard.clause(clause) if clause else None,
        "rows": [_row(found) for found in own if found in wanted],
    }


def _row(found: Kind) -> dict[str, Any]:
    return {"kind": found, "sort": word(found.sort), "owner": role(found.owner), "repeats": word(found.repeats)}


@require_safe
@standard_page
def document(request: HttpRequest, key: str) -> HttpResponseBase:
    """What one kind is for, what it satisfies, and who owns and approves it."""
    try:
        found = kind(key)
    except UnknownEntry:
        raise Http404 from None
    items = {item.number: item for item in standard.documented_information()}
    context = {
        **_row(found),
        "approver": role(found.approver),
        "classification": word(found.classification),
        "practice": practice(found.practice) if found.practice else None,
        "items": [
            (items[number], [other for other in satisfying(number) if other is not found]) for number in found.items
        ],
        "crumbs": (
            Link(_("The standard"), reverse("standard:browse")),
            Link(_("Kinds of document"), reverse("standard:documents")),
            Link(found.key),
        ),
    }
    return render(request, "standard/document.html", context)
