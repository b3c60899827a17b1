"""The plan as a file of one of the forms that it goes out in."""

from dataclasses import dataclass

from milepost.features.plans.exchange.milestones import write_milestones
from milepost.features.plans.exchange.outgoing import outgoing
from milepost.features.plans.exchange.sheet import write_sheet
from milepost.features.plans.exchange.writing import write_project
from milepost.features.plans.forecasting.asking import ask_forecast
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import now

KINDS = {
    "mspdi": ("xml", "application/xml"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "ics": ("ics", "text/calendar; charset=utf-8"),
}
"""Its ending and its type."""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file that goes out."""

    name: str
    content_type: str
    content: bytes


def export_plan(programme: Programme, kind: str) -> PlanFile:
    """The plan as MSPDI, CSV or iCalendar. Raises `Refused` where iCalendar finds no forecast."""
    ending, content_type = KINDS[kind]
    return PlanFile(f"{programme.code}-plan.{ending}", content_type, _content(programme, kind))


def _content(programme: Programme, kind: str) -> bytes:
    if kind == "csv":
        return write_sheet(programme)
    if kind == "ics":
        return write_milestones(ask_forecast(programme), now())
    return write_project(outgoing(programme, programme.organisation.language))
