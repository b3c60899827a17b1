"""Pages of the operation clocks: all of them, and one with its calendar, runs, grounds and records."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.features.evidence.clocks.grounds import ground_rows
from milepost.features.evidence.clocks.pages import COLUMNS, clock_rows, length_of, run_rows, witness_of
from milepost.features.evidence.clocks.reading import Clock, RhythmClock, get_clock, read_clocks
from milepost.features.evidence.clocks.records import COLUMNS as RECORD_COLUMNS
from milepost.features.evidence.clocks.records import RecordPage, Wanted, every_record, judged_records
from milepost.features.evidence.clocks.strip import build_strip
from milepost.features.evidence.clocks.topics import recounting
from milepost.features.evidence.models import Explanation, ExplanationState
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import Hidden
from milepost.platform.ui.frame import Link
from milepost.platform.ui.tables_export import KINDS, ExportTooLarge, table_response
from milepost.platform.ui.texts import speak


@require_safe
@programme_page(READ_PROGRAMME)
def clock_list(request: ProgrammeRequest) -> HttpResponseBase:
    """Every practice's clock; `?on=` judges at a day, `?export=csv|xlsx` takes the list along."""
    on = _day(request)
    rows = clock_rows(read_clocks(request.programme, on=on))
    if (kind := request.GET.get("export", "")) in KINDS:
        return table_response(rows, COLUMNS, name=f"{request.programme.code}-clocks", kind=kind)
    context = {
        "rows": rows,
        "passed": sum(row.clock.passed for row in rows),
        "running": sum(row.state == "running" for row in rows),
        "imports": sum(row.state == "import_first" for row in rows),
        "recounting": any(row.clock.stale for row in rows),
        "months": rows[0].clock.gathered.facts.settings.months if rows else 3,
        "next_on": min(
            (row.clock.complete_on for row in rows if row.clock.complete_on and not row.clock.passed), default=None
        ),
        "on": on,
        "is_today": on == today(request.organisation.timezone),
        "crumbs": _crumbs(request),
    }
    return render(request, "evidence/clocks.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def clock_page(request: ProgrammeRequest, practice: str) -> HttpResponseBase:
    """One practice's clock; `?week=`, `?day=`, `?ground=`, `?from=&to=` open the records behind a number."""
    on = _day(request)
    clock = get_clock(request.programme, practice, on=on)
    if clock is None:
        raise Hidden
    rhythm = _rhythm(request, clock)
    wanted = Wanted.of(request.GET)
    if wanted is not None and (kind := request.GET.get("export", "")) in KINDS:
        return _records_file(request, practice, wanted, kind)
    records = judged_records(request.programme, practice, wanted, page=_whole(request, "page")) if wanted else None
    return render(request, "evidence/clock.html", _context(request, clock, rhythm, wanted, records))


def _records_file(request: ProgrammeRequest, practice: str, wanted: Wanted, kind: str) -> HttpResponseBase:
    """The records as a file; back to the page where a sheet cannot hold them."""
    rows = every_record(request.programme, practice, wanted)
    try:
        return table_response(rows, RECORD_COLUMNS, name=f"{request.programme.code}-{practice}-records", kind=kind)
    except ExportTooLarge:
        messages.error(request, _("There are more records than a sheet holds. Take them as CSV, or fewer of them."))
        left = request.GET.copy()
        del left["export"]
        return redirect(f"{request.path}?{left.urlencode()}#records")


def _context(
    request: ProgrammeRequest, clock: Clock, rhythm: RhythmClock, wanted: Wanted | None, records: RecordPage | None
) -> dict[str, Any]:
    reading = rhythm.reading
    here = {"org": request.organisation.code, "code": request.programme.code}
    opened = wanted.first if wanted and request.GET.get("week") else None
    register = reverse("practices:practice", kwargs={**here, "practice": clock.key})
    reads = _has_records(clock, rhythm)
    results = (recounting(clock),) if clock.stale else reading.outcome.results
    return {
        "clock": clock,
        "known": clock.gathered.known,
        "practice": clock.gathered.practice,
        "rhythm": rhythm,
        "reading": reading,
        "state": "recounting" if clock.stale else reading.state.value,
        "kind": rhythm.known.kind.value,
        "length": length_of(reading.run_start, reading.complete_on, clock.on),
        "months": rhythm.facts.settings.months,
        "witness": witness_of(rhythm),
        "received": reading.counted + sum(reading.discounted.values()),
        "not_counted": sum(reading.discounted.values()),
        "strip": build_strip(
            rhythm, page=_whole(request, "strip"), chosen=opened, register_url="" if reads else register
        ),
        "runs": run_rows(rhythm),
        "grounds": ground_rows(rhythm, clock.key, here) if reads else [],
        "reads": reads,
        **_explained(clock),
        "results": results,
        "owed": reading.rhythms[0].owed if reading.rhythms else None,
        "wanted": wanted,
        "week": opened,
        "next_week": opened + timedelta(days=7) if opened else None,
        "last_week": opened - timedelta(days=7) if opened else None,
        "records": records,
        "tabs": _tabs(clock, rhythm),
        "on": clock.on,
        "crumbs": _crumbs(request, clock),
    }


def _explained(clock: Clock) -> dict[str, int]:
    """How many explanations of records that appeared later there are, and how many wait for an auditor."""
    rows = Explanation.objects.filter(practice=clock.gathered.practice)
    waits = Count("pk", filter=Q(state=ExplanationState.WAITING))
    return rows.aggregate(explained=Count("pk"), explained_waiting=waits)


def _has_records(clock: Clock, rhythm: RhythmClock) -> bool:
    """Whether the rhythm reads records, and not only our own registers."""
    return rhythm is clock.first and (not clock.gathered.native or bool(rhythm.facts.days))


def _rhythm(request: ProgrammeRequest, clock: Clock) -> RhythmClock:
    wanted = request.GET.get("rhythm", "")
    return next((each for each in clock.rhythms if each.known.key == wanted), clock.first)


def _tabs(clock: Clock, chosen: RhythmClock) -> list[Link]:
    if len(clock.rhythms) < 2:
        return []
    return [
        Link(speak(each.known.label).capitalize(), f"?rhythm={each.known.key}", current=each is chosen)
        for each in clock.rhythms
    ]


def _day(request: ProgrammeRequest) -> date:
    """The day of `?on=`, else today."""
    present = today(request.organisation.timezone)
    try:
        wanted = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return present
    return wanted if abs((wanted - present).days) < 36_500 else present


def _whole(request: ProgrammeRequest, name: str) -> int:
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def _crumbs(request: ProgrammeRequest, clock: Clock | None = None) -> list[Link]:
    here = {"org": request.organisation.code, "code": request.programme.code}
    links = [Link(request.programme.name, reverse("reports:programme", kwargs=here))]
    if clock is None:
        return [*links, Link(_("Operation clocks"))]
    return [*links, Link(_("Operation clocks"), reverse("evidence:clocks", kwargs=here)), Link(clock.name)]
