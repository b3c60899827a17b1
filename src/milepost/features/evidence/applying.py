"""Sources, the meaning of their values, and days of the working calendar in files."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from milepost.features.evidence.imports.values import check_codes
from milepost.features.programmes.applying import Did, Fields, Row, applies, applies_many
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Source, ValueMapping
from milepost.platform.batches.services import change_source, map_value
from milepost.platform.calendars.models import OwnDay
from milepost.platform.calendars.services import put_own_day, remove_own_day
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


class SourceRow(Row):
    """A tool that records come from. It is made by its first import."""

    code: Annotated[str, Field(max_length=60)]
    name: Annotated[str, Field(max_length=200)] = ""
    timing: Annotated[
        Literal["system-timed", "hand-kept"], Field(description="Who writes the times: the tool, or people.")
    ] = "system-timed"
    retention_days: Annotated[
        int | None, Field(ge=1, le=36_500, description="How long received files are kept; for ever where null.")
    ] = None


class ValueRow(Row):
    """What a value of a source means: the code of a service, unit (for a group) or location (for a site)."""

    source: Annotated[str, Field(max_length=60)]
    column: Literal["service", "group", "site"] = "service"
    value: Annotated[str, Field(min_length=1, max_length=500)]
    code: Annotated[str, Field(max_length=60, description="A code of the portfolio; empty takes the meaning back.")]


class DayRow(Row):
    """A day on which the organisation does not work, or works although it is a public holiday."""

    day: date
    name: Annotated[str, Field(max_length=120, description="Empty takes the day back.")] = ""
    works: bool = False


@applies("sources", row=SourceRow, order=75)
def apply_source(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Change a source."""
    source = _source(programme, row["code"])
    given = {name: value for name, value in row.items() if name != "code"}
    if all(getattr(source, name) == value for name, value in given.items()):
        return "unchanged"
    for_ever = "retention_days" in given and given["retention_days"] is None
    change_source(actor=actor, source=source, keep_for_ever=for_ever, **given)
    return "updated"


@applies_many("values", row=ValueRow, order=76, key=("source", "column", "value"))
def apply_values(actor: Actor, programme: Programme, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
    """Say what values mean; the clocks are counted anew when they are next read."""
    known: dict[tuple[str, str, str], str] = {
        (row.source.code, row.column, row.value): row.code
        for row in ValueMapping.objects.filter(organisation_id=programme.organisation_id).select_related("source")
    }
    wanted: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    answers: list[Did | Refused] = []
    for row in rows:
        source, column = row["source"], row.get("column", "service")
        present = known.get((source, column, row["value"]), "")
        try:
            _source(programme, source)
            check_codes(programme, column, [row["code"]])
        except Refused as refused:
            answers.append(refused)
            continue
        if present == row["code"]:
            answers.append("unchanged")
            continue
        wanted[source, column][row["value"]] = row["code"]
        answers.append("updated" if present else "created")
    for (source, column), values in wanted.items():
        map_value(
            actor=actor, source=_source(programme, source), values=values, column=column, programme_id=programme.pk
        )
    return answers


@applies("days", row=DayRow, order=20, key=("day",))
def apply_day(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Put a day into the organisation's calendar, or take it back."""
    organisation = programme.organisation
    if row.get("name", ""):
        return put_own_day(
            actor=actor, organisation=organisation, day=row["day"], name=row["name"], works=row.get("works", False)
        )
    present = OwnDay.objects.filter(organisation=organisation, day=row["day"]).first()
    if present is None:
        return "unchanged"
    remove_own_day(actor=actor, own_day=present)
    return "updated"


def _source(programme: Programme, code: str) -> Source:
    found = Source.objects.filter(organisation_id=programme.organisation_id, code=code).first()
    if found is None:
        raise Refused(
            _("There is no source {code}.").format(code=code),
            field="source",
            hint=_("A source is made by its first import."),
        )
    return found
