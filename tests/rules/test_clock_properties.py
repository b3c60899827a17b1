"""What holds for every clock, whatever its days: later dates change nothing, more evidence never shortens a run."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, example, given
from hypothesis import strategies as st

from milepost.engines.rules.business_time import working_days_between
from milepost.engines.rules.clock.days import DayCount
from milepost.engines.rules.clock.facts import ClockFacts, Seal
from milepost.engines.rules.clock.reading import read_clock
from milepost.engines.rules.clock.records import Timing
from milepost.engines.rules.clock.rhythm_reading import ClockState
from milepost.engines.rules.clock.rhythms import Flow, NilStatement, Occurrence, Planned, Rhythm, Sparse, Triggered
from milepost.engines.rules.months import Month, add_months, month_of, months_between

LIVE = date(2026, 3, 2)
DAYS = st.integers(-20, 400).map(lambda offset: LIVE + timedelta(days=offset))
MONTHS = st.integers(0, 12).map(lambda offset: Month(2026, 3).plus(offset))
ALL_MONTHS = frozenset(Month(2026, 3).plus(offset) for offset in range(15))
LATER = st.integers(0, 400).map(lambda offset: LIVE + timedelta(days=(offset + 113) % 401))
"""A day since the go-live; the plainest one lies behind three months of operation."""

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
OCCURRENCES = st.builds(Occurrence, LATER, st.one_of(st.none(), LATER), st.one_of(st.none(), st.none(), LATER))
PLANNED = st.builds(
    Planned,
    st.sampled_from([1, 3, 6, 12]),
    st.lists(OCCURRENCES, max_size=8).map(tuple),
    st.one_of(st.none(), DAYS),
    DAYS,
)
MOST_MONTHS = st.frozensets(MONTHS, max_size=2).map(lambda gone: ALL_MONTHS - gone)
TRIGGERED = st.builds(
    Triggered,
    st.one_of(MOST_MONTHS, st.frozensets(MONTHS)),
    st.lists(DAYS, max_size=2).map(tuple),
    st.one_of(st.none(), st.lists(DAYS, max_size=2).map(tuple)),
)
DUE_EACH_MONTH = st.lists(st.tuples(st.integers(-9, 12), st.integers(0, 40)), min_size=12, max_size=12).map(
    lambda shifts: tuple(
        Occurrence(month.last_day, month.last_day + timedelta(by) if late < 37 else None)
        for month, (by, late) in zip(sorted(ALL_MONTHS), shifts, strict=False)
    )
)
KEPT = st.builds(Planned, st.sampled_from([1, 3, 12]), DUE_EACH_MONTH, st.just(LIVE), st.just(LIVE))
"""Due dates that are mostly kept: runs long enough to pass."""
RHYTHMS = st.one_of(FLOWS, SPARSE, PLANNED, KEPT, TRIGGERED)
SEALS = st.lists(st.builds(Seal, DAYS, st.sampled_from([Timing.SYSTEM_TIMED, Timing.HAND_KEPT])), max_size=3)


@st.composite
def clocks(draw: st.DrawFn, rhythms: st.SearchStrategy = RHYTHMS) -> ClockFacts:
    """Clocks dense and thin enough for runs to be made and broken."""
    step = draw(st.sampled_from([4, 6, 11, 15, 25]))
    offset = draw(st.integers(0, step))
    regular = [LIVE + timedelta(days=each) for each in range(offset - 20, 400, step)]
    gone = draw(st.sets(st.sampled_from(regular), max_size=12))
    extra = draw(st.sets(DAYS, max_size=10))
    counts = {day: draw(st.integers(0, 3)) for day in extra} | {day: 1 for day in regular if day not in gone}
    if draw(st.integers(0, 9)) == 0:
        counts = dict.fromkeys(extra, 1)
    return ClockFacts(
        "incident",
        "Incident",
        tuple(draw(st.lists(rhythms, min_size=1, max_size=2))),
        live_on=LIVE,
        live_until=draw(st.one_of(st.none(), st.none(), st.none(), LATER)),
        days=tuple(DayCount(day, counts[day]) for day in sorted(counts)),
        horizon=draw(st.one_of(st.just(LIVE + timedelta(days=400)), LATER)),
        holidays=draw(st.frozensets(DAYS, max_size=10)),
        redesigned_on=tuple(draw(st.lists(LATER, max_size=1))),
        seals=tuple(draw(st.one_of(st.just([]), SEALS))),
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
    """What ended by the earlier date has ended the same way, and what ran then started on the same day."""
    on, later = sorted((first, second))
    early, late = read_clock(facts, on=on), read_clock(facts, on=later)
    assert late.counted >= early.counted
    assert early.first_counted in (late.first_counted, None)
    assert all(late.discounted.get(ground, 0) >= count for ground, count in early.discounted.items())
    for was, becomes in zip(early.rhythms, late.rhythms, strict=True):
        assert [run.starts_on for run in becomes.runs[: len(was.runs)]] == [run.starts_on for run in was.runs]
        ended = [(run.starts_on, run.ends_on, run.counted) for run in was.runs if run.why_ended]
        assert [(run.starts_on, run.ends_on, run.counted) for run in becomes.runs[: len(ended)]] == ended
        gaps = [run.gap.from_on for run in was.runs if run.gap]
        assert [run.gap.from_on for run in becomes.runs if run.gap][: len(gaps)] == gaps


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
            occurrences = tuple(
                Occurrence(o.due_on, o.done_on if known(o.done_on) else None, o.moved_on if known(o.moved_on) else None)
                for o in rhythm.occurrences
            )
            approved_on = rhythm.due_dates_approved_on if known(rhythm.due_dates_approved_on) else None
            rhythms.append(replace(rhythm, occurrences=occurrences, due_dates_approved_on=approved_on))
        elif isinstance(rhythm, Triggered):
            rehearsed_on = tuple(day for day in rhythm.rehearsed_on if known(day))
            cases_on = None if rhythm.cases_on is None else tuple(day for day in rhythm.cases_on if known(day))
            rhythms.append(replace(rhythm, rehearsed_on=rehearsed_on, cases_on=cases_on))
        else:
            rhythms.append(rhythm)
    as_known = replace(
        facts,
        rhythms=tuple(rhythms),
        days=tuple(each for each in facts.days if known(each.day)),
        redesigned_on=tuple(filter(known, facts.redesigned_on)),
        live_until=facts.live_until if known(facts.live_until) else None,
        seals=tuple(seal for seal in facts.seals if known(seal.sealed_on)),
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


def quiet(facts: ClockFacts, on: date) -> ClockFacts:
    """The facts as they are known on a day: nothing more comes."""
    return replace(
        facts,
        days=tuple(each for each in facts.days if each.day <= on),
        live_until=facts.live_until if facts.live_until and facts.live_until < on else None,
        redesigned_on=tuple(day for day in facts.redesigned_on if day <= on),
        seals=tuple(seal for seal in facts.seals if seal.sealed_on <= on),
        rhythms=tuple(_as_known(rhythm, on) for rhythm in facts.rhythms),
    )


def _as_known(rhythm: Rhythm, on: date) -> Rhythm:
    if isinstance(rhythm, Planned):
        done = (
            Occurrence(o.due_on, o.done_on if o.done_on and o.done_on <= on else None)
            for o in rhythm.occurrences
            if not o.is_moved_late(on)
        )
        return replace(rhythm, occurrences=tuple(done))
    if isinstance(rhythm, Sparse):
        return replace(rhythm, nil_statements=tuple(nil for nil in rhythm.nil_statements if nil.signed_on <= on))
    if isinstance(rhythm, Triggered):
        cases_on = None if rhythm.cases_on is None else tuple(day for day in rhythm.cases_on if day <= on)
        rehearsed_on = tuple(day for day in rhythm.rehearsed_on if day <= on)
        return replace(rhythm, rehearsed_on=rehearsed_on, cases_on=cases_on)
    return rhythm


@given(clocks(), LATER)
def test_a_passed_clock_holds_to_the_day_it_says_if_nothing_more_comes(facts, on):
    facts = quiet(facts, on)
    outcome = read_clock(facts, on=on).outcome
    if outcome.passed and outcome.holds_until is not None:
        assert read_clock(facts, on=outcome.holds_until).passed


@given(clocks(st.one_of(FLOWS, SPARSE)), LATER)
def test_the_day_after_the_one_it_says_a_clock_fed_by_imports_holds_no_more(facts, on):
    """Imports go on and bring nothing: silence that is not imported would be none."""
    facts = replace(quiet(facts, on), horizon=LIVE + timedelta(days=800))
    outcome = read_clock(facts, on=on).outcome
    if outcome.passed:
        assert outcome.holds_until is not None
        assert not read_clock(facts, on=outcome.holds_until + timedelta(days=1)).passed


def as_promised(facts: ClockFacts, on: date, until: date) -> ClockFacts:
    """From a day on to another, everything goes on: records, due dates each month, quiet registers, imports.

    What is owed on that day is settled on it: a nil statement of a month that is over, too, where it is still in time.
    """
    ahead = [on + timedelta(days=offset) for offset in range((until - on).days + 1)]
    rhythms: list[Rhythm] = []
    for rhythm in quiet(facts, on).rhythms:
        if isinstance(rhythm, Planned):
            kept = (
                replace(o, done_on=max(o.due_on, on)) if o.done_on is None and o.due_on <= until else o
                for o in rhythm.occurrences
            )
            due = sorted({min(month_of(day).last_day, until) for day in ahead})
            rhythms.append(replace(rhythm, occurrences=(*kept, *(Occurrence(day, day) for day in due))))
        elif isinstance(rhythm, Sparse):
            owed = (NilStatement(month_of(on).plus(-back), on, "register") for back in (1, 2))
            rhythms.append(replace(rhythm, nil_statements=(*rhythm.nil_statements, *owed)))
        elif isinstance(rhythm, Triggered):
            rhythms.append(
                replace(rhythm, no_trigger_months=rhythm.no_trigger_months | {month_of(day) for day in ahead})
            )
        else:
            rhythms.append(rhythm)
    known = quiet(facts, on)
    return replace(
        known,
        rhythms=tuple(rhythms),
        days=(*known.days, *(DayCount(day, 1) for day in ahead)),
        horizon=until,
        seals=(*known.seals, *(Seal(until, seal.timing) for seal in known.seals)),
    )


A_MONTH_OWED = ClockFacts(
    "incident", "Incident", (Sparse(),), live_on=LIVE, days=(DayCount(LIVE, 1),), horizon=date(2026, 5, 1)
)
"""April, over since a day, has neither a record nor its nil statement, which is still in time."""


@given(clocks(), LATER)
@example(A_MONTH_OWED, date(2026, 5, 1))
def test_a_clock_that_holds_from_a_day_passes_on_that_day_if_all_goes_on(facts, on):
    """What "holds from" promises: records go on, due dates are kept, and the records are imported again."""
    facts = replace(quiet(facts, on), horizon=on)
    reading = read_clock(facts, on=on)
    if reading.passed or reading.holds_from is None:
        return
    assert reading.holds_from >= on
    then = read_clock(as_promised(facts, on, reading.holds_from), on=reading.holds_from)
    assert then.passed, [str(result.text) for result in then.outcome.results if result.blocks]
