"""The operation clock from records that a desk keeps, through public commands."""

from datetime import date
from pathlib import Path

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.evidence import operation
from tests.evidence.operation import apply_text, clock_of, daily, import_rows, row
from tests.people import cli


@pytest.fixture
def designed(programme: Programme, ada: Person, olga: Person, ben: Person, iris: Person, tmp_path: Path) -> Path:
    """All twenty live since 1 June; a folder for files."""
    assert apply_text(tmp_path, operation.design()).json["refused"] == []
    return tmp_path


def test_a_flow_passes_three_months_after_its_first_counted_record(designed: Path) -> None:
    import_rows(designed, daily("incident", date(2026, 6, 10)))
    flow = clock_of("incident")[0]
    assert (flow["rhythm"], flow["passed"], flow["run_start"], flow["complete_on"]) == (
        "flow", True, "2026-06-10", "2026-09-10",
    )  # fmt: skip
    assert (flow["first_counted"], flow["last_counted"], flow["horizon"]) == ("2026-06-10", "2026-11-20", "2026-11-20")
    assert flow["months_complete"] == 5
    before = clock_of("incident", "2026-09-09")[0]
    assert (before["passed"], before["holds_from"]) == (False, "2026-09-10")


def test_a_gap_of_more_than_ten_working_days_breaks_the_run(designed: Path) -> None:
    import_rows(designed, daily("incident", last=date(2026, 9, 30)) + daily("incident", date(2026, 10, 19)))
    flow = clock_of("incident")[0]
    assert (flow["passed"], flow["run_start"], flow["complete_on"]) == (False, "2026-10-19", "2027-01-19")
    (gap,) = flow["gaps"]  # type: ignore[misc]
    assert (gap["from"], gap["to"]) == ("2026-10-01", "2026-10-16")


def test_ten_silent_working_days_are_borne(designed: Path) -> None:
    import_rows(designed, daily("incident", last=date(2026, 9, 30)) + daily("incident", date(2026, 10, 15)))
    assert clock_of("incident")[0]["run_start"] == "2026-06-01"


def test_records_that_nobody_imported_yet_are_no_silence(designed: Path) -> None:
    import_rows(designed, daily("incident", last=date(2026, 10, 30)), last="2026-10-30")
    flow = clock_of("incident", "2026-11-23")[0]
    assert (flow["state"], flow["passed"], flow["gaps"]) == ("import_first", False, [])
    assert clock_of("incident", "2026-11-06")[0]["passed"] is True


def test_an_import_that_does_not_say_what_it_covers_leaves_no_horizon(designed: Path) -> None:
    import_rows(designed, daily("incident"), first="")
    assert (clock_of("incident")[0]["horizon"], clock_of("incident")[0]["state"]) == (None, "import_first")


def test_each_ground_is_counted_by_name(designed: Path) -> None:
    day = date(2026, 8, 12)
    rows = [
        *daily("incident"),
        row("incident", 9001, day, state="Cancelled"),
        row("incident", 9002, day, entered="2026-08-25T09:00:00+07:00"),
        row("incident", 9003, day, service="Mainframe"),
        row("incident", 9004, date(2026, 5, 20)),
        *(f"incident,burst-{n},{_event(n)},2026-07-06T08:{n:02}:00+07:00,Closed,,one-person" for n in range(12)),
    ]
    import_rows(designed, rows, first="2026-05-01")
    flow = clock_of("incident")[0]
    assert flow["discounted"] == {
        "cancelled": 1, "late": 1, "unmapped": 1, "outside_live_dates": 1, "burst": 11,
    }  # fmt: skip
    assert flow["unmapped"] == 1
    assert flow["received"] == len(rows) == flow["counted"] + sum(flow["discounted"].values())  # type: ignore[operator, attr-defined]


def test_an_unmapped_service_counts_once_its_code_is_in_scope(designed: Path, sari: Person) -> None:
    import_rows(designed, [row("incident", n, day, service="email") for n, day in enumerate([date(2026, 9, 1)])])
    assert clock_of("incident")[0]["discounted"] == {"unmapped": 1}
    known = '[[units]]\ncode = "work"\nname = "Workplace"\n[[services]]\ncode = "email"\nname = "E-mail"\n'
    assert apply_text(designed, known + 'delivered_by = "work"\n').json["refused"] == []
    assert clock_of("incident")[0]["discounted"] == {"out_of_scope": 1}
    assert apply_text(designed, '[[scope]]\nkind = "service"\ncode = "email"\nstate = "in"\n').json["refused"] == []
    flow = clock_of("incident")[0]
    assert (flow["counted"], flow["discounted"]) == (1, {})


def test_a_new_tool_a_late_procedure_and_a_go_live_change_the_count_at_once(designed: Path) -> None:
    import_rows(designed, daily("incident"))
    assert clock_of("incident")[0]["passed"] is True
    apply_text(
        designed, '[[tools]]\npractice = "incident"\nsource = "desk"\nfrom_on = 2026-02-02\nuntil_on = 2026-07-31\n'
    )
    flow = clock_of("incident")[0]
    assert flow["passed"] is False
    assert flow["discounted"] == {"other_tool": len(daily("incident", date(2026, 8, 1)))}


def test_records_of_a_practice_without_an_approved_procedure_do_not_count(
    programme: Programme, ada: Person, iris: Person, tmp_path: Path
) -> None:
    apply_text(tmp_path, '[[practices]]\ncode = "incident"\nlive_on = 2026-06-01\nbefore = true\nreason = "Minutes"\n')
    import_rows(tmp_path, daily("incident"))
    flow = clock_of("incident")[0]
    assert (flow["counted"], flow["passed"]) == (0, False)
    assert flow["discounted"] == {"no_approved_procedure": len(daily("incident"))}


def test_the_source_of_the_first_import_stands_for_a_tool_that_nobody_declared(
    programme: Programme, ada: Person, iris: Person, tmp_path: Path
) -> None:
    apply_text(
        tmp_path,
        '[[practices]]\ncode = "incident"\nlive_on = 2026-06-01\nbefore = true\nreason = "Minutes"\n'
        'procedure = "Incidents"\nprocedure_approved_on = 2026-05-15\nprocedure_approved_by = "Sari"\n',
    )
    import_rows(tmp_path, daily("incident"))
    assert clock_of("incident")[0]["passed"] is True


def test_a_month_without_a_record_needs_the_owners_signed_word(designed: Path) -> None:
    rows = [r for r in operation.monthly("problem") if "2026-10-03" not in r]
    import_rows(designed, rows)
    (sparse,) = clock_of("problem")
    assert sparse["passed"] is False
    assert "2026-10" in str(sparse["gaps"])


def test_the_clock_ends_with_status_one_while_something_does_not_pass(designed: Path) -> None:
    import_rows(designed, daily("change"))
    assert cli("records", "clock", "sms-1", "--practice", "change", "--on", operation.JUDGED,
               "--as", "iris@cakrawala.example", "--json").exit_code == 0  # fmt: skip
    assert cli("records", "clock", "sms-1", "--as", "iris@cakrawala.example", "--json").exit_code == 1
    unknown = cli("records", "clock", "sms-1", "--practice", "nothing", "--as", "iris@cakrawala.example", "--json")
    assert (unknown.exit_code, unknown.json["code"]) == (2, "unknown-practice")


def test_a_stranger_finds_no_clock(designed: Path, zoe: Person) -> None:
    ran = cli("records", "clock", "sms-1", "--as", "zoe@bukit.example", "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, "unknown-programme")


def _event(number: int) -> str:
    """Days before they were entered together."""
    return f"2026-07-0{number % 3 + 1}T10:{number:02}:00+07:00"
