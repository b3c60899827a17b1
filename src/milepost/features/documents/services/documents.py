"""The master list: entering a document, changing what is said of it, withdrawing it."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milepost.catalogue.documents.kinds import Sort, kinds
from milepost.catalogue.practices import practices
from milepost.catalogue.standard import clauses
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.engines.templating.shapes import REFERENCES
from milepost.features.actions.services import settle
from milepost.features.documents.models import (
    Campaign,
    Classification,
    Document,
    Language,
    Version,
    VersionState,
)
from milepost.features.documents.policies import WRITE_DOCUMENTS, require_control
from milepost.features.documents.querysets import AT_WORK
from milepost.features.documents.services.keeping import (
    WORDS,
    allow,
    assign,
    check_member,
    check_past,
    check_text,
    keep,
    lock,
    note,
    say_day,
    today_of,
)
from milepost.features.governance.services.putting import Put
from milepost.features.portfolio.shelves import SHELVES
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

COLUMNS = (
    "number", "catalogue_kind", "about", "title", "title_id", "kind", "stands_for", "practice", "clauses", "items",
    "owner", "approver", "classification", "review_months", "retention_months", "external", "external_source",
    "shared_with", "language",
)  # fmt: skip
SERIES = "DOC-"


@transaction.atomic
def put_document(
    *,
    actor: Actor,
    programme: Programme,
    fields: dict[str, Any],
    document: Document | None = None,
    seen: int | None = None,
) -> Put[Document]:
    """Enter a document, or change the one that is given, or that has this number. What is left out stays.

    `seen` 0 says that it is to be new. Raises `Refused`, or `Superseded` where it has moved on.
    """
    allow(actor, WRITE_DOCUMENTS, programme)
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # numbers get no twin
    given = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if unknown := set(given) - set(COLUMNS):
        raise Refused(_("A document has no {field}.").format(field=min(unknown)), field=min(unknown))
    row = document or _numbered(programme, given.get("number", ""), seen)
    if row is not None and seen and row.revision != seen:
        raise Superseded(row)
    is_new = row is None
    if row is None:
        row = Document(
            organisation=programme.organisation,
            programme=programme,
            number=given.get("number") or _next_number(programme),
            kind="",
            created_on=today(programme.organisation.timezone),
        )
    if "about" in given:
        given["about"] = given["about"] or None
    change = assign(row, {name: value for name, value in given.items() if name != "number" or value})
    _check(row, given)
    if not is_new and not change:
        return Put("unchanged", row)
    try:
        with transaction.atomic():
            keep(row, is_new=is_new)
    except IntegrityError:
        raise _taken(row.number) from None
    note(actor, row, "documents.entered" if is_new else "documents.changed", change, [row])
    return Put("created" if is_new else "updated", row)


def _numbered(programme: Programme, number: str, seen: int | None) -> Document | None:
    if not number:
        return None
    row = Document.objects.filter(programme=programme, number__iexact=number).select_related("owner").first()
    if row is not None and seen == 0:
        raise _taken(row.number)
    if row is not None:
        row.programme = programme
    return row


def _taken(number: str) -> Refused:
    return Refused(
        _("{number} is a document already.").format(number=number),
        field="number",
        hint=_("Give it another number, or change the one that is there."),
    )


def _next_number(programme: Programme) -> str:
    taken = Document.objects.filter(programme=programme, number__startswith=SERIES).values_list("number", flat=True)
    numbers = [number.removeprefix(SERIES) for number in taken]
    latest = max((int(number) for number in numbers if number.isdecimal() and len(number) < 9), default=0)
    return f"{SERIES}{latest + 1:03d}"


def _check(row: Document, given: dict[str, Any]) -> None:
    for name, most in (("number", 60), ("title", 300), ("title_id", 300), ("external_source", 300),
                       ("catalogue_kind", 40)):  # fmt: skip
        check_text(name, getattr(row, name), most=most)
    if not row.number.isprintable():
        raise Refused(
            _("A number is of letters, digits and signs that one can see."),
            field="number",
            hint=_("Write it anew: it holds a line break or a mark that turns text round."),
        )
    if not row.title:
        raise Refused(_("A document has a title."), field="title")
    _check_choices(row)
    _check_lists(row)
    if given.get("about"):
        _check_about(row, given["about"])
    for name in ("review_months", "retention_months"):
        months = getattr(row, name)
        if months is not None and not 1 <= months <= 600:
            raise Refused(_("Months are a whole number from 1 to 600."), field=name)
    for name in ("owner", "approver"):
        if given.get(name) is not None:
            check_member(row.programme, given[name], name)
    if row.external and not row.external_source:
        raise Refused(
            _("Say where a document of external origin comes from."),
            field="external_source",
            hint=_("Publisher and edition, like “Ministry of Communication, regulation 5 of 2020”."),
        )


def _check_choices(row: Document) -> None:
    known: dict[str, set[str]] = {
        "kind": {sort.value for sort in Sort},
        "classification": set(Classification.values),
        "language": set(Language.values),
        "stands_for": {"", *(kind.value for kind in DocumentKind)},
        "practice": {"", *(practice.key for practice in practices())},
    }
    for name, values in known.items():
        if getattr(row, name) not in values:
            said = ", ".join(sorted(value for value in values if value))
            raise Refused(
                _("{value} is not known here.").format(value=getattr(row, name) or "–"),
                field=name,
                hint=_("One of: {values}.").format(values=said),
            )


def _check_about(row: Document, code: str) -> None:
    """That a document names one of the things that its kind is written once for each of."""
    known = next((kind for kind in kinds() if kind.key == row.catalogue_kind), None)
    shelf = SHELVES.get(REFERENCES.get(known.repeats, "")) if known else None
    if shelf is None:
        raise Refused(
            _("Only a document of a kind that there is once for each customer, supplier or service is about one."),
            field="about",
            hint=_("Leave it out, or say which kind of the catalogue it is, like DOC-SLA-01."),
        )
    if not shelf.model._default_manager.filter(organisation_id=row.organisation_id, code=code).exists():
        raise Refused(
            _("{code} is not known here.").format(code=code[:60]),
            field="about",
            hint=_("Enter it in the portfolio first."),
        )


def _check_lists(row: Document) -> None:
    known = {clause.number for clause in clauses()}
    if unknown := [number for number in row.clauses if number not in known]:
        raise Refused(_("The standard has no clause {number}.").format(number=unknown[0]), field="clauses")
    for name in ("clauses", "items", "shared_with"):
        listed = getattr(row, name)
        if len(listed) > 100 or any(not isinstance(one, str) or not 0 < len(one) <= 60 for one in listed):
            raise Refused(_("A list has at most 100 entries of up to 60 characters."), field=name)


@transaction.atomic
def withdraw_document(
    *, actor: Actor, document: Document, why: str, on: date | None = None, seen: int | None = None
) -> Document:
    """Withdraw a document: from that day on no version of it is in force. What is in work on it ends."""
    require_control(actor, document)
    row = lock(document)
    if seen is not None and seen != row.revision:
        raise Superseded(row)
    day = on or today_of(row)
    check_past("on", on, today_of(row))
    check_text("why", why, most=WORDS)
    if not why.strip():
        raise Refused(_("Say why it is withdrawn."), field="why")
    if row.withdrawn_on is not None:
        raise Refused(_("{number} was withdrawn already.").format(number=row.number))
    change = assign(row, {"withdrawn_on": day, "withdrawn_why": why.strip()})
    keep(row, is_new=False)
    touched = [row, *_end_versions(row, day)]
    note(actor, row, "documents.withdrawn", {**change, "on": say_day(day)}, touched)
    return row


def _end_versions(document: Document, day: date) -> list[Any]:
    """End what is in force and what is in work; answers with every row that was written."""
    touched: list[Any] = []
    versions = Version.objects.filter(document=document).select_related("reminder")
    for version in versions.filter(ended_on=None, state=VersionState.APPROVED):
        version.ended_on = max(day, version.approved_on or day)
        keep(version, is_new=False)
        touched += [version, *settle([version.reminder], document.programme, cancelled=True)]
    for version in versions.filter(state__in=AT_WORK):
        version.state = VersionState.RETURNED
        keep(version, is_new=False)
        waiting = [step.action for step in version.steps.select_related("action")]
        touched += [version, *settle(waiting, document.programme, cancelled=True)]
    for campaign in Campaign.objects.filter(version__document=document).select_related("reminder"):
        waiting = [asked.action for asked in campaign.asked.filter(read_on=None).select_related("action")]
        touched += settle([*waiting, campaign.reminder], document.programme, cancelled=True)
    return touched
