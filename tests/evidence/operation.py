"""A programme whose twenty practices operate, told through public commands only.

Live since 1 June 2026 under procedures of 15 May; every rhythm is kept until 20 November, the last imported day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from milepost.catalogue.practices import practices
from milepost.engines.rules.clock.rhythms import RhythmKind
from milepost.platform.organisations.models import Person
from tests.people import Ran, cli

LIVE, LAST = date(2026, 6, 1), date(2026, 11, 20)
JUDGED = "2026-11-23"
MAPPING = """\
mapping: 1
source: {system: desk, timing: TIMING, timezone: Asia/Jakarta}
practice: {from: practice, values: {PRACTICES}}
fields:
  source_id: {from: number}
  opened_at: {from: opened, as: datetime}
  entered_at: {from: entered, as: datetime}
  state: {from: state, values: {Closed: closed, Cancelled: cancelled}}
  service: {from: service}
  actor: {from: who}
"""
HEAD = "practice,number,opened,entered,state,service,who"


def mapping_file(folder: Path, timing: str = "system-timed") -> Path:
    """The mapping of the desk, in which a column names the practice."""
    known = ", ".join(f"{practice.key}: {practice.key}" for practice in practices())
    file = folder / f"desk-{timing}.yaml"
    file.write_text(MAPPING.replace("TIMING", timing).replace("PRACTICES", known), encoding="utf-8")
    return file


def row(practice: str, number: int, day: date, *, state: str = "Closed", service: str = "", entered: str = "") -> str:
    """One record, opened at nine and entered five minutes later, unless `entered` says when."""
    written = entered or f"{day}T09:05:00+07:00"
    opened, who = f"{day}T09:00:00+07:00", f"person-{number % 40}"
    return f"{practice},{practice}-{day:%m%d}-{number},{opened},{written},{state},{service},{who}"


def workdays(first: date, last: date) -> Iterator[date]:
    """Monday to Friday."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day.weekday() < 5:
            yield day


def daily(practice: str, first: date = LIVE, last: date = LAST) -> list[str]:
    """A record each working day."""
    return [row(practice, number, day) for number, day in enumerate(workdays(first, last))]


def monthly(practice: str, first: date = LIVE, last: date = LAST) -> list[str]:
    """A record on the third of each month."""
    days = [day for offset in range((last - first).days + 1) if (day := first + timedelta(days=offset)).day == 3]
    return [row(practice, number, day) for number, day in enumerate(days)]


def all_records() -> list[str]:
    """What every practice with records leaves."""
    rows: list[str] = []
    for practice in practices():
        for rhythm in practice.rhythms:
            if rhythm.kind is RhythmKind.FLOW:
                rows += daily(practice.key)
            elif rhythm.kind is RhythmKind.SPARSE:
                rows += monthly(practice.key)
    return rows


def import_rows(
    folder: Path, rows: list[str], *, first: str = "2026-06-01", last: str = "2026-11-20", timing: str = "system-timed"
) -> Ran:
    """Import records of the desk, complete for a period."""
    file = folder / f"desk-{len(list(folder.iterdir()))}.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    cover = ["--complete-from", first, "--complete-to", last] if first else []
    return cli("records", "import", "sms-1", "incident", file, "--mapping", mapping_file(folder, timing), *cover,
               "--as", "ada@cakrawala.example", "--json")  # fmt: skip


def apply_text(folder: Path, text: str, who: str = "ada@cakrawala.example") -> Ran:
    """Apply a TOML file."""
    file = folder / f"apply-{len(list(folder.iterdir()))}.toml"
    file.write_text(text, encoding="utf-8")
    return cli("apply", "sms-1", file, "--as", who, "--json")


def design(owner: str = "olga@cakrawala.example", live: bool = True) -> str:
    """Owner, deputy, procedure, tool and go-live of all twenty."""
    lines = []
    for practice in practices():
        lines += [
            "[[practices]]", f'code = "{practice.key}"', 'owner = "olga@cakrawala.example"',
            'deputy = "ben@cakrawala.example"',
            "hours_per_week = 4", f'procedure = "{practice.name.en}"', "procedure_approved_on = 2026-05-15",
            'procedure_approved_by = "Sari Dewanti"', 'tool = "desk"',
        ]  # fmt: skip
        if live:
            lines += ["live_on = 2026-06-01", "before = true", 'reason = "Minutes SC-2026-05"']
    return "\n".join(lines) + "\n"


def plans() -> str:
    """Due dates of every planned rhythm, approved before the go-live."""
    lines = []
    for practice in practices():
        for rhythm in practice.rhythms:
            if rhythm.kind is RhythmKind.PLANNED:
                lines += [
                    "[[due-dates]]", f'practice = "{practice.key}"', f'rhythm = "{rhythm.key}"',
                    "first_due_on = 2026-06-15", "until = 2027-06-30", "approved_on = 2026-05-20",
                    'reason = "Minutes SC-2026-05"',
                ]  # fmt: skip
    return "\n".join(lines) + "\n"


def occurrences() -> str:
    """Every occurrence due by the last day, done on its day."""
    lines = []
    for practice in practices():
        for rhythm in practice.rhythms:
            if rhythm.kind is not RhythmKind.PLANNED:
                continue
            for due in due_days(rhythm.every_months):
                lines += [
                    "[[occurrences]]", f'practice = "{practice.key}"', f'rhythm = "{rhythm.key}"', f"due_on = {due}",
                    f"done_on = {due}", 'note = "Report of the month"',
                ]  # fmt: skip
    return "\n".join(lines) + "\n"


def due_days(every_months: int) -> list[date]:
    """Due dates from 15 June on, up to the last imported day."""
    return [
        day for n in range(0, 12, every_months) if (day := date(2026 + (5 + n) // 12, (5 + n) % 12 + 1, 15)) <= LAST
    ]


def rehearsals() -> str:
    """A rehearsal of every triggered rhythm."""
    lines = []
    for practice in practices():
        if any(rhythm.kind is RhythmKind.TRIGGERED for rhythm in practice.rhythms):
            lines += [
                "[[cases]]", f'practice = "{practice.key}"', "happened_on = 2026-06-10", 'title = "Rehearsal"',
                "rehearsal = true", 'outcome = "Went as the procedure says"',
            ]  # fmt: skip
    return "\n".join(lines) + "\n"


def operate(folder: Path, *people: Person) -> None:
    """All of the above; `people` only have to be there."""
    for text in (design(), plans(), occurrences(), rehearsals()):
        answer = apply_text(folder, text)
        assert answer.json["refused"] == [], answer.stdout
    imported = import_rows(folder, all_records())
    assert imported.exit_code == 0, imported.stdout + imported.stderr


def clock_of(practice: str, on: str = JUDGED) -> list[dict[str, object]]:
    """The rows of `records clock` for a practice."""
    ran = cli(
        "records", "clock", "sms-1", "--practice", practice, "--on", on, "--as", "iris@cakrawala.example", "--json"
    )
    return list(ran.json["clocks"])
