"""Templates on their pages, on the command line and over the API."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from milepost.features.drafting.models import OwnTemplate
from milepost.features.drafting.writing.own_templates import digest_of
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.drafting.own_copies import KEY, OWN, SHIPPED, added, changed, saved
from tests.drafting.test_drafts import enter
from tests.people import cli, client_of

HERE = "/o/cakrawala/p/sms-1/drafts/DOC-INC-01"
EDIT = f"{HERE}/template/edit/?language=en"


def given(text: str = OWN, **more: str) -> dict[str, str]:
    return {"text": text, "reason": "We whistle.", "seen": "0", "rests_on": digest_of(SHIPPED), **more}


def page(client: Client, path: str = "template/") -> str:
    return client.get(f"{HERE}/{path}?language=en").content.decode()


def test_the_template_is_reached_from_the_draft_and_from_the_list(programme: Programme, iris: Person) -> None:
    client = client_of(iris)
    address = f"{HERE}/template/?language=en"
    assert address in client.get(f"{HERE}/?language=en").content.decode()
    assert address in client.get("/o/cakrawala/p/sms-1/drafts/?language=en").content.decode()
    shown = client.get(address).content.decode()
    assert "edition 1, as shipped" in shown
    assert "template/edit/" not in shown


def test_it_is_copied_changed_and_saved(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    assert "Copy and change it" in page(client)
    form = client.get(EDIT).content.decode()
    assert escape("{{ org.short }} uses this procedure") in form
    assert 'name="seen" value="0"' in form
    answer = client.post(EDIT, given())
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}/template/?language=en")
    shown = page(client)
    assert "edition 1, own version 1" in shown
    assert "We whistle." in shown
    assert "<ins>" in shown
    assert "edition 1, own version 1" in client.get(f"{HERE}/?language=en").content.decode()
    assert "edition 1, as shipped" in client.get(f"{HERE}/?language=id").content.decode() or "id" in shown


def test_what_it_writes_is_shown_before_it_is_saved(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    answer = client_of(ada).post(EDIT, given(preview="1", reason=""))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "we whistle first" in shown[shown.index("preview-heading") :]
    assert not OwnTemplate.objects.exists()


@pytest.mark.parametrize("preview", [{}, {"preview": "1"}])
def test_a_fault_is_told_with_its_line_and_nothing_typed_is_lost(
    programme: Programme, ada: Person, preview: dict[str, str]
) -> None:
    text = added("We reach for {{ org.__class__ }} here.")
    line = next(number for number, found in enumerate(text.split("\n"), 1) if "__class__" in found)
    answer = client_of(ada).post(EDIT, given(text, **preview))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f"Line {line}: " in shown
    assert escape("We reach for {{ org.__class__ }} here.") in shown
    assert "We whistle." in shown
    assert not OwnTemplate.objects.exists()


def test_a_text_of_a_megabyte_is_refused_and_kept_on_the_page(programme: Programme, ada: Person) -> None:
    answer = client_of(ada).post(EDIT, given(SHIPPED + "x" * 1_000_000))
    assert answer.status_code == 422
    assert "x" * 1_000_000 in answer.content.decode()
    assert not OwnTemplate.objects.exists()


def test_html_and_script_are_words(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    client = client_of(ada)
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> at {{ org.name }}."
    own = changed(("title: Incident management procedure", "title: '<b>שלום 🎉</b>'"), of=added(hostile))
    assert client.post(EDIT, given(own, preview="1")).status_code == 200
    assert client.post(EDIT, given(own)).status_code == 302
    drafts = [client.get(f"{HERE}/?language=en").content.decode(), page(client), page(client, "template/versions/1/")]
    for shown in [*drafts, client.post(EDIT, given(own, preview="1")).content.decode()]:
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert 'href="javascript' not in shown
        assert "<b>שלום" not in shown
        assert escape("<b>שלום 🎉</b>") in shown
    assert b"".join(client.get(f"{HERE}/file.pdf?language=en").streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_the_second_of_two_who_save_keeps_what_was_typed(programme: Programme, ada: Person, ben: Person) -> None:
    client_of(ada).post(EDIT, given())
    typed = OWN.replace("whistle", "sing")
    answer = client_of(ben).post(EDIT, given(typed))
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "we sing first" in shown
    assert 'name="seen" value="1"' in shown
    assert OwnTemplate.objects.get().text == OWN
    assert client_of(ben).post(EDIT, given(typed, seen="1")).status_code == 302
    assert OwnTemplate.objects.count() == 2


def test_a_failed_save_does_not_forget_what_it_was_based_on(programme: Programme, ada: Person, ben: Person) -> None:
    client_of(ada).post(EDIT, given())
    shown = client_of(ben).post(EDIT, given("nothing")).content.decode()
    assert 'name="seen" value="0"' in shown


def test_the_shipped_one_is_used_again_with_a_reason(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    client.post(EDIT, given())
    address = f"{HERE}/template/reset/?language=en"
    assert client.post(address, {"reason": "", "seen": "1"}).status_code == 422
    assert client.post(address, {"reason": "Quiet again.", "seen": "0"}).status_code == 422
    assert client.post(address, {"reason": "Quiet again.", "seen": "1"}).status_code == 302
    shown = page(client)
    assert "edition 1, as shipped" in shown
    assert "Version 2: the shipped one again" in shown
    assert "we whistle first" in page(client, "template/versions/1/")
    assert client.get(f"{HERE}/template/versions/9/?language=en").status_code == 404


def test_a_newer_edition_is_shown_word_by_word_and_taken_in(
    programme: Programme, ada: Person, request: pytest.FixtureRequest
) -> None:
    client = client_of(ada)
    client.post(EDIT, given())
    request.getfixturevalue("newer")
    shown = page(client)
    assert "What edition 2 changed against the edition 1 that was copied" in shown
    assert "Edition two of {{ org.name }}." in re.sub("<[^>]+>", "", shown)
    assert "a newer edition is here" in client.get(f"{HERE}/?language=en").content.decode()
    merging = client.get(f"{HERE}/template/merge/?language=en").content.decode()
    assert "0 places to decide" in merging
    assert "Edition two of {{ org.name }}." in merging
    assert "we whistle first" in merging
    rests_on = re.findall(r'name="rests_on" value="(\w+)"', merging)[0]
    text = OwnTemplate.objects.get()
    answer = cli("documents", "template", "merge", "sms-1", KEY, "--as", ada.email, "--json").json
    assert answer["rests_on"] == rests_on
    assert client.post(EDIT, given(answer["text"], seen="1", rests_on=rests_on)).status_code == 302
    assert OwnTemplate.objects.exclude(pk=text.pk).get().edition == 2
    assert "that was copied" not in page(client)


def test_a_merge_of_what_is_up_to_date_leads_back(programme: Programme, ada: Person) -> None:
    assert client_of(ada).get(f"{HERE}/template/merge/?language=en").status_code == 302


@pytest.mark.parametrize("path", ["edit", "merge", "reset"])
def test_a_reader_changes_no_template_and_a_stranger_sees_none(
    programme: Programme, iris: Person, zoe: Person, path: str
) -> None:
    assert client_of(iris).get(f"{HERE}/template/{path}/").status_code == 403
    assert client_of(iris).get(f"{HERE}/template/").status_code == 200
    assert client_of(zoe).get(f"{HERE}/template/{path}/").status_code == 404
    assert client_of(zoe).get(f"{HERE}/template/").status_code == 404
    assert client_of(iris).get("/o/cakrawala/p/sms-1/drafts/DOC-XXX-99/template/").status_code == 404


def run(*args: object, who: str = "ada@cakrawala.example") -> Any:
    return cli("documents", "template", *args, "--as", who, "--json")


def test_the_command_line_goes_the_whole_way(programme: Programme, ada: Person, tmp_path: Path) -> None:
    enter(ada, programme, "bank")
    lines = run("list", "sms-1").json["templates"]
    assert {"key": KEY, "own_version": 0, "outdated": False}.items() <= next(
        row for row in lines if row["key"] == KEY
    ).items()
    file = tmp_path / "incident.md"
    assert run("copy", "sms-1", KEY, "-o", file).json["own_version"] == 1
    assert run("copy", "sms-1", KEY).json["code"] == "copied-already"
    file.write_text(OWN, encoding="utf-8")
    draft = tmp_path / "draft.md"
    checked = run("check", "sms-1", file, "-o", draft)
    assert (checked.exit_code, checked.json["passed"], checked.json["faults"]) == (0, True, [])
    assert "we whistle first" in draft.read_text("utf-8")
    put = run("put", "sms-1", KEY, "--file", file, "--reason", "We whistle.")
    assert (put.exit_code, put.json["own_version"]) == (0, 2)
    shown = run("show", "sms-1", KEY).json
    assert shown["text"] == OWN
    assert [version["reason"] for version in shown["versions"]] == ["Copied to be changed.", "We whistle."]
    assert run("show", "sms-1", KEY, "--version", "1").json["text"] == SHIPPED
    assert run("show", "sms-1", KEY, "--shipped").json["text"] == SHIPPED
    assert run("reset", "sms-1", KEY, "--reason", "Quiet.").json["own_version"] == 0
    assert run("reset", "sms-1", KEY, "--reason", "Quiet.").exit_code == 2
    assert cli("documents", "template", "list", "sms-1", "--as", ada.email).exit_code == 0


def test_a_file_with_a_fault_names_its_line(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "incident.md"
    text = added("{{ org.nmae }}")
    line = next(number for number, found in enumerate(text.split("\n"), 1) if "nmae" in found)
    file.write_text(text, encoding="utf-8")
    checked = run("check", "sms-1", file)
    assert (checked.exit_code, checked.json["passed"]) == (1, False)
    assert [fault["line"] for fault in checked.json["faults"]] == [line]
    put = run("put", "sms-1", KEY, "--file", file, "--reason", "A slip.")
    assert (put.exit_code, put.json["code"]) == (2, "faulty-template")
    assert put.json["where"] == {"file": str(file), "row": line, "field": "--file"}
    file.write_text("---\nx: [\n---\n", encoding="utf-8")
    assert run("check", "sms-1", file).json["where"]["row"] == 3


@pytest.mark.parametrize(
    ("args", "field"),
    [
        (("show", "sms-1", "DOC-XXX-99"), "KEY"),
        (("show", "sms-1", KEY, "--language", "fr"), "--language"),
        (("show", "sms-1", KEY, "--version", "7"), "--version"),
        (("put", "sms-1", KEY, "--file", "/nowhere.md", "--reason", "x"), "--file"),
    ],
)
def test_what_is_not_there_is_said_by_its_option(
    programme: Programme, ada: Person, args: tuple[str, ...], field: str
) -> None:
    ran = run(*args)
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, field)


def test_a_reader_saves_nothing_by_a_command(programme: Programme, iris: Person, tmp_path: Path) -> None:
    file = tmp_path / "incident.md"
    file.write_text(OWN, encoding="utf-8")
    ran = run("put", "sms-1", KEY, "--file", file, "--reason", "x", who=iris.email)
    assert (ran.exit_code, ran.json["code"]) == (2, "not-allowed")


def ask(method: str, path: str, body: dict[str, Any] | None = None, who: str = "ada@cakrawala.example") -> Any:
    """An operation through `milepost api`, in-process; its whole answer."""
    given_file = ("--input", "-") if body is not None else ()
    address = f"/api/v1/organisations/cakrawala/programmes/sms-1/templates{path}"
    return cli("api", method, address, *given_file, "--as", who, "--json", stdin=json.dumps(body or {}))


def test_the_api_goes_the_whole_way(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    assert {"key": KEY, "edition": 1}.items() <= next(
        row for row in ask("GET", "").json["body"]["items"] if row["key"] == KEY
    ).items()
    checked = ask("POST", f"/{KEY}/check", {"text": OWN}).json["body"]
    assert checked["passed"]
    assert "we whistle first" in checked["draft"]["body"]
    bad = ask("POST", f"/{KEY}/check", {"text": added("{{ org.nmae }}")}).json["body"]
    assert not bad["passed"]
    assert "nmae" in bad["faults"][0]["reason"]
    put = ask("PUT", f"/{KEY}", {"text": OWN, "reason": "We whistle."}).json
    assert (put["status"], put["body"]["own_version"]) == (201, 1)
    assert ask("PUT", f"/{KEY}", {"text": OWN, "reason": "We whistle."}).json["status"] == 200
    assert ask("GET", f"/{KEY}/versions/1").json["body"]["text"] == OWN
    assert ask("GET", f"/{KEY}/merge").json["body"]["clashes"] == []
    assert ask("POST", f"/{KEY}/reset", {"reason": "Quiet."}).json["body"]["own_version"] == 0
    assert OwnTemplate.objects.count() == 2


def test_an_own_template_travels_in_the_archive(programme: Programme, ada: Person, adi: Person, tmp_path: Path) -> None:
    row = saved(ada, programme)
    file = tmp_path / "sms-1.zip"
    assert cli("programme", "export", "sms-1", file, "--as", adi.email, "--json").exit_code == 0
    with zipfile.ZipFile(file) as archive:
        kept = json.loads(archive.read("tables/drafting.owntemplate.ndjson"))
    assert (kept["id"], kept["text"], kept["shipped_text"]) == (str(row.pk), OWN, SHIPPED)
