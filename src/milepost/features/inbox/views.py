"""The inbox, the digest of the week, and whether the digest comes by mail."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milepost.features.inbox.forms import InboxFilter
from milepost.features.inbox.models import Digest
from milepost.features.inbox.owed.gathering import Inbox, Wanted, inbox_of
from milepost.features.inbox.owed.items import Item, Source
from milepost.features.inbox.selectors import programme_named, programmes_in
from milepost.features.inbox.week import week_of
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import READ_ORGANISATION
from milepost.platform.organisations.services import choose_digest_by_mail
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.ui.paging import page_of_rows
from milepost.platform.ui.tables_export import KINDS, Column, table_response

COLUMNS: list[Column[Item]] = [
    Column("programme", lambda item: item.programme.code),
    Column("source", lambda item: item.source.value),
    Column("title", lambda item: item.title),
    Column("due_on", lambda item: item.due_on),
    Column("reference", lambda item: item.reference),
    Column("reminded_on", lambda item: item.said_on),
]


@require_safe
@organisation_page(READ_ORGANISATION)
def inbox(request: MilepostRequest) -> HttpResponseBase:
    """What one owes in every programme of the organisation, the overdue first; `?export=csv|xlsx` takes it along."""
    programmes = programmes_in(request.actor, request.organisation)
    form = InboxFilter(request.GET, programmes=programmes)
    chosen = form.chosen()
    wanted = Wanted(
        programme=programme_named(programmes, chosen["programme"]).pk if "programme" in chosen else None,
        source=Source(chosen["source"]) if "source" in chosen else None,
    )
    found = inbox_of(
        request.actor.known_person, programmes, on=today(request.organisation.timezone), wanted=wanted
    )  # fmt: skip
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(found.items, COLUMNS, name=f"{request.organisation.code}-inbox", kind=kind)
    context = {
        "inbox": found,
        "listing": page_of_rows(found.items, request.GET),
        "soon": _soon(found),
        "form": form,
        "chosen": chosen,
        "export": True,
        "several": len(programmes) > 1,
    }
    return render(request, "inbox/inbox.html", context)


def _soon(found: Inbox) -> int:
    """How many are due within the coming week."""
    return sum(item.due_on is not None and 0 <= (item.due_on - found.on).days <= 7 for item in found.items)


@require_safe
@organisation_page(READ_ORGANISATION)
def week(request: MilepostRequest) -> HttpResponseBase:
    """The digest of this week, as it is now; and what became of its mail."""
    person = request.actor.known_person
    found = week_of(person, request.organisation, on=today(request.organisation.timezone))
    digest = Digest.objects.filter(organisation=request.organisation, person=person, week_of=found.monday).first()
    return render(request, "inbox/week.html", {"week": found, "inbox": found, "digest": digest})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def mail(request: MilepostRequest) -> HttpResponse:
    """Have the weekly digest by mail, or not."""
    person = request.actor.known_person
    if request.method == "POST":
        choose_digest_by_mail(actor=request.actor, by_mail=request.POST.get("by_mail") == "1")
        messages.success(
            request,
            _("Your weekly digest comes by mail.") if person.digest_by_mail else _("No digest comes by mail any more."),
        )
        return redirect("inbox:mail")
    return render(request, "inbox/mail.html", {"by_mail": person.digest_by_mail, "is_set_up": settings.SENDS_MAIL})
