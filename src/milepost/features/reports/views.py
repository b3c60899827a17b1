"""The programme page, its history, search, and the way from a result's subject to its page."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from milepost.catalogue import standard
from milepost.engines.rules.subjects import Kind
from milepost.features.actions.querysets import actions_of
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.features.reports.dashboard import build_dashboard
from milepost.features.reports.subjects import KEYED, WHOLE
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ui.paging import page_of

FOUND = 50  # of each kind that a search shows
WORDS = 200  # characters of a search that are read


@require_safe
@programme_page(READ_PROGRAMME)
def programme(request: ProgrammeRequest) -> HttpResponseBase:
    """What stands between us and the certificate, and what must be done today."""
    on = today(request.organisation.timezone)
    return render(
        request, "reports/programme.html", {"board": build_dashboard(request.actor, request.programme, on=on)}
    )


@require_safe
@programme_page(READ_PROGRAMME)
def history(request: ProgrammeRequest) -> HttpResponseBase:
    """Every entry of the programme's stream, newest first; `?subject=` narrows it to one thing."""
    entries = Entry.objects.filter(stream__programme_id=request.programme.pk).order_by("-seq")
    kind = request.GET.get("kind", "")[:80]
    if kind:
        entries = entries.filter(kind__startswith=kind)
    listing = page_of(entries, request.GET, orders={"seq": ("seq",)}, default="-seq")
    return render(request, "reports/history.html", {"listing": listing, "kind": kind})


@require_safe
@programme_page(READ_PROGRAMME)
def search(request: ProgrammeRequest) -> HttpResponseBase:
    """Clauses, statements and actions by words; a clause's number leads straight to it."""
    query = request.GET.get("q", "").strip()[:WORDS]
    if query in {clause.number for clause in standard.clauses()}:
        return redirect("standard:clause", number=query)
    context = {
        "query": query,
        "statements": standard.search(query, get_language() or "en")[:FOUND] if query else (),
        "actions": list(actions_of(request.programme).filter(title__icontains=query)[:FOUND]) if query else (),
    }
    return render(request, "reports/search.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def see(request: ProgrammeRequest, kind: str, key: str) -> HttpResponseBase:
    """The page of a result's subject."""
    here = {"org": request.organisation.code, "code": request.programme.code}
    ways: list[tuple[str, dict[str, str]]] = [(name, here) for name in WHOLE.get(kind, ("gates:list",))]
    if kind == Kind.CLAUSE:
        ways = [("standard:clause", {"number": key})]
    elif kind in KEYED and key:
        name, argument = KEYED[kind]
        ways = [(name, {**here, argument: key})]
    for name, kwargs in ways:
        try:
            return redirect(reverse(name, kwargs=kwargs))
        except NoReverseMatch:
            continue
    raise Http404
