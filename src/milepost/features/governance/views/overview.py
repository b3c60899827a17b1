"""Who carries the programme: the page a sponsor reads in a minute."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.views.decorators.http import require_safe

from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.subjects import Kind
from milepost.features.governance.models import HeldRole
from milepost.features.governance.selectors import Charter, code_of, get_charter
from milepost.features.governance.web import address, crumbs, rights, to_page
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.naming import role_name

type Fix = tuple[CheckResult, str]


@require_safe
@programme_page(READ_PROGRAMME)
def overview(request: ProgrammeRequest) -> HttpResponseBase:
    """Sponsor, coordinator, team by service area, committee, obstacles, and what is missing."""
    charter = get_charter(request.programme, on=today(request.organisation.timezone))
    context = {
        "charter": charter,
        "fixes": [fix for verdict in charter.verdicts for fix in _fixes(request, charter, verdict.outcome.results)],
        "asked_for": [(row, role_name(row.role)) for row in charter.asked_for],
        "may": rights(request),
        "on": charter.on,
        "crumbs": crumbs(request),
    }
    return render(request, "governance/overview.html", context)


@require_safe
@programme_page(READ_PROGRAMME)
def by_key(request: ProgrammeRequest, kind: str, key: str) -> HttpResponseBase:
    """The page of a person, meeting or obstacle by the key that rules know it by; else the overview."""
    number = code_of(request.programme, kind, key)
    if number is None:
        return to_page(request, "governance:meetings" if kind == Kind.MEETING else "governance:overview")
    return to_page(request, f"governance:{kind}", number=number)


def _fixes(request: ProgrammeRequest, charter: Charter, results: tuple[CheckResult, ...]) -> list[Fix]:
    return [(result, _way_to_fix(request, charter, result)) for result in results]


def _way_to_fix(request: ProgrammeRequest, charter: Charter, result: CheckResult) -> str:
    """The page on which a result is settled; empty where none is ours, or the reader may not settle it."""
    what, key = result.id.partition(".")[2], result.subject.key
    may = rights(request)
    if not may["meetings" if what in {"meeting-missed", "no-meeting"} else "edit"]:
        return ""
    holders = {str(row.person_id or row.pk): row.code for row in charter.holders}
    meetings = {str(row.pk): row.code for row in charter.meetings}
    obstacles = {str(row.pk): row.code for row in charter.obstacles}
    match what:
        case "absent" if result.subject.kind == Kind.GOVERNANCE:
            return address(request, "governance:person-new", role=HeldRole.SPONSOR)
        case "no-sponsor" | "no-coordinator":
            return address(request, "governance:person-new", role=what.removeprefix("no-"))
        case "no-access" | "authority-short" if key in holders:
            return address(request, "governance:person", number=holders[key])
        case "area-without-member":
            return f"{address(request, 'governance:person-new', role='implementation-team')}?area={key}"
        case "no-rhythm":
            return address(request, "governance:rhythm")
        case "meeting-missed" if key in meetings:
            return address(request, "governance:meeting-edit", number=meetings[key])
        case "meeting-missed" | "no-meeting":
            return f"{address(request, 'governance:meeting-new')}?due={key.partition('/')[2]}"
        case "obstacle-without-owner" | "obstacle-undecided" if key in obstacles:
            return address(request, "governance:obstacle", number=obstacles[key])
    return _elsewhere(request, what)


def _elsewhere(request: ProgrammeRequest, what: str) -> str:
    if what == "absent" or what.startswith("not-"):
        return address(request, "governance:commitment")
    try:
        return address(request, "programmes:settings") if what == "no-budget" else ""
    except NoReverseMatch:  # no page of settings is mounted
        return ""
