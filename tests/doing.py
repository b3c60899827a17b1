"""What tests of registers and gates do through the public commands, in the programme `sms-1` and as Ada."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.people import cli

type Apply = Callable[..., Any]
type Judged = Callable[..., dict[str, Any]]


def applying(folder: Path) -> Apply:
    """`apply(meetings=[…])` takes rows in as Ada (or as `who`) and answers with the report."""

    def take_in(*, who: str = "ada", **kinds: list[dict[str, Any]]) -> Any:
        file = folder / "rows.json"
        rows = {name.replace("_", "-"): listed for name, listed in kinds.items()}
        file.write_text(json.dumps(rows), encoding="utf-8")
        return cli("apply", "sms-1", file, "--as", f"{who}@cakrawala.example", "--json").json

    return take_in


def judging(gate: str) -> Judged:
    """One criterion of a gate as `milepost gate` prints it, today or on a day."""

    def judged(id_: str, on: str = "") -> dict[str, Any]:
        day = ("--on", on) if on else ()
        criteria = cli("gate", "sms-1", gate, *day, "--as", "ada@cakrawala.example", "--json").json["criteria"]
        [found] = [one for one in criteria if one["id"] == id_]
        return {**found, "ids": {result["id"].partition(".")[2] for result in found["results"]}}

    return judged
