"""The application pack (S-10): what goes in, what is told to lack, and that nothing half made is handed out."""

import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.engines.rules.facts.settings import Phase
from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import adopt_version, put_document, put_translation, save_draft
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.gates.pack.entries import Section, file_name
from milepost.features.gates.pack.gathering import pack_of
from milepost.features.gates.pack.making import MadePack, make_pack, make_pack_file
from milepost.features.gates.services import HandedIn, decide_gate, record_before, sign_decision
from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices, approve_procedure
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.features.programmes.scope.approval import approve_scope
from milepost.platform.files.services import keep_file
from milepost.platform.files.store import place_of
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signatures.services import Signing
from tests.documents.conftest import in_force
from tests.people import PASSWORD, actor_of, cli, client_of
from tests.programmes.test_scope import PORTFOLIO, SCOPE

PAGE = "/o/cakrawala/p/sms-1/application-pack/"
PDF = b"%PDF-1.7\n%%EOF"
TEXT = "## Purpose {#purpose}\n\nThe services are run as agreed with the customers.\n"
QUOTATION = {"people": 12, "sites": [{"location": "jkt", "address": "Jl. Thamrin 1", "people": 12}]}


def enter(programme: Programme, ada: Person, number: str, **fields: Any) -> Document:
    given = {"number": number, "title": f"Title of {number}", "kind": "policy", "owner": ada, **fields}
    return put_document(actor=actor_of(ada), programme=programme, fields=given).row


def adopt(document: Document, ada: Person, file: HandedIn | None = None, **fields: Any) -> Version:
    stated = {"label": "2.1", "approved_on": today("Asia/Jakarta"), "approved_by": "Budi", "reason": "Minutes"}
    return adopt_version(actor=actor_of(ada), document=document, fields={**stated, **fields}, file=file)


@pytest.fixture
def scoped(programme: Programme, ada: Person, sari: Person) -> Programme:
    assert apply_rows(actor_of(ada), programme, {**PORTFOLIO, "scope": SCOPE})["refused"] == []
    approve_scope(actor=actor_of(sari), programme=programme, signing=Signing(PASSWORD))
    return programme


def make(programme: Programme, who: Person, language: str = "en") -> tuple[MadePack, zipfile.ZipFile]:
    file = io.BytesIO()
    made = make_pack(actor=actor_of(who), programme=programme, language=language, target=file)
    return made, zipfile.ZipFile(file)


def lacking(programme: Programme, section: Section) -> set[str]:
    return {result.id for result in pack_of(programme, "en").lacks[section]}


def words_in(zipped: zipfile.ZipFile) -> str:
    [name] = [name for name in zipped.namelist() if name.startswith("00 ") and name.endswith(".html")]
    return re.sub(r"<[^>]+>", " ", zipped.read(name).decode())


# -- what goes in, and what lacks --------------------------------------------------------------------------------------


def test_an_empty_programme_lacks_every_part_of_the_application(programme: Programme) -> None:
    pack = pack_of(programme, "en")
    assert pack.entries == ()
    assert {section for section in Section if pack.lacks[section]} == set(Section) - {Section.FURTHER}
    assert all(str(result.fix) for result in pack.lacking)


def test_what_is_in_force_goes_in_under_its_number_and_what_is_not_stays_out(
    scoped: Programme, ada: Person, olga: Person, sari: Person
) -> None:
    in_force(enter(scoped, ada, "DOC-SMP-01", kind="plan", stands_for="smp"), olga, sari, body=TEXT)
    save_draft(actor=actor_of(olga), document=enter(scoped, ada, "DRAFT-1"), fields={"body": TEXT})
    later = today("Asia/Jakarta") + timedelta(days=5)
    adopt(enter(scoped, ada, "LATER-1"), ada, HandedIn("later.pdf", [PDF]), effective_on=later)
    _made, zipped = make(scoped, ada)
    assert zipped.namelist() == [
        "00 Index.pdf", "00 Index.html", "00 Index.docx", "01 Scope statement v1.pdf", "02 DOC-SMP-01 v1.pdf",
        "03 Services, sites and people.pdf", "manifest.json",
    ]  # fmt: skip
    assert "DRAFT-1" not in words_in(zipped)
    assert "LATER-1" not in words_in(zipped)


def test_an_own_file_goes_in_as_it_was_handed_in(programme: Programme, ada: Person) -> None:
    adopt(enter(programme, ada, "POL-1"), ada, HandedIn("Kebijakan kami.pdf", [PDF]))
    _made, zipped = make(programme, ada)
    assert zipped.read("01 POL-1 v2.1.pdf") == PDF
    assert "own file “Kebijakan kami.pdf”" in words_in(zipped)
    assert "PDF file" in words_in(zipped)


def test_a_version_in_force_without_text_or_file_is_told_to_lack(programme: Programme, ada: Person) -> None:
    document = enter(programme, ada, "POL-1")
    adopt(document, ada)
    [result] = pack_of(programme, "en").lacks[Section.FURTHER]
    assert (result.id, result.subject.key) == ("S-10.no-text", str(document.pk))
    assert "POL-1 v2.1 is in force, but neither its text nor its file is kept here." in words_in(
        make(programme, ada)[1]
    )


def test_a_document_of_external_origin_is_listed_and_not_handed_on(programme: Programme, ada: Person) -> None:
    law = enter(programme, ada, "EXT-1", external=True, external_source="Ministry")
    adopt(law, ada, HandedIn("law.pdf", [PDF]))
    _made, zipped = make(programme, ada)
    assert not [name for name in zipped.namelist() if "EXT-1" in name]
    assert "EXT-1 Title of EXT-1 (Ministry)" in words_in(zipped)


def test_a_translation_bound_to_the_version_in_force_goes_in_its_language(
    programme: Programme, ada: Person, olga: Person, sari: Person
) -> None:
    version = in_force(enter(programme, ada, "POL-1", title_id="Kebijakan"), olga, sari, body=TEXT)
    english = pack_of(programme, "id").entries[0]
    put_translation(actor=actor_of(ada), version=version, language="id", body="## Tujuan {#tujuan}\n\nLayanan.\n")
    indonesian = pack_of(programme, "id").entries[0]
    assert (str(english.note), str(indonesian.note)) == ("in English", "translated from English")
    pdf = pikepdf.open(io.BytesIO(make(programme, ada, "id")[1].read("01 POL-1 v1.pdf")))
    assert str(pdf.Root["/Lang"]).startswith("id")


def test_a_procedure_recorded_by_hand_goes_in_with_its_file_and_lacks_without(
    programme: Programme, ada: Person
) -> None:
    add_practices(actor=actor_of(ada), programme=programme)
    given = {"approved_on": today("Asia/Jakarta"), "approved_by": "Sari Dewanti", "title": "Incidents"}
    practice = Practice.objects.get(programme=programme, key="incident")
    approve_procedure(actor=actor_of(ada), practice=practice, **given)
    assert "S-10.no-procedure-file" in lacking(programme, Section.DOCUMENTS)
    file = _kept(programme, ada)
    approve_procedure(actor=actor_of(ada), practice=practice, file=file, **given)
    assert "S-10.no-procedure-file" not in lacking(programme, Section.DOCUMENTS)
    assert make(programme, ada)[1].read("01 Incidents v2.pdf") == PDF


def _kept(programme: Programme, ada: Person) -> Any:
    return keep_file(
        actor=actor_of(ada), organisation=programme.organisation, programme_id=programme.pk, name="p.pdf", chunks=[PDF]
    )


def test_a_signed_decision_goes_in_with_its_minutes_and_an_unsigned_one_is_named(
    programme: Programme, ada: Person, sari: Person
) -> None:
    decision = record_before(
        actor=actor_of(ada), programme=programme, gate=Phase.DESIGN,
        decided_on=today("Asia/Jakarta") - timedelta(days=1),
        minutes=HandedIn("minutes.pdf", [PDF]),
    )  # fmt: skip
    assert lacking(programme, Section.DESIGN_PROOF) == {"S-10.design-open", "S-10.decision-unsigned"}
    assert pack_of(programme, "en").entries == ()
    sign_decision(actor=actor_of(sari), decision=decision, signing=Signing(PASSWORD))
    assert lacking(programme, Section.DESIGN_PROOF) == set()
    _made, zipped = make(programme, ada)
    assert [name for name in zipped.namelist() if name[:2] in {"01", "02"}] == [
        f"01 {decision.reference}.pdf",
        f"02 {decision.reference} minutes.pdf",
    ]


def test_a_decision_is_printed_with_the_verdict_it_was_taken_on(
    programme: Programme, ada: Person, sari: Person
) -> None:
    decision = decide_gate(actor=actor_of(ada), programme=programme, gate=Phase.DESIGN, outcome="no-go", note="Later.")
    sign_decision(actor=actor_of(sari), decision=decision, signing=Signing(PASSWORD))
    _made, zipped = make(programme, ada)
    pdf = pikepdf.open(io.BytesIO(zipped.read(f"01 {decision.reference}.pdf")))
    assert "No-go" in str(pdf.docinfo["/Title"])
    assert lacking(programme, Section.DESIGN_PROOF) == {"S-10.design-open"}


def test_people_and_sites_are_asked_for_until_they_are_entered(scoped: Programme, ada: Person) -> None:
    assert lacking(scoped, Section.ORGANISATION) == {"S-10.no-people"}
    put_sheet(actor=actor_of(ada), programme=scoped, code="quotation", facts=QUOTATION)
    assert lacking(scoped, Section.ORGANISATION) == set()


def test_services_and_sites_wait_for_the_approved_scope(programme: Programme, ada: Person) -> None:
    put_sheet(actor=actor_of(ada), programme=programme, code="quotation", facts=QUOTATION)
    assert lacking(programme, Section.ORGANISATION) == {"S-10.no-scope"}


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_manifest_names_every_file_with_its_hash_and_what_lacks(scoped: Programme, ada: Person) -> None:
    made, zipped = make(scoped, ada)
    manifest = json.loads(zipped.read("manifest.json"))
    told = {each["file"]: each["sha256"] for each in manifest["files"]}
    assert told == {
        name: hashlib.sha256(zipped.read(name)).hexdigest() for name in zipped.namelist() if name != "manifest.json"
    }
    assert manifest["whole"] is False
    assert len(manifest["lacking"]) == len(made.pack.lacking)
    pages = {each["file"]: each.get("pages") for each in manifest["files"]}
    scope = "01 Scope statement v1.pdf"
    assert pages[scope] == len(pikepdf.open(io.BytesIO(zipped.read(scope))).pages)


def test_an_incomplete_pack_says_so_in_its_letter(scoped: Programme, ada: Person) -> None:
    made, zipped = make(scoped, ada)
    assert f"{len(made.pack.lacking)} things lack" in words_in(zipped)
    assert "Incomplete: not to be handed in" in words_in(zipped)
    assert "No service management plan is approved." in words_in(zipped)
    assert "Pernyataan ruang lingkup belum" not in words_in(zipped)


def test_a_letter_in_indonesian_holds_no_english(scoped: Programme, ada: Person) -> None:
    said = words_in(make(scoped, ada, "id")[1])
    assert "Belum lengkap" in said
    assert not [word for word in (" the ", " is ", " and ", "Lacking") if word in said]


def test_the_same_state_and_day_give_the_same_bytes(scoped: Programme, ada: Person, sari: Person, olga: Person) -> None:
    in_force(enter(scoped, ada, "POL-1"), olga, sari, body=TEXT)
    first, second = make(scoped, ada)[0], make(scoped, sari)[0]
    assert (first.sha256, first.size) == (second.sha256, second.size)


def test_making_a_pack_leaves_one_entry_with_its_hash(scoped: Programme, ada: Person) -> None:
    made, _zipped = make(scoped, ada)
    entry = Entry.objects.get(kind="gates.pack-made")
    assert entry.subject_id == scoped.pk
    assert json.loads(bytes(entry.payload.body))["change"] == {
        "language": "en", "files": 2, "lacking": len(made.pack.lacking), "sha256": made.sha256, "size": made.size,
    }  # fmt: skip


def test_what_is_shown_costs_the_same_queries_for_one_document_and_for_many(programme: Programme, ada: Person) -> None:
    counts = []
    for place in range(6):
        adopt(enter(programme, ada, f"POL-{place}"), ada, HandedIn("a.pdf", [PDF]))
        pack_of(programme, "en")  # what the rules read is kept from here on
        if place in {0, 5}:
            with CaptureQueriesContext(connection) as queries:
                pack_of(programme, "en")
            counts.append(len(queries))
    assert counts[0] == counts[1]


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("DOC-SMP-01 v3", "03 DOC-SMP-01 v3.pdf"),
        ("../../etc/passwd", "03 etc-passwd.pdf"),
        ('P/IT\\7:*?"<>| v1', "03 P-IT-7- v1.pdf"),
        ("<script>alert(1)</script>", "03 script-alert(1)-script.pdf"),
        ("line\nend\x00\u202egpj.exe", "03 line endgpj.exe.pdf"),
        ("Prosedur é 📦", "03 Prosedur é.pdf"),
        ("...", "03.pdf"),
        ("x" * 400, f"03 {'x' * 100}.pdf"),
    ],
)
def test_a_files_name_is_safe_and_readable(label: str, name: str) -> None:
    assert file_name("03", label, ".pdf") == name


def test_hostile_names_and_titles_stay_words(programme: Programme, ada: Person) -> None:
    document = enter(programme, ada, "../P|1", title="<script>alert(1)</script>", title_id="<b>x</b>")
    adopt(document, ada, HandedIn("..\\..\\<img src=x>.pdf", [PDF]))
    _made, zipped = make(programme, ada)
    assert "01 P-1 v2.1.pdf" in zipped.namelist()
    [html] = [name for name in zipped.namelist() if name.endswith(".html")]
    assert b"<script>alert" not in zipped.read(html)
    assert b"<img src=x" not in zipped.read(html)
    assert "<script>alert" not in client_of(ada).get(PAGE).content.decode()


@pytest.mark.parametrize(("gone", "why"), [(True, "is missing from the store"), (False, "is not what was handed in")])
def test_a_missing_or_altered_file_is_named_and_no_pack_is_left(
    programme: Programme, ada: Person, tmp_path: Path, gone: bool, why: str
) -> None:
    version = adopt(enter(programme, ada, "POL-1"), ada, HandedIn("policy.pdf", [PDF]))
    place = place_of(programme.organisation_id, version.file_sha256)
    if gone:
        place.unlink()
    else:
        place.write_bytes(b"%PDF-1.7 another")
    target = tmp_path / "pack.zip"
    with pytest.raises(Refused, match=why) as refused:
        make_pack_file(actor=actor_of(ada), programme=programme, language="en", target=target)
    assert "POL-1 v2.1" in refused.value.reason
    assert "policy.pdf" in refused.value.reason
    assert list(tmp_path.glob("*.zip*")) == list(tmp_path.glob(".*zip*")) == []
    assert not Entry.objects.filter(kind="gates.pack-made").exists()


def test_a_document_that_cannot_be_set_is_named_and_no_pack_is_made(programme: Programme, ada: Person) -> None:
    adopt(enter(programme, ada, "POL-1"), ada, body="| a |\n|---|\n| b | c |\n| d |")
    with pytest.raises(Refused, match=r"POL-1 v2\.1 cannot be set as PDF"):
        make(programme, ada)
    assert not Entry.objects.filter(kind="gates.pack-made").exists()


def test_a_language_that_documents_are_not_written_in_is_refused(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused) as refused:
        make(programme, ada, "fr")
    assert refused.value.field == "language"


# -- who may, and the doors --------------------------------------------------------------------------------------------


def test_ben_may_look_at_the_pack_but_not_make_it(programme: Programme, ben: Person) -> None:
    with pytest.raises(NotAllowed):
        make(programme, ben)
    assert client_of(ben).get(PAGE).status_code == 200
    assert client_of(ben).post(PAGE + "make/").status_code == 403


def test_to_zoe_there_is_no_pack(programme: Programme, zoe: Person, bukit: object) -> None:
    with pytest.raises(Hidden):
        make(programme, zoe)
    assert client_of(zoe).get(PAGE).status_code == 404
    assert client_of(zoe).post(PAGE + "make/").status_code == 404


def test_the_page_says_what_lacks_with_the_way_to_mend_it(scoped: Programme, ada: Person) -> None:
    page = client_of(ada).get(PAGE).content.decode()
    assert "01 Scope statement v1.pdf" in page
    assert "No service management plan is approved." in page
    assert "fix=G2-SMP.not-approved" in page
    there = client_of(ada).get("/o/cakrawala/p/sms-1/see/application/-/?fix=S-10.no-people")
    assert there.status_code in {301, 302}


def test_the_command_writes_the_pack_and_tells_what_lacks(scoped: Programme, ada: Person, tmp_path: Path) -> None:
    target = tmp_path / "pack.zip"
    ran = cli("documents", "pack", "sms-1", "--language", "id", "-o", target, "--as", ada.email, "--json")
    told = ran.json
    assert (ran.exit_code, told["schema"], told["whole"]) == (0, "milepost/application-pack/1", False)
    assert told["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    parts = {part["part"]: part for part in told["parts"]}
    assert [each["file"] for each in parts["scope"]["files"]] == ["01 Pernyataan ruang lingkup v1.pdf"]
    assert [each["id"] for each in parts["smp"]["lacking"]] == ["G2-SMP.not-approved"]


def test_the_command_makes_nothing_without_a_place_and_refuses_a_bad_one(
    scoped: Programme, ada: Person, ben: Person, tmp_path: Path
) -> None:
    told = cli("documents", "pack", "sms-1", "--as", ben.email, "--json")
    assert (told.exit_code, told.json["file"]) == (0, None)
    for wrong in (("-o", tmp_path), ("-o", tmp_path / "none" / "p.zip"), ("--language", "fr")):
        ran = cli("documents", "pack", "sms-1", *wrong, "--as", ada.email, "--json")
        assert (ran.exit_code, ran.json["schema"]) == (2, "milepost/error/1")
    refused = cli("documents", "pack", "sms-1", "-o", tmp_path / "p.zip", "--as", ben.email, "--json")
    assert (refused.exit_code, refused.json["code"]) == (2, "not-allowed")
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "home"])
