"""Files handed in as a version: what is taken, and what is refused and why."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import save_draft
from milepost.features.documents.uploads import MAIN
from milepost.features.governance.services import HandedIn
from milepost.platform.files.models import StoredFile
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from tests.people import actor_of

PDF = b"%PDF-1.7\n%%EOF"


def office(ending: str = ".docx", kind: str = "", **members: bytes) -> bytes:
    """An Office file as small as can be; `kind` is what it says of its main part."""
    main, own = MAIN[ending]
    contents = f'<Types><Override PartName="/{main}" ContentType="{kind or own}"/></Types>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", contents)
        archive.writestr(main, "<w/>")
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def hand_in(document: Document, who: Person, name: str, *chunks: bytes) -> Version:
    return save_draft(actor=actor_of(who), document=document, fields={}, file=HandedIn(name, chunks))


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", office()), ("a.xlsx", office(".xlsx")), ("a.PDF", PDF)],
)
def test_own_documents_go_the_same_way(document: Document, olga: Person, name: str, data: bytes) -> None:
    version = hand_in(document, olga, name, data)
    assert version.file_name == name
    assert len(version.file_sha256) == 64


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.docm", office(), "none of DOCX, PDF and XLSX"),
        ("a.html", b"<script>", "none of DOCX, PDF and XLSX"),
        ("a.docx", office(**{"word/vbaProject.bin": b"x"}), "holds macros"),
        ("a.xlsx", office(".xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}), "holds macros"),
        ("a.docx", office(kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "holds macros"),
        ("a.docx", office(".xlsx"), "not what its name says"),
        ("a.pdf", office(), "not what its name says"),
        ("a.docx", PDF, "not what its name says"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old or encrypted", "not what its name says"),
        ("a.docx", office()[:-30], "not what its name says"),
        ("a.pdf", b"\x7fELF", "is a program"),
        ("a.pdf", b"", "is empty"),
        ("a.docx", office(**{"word/media/a.xml": bytes(40 << 20)}), "unpacks to more than"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_with_its_reason_and_not_kept(
    document: Document, olga: Person, name: str, data: bytes, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        hand_in(document, olga, name, data)
    assert not StoredFile.objects.exists()
    assert not Version.objects.exists()


def test_200_megabytes_are_refused_before_they_are_read_to_the_end(document: Document, olga: Person) -> None:
    read = 0

    def chunks() -> Iterator[bytes]:
        nonlocal read
        for _ in range(200):
            read += 1
            yield PDF.ljust(1 << 20)

    with pytest.raises(Refused, match="larger than 50 MiB"):
        save_draft(actor=actor_of(olga), document=document, fields={}, file=HandedIn("big.pdf", chunks()))
    assert read == 51


@pytest.mark.parametrize("name", ["../../etc/x.pdf", "C:\\Users\\x.pdf", "/x.pdf", "\u202ex.pdf"])
def test_a_name_with_path_parts_or_tricks_is_only_a_name(document: Document, olga: Person, name: str) -> None:
    assert hand_in(document, olga, name, PDF).file_name == "x.pdf"
