"""The command line as others drive it: by the page that describes it, with their own files, without a terminal."""

from datetime import date
from pathlib import Path

import pytest

from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock, entries
from milepost.platform.ledger.states import DayOutOfRange
from milepost.platform.organisations.models import Organisation, Person
from tests.people import actor_of, cli, client_of

ADA = ("--as", "ada@cakrawala.example", "--json")
ERROR = {"schema", "error", "hint", "code", "where", "results"}


# -- wrong use says where, and the way out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "field", "hint"),
    [
        (["organisation", "create"], "--code", "`milepost organisation create --help` shows how it is used"),
        (["programme", "show"], "P", "`milepost programme show --help` shows how it is used"),
        (["doctor", "--bogus"], "--bogus", "`milepost doctor --help` shows how it is used"),
        (
            ["member", "add", "x", "y", "--name", "n", "--role", "king"],
            "--role",
            "`milepost member add --help` shows how it is used",
        ),
    ],
)
def test_wrong_use_names_the_option_and_the_command(args: list[str], field: str, hint: str, db: None) -> None:
    ran = cli(*args, "--json")
    assert (ran.exit_code, ran.json["where"]["field"], ran.json["hint"]) == (2, field, hint)
    assert "Value error" not in ran.json["error"]


def test_a_refusal_without_a_way_out_of_its_own_leads_to_the_help(cakrawala: Organisation, adi: Person) -> None:
    ran = cli("organisation", "create", "--code", "cakrawala", "--name", "Again", "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, "refused")
    assert ran.json["hint"] == "`milepost organisation create --help` says what it takes"


@pytest.mark.parametrize(
    "args",
    [
        ("programme", "export", "sms-1", "FOLDER"),
        ("records", "export", "sms-1", "incident", "-o", "FOLDER"),
        ("gap", "import", "sms-1", "FOLDER"),
        ("apply", "sms-1", "FOLDER"),
        ("practice", "ready", "sms-1", "incident", "--file", "FOLDER"),
        ("records", "import", "sms-1", "incident", "FOLDER", "--mapping", "neutral"),
    ],
)
def test_a_folder_in_place_of_a_file_is_refused(args: tuple[str, ...], ada: Person, tmp_path: Path) -> None:
    ran = cli(*(str(tmp_path) if arg == "FOLDER" else arg for arg in args), *ADA)
    assert (ran.exit_code, set(ran.json)) == (2, ERROR)
    assert ran.json["where"]["file"]
    assert list(tmp_path.parent.glob(".*.part")) == list(tmp_path.parent.glob(".*.draft")) == []


def test_a_result_file_that_cannot_be_written_is_an_error_and_no_import(ada: Person, tmp_path: Path) -> None:
    records = tmp_path / "records.csv"
    records.write_text("source_id,state,opened_at\nA,closed,2026-03-01T00:00:00Z\n")
    command = ("records", "import", "sms-1", "incident", records, "--mapping", "neutral")
    ran = cli(*command, "--result", tmp_path, *ADA)
    assert (ran.exit_code, ran.json["code"], ran.json["where"]["file"]) == (2, "no-file", str(tmp_path))
    assert cli("batch", "list", *ADA).json["batches"] == []


def test_a_result_of_ratings_that_cannot_be_written_is_an_error_and_no_import(ada: Person, tmp_path: Path) -> None:
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("statement;current\n4.1-01;3\n")
    for place in (tmp_path, tmp_path / "nowhere" / "result.csv"):
        ran = cli("gap", "import", "sms-1", ratings, "--result", place, *ADA)
        assert (ran.exit_code, ran.json["code"], ran.json["where"]["field"]) == (2, "no-file", "--result")
    assert cli("gap", "import", "sms-1", ratings, "--result", tmp_path / "result.csv", *ADA).json["created"] == 1
    assert (tmp_path / "result.csv").is_file()


# -- days that nobody can reckon with ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "2101-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command",
    [("gate", "sms-1", "foundation"), ("sequence", "sms-1"), ("status", "sms-1"), ("records", "clock", "sms-1")],
)
def test_a_day_out_of_reach_is_refused_by_its_option(command: tuple[str, ...], day: str, ada: Person) -> None:
    ran = cli(*command, "--on", day, *ADA)
    assert (ran.exit_code, ran.json["code"], ran.json["where"]["field"]) == (2, "bad-date", "--on")


def test_a_row_with_a_day_out_of_reach_is_refused_and_stops_no_clock(ada: Person, tmp_path: Path) -> None:
    given = '{"practices": [{"code": "incident", "live_on": "0001-01-01", "before": true, "reason": "x"}]}'
    ran = cli("apply", "sms-1", "-", *ADA, stdin=given)
    assert (ran.exit_code, ran.json["written"]) == (2, False)
    assert [(row["field"], row["reason"]) for row in ran.json["refused"]] == [
        ("live_on", "A day lies between 1970 and 2100.")
    ]
    assert cli("records", "clock", "sms-1", *ADA).json["schema"] == "milepost/clock/1"


def test_the_ledger_keeps_no_row_with_a_day_out_of_reach(programme: Programme, ada: Person) -> None:
    practice = Practice(organisation=programme.organisation, programme=programme, key="incident", live_on=date(1, 1, 1))
    with pytest.raises(DayOutOfRange):
        entries.append(
            actor=actor_of(ada),
            organisation_id=programme.organisation_id,
            kind="test",
            subject=practice,
            touched=[practice],
        )


def test_a_form_refuses_a_day_out_of_reach(programme: Programme, ada: Person) -> None:
    answer = client_of(ada).post(
        "/o/cakrawala/p/sms-1/actions/new/", {"title": "x", "due_on": "0001-01-01"}, follow=True
    )
    assert "A day lies between 1970 and 2100." in answer.content.decode()


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_simulated_instant_out_of_reach_is_refused(
    instant: str, programme: Programme, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_clock_is_simulated", lambda: True)
    monkeypatch.setenv("MILEPOST_NOW", instant)
    ran = cli("status", "sms-1", *ADA)
    assert (ran.exit_code, ran.json["code"]) == (2, "wrong-instant")


# -- programmes and practices as a stranger meets them ----------------------------------------------------------------


def test_a_code_is_looked_up_among_the_programmes_that_one_sees(
    programme: Programme, ben: Person, bukit: Organisation, zoe: Person
) -> None:
    Programme.objects.create(organisation=bukit, code="sms-1", name="Another", starts_on=date(2026, 1, 5))
    seen = cli("programme", "show", "sms-1", "--as", ben.email, "--json")
    assert (seen.exit_code, seen.json["organisation"]) == (0, "cakrawala")


def test_a_new_programme_lists_all_practices_and_takes_an_owner_for_each(ada: Person, olga: Person) -> None:
    listed = cli("practice", "list", "sms-1", *ADA).json["practices"]
    assert len(listed) == 20
    assert {row["state"] for row in listed} == {"designing"}
    assert Practice.objects.count() == 0
    owned = cli("practice", "own", "sms-1", "incident", "--owner", olga.email, *ADA)
    assert (owned.exit_code, owned.json["owner"]) == (0, olga.email)


def test_an_owner_is_not_named_where_the_tools_day_is_none(ada: Person, olga: Person) -> None:
    ran = cli(
        "practice", "own", "sms-1", "incident", "--owner", olga.email, "--tool", "jsm", "--tool-from", "soon", *ADA
    )
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, "--tool-from")
    assert cli("practice", "list", "sms-1", *ADA).json["practices"][0]["owner"] is None


def test_a_practice_that_nobody_knows_has_no_records(ada: Person, tmp_path: Path) -> None:
    for command in (("list",), ("export", "-o", tmp_path / "out.csv")):
        ran = cli("records", command[0], "sms-1", "juggling", *command[1:], *ADA)
        assert (ran.exit_code, ran.json["code"]) == (2, "unknown-practice")


def test_where_there_is_no_clock_nothing_has_passed(ada: Person) -> None:
    ran = cli("records", "clock", "sms-1", *ADA)
    assert (ran.exit_code, ran.json["passed"], ran.json["clocks"]) == (1, False, [])


# -- what no operation answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not-found"), ("DELETE", "/organisations", 405, "no-such-method")],
)
def test_the_api_answers_an_unknown_address_or_method_with_a_problem(
    method: str, path: str, status: int, code: str, cakrawala: Organisation, adi: Person
) -> None:
    ran = cli("api", method, path, "--json")
    assert (ran.exit_code, ran.json["status"], ran.json["code"]) == (2, status, code)
    assert ran.json["body"]["type"].startswith("urn:milepost:problem:")
    assert ran.json["hint"]


def test_an_operation_says_which_fields_it_does_not_take(ada: Person) -> None:
    ran = cli(
        "api", "POST", "/organisations/cakrawala/programmes/sms-1/actions", "--input", "-", *ADA, stdin='{"t": 1}'
    )
    assert (ran.exit_code, ran.json["status"]) == (2, 422)
    assert "Extra inputs" in ran.json["hint"]


# -- people -----------------------------------------------------------------------------------------------------------


def test_nobody_is_invited_to_a_role_that_is_over(cakrawala: Organisation, adi: Person) -> None:
    invited = ("member", "invite", "cakrawala", "nia@x.example", "--name", "Nia", "--role", "reader")
    ran = cli(*invited, "--until", "2001-01-01", "--json")
    assert (ran.exit_code, ran.json["code"], ran.json["where"]["field"]) == (2, "refused", "until")


# -- rows that are refused --------------------------------------------------------------------------------------------


def test_every_refused_row_says_a_way_out(ada: Person) -> None:
    rows = (
        '{"days": [{"day": "2200-01-01", "name": "x"}], "units": [{"code": "U", "name": "a\\u0000b"}], "actions": [1]}'
    )
    refused = cli("apply", "sms-1", "-", *ADA, stdin=rows).json["refused"]
    assert {row["kind"] for row in refused} == {"days", "units", "actions"}
    assert all(row["reason"] and row["fix"] for row in refused)


@pytest.mark.parametrize("given", ["{", "[" * 100_000, '{"units": [' + "9" * 5_000 + "]}"])
def test_json_that_cannot_be_read_is_refused_with_a_way_out(ada: Person, given: str) -> None:
    ran = cli("apply", "sms-1", "-", *ADA, stdin=given)
    assert (ran.exit_code, ran.json["code"]) == (2, "refused")
    assert "export the file again" in ran.json["hint"]


def test_a_format_that_is_no_object_is_not_printed_as_one(db: None) -> None:
    ran = cli("standard", "export", "--format", "csv", "--json")
    assert (ran.exit_code, ran.json["code"], ran.json["where"]["field"]) == (2, "no-place", "-o")


def test_an_archive_may_be_loaded_by_a_named_person(ada: Person, tmp_path: Path) -> None:
    archive = tmp_path / "programme.zip"
    assert cli("programme", "export", "sms-1", archive, *ADA).exit_code == 0
    ran = cli("programme", "import", archive, *ADA)
    assert (ran.exit_code, ran.json["code"]) == (2, "refused")  # it is here already
    assert cli("programme", "import", archive, "--as", "nobody@x.example", "--json").json["code"] == "unknown-person"


def test_a_whole_file_that_is_refused_is_named(ada: Person, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    for command in (("apply", "sms-1", broken), ("gap", "import", "sms-1", broken)):
        ran = cli(*command, *ADA)
        assert (ran.exit_code, ran.json["where"]["file"]) == (2, str(broken))
