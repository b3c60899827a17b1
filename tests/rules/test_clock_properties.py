"""What holds for every clock, whatever its days: later dates change nothing, more evidence never shortens a run."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from milepost.engines.rules.business_time import working_days_between
from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.reading import read_clock
from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.clock.rhythms import Flow, NilStatement, Occurrence, Planned, Sparse, Triggered
from milepost.engines.rules.months import Month, add_months, months_between

LIVE = date(2026, 3, 2)
DAYS = st.integers(-20, 400).map(lambda offset: LIVE + timedelta(days=offset))
MONTHS = st.integers(0, 12).map(lambda offset: Month(2026, 3).plus(offset))
LATER = st.integers(0, 400).map(lambda offset: LIVE + timedelta(days=offset))

FLOWS = st.builds(Flow, st.integers(5, 20))
SPARSE = st.builds(
    Sparse,
    st.lists(
        MONTHS.flatmap(
            lambda month: st.builds(
                NilStatement,
                st.just(month),
                st.integers(-2, 20).map(lambda d: month.last_day + timedelta(d)),
                st.just("register"),
            )
        ),
        max_size=8,
    ).map(tuple),
)
OCCURRENCES = st.builds(Occurrence, LATER, st.one_of(st.none(), LATER), st.integers(0, 9).map(lambda n: n == 0))
PLANNED = st.builds(
    Planned,
    st.sampled_from([1, 3, 6, 12]),
    st.lists(OCCURRENCES, max_size=8).map(tuple),
    st.one_of(st.none(), DAYS),
    DAYS,
)
TRIGGERED = st.builds(Triggered, st.frozensets(MONTHS), st.lists(DAYS, max_size=2).map(tuple))
RHYTHMS = st.one_of(FLOWS, SPARSE, PLANNED, TRIGGERED)


@st.composite
def clocks(draw: st.DrawFn, rhythms: st.SearchStrategy = RHYTHMS) -> ClockFacts:
    """Clocks dense and thin enough for runs to be made and broken."""
    step = draw(st.sampled_from([1, 5, 11, 15, 25]))
    counts = {day: draw(st.integers(0, 3)) for day in draw(st.sets(DAYS, max_size=420 // step))}
    return ClockFacts(
        "incident",
        "Incident",
        tuple(draw(st.lists(rhythms, min_size=1, max_size=2))),
        live_on=LIVE,
        live_until=draw(st.one_of(st.none(), st.none(), st.none(), LATER)),
        days=tuple(DayCount(day, counts[day]) for day in sorted(counts)),
        horizon=draw(LATER),
        holidays=draw(st.frozensets(DAYS, max_size=10)),
        redesigned_on=tuple(draw(st.lists(LATER, max_size=1))),
    )


def with_record(facts: ClockFacts, day: date) -> ClockFacts:
    counts = {each.day: each for each in facts.days}
    counts[day] = DayCount(day, counts[day].counted + 1 if day in counts else 1)
    return replace(facts, days=tuple(counts[each] for each in sorted(counts)))


@given(clocks(), LATER, DAYS)
def test_one_more_counting_record_never_shortens_a_run(facts, on, day):
    assume(facts.live_until is None or day <= facts.live_until)
    before = read_clock(facts, on=on)
    after = read_clock(with_record(facts, day), on=on)
    for was, becomes in zip(before.rhythms, after.rhythms, strict=True):
        if was.run:
            assert becomes.run is not None
            assert becomes.run.starts_on <= was.run.starts_on
    assert after.counted >= before.counted


@given(clocks(), LATER, LATER)
def test_a_later_date_changes_nothing_of_what_was_counted(facts, first, second):
    on, later = sorted((first, second))
    early, late = read_clock(facts, on=on), read_clock(facts, on=later)
    assert late.counted >= early.counted
    assert late.first_counted == early.first_counted or early.first_counted is None
    # What ended by then has ended the same way, and what ran then started on the same day.
    for was, becomes in zip(early.rhythms, late.rhythms, strict=False):
        if all(isinstance(rhythm, Flow) for rhythm in facts.rhythms) and facts.horizon and facts.horizon >= later:
            assert [run.starts_on for run in becomes.runs[: len(was.runs)]] == [run.starts_on for run in was.runs]
            ended = [(run.starts_on, run.ends_on, run.counted) for run in was.runs if run.why_ended]
            assert [(run.starts_on, run.ends_on, run.counted) for run in becomes.runs[: len(ended)]] == ended


@given(clocks(), LATER)
def test_facts_dated_after_the_judged_date_are_ignored(facts, on):
    def known(day: date | None) -> bool:
        return day is not None and day <= on

    rhythms = []
    for rhythm in facts.rhythms:
        if isinstance(rhythm, Sparse):
            rhythms.append(
                replace(rhythm, nil_statements=tuple(n for n in rhythm.nil_statements if known(n.signed_on)))
            )
        elif isinstance(rhythm, Planned):
            done = (o if known(o.done_on) else replace(o, done_on=None) for o in rhythm.occurrences)
            approved_on = rhythm.due_dates_approved_on if known(rhythm.due_dates_approved_on) else None
            rhythms.append(replace(rhythm, occurrences=tuple(done), due_dates_approved_on=approved_on))
        elif isinstance(rhythm, Triggered):
            rehearsed_on = tuple(day for day in rhythm.rehearsed_on if known(day))
            rhythms.append(replace(rhythm, rehearsed_on=rehearsed_on))
        else:
            rhythms.append(rhythm)
    as_known = replace(
        facts,
        rhythms=tuple(rhythms),
        days=tuple(each for each in facts.days if known(each.day)),
        redesigned_on=tuple(filter(known, facts.redesigned_on)),
        live_until=facts.live_until if known(facts.live_until) else None,
    )
    ours, theirs = read_clock(facts, on=on), read_clock(as_known, on=on)
    assert ours.outcome == theirs.outcome
    assert [reading.runs for reading in ours.rhythms] == [reading.runs for reading in theirs.rhythms]


@given(clocks(), LATER)
def test_runs_follow_one_another_and_end_by_the_judged_date(facts, on):
    for reading in read_clock(facts, on=on).rhythms:
        previous = date.min
        for run in reading.runs:
            assert previous < run.starts_on <= run.ends_on <= on
            assert run.starts_on >= LIVE
            assert run.counted >= 0
            previous = run.ends_on
        assert all(run.why_ended for run in reading.earlier_runs)


@given(clocks(), LATER)
def test_months_and_verdict_agree(facts, on):
    reading = read_clock(facts, on=on)
    for each in reading.rhythms:
        if each.run:
            assert each.complete_on == add_months(each.run.starts_on, 3)
            assert each.months_complete == months_between(each.run.starts_on, on)
    if reading.passed:
        assert reading.state is ClockState.COMPLETE
        assert reading.months_complete >= 3
        assert reading.complete_on is not None
        assert reading.complete_on <= on
        assert reading.outcome.holds_until is None or reading.outcome.holds_until >= on
    else:
        assert any(result.blocks for result in reading.outcome.results)
    assert reading.passed is (
        reading.state is ClockState.COMPLETE and not any(r.blocks for r in reading.outcome.results)
    )


@given(clocks(FLOWS), LATER)
def test_a_flow_run_is_the_longest_stretch_without_a_gap_that_ends_at_the_judged_date(facts, on):
    """Counted naively, back from the judged date."""
    (rhythm, *_) = facts.rhythms
    assume(facts.live_until is None or facts.live_until >= on)
    assume(not any(day <= on for day in facts.redesigned_on))
    seen_until = min(on, facts.horizon)
    days = [each.day for each in facts.days if each.counted and LIVE <= each.day <= on]
    start, following = None, max([seen_until, *days[-1:]]) + timedelta(days=1)
    for day in reversed(days):
        silent = working_days_between(day, min(following, seen_until + timedelta(days=1)), facts.holidays)
        if silent > rhythm.silent_days:
            break
        start = following = day
    run = read_clock(facts, on=on).rhythms[0].run
    assert (run.starts_on if run else None) == start


@given(clocks(st.one_of(FLOWS, SPARSE)), LATER)
def test_a_passed_clock_still_passes_on_the_last_day_it_says_and_nothing_more_comes(facts, on):
    quiet = replace(facts, days=tuple(each for each in facts.days if each.day <= on), live_until=None, redesigned_on=())
    outcome = read_clock(quiet, on=on).outcome
    if outcome.passed:
        assert outcome.holds_until is not None
        assert read_clock(quiet, on=outcome.holds_until).passed
