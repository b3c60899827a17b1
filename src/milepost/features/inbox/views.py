"""The inbox, the digest of the week, and whether the digest comes by mail."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.features.inbox.forms import InboxFilter
from milepost.features.inbox.owed.gathering import Inbox, Wanted, inbox_of
from milepost.features.inbox.owed.items import Item, Source
from milepost.features.inbox.selectors import programme_named, programmes_in
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import READ_ORGANISATION
from milepost.platform.organisations.web import MilepostRequest, organisation_page
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
