"""A seal is whole or it is nothing: batch, parts, current view, roll-up and ledger entry appear together."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.batches.current import current_generation
from milepost.platform.batches.models import Batch, CurrentPart, CurrentView, Part, Rollup, RollupDay, Source
from milepost.platform.batches.services import importing, rebuild_current, sealing, sweep
from milepost.platform.batches.services.sealing import Overtaken
from milepost.platform.batches.verifying import verify_batches
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from tests.evidence.imports import Import, incident, reasons

TABLES = (Batch, Part, CurrentPart, CurrentView, Rollup, RollupDay, Source)


class Killed(BaseException):
    """The process ends here."""


def counts() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in TABLES}


def test_an_import_is_sealed_with_all_that_belongs_to_it(bring: Import, operating: Programme) -> None:
    imported = bring([incident(number) for number in range(5)])
    batch = Batch.objects.get()
    assert imported.batch == batch
    assert (batch.counts["created"], batch.practices, batch.generation) == (5, {"incident": 5}, 1)
    assert {part.content for part in batch.parts.all()} == {"facts", "raw"}
    assert reasons(operating) == {"counted": 5}
    entry = Entry.objects.get(kind="batch.sealed")
    assert entry.subject_id == batch.pk
    assert batch.manifest_sha256.encode() in bytes(entry.payload.body)
    assert verify_ledger(organisation_id=operating.organisation_id).passed
    assert verify_batches(operating.organisation, [batch], whole=True).passed


def test_the_same_file_twice_makes_no_second_batch(bring: Import, operating: Programme) -> None:
    rows = [incident(number) for number in range(3)]
    bring(rows)
    again = bring(rows)
    assert again.batch is None
    assert (again.facts["unchanged"], again.facts["created"]) == (3, 0)
    assert Batch.objects.count() == 1


def test_a_changed_record_gets_a_further_version_and_its_times_are_told(bring: Import, operating: Programme) -> None:
    bring([incident(1), incident(2)])
    changed = incident(2, opened_at="2026-04-02 09:00:00", closed_at="2026-04-02 10:00:00")
    imported = bring([incident(1), changed])
    assert (imported.facts["updated"], imported.facts["unchanged"]) == (1, 1)
    assert imported.facts["changed_times_count"] == 2
    told = {change["field"]: (change["before"], change["after"]) for change in imported.facts["changed_times"]}
    assert told["opened_at"] == ("2026-03-02T11:00:00+00:00", "2026-04-02T09:00:00+00:00")
    assert sorted(part.month for part in current_generation(operating.organisation_id).parts) == ["2026-03", "2026-04"]
    assert sum(reasons(operating).values()) == 2
    assert verify_batches(operating.organisation, list(Batch.objects.all()), whole=True).passed


def test_a_month_that_nothing_touched_keeps_its_file(bring: Import, operating: Programme) -> None:
    bring([incident(1)])
    (before,) = current_generation(operating.organisation_id).parts
    bring([incident(2, opened_at="2026-05-04 09:00:00", closed_at="2026-05-04 10:00:00")])
    assert before in current_generation(operating.organisation_id).parts


def test_a_dry_run_leaves_nothing_behind(bring: Import, operating: Programme, home: Path) -> None:
    imported = bring([incident(1)], dry_run=True)
    assert imported.batch is None
    assert imported.facts["created"] == 1
    assert not any(counts().values())
    assert not list((home / "evidence").rglob("*.parquet"))


def test_a_refused_row_stops_the_import_unless_it_may_be_skipped(bring: Import) -> None:
    rows = [incident(1), incident(2, opened_at="yesterday")]
    stopped = bring(rows)
    assert (stopped.batch, stopped.facts["stopped"], stopped.facts["rejected"]) == (None, True, 1)
    assert not Batch.objects.exists()
    skipped = bring(rows, on_reject="skip")
    assert (skipped.facts["created"], skipped.facts["rejected"]) == (1, 1)
    (rejection,) = skipped.facts["rejections"]
    assert (rejection["row"], rejection["field"], rejection["code"]) == (3, "opened_at", "not_a_date")


STAGES: dict[str, tuple[Any, str]] = {
    "before the file is read": (importing, "current_generation"),
    "before the files are moved": (sealing, "place_files"),
    "between two moves": (sealing, "place_batch"),
    "before the next generation is written": (sealing, "generation_folder"),
    "before the days are counted": (sealing, "count_programmes"),
    "inside the transaction": (sealing, "store_counted"),
    "before the ledger's entry": (sealing.entries, "append"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_import_shows_nothing_and_goes_on_where_it_was(
    stage: str, bring: Import, operating: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [incident(number) for number in range(30)]
    folder = folder_of(new_key())
    with monkeypatch.context() as patch:
        patch.setattr(*STAGES[stage], _killer())
        with pytest.raises(Killed):
            bring(rows, folder=folder)
    assert not any(counts().values()), "something is visible of an import that was killed"
    assert current_generation(operating.organisation_id).parts == ()
    imported = bring(rows, folder=folder)
    assert imported.facts["created"] == 30
    assert counts()["Batch"] == 1
    assert reasons(operating) == {"counted": 30}
    assert verify_batches(operating.organisation, [Batch.objects.get()], whole=True).passed
    assert verify_ledger(organisation_id=operating.organisation_id).passed


def test_a_job_killed_after_its_seal_answers_as_if_it_had_not_been(bring: Import) -> None:
    rows, folder = [incident(number) for number in range(3)], folder_of(new_key())
    first = bring(rows, folder=folder)
    again = bring(rows, folder=folder)
    assert again.batch == first.batch
    assert {**again.facts, "result_file": None} == {**first.facts, "result_file": None}
    assert Batch.objects.count() == 1


def test_an_import_that_was_overtaken_compares_anew(
    bring: Import, operating: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [incident(number) for number in range(4)]
    seal = importing.seal

    def overtaken_once(*args: Any, **kwargs: Any) -> Batch:
        monkeypatch.setattr(importing, "seal", seal)
        bring(rows[:2])  # somebody else's import of the first two
        return seal(*args, **kwargs)

    monkeypatch.setattr(importing, "seal", overtaken_once)
    imported = bring(rows)
    assert (imported.facts["created"], imported.facts["unchanged"]) == (2, 2)
    assert [batch.generation for batch in Batch.objects.order_by("generation")] == [1, 2]
    assert reasons(operating) == {"counted": 4}
    assert verify_batches(operating.organisation, list(Batch.objects.all()), whole=True).passed


def test_a_seal_against_an_old_generation_is_refused_by_the_transaction(
    bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring([incident(1)])

    def moved_on(_sealing: Any) -> None:
        raise Overtaken

    monkeypatch.setattr(sealing, "_advance", moved_on)
    before = counts()
    with pytest.raises(importing.Refused):
        bring([incident(2)])
    assert counts() == before


def test_a_sweep_removes_what_a_kill_left_and_nothing_else(
    bring: Import, operating: Programme, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring([incident(1)])
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "store_counted", _killer())
        with pytest.raises(Killed):
            bring([incident(2)])
    evidence = home / "evidence"
    files = {path for path in evidence.rglob("*") if path.is_file()}
    assert sweep(operating.organisation) == 0, "a day has not passed"
    _age(files)
    assert sweep(operating.organisation) > 0
    left = {path for path in evidence.rglob("*") if path.is_file()}
    assert left < files
    assert verify_batches(operating.organisation, [Batch.objects.get()], whole=True).passed


def test_a_received_file_goes_after_its_retention(bring: Import, operating: Programme, home: Path) -> None:
    bring([incident(1)])
    Source.objects.update(retention_days=1)
    Batch.objects.update(sealed_at="2020-01-01T00:00:00Z")
    blobs = list((home / "evidence").rglob("blobs/*"))
    _age(blobs)
    sweep(operating.organisation)
    assert not any(blob.exists() for blob in blobs)
    verified = verify_batches(operating.organisation, [Batch.objects.get()], whole=True)
    assert verified.passed
    assert [line["fault"] for line in verified.told] == ["missing"]


def test_the_current_view_can_be_rebuilt_from_the_batches_alone(bring: Import, operating: Programme) -> None:
    bring([incident(number) for number in range(40)])
    bring([incident(number, state="resolved") for number in range(0, 40, 2)])
    assert rebuild_current(operating.organisation) == 40
    assert verify_batches(operating.organisation, list(Batch.objects.all()), whole=True).passed


@pytest.mark.parametrize("pattern", ["**/facts-*.parquet", "**/manifest.json", "blobs/*", "current"])
def test_a_changed_byte_is_found(pattern: str, bring: Import, operating: Programme, home: Path) -> None:
    bring([incident(number) for number in range(3)])
    bring([incident(1, state="resolved")])
    batches = list(Batch.objects.all())
    assert verify_batches(operating.organisation, batches, whole=True).passed
    if pattern == "current":
        file = current_generation(operating.organisation_id).parts[0].path
    else:
        file = min((home / "evidence" / str(operating.organisation_id)).glob(pattern))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.unlink()  # current parts share their bytes with facts
    file.write_bytes(bytes(data))
    assert not verify_batches(operating.organisation, batches, whole=True).passed


def test_a_removed_part_is_found(bring: Import, operating: Programme, home: Path) -> None:
    bring([incident(1)])
    next((home / "evidence").rglob("facts-*.parquet")).unlink()
    assert not verify_batches(operating.organisation, [Batch.objects.get()], whole=False).passed


def _killer() -> Callable[..., Any]:
    def killed(*_args: Any, **_kwargs: Any) -> Any:
        raise Killed

    return killed


def _age(files: Any) -> None:
    for file in files:
        os.utime(file, (1_600_000_000, 1_600_000_000))
