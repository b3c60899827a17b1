"""The register of service management objectives (6.2)."""

from django.utils.translation import gettext_lazy as _

from milepost.features.management import models, rows
from milepost.features.management.described.asked import DUE, ENDED, OWNER, SERVICES
from milepost.features.management.models import Direction
from milepost.features.management.registers import Field, Group, Register, Shape

DIRECTIONS = ((Direction.AT_LEAST, _("At least")), (Direction.AT_MOST, _("At most")))

OBJECTIVES = Register(
    key="objectives",
    one="objective",
    model=models.Objective,
    row=rows.ObjectiveRow,
    order=42,
    prefix="O-",
    digits=1,
    clauses="6.2.1 6.2.2",
    heading=_("Objectives"),
    entry=_("Objective"),
    new=_("New objective"),
    teaches=_(
        "What the management system is to reach in a period: a number that can be measured, a day, and the plan that "
        "leads there."
    ),
    example=_(
        "O-1 · Fewer failed mobile payments · failed per 10,000 · from 9 to at most 5 by 31 December · Bayu Saputra"
    ),
    why=_(
        "Objectives are measurable, follow the policy, and are watched. The auditor asks for the latest value, who "
        "looked at it, and what was changed because of it."
    ),
    shown=("target", "latest", "due_on", "owner"),
    filters=("direction",),
    groups=(
        Group(
            _("What is to be reached"),
            (
                Field("title", _("Title"), Shape.LINE, required=True),
                Field("metric", _("Metric"), Shape.LINE, _("What is counted or measured."), required=True),
                Field("direction", _("Target is"), Shape.CHOICE, choices=DIRECTIONS),
                Field(
                    "target", _("Target"), Shape.NUMBER, _("A number: words alone cannot be measured."), required=True
                ),
                Field("unit", _("Unit"), Shape.LINE, _("Of target, baseline and measurements, like per cent.")),
                Field("baseline", _("Baseline"), Shape.NUMBER, _("The value when the objective was set.")),
                Field("baseline_by", _("Baseline measured by"), Shape.DAY, _("Where no value is known yet.")),
                DUE,
                Field("period_from", _("Period from"), Shape.DAY),
                Field("period_to", _("Period to"), Shape.DAY),
                Field("set_on", _("Set on"), Shape.DAY),
                Field("policy_line", _("Policy line served"), Shape.LINE, _("Which sentence of the policy it serves.")),
                SERVICES,
            ),
        ),
        Group(
            _("How it is reached"),
            (
                OWNER,
                Field("actions", _("What is done"), Shape.PROSE),
                Field("resources", _("Resources"), Shape.PROSE, _("Money, days, tools.")),
                Field(
                    "method", _("How results are evaluated"), Shape.PROSE, _("From which source, how often, by whom.")
                ),
                ENDED,
            ),
        ),
    ),
)
