"""What is handed in is looked at by its content, scanned where a scanner is set, and handed out harmless."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.doors.config.environment import WrongSetting, read_environment
from milepost.features.evidence.imports.queueing import keep_upload
from milepost.features.programmes.models import Programme
from milepost.platform.files import scanning
from milepost.platform.files.downloads import download
from milepost.platform.files.models import StoredFile
from milepost.platform.files.services import keep_file
from milepost.platform.files.sniffing import type_of
from milepost.platform.jobs.runs import folder_of
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from tests.files.clamd import EICAR, Clamd, clamd
from tests.people import actor_of, client_of

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(params=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """A scanner that Milepost is told of."""
    folder = tmp_path_factory.mktemp("c") if request.param == "unix" else None
    with clamd(folder) as found:
        settings.CLAMD = found.where
        yield found


def kept(ada: Person, cakrawala: Organisation, content: bytes = PDF, name: str = "minutes.pdf") -> StoredFile:
    return keep_file(actor=actor_of(ada), organisation=cakrawala, name=name, chunks=[content[:5], content[5:]])


def nothing_is_kept(home: Path) -> bool:
    return not StoredFile.objects.exists() and not [path for path in (home / "files").rglob("*") if path.is_file()]


# -- the scanner ------------------------------------------------------------------------------------------------------


def test_a_clean_file_is_kept(scanner: Clamd, ada: Person, cakrawala: Organisation) -> None:
    assert kept(ada, cakrawala).size == len(PDF)
    assert scanner.heard == [PDF]


def test_a_file_with_a_virus_is_refused_by_name(
    scanner: Clamd, ada: Person, cakrawala: Organisation, home: Path
) -> None:
    with pytest.raises(Refused) as refused:
        kept(ada, cakrawala, PDF + EICAR)
    assert "Eicar-Test-Signature" in refused.value.reason
    assert nothing_is_kept(home)


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: \0", b"", b"stream: OKAY\0"])
def test_a_scanner_without_a_verdict_lets_nothing_in(
    scanner: Clamd, ada: Person, cakrawala: Organisation, home: Path, says: bytes
) -> None:
    scanner.says = says
    with pytest.raises(Refused, match="no verdict"):
        kept(ada, cakrawala)
    assert nothing_is_kept(home)


def test_a_scanner_that_is_too_slow_lets_nothing_in(
    scanner: Clamd, ada: Person, cakrawala: Organisation, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "PATIENCE", 0.2)
    scanner.says = None
    with pytest.raises(Refused, match="no verdict"):
        kept(ada, cakrawala)
    assert nothing_is_kept(home)


@pytest.mark.parametrize("where", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.sock"])
def test_a_scanner_that_is_not_there_lets_nothing_in(
    ada: Person, cakrawala: Organisation, home: Path, settings: Any, where: str
) -> None:
    settings.CLAMD = where
    with pytest.raises(Refused, match="no verdict"):
        kept(ada, cakrawala)
    assert nothing_is_kept(home)


def test_without_a_scanner_nobody_is_asked(settings: Any, ada: Person, cakrawala: Organisation) -> None:
    settings.CLAMD = ""
    assert kept(ada, cakrawala, EICAR).size == len(EICAR)


def test_a_file_for_an_import_is_scanned_too(scanner: Clamd, db: None) -> None:
    key = new_key()
    with pytest.raises(Refused, match="refused by the virus scanner"):
        keep_upload(key, "records.csv", [b"source_id\n", EICAR])
    assert not folder_of(key).exists()
    assert keep_upload(new_key(), "records.csv", [b"source_id\n"]).is_file()


def test_a_file_of_rows_is_scanned_too(scanner: Clamd, adi: Person, cakrawala: Organisation) -> None:
    file = SimpleUploadedFile("services.csv", b"code,name\nmail," + EICAR + b"\n")
    answer = client_of(adi).post("/o/cakrawala/portfolio/services/import", {"file": file})
    assert answer.status_code == 422
    assert "Eicar-Test-Signature" in answer.content.decode()


@pytest.mark.parametrize("written", ["127.0.0.1:3310", "http://x", "tcp://", "unix://"])
def test_a_scanner_that_cannot_be_reached_by_its_name_is_a_wrong_setting(written: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="MILEPOST_CLAMD"):
        read_environment({"MILEPOST_HOME": str(tmp_path), "MILEPOST_CLAMD": written})


# -- content and name -------------------------------------------------------------------------------------------------


def of_windows(second_heading: int, letters: bytes = b"PE") -> bytes:
    """A program of Windows whose second heading stands so many bytes on."""
    return b"MZ" + bytes(58) + second_heading.to_bytes(4, "little") + bytes(second_heading - 64) + letters + bytes(2)


def test_a_text_may_begin_as_a_program_does(ada: Person, cakrawala: Organisation) -> None:
    assert kept(ada, cakrawala, b"MZ;Mozambique\n" * 20, "countries.csv").size
    assert kept(ada, cakrawala, of_windows(5_000, b"PK"), "far.bin").size


@pytest.mark.parametrize(
    "head", [of_windows(128), of_windows(5_000), of_windows(2_000_000, b"NE"), b"\x7fELF\x02", b"\xca\xfe\xba\xbe"]
)
def test_a_program_is_refused_whatever_its_name_says(
    ada: Person, cakrawala: Organisation, home: Path, head: bytes
) -> None:
    with pytest.raises(Refused, match="is a program"):
        kept(ada, cakrawala, head + bytes(100), "minutes.pdf")
    assert nothing_is_kept(home)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + bytes(40) + b"word/document.xml",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04" + bytes(26) + b"anything", "application/zip"),
        (b"<!doctype html><script>", "application/octet-stream"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "application/octet-stream"),
        (b"<?xml version='1.0'?>", "application/octet-stream"),
        (b"just words", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_type_is_told_by_content_and_never_one_that_a_browser_runs(head: bytes, kind: str) -> None:
    assert type_of(head) == kind


def test_a_page_that_is_called_a_picture_is_no_picture(ada: Person, cakrawala: Organisation) -> None:
    answer = download(kept(ada, cakrawala, b"<!doctype html><script>alert(1)</script>", "photo.png"))
    assert answer["Content-Type"] == "application/octet-stream"
    answer.close()


def test_a_download_is_an_attachment_that_runs_nowhere(ada: Person, cakrawala: Organisation) -> None:
    answer = download(kept(ada, cakrawala))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    answer.close()


def test_the_same_content_is_kept_once(ada: Person, cakrawala: Organisation, programme: Programme, home: Path) -> None:
    first, second = kept(ada, cakrawala, name="a.pdf"), kept(ada, cakrawala, name="b.pdf")
    assert first.sha256 == second.sha256
    assert len([path for path in (home / "files").rglob("*") if path.is_file()]) == 1
