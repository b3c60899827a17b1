"""Saying what the values of a source mean, and counting anew."""

from collections.abc import Mapping

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
    if column not in TARGETS:
        raise Refused(_("Values are mapped of service, group and site."), field="column")
    table = TARGETS[column]
    known = set(table._default_manager.filter(organisation_id=programme.organisation_id).values_list("code", flat=True))
    for code in values.values():
        if code and code not in known:
            raise Refused(
                _("The portfolio has no {column} {code}.").format(column=column, code=code),
                field="code",
                hint=_("Add it to the portfolio first."),
            )
    did = map_value(actor=actor, source=source, values=values, column=column, programme_id=programme.pk)
    if column == "service" and (did["created"] or did["updated"]):
        refresh_organisation(programme.organisation)
    return {str(name): count for name, count in did.items()}
