"""What waits for somebody without an action: a version to review or approve, a reading, a signature of the sponsor."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from milepost.features.actions.querysets import OPEN
from milepost.features.documents.models import Acknowledgement, Part, Step, StepState, VersionState
from milepost.features.documents.querysets import steps_of
from milepost.features.documents.turns import asked_now
from milepost.features.gates.models import Attestation, Decision
from milepost.features.governance.models import Commitment
from milepost.features.inbox.owed.items import Item, Source, page
from milepost.features.inbox.people import held_by
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.roles import Role
from milepost.platform.signatures.models import SIGNED_IN, Signature

NOT_LISTED = Q(action=None) | ~Q(action__state__in=OPEN)  # what has an open action stands on the list already


def awaited_of(person: Person, programmes: Collection[Programme]) -> Iterator[Item]:
    """What waits for somebody in some programmes of one organisation. A fixed number of queries, but for turns."""
    here = {programme.pk: programme for programme in programmes}
    yield from _versions(person, here)
    yield from _readings(person, here)
    sponsored = held_by(person, programmes, Role.SPONSOR)
    if sponsored:
        yield from _decisions(sponsored)
        yield from _attestations(sponsored)
        yield from _commitments(sponsored)


def _versions(person: Person, here: dict[UUID, Programme]) -> Iterator[Item]:
    waiting = Step.objects.filter(
        NOT_LISTED,
        version__document__programme__in=here,
        version__state=VersionState.IN_REVIEW,
        person=person,
        state=StepState.WAITING,
    ).select_related("version__document")
    for step in waiting.order_by("due_on", "pk"):
        document = step.version.document
        document.programme = here[document.programme_id]
        if step.pk not in {one.pk for one in asked_now(step.version, list(steps_of(step.version)))}:
            continue
        title = _("Approve {version}: {title}") if step.part == Part.APPROVE else _("Review {version}: {title}")
        yield Item(
            key=f"step-{step.pk}",
            programme=document.programme,
            source=Source.DOCUMENTS,
            title=title.format(version=step.version.identification, title=document.title),
            due_on=step.due_on,
            reference=document.number,
            address=page(document.programme, "documents:document", key=document.pk),
        )


def _readings(person: Person, here: dict[UUID, Programme]) -> Iterator[Item]:
    waiting = Acknowledgement.objects.filter(
        NOT_LISTED,
        campaign__version__document__programme__in=here,
        campaign__version__document__withdrawn_on=None,
        campaign__version__ended_on=None,
        person=person,
        read_on=None,
    ).select_related("campaign__version__document")
    for reading in waiting.order_by("campaign__due_on", "pk"):
        version = reading.campaign.version
        programme = here[version.document.programme_id]
        yield Item(
            key=f"reading-{reading.pk}",
            programme=programme,
            source=Source.DOCUMENTS,
            title=_("Read {version}: {title}").format(version=version.identification, title=version.document.title),
            due_on=reading.campaign.due_on,
            reference=version.document.number,
            address=page(programme, "documents:document", key=version.document_id),
        )


def _signed(role: Role | None = None) -> Exists:
    """That a signature stands under a row; the sponsor's that counts, or any at all."""
    under = Signature.objects.filter(subject_id=OuterRef("pk"))
    if role is not None:
        under = under.filter(Q(method__in=SIGNED_IN) | Q(checked_at__isnull=False), role=role.value)
    return Exists(under)


def _decisions(programmes: Collection[Programme]) -> Iterator[Item]:
    """The last decision at each gate, where it does not stand yet."""
    for row in _unsigned(Decision, "gate", programmes):
        title = _("Sign decision {reference} at gate {gate}").format(reference=row.reference, gate=row.gate)
        yield _to_sign("decision", row, title)


def _attestations(programmes: Collection[Programme]) -> Iterator[Item]:
    """The last attestation of each criterion, where it does not count yet."""
    for row in _unsigned(Attestation, "criterion", programmes):
        title = _("Sign attestation {reference} of {criterion}")
        yield _to_sign("attestation", row, title.format(reference=row.reference, criterion=row.criterion))


def _unsigned(model: Any, about: str, programmes: Collection[Programme]) -> Iterator[Any]:
    """The last row about each thing of a programme, where the sponsor's signature is missing. One query."""
    rows = model.objects.filter(programme__in=programmes).select_related("programme__organisation")
    last = {(row.programme_id, getattr(row, about)): row for row in rows.annotate(is_signed=_signed(Role.SPONSOR))}
    return (row for row in last.values() if not row.is_signed)


def _to_sign(kind: str, row: Any, title: str) -> Item:
    address = page(row.programme, "gates:sign", reference=row.reference)
    return Item(f"{kind}-{row.pk}", row.programme, Source.GATES, title, None, row.reference, address)


def _commitments(programmes: Collection[Programme]) -> Iterator[Item]:
    rows = Commitment.objects.filter(programme__in=programmes, withdrawn_on=None).select_related(
        "programme__organisation"
    )
    last = {row.programme_id: row for row in rows.annotate(is_signed=_signed()).order_by("written_on", "pk")}
    for row in last.values():
        if not row.is_signed:
            title = _("Sign leadership commitment {code}").format(code=row.code)
            address = page(row.programme, "governance:commitment-of", number=row.code)
            yield Item(f"commitment-{row.pk}", row.programme, Source.GOVERNANCE, title, None, row.code, address)
