"""What several commands of the gap assessment read from their options."""

import os
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from milepost.doors.cli.options import parse_date
from milepost.doors.cli.output import CommandError
from milepost.features.gaps.models import Assessment
from milepost.features.gaps.selectors import assessments_of, choose_assessment, possible_owners
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden

Statement = Annotated[
    str, typer.Argument(metavar="STATEMENT", help="An id like 8.6.1-01, with or without 20000-1:2018/.")
]
Assessed = Annotated[
    str, typer.Option("--assessment", metavar="REFERENCE", help="GA-2026-01; the latest unless given.")
]


def chosen(programme: Programme, reference: str) -> Assessment | None:
    """The assessment that is cited, else the latest."""
    try:
        return choose_assessment(assessments_of(programme), reference)
    except Hidden:
        raise CommandError(
            f"there is no assessment {reference}",
            "milepost gap list shows them",
            "unknown-assessment",
            {"field": "--assessment"},
        ) from None


def level_of(name: str, value: str) -> int | None:
    """A level; an empty word takes a current level away."""
    if name == "current" and not value.strip():
        return None
    if value.strip() not in {"0", "1", "2", "3", "4", "5"}:
        raise CommandError(
            f"--{name} is {value!r}, which is no level", "write 0, 1, 2, 3, 4 or 5", "bad-level", {"field": name}
        )
    return int(value)


def day_of(name: str, value: str) -> date | None:
    """A date; an empty word takes it away."""
    return parse_date(value, name) if value else None


def days_of(value: str) -> Decimal | None:
    """A number of days; an empty word takes it away."""
    try:
        return Decimal(value) if value else None
    except InvalidOperation:
        raise CommandError(
            f"--days is {value!r}, which is no number", "write it like 2.5", "bad-number", {"field": "days"}
        ) from None


def owner_of(programme: Programme, email: str) -> Person | None:
    """A member by address; an empty word takes the owner away."""
    if not email:
        return None
    for person in possible_owners(programme):
        if person.email == email.strip().lower():
            return person
    raise CommandError(
        f"{email} is no member of this organisation",
        "milepost member list shows them",
        "unknown-person",
        {"field": "owner"},
    )


def check_place(path: Path, option: str) -> None:
    """Whether a file can be written there, before the work that it is about is done. Raises CommandError."""
    there = path if path.exists() else path.parent
    if path.is_dir() or not path.parent.is_dir():
        wrong = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
    elif not os.access(there, os.W_OK):
        wrong = "it may not be written"
    else:
        return
    raise CommandError(
        f"{path} cannot be written: {wrong}", "name another file", "no-file", {"file": str(path), "field": option}
    )


def write_file(path: Path, data: bytes, option: str) -> None:
    """Write a file that was asked for."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(
            f"{path} cannot be written: {error.strerror}",
            "name another file",
            "no-file",
            {"file": str(path), "field": option},
        ) from None
