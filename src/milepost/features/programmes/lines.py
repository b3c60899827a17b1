"""Programmes as the lists of the organisations show them (setting `PROGRAMME_LINES`)."""

from milepost.features.programmes.models import Programme
from milepost.features.programmes.querysets import programmes_visible_to
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.programmes import ProgrammeLine


def programme_lines(actor: Actor) -> list[ProgrammeLine]:
    """The programmes the actor may see, by organisation and code. Two queries."""
    return [_line(programme) for programme in programmes_visible_to(actor).prefetch_related("phases")]


def _line(programme: Programme) -> ProgrammeLine:
    present = [phase for phase in programme.phases.all() if phase.opened_on]
    return ProgrammeLine(
        id=programme.pk,
        organisation=programme.organisation,
        code=programme.code,
        name=programme.name,
        phase=present[-1].key if present else "",
        starts_on=programme.starts_on,
        certificate_wanted_on=programme.certificate_wanted_on,
    )
