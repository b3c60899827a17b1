"""What this package shows of programmes, which live above it: the settings name who answers.

`PROGRAMME_LINES` is the dotted name of a function `(actor) -> sequence of ProgrammeLine`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.refusals import Refused


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme in a list: where it is, and when its certificate is wanted."""

    id: UUID
    organisation: Organisation
    code: str
    name: str
    phase: str
    starts_on: date
    certificate_wanted_on: date | None


def programmes_seen_by(actor: Actor, organisation: Organisation | None = None) -> Sequence[ProgrammeLine]:
    """The programmes in which the actor holds a role, in one organisation or in all."""
    lines: Callable[[Actor], Sequence[ProgrammeLine]] = import_string(settings.PROGRAMME_LINES)
    return [line for line in lines(actor) if organisation is None or line.organisation == organisation]


def find_programme_id(actor: Actor, organisation: Organisation, code: str) -> UUID:
    """The key of a programme by its code. Raises `Refused` where there is none that the actor may see."""
    for line in programmes_seen_by(actor, organisation):
        if line.code == code:
            return line.id
    raise Refused(_("There is no programme {code}.").format(code=code), field="programme")
