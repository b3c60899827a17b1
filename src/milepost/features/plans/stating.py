"""What of an activity's own numbers and days cannot be meant: refused with the field and the way out."""

import re
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from milepost.features.plans.models import Activity
from milepost.features.plans.notation import CODE, BadNotation, read_after, write_after
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.formats import as_day
from milepost.platform.ui.texts import speak

WHOLE = 100  # percent
LONGEST_REASON = 1_000  # characters
LONGEST_CODE = 60
MOST_DAYS = 10_000
"""Days that an activity can take."""

TAKEN = frozenset({"forecast", "gantt", "new"})
"""The words behind `plan/` in the addresses of other pages."""


def with_progress(row: Activity, given: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are kept: what is done is 100 percent by its day alone, and nothing is kept as empty.

    Raises `Refused` where percentage and day contradict each other.
    """
    stated = given.get("percent_complete")
    if "percent_complete" not in given or stated is None:
        return given
    done_on = given.get("done_on", row.done_on)
    if stated == WHOLE and done_on is None:
        raise Refused(
            _("What is 100 percent complete has a day on which it was done."),
            field="percent_complete",
            hint=_("Say on which day it was done (done_on), or enter a percentage below 100."),
        )
    if stated < WHOLE and done_on is not None:
        raise Refused(
            _("It was done on {day}, so it is 100 percent complete.").format(day=as_day(done_on)),
            field="percent_complete",
            hint=_("Leave the percentage empty, or take back the day on which it was done."),
        )
    kept = {name: value for name, value in given.items() if name != "percent_complete"}
    return kept if stated == WHOLE else {**kept, "percent_complete": stated or None}


def with_dependencies(given: dict[str, Any]) -> dict[str, Any]:
    """The fields with dependencies in their shortest notation. Raises `Refused` for words that state none."""
    if "after" not in given:
        return given
    try:
        ties = read_after(given["after"] or "")
    except BadNotation as bad:
        raise Refused(speak(bad.reason), field="after", hint=speak(bad.fix)) from None
    return {**given, "after": write_after(ties) or None}


def with_first_estimate(row: Activity, given: dict[str, Any]) -> dict[str, Any]:
    """The fields; days that people state anew are an estimate again, not one that finished work moved.

    A shortest or a longest that they state anew beside moved days counts in the proportion of these.
    """
    first = row.days_first
    if not row.revision or first is None or given.get("days_first", first) != first:
        return given
    if given.get("days", row.days) != row.days:
        return {**given, "days_first": None, "days_low_first": None, "days_high_first": None}
    back = Fraction(first, row.days or 1)
    for name, least, most in (("days_low", 0, first), ("days_high", first, MOST_DAYS)):
        if name in given and given[name] != getattr(row, name):
            stated = given[name]
            kept = None if stated is None else min(max(int(stated * back + Fraction(1, 2)), least), most)
            given = {**given, f"{name}_first": kept}
    return given


def check_reason(reason: str) -> None:
    """Raise `Refused` where nobody says why many activities change at once."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Refused(
            _("A plan changes for a reason, in at most {most} characters.").format(most=LONGEST_REASON),
            field="reason",
            hint=_("Say in a sentence who decided this, and why."),
        )


def check_new_code(code: str) -> None:
    """Raise `Refused` for a code that no file and no address could hold."""
    if len(code) > LONGEST_CODE or not re.fullmatch(CODE, code):
        raise Refused(
            _("{code} is no code.").format(code=code[:LONGEST_CODE]),
            field="code",
            hint=_("Write at most {most} letters, digits, dots, hyphens and underscores.").format(most=LONGEST_CODE),
        )


def check_code(row: Activity) -> None:
    """Raise `Refused` for a new activity whose page would lie where another one does."""
    if row.key in TAKEN:
        raise Refused(
            _("The code {code} is the address of another page of the plan.").format(code=row.key),
            field="code",
            hint=_("Write another code, like {code}-1.").format(code=row.key),
        )


def check_activity(row: Activity) -> None:
    """Raise `Refused` for days that contradict each other."""
    if row.planned_to < row.planned_from:
        raise Refused(_("An activity ends on the day it begins or later."), field="planned_to")
    if row.done_on and row.done_on > today(row.programme.organisation.timezone):
        raise Refused(_("An activity cannot be done in the future."), field="done_on")
    if row.not_before and row.deadline and row.deadline < row.not_before:
        raise Refused(
            _("The deadline lies before {day}, the day from which it can begin.").format(day=as_day(row.not_before)),
            field="deadline",
            hint=_("Enter that day or a later one, or let it begin earlier."),
        )
    _check_estimates(row)
    _check_first(row)


def _check_first(row: Activity) -> None:
    low, likely, high = row.days_low_first, row.days_first, row.days_high_first
    if likely is None and (low is not None or high is not None):
        raise Refused(
            _("What stood around the first estimate is given without it."),
            field="days_first",
            hint=_("Enter the days as first estimated too, or leave all three empty."),
        )
    if likely is not None and not (low or 0) <= likely <= (likely if high is None else high):
        raise Refused(
            _("The days as first estimated do not lie between the shortest and the longest."),
            field="days_first",
            hint=_("Write them as they were exported, or leave all three empty."),
        )


def _check_estimates(row: Activity) -> None:
    if row.days_low is not None and row.days_low > row.days:
        raise Refused(
            _("At the shortest it takes {low} days, which is more than the likely {days}.").format(
                low=row.days_low, days=row.days
            ),
            field="days_low",
            hint=_("Enter {days} or less, or leave it empty for the usual spread.").format(days=row.days),
        )
    if row.days_high is not None and row.days_high < row.days:
        raise Refused(
            _("At the longest it takes {high} days, which is less than the likely {days}.").format(
                high=row.days_high, days=row.days
            ),
            field="days_high",
            hint=_("Enter {days} or more, or leave it empty for the usual spread.").format(days=row.days),
        )
