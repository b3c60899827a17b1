"""Changes and what breaks in the reader's words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.features.plans.forecasting.networks import GATE
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.whatif.changes import STAGE_2, Away, Booked, Change, Helper, Services, Share, Slip
from milepost.features.plans.whatif.comparing import Break
from milepost.platform.ui.formats import as_day


def change_in_words(change: Change, words: Words) -> str:
    """A change as the head of a column."""
    match change:
        case Slip(weeks, ""):
            return ngettext("everything {count} week later", "everything {count} weeks later", weeks).format(
                count=weeks
            )
        case Slip(weeks, activity):
            return ngettext("“{name}” {count} week later", "“{name}” {count} weeks later", weeks).format(
                name=words.name(activity), count=weeks
            )
        case Away(role, weeks):
            return ngettext("{role}: nobody for {count} week", "{role}: nobody for {count} weeks", weeks).format(
                role=words.role(role), count=weeks
            )
        case Share(role, percent):
            return _("{role}: {percent} % of a full-time person").format(role=words.role(role), percent=percent)
        case Helper(role, percent):
            return _("{role}: a consultant at {percent} %").format(role=words.role(role), percent=percent)
        case Services(count, before):
            return _("{count} services in scope instead of {before}").format(count=count, before=before)
        case Booked(day):
            return _("Stage 2 booked for {day}").format(day=as_day(day))


def break_in_words(found: Break, words: Words) -> str:
    """What no longer holds."""
    values = {"due": as_day(found.due), "likely": as_day(found.likely)}
    match found.kind:
        case "wanted":
            return _("the certificate is wanted on {due}; P80 is {likely}").format(**values)
        case "gate":
            return _("{name} was planned for {due}, likely on {likely}").format(
                name=words.name(GATE + found.key), **values
            )
        case kind if kind == STAGE_2:
            return _("Stage 2 cannot be over by {due}, as booked; likely on {likely}").format(**values)
    return _("“{name}” misses its deadline {due}; likely on {likely}").format(name=words.name(found.key), **values)
