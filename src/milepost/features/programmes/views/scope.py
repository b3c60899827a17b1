"""The pages on which the scope is decided and worded."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.engines.rules.facts.scope import ElementKind, Inclusion, ScopeElement
from milepost.features.programmes.forms import PART_NAMES, ElementFilter, WordingForm
from milepost.features.programmes.models import ScopeElement as ElementRow
from milepost.features.programmes.policies import (
    APPROVE_SCOPE,
    EDIT_SCOPE,
    ENTER_SCOPE_SIGNATURE,
    READ_PROGRAMME,
)
from milepost.features.programmes.scope.deciding import ElementDecision, decide_elements, word_scope
from milepost.features.programmes.scope.statement import Statement, statement_of
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import Permission, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.frame import Link
from milepost.platform.ui.tables_export import KINDS, Column, table_response

PAGE = 50
EXPORT: list[Column[ScopeElement]] = [
    Column("kind", lambda element: element.kind.value),
    Column("code", lambda element: element.key),
    Column("name", lambda element: element.label),
    Column("state", lambda element: element.inclusion.value),
    Column("justification", lambda element: element.justification),
]


def may(request: ProgrammeRequest, permission: Permission) -> bool:
    """Whether the reader has a right in this programme."""
    return allows(request.actor, permission, organisation_id=request.organisation.pk, programme_id=request.programme.pk)


def statement_today(request: ProgrammeRequest) -> Statement:
    """The statement as it stands today."""
    return statement_of(request.programme, on=today(request.organisation.timezone))


def way_to(request: ProgrammeRequest, here: object) -> list[Link]:
    """The crumbs of a page below the scope."""
    place = {"org": request.organisation.code, "code": request.programme.code}
    home = Link(request.programme.name, reverse("reports:programme", kwargs=place))
    return [home, Link(_("Scope"), reverse("programmes:scope", kwargs=place)), Link(str(here))]


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def scope(request: ProgrammeRequest) -> HttpResponseBase:
    """The statement with what is wrong with it, and its elements, kind by kind."""
    refused: list[str] = []
    if request.method == "POST":
        refused = _decide(request)
        if not refused:
            return redirect(f"{request.path}?{request.GET.urlencode()}")
    statement = statement_today(request)
    if (export := request.GET.get("export", "")) in KINDS:
        return table_response(statement.elements, EXPORT, name="scope", kind=export)
    kind = _kind(request)
    form = ElementFilter(request.GET)
    found = _filtered(statement, kind, form.chosen())
    page, pages = _page(request, len(found))
    services = [element for element in statement.elements if element.kind is ElementKind.SERVICE]
    context = {
        "statement": statement,
        "results": (*statement.outcome.results, *statement.remarks),
        "kind": kind.value,
        "tabs": _tabs(request, statement, kind),
        "form": form,
        "rows": _with_revisions(request, found[(page - 1) * PAGE : page * PAGE]),
        "page": page,
        "previous": page - 1,
        "next": page + 1 if page < pages else 0,
        "found": len(found),
        "known": any(element.kind is kind for element in statement.elements),
        "undecided": sum(element.inclusion is Inclusion.UNDECIDED for element in statement.elements),
        "services": len(services),
        "services_in": sum(element.inclusion is Inclusion.IN for element in services),
        "refused": refused,
        "may_edit": may(request, EDIT_SCOPE),
        "may_approve": may(request, APPROVE_SCOPE),
    }
    return render(request, "programmes/scope.html", context, status=409 if refused else 200)


def _kind(request: ProgrammeRequest) -> ElementKind:
    asked = request.GET.get("kind", "")
    return ElementKind(asked) if asked in set(ElementKind) else ElementKind.SERVICE


def _filtered(statement: Statement, kind: ElementKind, chosen: dict[str, Any]) -> list[ScopeElement]:
    words, state = chosen.get("words", "").lower(), chosen.get("state", "")
    return [
        element
        for element in statement.elements
        if element.kind is kind
        and (not words or words in f"{element.key} {element.label}".lower())
        and (not state or element.inclusion == state)
    ]


def _page(request: ProgrammeRequest, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    asked = request.GET.get("page", "")
    return (min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 7 else 1), pages


def _with_revisions(request: ProgrammeRequest, elements: Sequence[ScopeElement]) -> list[dict[str, Any]]:
    keys = [element.key for element in elements]
    revisions = dict(
        ElementRow.objects.filter(programme=request.programme, kind=_kind(request), code__in=keys).values_list(
            "code", "revision"
        )
    )
    return [{"element": element, "seen": revisions.get(element.key, 0)} for element in elements]


def _tabs(request: ProgrammeRequest, statement: Statement, current: ElementKind) -> list[Link]:
    return [
        Link(
            str(PART_NAMES[f"{kind.value}s"]),
            f"{request.path}?kind={kind.value}",
            str(sum(element.kind is kind for element in statement.elements)),
            current=kind is current,
        )
        for kind in ElementKind
    ]


def _decide(request: ProgrammeRequest) -> list[str]:
    """Take the page's rows; answers with what was refused. Rows that were left as they were are not written."""
    post, kind = request.POST, _kind(request)
    decisions = []
    for code in post.getlist("code")[:PAGE]:
        seen = post.get(f"seen-{code}", "")
        if post.get(f"state-{code}") in set(Inclusion):
            decisions.append(
                ElementDecision(
                    kind.value, code, post[f"state-{code}"], post.get(f"why-{code}", ""),
                    seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
                )
            )  # fmt: skip
    answers = decide_elements(actor=request.actor, programme=request.programme, decisions=_changed(request, decisions))
    refused = [str(answer) for answer in answers if isinstance(answer, Exception)]
    if not refused:
        messages.success(request, _("The decisions are saved."))
    return refused


def _changed(request: ProgrammeRequest, decisions: Sequence[ElementDecision]) -> list[ElementDecision]:
    rows = {(row.kind, row.code): row for row in ElementRow.objects.filter(programme=request.programme)}
    changed = []
    for decision in decisions:
        row = rows.get((decision.kind, decision.code))
        before = (row.state, row.justification) if row else (Inclusion.UNDECIDED.value, "")
        if before != (decision.state, (decision.justification or "").strip()):
            changed.append(decision)
    return changed


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(EDIT_SCOPE)
def wording(request: ProgrammeRequest) -> HttpResponse:
    """How the sentence says its parts."""
    statement = statement_today(request)
    present = statement.wording
    form = WordingForm(request.POST or None, parts=present.parts if present else {})
    context: dict[str, Any] = {"form": form, "statement": statement, "seen": present.revision if present else 0}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            word_scope(actor=request.actor, programme=request.programme, parts=form.parts, seen=seen_in(request.POST))
        except Refused as refused:
            form.add_error(None, refused.reason)
        except Superseded:
            saved = {f"{part}_{language}": words for part, said in (present.parts if present else {}).items()
                     for language, words in said.items()}  # fmt: skip
            context["conflict"] = conflict(form, present, saved) if present else {}
            status = 409
        else:
            return redirect("programmes:scope", org=request.organisation.code, code=request.programme.code)
    context["crumbs"] = way_to(request, _("Wording"))
    return render(request, "programmes/wording.html", context, status=422 if form.errors else status)


@require_safe
@programme_page(READ_PROGRAMME)
def printed(request: ProgrammeRequest) -> HttpResponse:
    """The statement as it stands, to be printed and signed on paper."""
    statement = statement_today(request)
    context = {
        "statement": statement,
        "may_enter": may(request, ENTER_SCOPE_SIGNATURE),
        "crumbs": way_to(request, _("Print")),
    }
    return render(request, "programmes/statement.html", context)
