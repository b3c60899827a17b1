"""Controlled documents as the rules read them (`engines/rules/facts/documents.py`): six queries, however many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from milepost.catalogue.documents.kinds import Sort
from milepost.engines.rules.facts.documents import Document as DocumentFact
from milepost.engines.rules.facts.documents import DocumentKind, DocumentsFacts
from milepost.engines.rules.facts.documents import DocumentVersion as VersionFact
from milepost.engines.rules.facts.refs import Ref
from milepost.features.documents.models import (
    Acknowledgement,
    Campaign,
    Document,
    ReviewConfirmation,
    Version,
    VersionState,
)
from milepost.features.documents.querysets import taking_part
from milepost.features.programmes.models import Programme


def document_topics(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topic `documents`; absent while none is entered, so that it can be attested."""
    rows = list(Document.objects.filter(programme=programme).select_related("owner"))
    if not rows:
        return {"documents": None}
    approved = approved_versions(programme)
    moved, handed_out = _confirmations(programme), _communicated(programme)
    by_document: dict[Any, list[Version]] = defaultdict(list)
    for version in approved:
        by_document[version.document_id].append(version)
    found = (_fact(row, by_document[row.pk], moved, handed_out, on) for row in rows)
    return {"documents": DocumentsFacts(tuple(found))}


def approved_versions(programme: Programme) -> list[Version]:
    """Every approved version of a programme with its document and authors, the oldest first. Two queries."""
    rows = Version.objects.filter(document__programme=programme, state=VersionState.APPROVED)
    return list(
        rows.select_related("document", "approver")
        .defer("body", "details")
        .prefetch_related("authors")
        .order_by("approved_on", "number")
    )


def asked_kind(document: Document) -> DocumentKind:
    """The kind by which a rule asks for it. A procedure of a practice is one without being told."""
    if document.stands_for:
        return DocumentKind(document.stands_for)
    is_procedure = document.kind == Sort.PROCEDURE and document.practice
    return DocumentKind.PROCEDURE if is_procedure else DocumentKind.OTHER


def _fact(
    row: Document,
    versions: Sequence[Version],
    moved: Mapping[Any, Sequence[ReviewConfirmation]],
    handed_out: Mapping[Any, date],
    on: date,
) -> DocumentFact:
    facts = tuple(_version(version, moved.get(version.pk, ()), on) for version in versions)
    holding = [version for version in versions if version.is_in_force(on)]
    days = [day for version in holding for day in (version.communicated_on, handed_out.get(version.pk)) if day]
    return DocumentFact(
        document=Ref(str(row.pk), f"{row.number} {row.title}"),
        kind=asked_kind(row),
        owner=Ref(str(row.owner.pk), row.owner.name) if row.owner else None,
        practice=row.practice,
        versions=facts,
        communicated_on=min(days, default=None),
        created_on=row.created_on if not any(version.before for version in versions) else None,
        withdrawn_on=row.withdrawn_on,
    )


def _version(version: Version, moved: Sequence[ReviewConfirmation], on: date) -> VersionFact:
    approver = version.approver
    if approver is not None:
        signed = Ref(str(approver.pk), approver.name)
    else:
        signed = Ref(f"name:{version.approved_by.lower()}", version.approved_by)
    return VersionFact(
        number=version.shown_number,
        approved_on=version.approved_on,
        effective_on=version.effective_on,
        approver=signed,
        by_top_management=version.by_top_management,
        authors=tuple(
            Ref(str(author.person_id) if author.person_id else f"name:{author.name.lower()}", author.name)
            for author in version.authors.all()
        ),
        review_due_on=review_due_at(version, moved, on),
        ended_on=version.ended_on,
    )


def review_due_at(version: Version, confirmations: Iterable[ReviewConfirmation], on: date) -> date | None:
    """When the next review was due as it stood on that day: what was confirmed later did not move it yet."""
    later = sorted((one for one in confirmations if one.confirmed_on > on), key=lambda one: (one.confirmed_on, one.pk))
    return later[0].was_due_on if later else version.review_due_on


def _confirmations(programme: Programme) -> Mapping[Any, list[ReviewConfirmation]]:
    found: dict[Any, list[ReviewConfirmation]] = defaultdict(list)
    for one in ReviewConfirmation.objects.filter(version__document__programme=programme):
        found[one.version_id].append(one)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """One who was asked to read: when they said that they had, and whether they are still there."""

    read_on: date | None
    may_act: bool


def communicated_on(percent: int, asked: Iterable[Reading]) -> date | None:
    """The day on which the wanted share had acknowledged; who left without a word does not count against it."""
    counting = [one for one in asked if one.may_act or one.read_on]
    wanted = -(-len(counting) * percent // 100)
    days = sorted(one.read_on for one in counting if one.read_on)
    return days[wanted - 1] if counting and wanted and len(days) >= wanted else None


def _communicated(programme: Programme) -> Mapping[Any, date]:
    """By version, the day from which it is communicated by what was handed out."""
    here = taking_part(programme)
    rows = (
        Acknowledgement.objects.filter(campaign__version__document__programme=programme)
        .annotate(may_act=Exists(here.filter(member__person_id=OuterRef("person_id"))))
        .values_list("campaign_id", "read_on", "may_act")
    )
    readings: dict[Any, list[Reading]] = defaultdict(list)
    for campaign_id, read_on, may_act in rows:
        readings[campaign_id].append(Reading(read_on, may_act))
    found: dict[Any, date] = {}
    for campaign in Campaign.objects.filter(version__document__programme=programme):
        day = communicated_on(campaign.percent, readings[campaign.pk])
        if day is not None:
            found[campaign.version_id] = min(day, found.get(campaign.version_id, day))
    return found
