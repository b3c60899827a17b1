"""Things of three places: SMS-1 of Cakrawala, SMS-2 beside it, and Bukit Data's programme.

Each kind has a key in each place, and no key of one place names anything in another: what is taken where it does not
belong is taken by mistake, not by chance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from milepost.features.documents.models import Document
from milepost.features.documents.services import put_document
from milepost.features.gaps.services.assessments import close_assessment, open_assessment
from milepost.features.governance.services import put_holder, put_meeting, set_rhythm
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.services import put_activity
from milepost.features.portfolio.services import put_entry
from milepost.features.portfolio.shelves import SHELVES
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Batch, Source
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.evidence.places import PLACES as EVIDENCE
from tests.management.places import enter
from tests.matrix.world import World

# Kinds that belong to the organisation, whichever programme asks.
SHARED = frozenset({"batch", "customer", "mapping", "person", "person-key", "programme", "programme-key", "service",
                    "source", "unit", "unit-part", "area"})  # fmt: skip


@dataclass
class Place:
    """One programme with somebody who holds every role in it; `turn` keeps its keys apart from the other places'."""

    world: World
    person: Person
    turn: int
    made: dict[str, str] = field(default_factory=dict)

    def key(self, kind: str) -> str:
        """The key of this place's thing of a kind, made when first asked for."""
        if kind not in self.made:
            self.made[kind] = str(MAKERS[kind](self))
        return self.made[kind]

    @property
    def programme(self) -> Programme:
        return self.world.programme

    @property
    def actor(self) -> Any:
        return self.world.actor("ada")


def _entry(shelf: str) -> Callable[[Place], str]:
    def make(place: Place) -> str:
        code = f"{shelf}-{place.turn}"
        put_entry(
            actor=place.actor,
            organisation=place.programme.organisation,
            shelf=SHELVES[shelf],
            fields={"code": code, "name": code},
        )
        return code

    return make


def _meeting(place: Place) -> str:
    day = today("Asia/Jakarta") - timedelta(days=1)
    return put_meeting(
        actor=place.actor,
        programme=place.programme,
        fields={"code": f"SC-2026-{70 + place.turn}", "due_on": day, "held_on": day},
    ).row.code


def _assessment(place: Place) -> str:
    """The first, second or third of its programme: the latest stays open."""
    for _earlier in range(place.turn):
        close_assessment(actor=place.actor, assessment=open_assessment(actor=place.actor, programme=place.programme))
    return open_assessment(actor=place.actor, programme=place.programme).reference


def _document(place: Place) -> Document:
    fields = {"number": f"OURS-9{place.turn}", "title": "Ours", "kind": "policy"}
    known = Document.objects.filter(programme=place.programme, number=fields["number"]).first()
    return known or put_document(actor=place.actor, programme=place.programme, fields=fields).row


def _activity(place: Place) -> str:
    code, day = f"ours-{place.turn}", today("Asia/Jakarta")
    fields = {"code": code, "name": code, "phase": "foundation", "planned_from": day, "planned_to": day}
    put_activity(actor=place.actor, programme=place.programme, fields=fields)
    return code


def _baseline(place: Place) -> str:
    """The first, second or third of its programme."""
    _activity(place)
    drawn = [
        draw_baseline(actor=place.actor, programme=place.programme, name="Ours", reason="Again.")
        for _number in range(place.turn + 1)
    ]
    return drawn[-1].reference


def _batch(place: Place) -> str:
    return str(EVIDENCE["evidence:import-batch key"](place.world))


def _source(place: Place) -> str:
    """A source whose way of being read is kept with it."""
    batch = Batch.objects.get(pk=place.key("batch"))
    if place.turn:
        Source.objects.filter(pk=batch.source_id).update(code=f"desk-{place.turn}")
    return Source.objects.get(pk=batch.source_id).code


MAKERS: Mapping[str, Callable[[Place], object]] = {
    "activity": _activity,
    "area": lambda place: place.key("unit"),
    "assessment": _assessment,
    "baseline": _baseline,
    "batch": _batch,
    "customer": _entry("customers"),
    "document": lambda place: _document(place).number,
    "document-key": lambda place: _document(place).pk,
    "holder": lambda place: (
        put_holder(
            actor=place.actor, programme=place.programme, fields={"role": "sponsor", "name": f"Nobody {place.turn}"}
        ).row.code
    ),
    "mapping": _source,
    "meeting": _meeting,
    "party": lambda place: enter(place.actor, place.programme, "parties", code=f"IP-9{place.turn}").code,
    "person": lambda place: place.person.email,
    "person-key": lambda place: place.person.pk,
    "programme": lambda place: place.programme.code,
    "programme-key": lambda place: place.programme.pk,
    "rhythm": lambda place: (
        set_rhythm(actor=place.actor, programme=place.programme, starts_on=today("Asia/Jakarta"), every_days=30).row.pk
    ),
    "risk": lambda place: enter(place.actor, place.programme, "risks", code=f"R-9{place.turn}").code,
    "service": _entry("services"),
    "source": _source,
    "unit": _entry("units"),
    "unit-part": lambda place: f"{place.key('unit')}",
}
