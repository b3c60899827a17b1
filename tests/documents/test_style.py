"""How an organisation's documents look: what is taken, what is refused and why, and that every printed file has it."""

import hashlib
import io
import json
import re
import struct
import zlib
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.features.documents.models import Document, HouseStyle
from milepost.features.documents.printing import Format, printed_version
from milepost.features.documents.services import put_house_style, save_draft
from milepost.features.documents.style import style_of, style_values
from milepost.features.drafting.writing.drafts import write
from milepost.features.drafting.writing.printing import printed as printed_draft
from milepost.features.governance.services import HandedIn
from milepost.features.programmes.models import Programme
from milepost.platform.files.models import StoredFile
from milepost.platform.files.store import place_of
from milepost.platform.ledger.authors import Channel
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token
from milepost.platform.organisations.tables import Superseded
from tests.archive.test_archive import in_a_new_home
from tests.documents.test_files import office
from tests.people import actor_of, cli, client_of

ON = date(2027, 1, 15)
PAGE = "/o/cakrawala/document-style"
API = "/api/v1/organisations/cakrawala/document-style"
BLUE = "#1f5fa8"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><rect width='90' height='30'/></svg>"
OURS = "Arial Narrow"


def png(width: int = 90, height: int = 30, *, pixels: bytes | None = None) -> bytes:
    """A grey picture of this size; `pixels` in the place of its own."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\x00" + b"\x60" * width) * height) if pixels is None else pixels
    header = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + part(b"IDAT", rows) + part(b"IEND", b"")


def letterhead() -> bytes:
    """An organisation's own file: its typeface, its words above the page, and a text that no document takes over."""
    word = docx.Document()
    word.styles["Normal"].font.name = OURS
    word.sections[0].header.paragraphs[0].text = "Cakrawala, Jakarta"
    word.add_paragraph("Dear Sir or Madam")
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def put(programme: Programme, who: Person, **given: Any) -> HouseStyle:
    return put_house_style(actor=actor_of(who), organisation=programme.organisation, **given)


def file(name: str, data: bytes) -> HandedIn:
    return HandedIn(name, [data])


@pytest.fixture
def styled(programme: Programme, ada: Person) -> HouseStyle:
    """Logo, colour and reference file, set by Ada."""
    files = {"logo": file("sign.png", png()), "reference": file("letter.docx", letterhead())}
    return put(programme, ada, colour=BLUE.upper(), files=files)


# == printing ======================================================================================================


def test_a_version_is_printed_in_the_look_of_its_organisation(
    styled: HouseStyle, document: Document, olga: Person
) -> None:
    version = save_draft(actor=actor_of(olga), document=document, fields={"body": "## Purpose\n\nRecord.\n"})
    page = printed_version(version, Format.HTML, on=ON).decode()
    assert BLUE in page
    assert b64encode(png()).decode() in page
    word = docx.Document(io.BytesIO(printed_version(version, Format.DOCX, on=ON)))
    assert word.styles["Normal"].font.name == OURS
    assert word.sections[0].header.paragraphs[0].text == "Cakrawala, Jakarta"
    assert len(word.inline_shapes) == 1
    assert "Dear Sir or Madam" not in [paragraph.text for paragraph in word.paragraphs]
    assert _pictures(printed_version(version, Format.PDF, on=ON)) == 1


def test_a_draft_is_printed_in_it_too(styled: HouseStyle, programme: Programme) -> None:
    written = write(programme, "DOC-INC-01", "id", on=ON)
    page = printed_draft(programme, written, Format.HTML, at=now()).decode()
    assert BLUE in page
    assert b64encode(png()).decode() in page
    word = docx.Document(io.BytesIO(printed_draft(programme, written, Format.DOCX, at=now())))
    assert word.styles["Normal"].font.name == OURS


def test_another_organisation_keeps_its_own_look(styled: HouseStyle, bukit: Organisation, zoe: Person) -> None:
    answer = client_of(zoe).get("/o/bukit/document-style/preview.html")
    page = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Bukit Data" in page
    assert BLUE not in page


def test_nothing_set_prints_as_before(document: Document, olga: Person) -> None:
    version = save_draft(actor=actor_of(olga), document=document, fields={"body": "## Purpose\n\nRecord.\n"})
    page = printed_version(version, Format.HTML, on=ON).decode()
    assert "#2147a6" in page
    assert "<img" not in page


def test_a_file_lost_from_the_store_is_said_where_something_is_printed(
    styled: HouseStyle, document: Document, olga: Person
) -> None:
    save_draft(actor=actor_of(olga), document=document, fields={"body": "## Purpose\n\nRecord.\n"})
    place_of(styled.organisation_id, styled.logo_sha256).unlink()
    here = f"/o/cakrawala/p/sms-1/documents/{document.pk}/v/1/file.pdf"
    page = client_of(olga).get(here, follow=True)
    assert "sign.png" in str(next(iter(page.context["messages"])))


def _pictures(data: bytes) -> int:
    """Pictures of bits in the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return sum(1 for thing in pdf.objects if _is_picture(thing))


def _is_picture(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"


# == setting =======================================================================================================


def test_what_was_set_is_kept_once_and_told(styled: HouseStyle) -> None:
    assert style_values(styled) == {
        "colour": BLUE,
        "logo": {"name": "sign.png", "sha256": hashlib.sha256(png()).hexdigest()},
        "reference": {"name": "letter.docx", "sha256": styled.reference_sha256},
        "revision": 1,
    }
    entry = Entry.objects.get(kind="documents.style-changed")
    told = json.loads(entry.payload.body)["change"]
    assert told["colour"] == ["", BLUE]
    assert told["logo_name"] == ["", "sign.png"]


def test_what_is_not_named_stays_and_what_is_cleared_goes(
    styled: HouseStyle, programme: Programme, adi: Person
) -> None:
    row = put(programme, adi, clear=("logo", "colour"))
    assert (row.logo_id, row.logo_sha256, row.colour, row.reference_name) == (None, "", "", "letter.docx")
    assert row.revision == 2


def test_the_same_once_more_is_no_change(styled: HouseStyle, programme: Programme, ada: Person) -> None:
    row = put(programme, ada, colour=BLUE, files={"logo": file("sign.png", png())})
    assert row.revision == 1
    assert row.logo_id == styled.logo_id
    assert Entry.objects.filter(kind="documents.style-changed").count() == 1


def test_of_two_who_save_at_once_the_second_is_told(programme: Programme, ada: Person, adi: Person) -> None:
    put(programme, ada, colour=BLUE, seen=0)
    files = StoredFile.objects.count()
    with pytest.raises(Superseded):
        put(programme, adi, files={"logo": file("sign.png", png())}, seen=0)
    assert style_of(programme.organisation).logo_name == ""
    assert StoredFile.objects.count() == files


def test_only_coordinators_and_administrators_set_it(
    programme: Programme, ada: Person, adi: Person, olga: Person, iris: Person, zoe: Person
) -> None:
    for somebody in (olga, iris):
        with pytest.raises(NotAllowed):
            put(programme, somebody, colour=BLUE)
    with pytest.raises(Hidden):
        put(programme, zoe, colour=BLUE)
    assert put(programme, ada, colour=BLUE).colour == BLUE
    assert put(programme, adi, clear=("colour",)).colour == ""


# == what is refused ===============================================================================================

MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
ACTIVE = SVG.replace(b"<rect", b"<script>alert(1)</script><rect")
LOADS = SVG.replace(b"<rect", b"<image href='https://host.example/x.png'/><rect")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("sign.png", b"GIF89a" + b"\x00" * 90, "no picture"),
        ("sign.png", b"%PDF-1.7 " * 9, "no picture"),
        ("sign.svg", ACTIVE, "runs or loads"),
        ("sign.svg", LOADS, "runs or loads"),
        ("sign.png", png(6_000, 6_000), "6,000"),
        ("sign.png", png(9_000, 30), "9,000"),
        ("sign.png", png(pixels=b"no pixels"), "cannot be drawn"),
        ("sign.svg", SVG.replace(b"'90'", b"'0'"), "no picture"),
        ("sign.png", png() + b"\x00" * 1_000_001, "larger than 1 MB"),
        ("sign.png", b"", "is empty"),
        ("sign.exe", b"\x7fELF" + b"\x00" * 90, "program"),
    ],
    ids=["gif", "pdf", "script", "loads", "bomb", "long", "broken", "nothing", "large", "empty", "program"],
)
def test_a_logo_that_cannot_be_printed_is_refused(
    programme: Programme, ada: Person, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        put(programme, ada, files={"logo": file(name, data)})
    assert caught.value.field == "logo"
    assert words in caught.value.reason
    assert not StoredFile.objects.exists()
    assert not HouseStyle.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("letter.pdf", b"%PDF-1.7", "no DOCX"),
        ("letter.docx", b"%PDF-1.7", "not what its name says"),
        ("letter.docx", office(kind=MACROS), "macros"),
        ("letter.docx", office(**{"word/vbaProject.bin": b"x"}), "macros"),
        ("letter.docx", office(), "cannot be used"),
        ("letter.docx", b"PK\x03\x04" + b"\x00" * 10_000_000, "larger than 10 MB"),
        ("letter.docx", b"", "is empty"),
    ],
    ids=["pdf", "other", "declared", "macros", "hollow", "large", "empty"],
)
def test_a_reference_file_that_is_none_is_refused(
    programme: Programme, ada: Person, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        put(programme, ada, files={"reference": file(name, data)})
    assert caught.value.field == "reference"
    assert words in caught.value.reason
    assert not StoredFile.objects.exists()


def test_a_reference_file_that_loads_from_elsewhere_is_refused(programme: Programme, ada: Person) -> None:
    word = docx.Document(io.BytesIO(letterhead()))
    word.sections[0].header.part.relate_to(
        "https://host.example/sign.png",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        is_external=True,
    )
    made = io.BytesIO()
    word.save(made)
    with pytest.raises(Refused) as caught:
        put(programme, ada, files={"reference": file("letter.docx", made.getvalue())})
    assert "host.example" in caught.value.reason


@pytest.mark.parametrize(("colour", "way_out"), [("blue", "#2147a6"), ("#12", "#2147a6"), ("#ffee00", "darker")])
def test_a_colour_that_is_none_or_pale_is_refused_with_a_better_one(
    programme: Programme, ada: Person, colour: str, way_out: str
) -> None:
    with pytest.raises(Refused) as caught:
        put(programme, ada, colour=colour)
    assert caught.value.field == "colour"
    assert way_out in caught.value.hint


@pytest.mark.parametrize(("clear", "field"), [(("colour",), "colour"), (("header",), "clear")])
def test_what_is_set_and_cleared_at_once_or_is_no_part_is_refused(
    programme: Programme, ada: Person, clear: tuple[str, ...], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        put(programme, ada, colour=BLUE, clear=clear)
    assert caught.value.field == field


# == doors =========================================================================================================


def test_the_page_sets_shows_and_previews(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    assert PAGE in client.get("/o/cakrawala/").content.decode()
    assert PAGE in client.get("/o/cakrawala/p/sms-1/documents/").content.decode()
    given = {"seen": "0", "colour": BLUE, "logo": SimpleUploadedFile("sign.svg", SVG)}
    assert client.post(PAGE, given).url == PAGE  # type: ignore[attr-defined]
    page = client.get(PAGE).content.decode()
    assert "sign.svg" in page
    assert BLUE in page
    answer = client.get(f"{PAGE}/preview.pdf")
    pdf = pikepdf.open(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert len(pdf.pages) == 1
    assert client.get(f"{PAGE}/preview.exe").status_code == 404


def test_the_page_shows_a_page_as_it_is_printed_now(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    pictures = []
    logo = SimpleUploadedFile("sign.svg", SVG)
    for given in ({"seen": "0"}, {"seen": "0", "colour": BLUE}, {"seen": "1", "colour": BLUE, "logo": logo}):
        client.post(PAGE, given)
        at = re.search(r'<img class="page-picture" src="([^"]+)"', client.get(PAGE).content.decode())
        assert at
        answer = client.get(at[1])
        assert answer["Content-Type"] == "image/png"
        pictures.append(answer.content)
    assert all(each.startswith(b"\x89PNG") for each in pictures)
    assert len(set(pictures)) == 3


def test_a_page_that_lost_a_file_of_its_style_still_opens(styled: HouseStyle, ada: Person) -> None:
    place_of(styled.organisation_id, styled.logo_sha256).unlink()
    client = client_of(ada)
    assert "Where it does not show" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}/preview.png").status_code == 404


def test_the_page_keeps_what_is_not_chosen_and_takes_away_what_is_ticked(
    styled: HouseStyle, programme: Programme, ada: Person
) -> None:
    client = client_of(ada)
    client.post(PAGE, {"seen": "1", "colour": "", "clear_logo": "on"})
    row = style_of(programme.organisation)
    assert (row.colour, row.logo_name, row.reference_name, row.revision) == ("", "", "letter.docx", 2)


def test_the_page_says_what_is_wrong_beside_the_field(programme: Programme, ada: Person) -> None:
    given = {"seen": "0", "colour": "#ffee00", "logo": SimpleUploadedFile("sign.svg", SVG)}
    answer = client_of(ada).post(PAGE, given)
    assert answer.status_code == 422
    assert answer.context["form"].errors["colour"]
    assert "Choose the files again" in answer.content.decode()


def test_the_page_shows_both_versions_to_the_second_of_two(programme: Programme, ada: Person, adi: Person) -> None:
    put(programme, adi, colour="#00447c")
    answer = client_of(ada).post(PAGE, {"seen": "0", "colour": BLUE})
    assert answer.status_code == 409
    [difference] = answer.context["conflict"]["differences"]
    assert (difference.saved, difference.typed) == ("#00447c", BLUE)
    assert client_of(ada).post(PAGE, {"seen": "1", "colour": BLUE}).status_code == 302


def test_the_command_sets_shows_and_clears(programme: Programme, ada: Person, tmp_path: Path) -> None:
    logo, letter = tmp_path / "sign.png", tmp_path / "letter.docx"
    logo.write_bytes(png())
    letter.write_bytes(letterhead())
    style = ["organisation", "style", "cakrawala", "--as", ada.email]
    shown = cli(*style, "--json").json
    assert (shown["schema"], shown["colour"], shown["revision"]) == ("milepost/document-style/1", None, 0)
    done = cli(*style, "--logo", logo, "--colour", BLUE, "--reference", letter, "--json").json
    assert (done["logo"]["name"], done["colour"], done["reference"]["name"]) == ("sign.png", BLUE, "letter.docx")
    cleared = cli(*style, "--clear", "logo", "--clear", "reference")
    assert cleared.stdout.split() == ["logo:", "–", "colour:", BLUE, "reference:", "–"]


def test_the_command_says_what_is_wrong_and_how_to_mend_it(programme: Programme, ada: Person, tmp_path: Path) -> None:
    style = ["organisation", "style", "cakrawala", "--as", ada.email, "--json"]
    pale = cli(*style, "--colour", "#ffee00")
    assert (pale.exit_code, pale.json["code"], pale.json["where"]["field"]) == (2, "refused", "colour")
    assert "darker" in pale.json["hint"]
    missing = cli(*style, "--logo", tmp_path / "none.png")
    assert (missing.exit_code, missing.json["where"]["field"]) == (2, "--logo")


class Caller:
    """Ada, with a token."""

    def __init__(self, ada: Person, adi: Person, programme: Programme) -> None:
        _, self.secret = make_token(
            actor=actor_of(adi, Channel.CLI), organisation=programme.organisation, person=ada, scope="write",
            expires_on=date(2099, 1, 1),
        )  # fmt: skip

    def __call__(self, method: str, given: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.secret}", **headers}
        return Client().generic(method, API, json.dumps(given), content_type="application/json", headers=sent)


def test_the_api_sets_what_is_given_and_clears_what_is_null(programme: Programme, ada: Person, adi: Person) -> None:
    call = Caller(ada, adi, programme)
    first = call("GET")
    assert (first["ETag"], first.json()) == ('"0"', {"colour": None, "logo": None, "reference": None, "revision": 0})
    logo = {"name": "sign.png", "content": b64encode(png()).decode()}
    made = call("PUT", {"colour": BLUE, "logo": logo}, **{"If-Match": '"0"'})
    assert (made.status_code, made["ETag"], made.json()["logo"]["name"]) == (200, '"1"', "sign.png")
    assert call("PUT", {"colour": "#00447c"}, **{"If-Match": '"0"'}).status_code == 412
    cleared = call("PUT", {"logo": None}).json()
    assert (cleared["logo"], cleared["colour"]) == (None, BLUE)
    wrong = call("PUT", {"logo": {"name": "sign.png", "content": "?"}})
    assert (wrong.status_code, "Base64" in wrong.content.decode()) == (422, True)


def test_it_goes_along_with_the_programme_s_archive(styled: HouseStyle, ada: Person, tmp_path: Path) -> None:
    archive, show = tmp_path / "one.zip", ["organisation", "style", "cakrawala", "--as", ada.email, "--json"]
    assert cli("programme", "export", "sms-1", archive, "--as", ada.email, "--json").exit_code == 0
    answers = in_a_new_home(
        tmp_path / "other", ["programme", "import", str(archive), "--json"], ["ledger", "verify", "--json"], show
    )
    assert [code for code, _out, _err in answers] == [0, 0, 0], answers
    assert json.loads(answers[2][1]) == cli(*show).json
    place = tmp_path / "other" / "files" / str(styled.organisation_id) / styled.logo_sha256[:2] / styled.logo_sha256
    assert place.read_bytes() == png()
