"""Owning, readying and running practices. Each function is one door: policy, rules, transaction, ledger."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from milepost.catalogue.practices import practice as known_practice
from milepost.catalogue.practices import practices as known_practices
from milepost.features.practices.models import Practice, Procedure, ToolOfRecord
from milepost.features.practices.policies import APPROVE_PROCEDURES, ASSIGN_PRACTICES, OWN_PRACTICES
from milepost.features.programmes.models import Programme
from milepost.features.programmes.permits import Permit, check_permit
from milepost.platform.files.models import StoredFile
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import Permission, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

LIVE_STEP = "take-practice-live"


@transaction.atomic
def add_practices(*, actor: Actor, programme: Programme) -> list[Practice]:
    """Give a programme the practices of the catalogue that it lacks: all twenty when it is new."""
    allow(actor, ASSIGN_PRACTICES, programme)
    present = set(Practice.objects.filter(programme=programme).values_list("key", flat=True))
    made = Practice.objects.bulk_create(
        Practice(organisation=programme.organisation, programme=programme, key=known.key)
        for known in known_practices()
        if known.key not in present
    )
    if made:
        entries.append(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="practices.added",
            subject=programme,
            change={"practices": [practice.key for practice in made]},
            touched=made,
        )
    return made


@transaction.atomic
def assign_practice(
    *,
    actor: Actor,
    practice: Practice,
    owner: Person,
    deputy: Person | None,
    hours_per_week: Decimal | None,
    seen: int | None = None,
) -> Practice:
    """Name owner, deputy and weekly hours. A new owner has yet to accept."""
    programme = practice.programme
    allow(actor, ASSIGN_PRACTICES, programme)
    for person in (owner, deputy):
        if person is not None and not _is_member(programme, person):
            raise Refused(
                _("{name} is no member of this organisation.").format(name=person),
                field="owner",
                hint=_("Add them first, or choose somebody else."),
            )
    if deputy is not None and deputy.pk == owner.pk:
        raise Refused(_("Owner and deputy are two people."), field="deputy")
    if hours_per_week is not None and not 0 < hours_per_week <= 60:
        raise Refused(_("Hours a week are a number above 0, at most 60."), field="hours")
    before = {
        "owner": practice.owner and practice.owner.email,
        "deputy": practice.deputy and practice.deputy.email,
        "hours": practice.hours_per_week,
    }
    if practice.owner_id != owner.pk:
        practice.accepted_on = None
    practice.owner, practice.deputy, practice.hours_per_week = owner, deputy, hours_per_week
    save_revised(practice, seen=seen)
    after = {"owner": owner.email, "deputy": deputy and deputy.email, "hours": hours_per_week}
    note(actor, practice, "practices.assigned", entries.difference(before, after), [practice])
    return practice


@transaction.atomic
def accept_practice(*, actor: Actor, practice: Practice) -> Practice:
    """The named owner takes the practice on."""
    allow(actor, OWN_PRACTICES, practice.programme)
    if practice.owner_id is None:
        raise Refused(_("Nobody is named as the owner yet."), hint=_("Name one first: `milepost practice own`."))
    if practice.owner_id != actor.person_id:
        raise Refused(_("Only {name}, who is named as the owner, can accept.").format(name=practice.owner))
    practice.accepted_on = practice.accepted_on or today(practice.organisation.timezone)
    save_revised(practice)
    note(actor, practice, "practices.accepted", {"owner": actor.email}, [practice])
    return practice


@transaction.atomic
def approve_procedure(
    *,
    actor: Actor,
    practice: Practice,
    title: str,
    approved_on: date,
    approved_by: str,
    written_by: str = "",
    redesign: bool = False,
    file: StoredFile | None = None,
) -> Procedure:
    """Record the approval of a version of the procedure. Nobody approves what they wrote (S-16)."""
    allow(actor, APPROVE_PROCEDURES, practice.programme)
    if not title.strip() or not approved_by.strip():
        raise Refused(
            _("A procedure has a title, and somebody approved it."),
            field="title" if not title.strip() else "approved_by",
        )
    if approved_on > today(practice.organisation.timezone):
        raise Refused(_("An approval cannot be dated in the future."), field="approved_on")
    if written_by.strip() and written_by.strip().lower() == approved_by.strip().lower():
        raise Refused(
            _("Nobody approves a document they wrote (S-16)."), field="approved_by", hint=_("Name another approver.")
        )
    latest = practice.procedures.aggregate(latest=Max("version"))["latest"] or 0
    procedure = Procedure.objects.create(
        organisation=practice.organisation,
        practice=practice,
        version=latest + 1,
        title=title.strip()[:200],
        written_by=written_by.strip(),
        approved_on=approved_on,
        approved_by=approved_by.strip(),
        redesign=redesign,
        file_id=file.pk if file else None,
        file_sha256=file.sha256 if file else "",
    )
    note(
        actor,
        practice,
        "practices.procedure-approved",
        {"procedure": str(procedure), "approved_on": approved_on, "approved_by": approved_by, "redesign": redesign},
        [procedure],
    )
    return procedure


@transaction.atomic
def declare_tool(
    *, actor: Actor, practice: Practice, source: str, from_on: date, until_on: date | None = None
) -> ToolOfRecord:
    """Declare which source keeps the practice's records, from a day on."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    if until_on is not None and until_on < from_on:
        raise Refused(_("A period ends after it begins."), field="until_on")
    tool = ToolOfRecord.objects.create(
        organisation=practice.organisation, practice=practice, source=source, from_on=from_on, until_on=until_on
    )
    note(actor, practice, "practices.tool-declared", {"source": source, "from": from_on, "until": until_on}, [tool])
    return tool


@transaction.atomic
def set_live(*, actor: Actor, practice: Practice, on: date, permit: Permit) -> Practice:
    """Take a practice live. Guarded by S-02 and S-03: `gates` judges and hands the permit."""
    check_permit(permit, step=LIVE_STEP, programme_id=practice.programme_id, subject=practice.key)
    if practice.live_on is not None:
        raise Refused(_("{practice} is live since {day}.").format(practice=practice.key, day=practice.live_on))
    practice.live_on, practice.ended_on = on, None
    save_revised(practice)
    note(actor, practice, "practices.live", {"on": on, "verdict": permit.verdict}, [practice])
    return practice


@transaction.atomic
def record_live_before(*, actor: Actor, practice: Practice, on: date, reason: str) -> Practice:
    """Record a go-live from before Milepost on its true date: stated, not computed, and never refused by a rule."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    if on > today(practice.organisation.timezone):
        raise Refused(_("A go-live from before cannot be dated in the future."), field="on")
    if not reason.strip():
        raise Refused(_("Say where it is written that the practice went live then."), field="reason")
    if practice.live_on is not None:
        raise Refused(_("{practice} is live since {day}.").format(practice=practice.key, day=practice.live_on))
    practice.live_on, practice.before, practice.before_reason, practice.ended_on = on, True, reason, None
    save_revised(practice)
    note(actor, practice, "practices.live-before", {"on": on, "reason": reason}, [practice])
    return practice


@transaction.atomic
def end_practice(*, actor: Actor, practice: Practice, on: date) -> Practice:
    """Record that a practice stopped operating; its clock ends that day."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    if practice.live_on is None or on < practice.live_on:
        raise Refused(_("A practice ends after it went live."), field="on")
    practice.ended_on = on
    save_revised(practice)
    note(actor, practice, "practices.ended", {"on": on}, [practice])
    return practice


@transaction.atomic
def change_silent_days(*, actor: Actor, practice: Practice, days: int, reason: str) -> Practice:
    """Change how many working days a flow may be silent (5 to 20); the reason is kept in the ledger."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    if not 5 <= days <= 20:
        raise Refused(_("A silent gap is set from 5 to 20 working days."), field="days")
    if not reason.strip():
        raise Refused(_("A change of rhythm needs its reason."), field="reason")
    before, practice.silent_days = practice.silent_days, days
    save_revised(practice)
    note(actor, practice, "practices.rhythm-changed", {"silent_days": [before, days], "reason": reason}, [practice])
    return practice


def allow(actor: Actor, permission: Permission, programme: Programme) -> None:
    """Require the permission in the programme."""
    require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)


def note(actor: Actor, practice: Practice, kind: str, change: Mapping[str, object], touched: Iterable[Model]) -> None:
    """One ledger entry about a practice."""
    name = known_practice(practice.key).name.en
    entries.append(
        actor=actor,
        organisation_id=practice.organisation_id,
        programme_id=practice.programme_id,
        kind=kind,
        subject=entries.Subject("practices.practice", practice.pk, name),
        change=change,
        touched=touched,
    )


def _is_member(programme: Programme, person: Person) -> bool:
    return Member.objects.filter(organisation_id=programme.organisation_id, person=person, removed_at=None).exists()
