"""Reading practices."""

from datetime import date
from uuid import UUID

from django.db.models import Sum

from milepost.features.practices.models import (
    DueDates,
    NilStatement,
    Occurrence,
    Practice,
    PracticeState,
    Procedure,
    TriggerCase,
)
from milepost.features.practices.querysets import practices_of, practices_with_registers
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import RollupDay
from milepost.platform.files.models import StoredFile
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import Hidden

__all__ = [
    "counted_by_day",
    "due_plan_of",
    "get_file",
    "get_nil_statement",
    "get_occurrence",
    "get_person",
    "get_practice",
    "get_practice_with_registers",
    "people_of",
    "practices_of",
    "practices_with_registers",
    "state_of",
]


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


def get_occurrence(practice: Practice, rhythm: str, due_on: date) -> Occurrence:
    """The occurrence due on a day. Raises `Hidden`."""
    found = Occurrence.objects.filter(practice=practice, rhythm=rhythm, due_on=due_on).first()
    if found is None:
        raise Hidden
    found.practice = practice
    return found


def get_nil_statement(practice: Practice, month: date) -> NilStatement | None:
    """The nil statement of a month, by the month's first day."""
    found = NilStatement.objects.select_related("signature").filter(practice=practice, month=month).first()
    if found is not None:
        found.practice = practice
    return found


def due_plan_of(practice: Practice, rhythm: str) -> DueDates | None:
    """When the due dates of a planned rhythm were approved."""
    return DueDates.objects.filter(practice=practice, rhythm=rhythm).first()


def state_of(practice: Practice, on: date) -> PracticeState:
    """How far a practice is at a day."""
    if practice.ended_on and practice.ended_on <= on:
        return PracticeState.ENDED
    if practice.live_on and practice.live_on <= on:
        return PracticeState.LIVE
    approved = practice.procedures_in_force(on)
    return PracticeState.READY if approved and practice.accepted_on else PracticeState.DESIGNING


def get_practice_with_registers(programme: Programme, key: str) -> Practice:
    """One practice with tools, procedures and registers. Raises `Hidden`."""
    for practice in practices_with_registers(programme):
        if practice.key == key:
            practice.programme = programme
            practice.organisation = programme.organisation
            return practice
    raise Hidden


def counted_by_day(practice: Practice, since: date) -> dict[date, int]:
    """How many records count on each day, from a day on; the roll-up says so. One query."""
    rows = (
        RollupDay.objects.filter(
            programme_id=practice.programme_id, practice=practice.key, reason="counted", day__gte=since
        )
        .values_list("day")
        .annotate(records=Sum("n"))
        .order_by("day")
    )
    return dict(rows)


def people_of(programme: Programme) -> list[tuple[str, str]]:
    """The members who may own a practice, as choices: address and name. One query."""
    members = Member.objects.filter(organisation_id=programme.organisation_id, removed_at=None)
    return [
        (member.person.email, f"{member.person.name}, {member.person.email}")
        for member in members.select_related("person").order_by("person__name", "pk")
    ]


def get_person(programme: Programme, email: str) -> Person:
    """A member by address. Raises `Hidden`."""
    found = Person.objects.filter(
        email=email.strip().lower(),
        memberships__organisation_id=programme.organisation_id,
        memberships__removed_at=None,
    ).first()
    if found is None:
        raise Hidden
    return found


def get_file(programme: Programme, file_id: UUID) -> StoredFile:
    """A file that a procedure, an occurrence or a case of this programme names. Raises `Hidden`."""
    found = StoredFile.objects.filter(pk=file_id, organisation_id=programme.organisation_id).first()
    here = {"practice__programme": programme, "file_id": file_id}
    named = any(table._default_manager.filter(**here).exists() for table in (Procedure, Occurrence, TriggerCase))
    if found is None or not named:
        raise Hidden
    return found
