"""What the programme and its charter give the documents that build the SMS: days, means, people, the committee.

All of it goes before the fact sheet of the same root (record 0031): a plan that moved makes the document that states it
drift, and the version that was endorsed keeps what it says. The sheet adds what nobody else knows: the money of a
phase, what it leaves behind, what a member of the team brings.

Of the twelve answers that start a programme four give documents nothing: its name, how many services and sites are to
be in scope, and how much works today. Documents name the things, as portfolio, scope and practices hold them.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from milepost.catalogue import programme as catalogue
from milepost.engines.templating.facts import GivenText
from milepost.features.drafting.reading.given import Facts, Given, Origin
from milepost.features.governance.models import BoardDecision, Covers, HeldRole, Rhythm, RoleHolder, TeamArea
from milepost.features.governance.querysets import commitments_of, with_first_signature
from milepost.features.programmes.answered import answers_of
from milepost.features.programmes.models import Phase, Programme


def mandate(programme: Programme, holders: Iterable[RoleHolder], *, on: date) -> Iterator[Given]:
    """Facts of the programme and its charter; days are ISO days, money whole units of currency. Five queries."""
    phases = _phases(programme)
    serving = {holder.role: holder for holder in holders}
    known = [
        *_planned(programme, phases),
        *_charter(serving),
        *_answered(programme),
        Given("charter.team", _team(programme, holders), Origin.PEOPLE, by="person"),
        Given("programme.committed_on", _committed_on(programme), Origin.COMMITMENT),
        Given("charter.steering.since", _meets_since(programme, on), Origin.COMMITTEE),
        *_approved(programme, on),
    ]
    yield from (each for each in known if each.value not in (None, []))


def _planned(programme: Programme, phases: dict[str, Phase]) -> Iterator[Given]:
    """Where no day is wanted for the certificate, it is the last day that is planned."""
    rows = list(phases.values())
    ends = programme.certificate_wanted_on or max((row.planned_to for row in rows), default=None)
    settings: Facts = {
        "programme.from": programme.starts_on.isoformat(),
        "programme.certificate_by": ends.isoformat() if ends else None,
        "programme.internal_days": sum(row.internal_days for row in rows) if rows else None,
        "programme.external_days": sum(row.external_days for row in rows) if rows else None,
        "programme_budget.total": _whole(programme.budget),
        "readiness.stage_one": _day(programme.stage1_wanted_on),
    }
    if ends:
        settings |= {"sms.period.from": programme.starts_on.isoformat(), "sms.period.to": ends.isoformat()}
    yield from (Given(path, value, Origin.SETTINGS) for path, value in settings.items())
    shown = [_phase(phase, phases[phase.key]) for phase in catalogue.phases() if phase.key in phases]
    yield Given("programme.phases", shown, Origin.SETTINGS, by="key")


def _phases(programme: Programme) -> dict[str, Phase]:
    return {row.key: row for row in Phase.objects.filter(programme=programme)}


def _phase(phase: catalogue.Phase, row: Phase) -> Facts:
    return {
        "key": phase.id,
        "name": GivenText(en=phase.name.en, id=phase.name.id),
        "from": row.planned_from.isoformat(),
        "to": row.planned_to.isoformat(),
        "internal": row.internal_days,
        "external": row.external_days,
    }


def _charter(serving: dict[str, RoleHolder]) -> Iterator[Given]:
    sponsor, coordinator = serving.get(HeldRole.SPONSOR), serving.get(HeldRole.COORDINATOR)
    if sponsor:
        yield Given("programme.authority", _whole(sponsor.authority), Origin.PEOPLE)
    if coordinator:
        yield Given("programme.coordinator_share", coordinator.share_percent, Origin.PEOPLE)
        yield Given("governance.coordinator_direct", coordinator.direct_access, Origin.PEOPLE)


def _answered(programme: Programme) -> Iterator[Given]:
    """Whom the request for quotation is about, and the certificates that it names."""
    said = answers_of(programme)
    yield Given("quotation.people", said.get("people"), Origin.ANSWERS)
    held = [{"name": name} for name in said.get("other_certificates", ())]
    yield Given("quotation.held", held, Origin.ANSWERS, by="name", is_open=True)


def _team(programme: Programme, holders: Iterable[RoleHolder]) -> list[Facts]:
    """Who is in the team today, for the first of the areas that they represent, since when."""
    units: dict[Any, str] = {}
    areas = TeamArea.objects.filter(holder__programme=programme).order_by("unit__code")
    for holder, unit in areas.values_list("holder_id", "unit__code"):
        units.setdefault(holder, unit)
    team = [holder for holder in holders if holder.role == HeldRole.TEAM]
    rows = sorted(team, key=lambda row: (units.get(row.pk, ""), row.called))
    return [_known({"person": row.called, "unit": units.get(row.pk), "from": _day(row.since)}) for row in rows]


def _committed_on(programme: Programme) -> str | None:
    """The day on which the newest commitment for the programme was signed, of those that stand."""
    rows = with_first_signature(commitments_of(programme)).filter(withdrawn_on=None)
    signed = [row.signed_on for row in rows if row.signed_on and Covers.PROGRAMME in row.covers]
    return _day(max(signed, default=None))


def _meets_since(programme: Programme, on: date) -> str | None:
    begun = Rhythm.objects.filter(programme=programme, starts_on__lte=on).order_by("starts_on")
    return _day(begun.values_list("starts_on", flat=True).first())


def _approved(programme: Programme, on: date) -> Iterator[Given]:
    """By whom and when the budget was approved, where the board did so: the first decision that covers all of it."""
    if programme.budget is None:
        return
    decided = BoardDecision.objects.filter(programme=programme, amount__gte=programme.budget, decided_on__lte=on)
    day = decided.order_by("decided_on").values_list("decided_on", flat=True).first()
    if day is not None:
        yield Given("programme_budget.approved_by", "board", Origin.BOARD)
        yield Given("programme_budget.approved_on", _day(day), Origin.BOARD)


def _whole(amount: Decimal | None) -> int | None:
    return int(amount) if amount is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _known(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value is not None}
