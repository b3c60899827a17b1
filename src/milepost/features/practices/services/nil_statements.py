"""Nil statements: the owner's signed word that a month had nothing to record (`programme-rules.md`, sparse rhythm).

One is prepared by whoever keeps the register, over any door, and signed by the owner with their password: tokens and
folder rights never sign. It can be signed from the month's last day on, and in time until the tenth working day after.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.business_time import nth_working_day_after
from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.engines.rules.months import Month, month_of
from milepost.features.practices.models import NilStatement, Practice
from milepost.features.practices.selectors import get_nil_statement
from milepost.features.practices.services.noting import allow_keeping, note
from milepost.features.practices.signables import nil_signable
from milepost.platform.calendars.selectors import holidays_between
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised
from milepost.platform.signatures.models import Signature
from milepost.platform.signatures.services import Signing, sign_with

LONGEST = 5_000


@transaction.atomic
def make_nil_statement(*, actor: Actor, practice: Practice, month: Month, looked_at: str) -> NilStatement:
    """Prepare a month's statement, or change one that is not signed yet."""
    allow_keeping(actor, practice)
    _check_month(practice, month)
    words = looked_at.strip()
    if not words or len(words) > LONGEST:
        raise Refused(
            _("Name where you looked, in at most {count} characters.").format(count=LONGEST), field="looked_at"
        )
    present = get_nil_statement(practice, month.first_day)
    if present is not None and present.signature_id is not None:
        if present.looked_at == words:
            return present
        raise Refused(_("The statement for {month} is signed and stays as it is.").format(month=month), field="month")
    if present is None:
        present = NilStatement.objects.create(
            organisation=practice.organisation,
            practice=practice,
            month=month.first_day,
            looked_at=words,
            made_by=actor.known_person,
        )
        change: dict[str, object] = {"month": str(month), "looked_at": words}
    elif present.looked_at == words:
        return present
    else:
        change = {"month": str(month), "looked_at": [present.looked_at, words]}
        present.looked_at, present.made_by = words, actor.known_person
        save_revised(present)
    note(actor, practice, "practices.nil-statement-made", change, [present])
    return present


def sign_nil_statement(*, actor: Actor, practice: Practice, month: Month, signing: Signing) -> NilStatement:
    """Sign a prepared statement as the owner. Too late to count is refused, with the day it was due."""
    allow_keeping(actor, practice)
    statement = get_nil_statement(practice, month.first_day)
    if statement is None:
        raise Refused(_("There is no statement for {month} to sign.").format(month=month), field="month")
    if statement.signature_id is not None:
        return statement
    if practice.owner_id is None or practice.owner_id != actor.person_id:
        raise Refused(
            _("A nil statement is signed by the owner, {name}.").format(name=practice.owner)
            if practice.owner_id
            else _("A nil statement is signed by the owner, and nobody is named as one yet."),
            field="month",
        )
    due_by = nil_due_by(practice, month)
    if today(practice.organisation.timezone) > due_by:
        raise Refused(
            _("The statement for {month} was due by {day}; signed later it does not count.").format(
                month=month, day=due_by
            ),
            field="month",
            hint=_("A new run starts with the next record of the practice."),
        )

    def keep(signature: Signature) -> NilStatement:
        statement.signature = signature
        save_revised(statement)
        note(actor, practice, "practices.nil-statement-signed", {"month": str(month)}, [statement])
        return statement

    return sign_with(
        actor=actor,
        organisation=practice.organisation,
        what=nil_signable(statement),
        role="practice-owner",
        signing=signing,
        write=keep,
    )


def nil_due_by(practice: Practice, month: Month) -> date:
    """The last day on which a month's statement is signed in time."""
    days = next(
        rhythm.within_working_days
        for rhythm in known_practice(practice.key).rhythms
        if rhythm.kind is RhythmKind.SPARSE
    )
    last = month.last_day
    holidays = holidays_between(practice.organisation, last, last + timedelta(days=60))
    return nth_working_day_after(last, days, holidays)


def _check_month(practice: Practice, month: Month) -> None:
    if not any(rhythm.kind is RhythmKind.SPARSE for rhythm in known_practice(practice.key).rhythms):
        raise Refused(
            _("The practice has no rhythm in which a month may be empty."),
            field="practice",
            hint=_("Nil statements are for practices with a sparse rhythm."),
        )
    if month.last_day > today(practice.organisation.timezone):
        raise Refused(
            _("Before its last day nobody can say that {month} was empty.").format(month=month), field="month"
        )
    if practice.live_on is None or month < month_of(practice.live_on):
        raise Refused(_("The practice was not live in {month}.").format(month=month), field="month")
