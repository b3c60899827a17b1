"""W-01, W-02, W-04: a plan too short, too long, too dear, or too broad for its people."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from milepost.engines.rules.answers import by_roadmap
from milepost.engines.rules.dates import earliest, latest
from milepost.engines.rules.effort import (
    EXTERNAL_ROWS,
    EXTERNAL_TEXT,
    INTERNAL_ROWS,
    INTERNAL_TEXT,
    DayRange,
)
from milepost.engines.rules.facts.plan import PhaseEffort, ScopeGrowth
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.months import add_months, month_of
from milepost.engines.rules.results import CheckResult, Subject
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say
from milepost.engines.rules.warnings.signs import warning

SHORTEST_MONTHS, SHORT_MONTHS, LONG_MONTHS = 5, 12, 18
FRESH_MONTHS = 12


@warning("W-01", say("compressed or stretched"))
def compressed_or_stretched(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:  # noqa: ARG001 - a plan has no day
    start = facts.started_on or earliest(phase.planned_start for phase in facts.phases)
    end = facts.planned_end or latest(phase.planned_end for phase in facts.phases)
    if start is None or end is None:
        return
    subject = whole(Kind.PROGRAMME, facts)
    over = end + timedelta(days=1)  # the end is the last day of the plan
    if over < add_months(start, SHORTEST_MONTHS):
        yield by_roadmap(
            "W-01.impossible",
            subject,
            say(
                "From {start} to {end} there is no room for three months of operation and the audits.",
                start=start,
                end=end,
            ),
            say("Plan 12 to 18 months."),
            blocks=False,
        )
    elif over < add_months(start, SHORT_MONTHS):
        yield by_roadmap(
            "W-01.compressed",
            subject,
            say("The plan from {start} to {end} is shorter than 12 months.", start=start, end=end),
            say("Plan 12 to 18 months, or show what is already in operation."),
            blocks=False,
        )
    elif end > add_months(start, LONG_MONTHS):
        yield by_roadmap(
            "W-01.stretched",
            subject,
            say("The plan from {start} to {end} is longer than 18 months.", start=start, end=end),
            say("Shorten it, and keep internal audit and management review within 12 months of Stage 2."),
            blocks=False,
        )
        yield from _stale(facts)


def _stale(facts: ProgrammeFacts) -> Iterator[CheckResult]:
    """Audit and review that a long programme leaves behind by the day of Stage 2."""
    stage2 = facts.stage2.dates.best_known if facts.stage2 else None
    if stage2 is None:
        return
    audits = facts.internal_audit.audits if facts.internal_audit else ()
    reviews = facts.reviews.reviews if facts.reviews else ()
    done = (
        (
            "audit-stale",
            Kind.INTERNAL_AUDIT,
            latest(a.last_day or a.planned_until for a in audits),
            say("The internal audit ends more than 12 months before Stage 2."),
            say("Audit again nearer to Stage 2."),
        ),
        (
            "review-stale",
            Kind.REVIEW,
            latest(r.held_on or r.planned_on for r in reviews),
            say("The management review lies more than 12 months before Stage 2."),
            say("Review again nearer to Stage 2."),
        ),
    )
    for id_, kind, day, text, fix in done:
        if day is not None and add_months(day, FRESH_MONTHS) < stage2:
            yield by_roadmap(f"W-01.{id_}", whole(kind, facts), text, fix, blocks=False, since=day)


@warning("W-02", say("effort out of range"))
def effort_out_of_range(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:  # noqa: ARG001 - a plan has no day
    if facts.effort is None or not facts.effort.phases:
        return
    internal = sum((p.internal_days for p in facts.effort.phases), Decimal(0))
    external = sum((p.external_days for p in facts.effort.phases), Decimal(0))
    subject = whole(Kind.PROGRAMME, facts)
    if {p.phase for p in facts.effort.phases} == set(Phase):
        yield from _outside("W-02.internal", subject, internal, INTERNAL_TEXT, say("Internal days"))
        yield from _outside("W-02.external", subject, external, EXTERNAL_TEXT, say("External days"))
    for phase in facts.effort.phases:
        yield from _phase_outside(phase)


def _phase_outside(effort: PhaseEffort) -> Iterator[CheckResult]:
    subject = Subject(Kind.PHASE, effort.phase.value, effort.phase.code)
    yield from _outside(
        "W-02.phase-internal", subject, effort.internal_days, INTERNAL_ROWS[effort.phase], say("Internal days")
    )
    yield from _outside(
        "W-02.phase-external", subject, effort.external_days, EXTERNAL_ROWS[effort.phase], say("External days")
    )


def _outside(id_: str, subject: Subject, days: Decimal, wanted: DayRange, what: Text) -> Iterator[CheckResult]:
    if days in wanted:
        return
    yield by_roadmap(
        id_,
        subject,
        say(
            "{what}: {days} are planned, and {low} to {high} are usual.",
            what=what,
            days=days,
            low=wanted.low,
            high=wanted.high,
        ),
        say("Look at the estimate again, or say why this programme differs."),
        blocks=False,
    )


@warning("W-04", say("scope too broad"))
def scope_too_broad(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    if facts.plan is None:
        return
    subject = about(Kind.PLAN, facts.plan.plan)
    for load in facts.plan.loads:
        if month_of(load.month) >= month_of(on) and load.load_days > load.capacity_days:
            yield by_roadmap(
                "W-04.overload",
                subject,
                say(
                    "{month} holds {load} days of work, and people have {capacity}.",
                    month=str(month_of(load.month)),
                    load=load.load_days,
                    capacity=load.capacity_days,
                ),
                say("Move work, add people, or narrow the scope."),
                blocks=False,
            )
    for forecast in facts.plan.forecasts:
        if forecast.phase is Phase.DESIGN and forecast.work_ends_on > forecast.phase_ends_on:
            yield by_roadmap(
                "W-04.design-late",
                Subject(Kind.PHASE, Phase.DESIGN.value, Phase.DESIGN.code),
                say("Design would end on {day}, after its phase.", day=forecast.work_ends_on),
                say("Narrow the scope, add people, or move the gate."),
                blocks=False,
            )
    if facts.plan.growth is not None:
        yield from _grown(subject, facts.plan.growth)


def _grown(subject: Subject, growth: ScopeGrowth) -> Iterator[CheckResult]:
    if growth.elements_now > growth.elements_then and growth.days_now <= growth.days_then:
        yield by_roadmap(
            "W-04.grown",
            subject,
            say(
                "The scope grew from {then} to {now} elements, and the planned days did not.",
                then=growth.elements_then,
                now=growth.elements_now,
            ),
            say("Plan the days that the added scope takes."),
            blocks=False,
        )
