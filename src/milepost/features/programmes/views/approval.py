"""The pages on which the scope statement is signed, and its versions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.features.programmes.forms import PaperForm, SignForm
from milepost.features.programmes.models import ScopeVersion
from milepost.features.programmes.policies import (
    APPROVE_SCOPE,
    CHECK_SCOPE_SIGNATURE,
    ENTER_SCOPE_SIGNATURE,
    READ_PROGRAMME,
)
from milepost.features.programmes.scope.approval import (
    approve_scope,
    check_approval,
    enter_approval,
    next_number,
    signable,
)
from milepost.features.programmes.scope.versions import difference_of, get_version, versions_of
from milepost.features.programmes.views.scope import may, statement_today, way_to
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.files.downloads import download
from milepost.platform.files.models import StoredFile
from milepost.platform.files.services import keep_file
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.signatures.models import Method
from milepost.platform.signatures.services import PaperSignature, Signing
from milepost.platform.signin.again import asked_here


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(APPROVE_SCOPE)
def approve(request: ProgrammeRequest) -> HttpResponse:
    """The sponsor reads the statement and signs it."""
    statement = statement_today(request)
    what = signable(statement, next_number(request.programme))
    form = SignForm(request.POST or None, of=asked_here(request, what.purpose))
    context: dict[str, Any] = {
        "statement": statement,
        "form": form,
        "what": what,
        "crumbs": way_to(request, _("Approve")),
    }
    if request.method == "POST" and form.is_valid():
        try:
            version = approve_scope(
                actor=request.actor,
                programme=request.programme,
                signing=Signing.of(form, request),
                expected_hash=request.POST.get("expected", ""),
            )
        except Refused as refused:
            _explain(form, refused, "password")
        else:
            messages.success(request, _("Version {number} is approved.").format(number=version.number))
            return redirect("programmes:scope", org=request.organisation.code, code=request.programme.code)
    return render(request, "programmes/approve.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(ENTER_SCOPE_SIGNATURE)
def paper(request: ProgrammeRequest) -> HttpResponse:
    """Enter the signature that a sponsor put on the printed statement."""
    statement = statement_today(request)
    form = PaperForm(request.POST or None, request.FILES or None)
    context = {"statement": statement, "form": form, "crumbs": way_to(request, _("Signature on paper"))}
    if request.method == "POST" and form.is_valid():
        try:
            version = _entered(request, form)
        except Refused as refused:
            _explain(form, refused, "file")
        else:
            messages.success(
                request,
                _("Version {number} waits for somebody else to check it against its scan.").format(
                    number=version.number
                ),
            )
            return redirect("programmes:versions", org=request.organisation.code, code=request.programme.code)
    return render(request, "programmes/paper.html", context, status=422 if form.errors else 200)


def _entered(request: ProgrammeRequest, form: PaperForm) -> ScopeVersion:
    given = form.cleaned_data
    file = keep_file(
        actor=request.actor,
        organisation=request.organisation,
        programme_id=request.programme.pk,
        name=given["file"].name,
        chunks=given["file"].chunks(),
    )
    signature = PaperSignature(
        method=Method(given["method"]),
        signatory=given["signatory"],
        office=given["office"],
        signed_on=given["signed_on"],
        file_id=file.pk,
        file_sha256=file.sha256,
    )
    return enter_approval(
        actor=request.actor,
        programme=request.programme,
        paper=signature,
        note=given["note"],
        expected_hash=request.POST.get("expected", ""),
    )


def _explain(form: SignForm | PaperForm, refused: Refused, field: str) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, f"{refused.reason} {refused.hint}".strip())
    if isinstance(refused, RefusedByRule) and field in form.fields:
        form.fields[field].help_text = ""


@require_safe
@programme_page(READ_PROGRAMME)
def versions(request: ProgrammeRequest) -> HttpResponse:
    """Every version, newest first, with what each changed."""
    statement = statement_today(request)
    context = {
        "versions": versions_of(request.programme),
        "statement": statement,
        "drift": difference_of(statement.in_force, statement.content) if statement.in_force else None,
        "may_check": may(request, CHECK_SCOPE_SIGNATURE),
        "crumbs": way_to(request, _("Versions")),
    }
    return render(request, "programmes/versions.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def version(request: ProgrammeRequest, number: int) -> HttpResponse:
    """One version as it was signed."""
    found = get_version(request.programme, number)
    context = {"version": found, "crumbs": way_to(request, _("Version {number}").format(number=number))}
    return render(request, "programmes/version.html", context)


@require_POST
@programme_page(READ_PROGRAMME)
def check(request: ProgrammeRequest, number: int) -> HttpResponse:
    """Confirm that an entered signature is what its scan shows."""
    found = get_version(request.programme, number)
    try:
        check_approval(actor=request.actor, version=found)
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Version {number} is in force.").format(number=number))
    return redirect("programmes:versions", org=request.organisation.code, code=request.programme.code)


@require_safe
@programme_page(READ_PROGRAMME)
def scan(request: ProgrammeRequest, number: int) -> HttpResponseBase:
    """The scan behind an entered signature."""
    found = get_version(request.programme, number)
    if found.signature.file_id is None:
        raise Hidden
    return download(StoredFile.objects.get(organisation=request.organisation, pk=found.signature.file_id))
