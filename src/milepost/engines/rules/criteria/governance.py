"""G1-GOVERNANCE and G1-SPONSOR: who carries the programme, with what means, signed for what."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from milepost.engines.rules.answers import by_programme, by_roadmap, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest, latest_by, standing
from milepost.engines.rules.facts.governance import (
    Commitment,
    CommitmentFacts,
    Coordinator,
    Covers,
    GovernanceFacts,
    Sponsor,
)
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

_UNCOVERED: dict[Covers, tuple[Text, Text]] = {
    Covers.PROGRAMME: (
        say("The commitment is not signed for the programme."),
        say("Have it signed for the programme."),
    ),
    Covers.RESOURCES: (
        say("The commitment is not signed for the resources."),
        say("Have it signed for the resources that the plan asks for."),
    ),
    Covers.TIMELINE: (
        say("The commitment is not signed for the timeline."),
        say("Have it signed for the timeline."),
    ),
}


def sponsor_on(governance: GovernanceFacts, on: date) -> Sponsor | None:
    """The sponsor in office on that day."""
    return next((s for s in governance.sponsors if standing(s.since, s.until, on)), None)


def coordinator_on(governance: GovernanceFacts, on: date) -> Coordinator | None:
    """The SMS coordinator in office on that day."""
    return next((c for c in governance.coordinators if standing(c.since, c.until, on)), None)


def team_size(governance: GovernanceFacts, on: date) -> int:
    """How many people the implementation team has on that day."""
    return len({m.person.key for m in governance.team if standing(m.since, m.until, on)})


@criterion("G1-GOVERNANCE", "governance")
def governance_is_in_place(facts: ProgrammeFacts, on: date) -> Outcome:
    governance = there(facts.governance)
    results = [
        *_roles(facts, governance, on),
        *_team(facts, governance, on),
        *_meetings(facts, governance, on),
        *_obstacles(governance, on),
    ]
    sponsor, coordinator = sponsor_on(governance, on), coordinator_on(governance, on)
    first_meeting = earliest(m.held_on for m in governance.meetings)
    return conclude(
        results,
        holds=say("Sponsor, coordinator, team and steering committee are in place."),
        held_since=latest_by(on, [office.since for office in (sponsor, coordinator) if office] + [first_meeting]),
    )


def _roles(facts: ProgrammeFacts, governance: GovernanceFacts, on: date) -> Iterator[CheckResult]:
    if sponsor_on(governance, on) is None:
        yield by_roadmap(
            "G1-GOVERNANCE.no-sponsor",
            whole(Kind.GOVERNANCE, facts),
            say("There is no executive sponsor."),
            say("Name the executive sponsor."),
            since=latest_by(on, (s.until for s in governance.sponsors)),
            clears_on=earliest(s.since for s in governance.sponsors if s.since and s.since > on),
        )
    coordinator = coordinator_on(governance, on)
    if coordinator is None:
        yield by_roadmap(
            "G1-GOVERNANCE.no-coordinator",
            whole(Kind.GOVERNANCE, facts),
            say("There is no SMS coordinator."),
            say("Name the SMS coordinator."),
            since=latest_by(on, (c.until for c in governance.coordinators)),
            clears_on=earliest(c.since for c in governance.coordinators if c.since and c.since > on),
        )
    elif not coordinator.direct_access:
        yield by_roadmap(
            "G1-GOVERNANCE.no-access",
            about(Kind.PERSON, coordinator.person),
            say("{name} has no direct access to the sponsor.", name=coordinator.person.label),
            say("Agree a direct line between coordinator and sponsor."),
        )


def _team(facts: ProgrammeFacts, governance: GovernanceFacts, on: date) -> Iterator[CheckResult]:
    if not governance.areas:
        yield by_roadmap(
            "G1-GOVERNANCE.no-areas",
            whole(Kind.GOVERNANCE, facts),
            say("No service area is known: nothing says which unit delivers which service."),
            say("Enter for each in-scope service the unit that delivers it."),
        )
    represented = {area for m in governance.team if standing(m.since, m.until, on) for area in m.areas}
    for area in governance.areas:
        if area.unit.key not in represented:
            yield by_roadmap(
                "G1-GOVERNANCE.area-without-member",
                about(Kind.UNIT, area.unit),
                say("{unit} has no member in the implementation team.", unit=area.unit.label),
                say("Name a member from this service area."),
                since=latest_by(on, (m.until for m in governance.team if area.unit.key in m.areas)),
            )


def _meetings(facts: ProgrammeFacts, governance: GovernanceFacts, on: date) -> Iterator[CheckResult]:
    if governance.rhythm_days is None:
        yield by_roadmap(
            "G1-GOVERNANCE.no-rhythm",
            whole(Kind.GOVERNANCE, facts),
            say("The steering committee has no rhythm."),
            say("Say how often it meets."),
        )
    if not any(happened(m.held_on, on) for m in governance.meetings):
        yield by_roadmap(
            "G1-GOVERNANCE.no-meeting",
            whole(Kind.GOVERNANCE, facts),
            say("The steering committee has not met."),
            say("Hold the first meeting and record it."),
            clears_on=earliest(m.due_on for m in governance.meetings if m.due_on > on),
        )
    for meeting in governance.meetings:
        if meeting.due_on < on and not happened(meeting.held_on, on):
            yield by_roadmap(
                "G1-GOVERNANCE.meeting-missed",
                about(Kind.MEETING, meeting.meeting),
                say("{meeting}, due on {day}, was not held.", meeting=meeting.meeting.label, day=meeting.due_on),
                say("Hold it late and record the day, or move it by a decision."),
                since=add_days(meeting.due_on, 1),
            )


def _obstacles(governance: GovernanceFacts, on: date) -> Iterator[CheckResult]:
    for obstacle in governance.obstacles:
        if obstacle.raised_on > on:
            continue
        if obstacle.owner is None:
            yield by_programme(
                "G1-GOVERNANCE.obstacle-without-owner",
                about(Kind.OBSTACLE, obstacle.obstacle),
                say("{obstacle} has no owner.", obstacle=obstacle.obstacle.label),
                say("Name who removes it."),
                since=obstacle.raised_on,
            )
        met_on = _met_since(governance, obstacle.raised_on, on)
        if met_on is not None and not happened(obstacle.decided_on, on):
            yield by_roadmap(
                "G1-GOVERNANCE.obstacle-undecided",
                about(Kind.OBSTACLE, obstacle.obstacle),
                say("{obstacle} is undecided though the committee met.", obstacle=obstacle.obstacle.label),
                say("Put it to the steering committee and record its decision."),
                since=met_on,
            )


def _met_since(governance: GovernanceFacts, raised_on: date, on: date) -> date | None:
    """An obstacle waits for the next meeting; only a meeting that passed it by makes it undecided."""
    return earliest(m.held_on for m in governance.meetings if m.held_on is not None and raised_on <= m.held_on <= on)


@criterion("G1-SPONSOR", "governance", "commitment")
def sponsor_is_committed(facts: ProgrammeFacts, on: date) -> Outcome:
    governance, commitment = there(facts.governance), there(facts.commitment)
    signed = commitments_on(commitment, on)
    results = [*_authority(facts, governance, on), *_signature(facts, commitment, on)]
    return conclude(
        results,
        holds=say("The sponsor has the means and signed for programme, resources and timeline."),
        held_since=latest_by(on, (c.signed_on for c in signed)),
    )


def commitments_on(commitment: CommitmentFacts, on: date) -> list[Commitment]:
    """The signed statements that stand on that day."""
    return [c for c in commitment.commitments if standing(c.signed_on, c.withdrawn_on, on)]


def _authority(facts: ProgrammeFacts, governance: GovernanceFacts, on: date) -> Iterator[CheckResult]:
    budget = governance.budget
    if budget is None:
        yield by_roadmap(
            "G1-SPONSOR.no-budget",
            whole(Kind.GOVERNANCE, facts),
            say("The programme has no budget to compare with."),
            say("Enter the budget."),
        )
        return
    if any(d.decided_on <= on and d.amount >= budget for d in governance.board_decisions):
        return
    sponsor = sponsor_on(governance, on)
    if sponsor is None:
        yield by_roadmap(
            "G1-SPONSOR.no-sponsor",
            whole(Kind.GOVERNANCE, facts),
            say("There is no executive sponsor."),
            say("Name the executive sponsor, with their budget authority."),
            since=latest_by(on, (s.until for s in governance.sponsors)),
        )
        return
    if sponsor.authority is None or sponsor.authority < budget:
        yield by_roadmap(
            "G1-SPONSOR.authority-short",
            about(Kind.PERSON, sponsor.person),
            say(
                "{name} may commit {authority}, and the budget is {budget}.",
                name=sponsor.person.label,
                authority=sponsor.authority or Decimal(0),
                budget=budget,
            ),
            say("Raise the authority, or record the board's decision that approves the whole budget."),
            clears_on=earliest(d.decided_on for d in governance.board_decisions if d.amount >= budget),
        )


def _signature(facts: ProgrammeFacts, commitment: CommitmentFacts, on: date) -> Iterator[CheckResult]:
    signed = commitments_on(commitment, on)
    if not signed:
        withdrawn = latest(c.withdrawn_on for c in commitment.commitments if happened(c.withdrawn_on, on))
        yield by_roadmap(
            "G1-SPONSOR.not-signed",
            whole(Kind.COMMITMENT, facts),
            say("The leadership commitment is not signed."),
            say("Have the sponsor sign it."),
            since=withdrawn,
            clears_on=earliest(c.signed_on for c in commitment.commitments if c.signed_on > on),
        )
        return
    covered = frozenset[Covers]().union(*(c.covers for c in signed))
    for part in Covers:
        if part not in covered:
            text, fix = _UNCOVERED[part]
            yield by_roadmap(f"G1-SPONSOR.not-for-{part}", whole(Kind.COMMITMENT, facts), text, fix)
