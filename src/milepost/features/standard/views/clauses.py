"""Pages of the standard: the clause tree with search, one clause, and the exports."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.catalogue import standard
from milepost.catalogue.documents.kinds import satisfying
from milepost.catalogue.exports import ExportFormat, export_standard
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.practices import practices
from milepost.features.standard.access import standard_page
from milepost.features.standard.views.page import tabs
from milepost.platform.ui.frame import Link

SEARCH = 200  # characters of a search that are read


@require_safe
@standard_page
def browse(request: HttpRequest) -> HttpResponseBase:
    """The clause tree with counts; `?q=` searches statements and titles in both languages."""
    query = request.GET.get("q", "").strip()[:SEARCH]
    counts: dict[str, int] = {}
    for statement in standard.statements():
        number = statement.clause
        while number:
            counts[number] = counts.get(number, 0) + 1
            number = number.rpartition(".")[0]
    context = {
        "tabs": tabs("browse"),
        "query": query,
        "found": standard.search(query, get_language() or "en") if query else (),
        "rows": [(clause, counts.get(clause.number, 0)) for clause in standard.clauses()],
        "formats": [(known.value, known.value.upper()) for known in ExportFormat],
        "edition": standard.edition(),
        "totals": {
            "statements": len(standard.statements()),
            "auditable": sum(statement.auditable for statement in standard.statements()),
            "questions": len(standard.questions()),
            "documents": len(standard.documented_information()),
        },
    }
    return render(request, "standard/browse.html", context)


@require_safe
@standard_page
def clause(request: HttpRequest, number: str) -> HttpResponseBase:
    """What we know of one clause: its statements and those below, what to ask, whom, and what is usually wrong."""
    try:
        found = standard.clause(number)
    except UnknownEntry:
        raise Http404 from None
    groups = [group for group in standard.groups() if _touches(group.clause, number)]
    former = [old for old in standard.clause_map_2011() if any(_touches(new, number) for new in old.clauses)]
    context = {
        "clause": found,
        "groups": groups,
        "children": [child for child in standard.clauses() if child.parent == number],
        "documents": [
            (item, satisfying(item.number))
            for item in standard.documented_information()
            if any(_touches(c, number) for c in item.clauses)
        ],
        "practices": [practice for practice in practices() if any(_touches(c, number) for c in practice.clauses)],
        "additions": [addition for addition in standard.amendment().additions if addition.clause == number],
        "former": former,
        "crumbs": _crumbs(found),
    }
    return render(request, "standard/clause.html", context)


@require_safe
@standard_page
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The whole catalogue in one of its formats, in the reader's language unless `?lang=` says another."""
    try:
        chosen = ExportFormat(form)
        language = request.GET.get("lang") or get_language() or "en"
        data = export_standard(chosen, language)
    except ValueError:
        raise Http404 from None
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{chosen.file_name(language)}"'
    return response


def _touches(number: str, wanted: str) -> bool:
    """Whether a number lies at or below the wanted one, or is the group that holds it."""
    inside_group = wanted.startswith(f"{number}.") and wanted.count(".") >= 2
    return number == wanted or number.startswith(f"{wanted}.") or inside_group


def _crumbs(found: standard.Clause) -> tuple[Link, ...]:
    links = [Link(found.number)]
    number = found.parent
    while number:
        links.insert(0, Link(number, reverse("standard:clause", kwargs={"number": number})))
        number = number.rpartition(".")[0]
    return (Link(_("The standard"), reverse("standard:browse")), *links)
