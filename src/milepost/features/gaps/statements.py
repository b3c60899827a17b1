"""Statements as the gap assessment uses them: found by id, gathered into the rows of the heat map.

The catalogue's tuples are walked once per process: a page asks for 388 statements a few times over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from django.utils.translation import gettext as _

from milepost.catalogue import standard
from milepost.catalogue.standard import EDITION, Clause, Statement
from milepost.platform.organisations.refusals import Refused

NEAREST = 3
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class HeatClause:
    """A row of the heat map: a clause with the statements that can be rated in it, none for an informative one."""

    clause: Clause
    statements: tuple[Statement, ...]

    @property
    def number(self) -> str:
        return self.clause.number


@dataclass(frozen=True, slots=True)
class HeatSection:
    """A clause of the first level with its rows."""

    clause: Clause
    rows: tuple[HeatClause, ...]

    @property
    def number(self) -> str:
        return self.clause.number

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for row in self.rows for statement in row.statements)


@cache
def auditable() -> tuple[Statement, ...]:
    """The statements that are rated, in the order of the standard."""
    return tuple(statement for statement in standard.statements() if statement.auditable)


@cache
def places() -> Mapping[str, int]:
    """Where each auditable statement stands, by id."""
    return {statement.id: place for place, statement in enumerate(auditable())}


def bare(written: str) -> str:
    """An id as tables keep it: without edition and spaces."""
    return written.strip().removeprefix(f"{EDITION}/")


def find_statement(written: str) -> Statement:
    """The auditable statement with this id, with or without the edition. Raises `Refused` with the nearest ids."""
    wanted = bare(written)
    place = places().get(wanted)
    if place is not None:
        return auditable()[place]
    if wanted in {statement.id for statement in standard.statements()}:
        raise Refused(
            _("{statement} is informative: there is nothing to rate.").format(statement=wanted),
            field="statement",
            hint=_("Leave it out; it is not among the {count}.").format(count=len(auditable())),
        )
    near = get_close_matches(wanted[:LONGEST_ID], list(places()), n=NEAREST, cutoff=0.5)
    raise Refused(
        _("There is no statement {statement}.").format(statement=wanted[:LONGEST_ID]),
        field="statement",
        hint=_("Nearest: {ids}.").format(ids=", ".join(near))
        if near
        else _("Write an id like {example}.").format(example=auditable()[0].id),
    )


@cache
def sections() -> tuple[HeatSection, ...]:
    """The heat map's rows: clauses of the second level, in clause 8 of the third where there is one."""
    held: dict[str, list[Statement]] = {}
    for statement in standard.statements():
        rows = held.setdefault(row_of(statement.clause), [])
        if statement.auditable:
            rows.append(statement)
    return tuple(
        HeatSection(
            section,
            tuple(
                HeatClause(standard.clause(number), tuple(statements))
                for number, statements in held.items()
                if number.partition(".")[0] == section.number
            ),
        )
        for section in standard.clauses()
        if section.depth == 1
    )


def row_of(number: str) -> str:
    """The row of the heat map that a clause falls into."""
    parts = number.split(".")
    return ".".join(parts[: 3 if parts[0] == "8" else 2])


@cache
def row_numbers() -> Mapping[str, str]:
    """The row of each auditable statement, by id."""
    return {statement.id: row.number for section in sections() for row in section.rows for statement in row.statements}


def inside(number: str, wanted: str) -> bool:
    """Whether a clause lies at or below the wanted one; everything lies below nothing."""
    return not wanted or number == wanted or number.startswith(f"{wanted}.")


def statements_in(wanted: str) -> tuple[Statement, ...]:
    """The auditable statements of a clause and those below it; all of them for an empty number."""
    return tuple(statement for statement in auditable() if inside(statement.clause, wanted))
