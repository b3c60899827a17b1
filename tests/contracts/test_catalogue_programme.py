"""Phases, gates, rules, warnings, roles and settings, against what `programme-rules.md` says, written out here."""

import re
from collections import Counter

import pytest

from milepost.catalogue import programme, standard
from milepost.catalogue.loader import UnknownEntry
from milepost.engines.rules.criteria import CRITERIA as JUDGED
from milepost.engines.rules.facts.settings import Phase, Settings
from milepost.engines.rules.results import Basis
from milepost.engines.rules.sequence import GUARDS
from milepost.platform.organisations.roles import Role

# Phase: months, internal days, external days, number of outputs.
PHASES = {
    "P1": ("foundation", (1, 2), (80, 120), (10, 20), 5),
    "P2": ("design", (2, 5), (250, 350), (60, 100), 9),
    "P3": ("implementation", (5, 10), (100, 150), (20, 40), 6),
    "P4": ("certification", (10, 12), (60, 100), (0, 10), 6),
}
# Criterion: where its demand comes from, and the clauses that a result may cite.
CRITERIA = {
    "G1-SCOPE": (Basis.STANDARD, "4.3 8.2.3.1"),
    "G1-GAP": (Basis.ROADMAP, ""),
    "G1-GOVERNANCE": (Basis.ROADMAP, ""),
    "G1-SPONSOR": (Basis.ROADMAP, ""),
    "G1-PLAN": (Basis.ROADMAP, ""),
    "G2-POLICY": (Basis.STANDARD, "5.2.1 5.2.2"),
    "G2-CONTROL": (Basis.STANDARD, "7.5.2 7.5.3"),
    "G2-RISK": (Basis.STANDARD, "6.1.1 6.1.2 6.1.3"),
    "G2-OBJECTIVES": (Basis.STANDARD, "6.2.1 6.2.2"),
    "G2-SMP": (Basis.STANDARD, "6.3"),
    "G2-PROCEDURES": (Basis.ROADMAP, ""),
    "G2-ROLES": (Basis.ROADMAP, ""),
    "G2-SLA": (Basis.STANDARD, "8.2.2 8.3.3"),
    "G2-CMDB": (Basis.ROADMAP, ""),
    "G2-AUDIT": (Basis.STANDARD, "9.2.2"),
    "G3-OPERATION": (Basis.ROADMAP, ""),
    "G3-SLA": (Basis.ROADMAP, ""),
    "G3-TRAINING": (Basis.STANDARD, "7.2 7.3"),
    "G3-CMDB": (Basis.ROADMAP, ""),
    "G3-AUDIT": (Basis.ROADMAP, ""),
    "G3-CAPA": (Basis.STANDARD, "10.1.1 10.1.2"),
    "G3-REVIEW": (Basis.STANDARD, "9.3"),
    "G4-BODY": (Basis.ACCREDITATION, ""),
    "G4-STAGE1": (Basis.ROADMAP, ""),
    "G4-STAGE2": (Basis.ACCREDITATION, ""),
    "G4-FINDINGS": (Basis.ACCREDITATION, ""),
    "G4-CERTIFICATE": (Basis.ACCREDITATION, ""),
}
ACCREDITATION_RULES = {"S-09", "S-13", "S-14", "S-15", "S-18", "S-19", "S-20"}
ROLES = {role.value for role in Role}
# Key: default, unit, bounds, where the default comes from. No number of these stands in a clause.
SETTINGS = {
    "months_of_operation": (3, "month", 1, 12, Basis.ROADMAP),
    "sla_record_months": (3, "month", 1, 12, Basis.ROADMAP),
    "silent_gap_working_days": (10, "working-day", 5, 20, Basis.PROGRAMME),
    "cmdb_accuracy": (95, "percent", 50, 100, Basis.PROGRAMME),
    "cmdb_verified_within_days": (90, "day", 1, 365, Basis.PROGRAMME),
    "reconciliation_within_months": (3, "month", 1, 12, Basis.PROGRAMME),
    "audit_to_stage2_refused_days": (21, "day", 14, 90, Basis.ROADMAP),
    "audit_to_stage2_warned_days": (56, "day", 21, 180, Basis.PROGRAMME),
    "stage2_interval_months": (6, "month", 1, 24, Basis.PROGRAMME),
    "body_cooling_off_years": (2, "year", 2, 5, Basis.ACCREDITATION),
}
FEATURES = """
portfolio programmes actions governance improvement documents services management gaps practices cmdb people
evidence audits certification plans drafting gates reports
"""


def test_the_four_phases_have_their_months_days_and_outputs() -> None:
    written = {
        phase.id: (
            phase.key,
            (phase.first_month, phase.last_month),
            phase.internal_days,
            phase.external_days,
            len(phase.outputs),
        )
        for phase in programme.phases()
    }
    assert written == PHASES


def test_the_day_rows_add_up_to_what_the_warning_compares_with() -> None:
    internal = [phase.internal_days for phase in programme.phases()]
    external = [phase.external_days for phase in programme.phases()]
    assert [sum(ends) for ends in zip(*internal, strict=True)] == [490, 720]
    assert [sum(ends) for ends in zip(*external, strict=True)] == [90, 170]


def test_outputs_are_numbered_within_their_phase_and_kept_by_a_feature() -> None:
    for phase in programme.phases():
        assert [output.id for output in phase.outputs] == [f"{phase.id}-O{n}" for n in range(1, len(phase.outputs) + 1)]
        assert {output.kept_by for output in phase.outputs} <= set(FEATURES.split())
        assert set(phase.roles) <= ROLES


def test_phases_and_gates_answer_to_id_and_key() -> None:
    assert programme.phase("P2") is programme.phase("design")
    assert programme.gate("G4") is programme.gate("certification")
    assert [phase.key for phase in programme.phases()] == [phase.value for phase in Phase]
    assert [gate.key for gate in programme.gates()] == [phase.value for phase in Phase]


@pytest.mark.parametrize("phase", PHASES)
def test_the_shares_of_a_phase_add_to_100(phase: str) -> None:
    shares = [activity.share for activity in programme.activities() if activity.phase == phase]
    assert sum(shares) == 100
    assert 15 <= len(shares) <= 55
    assert min(shares) > 0


def test_activities_work_towards_every_output_of_their_phase() -> None:
    for phase in programme.phases():
        towards = {activity.output for activity in programme.activities() if activity.phase == phase.id}
        assert towards == {output.id for output in phase.outputs}


def test_activities_are_led_by_a_role_and_follow_activities_of_their_phase() -> None:
    by_key = {activity.key: activity for activity in programme.activities()}
    assert len(by_key) == len(programme.activities())
    for activity in programme.activities():
        assert activity.role in ROLES, activity.key
        for earlier in activity.after:
            assert by_key[earlier].phase == activity.phase, activity.key


def test_no_activity_waits_for_itself() -> None:
    waits = {activity.key: set(activity.after) for activity in programme.activities()}
    while free := {key for key, after in waits.items() if not after}:
        waits = {key: after - free for key, after in waits.items() if key not in free}
    assert waits == {}


def test_the_27_criteria_stand_once_with_their_basis_and_clauses() -> None:
    assert [criterion.id for criterion in programme.criteria()] == list(CRITERIA)
    written = {row.id: (row.basis, " ".join(row.clauses)) for row in programme.criteria()}
    assert written == CRITERIA
    assert Counter(row.gate for row in programme.criteria()) == {
        "foundation": 5,
        "design": 10,
        "implementation": 7,
        "certification": 5,
    }


def test_the_rules_judge_the_criteria_of_the_catalogue_at_their_gates() -> None:
    named = {criterion.id: criterion.gate for criterion in programme.criteria()}
    assert {id_: judged.gate.value for id_, judged in JUDGED.items()} == named


def test_a_criterion_belongs_to_the_gate_its_id_names() -> None:
    for gate in programme.gates():
        assert {criterion.id.partition("-")[0] for criterion in gate.criteria} == {gate.id}
        assert {criterion.gate for criterion in gate.criteria} == {gate.key}


def test_each_gate_closes_a_phase_and_opens_the_next() -> None:
    assert [(gate.closes, gate.opens) for gate in programme.gates()] == [
        ("P1", "P2"),
        ("P2", "P3"),
        ("P3", "P4"),
        ("P4", ""),
    ]


def test_only_what_the_standard_demands_cites_a_clause() -> None:
    for row in (*programme.criteria(), *programme.sequencing_rules()):
        assert bool(row.clauses) == (row.basis is Basis.STANDARD), row.id
        for number in row.clauses:
            standard.clause(number)


def test_clauses_that_a_criterion_touches_exist_and_are_not_among_those_it_cites() -> None:
    for criterion in programme.criteria():
        assert not set(criterion.touches) & set(criterion.clauses), criterion.id
        for number in criterion.touches:
            standard.clause(number)


def test_every_criterion_is_fed_by_features() -> None:
    for criterion in programme.criteria():
        assert criterion.fed_by, criterion.id
        assert set(criterion.fed_by) <= set(FEATURES.split()), criterion.id


def test_accuracy_months_and_procedures_are_never_laid_at_the_standards_door() -> None:
    for id_ in ("G2-CMDB", "G3-CMDB", "G3-OPERATION", "G3-SLA", "G2-PROCEDURES"):
        assert programme.criterion(id_).basis is not Basis.STANDARD
    for id_ in ("S-03", "S-06", "S-07"):
        assert programme.sequencing_rule(id_).basis is not Basis.STANDARD
    assert {setting.basis for setting in programme.settings()} <= {
        Basis.ROADMAP,
        Basis.PROGRAMME,
        Basis.ACCREDITATION,
    }


def test_the_twenty_sequencing_rules_stand_once() -> None:
    assert [rule.id for rule in programme.sequencing_rules()] == [f"S-{number:02}" for number in range(1, 21)]
    by_accreditation = {rule.id for rule in programme.sequencing_rules() if rule.basis is Basis.ACCREDITATION}
    assert by_accreditation == ACCREDITATION_RULES
    assert programme.sequencing_rule("S-16").clauses == ("9.2.2",)


def test_every_guarded_step_has_the_rules_that_guard_it() -> None:
    guarded: dict[str, set[str]] = {}
    for rule in programme.sequencing_rules():
        for step in rule.steps:
            guarded.setdefault(step, set()).add(rule.id)
    assert guarded == {
        "open-phase": {"S-01", "S-17"},
        "take-practice-live": {"S-02", "S-03"},
        "appoint-body": {"S-08", "S-09", "S-20"},
        "submit-application": {"S-10"},
        "confirm-audit": {"S-09"},
        "confirm-stage2": {"S-04", "S-05", "S-06", "S-07", "S-09", "S-11", "S-12", "S-19"},
        "record-outcome": {"S-13", "S-14"},
        "cycle": {"S-15"},
        "assign": {"S-16"},
        "change-scope": {"S-18"},
    }
    by_rules = {step.value: set(rules) for step, rules in GUARDS.items()}
    assert by_rules == {step: rules for step, rules in guarded.items() if step in by_rules}


def test_the_eleven_warnings_stand_once() -> None:
    assert [warning.id for warning in programme.warnings()] == [f"W-{number:02}" for number in range(1, 12)]
    own = {warning.id for warning in programme.warnings() if warning.basis is Basis.PROGRAMME}
    assert own == {"W-09", "W-11"}


def test_the_roles_are_those_of_the_product_and_some_must_be_filled() -> None:
    assert {role.key for role in programme.roles()} == ROLES
    assert len(programme.roles()) == 10
    assert {role.key for role in programme.roles() if not role.must_fill} == {
        "contributor",
        "reader",
        "external-auditor",
    }
    assert {role.key for role in programme.roles() if role.level == "organisation"} == {"administrator"}


def test_the_settings_have_these_defaults_bounds_and_bases() -> None:
    written = {row.key: (row.default, row.unit, row.minimum, row.maximum, row.basis) for row in programme.settings()}
    assert written == SETTINGS
    assert all(row.minimum <= row.default <= row.maximum for row in programme.settings())


def test_the_rules_start_from_the_defaults_of_the_catalogue() -> None:
    defaults = Settings()
    known = {row.key: row.default for row in programme.settings() if hasattr(defaults, row.key)}
    assert {key: int(getattr(defaults, key)) for key in known} == known
    assert len(known) >= 9


def test_settings_and_rules_name_each_other() -> None:
    ids = {row.id for row in (*programme.criteria(), *programme.sequencing_rules(), *programme.warnings())}
    for setting in programme.settings():
        assert set(setting.used_by) <= ids, setting.key
    for rule in programme.sequencing_rules():
        for key in rule.settings:
            assert rule.id in programme.setting(key).used_by, rule.id


def test_every_number_of_a_default_is_the_number_of_its_setting() -> None:
    for rule in programme.sequencing_rules():
        if not rule.settings or rule.id == "S-19":  # S-19 takes the number from the body
            continue
        assert rule.default is not None
        numbers = {str(programme.setting(key).default) for key in rule.settings}
        for words in (rule.default.en, rule.default.id):
            assert set(re.findall(r"\d+", words)) == numbers, rule.id


@pytest.mark.parametrize(
    ("lookup", "kind"),
    [
        (programme.phase, "phase"),
        (programme.gate, "gate"),
        (programme.criterion, "criterion"),
        (programme.sequencing_rule, "sequencing rule"),
        (programme.warning, "warning"),
        (programme.role, "role"),
        (programme.setting, "setting"),
    ],
)
def test_what_the_catalogue_lacks_is_named_in_the_refusal(lookup, kind) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownEntry, match=f"no {kind} “nonsense”"):
        lookup("nonsense")


@pytest.mark.parametrize("key", sorted(SETTINGS))
def test_each_setting_is_found_by_its_key(key: str) -> None:
    assert programme.setting(key).default == SETTINGS[key][0]


@pytest.mark.parametrize("key", sorted(ROLES))
def test_each_role_is_found_by_its_key(key: str) -> None:
    assert programme.role(key).key == key


@pytest.mark.parametrize("id_", [f"W-{number:02}" for number in range(1, 12)])
def test_each_warning_is_found_by_its_id(id_: str) -> None:
    assert programme.warning(id_).id == id_
