"""The programme page, its history and what it is trusted for, search, and the way from a subject to its page."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from milepost.catalogue import standard
from milepost.catalogue.programme import gates
from milepost.engines.rules.subjects import Kind
from milepost.features.actions.querysets import actions_of
from milepost.features.documents.querysets import named_documents
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.features.reports.dashboard import build_dashboard
from milepost.features.reports.forms import HistoryFilter
from milepost.features.reports.occurring import occurring_in
from milepost.features.reports.subjects import (
    ATTESTED,
    FIXES,
    IN_ITS_PLACE,
    KEYED,
    OF_THE_PRACTICE,
    REGISTERED,
    SHEETS,
    WHOLE,
)
from milepost.features.reports.trust import get_checkpoint, proof_of, trust_of
from milepost.platform.checkpoints.documents import CHECK_STAMP, file_of
from milepost.platform.checkpoints.keys import public_key
from milepost.platform.checkpoints.proving import NoProof
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ui.happenings import what_happened
from milepost.platform.ui.paging import page_of
from milepost.platform.ui.tables_export import KINDS, Column, table_response

FOUND = 50  # of each kind that a search shows
WORDS = 200  # characters of a search that are read
HISTORY: list[Column[Entry]] = [
    Column("seq", lambda entry: entry.seq),
    Column("at", lambda entry: entry.at),
    Column("who", lambda entry: entry.actor_label),
    Column("kind", lambda entry: entry.kind),
    Column("what", lambda entry: what_happened(entry.kind)),
    Column("about", lambda entry: entry.subject_label),
    Column("door", lambda entry: entry.channel),
    Column("hash", lambda entry: entry.hash),
]


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
    """Every entry of the programme's stream, newest first, filtered by the address; `?export=` takes them along."""
    occurring = occurring_in(request.programme)
    # By the stream's own key: through a join the database would sort all of them.
    entries = Entry.objects.filter(stream_id__in=[occurring.stream_id] if occurring.stream_id else [])
    form = HistoryFilter(request.GET, occurring=occurring)
    found = form.narrowed(entries)
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(found.order_by("-seq"), HISTORY, name=f"{request.programme.code}-history", kind=kind)
    listing = page_of(found, request.GET, orders={"seq": ("seq",)}, default="-seq")
    context = {"listing": listing, "form": form, "export": True, "total": entries.count() if form.chosen() else None}
    return render(request, "reports/history.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def trust(request: ProgrammeRequest) -> HttpResponseBase:
    """Why the record can be believed, and what it does not prove; `?seq=` proves one entry."""
    context: dict[str, object] = {
        "trust": trust_of(request.programme),
        "key": public_key(),
        "check_stamp": CHECK_STAMP,
    }
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
    """Clauses, statements, documents and actions by words; a clause's number leads straight to it."""
    query = request.GET.get("q", "").strip()[:WORDS]
    if query in {clause.number for clause in standard.clauses()}:
        return redirect("standard:clause", number=query)
    context = {
        "query": query,
        "statements": standard.search(query, get_language() or "en")[:FOUND] if query else (),
        "documents": list(named_documents(request.programme, query)[:FOUND]) if query else (),
        "actions": list(actions_of(request.programme).filter(title__icontains=query)[:FOUND]) if query else (),
    }
    return render(request, "reports/search.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def see(request: ProgrammeRequest, kind: str, key: str) -> HttpResponseBase:
    """The page of a result's subject; with `?fix=` and the result's id, the page on which it is put right."""
    here = {"org": request.organisation.code, "code": request.programme.code}
    ways: list[tuple[str, dict[str, str]]] = [(name, here) for name in WHOLE.get(kind, ("gates:list",))]
    if kind == Kind.CLAUSE:
        ways = [("standard:clause", {"number": key})]
    elif kind in KEYED and key and key != str(request.programme.pk):  # that is the key of all of a kind together
        name, argument = KEYED[kind]
        ways = [(name, {**here, argument: key})]
    elif kind in REGISTERED and key:
        ways = [("management:entry", {**here, "name": REGISTERED[kind], "key": key})]
    result = request.GET.get("fix", "")
    criterion = IN_ITS_PLACE.get(result, result.partition(".")[0])
    if result.endswith(ATTESTED) and (gate := _gate_of(criterion)):
        address = reverse("gates:attest", kwargs={**here, "gate": gate})
        return redirect(f"{address}?{urlencode({'criterion': criterion})}")
    if result in FIXES:
        ways.insert(0, (FIXES[result], here))
    elif result in SHEETS:
        ways.insert(0, ("drafting:sheet", {**here, "code_of_sheet": SHEETS[result]}))
    elif kind == Kind.PRACTICE and result.startswith(OF_THE_PRACTICE):
        ways.insert(0, ("practices:practice", {**here, "practice": key}))
    return _first_of(ways)


def _gate_of(result: str) -> str:
    criterion = result.partition(".")[0]
    return next((known.key for known in gates() if criterion in {one.id for one in known.criteria}), "")


def _first_of(ways: list[tuple[str, dict[str, str]]]) -> HttpResponseBase:
    for name, kwargs in ways:
        try:
            return redirect(reverse(name, kwargs=kwargs))
        except NoReverseMatch:
            continue
    raise Http404
