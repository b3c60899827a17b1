"""W-03, W-09, W-11: leaders without means, owners with too much, a programme that stands still."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from milepost.engines.rules.answers import by_programme, by_roadmap
from milepost.engines.rules.criteria.governance import coordinator_on, sponsor_on, team_size
from milepost.engines.rules.dates import add_days, happened
from milepost.engines.rules.facts.governance import Coordinator, GovernanceFacts
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import say
from milepost.engines.rules.warnings.signs import warning

STILL_DAYS = 28
FEW_PRACTICES = 3
PRACTICES = 20


@warning("W-03", say("sponsor or coordinator without means"))
def without_means(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    governance = facts.governance
    if governance is None:
        return
    yield from _sponsor(governance, on)
    coordinator = coordinator_on(governance, on)
    if coordinator is not None:
        yield from _coordinator(coordinator)


def _sponsor(governance: GovernanceFacts, on: date) -> Iterator[CheckResult]:
    sponsor, budget = sponsor_on(governance, on), governance.budget
    if sponsor is None:
        return
    subject, name = about(Kind.PERSON, sponsor.person), sponsor.person.label
    approved = budget is None or any(d.decided_on <= on and d.amount >= budget for d in governance.board_decisions)
    if budget is not None and not approved and (sponsor.authority or Decimal(0)) < budget:
        yield by_roadmap(
            "W-03.authority",
            subject,
            say("{name} may commit less than the budget of {budget}.", name=name, budget=budget),
            say("Raise the authority, or have the board approve the whole budget."),
            blocks=False,
        )
    held = sorted((m for m in governance.meetings if happened(m.held_on, on)), key=lambda m: m.held_on or date.min)
    last_two = held[-2:]
    if len(last_two) == 2 and all(m.sponsor_present is False for m in last_two):
        yield by_roadmap(
            "W-03.sponsor-absent",
            subject,
            say("{name} missed the last two steering meetings.", name=name),
            say("Agree dates that the sponsor can keep."),
            blocks=False,
            since=last_two[0].held_on,
        )


def _coordinator(coordinator: Coordinator) -> Iterator[CheckResult]:
    subject, name = about(Kind.PERSON, coordinator.person), coordinator.person.label
    if not coordinator.direct_access:
        yield by_roadmap(
            "W-03.no-line",
            subject,
            say("{name} has no direct line to the sponsor.", name=name),
            say("Agree a direct line between coordinator and sponsor."),
            blocks=False,
        )
    if coordinator.share_percent is not None and coordinator.share_percent < 100:
        yield by_roadmap(
            "W-03.part-time",
            subject,
            say("{name} coordinates with {share} % of their time.", name=name, share=coordinator.share_percent),
            say("Free the coordinator for the programme."),
            blocks=False,
        )
    if coordinator.logged_percent is not None and coordinator.logged_percent < 50:
        yield by_programme(
            "W-03.displaced",
            subject,
            say("{name} logged {share} % of four weeks on the programme.", name=name, share=coordinator.logged_percent),
            say("Ask what displaces the programme, and remove it."),
            blocks=False,
        )


@warning("W-09", say("overloaded owner"))
def overloaded_owner(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    if facts.practices is None or facts.governance is None:
        return
    team = team_size(facts.governance, on)
    if not team:
        return
    owners: Counter[str] = Counter()
    people: dict[str, Ref] = {}
    for practice in facts.practices.practices:
        if practice.owner is not None:
            owners[practice.owner.key] += 1
            people[practice.owner.key] = practice.owner
    for key, count in sorted(owners.items()):
        if count > FEW_PRACTICES and count * team > PRACTICES:
            yield by_programme(
                "W-09.overloaded",
                about(Kind.PERSON, people[key]),
                say(
                    "{name} owns {count} practices; {most} is the most for a team of {team}.",
                    name=people[key].label,
                    count=count,
                    most=max(FEW_PRACTICES, PRACTICES // team),
                    team=team,
                ),
                say("Hand some of them to their deputies."),
                blocks=False,
            )


@warning("W-11", say("stalled"))
def stalled(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    closed = facts.decision(Phase.CERTIFICATION, on)
    if closed is None or not closed.decision.opens:
        yield from _still(facts, on)
    for obstacle in facts.governance.obstacles if facts.governance else ():
        if add_days(obstacle.raised_on, STILL_DAYS) < on and not happened(obstacle.decided_on, on):
            yield by_programme(
                "W-11.obstacle",
                about(Kind.OBSTACLE, obstacle.obstacle),
                say(
                    "{obstacle} is undecided for {count} weeks.",
                    obstacle=obstacle.obstacle.label,
                    count=(on - obstacle.raised_on).days // 7,
                ),
                say("Put it to the steering committee."),
                blocks=False,
                since=obstacle.raised_on,
            )


def _still(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    if facts.activity is None:
        return
    finished = facts.activity.last_finished_on
    last = finished if happened(finished, on) else facts.started_on
    if last is None or add_days(last, STILL_DAYS) >= on:
        return
    yield by_programme(
        "W-11.no-activity",
        whole(Kind.PROGRAMME, facts),
        say("No activity was finished since {day}.", day=last),
        say("Look at what is due and at what blocks it."),
        blocks=False,
        since=last,
    )
