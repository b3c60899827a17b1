"""The leadership commitment on screen: read, write, sign, enter from paper, check, withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.features.governance.forms.papers import CommitmentForm, PaperForm, SignForm, WithdrawForm
from milepost.features.governance.models import Commitment, Covers
from milepost.features.governance.policies import WRITE_COMMITMENT
from milepost.features.governance.selectors import CommitmentOnRecord, commitments_on_record, get_commitment
from milepost.features.governance.services import (
    HandedIn,
    check_paper,
    enter_paper,
    sign_commitment,
    withdraw_commitment,
    write_commitment,
)
from milepost.features.governance.services.commitment import Paper
from milepost.features.governance.signables import commitment_signable, figures_of, parts_of, proposed_text
from milepost.features.governance.web import (
    address,
    both_versions,
    crumbs,
    rights,
    seen_in,
    show_refusal,
    status_of,
    to_page,
)
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.naming import role_name
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.tables import Superseded
from milepost.platform.signatures.services import Signing
from milepost.platform.signin.again import asked_here
from milepost.platform.ui.frame import Link


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def commitment(request: ProgrammeRequest, number: str = "") -> HttpResponse:
    """The commitment that stands, else the newest, with the box to sign it; POST signs."""
    listed = commitments_on_record(request.programme)
    standing = next((one for one in listed if one.stands), None)
    shown = get_commitment(request.programme, number) if number else standing or next(iter(listed), None)
    purposes = [commitment_signable(shown.row).purpose] if shown else []
    form = SignForm(request.POST or None, of=asked_here(request, *purposes))
    if request.method == "POST" and shown and form.is_valid():
        try:
            sign_commitment(
                actor=request.actor,
                commitment=shown.row,
                signing=Signing.of(form, request),
                digest=form.cleaned_data["digest"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Signed."))
            return to_page(request, "governance:commitment")
    context = _context(request, shown, form) | {"listed": listed}
    return render(request, "governance/commitment.html", context, status=422 if form.errors else 200)


def _context(request: ProgrammeRequest, shown: CommitmentOnRecord | None, form: SignForm) -> dict[str, Any]:
    may = rights(request)
    context: dict[str, Any] = {"shown": shown, "may": may, "crumbs": crumbs(request, _("Leadership commitment"))}
    if shown is None:
        return context
    what = commitment_signable(shown.row)
    form.initial["digest"] = what.content_hash
    mine = any(one.person_id == request.actor.person_id and one.content_hash == what.content_hash
               for one in shown.signatures)  # fmt: skip
    is_stale = not shown.signatures and shown.row.figures != figures_of(request.programme)
    return context | {
        "what": what,
        "form": form,
        "parts": parts_of(shown.row.covers, shown.row.figures),
        "is_stale": is_stale,
        "may_sign": may["sign"] and not mine and not is_stale and shown.row.withdrawn_on is None,
        "me": request.actor.person_id,
        "signs_as": _("{role}, for top management").format(role=role_name(Role.SPONSOR)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_COMMITMENT)
def commitment_write(request: ProgrammeRequest, number: str = "") -> HttpResponse:
    """Write a commitment, or change the words of one that nobody has signed."""
    row = get_commitment(request.programme, number).row if number else None
    initial = _shown(row) if row else {"text": proposed_text(request.programme), "covers": list(Covers.values)}
    form = CommitmentForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"seen": row.revision if row else 0}
    if request.method == "POST" and form.is_valid():
        context |= _written(request, form, row)
        if "done" in context:
            return to_page(request, "governance:commitment-of", number=context["done"])
    context |= {"row": row, "form": form, "crumbs": crumbs(request, _link(request), _("The words"))}
    return render(request, "governance/commitment_form.html", context, status=status_of(form, context))


def _shown(row: Commitment) -> dict[str, Any]:
    return {"text": row.text, "covers": list(row.covers)}


def _written(request: ProgrammeRequest, form: CommitmentForm, row: Commitment | None) -> dict[str, Any]:
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        written = write_commitment(
            actor=request.actor,
            programme=request.programme,
            text=text,
            covers=form.cleaned_data["covers"],
            commitment=row,
            seen=seen_in(request, row) if row else None,
        )
    except Superseded:
        present = get_commitment(request.programme, row.code if row else "").row
        return both_versions(form, present, _shown(present))
    except Refused as refused:
        show_refusal(form, refused)
        return {}
    messages.success(request, _("{code} is written. It counts once top management has signed it.").format(
        code=written.code))  # fmt: skip
    return {"done": written.code}


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_COMMITMENT)
def commitment_paper(request: ProgrammeRequest, number: str) -> HttpResponse:
    """Enter a signature from paper or a certified file."""
    found = get_commitment(request.programme, number)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        file = fields.pop("file")
        try:
            paper = Paper(**fields, file=HandedIn(file.name, file.chunks()))
            enter_paper(actor=request.actor, commitment=found.row, paper=paper)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Entered. It counts once somebody else has checked it against its file."))
            return to_page(request, "governance:commitment-of", number=number)
    context = {
        "found": found,
        "form": form,
        "what": commitment_signable(found.row),
        "crumbs": crumbs(request, _link(request), _("A signature from paper")),
    }
    return render(request, "governance/commitment_paper.html", context, status=422 if form.errors else 200)


@require_POST
@programme_page(READ_PROGRAMME)
def commitment_check(request: ProgrammeRequest, number: str, key: UUID) -> HttpResponse:
    """Confirm that an entered signature is what its file shows."""
    found = get_commitment(request.programme, number)
    try:
        check_paper(actor=request.actor, commitment=found.row, signature_id=key)
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Checked: the signature counts."))
    return to_page(request, "governance:commitment-of", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_COMMITMENT)
def commitment_withdraw(request: ProgrammeRequest, number: str) -> HttpResponse:
    """Record that top management took its commitment back."""
    found = get_commitment(request.programme, number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_commitment(actor=request.actor, commitment=found.row, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The withdrawal is on record."))
            return to_page(request, "governance:commitment-of", number=number)
    context = {"found": found, "form": form, "crumbs": crumbs(request, _link(request), _("Withdraw"))}
    return render(request, "governance/commitment_withdraw.html", context, status=422 if form.errors else 200)


def _link(request: ProgrammeRequest) -> Link:
    return Link(_("Leadership commitment"), address(request, "governance:commitment"))
