"""Pages of the gates: the list, the gate room, its forms, its history, and the files behind it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.catalogue.programme import gate as catalogue_gate
from milepost.engines.rules.facts.settings import Phase
from milepost.features.gates import services
from milepost.features.gates.forms import AttestationForm, BeforeForm, DecisionForm, PasswordForm
from milepost.features.gates.models import Decision
from milepost.features.gates.on_record import DecisionOnRecord
from milepost.features.gates.policies import ATTEST, DECIDE, RECORD_BEFORE, SIGN, SIGN_ATTESTATION
from milepost.features.gates.room import build_room
from milepost.features.gates.selectors import (
    attestations,
    decisions,
    get_gate,
    get_standings,
    judgements,
)
from milepost.features.gates.signables import attestation_signable, decision_signable
from milepost.features.governance.services import HandedIn
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.files.downloads import download
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.conflicts import seen_in
from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Overtaken, Refused, RefusedByRule
from milepost.platform.signatures.services import Signing
from milepost.platform.signin.again import asked_here
from milepost.platform.ui.frame import Link
from milepost.platform.ui.tables_export import KINDS, Column, table_response

HISTORY_COLUMNS: list[Column[DecisionOnRecord]] = [
    Column("reference", lambda found: found.decision.reference),
    Column("decided_on", lambda found: found.decision.decided_on),
    Column("outcome", lambda found: found.decision.outcome),
    Column("stands", lambda found: found.stands),
    Column("note", lambda found: found.decision.note),
    Column("signatures", lambda found: "; ".join(str(signature) for signature in found.signatures)),
]


@require_safe
@programme_page(READ_PROGRAMME)
def gate_list(request: ProgrammeRequest) -> HttpResponseBase:
    """The four gates, how each stands today, and what was decided."""
    on = today(request.organisation.timezone)
    standings = get_standings(request.programme, on=on)
    rows = [(catalogue_gate(found.verdict.gate.value), found) for found in standings]
    context = {"rows": rows, "on": on, "crumbs": _crumbs(request)}
    return render(request, "gates/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def gate_room(request: ProgrammeRequest, gate: str) -> HttpResponseBase:
    """The gate room: criteria, what is behind them, the decision, its signers, what slipped. POST decides."""
    phase = get_gate(gate)
    form = DecisionForm(request.POST or None)
    refusal: RefusedByRule | Overtaken | None = None
    if request.method == "POST" and form.is_valid():
        try:
            decision = services.decide_gate(
                actor=request.actor,
                programme=request.programme,
                gate=phase,
                seen=seen_in(request.POST),
                **form.cleaned_data,
            )
        except (RefusedByRule, Overtaken) as error:
            refusal = error
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.reason)
        else:
            messages.success(
                request,
                _("Decision {reference} is recorded. It stands once the sponsor has signed it.").format(
                    reference=decision.reference
                ),
            )
            return redirect(_room_address(request, phase))
    status = 200 if request.method != "POST" else 409 if refusal else 422
    return _show_room(request, phase, form, refusal, status)


def _show_room(
    request: ProgrammeRequest, phase: Phase, form: DecisionForm, refusal: RefusedByRule | Overtaken | None, status: int
) -> HttpResponse:
    on = today(request.organisation.timezone)
    room = build_room(request.programme, phase, on=on, opened=request.GET.get("open", ""))
    context = {
        "room": room,
        "form": form,
        "refusal": refusal,
        "overtaken": isinstance(refusal, Overtaken),
        "seen": seen_in(request.POST) if status == 422 else room.standing.last,
        "may": _rights(request),
        "attested": attestations(request.programme, frozenset(row.id for row in room.criteria)),
        "judgements": judgements(request.programme, phase.value),
        "crumbs": _crumbs(request, Link(phase.gate)),
        "on": on,
    }
    return render(request, "gates/room.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def attest(request: ProgrammeRequest, gate: str) -> HttpResponseBase:
    """Attach evidence to a criterion of this gate in place of facts."""
    phase = get_gate(gate)
    room = build_room(request.programme, phase, on=today(request.organisation.timezone))
    choices = [(row.id, f"{row.id} · {row.name}") for row in room.criteria]
    form = AttestationForm(
        request.POST or None,
        request.FILES or None,
        choices=choices,
        initial={"criterion": request.GET.get("criterion", "")},
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            made = services.attest_criterion(
                actor=request.actor,
                programme=request.programme,
                criterion=fields["criterion"],
                proves=fields["proves"],
                until=fields["until"],
                evidence=HandedIn(fields["evidence"].name, fields["evidence"].chunks()),
            )
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.reason)
        else:
            messages.success(
                request,
                _("Attestation {reference} waits for the sponsor's signature.").format(reference=made.reference),
            )
            return redirect(_room_address(request, phase))
    context = {
        "form": form,
        "phase": phase,
        "may": _rights(request),
        "crumbs": _crumbs(request, _room_link(request, phase), Link(_("Attest"))),
    }
    return render(request, "gates/attest.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def before(request: ProgrammeRequest, gate: str) -> HttpResponseBase:
    """Record a go from before Milepost."""
    phase = get_gate(gate)
    form = BeforeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            services.record_before(
                actor=request.actor,
                programme=request.programme,
                gate=phase,
                decided_on=fields["decided_on"],
                minutes=HandedIn(fields["minutes"].name, fields["minutes"].chunks()),
                note=fields["note"],
            )
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.reason)
        else:
            messages.success(request, _("The decision is recorded as stated. The sponsor signs it next."))
            return redirect(_room_address(request, phase))
    context = {
        "form": form,
        "phase": phase,
        "may": _rights(request),
        "crumbs": _crumbs(request, _room_link(request, phase), Link(_("Decided before"))),
    }
    return render(request, "gates/before.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def sign(request: ProgrammeRequest, reference: str) -> HttpResponseBase:
    """Read what is to be signed, and sign it by signing in again."""
    row = services.get_signable_row(request.programme, reference)
    is_decision = isinstance(row, Decision)
    what = decision_signable(row) if isinstance(row, Decision) else attestation_signable(row)
    form = PasswordForm(request.POST or None, of=asked_here(request, what.purpose))
    if request.method == "POST" and form.is_valid():
        signing = Signing.of(form, request)
        try:
            services.sign_row(actor=request.actor, row=row, signing=signing)
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Signed."))
            return redirect(reverse("gates:list", kwargs=_here(request)))
    permission = SIGN if is_decision else SIGN_ATTESTATION
    context = {
        "row": row,
        "what": what,
        "form": form,
        "may_sign": _has(request, permission),
        "crumbs": _crumbs(request, Link(row.reference)),
        "is_decision": is_decision,
    }
    return render(request, "gates/sign.html", context, status=422 if form.errors else 200)


@require_safe
@programme_page(READ_PROGRAMME)
def history(request: ProgrammeRequest, gate: str) -> HttpResponseBase:
    """Decisions at this gate with the verdict that each was taken on; `?export=csv|xlsx` takes them along."""
    phase = get_gate(gate)
    found = decisions(request.programme, phase.value)
    if (kind := request.GET.get("export")) in KINDS:
        return table_response(
            found, HISTORY_COLUMNS, name=f"{request.programme.code}-{phase.gate}-decisions", kind=kind
        )
    context = {
        "phase": phase,
        "decisions": found,
        "judgements": judgements(request.programme, phase.value),
        "crumbs": _crumbs(request, _room_link(request, phase), Link(_("History"))),
    }
    return render(request, "gates/history.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def evidence_file(request: ProgrammeRequest, file_id: UUID) -> HttpResponseBase:
    """A file behind a decision or an attestation, as a download."""
    return download(services.file_of(request.programme, file_id))


def _here(request: ProgrammeRequest) -> dict[str, str]:
    return {"org": request.organisation.code, "code": request.programme.code}


def _room_address(request: ProgrammeRequest, phase: Phase) -> str:
    return reverse("gates:room", kwargs={**_here(request), "gate": phase.value})


def _room_link(request: ProgrammeRequest, phase: Phase) -> Link:
    return Link(phase.gate, _room_address(request, phase))


def _crumbs(request: ProgrammeRequest, *more: Link) -> tuple[Link, ...]:
    gates = reverse("gates:list", kwargs=_here(request)) if more else ""
    return (
        Link(request.programme.name, reverse("reports:programme", kwargs=_here(request))),
        Link(_("Gates"), gates),
        *more,
    )


def _has(request: ProgrammeRequest, permission: Any) -> bool:
    return allows(request.actor, permission, organisation_id=request.organisation.pk, programme_id=request.programme.pk)


def _rights(request: ProgrammeRequest) -> dict[str, bool]:
    known = {
        "decide": DECIDE,
        "sign": SIGN,
        "attest": ATTEST,
        "before": RECORD_BEFORE,
        "sign_attestation": SIGN_ATTESTATION,
    }
    return {name: _has(request, permission) for name, permission in known.items()}
