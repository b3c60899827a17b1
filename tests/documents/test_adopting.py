"""An existing master list taken in: numbers, titles and approvals from before, stated and not computed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import adopt_version
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from tests.documents.conftest import in_force
from tests.people import actor_of, cli

ADA = ("--as", "ada@cakrawala.example", "--json")
COLUMNS = (
    "code,title,title_id,kind,owner,clauses,items,version,written_by,approved_on,approved_by,effective_on,"
    "review_due_on,reason"
)
BACKUPS = (
    "SOP/IT/001,Backups,Pencadangan,procedure,olga@cakrawala.example,8.7.2;7.5.3,backup-procedure,2.1,Olga Pratiwi,"
    '2026-01-10,Budi Hartono,2026-02-01,2027-02-01,"Minutes of 10 January, item 4"'
)
CSV = f"{COLUMNS}\n{BACKUPS}\nPOL-1,Policy,,policy,,,,,,,,,,\n"
STATED = {"label": "2.1", "approved_on": date(2026, 1, 10), "approved_by": "Budi Hartono", "reason": "Minutes"}


def apply(folder: Path, text: str, *more: str, name: str = "list.csv") -> Any:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return cli("apply", "sms-1", file, *more, *ADA).json


def test_a_master_list_comes_in_once(programme: Programme, ada: Person, olga: Person, tmp_path: Path) -> None:
    report = apply(tmp_path, CSV, "--kind", "documents")
    assert (report["created"], report["refused"]) == (2, [])
    version = Version.objects.select_related("document").get()
    assert (version.shown_number, version.before, version.approved_by) == ("2.1", True, "Budi Hartono")
    assert (version.effective_on, version.review_due_on) == (date(2026, 2, 1), date(2027, 2, 1))
    assert version.document.clauses == ["8.7.2", "7.5.3"]
    assert [author.name for author in version.authors.all()] == ["Olga Pratiwi"]
    assert apply(tmp_path, CSV, "--kind", "documents")["unchanged"] == 2
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("Budi Hartono,2026-02-01", ",2026-02-01"), "approved_by"),
        (('"Minutes of 10 January, item 4"', ""), "reason"),
        (("2026-01-10", "2099-01-10"), "approved_on"),
        (("2027-02-01", "2025-02-01"), "review_due_on"),
        (("2027-02-01", "2026-01-20"), "review_due_on"),
        (("2027-02-01", "2099-02-01"), "review_due_on"),
        (("2026-02-01,2027-02-01", "2031-02-01,2032-02-01"), "effective_on"),
        (("2026-02-01,2027-02-01", "2025-12-01,2027-02-01"), "effective_on"),
        (("2026-01-10", "1989-12-31"), "approved_on"),
        (("2026-01-10", "0226-01-10"), "approved_on"),
        (("Olga Pratiwi", "budi hartono"), "approved_by"),
        (("olga@cakrawala.example", "nobody@x.example"), "owner"),
        (("8.7.2;7.5.3", "8.7.2;9.9"), "clauses"),
        (("procedure,olga", "song,olga"), "kind"),
    ],
)
def test_a_bad_line_is_refused_by_row_and_field_and_nothing_is_taken(
    programme: Programme, ada: Person, olga: Person, tmp_path: Path, change: tuple[str, str], field: str
) -> None:
    report = apply(tmp_path, CSV.replace(*change), "--kind", "documents")
    assert [(one["code"], one["field"]) for one in report["refused"]] == [("SOP/IT/001", field)]
    assert not Document.objects.exists()


def test_older_versions_come_as_rows_of_their_own_in_any_order(
    programme: Programme, ada: Person, olga: Person, tmp_path: Path
) -> None:
    apply(tmp_path, CSV, "--kind", "documents")
    rows = [
        {"document": "SOP/IT/001", "version": "1.0", "approved_on": "2024-01-10", "approved_by": "Budi", "reason": "x",
         "body": "# Old text"},
        {"document": "SOP/IT/001", "version": "3.0", "approved_on": "2026-03-01", "approved_by": "Budi", "reason": "x"},
    ]  # fmt: skip
    text = json.dumps({"document-versions": rows})
    assert apply(tmp_path, text, name="v.json")["created"] == 2
    assert apply(tmp_path, text, name="v.json")["unchanged"] == 2
    periods = {version.label: (version.effective_on, version.ended_on) for version in Version.objects.all()}
    assert periods == {
        "1.0": (date(2024, 1, 10), date(2026, 2, 1)),
        "2.1": (date(2026, 2, 1), date(2026, 3, 1)),
        "3.0": (date(2026, 3, 1), None),
    }
    unknown = json.dumps({"document-versions": [{**rows[0], "document": "NONE"}]})
    assert apply(tmp_path, unknown, name="v.json")["refused"][0]["field"] == "document"


def test_a_version_that_was_approved_here_is_not_restated_by_a_file(
    document: Document, ada: Person, olga: Person, sari: Person, tmp_path: Path
) -> None:
    in_force(document, olga, sari)
    rows = [{"code": "DOC-INC-01", "version": "1", "approved_by": "Somebody else"}]
    [refused] = apply(tmp_path, json.dumps({"documents": rows}), name="d.json")["refused"]
    assert (refused["field"], "stands as it was approved" in refused["reason"]) == ("approved_by", True)


def test_what_came_before_our_own_approvals_is_not_put_after_them(
    document: Document, ada: Person, olga: Person, sari: Person
) -> None:
    in_force(document, olga, sari)
    with pytest.raises(Refused, match="history of its own"):
        adopt_version(actor=actor_of(ada), document=document, fields=STATED)


def test_the_command_takes_file_and_minutes(document: Document, ada: Person, tmp_path: Path) -> None:
    for name in ("sop.pdf", "minutes.txt"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    shown = cli(
        "documents", "adopt", "sms-1", "DOC-INC-01", "--version", "2.1", "--approved-on", "2026-01-10",
        "--approved-by", "Budi Hartono", "--file", tmp_path / "sop.pdf", "--minutes", tmp_path / "minutes.txt", *ADA
    ).json  # fmt: skip
    assert (shown["version"], shown["versions"][0]["file"], shown["versions"][0]["before"]) == ("2.1", "sop.pdf", True)
    assert Version.objects.get().minutes_name == "minutes.txt"


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"--approved-on": "1989-12-31"}, "approved_on"),
        ({"--approved-on": "2099-01-10"}, "approved_on"),
        ({"--effective-on": "2026-01-09"}, "effective_on"),
        ({"--effective-on": "2029-01-10"}, "effective_on"),
        ({"--effective-on": "2026-03-01", "--review-on": "2026-02-01"}, "review_due_on"),
        ({"--communicated-on": "2099-01-10"}, "communicated_on"),
    ],
)
def test_the_command_refuses_a_day_that_cannot_be_with_its_reason_and_a_way_out(
    document: Document, ada: Person, days: dict[str, str], field: str
) -> None:
    given = {"--approved-on": "2026-01-10", **days}
    ran = cli(
        "documents", "adopt", "sms-1", "DOC-INC-01", "--version", "2.1", "--approved-by", "Budi Hartono", "--reason",
        "Minutes", *(word for pair in given.items() for word in pair), *ADA
    )  # fmt: skip
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, field)
    assert ran.json["error"]
    assert ran.json["hint"]
    assert not Version.objects.exists()


def test_the_first_day_there_is_and_a_day_ahead_from_which_it_is_in_force_are_taken(
    programme: Programme, ada: Person, olga: Person, tmp_path: Path
) -> None:
    rows = [
        {"code": "OLD-1", "title": "Old", "kind": "procedure", "version": "1", "approved_on": "1990-01-01",
         "approved_by": "Budi", "reason": "x"},
        {"code": "NEW-1", "title": "New", "kind": "procedure", "version": "1", "approved_on": "2026-01-10",
         "approved_by": "Budi", "reason": "x", "effective_on": "2027-12-01"},
    ]  # fmt: skip
    report = apply(tmp_path, json.dumps({"documents": rows}), name="d.json")
    assert (report["created"], report["refused"]) == (2, [])
