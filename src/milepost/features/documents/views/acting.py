"""What people do with a document in one step: approve, say that they reviewed, remark, settle, check, acknowledge."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.features.documents import services
from milepost.features.documents.contents import rendered
from milepost.features.documents.forms import RemarkForm, SignForm
from milepost.features.documents.models import Document, Version
from milepost.features.documents.policies import CHECK_APPROVAL, TAKE_PART
from milepost.features.documents.selectors import get_document, get_step, version_at_work
from milepost.features.documents.services.approving import refuse_unsettled
from milepost.features.documents.signables import approval_signable
from milepost.features.documents.views.pages import about, in_work
from milepost.features.documents.web import crumbs_to, show_refusal, to_document
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.naming import role_name
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.services import Signing
from milepost.platform.signin.again import asked_here


def _work(request: ProgrammeRequest, key: UUID) -> tuple[Document, Version]:
    """A document with its draft or its version in review. Raises `Hidden` where there is none."""
    document = get_document(request.programme, str(key))
    version = version_at_work(document)
    if version is None:
        raise Hidden
    return document, version


def _done(request: ProgrammeRequest, document: Document, act: Callable[[], object], said: str) -> HttpResponse:
    """Act, say how it went, and lead back to the document."""
    try:
        act()
    except Refused as refused:
        messages.error(request, f"{refused.reason} {refused.hint}".strip())
    else:
        messages.success(request, said)
    return to_document(request, document)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(TAKE_PART)
def approve(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """The version in review with its text and the box to sign it."""
    document, version = _work(request, key)
    what = approval_signable(version)
    form = SignForm(request.POST or None, of=asked_here(request, what.purpose))
    if request.method == "POST" and form.is_valid():
        try:
            services.approve_version(
                actor=request.actor,
                version=version,
                signing=Signing.of(form, request),
                digest=form.cleaned_data["digest"],
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Signed."))
            return to_document(request, document)
    form.initial["digest"] = what.content_hash
    held = request.actor.roles(request.organisation.pk, request.programme.pk)
    context = {
        **about(request, document),
        **in_work(request, version),
        "version": version,
        "text": rendered(version),
        "what": what,
        "form": form,
        "hindrance": _hindrance(version),
        "signs_as": role_name(Role.SPONSOR) if Role.SPONSOR in held else _("Approver"),
        "crumbs": crumbs_to(request, document, _("Approve")),
    }
    return render(request, "documents/approve.html", context, status=422 if form.errors else 200)


def _hindrance(version: Version) -> str:
    try:
        refuse_unsettled(version)
    except Refused as refused:
        return f"{refused.reason} {refused.hint}"
    return ""


@require_POST
@programme_page(TAKE_PART)
def reviewed(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """Say that one's review is done."""
    document, version = _work(request, key)
    remark = request.POST.get("remark", "")
    return _done(
        request,
        document,
        lambda: services.finish_review(actor=request.actor, version=version, remark=remark),
        _("Your review is done."),
    )


@require_POST
@programme_page(CHECK_APPROVAL)
def check(request: ProgrammeRequest, key: UUID, step: UUID) -> HttpResponse:
    """Confirm that an entered approval is what its file shows."""
    document, version = _work(request, key)
    present = get_step(version, step)
    return _done(
        request,
        document,
        lambda: services.check_approval(actor=request.actor, version=version, step=present),
        _("Checked: the signature counts."),
    )


@require_POST
@programme_page(TAKE_PART)
def remark(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """Remark on a passage of the version in work."""
    document, version = _work(request, key)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what you remark."))
        return to_document(request, document)
    return _done(
        request,
        document,
        lambda: services.add_comment(actor=request.actor, version=version, **form.cleaned_data),
        _("Your remark is kept."),
    )


@require_POST
@programme_page(TAKE_PART)
def settle_remark(request: ProgrammeRequest, key: UUID, remark: int) -> HttpResponse:
    """Settle a remark."""
    document, version = _work(request, key)
    found = version.comments.filter(number=remark).first()
    if found is None:
        raise Hidden
    answer = request.POST.get("answer", "")
    return _done(
        request,
        document,
        lambda: services.resolve_comment(actor=request.actor, comment=found, answer=answer),
        _("The remark is settled."),
    )


@require_POST
@programme_page(TAKE_PART)
def read(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """Say that one has read and understood what one was asked to read."""
    document = get_document(request.programme, str(key))
    return _done(
        request,
        document,
        lambda: services.acknowledge(actor=request.actor, document=document),
        _("Thank you: it is recorded that you have read and understood it."),
    )
