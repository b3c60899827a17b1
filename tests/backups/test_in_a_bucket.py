"""A backup of an installation whose evidence and files lie in a bucket; and the way into one."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from milepost.platform.files.stores import store
from tests.backups.test_round_trips import all_in_order, contents, run
from tests.files.s3 import bucket_store, kept_in_a_bucket
from tests.people import cli


def in_the_bucket() -> dict[str, int]:
    kept = store()
    return {
        file.place.relative_to(kept.root).as_posix(): file.size
        for folder in ("evidence", "files")
        for file in kept.listed(kept.root / folder)
    }


def test_a_backup_leads_into_a_bucket_and_out_of_it(
    there: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (tmp_path / f"{name}.zip" for name in ("first", "second", "third"))
    assert run("backup", first)["missing"] == []
    on_disk = {
        path.relative_to(there).as_posix()
        for folder in ("evidence", "files")
        for path in (there / folder).rglob("*")
        if path.is_file()
    }
    with kept_in_a_bucket(settings, monkeypatch) as service:
        run("restore", first, "--replace")
        assert set(in_the_bucket()) == on_disk
        for folder in ("evidence", "files", "copies"):
            shutil.rmtree(there / folder)
        assert all_in_order()
        assert run("backup", second)["missing"] == []

        before = in_the_bucket()
        kept = bucket_store()
        blob = next(name for name in before if "/blobs/" in name)
        (there / "spoilt").write_bytes(b"rewritten since")
        kept.replace(there / "spoilt", kept.root / blob)
        (there / "stray").write_bytes(b"stray")
        kept.replace(there / "stray", kept.root / "files/stray")
        run("restore", second, "--replace")
        assert in_the_bucket() == before
        assert all_in_order()

        service.refuses = lambda method, _path: method == "GET"
        failed = cli("backup", tmp_path / "silent.zip")
        assert failed.exit_code != 0
        assert "does not answer" in failed.stderr
        assert not list(tmp_path.glob("*silent*"))
        service.reset()
    settings.BUCKET = ""
    run("restore", second, "--replace")
    assert all_in_order()
    run("backup", third)
    assert contents(third) == contents(second) == contents(first)
