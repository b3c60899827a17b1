"""The world of these tests: one unit with a service, and doors for public commands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from tests.people import Ran, cli

type Apply = Callable[..., Any]


@pytest.fixture
def apply(tmp_path: Path, programme: Programme, ada: Person) -> Apply:
    """`apply(meetings=[…])` takes rows in as Ada (or as `who`) and answers with the report."""

    def take_in(*, who: str = "ada", **kinds: list[dict[str, Any]]) -> Any:
        file = tmp_path / "rows.json"
        rows = {name.replace("_", "-"): listed for name, listed in kinds.items()}
        file.write_text(json.dumps(rows), encoding="utf-8")
        return cli("apply", "sms-1", file, "--as", f"{who}@cakrawala.example", "--json").json

    return take_in


@pytest.fixture
def criterion(programme: Programme, ada: Person) -> Callable[..., dict[str, Any]]:
    """One criterion of G1 as `milepost gate` prints it, today or on a day."""

    def judged(id_: str, on: str = "") -> dict[str, Any]:
        day = ("--on", on) if on else ()
        criteria = cli("gate", "sms-1", "foundation", *day, "--as", "ada@cakrawala.example", "--json").json["criteria"]
        [found] = [one for one in criteria if one["id"] == id_]
        return {**found, "ids": {result["id"].partition(".")[2] for result in found["results"]}}

    return judged


@pytest.fixture
def area(apply: Apply) -> None:
    """A unit that delivers e-mail: the one service area."""
    apply(
        units=[{"code": "workplace", "name": "Digital workplace"}],
        services=[{"code": "email", "name": "E-mail", "delivered_by": "workplace"}],
    )


def signed(*args: object, who: str = "sari", password: str = "seven-green-otters") -> Ran:
    """`milepost commitment sign sms-1 …` as somebody with a password."""
    email = f"{who}@cakrawala.example"
    return cli("commitment", "sign", "sms-1", *args, "--as", email, "--password-stdin", "--json", stdin=password)
