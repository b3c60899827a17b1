"""A backup is one moment, however much is written meanwhile; and nothing is taken away from under it."""

import os
import threading
import time
from pathlib import Path

from django.utils import timezone

from milepost.features.programmes.models import Programme
from milepost.platform.batches.services.upkeep import sweep
from milepost.platform.files.keeping import files_may_change, files_stay
from milepost.platform.files.services import keep_file
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.walls.visible import as_installation
from tests.backups.installations import inside
from tests.people import cli


def write_until(stopped: threading.Event, installed: tuple[Path, str], written: list[str]) -> None:
    """Keep one file after the other, each with its row and its ledger entry."""
    # a thread is told anew what it sees
    with as_installation("the writer is a test of its own"), inside(*installed):
        organisation, person = Organisation.objects.get(), Person.objects.get(email="ada@bank.example")
        actor: Actor = actor_for(person, Channel.WEB)
        while not stopped.is_set():
            text = f"File {len(written)}, {'x' * 2000}"
            file = keep_file(actor=actor, organisation=organisation, name="a.txt", chunks=[text.encode()])
            written.append(file.sha256)


def test_a_backup_made_while_somebody_writes_is_of_one_moment(installed: tuple[Path, str], tmp_path: Path) -> None:
    stopped, written = threading.Event(), []  # type: tuple[threading.Event, list[str]]
    writer = threading.Thread(target=write_until, args=(stopped, installed, written))
    writer.start()
    try:
        while len(written) < 20:
            assert writer.is_alive()
            time.sleep(0.01)
        with inside(*installed):
            before = len(written)
            made = cli("backup", tmp_path / "one.zip", "--json")
            between = len(written) - before
    finally:
        stopped.set()
        writer.join()
    assert made.exit_code == 0, made.stdout + made.stderr
    assert made.json["missing"] == []
    assert between > 0, "nobody wrote meanwhile, so nothing was tried"
    with inside(tmp_path / "other"):
        restored = cli("restore", tmp_path / "one.zip", "--json")
        assert restored.exit_code == 0, restored.stdout
        assert restored.json["ledger_passed"] is True
        kept = Entry.objects.filter(kind="file.kept").count()
        assert before <= kept <= len(written) + 1
        assert Programme.objects.count() == 1


def test_a_sweep_leaves_everything_while_a_backup_reads(there: Path) -> None:
    organisation = Organisation.objects.get()
    orphan = there / "evidence" / str(organisation.pk) / "left"
    orphan.write_text("by a killed import", "utf-8")
    long_ago = timezone.now().timestamp() - 3 * 24 * 60 * 60
    os.utime(orphan, (long_ago, long_ago))
    with files_stay():
        assert sweep(organisation) == 0
        assert orphan.exists()
    assert sweep(organisation) >= 1
    assert not orphan.exists()


def test_a_restore_waits_for_no_backup(there: Path, tmp_path: Path) -> None:
    assert cli("backup", tmp_path / "one.zip").exit_code == 0
    with files_stay():
        refused = cli("restore", tmp_path / "one.zip", "--replace", "--json")
    assert (refused.exit_code, refused.json["error"]) == (2, "A backup is being made.")


def test_several_may_read_and_one_may_change(home: Path) -> None:
    with files_stay(), files_stay(), files_may_change(wait=False) as alone:
        assert alone is False
    with files_may_change(wait=True) as alone:
        assert alone is True
