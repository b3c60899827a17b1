"""What exactly is signed: the sentence, and the content whose hash goes under it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from milepost.features.governance.models import Commitment, Covers
from milepost.features.governance.querysets import COMMITMENT
from milepost.features.programmes.models import Programme
from milepost.platform.signatures.services import Signable
from milepost.platform.ui.formats import as_day, as_number


def figures_of(programme: Programme) -> dict[str, Any]:
    """The figures that a commitment speaks of, as they stand now."""
    return {
        "programme": programme.name,
        "budget": None if programme.budget is None else format(programme.budget.normalize(), "f"),
        "currency": programme.currency,
        "starts_on": programme.starts_on.isoformat(),
        "certificate_wanted_on": programme.certificate_wanted_on.isoformat()
        if programme.certificate_wanted_on
        else None,
    }


def parts_of(covers: Sequence[str], figures: dict[str, Any]) -> list[str]:
    """What is signed for, part by part, with its figures."""
    budget, ends_on = figures["budget"], figures["certificate_wanted_on"]
    resources = _("its resources")
    if budget is not None:
        amount = f"{figures['currency']} {as_number(Decimal(budget))}"
        resources = _("its resources (a budget of {amount})").format(amount=amount)
    starts_on = _day(figures["starts_on"])
    timeline = _("its timeline (from {start})").format(start=starts_on)
    if ends_on is not None:
        timeline = _("its timeline ({start} to {end})").format(start=starts_on, end=_day(ends_on))
    said = {
        Covers.PROGRAMME.value: _("the programme “{name}”").format(name=figures["programme"]),
        Covers.RESOURCES.value: resources,
        Covers.TIMELINE.value: timeline,
    }
    return [said[part.value] for part in Covers if part.value in covers]


def _day(written: str) -> str:
    return as_day(date.fromisoformat(written))


def commitment_signable(commitment: Commitment) -> Signable:
    """A commitment with its words, what it covers and the figures it speaks of."""
    *others, last = parts_of(commitment.covers, commitment.figures)
    parts = _("{others} and {last}").format(others=", ".join(others), last=last) if others else last
    sentence = _("For top management I sign leadership commitment {code} for {parts}.").format(
        code=commitment.code, parts=parts
    )
    return Signable(
        kind=COMMITMENT,
        key=commitment.pk,
        label=commitment.code,
        programme_id=commitment.programme_id,
        sentence=sentence,
        content={"text": commitment.text, "covers": commitment.covers, "figures": commitment.figures},
    )


def proposed_text(programme: Programme) -> str:
    """Words for a commitment that an organisation may start from."""
    return "\n\n".join(
        [
            _("The top management of {organisation} commits itself to a service management system according to "
              "ISO/IEC 20000-1, and to the programme {programme} that builds it.").format(
                organisation=programme.organisation.name, programme=programme.name),
            _("It provides the people, the money and the time that the implementation plan asks for, and it frees the "
              "coordinator and the practice owners for this work."),
            _("It stands by the timeline of the programme, takes part in the steering committee and the management "
              "review, and removes the obstacles that the team cannot."),
            _("It sees to it that policy and objectives fit the direction of the organisation, that requirements of "
              "customers and the law are met, and that the system improves continually."),
        ]
    )  # fmt: skip
