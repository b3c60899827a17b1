"""The programme page, its history and what it is trusted for, search, and the way from a subject to its page."""

from uuid import UUID

from django.http import Http404, HttpResponseBase, JsonResponse
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
from milepost.features.reports.trust import get_checkpoint, proof_of, trust_of
from milepost.platform.checkpoints.documents import file_of
from milepost.platform.checkpoints.keys import public_key
from milepost.platform.checkpoints.proving import NoProof
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
def trust(request: ProgrammeRequest) -> HttpResponseBase:
    """Why the record can be believed, and what it does not prove; `?seq=` proves one entry."""
    context: dict[str, object] = {"trust": trust_of(request.programme), "key": public_key()}
    wanted = request.GET.get("seq", "").strip()
    if wanted:
        context["seq"] = wanted[:20]
        try:
            context["proof"] = proof_of(request.programme, int(wanted) if wanted.isdecimal() else 0)
        except (NoProof, OverflowError, ValueError):
            context["no_proof"] = True
    return render(request, "reports/trust.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def checkpoint(request: ProgrammeRequest, key: UUID) -> HttpResponseBase:
    """A checkpoint as the file to be kept elsewhere."""
    found = get_checkpoint(request.programme, key)
    response = JsonResponse(file_of([found]), json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"checkpoint-{request.organisation.code}-{found.at:%Y%m%d-%H%M%S}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


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
