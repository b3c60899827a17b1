"""Making and changing programmes."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.programmes.models import Phase, Programme
from milepost.features.programmes.phasing import PlannedPhase, roadmap_phases
from milepost.features.programmes.policies import MAKE_PROGRAMME
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused


@transaction.atomic
def make_programme(
    *,
    actor: Actor,
    organisation: Organisation,
    code: str,
    name: str,
    starts_on: date,
    certificate_wanted_on: date | None = None,
    budget: Decimal | None = None,
    currency: str = "IDR",
    answers: Mapping[str, Any] | None = None,
    phases: Sequence[PlannedPhase] | None = None,
) -> Programme:
    """A programme with its four phases; the Foundation phase is open from the start."""
    require(actor, MAKE_PROGRAMME, organisation_id=organisation.pk)
    _check_code(organisation, code)
    if not name.strip():
        raise Refused(_("A programme has a name."), field="name")
    if certificate_wanted_on is not None and certificate_wanted_on <= starts_on:
        raise Refused(_("The certificate is wanted after the start."), field="certificate_wanted_on")
    programme = Programme.objects.create(
        organisation=organisation,
        code=code,
        name=name.strip(),
        starts_on=starts_on,
        certificate_wanted_on=certificate_wanted_on,
        budget=budget,
        currency=currency,
        answers=dict(answers or {}),
    )
    rows = _make_phases(programme, phases or roadmap_phases(starts_on, certificate_wanted_on))
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        programme_id=programme.pk,
        kind="programme.made",
        subject=programme,
        change={"code": code, "name": programme.name, "starts_on": starts_on, "wanted_on": certificate_wanted_on},
        touched=[programme, *rows],
    )
    return programme


def _check_code(organisation: Organisation, code: str) -> None:
    try:
        validate_slug(code)
    except ValidationError:
        raise Refused(
            _("A programme's code is of letters, digits and hyphens."), field="code", hint=_("Write it like sms-1.")
        ) from None
    if len(code) > 40:
        raise Refused(_("A programme's code has at most 40 characters."), field="code")
    if Programme.objects.filter(organisation=organisation, code=code).exists():
        raise Refused(_("A programme with the code {code} exists.").format(code=code), field="code")


def _make_phases(programme: Programme, planned: Sequence[PlannedPhase]) -> list[Phase]:
    return [
        Phase.objects.create(
            organisation_id=programme.organisation_id,
            programme=programme,
            key=phase.key,
            position=position,
            opened_on=programme.starts_on if position == 1 else None,
            **phase.as_columns(),
        )
        for position, phase in enumerate(planned, start=1)
    ]
