"""G3-SLA: each SLA in force has its whole months in a row: reported, reviewed with the customer, with trend (8.3.3).

The number of months is the roadmap's. A missed target fails nothing where an improvement was decided; a service that
joined later counts from its own day and is named to the body.
"""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_accreditation, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import happened, latest_by
from milepost.engines.rules.facts.agreements import SlaMonth, SlaRecord
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.months import Month, each_month, month_of, whole_months
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import as_written, say, say_many


@criterion("G3-SLA", "sla_records")
def sla_records_show_months(facts: ProgrammeFacts, on: date) -> Outcome:
    wanted = facts.settings.sla_record_months
    records = [r for r in there(facts.sla_records).records if _in_force(r, on)]
    results: list[CheckResult] = []
    if not records:
        results.append(
            by_standard(
                "8.3.3",
                "G3-SLA.none-in-force",
                whole(Kind.AGREEMENT, facts),
                say("No SLA is in force."),
                say("Agree SLAs and report on them month by month."),
                since=latest_by(on, (r.ended_on for r in there(facts.sla_records).records)),
            )
        )
    short = 0
    for record in records:
        found = [*judge_record("G3-SLA", facts, record, wanted, on)]
        short += any(result.blocks for result in found)
        results.extend(found)
    return conclude(
        results,
        holds=say_many(
            "Each of {all} SLAs has one whole month.",
            "Each of {all} SLAs has {count} whole months in a row.",
            wanted,
            all=len(records),
        ),
        fails=say("{short} of {all} SLAs do not show their months.", short=short, all=len(records)),
        held_since=latest_by(on, (month_of(m.month).last_day for r in records for m in r.months[-1:])),
    )


def _in_force(record: SlaRecord, on: date) -> bool:
    return record.in_force_from <= on and (record.ended_on is None or record.ended_on > on)


def judge_record(id_: str, facts: ProgrammeFacts, record: SlaRecord, wanted: int, on: date) -> Iterator[CheckResult]:
    """One SLA: enough complete months in a row, up to the last whole month or the one still being reported."""
    subject, name = about(Kind.AGREEMENT, record.agreement), record.agreement.label
    wanted = min(wanted, _possible(record, on)) if record.added_on else wanted
    run = run_of(record, on)
    if len(run) < wanted:
        yield by_roadmap(
            f"{id_}.too-few-months",
            subject,
            say_many(
                "{name} has {shown} of one whole month.",
                "{name} has {shown} of {count} whole months in a row.",
                wanted,
                name=name,
                shown=len(run),
            ),
            say("Report each month, review it with the customer and show the trend."),
            since=_broken_since(record, wanted, on) or record.added_on or record.in_force_from,
            clears_on=_clears_on(record, run, wanted, on),
        )
        yield from _gaps(id_, record, wanted, on)
    if record.added_on is not None and not happened(record.named_to_body_on, on):
        body = facts.body.appointed(on) if facts.body else None
        yield by_accreditation(
            f"{id_}.not-named",
            subject,
            say("{name} joined on {day} and is not named to the body.", name=name, day=record.added_on),
            say("Tell the body of the added service."),
            blocks=body is not None,
            since=record.added_on,
            clears_on=record.named_to_body_on,
        )


def complete(month: SlaMonth, on: date) -> bool:
    """Whether a month is reported, reviewed, with trend, and each missed target answered, by that day."""
    answered = not month.missed or happened(month.decided_on, on)
    return happened(month.reported_on, on) and happened(month.reviewed_on, on) and month.with_trend and answered


def run_of(record: SlaRecord, on: date) -> tuple[Month, ...]:
    """The complete months in a row that end with the last whole month, or the one before while that is reported.

    A month in the midst of which the SLA began is no whole one.
    """
    done = _done(record, on)
    last = month_of(on).plus(-1)
    if last not in done:
        last = last.plus(-1)
    run: list[Month] = []
    while last in done:
        run.append(last)
        last = last.plus(-1)
    return tuple(reversed(run))


def _done(record: SlaRecord, on: date) -> set[Month]:
    begun = record.added_on or record.in_force_from
    return {month_of(m.month) for m in record.months if complete(m, on) and month_of(m.month).first_day >= begun}


def _broken_since(record: SlaRecord, wanted: int, on: date) -> date | None:
    """The day on which a row that was long enough broke: its next month was over for a month and not complete."""
    done = _done(record, on)
    for month in sorted(done, reverse=True):
        missing = month.plus(1)
        since = missing.plus(2).first_day
        if missing not in done and since <= on and done.issuperset(each_month(missing.plus(-wanted), month)):
            return since
    return None


def _possible(record: SlaRecord, on: date) -> int:
    """How many whole months a service that joined later can have by now."""
    start = record.added_on or record.in_force_from
    return len(tuple(whole_months(start, month_of(on).plus(-1).last_day)))


def _clears_on(record: SlaRecord, run: tuple[Month, ...], wanted: int, on: date) -> date:
    """The end of the month that completes the row; today at the earliest, as it may only want reporting."""
    if run:
        first = run[0]
    else:
        start = max(record.in_force_from, month_of(on).first_day)
        first = month_of(start) if start.day == 1 else month_of(start).plus(1)
    return max(first.plus(wanted - 1).last_day, on)


def _gaps(id_: str, record: SlaRecord, wanted: int, on: date) -> Iterator[CheckResult]:
    """What each of the last whole months lacks, as remarks beside the count."""
    months = {month_of(month.month): month for month in record.months}
    last = month_of(on).plus(-1)
    first = max(last.plus(1 - wanted), month_of(record.in_force_from))
    subject = about(Kind.AGREEMENT, record.agreement)
    for back in range(wanted):
        month = last.plus(-back)
        if month < first:
            return
        known = months.get(month)
        name = as_written(str(month))
        if known is None or not happened(known.reported_on, on):
            text, fix = say("{month} is not reported.", month=name), say("Report it.")
        elif not happened(known.reviewed_on, on):
            text, fix = say("{month} is not reviewed with the customer.", month=name), say("Review it with them.")
        elif not known.with_trend:
            text, fix = say("The report of {month} shows no trend.", month=name), say("Add the trend.")
        elif not complete(known, on):
            text = say_many(
                "{month} missed one target, and no improvement was decided.",
                "{month} missed {count} targets, and no improvement was decided.",
                known.missed,
                month=name,
            )
            fix = say("Decide what is improved, or why nothing is.")
        else:
            continue
        yield by_standard("8.3.3", f"{id_}.month-incomplete", subject, text, fix, blocks=False)
