"""Taking files of rows in: all or nothing, by code, with the reason of each refusal."""

import json
from pathlib import Path
from typing import Any

import pytest

from milepost.features.portfolio.models import Customer, Service, Unit
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from tests.people import actor_of, cli

ROWS = {
    "services": [
        {
            "code": "email",
            "name": "E-mail",
            "delivered_by": "workplace",
            "owner": "olga@cakrawala.example",
            "customers": ["retail"],
            "other_party_percent": 40,
        }
    ],
    "customers": [{"code": "retail", "name": "Retail banking"}],
    "units": [{"code": "workplace", "name": "Digital workplace"}],
}


def test_rows_are_taken_in_the_order_of_their_kinds(programme: Programme, ada: Person, olga: Person) -> None:
    report = apply_rows(actor_of(ada), programme, ROWS)
    assert (report["created"], report["refused"], report["written"]) == (3, [], True)
    service = Service.objects.get()
    assert (service.delivered_by, service.owner, service.other_party_percent) == (Unit.objects.get(), olga, 40)
    assert [customer.code for customer in service.customers.all()] == ["retail"]
    assert verify_ledger().breaches == []


def test_the_same_rows_again_change_nothing(programme: Programme, ada: Person, olga: Person) -> None:
    apply_rows(actor_of(ada), programme, ROWS)
    report = apply_rows(actor_of(ada), programme, ROWS)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 3)


def test_a_field_left_out_stays_as_it_is(programme: Programme, ada: Person, olga: Person) -> None:
    apply_rows(actor_of(ada), programme, ROWS)
    report = apply_rows(actor_of(ada), programme, {"services": [{"code": "email", "criticality": "high"}]})
    assert report["updated"] == 1
    service = Service.objects.get()
    assert (service.criticality, service.name, service.customers.count()) == ("high", "E-mail", 1)
    assert verify_ledger().breaches == []


def test_customers_that_are_no_longer_named_are_taken_off(programme: Programme, ada: Person, olga: Person) -> None:
    apply_rows(actor_of(ada), programme, ROWS)
    report = apply_rows(actor_of(ada), programme, {"services": [{"code": "email", "customers": []}]})
    assert report["updated"] == 1
    assert not Service.objects.get().customers.exists()
    assert verify_ledger().breaches == []


def test_one_refused_row_holds_all_back(programme: Programme, ada: Person) -> None:
    report = apply_rows(
        actor_of(ada),
        programme,
        {"units": [{"code": "a", "name": "A"}], "services": [{"code": "s", "name": "S", "delivered_by": "b"}]},
    )
    assert (report["created"], report["written"]) == (1, False)
    [refused] = report["refused"]
    assert (refused["kind"], refused["code"], refused["field"]) == ("services", "s", "delivered_by")
    assert refused["reason"] == "There is no unit b."
    assert not Unit.objects.exists()


def test_a_dry_run_says_what_would_happen(programme: Programme, ada: Person, olga: Person) -> None:
    report = apply_rows(actor_of(ada), programme, ROWS, dry_run=True)
    assert (report["created"], report["refused"], report["written"]) == (3, [], False)
    assert not Service.objects.exists()
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("kind", "row", "field", "fix"),
    [
        ("service", {"code": "a"}, None, "Write services."),
        ("nothing-like-it", {}, None, "Known kinds: "),
        ("services", {"code": "a", "nme": "A"}, "nme", "Write name."),
        ("services", {"name": "A"}, "code", "Letters, digits"),
        ("services", {"code": "a b", "name": "A"}, "code", "Letters, digits"),
        ("services", {"code": "a"}, "name", "Enter the name."),
        ("services", {"code": "a", "name": "A", "criticality": "huge"}, "criticality", "low, medium, high, critical"),
        ("services", {"code": "a", "name": "A", "other_party_percent": 101}, "other_party_percent", "0 to 100"),
        ("services", {"code": "a", "name": "A", "retired_on": "yesterday"}, "retired_on", "2026-11-23"),
        ("services", {"code": "a", "name": "A", "owner": "nobody@x.example"}, "owner", "Add the member"),
        ("services", {"code": "a", "name": "A\x00"}, None, ""),
        ("services", "a", None, "named fields"),
    ],
)
def test_a_bad_row_is_refused_with_its_way_out(
    programme: Programme, ada: Person, kind: str, row: Any, field: str | None, fix: str
) -> None:
    report = apply_rows(actor_of(ada), programme, {kind: [row]})
    [refused] = report["refused"]
    assert refused["field"] == field
    assert fix in refused["fix"]
    assert refused["reason"]


def test_a_code_twice_in_one_file_is_refused(programme: Programme, ada: Person) -> None:
    report = apply_rows(actor_of(ada), programme, {"units": [{"code": "a", "name": "A"}, {"code": "a", "name": "B"}]})
    assert [refused["row"] for refused in report["refused"]] == [2]


def test_a_reader_may_not(programme: Programme, iris: Person) -> None:
    with pytest.raises(NotAllowed):
        apply_rows(actor_of(iris), programme, ROWS)


def test_a_stranger_is_told_nothing(programme: Programme, zoe: Person) -> None:
    with pytest.raises(Hidden):
        apply_rows(actor_of(zoe), programme, ROWS)


def test_ten_thousand_rows_are_taken_in_at_once(programme: Programme, ada: Person) -> None:
    rows = [{"code": f"c-{number}", "name": f"Customer {number}"} for number in range(10_000)]
    assert apply_rows(actor_of(ada), programme, {"customers": rows})["created"] == 10_000
    assert apply_rows(actor_of(ada), programme, {"customers": rows})["unchanged"] == 10_000
    assert Customer.objects.count() == 10_000


# -- files and the command --------------------------------------------------------------------------------------------

TOML = """
[[services]]
code = "email"
name = "E-mail"
customers = ["retail"]

[[customers]]
code = "retail"
name = "Retail banking"
"""


def run(programme: Programme, file: Path, *options: str) -> Any:
    return cli("apply", "cakrawala/sms-1", str(file), "--as", "ada@cakrawala.example", "--json", *options)


def test_a_toml_file_names_its_kinds(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "rows.toml"
    file.write_text(TOML)
    ran = run(programme, file)
    assert ran.exit_code == 0, ran.stdout + ran.stderr
    assert ran.json == {
        "schema": "milepost/apply/1",
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": [],
        "written": True,
        "dry_run": False,
    }


def test_a_json_file_names_its_kinds(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"units": [{"code": "a", "name": "A"}]}))
    assert run(programme, file).json["created"] == 1


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ('code,name,customers\nemail,"E-mail, büro",retail;corporate\n', "utf-8-sig"),
        ('code;name;customers\r\nemail;"E-mail, büro";"retail;corporate"\r\n', "cp1252"),
        ("code\tname\tcustomers\nemail\tE-mail, büro\tretail ; corporate\n\n", "utf-16"),
    ],
)
def test_a_csv_file_is_read_whatever_its_dialect(
    programme: Programme, ada: Person, tmp_path: Path, text: str, encoding: str
) -> None:
    customers = [{"code": code, "name": code} for code in ("retail", "corporate")]
    apply_rows(actor_of(ada), programme, {"customers": customers})
    file = tmp_path / "services.csv"
    file.write_bytes(text.encode(encoding))
    ran = run(programme, file, "--kind", "services")
    assert ran.exit_code == 0, ran.stdout
    service = Service.objects.get()
    assert service.name == "E-mail, büro"
    assert service.customers.count() == 2


def test_a_formula_is_just_text(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text('code,name\na,"=HYPERLINK(""http://x.example"")"\nb,\'=1+1\n')
    assert run(programme, file, "--kind", "units").exit_code == 0
    assert list(Unit.objects.values_list("name", flat=True)) == ['=HYPERLINK("http://x.example")', "=1+1"]


def test_a_csv_file_needs_its_kind(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("code,name\na,A\n")
    ran = run(programme, file)
    assert ran.exit_code == 2
    assert ran.json["where"]["field"] == "--kind"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.toml", b"code = "),
        ("a.json", b"[" * 100_000),
        ("a.json", b"\xff\xfe"),
        ("a.json", b"3"),
        ("a.pdf", b"%PDF"),
        ("a.xlsx", b"PK no sheet"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    programme: Programme, ada: Person, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    ran = run(programme, file, "--kind", "units")
    assert ran.exit_code == 2
    assert ran.json["error"]


def test_a_refused_row_ends_the_command_with_two(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"units": [{"code": "a", "nam": "A"}]}))
    ran = run(programme, file)
    assert ran.exit_code == 2
    assert ran.json["refused"][0]["fix"] == "Write name."
