"""Governance as the rules judge it. Seven queries, however long the programme has been running.

A topic of which nothing is entered here is None: the organisation may keep it elsewhere, and attest it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from milepost.engines.rules.facts.governance import (
    BoardDecision,
    Commitment,
    CommitmentFacts,
    Coordinator,
    Covers,
    GovernanceFacts,
    Meeting,
    Obstacle,
    ServiceArea,
    Sponsor,
    TeamMember,
)
from milepost.engines.rules.facts.refs import Ref
from milepost.features.governance import models
from milepost.features.governance.models import HeldRole
from milepost.features.governance.querysets import (
    commitments_of,
    holders_of,
    meetings_of,
    obstacles_of,
    services_in_scope,
    with_attendance,
    with_first_signature,
    with_logged_share,
)
from milepost.features.governance.rhythm import Beat, beat_on, due_days, uncovered
from milepost.features.programmes.models import Programme


def governance_topics(programme: Programme, on: date) -> Mapping[str, Any]:
    """The topics `governance` and `commitment`."""
    governance = governance_facts(programme, on)
    commitment = commitment_facts(programme)
    if governance is not None and commitment is None:
        commitment = CommitmentFacts()  # governance is kept here, so a missing signature is a fact
    return {"governance": governance, "commitment": commitment}


def governance_facts(programme: Programme, on: date) -> GovernanceFacts | None:
    """Roles, team, committee, obstacles and board decisions; None while nothing of it is entered."""
    sponsors, coordinators, team = _holders(programme, on)
    boards = tuple(_board_decisions(programme))
    beats = beats_of(programme, on)
    meetings = tuple(_meetings(programme, beats, on))
    obstacles = tuple(_obstacles(programme))
    areas = service_areas(programme, on)
    if not (sponsors or coordinators or team or boards or beats or meetings or obstacles):
        return None
    beat = beat_on(beats, on)
    return GovernanceFacts(
        sponsors=sponsors,
        coordinators=coordinators,
        team=team,
        areas=areas,
        budget=programme.budget,
        board_decisions=boards,
        rhythm_days=beat.every_days if beat else None,
        meetings=meetings,
        obstacles=obstacles,
    )


def _holders(
    programme: Programme, on: date
) -> tuple[tuple[Sponsor, ...], tuple[Coordinator, ...], tuple[TeamMember, ...]]:
    columns = ("pk", "role", "person_id", "person__name", "name", "since", "until", "authority", "share_percent",
               "direct_access", "logged", "areas__unit__code")  # fmt: skip
    sponsors, coordinators = [], []
    team: dict[Any, TeamMember] = {}
    for row in with_logged_share(holders_of(programme), on).values(*columns):
        who = Ref(str(row["person_id"] or row["pk"]), row["person__name"] or row["name"])
        term = {"since": row["since"], "until": _day_after(row["until"])}
        if row["role"] == HeldRole.SPONSOR:
            sponsors.append(Sponsor(who, row["authority"], **term))
        elif row["role"] == HeldRole.COORDINATOR:
            logged = None if row["logged"] is None else int(row["logged"])
            coordinators.append(Coordinator(who, row["share_percent"], row["direct_access"], logged, **term))
        elif row["role"] == HeldRole.TEAM:
            known = team.get(row["pk"])
            area = row["areas__unit__code"]
            team[row["pk"]] = TeamMember(who, (*(known.areas if known else ()), *([area] if area else ())), **term)
    return tuple(sponsors), tuple(coordinators), tuple(team.values())


def _day_after(day: date | None) -> date | None:
    """The rules end an office before a day, people on one."""
    return None if day is None or day == date.max else day + timedelta(days=1)


def service_areas(programme: Programme, on: date) -> tuple[ServiceArea, ...]:
    """The units that deliver services in scope, each with them. One query."""
    units: dict[str, tuple[Ref, list[Ref]]] = {}
    for service in services_in_scope(programme, on):
        if service.delivered_by is not None:
            unit = service.delivered_by
            _unit, services = units.setdefault(unit.code, (Ref(unit.code, unit.name), []))
            services.append(Ref(service.code, service.name))
    return tuple(ServiceArea(unit, tuple(services)) for unit, services in units.values())


def _board_decisions(programme: Programme) -> Iterator[BoardDecision]:
    for row in models.BoardDecision.objects.filter(programme=programme):
        yield BoardDecision(Ref(str(row.pk), row.code), row.decided_on, row.amount)


def beats_of(programme: Programme, on: date) -> list[Beat]:
    """The rhythms known on a day: those set by then, or said to have started by then. One query."""
    rows = models.Rhythm.objects.filter(programme=programme)
    return [Beat(row.starts_on, row.every_days) for row in rows if row.set_on <= on or row.starts_on <= on]


def _meetings(programme: Programme, beats: Sequence[Beat], on: date) -> Iterator[Meeting]:
    rows = list(with_attendance(meetings_of(programme)))
    for row in rows:
        there = row.sponsor_there if row.attendance_kept else None
        yield Meeting(Ref(str(row.pk), row.code), row.due_on, row.held_on, there)
    for day in uncovered(due_days(beats, on), [row.days for row in rows]):
        yield Meeting(Ref(f"{programme.pk}/{day.on.isoformat()}", _("The steering meeting")), day.on)


def _obstacles(programme: Programme) -> Iterator[Obstacle]:
    for row in obstacles_of(programme):
        owner = Ref(str(row.owner_id or row.owner_name), row.owner_called) if row.owner_called else None
        yield Obstacle(Ref(str(row.pk), str(row)), row.raised_on, owner, row.decided_on)


def commitment_facts(programme: Programme) -> CommitmentFacts | None:
    """The signed commitments; None while none is even written. One query."""
    rows = list(with_first_signature(commitments_of(programme)))
    signed = tuple(
        Commitment(
            statement=Ref(str(row.pk), row.code),
            signed_by=Ref(str(row.signed_key or row.signed_by), row.signed_by),
            signed_on=row.signed_on,
            covers=frozenset(Covers(part) for part in row.covers),
            withdrawn_on=row.withdrawn_on,
        )
        for row in rows
        if row.signed_on is not None
    )
    return CommitmentFacts(signed) if rows else None
