"""Forms of document control."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.documents.kinds import kinds
from milepost.catalogue.practices import practices
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.features.documents.models import Classification, Document, Language
from milepost.features.documents.policies import TAKE_PART
from milepost.features.documents.rows import DETAILS
from milepost.features.documents.services.keeping import BODY, WORDS
from milepost.features.standard.forms import practices_or_all, sorts, sorts_or_all
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.naming import role_choices
from milepost.platform.signin.forms import ProofForm
from milepost.platform.ui.forms import FilterForm, Form
from milepost.platform.ui.texts import speak

CLASSES: Sequence[tuple[str, Promise]] = (
    (Classification.PUBLIC, _("Public")),
    (Classification.INTERNAL, _("Internal")),
    (Classification.CONFIDENTIAL, _("Confidential")),
    (Classification.RESTRICTED, _("Restricted")),
)
LANGUAGES: Sequence[tuple[str, Promise]] = ((Language.EN, _("English")), (Language.ID, _("Indonesian")))
ASKED: Sequence[tuple[str, Promise]] = (
    (DocumentKind.POLICY, _("Service management policy")),
    (DocumentKind.SCOPE, _("Scope statement")),
    (DocumentKind.CHARTER, _("Governance charter")),
    (DocumentKind.CONTROL, _("Document control procedure")),
    (DocumentKind.SMP, _("Service management plan")),
    (DocumentKind.PROCEDURE, _("Procedure of a practice")),
    (DocumentKind.CHANGE_POLICY, _("Change management policy")),
    (DocumentKind.SECURITY_POLICY, _("Information security policy")),
    (DocumentKind.CONTINUITY_PLAN, _("Service continuity plan")),
    (DocumentKind.AUDIT_PROCEDURE, _("Internal audit procedure")),
    (DocumentKind.VERIFICATION_PROCEDURE, _("CMDB verification procedure")),
    (DocumentKind.PLAN, _("Implementation plan")),
)
STATES: Sequence[tuple[str, Promise]] = (
    ("effective", _("In force")),
    ("overdue", _("Overdue for review")),
    ("in_review", _("In review")),
    ("draft", _("Draft")),
    ("none", _("No version yet")),
    ("withdrawn", _("Withdrawn")),
)


def _words_of(given: str) -> list[str]:
    return [word for part in given.replace("\n", ",").split(",") if (word := part.strip())]


def _practice_choices() -> list[tuple[str, str]]:
    return [("", "–"), *((practice.key, speak(practice.name)) for practice in practices())]


def _kind_choices(present: str | None) -> list[tuple[str, str]]:
    """The kinds of the catalogue, and the key that a document has which is none of them."""
    known = [(kind.key, f"{kind.key} {speak(kind.title)}") for kind in kinds()]
    return [("", "–"), *known, *([(present, present)] if present and present not in dict(known) else [])]


def _people_choices(people: Sequence[Person], *first: tuple[str, str | Promise]) -> list[tuple[str, str | Promise]]:
    return [*(first or (("", "–"),)), *((str(person.pk), person.name) for person in people)]


class DocumentForm(Form):
    """What the master list says of a document."""

    number = forms.CharField(
        required=False, max_length=60, label=_("Number"),
        help_text=_("Your own numbering; the next free one where it is left empty."),
    )  # fmt: skip
    title = forms.CharField(max_length=300, label=_("Title"))
    title_id = forms.CharField(required=False, max_length=300, label=_("Title in Indonesian"))
    kind = forms.ChoiceField(choices=sorts, label=_("Kind"))
    catalogue_kind = forms.ChoiceField(
        required=False, label=_("What the catalogue knows it as"),
        help_text=_("While it is in force it holds what this kind holds, and nothing is asked for a draft of it."),
    )  # fmt: skip
    about = forms.CharField(
        required=False, max_length=60, label=_("For which customer, supplier or service"),
        help_text=_("Its code, where the catalogue's kind is written once for each, like RETAIL."),
    )  # fmt: skip
    stands_for = forms.ChoiceField(
        required=False, choices=(("", "–"), *ASKED), label=_("What the gates know it as"),
        help_text=_("Only for the documents that a gate asks for by name."),
    )  # fmt: skip
    practice = forms.ChoiceField(required=False, label=_("Practice"))
    owner = forms.ChoiceField(required=False, label=_("Owner"))
    approver = forms.ChoiceField(required=False, label=_("Who usually approves it"))
    clauses = forms.CharField(
        required=False, max_length=2_000, label=_("Clauses"), help_text=_("With commas, like 8.6.1, 7.5.2.")
    )
    items = forms.CharField(
        required=False, max_length=5_000, label=_("Items of documented information"), help_text=_("With commas.")
    )
    classification = forms.ChoiceField(choices=CLASSES, label=_("Classification"), initial=Classification.INTERNAL)
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Authoritative language"))
    review_months = forms.IntegerField(
        required=False, min_value=1, max_value=600, label=_("Review every … months"), initial=12
    )
    retention_months = forms.IntegerField(
        required=False, min_value=1, max_value=600, label=_("Months a superseded version is kept")
    )
    shared_with = forms.CharField(
        required=False,
        max_length=2_000,
        label=_("Shared with"),
        help_text=_("Other systems, like ISO 9001, ISO 27001."),
    )
    external = forms.BooleanField(required=False, label=_("Of external origin"))
    external_source = forms.CharField(
        required=False, max_length=300, label=_("Where it comes from"), help_text=_("Publisher and edition.")
    )
    groups_of_fields = (
        (_("Identification"), ("number", "title", "title_id", "kind", "language")),
        (_("Responsibility"), ("owner", "approver", "review_months", "retention_months", "classification")),
        (_("What it serves"), ("catalogue_kind", "about", "stands_for", "practice", "clauses", "items", "shared_with")),
        (_("Origin"), ("external", "external_source")),
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        for name in ("owner", "approver"):
            self.fields[name].choices = _people_choices(people)  # type: ignore[attr-defined]
        self.fields["practice"].choices = _practice_choices()  # type: ignore[attr-defined]
        self.fields["catalogue_kind"].choices = _kind_choices(self.initial.get("catalogue_kind"))  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        fields = {name: value for name, value in self.cleaned_data.items() if name in {"number", *DETAILS}}
        for name in ("owner", "approver"):
            fields[name] = self.people.get(fields[name])
        for name in ("clauses", "items", "shared_with"):
            fields[name] = _words_of(fields[name])
        return fields


def shown_details(document: Document) -> dict[str, Any]:
    """A document's present values under the form's names."""
    values = {name: getattr(document, name) for name in ("number", *DETAILS)}
    for name in ("clauses", "items", "shared_with"):
        values[name] = ", ".join(values[name])
    values["about"] = document.about or ""
    return {**values, "owner": str(document.owner_id or ""), "approver": str(document.approver_id or "")}


class DraftForm(Form):
    """The text of a draft, or a file of one's own."""

    body = forms.CharField(
        required=False, max_length=BODY, strip=False, label=_("Text"), widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("Markdown: # for headings, - for lists."),
    )  # fmt: skip
    file = forms.FileField(
        required=False, label=_("A file of your own"), help_text=_("DOCX, PDF or XLSX without macros, up to 50 MiB.")
    )
    summary = forms.CharField(
        required=False, max_length=WORDS, label=_("What changed"), widget=forms.Textarea(attrs={"rows": 2})
    )
    label = forms.CharField(
        required=False,
        max_length=20,
        label=_("Your own version number"),
        help_text=_("Like 2.1; ours counts up from 1."),
    )
    wanted_from = forms.DateField(
        required=False, label=_("To be in force from"), widget=forms.DateInput,
        help_text=_("From its approval, where it is left empty."),
    )  # fmt: skip
    authors = forms.CharField(
        required=False, max_length=2_000, label=_("Who else wrote it"),
        help_text=_("Names with commas. Whoever wrote it does not approve it (S-16)."),
    )  # fmt: skip
    redesign = forms.BooleanField(
        required=False, label=_("The practice works anew by it: its operation clock restarts")
    )

    def fields_given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        given = {name: self.cleaned_data[name] for name in ("summary", "label", "wanted_from", "redesign")}
        return {**given, "body": self.cleaned_data["body"].replace("\r\n", "\n")}

    def names(self) -> list[str]:
        """Further authors."""
        return _words_of(self.cleaned_data["authors"])


class SubmitForm(Form):
    """Who reviews and who approves."""

    reviewers = forms.MultipleChoiceField(required=False, label=_("Who reviews"), widget=forms.CheckboxSelectMultiple)
    review_quorum = forms.IntegerField(
        required=False, min_value=1, label=_("How many reviews suffice"), help_text=_("All, where it is left empty.")
    )
    approvers = forms.MultipleChoiceField(required=False, label=_("Who approves"), widget=forms.CheckboxSelectMultiple)
    approval_quorum = forms.IntegerField(
        required=False, min_value=1, label=_("How many approvals suffice"), help_text=_("All, where it is left empty.")
    )
    in_order = forms.BooleanField(required=False, label=_("One after the other, in the order of the list"))
    paper_name = forms.CharField(
        required=False, max_length=200, label=_("Top management that signs on paper: name"),
    )  # fmt: skip
    paper_office = forms.CharField(required=False, max_length=200, label=_("Its office"))
    due_on = forms.DateField(required=False, label=_("Asked until"), widget=forms.DateInput)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        for name in ("reviewers", "approvers"):
            self.fields[name].choices = [(key, one.name) for key, one in self.people.items()]  # type: ignore[attr-defined]


class ReasonForm(Form):
    """Why."""

    why = forms.CharField(max_length=WORDS, label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}))


class WithdrawalForm(ReasonForm):
    """Why a document is withdrawn, and since when."""

    on = forms.DateField(
        required=False, widget=forms.DateInput, label=_("Withdrawn on"), help_text=_("Today, where it is left empty.")
    )


class ReplaceForm(Form):
    """Who does somebody else's part."""

    person = forms.ChoiceField(required=False, label=_("Who takes it over"))
    name = forms.CharField(required=False, max_length=200, label=_("Or on paper: name"))
    office = forms.CharField(required=False, max_length=200, label=_("Its office"))
    why = forms.CharField(required=False, max_length=WORDS, label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = _people_choices(people)  # type: ignore[attr-defined]


class ConfirmForm(Form):
    """That the version in force stays as it is."""

    remark = forms.CharField(
        required=False, max_length=WORDS, label=_("What was looked at"), widget=forms.Textarea(attrs={"rows": 3})
    )
    next_due_on = forms.DateField(
        required=False, label=_("Next review"), widget=forms.DateInput,
        help_text=_("By its cycle, where it is left empty."),
    )  # fmt: skip


class TranslationForm(Form):
    """A version in the other language."""

    body = forms.CharField(
        required=False, max_length=BODY, strip=False, label=_("Text"), widget=forms.Textarea(attrs={"rows": 24})
    )
    file = forms.FileField(
        required=False, label=_("A file of your own"), help_text=_("DOCX, PDF or XLSX without macros, up to 50 MiB.")
    )


class HandOutForm(Form):
    """Who is to read the version in force, until when."""

    roles = forms.MultipleChoiceField(required=False, label=_("Everybody in"), widget=forms.CheckboxSelectMultiple)
    people = forms.MultipleChoiceField(required=False, label=_("And"), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(label=_("Asked until"), widget=forms.DateInput)
    percent = forms.IntegerField(
        min_value=50, max_value=100, initial=100, label=_("Communicated from … percent"),
        help_text=_("The share of those asked who have acknowledged it."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen_people = {str(person.pk): person for person in people}
        may = {role.value for role in TAKE_PART.roles}
        self.fields["roles"].choices = [(key, name) for key, name in role_choices() if key in may]  # type: ignore[attr-defined]
        self.fields["people"].choices = [(key, one.name) for key, one in self.chosen_people.items()]  # type: ignore[attr-defined]


class AdoptForm(Form):
    """A version that was approved before Milepost."""

    label = forms.CharField(max_length=20, label=_("Version"), help_text=_("Your own number, like 2.1."))
    approved_on = forms.DateField(label=_("Approved on"), widget=forms.DateInput)
    approved_by = forms.CharField(max_length=300, label=_("Approved by"))
    by_top_management = forms.BooleanField(required=False, label=_("By top management"))
    authors = forms.CharField(
        required=False, max_length=2_000, label=_("Written by"), help_text=_("Names with commas.")
    )
    effective_on = forms.DateField(required=False, label=_("In force from"), widget=forms.DateInput)
    review_due_on = forms.DateField(required=False, label=_("Next review"), widget=forms.DateInput)
    communicated_on = forms.DateField(required=False, label=_("Communicated on"), widget=forms.DateInput)
    reason = forms.CharField(
        required=False, max_length=WORDS, label=_("Where the approval is written"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Like “minutes of the board, 12 March 2026, item 4”, or hand in the minutes."),
    )  # fmt: skip
    minutes = forms.FileField(
        required=False, label=_("Minutes"), help_text=_("Any file up to 50 MiB. It is kept as it came.")
    )
    file = forms.FileField(
        required=False, label=_("The document"), help_text=_("DOCX, PDF or XLSX without macros, up to 50 MiB.")
    )


class SignForm(ProofForm):
    """Signing in again, to approve; `digest` is what the approver read."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class RemarkForm(Form):
    """A remark on a passage; `headings` are those of the text, to be chosen from while one types."""

    anchor = forms.CharField(
        required=False, max_length=200, label=_("Heading"), help_text=_("The remark then stands beside it.")
    )
    quote = forms.CharField(
        required=False, max_length=WORDS, label=_("The words that are meant"), widget=forms.Textarea(attrs={"rows": 2})
    )
    text = forms.CharField(max_length=WORDS, label=_("Your remark"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, headings: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = tuple(dict.fromkeys(headings))
        if self.headings:
            self.fields["anchor"].widget.attrs["list"] = "remark-headings"


class DocumentFilter(FilterForm):
    """Filters of the master list, kept in the address."""

    words = forms.CharField(max_length=100, label=_("Words"))
    state = forms.ChoiceField(choices=(("", _("Not withdrawn")), *STATES, ("all", _("All"))), label=_("State"))
    kind = forms.ChoiceField(choices=sorts_or_all, label=_("Kind"))
    practice = forms.ChoiceField(choices=practices_or_all, label=_("Practice"))
    owner = forms.ChoiceField(label=_("Owner"))
    clause = forms.CharField(max_length=12, label=_("Clause"))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = _people_choices(people, ("", _("Everybody")), ("me", _("Me")))  # type: ignore[attr-defined]
