"""What the register of the programme's risks gives the implementation plan; the sheet adds how each one shows."""

from collections.abc import Iterator

from milepost.features.drafting.reading.answering import NOTHING, RoleOf
from milepost.features.drafting.reading.given import Facts, Given, Origin
from milepost.features.management.models import ProgrammeRisk, RiskResponse
from milepost.features.programmes.models import Programme
from milepost.platform.ui.wording import Wording, said, worded

ACCEPTED = worded("accepted", "diterima")


def endangering(programme: Programme, role_of: RoleOf) -> Iterator[Given]:
    """The risks of the programme that are kept, by their codes. One query."""
    rows = ProgrammeRisk.objects.filter(programme=programme, ended_on=None).select_related("owner").order_by("code")
    found = [_risk(row, role_of) for row in rows]
    if found:
        yield Given("programme_plan.risks", found, Origin.RISKS, by="ref")


def _risk(row: ProgrammeRisk, role_of: RoleOf) -> Facts:
    answer = row.action if said(row.action) else ACCEPTED if row.response == RiskResponse.ACCEPT else None
    owner = role_of(row.owner, NOTHING)
    known = {"ref": row.code, "title": row.title, "level": _level(row), "answer": answer, "owner": owner}
    return {name: value for name, value in known.items() if value is not None}


def _level(row: ProgrammeRisk) -> Wording | None:
    """How probable it is and how long it would last, as both languages write it."""
    if row.probability is None:
        return None
    days = row.delay_days
    delay = (f", {days} working days", f", {days} hari kerja") if days else ("", "")
    return worded(f"{row.probability} %{delay[0]}", f"{row.probability} %{delay[1]}")
