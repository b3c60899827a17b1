"""Saying what the values of a source mean, and counting anew."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from milepost.features.evidence.imports.reading import TARGETS
from milepost.features.evidence.imports.terms import refresh_organisation
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Source
from milepost.platform.batches.services import map_value
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


def map_values(
    *, actor: Actor, programme: Programme, source: Source, values: Mapping[str, str], column: str = "service"
) -> dict[str, int]:
    """Map values to codes of the portfolio (an empty code takes one back) and count the clocks anew."""
    check_codes(programme, column, values.values())
    did = map_value(actor=actor, source=source, values=values, column=column, programme_id=programme.pk)
    if column == "service" and (did["created"] or did["updated"]):
        refresh_organisation(programme.organisation)
    return {str(name): count for name, count in did.items()}


def check_codes(programme: Programme, column: str, codes: Iterable[str]) -> None:
    """Raise `Refused` for a code that the portfolio does not have; an empty one is none."""
    if column not in TARGETS:
        raise Refused(_("Values are mapped of service, group and site."), field="column")
    wanted = {code for code in codes if code}
    known = TARGETS[column]._default_manager.filter(organisation_id=programme.organisation_id, code__in=wanted)
    for code in sorted(wanted - set(known.values_list("code", flat=True))):
        raise Refused(
            _("The portfolio has no {column} {code}.").format(column=column, code=code),
            field="code",
            hint=_("Add it to the portfolio first."),
        )
