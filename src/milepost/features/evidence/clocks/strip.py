"""The calendar strip of a clock as table rows: a week each, from Monday to Sunday; a cell opens its records.

Written without a template: a year is four hundred cells. Every value is escaped by `format_html`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.engines.rules.clock.weeks import Cell, DayState, Week, week_strip
from milepost.features.evidence.clocks.reading import RhythmClock
from milepost.platform.ui.formats import SHORT_DAY, as_day
from milepost.platform.ui.templatetags.milepost import count_heat, icon

SELECTED, CURRENT = mark_safe(' class="sel"'), mark_safe(' aria-current="true"')
SHOWN = 26
"""Weeks on one strip: half a year holds a run of three months and what came before."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of a clock's weeks, ready to be shown; `page` 1 is the newest, `older` and `newer` are pages.

    `steps` are the least counts of the four tints, by the busiest day shown.
    """

    rows: SafeString
    steps: tuple[int, int, int, int]
    page: int
    older: int | None
    newer: int | None


def build_strip(rhythm: RhythmClock, *, page: int, chosen: date | None, register_url: str = "") -> Strip:
    """The strip of a rhythm's runs, the newest weeks on page one; `chosen` is the Monday of an opened week.

    `register_url` is where the numbers lead when a register of our own holds what they count, and not records.
    """
    weeks = _weeks(rhythm)
    pages = max(1, -(-len(weeks) // SHOWN))
    page = min(max(page, 1), pages)
    end = len(weeks) - (page - 1) * SHOWN
    shown = weeks[max(0, end - SHOWN) : end]
    steps = steps_of(max((cell.count for week in shown for cell in week.cells), default=0))
    return Strip(
        _rows(shown, rhythm, chosen, register_url, steps),
        steps,
        page,
        page + 1 if page < pages else None,
        page - 1 if page > 1 else None,
    )


def steps_of(busiest: int) -> tuple[int, int, int, int]:
    """The least counts of the four tints: quarters of the busiest day, so that a busy clock shows its rhythm too."""
    if busiest < 12:
        return 1, 4, 6, 9
    return 1, -(-busiest // 4), -(-busiest // 2), -(-busiest * 3 // 4)


def _weeks(rhythm: RhythmClock) -> Sequence[Week]:
    """The weeks; what our registers hold stands on its days like records do."""
    facts = rhythm.facts
    counted = facts.counted_by_day(rhythm.reading.on)
    evidence = facts.rhythms[0].evidence(counted, rhythm.reading.on)
    facts = replace(facts, days=tuple(DayCount(day, count) for day, count in sorted(evidence.items())))
    return week_strip(facts, rhythm.reading)


def _rows(
    weeks: Sequence[Week],
    rhythm: RhythmClock,
    chosen: date | None,
    register_url: str,
    steps: tuple[int, int, int, int],
) -> SafeString:
    flow = rhythm.reading.rhythms and rhythm.reading.rhythms[0].kind is RhythmKind.FLOW
    before: str | None = None
    rows = []
    for week in weeks:
        band, words = _band(week, rhythm)
        shown = format_html("{}", words) if words != before else format_html('<i class="vh">{}</i>', words)
        before = words
        rows.append(
            format_html(
                '<tr{}><td class="band {}">{}</td><th scope="row">{}</th>{}<td class="tot">{}</td></tr>',
                SELECTED if week.starts_on == chosen else "",
                band, shown, _week_link(week, rhythm, register_url, current=week.starts_on == chosen),
                _cells(week, register_url, steps, flow=bool(flow)),
                week.counted if week.starts_on <= rhythm.reading.on else "",
            )
        )  # fmt: skip
    return format_html_join("", "{}", ((row,) for row in rows))


def _cells(week: Week, register_url: str, steps: tuple[int, int, int, int], *, flow: bool) -> SafeString:
    return format_html_join("", "{}", ((_cell(cell, register_url, steps, flow=flow),) for cell in week.cells))


def _band(week: Week, rhythm: RhythmClock) -> tuple[str, str]:
    """The class and the words above a week: its run, silence, or time to come."""
    runs = rhythm.reading.rhythms[0].runs if rhythm.reading.rhythms else ()
    if week.starts_on > rhythm.reading.on:
        return "b3", _("to come")
    if week.run is None:
        return "b0" if runs else "b3", _("no run")
    is_current = week.run == len(runs) and runs[-1].why_ended is None
    return "b2" if is_current else "b1", _("Run {number}").format(number=week.run)


def _week_link(week: Week, rhythm: RhythmClock, register_url: str, *, current: bool) -> SafeString:
    words = as_day(week.starts_on, SHORT_DAY)
    if register_url or week.starts_on > rhythm.reading.on:
        return format_html('<span class="muted">{}</span>', words)
    mark = CURRENT if current else ""
    return format_html('<a href="?rhythm={}&amp;week={}#records"{}>{}</a>',
                       rhythm.known.key, week.starts_on.isoformat(), mark, words)  # fmt: skip


def _cell(cell: Cell, register_url: str, steps: tuple[int, int, int, int], *, flow: bool) -> SafeString:
    day = as_day(cell.day, SHORT_DAY)
    if cell.count:
        words = ngettext("{day}: {count} counted", "{day}: {count} counted", cell.count)
        return format_html(
            '<td class="d {}{}"><a href="{}" aria-label="{}">{}</a></td>',
            count_heat(cell.count, steps), " start" if cell.starts_run else "",
            register_url or f"?day={cell.day.isoformat()}#records",
            words.format(day=day, count=cell.count), cell.count,
        )  # fmt: skip
    if cell.completes:
        return format_html('<td class="d end"><span>{}<i class="vh">{}</i></span></td>',
                           icon("flag"), _("{day}: complete").format(day=day))  # fmt: skip
    kind, shown, words = _empty(cell, flow=flow, register=bool(register_url))
    return format_html(
        '<td class="d {}"><span>{}<i class="vh">{}</i></span></td>',
        kind,
        shown,
        f" {day}, {words}" if words else f" {day}",
    )


def _empty(cell: Cell, *, flow: bool, register: bool) -> tuple[str, str, str]:
    """Class, sign and words of a day without a number."""
    match cell.state:
        case DayState.SILENT if flow:
            return "gap", "–", _("none, silent")
        case DayState.SILENT | DayState.WEEKEND | DayState.COUNTED:
            return "off", "0" if flow else "", _("none")
        case DayState.HOLIDAY:
            return "off", "H", _("holiday")
        case DayState.NOT_IMPORTED if register:
            return "fut", "", _("not over yet")
        case DayState.NOT_IMPORTED:
            return "na", "?", _("not imported yet")
        case DayState.FUTURE:
            return ("off" if cell.is_free else "fut"), "", _("to come")
    return "off", "", _("before the go-live")
