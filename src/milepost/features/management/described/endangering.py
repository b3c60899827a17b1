"""The register of what endangers the programme itself, beside the risks of the SMS (6.1)."""

from django.utils.translation import gettext_lazy as _

from milepost.features.management import models, rows
from milepost.features.management.described.asked import DUE, ENDED, OWNER
from milepost.features.management.models import RiskResponse
from milepost.features.management.registers import Field, Group, Register, Shape
from milepost.features.programmes.models import PhaseKey

PHASES = (
    ("", _("All of it")),
    (PhaseKey.FOUNDATION, _("Foundation")),
    (PhaseKey.DESIGN, _("Design")),
    (PhaseKey.IMPLEMENTATION, _("Implementation")),
    (PhaseKey.CERTIFICATION, _("Certification")),
)
RESPONSES = (
    ("", _("Not decided yet")),
    (RiskResponse.AVOID, _("Avoid")),
    (RiskResponse.REDUCE, _("Reduce")),
    (RiskResponse.SHARE, _("Share")),
    (RiskResponse.ACCEPT, _("Accept")),
)

PROGRAMME_RISKS = Register(
    key="programme-risks",
    one="programme_risk",
    model=models.ProgrammeRisk,
    row=rows.ProgrammeRiskRow,
    order=51,
    prefix="PR-",
    digits=2,
    clauses="6.3",
    heading=_("Risks of the programme"),
    entry=_("Risk of the programme"),
    new=_("New risk of the programme"),
    teaches=_("What may keep the programme from its certificate: the event, why it may come, what it would cost, and "
              "what is done about it."),
    example=_("PR-01 · The sponsor changes in June · 30 % · 25 working days · a deputy is named and introduced"),
    why=_("The plan says when the certificate comes if all goes well; this list says what may go otherwise, how "
          "probably, and by how much."),
    shown=("phase", "probability", "delay_days", "cost", "response", "next_check_on", "owner"),
    filters=("phase", "response"),
    groups=(
        Group(
            _("What may happen"),
            (
                Field("title", _("Event"), Shape.LINE, required=True),
                Field("phase", _("Phase that it hits"), Shape.CHOICE, choices=PHASES),
                Field("cause", _("Cause"), Shape.PROSE),
                Field("effect", _("Effect"), Shape.PROSE),
                Field("probability", _("Probability, in per cent"), Shape.NUMBER),
                Field("delay_days", _("Delay, in working days"), Shape.NUMBER),
                Field("cost", _("Cost"), Shape.NUMBER, _("In the currency of the programme.")),
            ),
        ),
        Group(
            _("What is done about it"),
            (
                Field("response", _("Response"), Shape.CHOICE, choices=RESPONSES),
                Field("action", _("Action"), Shape.PROSE),
                DUE,
                OWNER,
                Field("next_check_on", _("Next check on"), Shape.DAY),
                Field("happened_on", _("Came about on"), Shape.DAY),
                ENDED,
            ),
        ),
    ),
)  # fmt: skip
