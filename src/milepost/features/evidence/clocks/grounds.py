"""The grounds on which records do not count, in words: what each means and what mends it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.engines.rules.clock.records import Ground
from milepost.features.evidence.clocks.reading import RhythmClock

NAMES: dict[Ground, Promise] = {
    Ground.CANCELLED: _("Cancelled"),
    Ground.OTHER_TOOL: _("Other tool"),
    Ground.OUTSIDE_LIVE_DATES: _("Outside live dates"),
    Ground.NO_APPROVED_PROCEDURE: _("No approved procedure"),
    Ground.OUT_OF_SCOPE: _("Out of scope"),
    Ground.LATE: _("Late"),
    Ground.APPEARED_LATER: _("Appeared later"),
    Ground.UNMAPPED: _("Unmapped"),
    Ground.PLACEHOLDER: _("Placeholder"),
    Ground.BURST: _("Burst"),
}
WHYS: dict[Ground, Promise] = {
    Ground.CANCELLED: _("Closed as cancelled in the tool"),
    Ground.OTHER_TOOL: _("Kept in a tool that was no declared tool of record on that day"),
    Ground.OUTSIDE_LIVE_DATES: _("Opened before the go-live or after the end: a baseline, never operation"),
    Ground.NO_APPROVED_PROCEDURE: _("Opened while no procedure of the practice was approved"),
    Ground.OUT_OF_SCOPE: _("About a service outside the scope"),
    Ground.LATE: _("Entered more than 7 days after the event; by hand, received more than 31 days after it"),
    Ground.APPEARED_LATER: _("Missing from an earlier import that said it was complete for their time"),
    Ground.UNMAPPED: _("They name a service that no value mapping knows"),
    Ground.PLACEHOLDER: _("Five or more alike in every field but id and times, or closed at once and empty"),
    Ground.BURST: _("Ten or more entered within an hour, long after their events: together they count once"),
}
MENDS: dict[Ground, tuple[Promise, str]] = {
    Ground.OTHER_TOOL: (_("Declare the tool, if it was the tool of record"), "practices:practice"),
    Ground.OUTSIDE_LIVE_DATES: (_("See when it went live"), "practices:practice"),
    Ground.NO_APPROVED_PROCEDURE: (_("Record the approval, if there was one"), "practices:practice"),
    Ground.OUT_OF_SCOPE: (_("See the scope"), "programmes:scope"),
    Ground.APPEARED_LATER: (_("Say why, and have it accepted"), "evidence:appeared-later"),
    Ground.UNMAPPED: (_("Map the values now"), "evidence:import-values"),
}
"""A way to the page that may mend it; the other grounds cannot be mended, only read."""
OF_PRACTICE = {"practices:practice", "evidence:appeared-later"}


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One line of the table: the ground, how many records, what it means, and the way to mend it, if any."""

    ground: Ground
    count: int
    name: Promise
    why: Promise
    mend: Promise | None
    url: str


def ground_rows(rhythm: RhythmClock, practice: str, here: dict[str, str]) -> list[GroundRow]:
    """Every ground, those with most records first."""
    counts = rhythm.reading.discounted
    rows = [_row(ground, counts.get(ground, 0), practice, here) for ground in Ground]
    return sorted(rows, key=lambda row: -row.count)


def _row(ground: Ground, count: int, practice: str, here: dict[str, str]) -> GroundRow:
    mend, page = MENDS.get(ground, (None, ""))
    url = ""
    if page:
        url = reverse(page, kwargs={**here, "practice": practice} if page in OF_PRACTICE else here)
    return GroundRow(ground, count, NAMES[ground], WHYS[ground], mend, url)
