"""The archive of this version's schema has every table in it, and is restored whole with a ledger that agrees."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from milepost import __version__
from milepost.platform.backups.tables import backed_up_models
from milepost.platform.organisations.models import Organisation
from milepost.platform.packing.zips import MANIFEST
from tests.backups.installations import a_database, inside
from tests.people import cli

FOLDER = Path(__file__).parents[1] / "data" / "backups" / "full"
FULL = FOLDER / f"{__version__}.zip"
KEPT = sorted(FOLDER.glob("*.zip"))
MAKE = "make it anew: python -m pytest tests/matrix/archive.py"
EMPTY = {
    "ledger.alteredimport": "only an archive that was altered leaves one, and then the ledger does not agree",
}
"""Tables that have no row in it, and why."""


def manifest_of(archive: Path) -> Any:
    with zipfile.ZipFile(archive) as opened:
        return json.loads(opened.read(MANIFEST))


def test_every_table_is_filled_in_it_or_named_with_a_reason() -> None:
    assert FULL.exists(), f"version {__version__} has none; {MAKE}"
    rows = manifest_of(FULL)["tables"]
    models = {model._meta.label_lower for model in backed_up_models()}
    assert {label for label in models if not rows.get(label)} == set(EMPTY), MAKE


@pytest.mark.parametrize("archive", KEPT, ids=[archive.stem for archive in KEPT])
def test_each_is_brought_up_to_date_and_agrees_with_its_ledger(
    db: None, vendor: str, tmp_path: Path, archive: Path
) -> None:
    with a_database(vendor) as url, inside(tmp_path / "home", url):
        restored = cli("restore", archive, "--json")
        assert restored.exit_code == 0, restored.stdout
        assert restored.json["rows"] == sum(manifest_of(archive)["tables"].values())
        assert restored.json["ledger_passed"] is True
        assert Organisation.objects.filter(code="cakrawala").exists()
        assert cli("ledger", "verify").exit_code == 0
        verified = cli("batch", "verify", "--as", "adi@cakrawala.example", "--json")
        assert (verified.exit_code, verified.json["faults"]) == (0, [])
