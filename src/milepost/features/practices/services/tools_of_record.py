"""Tools of record: which source keeps a practice's records, and when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.practices.models import Practice, ToolOfRecord
from milepost.features.practices.policies import ASSIGN_PRACTICES
from milepost.features.practices.services.noting import allow, note
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


@transaction.atomic
def declare_tool(
    *, actor: Actor, practice: Practice, source: str, from_on: date, until_on: date | None = None
) -> ToolOfRecord:
    """Declare which source keeps the practice's records, from a day on."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    if not source.strip():
        raise Refused(_("Name the source that keeps the records."), field="source")
    if until_on is not None and until_on < from_on:
        raise Refused(_("A period ends after it begins."), field="until_on")
    for other in practice.tools.filter(source=source.strip()):
        if other.from_on <= (until_on or from_on) and (other.until_on is None or other.until_on >= from_on):
            raise Refused(
                _("{source} is the tool of record since {day}.").format(source=other.source, day=other.from_on),
                field="source",
            )
    tool = ToolOfRecord.objects.create(
        organisation=practice.organisation,
        practice=practice,
        source=source.strip(),
        from_on=from_on,
        until_on=until_on,
    )
    note(actor, practice, "practices.tool-declared", {"source": source, "from": from_on, "until": until_on}, [tool])
    return tool


@transaction.atomic
def end_tool(*, actor: Actor, practice: Practice, source: str, until_on: date) -> ToolOfRecord:
    """Say until which day a source keeps the practice's records; that day is inside."""
    allow(actor, ASSIGN_PRACTICES, practice.programme)
    tool = practice.tools.filter(source=source.strip(), until_on=None).order_by("-from_on").first()
    if tool is None:
        raise Refused(_("{source} is no tool of record of this practice.").format(source=source), field="source")
    if until_on < tool.from_on:
        raise Refused(_("A period ends after it begins."), field="until_on")
    tool.until_on = until_on
    tool.save(update_fields=["until_on"])
    note(actor, practice, "practices.tool-ended", {"source": tool.source, "until": until_on}, [tool])
    return tool
