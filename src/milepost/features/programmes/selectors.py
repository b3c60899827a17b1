"""Reading programmes."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from milepost.features.programmes.answered import answers_of
from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.jobs.models import Job
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry, Stream
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden, Permission, require


def get_programme(actor: Actor, org: str, code: str, permission: Permission) -> Programme:
    """One programme by organisation and code, with the permission required in it.

    Raises `Hidden` for a stranger and where there is none, alike; `NotAllowed` for a member without the right.
    """
    programme = Programme.objects.select_related("organisation").filter(organisation__code=org, code=code).first()
    if programme is None:
        raise Hidden
    require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)
    return programme


def programme_of_job(job: Job) -> Programme:
    """The programme that a job works for, with its organisation. Raises `Hidden` where it has none."""
    known = Programme.objects.select_related("organisation")
    programme = known.filter(pk=job.programme_id).first() if job.programme_id else None
    if programme is None:
        raise Hidden
    return programme


def present_phase(programme: Programme, *, on: date) -> str:
    """The phase that a programme is in at a day: the last one opened, or the first before any is."""
    opened = [phase.key for phase in programme.phases.all() if phase.opened_on is not None and phase.opened_on <= on]
    return opened[-1] if opened else PhaseKey.FOUNDATION.value


def kept_since(programme: Programme) -> date:
    """The day of the programme's first ledger entry, in its own time zone: what came before it came before Milepost.

    An archive brings its entries along with their times, so the day is the same wherever the programme is kept.
    """
    stream = Stream.objects.get(programme_id=programme.pk)
    first = Entry.objects.filter(stream=stream).order_by("seq").values_list("at", flat=True)[0]
    return first.astimezone(ZoneInfo(programme.organisation.timezone)).date()


def programme_as_object(programme: Programme) -> dict[str, Any]:
    """A programme as the command line and the API give it. The phases are read once where they were fetched before."""
    day = today(programme.organisation.timezone)
    answered = answers_of(programme)
    return {
        "organisation": programme.organisation.code,
        "code": programme.code,
        "name": programme.name,
        "phase": present_phase(programme, on=day),
        "starts_on": programme.starts_on,
        "certificate_wanted_on": programme.certificate_wanted_on,
        "stage1_wanted_on": programme.stage1_wanted_on,
        "stage2_wanted_on": programme.stage2_wanted_on,
        "budget": programme.budget,
        "currency": programme.currency,
        "people": answered.get("people"),
        "other_certificates": answered.get("other_certificates", []),
        "numbers": programme.numbers,
        "revision": programme.revision,
        "phases": [
            {
                "phase": phase.key,
                "planned_from": phase.planned_from,
                "planned_to": phase.planned_to,
                "internal_days": phase.internal_days,
                "external_days": phase.external_days,
                "opened_on": phase.opened_on,
                "closed_on": phase.closed_on,
            }
            for phase in programme.phases.all()
        ],
    }
