"""The master list, a new document, and changing what the list says of one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.features.actions.selectors import people_here
from milepost.features.documents.columns import COLUMNS
from milepost.features.documents.forms import DocumentFilter, DocumentForm, shown_details
from milepost.features.documents.models import Document
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.documents.selectors import (
    Wanted,
    asked_of,
    count_documents,
    documents_wanted,
    get_document,
    lines_of,
)
from milepost.features.documents.services import put_document
from milepost.features.documents.web import crumbs_to, rights, show_refusal, to_document
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, table_response

ORDERS: dict[str, tuple[str, ...]] = {
    "number": ("number",),
    "title": ("title",),
    "kind": ("kind", "number"),
    "owner": ("owner__name", "number"),
    "review": ("review_due_on", "number"),
}


@require_safe
@programme_page(READ_PROGRAMME)
def master_list(request: ProgrammeRequest) -> HttpResponseBase:
    """The documents, filtered and sorted by the address; `?export=csv|xlsx` takes them along."""
    on = today(request.organisation.timezone)
    form = DocumentFilter(request.GET, people=people_here(request.programme))
    chosen = form.chosen()
    found = documents_wanted(request.programme, _wanted(request, chosen), on=on)
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(lines_of(found, on=on), COLUMNS, name=f"{request.programme.code}-documents", kind=kind)
    listing = page_of(found, request.GET, orders=ORDERS, default="number", standard_size=25)
    context = {
        "listing": listing,
        "lines": lines_of(listing.rows, on=on),
        "form": form,
        "chosen": chosen,
        "export": True,
        "may": rights(request),
        "asked": asked_of(request.programme, request.actor),
        "counted": count_documents(request.programme, on=on),
        "is_empty": not chosen and not Document.objects.filter(programme=request.programme).exists(),
        "on": on,
        "crumbs": crumbs_to(request),
    }
    return render(request, "documents/list.html", context)


def _wanted(request: ProgrammeRequest, chosen: dict[str, Any]) -> Wanted:
    owner = chosen.get("owner", "")
    return Wanted(
        state=chosen.get("state", ""),
        kind=chosen.get("kind", ""),
        practice=chosen.get("practice", ""),
        owner=(request.actor.person_id if owner == "me" else UUID(owner)) if owner else None,
        clause=chosen.get("clause", ""),
        words=chosen.get("words", ""),
        all_states=chosen.get("state", "") == "all",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_DOCUMENTS)
def new(request: ProgrammeRequest) -> HttpResponse:
    """Enter a document."""
    form = DocumentForm(request.POST or None, people=people_here(request.programme))
    if request.method == "POST" and form.is_valid():
        try:
            put = put_document(actor=request.actor, programme=request.programme, fields=form.given(), seen=0)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("{number} is entered.").format(number=put.row.number))
            return to_document(request, put.row)
    context = {"form": form, "crumbs": crumbs_to(request, None, _("New document"))}
    return render(request, "documents/details.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_DOCUMENTS)
def details(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """Change what the master list says of a document."""
    document = get_document(request.programme, str(key))
    form = DocumentForm(request.POST or None, people=people_here(request.programme), initial=shown_details(document))
    context: dict[str, Any] = {"seen": document.revision}
    if request.method == "POST" and form.is_valid():
        try:
            put_document(
                actor=request.actor,
                programme=request.programme,
                fields=form.given(),
                document=document,
                seen=seen_in(request.POST),
            )
        except Refused as refused:
            show_refusal(form, refused)
        except Superseded as superseded:
            present = get_document(request.programme, str(key))
            context = {
                "conflict": conflict(form, superseded.present, shown_details(present)),
                "seen": present.revision,
            }
        else:
            messages.success(request, _("Saved."))
            return to_document(request, document)
    document = get_document(request.programme, str(key))  # a refused change left its values in the row
    context |= {"form": form, "document": document, "crumbs": crumbs_to(request, document, _("Details"))}
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, "documents/details.html", context, status=status)
