"""What files may hold and what commands print, as JSON Schema."""

from pathlib import Path

import jsonschema
import pytest

from milepost.features.programmes.applying import kinds
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.people import cli

ADA = ("--as", "ada@cakrawala.example", "--json")


def test_every_kind_of_rows_has_its_schema(db: None) -> None:
    given = cli("schema", "--json").json
    assert set(given["apply"]) == set(kinds())
    for found in (*given["apply"].values(), *given["printed"].values()):
        jsonschema.Draft202012Validator.check_schema(found)
    assert given["apply"]["services"]["required"] == ["code"]


def test_a_kind_is_asked_for_by_name(db: None) -> None:
    given = cli("schema", "scope", "--json").json
    assert given["apply"]["properties"]["state"]["enum"] == ["in", "out", "undecided"]
    assert given["printed"]["properties"]["schema"]["const"] == "milepost/scope/1"
    wrong = cli("schema", "service", "--json")
    assert (wrong.exit_code, wrong.json["hint"]) == (2, "write services")


@pytest.mark.parametrize(
    "command",
    [
        ("status", "sms-1", *ADA),
        ("gate", "sms-1", "foundation", *ADA),
        ("sequence", "sms-1", *ADA),
        ("scope", "show", "sms-1", *ADA),
        ("practice", "list", "sms-1", *ADA),
        ("programme", "show", "sms-1", *ADA),
        ("programme", "list", *ADA),
        ("organisation", "list", "--json"),
        ("programme", "answers", "--sample", "--json"),
        ("programme", "show", "none", *ADA),
        ("schema", "none", "--json"),
    ],
    ids=" ".join,
)
def test_what_is_printed_is_of_its_schema(programme: Programme, ada: Person, command: tuple[str, ...]) -> None:
    printed = cli(*command).json
    name = printed["schema"].split("/")[1]
    jsonschema.validate(printed, cli("schema", name, "--json").json["printed"])


def test_the_report_of_apply_is_of_its_schema(programme: Programme, ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text('{"units": [{"code": "a", "nme": "A"}], "nothing": []}')
    printed = cli("apply", "sms-1", str(file), *ADA).json
    assert len(printed["refused"]) == 2
    jsonschema.validate(printed, cli("schema", "apply", "--json").json["printed"])
