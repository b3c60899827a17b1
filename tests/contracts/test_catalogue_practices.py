"""The twenty practices and their rhythms, against the table of `programme-rules.md` written out here."""

import pytest

from milepost.catalogue import standard
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.practices import practice, practices
from milepost.engines.rules.clock.planned import LONG_OCCURRENCE_DAYS, OCCURRENCE_DAYS
from milepost.engines.rules.clock.rhythms import Flow, RhythmKind
from milepost.engines.rules.clock.sparse import NIL_DAYS

# Practice: its clauses, then its rhythms as kind:every_months:within_working_days.
PRACTICES = {
    "incident": ("8.6.1", "flow:0:10 triggered:1:0"),
    "service-request": ("8.6.2", "flow:0:10"),
    "problem": ("8.6.3", "sparse:1:10"),
    "change": ("8.5.1", "flow:0:10"),
    "release": ("8.5.3", "sparse:1:10"),
    "configuration": ("8.2.6", "sparse:1:10 planned:12:30"),
    "portfolio-catalogue": ("8.2.1 8.2.2 8.2.4", "planned:3:15"),
    "business-relationship": ("8.3.2", "planned:3:15"),
    "supplier": ("8.3.4 8.2.3", "planned:3:15"),
    "service-level": ("8.3.3", "planned:1:10"),
    "continuity": ("8.7.2", "planned:12:30 triggered:1:0"),
    "availability": ("8.7.1", "planned:1:10"),
    "capacity": ("8.4.3", "planned:3:15"),
    "information-security": ("8.7.3", "sparse:1:10 planned:12:30"),
    "asset": ("8.2.5", "planned:6:30"),
    "demand": ("8.4.2", "planned:3:15"),
    "budgeting": ("8.4.1", "planned:1:10"),
    "design-transition": ("8.5.2", "triggered:1:0"),
    "service-reporting": ("9.4", "planned:1:10"),
    "knowledge": ("7.6", "sparse:1:10"),
}
ROADMAP = {
    "incident",
    "problem",
    "service-request",
    "change",
    "release",
    "configuration",
    "portfolio-catalogue",
    "business-relationship",
    "continuity",
    "availability",
    "capacity",
    "information-security",
}
# Clauses of 8.2 to 8.7 that are no practice: general text and the control of parties seen through suppliers.
NO_PRACTICE = {"8.3.1"}


def test_the_twenty_practices_have_their_clauses_and_rhythms() -> None:
    written = {
        row.key: (
            " ".join(row.clauses),
            " ".join(f"{r.kind}:{r.every_months}:{r.within_working_days}" for r in row.rhythms),
        )
        for row in practices()
    }
    assert written == PRACTICES


def test_twelve_practices_are_the_roadmaps() -> None:
    assert {row.key for row in practices() if row.roadmap} == ROADMAP


def test_the_clauses_of_practices_exist_and_belong_to_one_practice_each() -> None:
    numbers = [number for row in practices() for number in row.clauses]
    assert len(numbers) == len(set(numbers))
    for number in numbers:
        standard.clause(number)


def test_the_practices_leave_out_no_clause_from_8_2_to_8_7() -> None:
    covered = {number for row in practices() for number in row.clauses}
    third_level = {row.number for row in standard.clauses() if row.depth == 3 and row.number.startswith("8.")}
    assert third_level - covered == NO_PRACTICE


def test_every_practice_has_key_figures_and_an_owner() -> None:
    for row in practices():
        assert 5 <= len(row.kpis) <= 6, row.key
        assert len({kpi.en for kpi in row.kpis}) == len(row.kpis), row.key
        assert row.owner.en, row.key


def test_the_rhythms_of_a_practice_have_keys_of_their_own() -> None:
    for row in practices():
        assert len({rhythm.key for rhythm in row.rhythms}) == len(row.rhythms), row.key


def test_the_days_of_a_rhythm_are_those_that_the_rules_judge_by() -> None:
    judged = {RhythmKind.FLOW: Flow().silent_days, RhythmKind.SPARSE: NIL_DAYS, RhythmKind.TRIGGERED: 0}
    for row in practices():
        for rhythm in row.rhythms:
            planned = OCCURRENCE_DAYS.get(rhythm.every_months, LONG_OCCURRENCE_DAYS)
            assert rhythm.within_working_days == judged.get(rhythm.kind, planned), (row.key, rhythm.key)


def test_a_practice_is_found_by_its_key() -> None:
    assert practice("incident").name.en == "Incident management"
    with pytest.raises(UnknownEntry, match="no practice “nonsense”"):
        practice("nonsense")
