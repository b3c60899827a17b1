"""Reading fact sheets and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from milepost.catalogue.texts import LocalText
from milepost.features.drafting.models import Answer, FactSheet
from milepost.features.drafting.sheets.kinds import Sheet, UnknownSheet, sheet, sheets
from milepost.features.drafting.sheets.things import addressed, code_in, name_in, parted, register_of
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden


@dataclass(frozen=True, slots=True)
class Entered:
    """A fact sheet with what a programme entered in it; `row` is None while nobody did.

    `rows` are those of a sheet that is entered once for each thing, by its code.
    """

    sheet: Sheet
    row: FactSheet | None
    rows: Mapping[str, FactSheet] = field(default_factory=dict)

    @property
    def facts(self) -> Any:
        """What was entered, or None; of a sheet for many things the record of each by its code."""
        if self.sheet.is_of_things:
            return {code: row.facts for code, row in self.rows.items()} or None
        return self.row.facts if self.row else None

    @property
    def revision(self) -> int:
        """How often it was written; 0 while nobody did."""
        return sum(row.revision for row in self.rows.values()) if self.rows else self.row.revision if self.row else 0


def sheets_of(programme: Programme) -> tuple[Entered, ...]:
    """Every fact sheet of a programme. One query, and one more for each kind of thing that sheets of before are for."""
    rows = {row.code: row for row in FactSheet.objects.filter(programme=programme)}
    return tuple(_entered(programme, each, rows) for each in sheets())


def get_sheet(programme: Programme, code: str) -> Entered:
    """One fact sheet. Raises `Hidden` where there is no sheet of that code, or no such thing."""
    try:
        known = sheet(code)
    except UnknownSheet:
        raise Hidden from None
    rows = FactSheet.objects.filter(programme=programme, code__startswith=parted(code)[0])
    if not known.about:
        return _entered(programme, known, {row.code: row for row in rows})
    table = _entered(programme, replace(known, code=known.path, about=""), {row.code: row for row in rows})
    things = register_of(programme, known.repeats)
    row = table.rows.get(known.about)
    if row is None and known.about not in things:
        raise Hidden
    thing = name_in(things.get(known.about, {}), known.about)
    name = LocalText(f"{known.name.en}: {thing.en}", f"{known.name.id}: {thing.id}")
    return Entered(replace(known, name=name), row)


def _entered(programme: Programme, known: Sheet, rows: Mapping[str, FactSheet]) -> Entered:
    if not known.is_of_things:
        return Entered(known, rows.get(known.code))
    by_thing = {about: row for code, row in rows.items() for root, about in [parted(code)] if root == known.code}
    before = by_thing.pop("", None)
    if before and (about := code_in(known.code, before.facts, register_of(programme, known.repeats))):
        by_thing.setdefault(about, before)
    return Entered(known, None, by_thing)


def row_of(programme: Programme, known: Sheet) -> FactSheet | None:
    """The row to write the facts of one sheet to, locked; a row of before becomes that of the thing that it is for."""
    rows = FactSheet.objects.select_for_update().filter(programme=programme)
    row = rows.filter(code=known.code).first()
    if row is not None or not known.about:
        return row
    before = rows.filter(code=known.path).first()
    register = register_of(programme, known.repeats) if before else {}
    if before is None or code_in(known.path, before.facts, register) != known.about:
        return None
    before.code = addressed(known.path, known.about)
    return before


def answers_of(programme: Programme) -> Mapping[str, Answer]:
    """The answers of a programme by question."""
    return {row.code: row for row in Answer.objects.filter(programme=programme)}


def get_answer(programme: Programme, code: str) -> Answer | None:
    """The answer to one question."""
    return Answer.objects.filter(programme=programme, code=code).first()
