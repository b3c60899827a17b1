"""When a practice operates: its go-live, its end, and how long a flow may be silent."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.catalogue.practices import practice as known_practice
from milepost.features.practices.models import Practice
from milepost.features.practices.policies import ASSIGN_PRACTICES
from milepost.features.practices.services.noting import allow, note
from milepost.features.programmes.permits import Permit, check_permit
from milepost.features.programmes.selectors import kept_since
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised
from milepost.platform.ui.texts import speak

LIVE_STEP = "take-practice-live"


@transaction.atomic
def set_live(*, actor: Actor, practice: Practice, on: date, permit: Permit) -> Practice:
    """Take a practice live. Guarded by S-02 and S-03: `gates` judges and hands the permit."""
    check_permit(permit, step=LIVE_STEP, programme_id=practice.programme_id, subject=practice.key)
    _check_not_live(practice, on)
    practice.live_on, practice.ended_on, practice.before, practice.before_reason = on, None, False, ""
    save_revised(practice)
    note(actor, practice, "practices.live", {"on": on, "verdict": permit.verdict}, [practice])
    return practice


@transaction.atomic
def record_live_before(*, actor: Actor, practice: Practice, on: date, reason: str) -> Practice:
    """Record a go-live from before Milepost on its true date: stated, not computed, and never refused by a rule.

    Refused from the day on since which the programme is kept here.
    """
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    if on > today(practice.organisation.timezone):
        raise Refused(_("A go-live from before cannot be dated in the future."), field="on")
    since = kept_since(practice.programme)
    if on >= since:
        raise Refused(
            _("The programme is kept in Milepost since {day}, so a go-live on {on} is not from before.").format(
                day=since, on=on
            ),
            field="on",
            hint=_("Use `milepost practice live` or the page Go live: S-02 and S-03 speak there."),
        )
    if not reason.strip():
        raise Refused(_("Say where it is written that the practice went live then."), field="reason")
    _check_not_live(practice, on)
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
    if practice.ended_on is not None:
        raise Refused(_("The practice ended on {day} already.").format(day=practice.ended_on), field="on")
    practice.ended_on = on
    save_revised(practice)
    note(actor, practice, "practices.ended", {"on": on}, [practice])
    return practice


@transaction.atomic
def change_silent_days(*, actor: Actor, practice: Practice, days: int | None, reason: str) -> Practice:
    """Change how many working days a flow may be silent: 5 to 20, None as in the programme; the ledger keeps why."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    if days is not None and not 5 <= days <= 20:
        raise Refused(_("A silent gap is set from 5 to 20 working days."), field="days")
    if not reason.strip():
        raise Refused(_("A change of rhythm needs its reason."), field="reason")
    before, practice.silent_days = practice.silent_days, days
    save_revised(practice)
    note(actor, practice, "practices.rhythm-changed", {"silent_days": [before, days], "reason": reason}, [practice])
    return practice


@transaction.atomic
def plan_go_live(*, actor: Actor, practice: Practice, on: date | None, seen: int | None = None) -> Practice:
    """Say when the practice is to go live. A plan binds nobody: the rules speak at the go-live itself."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    before, practice.planned_live_on = practice.planned_live_on, on
    save_revised(practice, seen=seen)
    note(actor, practice, "practices.go-live-planned", {"planned_live_on": [before, on]}, [practice])
    return practice


def _check_not_live(practice: Practice, on: date) -> None:
    """A practice that ended may go live again, from its end on: a new run starts then."""
    if practice.live_on is None:
        return
    if practice.ended_on is None:
        raise Refused(
            _("{practice} is live since {day}.").format(
                practice=speak(known_practice(practice.key).name), day=practice.live_on
            ),
            field="on",
        )
    if on < practice.ended_on:
        raise Refused(
            _("{practice} was live until {day}; it goes live again after that.").format(
                practice=speak(known_practice(practice.key).name), day=practice.ended_on
            ),
            field="on",
        )
