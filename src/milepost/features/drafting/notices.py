"""What a controlled document's page says of where its text comes from."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from milepost.engines.rules.facts.documents import DocumentKind
from milepost.features.documents.completeness import Completeness, counts
from milepost.features.documents.models import Document, Version
from milepost.features.documents.notices import Notice, notice
from milepost.features.documents.querysets import in_force_of
from milepost.features.drafting.models import Origin
from milepost.features.drafting.reading.origins import address_of
from milepost.features.drafting.writing.completeness import completeness_in
from milepost.features.drafting.writing.drafts import write
from milepost.platform.ledger.clock import today


@notice
def written_from_registers(document: Document) -> Notice | None:
    """That it was written from the registers, and where to see which facts changed since. Two queries."""
    rows = Origin.objects.filter(version__document=document).select_related("version__document")
    origin = rows.order_by("-version__number").first()
    if origin is None:
        return None
    here = {"org": document.programme.organisation.code, "code": document.programme.code}
    text = _("It is written from the registers: see which facts changed since, and how its translation stands.")
    if in_force_of(document, today(document.programme.organisation.timezone)):
        return Notice(text, reverse("drafting:drift", kwargs={**here, "key": document.pk}))
    draft = reverse("drafting:draft", kwargs={**here, "key": address_of(origin)})
    return Notice(text, f"{draft}?language={origin.language}")


@notice
def held_against_others(document: Document) -> Notice | None:
    """Where its version in force, if it has one, is held against other documents and the registers. One query."""
    if not in_force_of(document, today(document.programme.organisation.timezone)):
        return None
    here = {"org": document.programme.organisation.code, "code": document.programme.code}
    address = reverse("drafting:contradictions", kwargs=here)
    return Notice(_("See what contradicts it."), f"{address}?document={document.pk}")


@notice
def stands_for_the_plan(document: Document) -> Notice | None:
    """Where to see, and to state, where the service management plan holds its contents."""
    if document.stands_for != DocumentKind.SMP:
        return None
    here = {"org": document.programme.organisation.code, "code": document.programme.code}
    return Notice(
        _("It is the service management plan: see where it holds its contents."), reverse("drafting:plan", kwargs=here)
    )


@counts
def complete_as_written_today(version: Version) -> Completeness | None:
    """How much of a draft the registers fill today, where its template is one of this Milepost."""
    origin = Origin.objects.filter(version=version).select_related("version__document").defer("body", "read").first()
    if origin is None:
        return None
    programme = version.document.programme
    try:
        written = write(programme, address_of(origin), origin.language, on=today(programme.organisation.timezone))
    except LookupError:  # its template, or the thing it is about, is gone
        return None
    return completeness_in(programme, written)
