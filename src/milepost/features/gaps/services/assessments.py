"""Opening and closing assessments. Each function is one door: policy, rules, transaction, ledger."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.gaps.models import Assessment, PartRating, Rating
from milepost.features.gaps.policies import RUN_ASSESSMENTS
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised


@transaction.atomic
def open_assessment(*, actor: Actor, programme: Programme) -> Assessment:
    """Open the next assessment; it starts from the ratings of the one before. Refused while one is open."""
    require(actor, RUN_ASSESSMENTS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # numbers have no gap and no twin
    latest = Assessment.objects.filter(programme=programme).order_by("-number").first()
    if latest is not None and latest.is_open:
        raise Refused(
            _("{reference} is still open.").format(reference=latest.reference),
            hint=_("Close it first; its ratings are where the next one starts."),
        )
    return start_assessment(actor, programme, latest)


def start_assessment(actor: Actor, programme: Programme, latest: Assessment | None) -> Assessment:
    """Write a new assessment with a copy of the latest one's ratings, inside the caller's transaction."""
    assessment = Assessment.objects.create(
        organisation=programme.organisation,
        programme=programme,
        number=latest.number + 1 if latest else 1,
        opened_on=today(programme.organisation.timezone),
        opened_by=actor.known_person,
    )
    ratings, parts = _copied(assessment, latest) if latest else ([], [])
    Rating.objects.bulk_create(ratings, batch_size=200)
    PartRating.objects.bulk_create(parts, batch_size=500)
    came_from = latest.reference if latest else None
    change: dict[str, object] = {"reference": assessment.reference, "from": came_from, "ratings": len(ratings)}
    _append(actor, assessment, "gaps.opened", change, [assessment, *ratings, *parts])
    return assessment


@transaction.atomic
def close_assessment(*, actor: Actor, assessment: Assessment, seen: int | None = None) -> Assessment:
    """Close an assessment: from now on it is read only, and the next one starts from it."""
    require(actor, RUN_ASSESSMENTS, organisation_id=assessment.organisation_id, programme_id=assessment.programme_id)
    if not assessment.is_open:
        raise Refused(_("{reference} is closed already.").format(reference=assessment.reference))
    assessment.closed_on = today(assessment.programme.organisation.timezone)
    assessment.closed_by = actor.known_person
    save_revised(assessment, seen=seen)
    _append(actor, assessment, "gaps.closed", {"closed_on": assessment.closed_on}, [assessment])
    return assessment


def _copied(assessment: Assessment, latest: Assessment) -> tuple[list[Rating], list[PartRating]]:
    """The latest ratings and their parts as rows of their own."""
    own: dict[object, Rating] = {}
    for rating in Rating.objects.filter(assessment=latest):
        before, rating.pk = rating.pk, new_key()
        rating.assessment, rating.revision = assessment, 1
        rating._state.adding = True  # noqa: SLF001 - Django's own way to copy a row
        own[before] = rating
    parts = []
    for part in PartRating.objects.filter(rating__assessment=latest):
        part.pk, part.rating, part.revision = new_key(), own[part.rating_id], 1
        part._state.adding = True  # noqa: SLF001 - as above
        parts.append(part)
    return list(own.values()), parts


def _append(actor: Actor, assessment: Assessment, kind: str, change: dict[str, object], touched: list[object]) -> None:
    entries.append(
        actor=actor,
        organisation_id=assessment.organisation_id,
        programme_id=assessment.programme_id,
        kind=kind,
        subject=assessment,
        change=change,
        touched=touched,  # type: ignore[arg-type]
    )
