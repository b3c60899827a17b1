"""What of an entry of the effort log cannot be meant: refused with the field and the way out."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from milepost.catalogue import programme as catalogue
from milepost.features.governance.services.putting import check_past, check_text
from milepost.features.plans.models import EffortEntry
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.formats import as_day, as_number

LEAST = Decimal("0.1")
MOST_OF_A_PERSON = Decimal("1.5")
"""Days that one person can work on one day, all activities together."""

MOST_OF_A_ROLE = Decimal(31)
"""Days in an entry that names no person: several people, or a month by invoice."""

NOTE = 2_000  # characters


def check_entry(row: EffortEntry) -> None:
    """Raise `Refused` for days, a day or a person that cannot be. One query where a person is named."""
    if not row.role and row.person_id is None:
        raise Refused(
            _("Nobody is said to have worked."),
            field="person",
            hint=_("Name a person, or the role that did it."),
        )
    check_past("worked_on", row.worked_on, today(row.programme.organisation.timezone))
    check_text("role", row.role, most=40)
    check_text("note", row.note, most=NOTE)
    _check_days(row)


def check_role(row: EffortEntry) -> None:
    """Raise `Refused` for a role that is neither the programme's nor that of the activity."""
    known = [role.key for role in catalogue.roles()]
    if row.role and row.role not in {*known, row.activity.role}:
        raise Refused(
            _("There is no role {role}.").format(role=row.role[:40]),
            field="role",
            hint=_("Use one of {known}, or leave it empty for the role that leads the activity.").format(
                known=", ".join(known)
            ),
        )


def check_that_day_s_roles(row: EffortEntry) -> None:
    """Raise `Refused` where somebody enters more for roles on a day than one person works. One query for a role."""
    if row.person_id:
        return
    same = EffortEntry.objects.filter(
        programme_id=row.programme_id, person=None, made_by_id=row.made_by_id, worked_on=row.worked_on
    )
    others = same.exclude(pk=row.pk).aggregate(days=Sum("days"))["days"] or Decimal(0)
    if others + row.days > MOST_OF_A_PERSON:
        raise Refused(
            _("For roles you log at most {most} days of one day; {others} are logged already.").format(
                most=as_number(MOST_OF_A_PERSON), others=as_number(others.normalize())
            ),
            field="days",
            hint=_("The coordinator logs and corrects the work of others."),
        )


def _check_days(row: EffortEntry) -> None:
    most = MOST_OF_A_PERSON if row.person_id else MOST_OF_A_ROLE
    if not LEAST <= row.days <= most or row.days * 100 % 1:
        raise Refused(
            _("An entry holds {least} to {most} days, with at most two decimals.").format(
                least=as_number(LEAST), most=as_number(most)
            ),
            field="days",
            hint=_(
                "One person works at most {person} days on one day: log each day by itself, or log up to {role} days "
                "for a role without naming a person."
            ).format(person=as_number(MOST_OF_A_PERSON), role=as_number(MOST_OF_A_ROLE)),
        )
    if row.person:
        _check_that_day(row, row.person)


def _check_that_day(row: EffortEntry, person: Person) -> None:
    same = EffortEntry.objects.filter(programme_id=row.programme_id, person=person, worked_on=row.worked_on)
    others = same.exclude(pk=row.pk).aggregate(days=Sum("days"))["days"] or Decimal(0)
    if others + row.days > MOST_OF_A_PERSON:
        raise Refused(
            _("{name} would have worked {days} days on {day}: {others} are logged already.").format(
                name=person.name,
                days=as_number((others + row.days).normalize()),
                day=as_day(row.worked_on),
                others=as_number(others.normalize()),
            ),
            field="days",
            hint=_("Log at most {left} days more, choose another day, or correct what was logged.").format(
                left=as_number(max(MOST_OF_A_PERSON - others, Decimal(0)).normalize())
            ),
        )
