"""Which documents and versions there are, and what is read with them."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from milepost.features.documents.models import (
    Acknowledgement,
    Document,
    Step,
    StepState,
    Version,
    VersionState,
)
from milepost.features.documents.policies import TAKE_PART
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Grant, Person
from milepost.platform.organisations.roles import Role

AT_WORK = (VersionState.DRAFT, VersionState.IN_REVIEW)


def documents_of(programme: Programme) -> QuerySet[Document]:
    """The documents of a programme with owner and approver, by number."""
    return Document.objects.filter(programme=programme).select_related("owner", "approver").order_by("number", "pk")


def named_documents(programme: Programme, words: str) -> QuerySet[Document]:
    """Those whose number or title holds these words."""
    return documents_of(programme).filter(
        Q(number__icontains=words) | Q(title__icontains=words) | Q(title_id__icontains=words)
    )


def versions_of(document: Document) -> QuerySet[Version]:
    """The versions of a document with authors, the newest first."""
    return (
        Version.objects.filter(document=document)
        .select_related("document__programme__organisation", "document__owner", "approver", "reminder")
        .prefetch_related("authors")
        .order_by("-number")
    )


def versions_in_force(on: date) -> QuerySet[Version]:
    """The versions that hold at a day."""
    approved = Version.objects.filter(state=VersionState.APPROVED, effective_on__lte=on)
    return approved.filter(Q(ended_on=None) | Q(ended_on__gt=on))


def in_force_of(document: Document, on: date) -> Version | None:
    """The version that holds at a day, the newest where two do."""
    approved = Version.objects.filter(document=document, state=VersionState.APPROVED).select_related("reminder")
    for version in approved.order_by("-number"):
        version.document = document
        if version.is_in_force(on):
            return version
    return None


def taking_part(programme: Programme) -> QuerySet[Grant]:
    """The roles by which people may review, approve and acknowledge in a programme today."""
    on = today(programme.organisation.timezone)
    return Grant.objects.filter(
        Q(programme_id=None) | Q(programme_id=programme.pk),
        Q(until=None) | Q(until__gte=on),
        organisation_id=programme.organisation_id,
        role__in=[role.value for role in TAKE_PART.roles],
        member__removed_at=None,
    )


def coordinator_of(programme: Programme) -> Person | None:
    """The coordinator who has been that for longest, one of this programme before one of the whole organisation."""
    return first_with(programme, Role.COORDINATOR)


def first_with(programme: Programme, role: Role) -> Person | None:
    """Who has had a role for longest, in this programme before in the whole organisation."""
    grants = taking_part(programme).filter(role=role, member__person__is_active=True).select_related("member__person")
    grant = grants.order_by(F("programme_id").asc(nulls_last=True), "pk").first()
    return grant.member.person if grant else None


def steps_of(version: Version) -> QuerySet[Step]:
    """Its reviewers and approvers, reviewers first, each in their place; `may_act` says who still can do their part."""
    programme = version.document.programme
    here = taking_part(programme).filter(member__person_id=OuterRef("person_id"))
    return (
        Step.objects.filter(version=version)
        .select_related("person", "signature", "action")
        .annotate(may_act=Exists(here))
        .order_by("-part", "place", "pk")
    )


def steps_waiting_for(programme: Programme, person: Person) -> QuerySet[Step]:
    """What somebody is asked to review or approve, the soonest due first."""
    return (
        Step.objects.filter(
            version__document__programme=programme,
            version__state=VersionState.IN_REVIEW,
            person=person,
            state=StepState.WAITING,
        )
        .select_related("version__document__programme__organisation")
        .order_by("due_on", "pk")
    )


def readings_waiting_for(programme: Programme, person: Person) -> QuerySet[Acknowledgement]:
    """What somebody is asked to read, the soonest due first."""
    return (
        Acknowledgement.objects.filter(
            campaign__version__document__programme=programme,
            campaign__version__document__withdrawn_on=None,
            person=person,
            read_on=None,
        )
        .select_related("campaign__version__document")
        .order_by("campaign__due_on", "pk")
    )
