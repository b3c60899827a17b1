"""Reading practices."""

from datetime import date

from milepost.catalogue.practices import practices as known_practices
from milepost.features.practices.models import Practice, PracticeState
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden

ORDER = {known.key: position for position, known in enumerate(known_practices())}


def practices_of(programme: Programme) -> list[Practice]:
    """A programme's practices in the order of the catalogue, with people and procedures. Two queries."""
    rows = Practice.objects.filter(programme=programme).select_related("owner", "deputy").prefetch_related("procedures")
    return sorted(rows, key=lambda practice: ORDER[practice.key])


def get_practice(programme: Programme, key: str) -> Practice:
    """One practice by its key. Raises `Hidden`."""
    practice = (
        Practice.objects.filter(programme=programme, key=key)
        .select_related("owner", "deputy", "programme__organisation", "organisation")
        .first()
    )
    if practice is None:
        raise Hidden
    return practice


def state_of(practice: Practice, on: date) -> PracticeState:
    """How far a practice is at a day."""
    if practice.ended_on and practice.ended_on <= on:
        return PracticeState.ENDED
    if practice.live_on and practice.live_on <= on:
        return PracticeState.LIVE
    approved = any(
        p.approved_on <= on and not (p.withdrawn_on and p.withdrawn_on <= on) for p in practice.procedures.all()
    )
    return PracticeState.READY if approved and practice.accepted_on else PracticeState.DESIGNING
