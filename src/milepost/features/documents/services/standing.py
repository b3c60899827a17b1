"""While a version is in force: confirming a review that changes nothing, and reminding of the ones that come."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.months import add_months
from milepost.features.actions.services import settle
from milepost.features.documents.models import Document, ReviewConfirmation, Version, VersionState
from milepost.features.documents.policies import require_control
from milepost.features.documents.querysets import in_force_of
from milepost.features.documents.services.keeping import (
    WORDS,
    answering_for,
    ask_people,
    check_text,
    in_language_of,
    keep,
    lock,
    note,
    say_day,
    today_of,
)
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.refusals import Refused

AHEAD = timedelta(days=30)  # how long before its review its owner is reminded


@transaction.atomic
def confirm_review(
    *, actor: Actor, document: Document, remark: str = "", next_due_on: date | None = None
) -> ReviewConfirmation:
    """Say that the version in force was reviewed and stays as it is; the next review is due after the cycle."""
    require_control(actor, document)
    check_text("remark", remark, most=WORDS)
    row = lock(document)
    day = today_of(row)
    version = in_force_of(row, day)
    if version is None:
        raise Refused(
            _("No version of {number} is in force.").format(number=row.number), hint=_("Have one approved first.")
        )
    due_on = next_due_on or (add_months(day, row.review_months) if row.review_months else None)
    if due_on is None:
        raise Refused(
            _("It has no review cycle."),
            field="next_due_on",
            hint=_("Say when the next review is due, or set the cycle."),
        )
    if due_on <= day:
        raise Refused(_("The next review lies in the future."), field="next_due_on")
    confirmation = ReviewConfirmation.objects.create(
        organisation_id=row.organisation_id,
        version=version,
        person_id=actor.person_id,
        confirmed_on=day,
        was_due_on=version.review_due_on,
        next_due_on=due_on,
        note=remark.strip(),
    )
    change = {
        "version": version.identification,
        "review_due_on": [say_day(version.review_due_on), say_day(due_on)],
        "note": confirmation.note,
    }
    reminded = settle([version.reminder], row.programme)
    version.review_due_on, version.reminder = due_on, None
    keep(version, is_new=False)
    note(actor, row, "documents.review-confirmed", change, [confirmation, version, *reminded])
    return confirmation


def remind_of_reviews(organisation: Organisation) -> int:
    """Put each review that is due soon on its owner's list, once; answers with how many. A daily duty.

    Where the owner left, or there is none, it is the coordinator's.
    """
    day = today(organisation.timezone)
    due = (
        Version.objects.filter(
            organisation=organisation,
            state=VersionState.APPROVED,
            ended_on=None,
            reminder=None,
            review_due_on__lte=day + AHEAD,
            document__withdrawn_on=None,
        )
        .select_related("document__programme__organisation", "document__owner")
        .order_by("pk")
    )
    return sum(_remind(version) for version in due)


@transaction.atomic
def _remind(version: Version) -> int:
    document = lock(version.document)
    fresh = Version.objects.select_related("document__programme__organisation").get(pk=version.pk)
    owner = answering_for(document)
    if (
        owner is None
        or fresh.reminder_id is not None
        or fresh.ended_on is not None
        or document.withdrawn_on is not None
    ):
        return 0
    with in_language_of(fresh.document):
        title = _("Review {version}: confirm it or write a new version").format(version=fresh.identification)
    [action] = ask_people(fresh.document, [(title, owner, fresh.review_due_on)])
    fresh.reminder = action
    keep(fresh, is_new=False)
    change = {"version": fresh.identification, "review_due_on": say_day(fresh.review_due_on)}
    note(system(Channel.JOB), fresh.document, "documents.review-reminded", change, [action, fresh])
    return 1
