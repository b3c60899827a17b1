"""What became of a plan in words: what moved the forecast, what was stated otherwise, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from milepost.features.plans.baselines.moving import Cause, Step
from milepost.features.plans.baselines.snapshot import ActivityThen
from milepost.features.plans.selectors import standard_name
from milepost.platform.ui.formats import as_number

CAUSES: Mapping[Cause, Promise] = {
    Cause.METHOD: gettext_lazy("the forecast computes otherwise since an update of Milepost"),
    Cause.PROGRESS: gettext_lazy("time passed, and work was done in it"),
    Cause.ACTIVITIES: gettext_lazy("activities were added or taken out"),
    Cause.ESTIMATES: gettext_lazy("days of work, or who does it, were estimated anew"),
    Cause.DEPENDENCIES: gettext_lazy("what waits for what was stated otherwise"),
    Cause.PEOPLE: gettext_lazy("people give more or less of their time"),
    Cause.CALENDAR: gettext_lazy("the working calendar changed"),
    Cause.SETTINGS: gettext_lazy("the programme’s begin or its own numbers changed"),
    Cause.RISKS: gettext_lazy("risks came, went, or were rated anew"),
}
FIELDS: Mapping[str, Promise] = {
    "phase": gettext_lazy("phase"),
    "name": gettext_lazy("name"),
    "role": gettext_lazy("role"),
    "planned_from": gettext_lazy("planned begin"),
    "planned_to": gettext_lazy("planned end"),
    "days_low": gettext_lazy("shortest days"),
    "days": gettext_lazy("likely days"),
    "days_high": gettext_lazy("longest days"),
    "not_before": gettext_lazy("not before"),
    "deadline": gettext_lazy("deadline"),
    "after": gettext_lazy("what it waits for"),
}
KEYS = 5
"""Activities named with a cause; the others are counted."""


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many days something moved, in words, and how that looks."""

    days: int
    words: str
    tone: str
    icon: str


def shift_of(days: int | None) -> Shift | None:
    """None where there is nothing to compare."""
    if days is None:
        return None
    if not days:
        return Shift(0, _("no change"), "idle", "same")
    count = abs(days)
    if days > 0:
        return Shift(days, ngettext("{count} day later", "{count} days later", count).format(count=count), "warn", "up")
    return Shift(days, ngettext("{count} day earlier", "{count} days earlier", count).format(count=count), "ok", "down")


def signed(value: Decimal | None) -> str:
    """A difference with its sign, in the reader's form; empty where there is none to tell."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + as_number(abs(value))


def because(step: Step, names: Mapping[str, str]) -> str:
    """A step's cause, and which activities or risks it is about."""
    said = "; ".join(str(CAUSES[cause]) for cause in (step.cause, *step.others))
    if step.cause is Cause.METHOD or not step.keys:
        return said
    shown = ", ".join(names.get(key, key) for key in step.keys[:KEYS])
    rest = len(step.keys) - KEYS
    if rest > 0:
        more = ngettext("{count} more", "{count} more", rest).format(count=rest)
        return _("{reason}: {names} and {more}").format(reason=said, names=shown, more=more)
    return _("{reason}: {names}").format(reason=said, names=shown)


def named(activity: ActivityThen) -> str:
    """An activity in the reader's language, as long as nobody renamed it."""
    return standard_name(activity.code, activity.name, get_language() or "en")
