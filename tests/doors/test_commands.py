"""The command line's frame: shapes, exit codes, the operations of the API, and sending a write twice."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from milepost.doors.cli.main import command_of, take_key
from milepost.doors.cli.output import CommandError
from milepost.engines.rules.results import Basis, CheckResult, Subject
from milepost.engines.rules.texts import say
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.models import Entry, Installation
from milepost.platform.organisations import services
from milepost.platform.organisations.models import KeptAnswer, Organisation, Person, Token
from milepost.platform.organisations.refusals import RefusedByRule
from tests.people import PASSWORD, cli, client_of

NO_PLACE = {"file": None, "row": None, "field": None}


# -- shapes and exit codes --------------------------------------------------------------------------------------------


def test_an_error_is_one_object_with_a_hint(db: None) -> None:
    ran = cli("member", "list", "nix", "--json")
    assert ran.exit_code == 2
    assert ran.json == {
        "schema": "milepost/error/1",
        "error": "there is no organisation nix",
        "hint": "milepost organisation list shows them",
        "code": "unknown-organisation",
        "where": {**NO_PLACE, "field": "ORG"},
        "results": [],
    }


def test_an_error_for_people_goes_to_standard_error(db: None) -> None:
    ran = cli("member", "list", "nix")
    assert ran.stdout == ""
    assert ran.stderr.splitlines() == [
        "error: there is no organisation nix",
        "hint: milepost organisation list shows them",
    ]


@pytest.mark.parametrize(
    "args", [["nonsense"], ["member", "list"], ["member", "add", "x", "y", "--name", "n", "--role", "king"]]
)
def test_wrong_use_ends_with_two_and_one_object(args: list[str], db: None) -> None:
    ran = cli(*args, "--json")
    assert ran.exit_code == 2
    assert ran.json["code"] == "wrong-use"
    assert ran.json["error"]


def test_a_bare_command_shows_its_help(db: None) -> None:
    ran = cli()
    assert ran.exit_code == 2
    assert "organisation" in ran.stdout


def test_a_refusal_by_rule_ends_with_one_and_its_results(
    adi: Person, cakrawala: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = CheckResult(
        id="G1.gap-assessed",
        subject=Subject("programme", "sms-1", "SMS-1"),
        basis=Basis.ROADMAP,
        text=say("no statement is rated"),
        fix=say("rate the statements"),
    )

    def refuse(**_: object) -> None:
        raise RefusedByRule("the gate is not ready", [result])

    monkeypatch.setattr("milepost.doors.cli.commands.organisation.change_organisation", refuse)
    ran = cli("organisation", "change", "cakrawala", "--name", "X", "--json")
    assert ran.exit_code == 1
    assert ran.json["code"] == "refused-by-rule"
    assert ran.json["results"][0]["fix"] == "rate the statements"


def test_somebody_without_the_right_is_told_which_role_has_it(ada: Person) -> None:
    ran = cli("organisation", "change", "cakrawala", "--name", "X", "--as", ada.email, "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, "not-allowed")
    assert "administrator" in ran.json["hint"]


def test_a_stranger_is_told_that_nothing_is_there(cakrawala: Organisation, zoe: Person, bukit: Organisation) -> None:
    ran = cli("organisation", "change", "cakrawala", "--name", "X", "--as", zoe.email, "--json")
    assert ran.json["code"] == "unknown-organisation"


def test_who_acts_may_be_left_out_with_one_administrator_only(cakrawala: Organisation, adi: Person) -> None:
    assert cli("organisation", "create", "--code", "langit", "--name", "Langit").exit_code == 0
    other = services.make_person(email="z@x.example", name="Z")
    services.make_organisation(author=system(Channel.CLI), code="bukit", name="B", administrator=other)
    ran = cli("organisation", "create", "--code", "awan", "--name", "Awan", "--json")
    assert (ran.exit_code, ran.json["code"], ran.json["where"]["field"]) == (2, "no-actor", "--as")


# -- init -------------------------------------------------------------------------------------------------------------


def init(*more: str, stdin: str = "") -> Any:
    return cli(
        "init", "--organisation", "Cakrawala Layanan Digital", "--email", "Adi@x.example", *more, "--json", stdin=stdin
    )


def test_init_makes_a_closed_folder_an_organisation_and_its_administrator(db: None, home: Path) -> None:
    ran = init("--password-stdin", stdin=PASSWORD + "\n")
    assert ran.exit_code == 0, ran
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert ran.json["organisation"] == {"code": "cakrawala-layanan-digital", "name": "Cakrawala Layanan Digital"}
    assert ran.json["invitation"] is None
    assert Person.objects.get(email="adi@x.example").check_password(PASSWORD)
    assert cli("organisation", "list", "--json").json == {
        "schema": "milepost/organisations/1",
        "organisations": [{"code": "cakrawala-layanan-digital", "name": "Cakrawala Layanan Digital"}],
    }


def test_init_without_a_password_hands_out_a_link(db: None, home: Path) -> None:
    link = init().json["invitation"]
    invitation = services.open_invitation(link.rpartition("/")[2])
    assert invitation is not None
    assert invitation.email == "adi@x.example"


def test_init_happens_once(db: None, home: Path) -> None:
    init()
    ran = init()
    assert (ran.exit_code, ran.json["code"]) == (2, "already-initialised")
    assert "organisation create" in ran.json["hint"]


def test_init_with_a_weak_password_leaves_nothing_behind(db: None, home: Path) -> None:
    ran = init("--password-stdin", stdin="short\n")
    assert (ran.exit_code, ran.json["where"]["field"]) == (2, "password")
    assert not Installation.objects.exists()
    assert not Person.objects.exists()


def test_a_simulated_clock_marks_every_entry(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILEPOST_NOW", "2027-03-01T08:00:00+00:00")
    try:
        assert init("--simulated-clock").exit_code == 0
        entries = list(Entry.objects.all())
        assert {entry.at.isoformat() for entry in entries} == {"2027-03-01T08:00:00+00:00"}
        assert all(b'"simulated":true' in bytes(entry.written) for entry in entries)
    finally:
        clock.forget()


def test_without_a_simulated_clock_the_variable_means_nothing(
    db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MILEPOST_NOW", "2001-03-01T08:00:00+00:00")
    assert init().exit_code == 0
    assert Entry.objects.filter(at__year=2001).count() == 0
    clock.forget()


# -- members and tokens -----------------------------------------------------------------------------------------------


def test_a_member_is_added_listed_and_removed(programme: Programme, adi: Person) -> None:
    role = ("--role", "coordinator", "--programme", "sms-1")
    ran = cli(
        "member",
        "add",
        "cakrawala",
        "nia@x.example",
        "--name",
        "Nia",
        *role,
        "--password-stdin",
        "--json",
        stdin=PASSWORD,
    )
    assert ran.exit_code == 0, ran
    assert ran.json["roles"] == [{"role": "coordinator", "programme": "sms-1", "until": None}]
    assert "nia@x.example" in {
        member["email"] for member in cli("member", "list", "cakrawala", "--json").json["members"]
    }
    assert cli("member", "remove", "cakrawala", "nia@x.example", *role).exit_code == 0
    assert cli("member", "remove", "cakrawala", "NIA@x.example").exit_code == 0
    assert cli("member", "remove", "cakrawala", "nia@x.example", "--json").json["code"] == "unknown-member"


def test_a_member_added_without_a_password_gets_a_link(programme: Programme, adi: Person) -> None:
    ran = cli("member", "add", "cakrawala", "nia@x.example", "--name", "Nia", "--json")
    assert services.open_invitation(ran.json["invitation"].rpartition("/")[2]) is not None


def test_a_lost_password_is_set_anew_and_signs_out_everywhere(adi: Person, ben: Person) -> None:
    browser = client_of(ben)
    assert cli("member", "password", ben.email, "--json").json["code"] == "password-wanted"
    assert cli("member", "password", ben.email, "--password-stdin", stdin="eleven-quiet-herons").exit_code == 0
    assert browser.get("/").status_code == 302
    ben.refresh_from_db()
    assert ben.check_password("eleven-quiet-herons")
    assert Entry.objects.filter(kind="person.password-set").count() == 1


def test_a_token_is_made_listed_and_revoked(cakrawala: Organisation, adi: Person) -> None:
    made = cli("token", "create", adi.email, "--scope", "read", "--expires", "2099-01-01", "--json").json
    assert made["token"].startswith("mp_")
    listed = cli("token", "list", "cakrawala", "--json").json["tokens"]
    assert [(token["prefix"], token["state"]) for token in listed] == [(made["prefix"], "active")]
    assert cli("token", "revoke", made["prefix"], "--json").json["state"] == "revoked"


def test_a_date_that_is_none_names_its_option(cakrawala: Organisation, adi: Person) -> None:
    ran = cli("token", "create", adi.email, "--scope", "read", "--expires", "soon", "--json")
    assert (ran.exit_code, ran.json["code"], ran.json["where"]["field"]) == (2, "bad-date", "--expires")


# -- milepost api -----------------------------------------------------------------------------------------------------


def test_an_operation_answers_status_and_body(cakrawala: Organisation, adi: Person) -> None:
    ran = cli("api", "GET", "/api/v1/organisations", "--as", adi.email, "--json")
    assert ran.exit_code == 0
    assert (ran.json["schema"], ran.json["status"]) == ("milepost/api/1", 200)
    assert [found["code"] for found in ran.json["body"]] == ["cakrawala"]


def test_an_operation_writes_as_the_person_through_the_command_line(
    cakrawala: Organisation, adi: Person, tmp_path: Path
) -> None:
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"name": "Cakrawala"}))
    ran = cli(
        "api", "PATCH", "organisations/cakrawala", "--input", body, "--if-match", "1", "--as", adi.email, "--json"
    )
    assert (ran.exit_code, ran.json["etag"]) == (0, '"2"')
    assert Entry.objects.get(kind="organisation.changed").channel == "cli"
    stale = cli("api", "PATCH", "organisations/cakrawala", "--input", "-", "--if-match", "1", "--json",
                stdin='{"name": "Langit"}')  # fmt: skip
    assert (stale.exit_code, stale.json["status"], stale.json["code"]) == (2, 412, "superseded")


def test_an_operation_refuses_in_the_shape_of_the_command_line(cakrawala: Organisation, zoe: Person) -> None:
    ran = cli("api", "GET", "/organisations/cakrawala", "--as", zoe.email, "--json")
    assert ran.exit_code == 2
    assert {"schema", "error", "hint", "code", "where", "results", "status", "body"} <= set(ran.json)
    assert (ran.json["status"], ran.json["code"]) == (404, "not-found")


# -- sending a write twice --------------------------------------------------------------------------------------------


def create(key: str, code: str = "langit") -> Any:
    return cli("organisation", "create", "--code", code, "--name", "Langit", "--json", "--idempotency-key", key)


def test_a_command_sent_again_prints_the_same_and_changes_nothing(cakrawala: Organisation, adi: Person) -> None:
    first, again = create("k1"), create("k1")
    assert first.exit_code == again.exit_code == 0
    assert first.stdout == again.stdout
    assert Organisation.objects.filter(code="langit").count() == 1
    assert Entry.objects.filter(kind="organisation.made", subject_label="Langit").count() == 1


def test_a_key_may_stand_anywhere(cakrawala: Organisation, adi: Person) -> None:
    assert take_key(["a", "--idempotency-key=k", "b"]) == (["a", "b"], "k")
    assert take_key(["--idempotency-key", "k", "a"]) == (["a"], "k")
    with pytest.raises(CommandError):
        take_key(["a", "--idempotency-key"])


def test_a_key_of_another_command_is_refused(cakrawala: Organisation, adi: Person) -> None:
    create("k1")
    ran = create("k1", "awan")
    assert (ran.exit_code, ran.json["code"]) == (2, "refused")
    assert not Organisation.objects.filter(code="awan").exists()


def test_a_refused_command_may_be_sent_again_under_its_key(cakrawala: Organisation, adi: Person) -> None:
    assert create("k1", "cakrawala").exit_code == 2
    assert not KeptAnswer.objects.exists()
    Organisation.objects.filter(code="cakrawala").update(code="former")
    assert create("k1", "cakrawala").exit_code == 0


def test_a_changed_file_is_another_command(cakrawala: Organisation, adi: Person, tmp_path: Path) -> None:
    body = tmp_path / "body.json"

    def send(name: str) -> Any:
        body.write_text(json.dumps({"name": name}))
        return cli("api", "PATCH", "/organisations/cakrawala", "--input", body, "--idempotency-key", "k", "--json")

    assert send("Langit").exit_code == send("Langit").exit_code == 0
    assert send("Awan").json["code"] == "refused"


def test_a_kept_output_holds_no_secret(cakrawala: Organisation, adi: Person) -> None:
    def make() -> Any:
        return cli("token", "create", adi.email, "--scope", "read", "--expires", "2099-01-01", "--idempotency-key", "k",
                   "--json").json  # fmt: skip

    first, again = make(), make()
    assert again == {**first, "token": "(shown once)"}
    assert Token.objects.count() == 1
    assert first["token"] not in KeptAnswer.objects.get().body


def test_whoever_sets_a_lost_password_can_be_named(ben: Person, adi: Person) -> None:
    def set_by(*who: str) -> str:
        ran = cli("member", "password", ben.email, "--password-stdin", *who, stdin="eleven-quiet-herons")
        assert ran.exit_code == 0, ran.stderr
        return Entry.objects.filter(kind="person.password-set").latest("seq").actor_label

    assert set_by("--as", adi.email).endswith(f"<{adi.email}>")
    assert adi.email not in set_by()
    unknown = cli("member", "password", ben.email, "--password-stdin", "--as", "x@x.example", "--json", stdin="y")
    assert unknown.json["code"] == "unknown-person"


def commands(command: Any, path: str = "milepost") -> Iterator[tuple[str, Any]]:
    """Every command with its path."""
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from commands(below, f"{path} {name}")
    else:
        yield path, command


def test_every_option_and_argument_says_what_it_is() -> None:
    found = dict(commands(command_of("")))
    assert len(found) > 80
    silent = {f"{path} {one.name}" for path, command in found.items() for one in command.params if not one.help}
    assert silent == set()


# -- languages --------------------------------------------------------------------------------------------------------


def _options(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from _options(inner, (*path, name))
    for parameter in command.params:
        if {"--lang", "--language"} & set(parameter.opts):
            yield path, parameter.opts


def test_every_command_takes_the_language_by_either_name(db: None) -> None:
    found = dict(_options(command_of("")))
    assert {("standard", "export"), ("organisation", "create"), ("documents", "render")} <= set(found)
    assert {path: opts for path, opts in found.items() if set(opts) != {"--lang", "--language"}} == {}
    english = cli("standard", "export", "--format", "json", "--language", "en").stdout
    assert cli("standard", "export", "--format", "json", "--lang", "en").stdout == english
