"""Evidence in a bucket: as whole, as provable and as erasable as in the folder, whatever the network does."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard

from milepost.doors.cli.commands import doctor
from milepost.doors.config.health import readyz
from milepost.features.evidence.imports.reading import list_records
from milepost.features.programmes.models import Programme
from milepost.platform.batches.current import current_generation
from milepost.platform.batches.models import Batch, Source
from milepost.platform.batches.services import erasing, rebuild_current, sealing, sweep, upkeep
from milepost.platform.batches.verifying import verify_batches
from milepost.platform.files.downloads import download
from milepost.platform.files.services import keep_file
from milepost.platform.files.stores import BucketFails, store
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger.keys import new_key
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.privacy.jobs import received_files
from tests.batches.test_sealing import STAGES, Killed, _killer, counts
from tests.evidence.imports import Import, incident, reasons
from tests.files.s3 import Service, bucket_store
from tests.people import actor_of, client_of

pytestmark = pytest.mark.usefixtures("service")
MARTA = "Marta Halim"


def names(ending: str = "") -> list[str]:
    """The names of all evidence in the bucket."""
    kept = store()
    found = [file.place.relative_to(kept.root).as_posix() for file in kept.listed(kept.root / "evidence")]
    return sorted(name for name in found if name.endswith(ending))


def is_whole(programme: Programme) -> bool:
    batches = list(Batch.objects.all())
    verified = verify_batches(programme.organisation, batches, whole=True)
    return verified.passed and verified.batches == len(batches)


def spoil(name: str) -> None:
    """Change a byte of what lies in the bucket, as whoever owns the bucket could."""
    kept = bucket_store()
    place, draft = kept.root / name, kept.root / "spoilt"
    data = bytearray(b"".join(kept.chunks(place)))
    data[len(data) // 2] ^= 1
    draft.write_bytes(data)
    kept.replace(draft, place)


def test_records_are_sealed_read_and_verified(bring: Import, operating: Programme, home: Path) -> None:
    bring([incident(number) for number in range(6)])
    bring([incident(1, state="resolved"), incident(7)])
    assert reasons(operating) == {"counted": 7}
    assert len(list_records(operating, "incident", first=None, last=None, limit=50)) == 7
    assert is_whole(operating)
    assert verify_ledger(organisation_id=operating.organisation_id).passed
    assert len(names("manifest.json")) == 2
    assert not [path for path in (home / "evidence").rglob("*") if path.is_file()]


def test_copies_are_of_no_account(bring: Import, operating: Programme, home: Path) -> None:
    bring([incident(number) for number in range(4)])
    shutil.rmtree(home / "copies")
    assert len(list_records(operating, "incident", first=None, last=None, limit=50)) == 4
    for copy in (home / "copies").rglob("*.parquet"):
        copy.write_bytes(b"nonsense")
    assert len(list_records(operating, "incident", first=None, last=None, limit=50)) == 4
    bring([incident(2, state="resolved")])
    assert is_whole(operating)


@pytest.mark.parametrize("stage", ["between two moves", "before the days are counted", "inside the transaction"])
def test_a_killed_import_shows_nothing_and_goes_on_where_it_was(
    stage: str, bring: Import, operating: Programme, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [incident(number) for number in range(5)]
    folder = folder_of(new_key())
    with monkeypatch.context() as patch:
        patch.setattr(*STAGES[stage], _killer())
        with pytest.raises(Killed):
            bring(rows, folder=folder)
    assert not any(counts().values())
    shutil.rmtree(home / "copies")  # whatever was not in the bucket yet must still be in the job's folder
    assert bring(rows, folder=folder).facts["created"] == 5
    assert is_whole(operating)


@pytest.mark.parametrize("part", ["/blobs/", "/facts-", "/manifest.json", "/current/"])
def test_a_bucket_that_falls_silent_leaves_nothing_half_visible(
    part: str, bring: Import, operating: Programme, service: Service
) -> None:
    rows = [incident(number) for number in range(5)]
    folder = folder_of(new_key())
    service.refuses = lambda method, path: method == "PUT" and part in path
    with pytest.raises(BucketFails, match="does not answer"):
        bring(rows, folder=folder)
    assert not any(counts().values())
    service.reset()
    assert bring(rows, folder=folder).facts["created"] == 5
    assert counts()["Batch"] == 1
    assert is_whole(operating)


@pytest.mark.parametrize("ending", [".parquet", "manifest.json", "blobs"])
def test_a_changed_byte_in_the_bucket_is_found(ending: str, bring: Import, operating: Programme) -> None:
    bring([incident(number) for number in range(3)])
    assert is_whole(operating)
    spoil(next(name for name in names() if name.endswith(ending) or f"/{ending}/" in name))
    assert not is_whole(operating)


def test_a_sweep_removes_what_a_kill_left_and_nothing_else(
    bring: Import, operating: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring([incident(1)])
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "store_counted", _killer())
        with pytest.raises(Killed):
            bring([incident(2)])
    before = set(names())
    assert sweep(operating.organisation) == 0, "a day has not passed"
    monkeypatch.setattr(upkeep, "A_DAY", timedelta(seconds=-60))
    assert sweep(operating.organisation) > 0
    assert set(names()) < before
    assert is_whole(operating)


def test_a_received_file_goes_after_its_retention(bring: Import, operating: Programme, home: Path) -> None:
    bring([incident(1)])
    Source.objects.update(retention_days=1)
    Batch.objects.update(sealed_at="2020-01-01T00:00:00Z")
    due = received_files(operating.organisation, Batch.objects.get().sealed_at, dry_run=True)
    assert (due.count, due.size > 0) == (1, True)
    received_files(operating.organisation, Batch.objects.get().sealed_at, dry_run=False)
    assert not [name for name in names() if "/blobs/" in name]
    verified = verify_batches(operating.organisation, [Batch.objects.get()], whole=True)
    assert [line["fault"] for line in verified.told] == ["missing"]
    assert verified.passed


def test_the_current_view_is_rebuilt_from_the_batches_alone(bring: Import, operating: Programme) -> None:
    bring([incident(number) for number in range(8)])
    bring([incident(number, state="resolved") for number in range(0, 8, 2)])
    assert rebuild_current(operating.organisation) == 8
    assert current_generation(operating.organisation_id).number == 3
    assert is_whole(operating)


def test_a_person_is_erased_from_the_bucket_too(bring: Import, operating: Programme, adi: Person, home: Path) -> None:
    bring([incident(number, short_description=f"call of {MARTA}") for number in range(3)])
    erased = erasing.erase_person(
        actor=actor_of(adi), organisation=operating.organisation, person=MARTA, reason="She asked."
    )
    assert erased.files == 1
    kept = store()
    (blob,) = (kept.root / name for name in names() if "/blobs/" in name)
    stored = zstandard.ZstdDecompressor().decompressobj().decompress(b"".join(kept.chunks(blob)))
    assert MARTA.encode() not in stored
    assert b"[erased]" in stored
    assert not [copy for copy in (home / "copies").rglob("*") if copy.is_file() and MARTA.encode() in copy.read_bytes()]
    verified = verify_batches(operating.organisation, list(Batch.objects.all()), whole=True)
    assert verified.passed
    assert "redacted" in {line["fault"] for line in verified.told}


def test_a_file_is_kept_handed_out_and_missed(ada: Person, operating: Programme, home: Path, service: Service) -> None:
    content = b"%PDF-1.7 minutes"
    file = keep_file(actor=actor_of(ada), organisation=operating.organisation, name="minutes.pdf", chunks=[content])
    assert not [path for path in (home / "files").rglob("*") if path.is_file()]
    shutil.rmtree(home / "copies")
    answer = download(file)
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    answer.close()
    shutil.rmtree(home / "copies")
    service.refuses = lambda _method, _path: True
    with pytest.raises(BucketFails):
        download(file)


def test_pages_and_balancers_hear_of_a_bucket_that_is_silent(
    operating: Programme, ada: Person, bring: Import, home: Path, service: Service, rf: Any
) -> None:
    bring([incident(1)])
    shutil.rmtree(home / "copies")
    assert "evidence ok" in readyz(rf.get("/readyz")).content.decode()
    service.refuses = lambda _method, _path: True
    assert "evidence failed" in readyz(rf.get("/readyz")).content.decode()
    answer = client_of(ada).get(f"/o/cakrawala/p/{operating.code}/clocks/incident/?day=2026-03-02")
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()


@pytest.mark.parametrize(
    ("forgetful", "silent", "says"),
    [(False, False, "refuses to write over"), (True, False, "writes over what is there"),
     (False, True, "does not answer")],
)  # fmt: skip
def test_the_doctor_tries_the_bucket(*, forgetful: bool, silent: bool, says: str, home: Path, service: Service) -> None:
    service.forgetful, service.refuses = forgetful, lambda _method, _path: silent
    (check,) = [check for check in [doctor._bucket()] if check.id == "bucket"]
    assert says in check.text
    assert check.passed is (not forgetful and not silent)
    assert check.fix
