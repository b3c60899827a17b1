"""The forms that change a document: one page each, all of one shape, with the right that each asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from milepost.features.actions.selectors import people_here
from milepost.features.documents import forms, services
from milepost.features.documents.labels import next_label
from milepost.features.documents.models import Document, Language, Step, Version
from milepost.features.documents.policies import CONTROL_DOCUMENTS, TAKE_PART, WRITE_DOCUMENTS, require_control
from milepost.features.documents.querysets import in_force_of
from milepost.features.documents.selectors import get_document, get_step, get_version, version_at_work
from milepost.features.documents.services import Asked, Submission
from milepost.features.documents.services.approving import PaperApproval
from milepost.features.documents.web import crumbs_to, show_refusal, to_document
from milepost.features.governance.forms.papers import OnPaperForm
from milepost.features.governance.services import HandedIn
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.conflicts import conflict, seen_in
from milepost.platform.organisations.policies import Hidden, Permission
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.forms import Form

SAVE = gettext_lazy("Save")

type MakeForm = Callable[[ProgrammeRequest, Document], Form]
type Save = Callable[[ProgrammeRequest, Document, Any], object]
type SaveStep = Callable[[ProgrammeRequest, Document, Step, Any], object]


@dataclass(frozen=True, slots=True)
class Doing[Saved]:
    """One change: who may make it, its form, what saves it, and its words; `own`: the document's owner too."""

    permission: Permission
    form: MakeForm
    save: Saved
    heading: Promise
    lead: Promise
    button: Promise = SAVE
    own: bool = False


def page_of(doing: Doing[Save]) -> Callable[..., HttpResponseBase]:
    """The page of one change."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @programme_page(doing.permission)
    def change(request: ProgrammeRequest, key: UUID) -> HttpResponseBase:
        document = get_document(request.programme, str(key))
        return _change(request, document, doing, lambda form: doing.save(request, document, form))

    return change


def step_page_of(doing: Doing[SaveStep]) -> Callable[..., HttpResponseBase]:
    """The same about one who reviews or approves."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @programme_page(doing.permission)
    def change(request: ProgrammeRequest, key: UUID, step: UUID) -> HttpResponseBase:
        document = get_document(request.programme, str(key))
        present = get_step(_work(document), step)
        return _change(request, document, doing, lambda form: doing.save(request, document, present, form), present)

    return change


def _change(
    request: ProgrammeRequest,
    document: Document,
    doing: Doing[Any],
    save: Callable[[Any], object],
    step: Step | None = None,
) -> HttpResponse:
    if doing.own:
        require_control(request.actor, document)
    form = doing.form(request, document)
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return to_document(request, document)
    context = {
        "document": document,
        "form": form,
        "step": step,
        "heading": doing.heading,
        "lead": doing.lead,
        "button": doing.button,
        "crumbs": crumbs_to(request, document, str(doing.heading)),
    }
    return render(request, "documents/form.html", context, status=422 if form.errors else 200)


def _work(document: Document) -> Version:
    version = version_at_work(document)
    if version is None:
        raise Hidden
    return version


def _plain(form: type[Form]) -> MakeForm:
    return lambda request, _document: form(request.POST or None, request.FILES or None)


def _among_people(form: Any) -> MakeForm:
    return lambda request, _document: form(
        request.POST or None, request.FILES or None, people=people_here(request.programme)
    )


def handed_in(given: Any) -> HandedIn | None:
    """A file of a form on its way in; None where nothing was handed in."""
    return HandedIn(given.name, given.chunks()) if given else None


def _submit(request: ProgrammeRequest, document: Document, form: forms.SubmitForm) -> None:
    given = form.cleaned_data
    due_on, in_order = given["due_on"], given["in_order"]

    def asked(keys: list[str]) -> list[Asked]:
        places = enumerate(keys, start=1)
        return [Asked(form.people[key], place=place if in_order else 1, due_on=due_on) for place, key in places]

    reviewers, approvers = asked(given["reviewers"]), asked(given["approvers"])
    if given["paper_name"] or given["paper_office"]:
        place = len(approvers) + 1 if in_order else 1
        named = Asked(None, given["paper_name"], given["paper_office"], place, due_on, top_management=True)
        approvers.append(named)
    submission = Submission(tuple(reviewers), tuple(approvers), given["review_quorum"], given["approval_quorum"])
    services.submit_version(actor=request.actor, version=_work(document), submission=submission)


def _return(request: ProgrammeRequest, document: Document, form: forms.ReasonForm) -> None:
    services.return_version(actor=request.actor, version=_work(document), why=form.cleaned_data["why"])


def _replace(request: ProgrammeRequest, _document: Document, step: Step, form: forms.ReplaceForm) -> None:
    given = form.cleaned_data
    by = Asked(form.people.get(given["person"]), given["name"], given["office"], top_management=step.top_management)
    services.replace_step(actor=request.actor, step=step, by=by, why=given["why"])


def _paper(request: ProgrammeRequest, document: Document, step: Step, form: OnPaperForm) -> None:
    given = form.cleaned_data
    paper = PaperApproval(given["method"], given["signed_on"], HandedIn(given["file"].name, given["file"].chunks()))
    services.enter_approval(actor=request.actor, version=_work(document), step=step, paper=paper)


def _confirm(request: ProgrammeRequest, document: Document, form: forms.ConfirmForm) -> None:
    services.confirm_review(actor=request.actor, document=document, **form.cleaned_data)


def _translate(request: ProgrammeRequest, document: Document, form: forms.TranslationForm) -> None:
    version = in_force_of(document, today(request.organisation.timezone)) or get_version(document)
    services.put_translation(
        actor=request.actor,
        version=version,
        language=Language.ID if document.language == Language.EN else Language.EN,
        body=form.cleaned_data["body"].replace("\r\n", "\n"),
        file=handed_in(form.cleaned_data["file"]),
    )


def _hand_out(request: ProgrammeRequest, document: Document, form: forms.HandOutForm) -> None:
    given = form.cleaned_data
    services.hand_out(
        actor=request.actor,
        document=document,
        due_on=given["due_on"],
        roles=given["roles"],
        people=[form.chosen_people[key] for key in given["people"]],
        percent=given["percent"],
    )


def _adopt(request: ProgrammeRequest, document: Document, form: forms.AdoptForm) -> None:
    given = dict(form.cleaned_data)
    file, minutes, authors = given.pop("file"), given.pop("minutes"), given.pop("authors")
    services.adopt_version(
        actor=request.actor,
        document=document,
        fields=given,
        written_by=tuple(name.strip() for name in authors.split(",") if name.strip()),
        file=handed_in(file),
        minutes=handed_in(minutes),
    )


def _withdraw(request: ProgrammeRequest, document: Document, form: forms.WithdrawalForm) -> None:
    given = form.cleaned_data
    services.withdraw_document(actor=request.actor, document=document, why=given["why"], on=given["on"])


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(WRITE_DOCUMENTS)
def draft(request: ProgrammeRequest, key: UUID) -> HttpResponse:
    """Write the draft of the next version; two who write at once are told."""
    document = get_document(request.programme, str(key))
    present = version_at_work(document)
    form = forms.DraftForm(request.POST or None, request.FILES or None, initial=_written(document, present))
    context: dict[str, Any] = {"seen": present.revision if present else 0}
    if request.method == "POST" and form.is_valid():
        try:
            services.save_draft(
                actor=request.actor,
                document=document,
                fields=form.fields_given(),
                authors=form.names(),
                file=handed_in(form.cleaned_data["file"]),
                seen=seen_in(request.POST),
            )
        except Refused as refused:
            show_refusal(form, refused)
        except Superseded as superseded:
            now: Any = superseded.present
            context = {"conflict": conflict(form, now, _written(document, now)), "seen": now.revision}
        else:
            messages.success(request, _("Saved."))
            return to_document(request, document)
    context |= {"document": document, "form": form, "present": present,
                "crumbs": crumbs_to(request, document, _("Draft"))}  # fmt: skip
    status = 422 if form.errors else 409 if "conflict" in context else 200
    return render(request, "documents/draft.html", context, status=status)


def _written(document: Document, present: Version | None) -> dict[str, Any]:
    latest = present or document.versions.order_by("-number").first()
    if latest is None:
        return {}
    if present is None:
        return {"body": latest.body, "label": next_label(document)}
    return {name: getattr(present, name) for name in ("body", "summary", "label", "wanted_from", "redesign")}


SUBMIT: Doing[Save] = Doing(
    WRITE_DOCUMENTS, _among_people(forms.SubmitForm), _submit,
    gettext_lazy("Submit for review"),
    gettext_lazy("From here on the version does not change any more. Reviewers come first, then who approves by "
                 "signature. Nobody approves what they wrote (S-16)."),
    gettext_lazy("Submit"),
)  # fmt: skip
RETURN: Doing[Save] = Doing(
    TAKE_PART, _plain(forms.ReasonForm), _return,
    gettext_lazy("Return it with a reason"),
    gettext_lazy("The version stays as it is; the next draft is a new version."),
    gettext_lazy("Return it"),
)  # fmt: skip
REPLACE: Doing[SaveStep] = Doing(
    TAKE_PART, _among_people(forms.ReplaceForm), _replace,
    gettext_lazy("Let somebody else do it"),
    gettext_lazy("For one who left or is away. Whoever was named stays on record."),
    own=True,
)  # fmt: skip
PAPER: Doing[SaveStep] = Doing(
    CONTROL_DOCUMENTS, _plain(OnPaperForm), _paper,
    gettext_lazy("Enter an approval from paper"),
    gettext_lazy("You enter what the paper shows; somebody else compares it with the file, and only then it counts."),
    gettext_lazy("Enter it"),
)  # fmt: skip
CONFIRM: Doing[Save] = Doing(
    TAKE_PART, _plain(forms.ConfirmForm), _confirm,
    gettext_lazy("Reviewed, no change"),
    gettext_lazy("The version in force was looked through and stays as it is. The next review is due later."),
    gettext_lazy("Confirm"),
    own=True,
)  # fmt: skip
TRANSLATE: Doing[Save] = Doing(
    WRITE_DOCUMENTS, _plain(forms.TranslationForm), _translate,
    gettext_lazy("Translate the version in force"),
    gettext_lazy("The authoritative language decides. The translation is bound to this version, and stale as soon as "
                 "another one is in force."),
)  # fmt: skip
HAND_OUT: Doing[Save] = Doing(
    TAKE_PART, _among_people(forms.HandOutForm), _hand_out,
    gettext_lazy("Hand it out to be read"),
    gettext_lazy("Each person is asked on their own list to say that they have read and understood it."),
    gettext_lazy("Hand it out"),
    own=True,
)  # fmt: skip
ADOPT: Doing[Save] = Doing(
    CONTROL_DOCUMENTS, _plain(forms.AdoptForm), _adopt,
    gettext_lazy("Adopt a version from before"),
    gettext_lazy("It was approved before Milepost: stated with where that is written, not computed."),
    gettext_lazy("Adopt it"),
)  # fmt: skip
WITHDRAW: Doing[Save] = Doing(
    TAKE_PART, _plain(forms.WithdrawalForm), _withdraw,
    gettext_lazy("Withdraw the document"),
    gettext_lazy("From that day on no version of it is in force. It stays on record with all its versions."),
    gettext_lazy("Withdraw it"),
    own=True,
)  # fmt: skip
