"""Reading fact sheets and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from milepost.features.drafting.models import Answer, FactSheet
from milepost.features.drafting.sheets import Sheet, UnknownSheet, sheet, sheets
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden


@dataclass(frozen=True, slots=True)
class Entered:
    """A fact sheet with what a programme entered in it; `row` is None while nobody did."""

    sheet: Sheet
    row: FactSheet | None

    @property
    def facts(self) -> Any:
        """What was entered, or None."""
        return self.row.facts if self.row else None


def sheets_of(programme: Programme) -> tuple[Entered, ...]:
    """Every fact sheet of a programme. One query."""
    rows = {row.code: row for row in FactSheet.objects.filter(programme=programme)}
    return tuple(Entered(each, rows.get(each.code)) for each in sheets())


def get_sheet(programme: Programme, code: str) -> Entered:
    """One fact sheet. Raises `Hidden` where there is no sheet of that code."""
    try:
        known = sheet(code)
    except UnknownSheet:
        raise Hidden from None
    return Entered(known, FactSheet.objects.filter(programme=programme, code=code).first())


def answers_of(programme: Programme) -> Mapping[str, Answer]:
    """The answers of a programme by question."""
    return {row.code: row for row in Answer.objects.filter(programme=programme)}


def get_answer(programme: Programme, code: str) -> Answer | None:
    """The answer to one question."""
    return Answer.objects.filter(programme=programme, code=code).first()
