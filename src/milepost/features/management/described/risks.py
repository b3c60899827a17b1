"""The register of risks and opportunities, and the method by which they are assessed (6.1)."""

from django.utils.translation import gettext_lazy as _

from milepost.features.management import models, rows
from milepost.features.management.described.asked import DUE, ENDED, OWNER, SERVICES
from milepost.features.management.models import RiskKind, RiskSource, Treatment
from milepost.features.management.registers import Field, Group, Register, Shape

KINDS = ((RiskKind.RISK, _("Risk")), (RiskKind.OPPORTUNITY, _("Opportunity")))
SOURCES = (
    (RiskSource.ORGANISATION, _("The organisation itself")),
    (RiskSource.REQUIREMENTS, _("Not meeting service requirements")),
    (RiskSource.OTHER_PARTIES, _("Other parties in the service lifecycle")),
)
TREATMENTS = (
    ("", _("Not decided yet")),
    (Treatment.AVOID, _("Avoid")),
    (Treatment.REDUCE, _("Reduce")),
    (Treatment.SHARE, _("Share")),
    (Treatment.ACCEPT, _("Accept")),
    (Treatment.EXPLOIT, _("Exploit")),
)

RISKS = Register(
    key="risks",
    one="risk",
    model=models.Risk,
    row=rows.RiskRow,
    order=41,
    prefix="R-",
    digits=3,
    clauses="6.1.1 6.1.2 6.1.3",
    heading=_("Risks and opportunities"),
    entry=_("Risk or opportunity"),
    new=_("New risk or opportunity"),
    teaches=_(
        "What could keep the management system and the services from what they are for, and what could help them, each "
        "judged against the same criterion."
    ),
    example=_(
        "R-001 · The only person who knows the payment switch leaves · likelihood 3 × impact 5 = 15 · train two more "
        "by 30 June · Hadi Kusuma"
    ),
    why=_(
        "Risks are determined from three sides: the organisation, the service requirements and other parties. The "
        "auditor takes one above the criterion and follows it to what was done, by whom, and whether it helped."
    ),
    shown=("kind", "level", "treatment", "due_on", "owner"),
    filters=("kind", "source", "treatment"),
    groups=(
        Group(
            _("What it is"),
            (
                Field("title", _("Title"), Shape.LINE, _("What could happen, in one sentence."), required=True),
                Field("kind", _("Kind"), Shape.CHOICE, choices=KINDS),
                Field("source", _("Comes from"), Shape.CHOICE, choices=SOURCES),
                Field("cause", _("Cause"), Shape.PROSE),
                Field("effect", _("Effect on the management system"), Shape.PROSE),
                Field("effect_on_customers", _("Effect on customers"), Shape.PROSE),
                SERVICES,
                OWNER,
                Field("identified_on", _("Identified on"), Shape.DAY),
            ),
        ),
        Group(
            _("How it is judged"),
            (
                Field("likelihood_before", _("Likelihood, nothing done"), Shape.DEGREE, scale="likelihoods"),
                Field("impact_before", _("Impact, nothing done"), Shape.DEGREE, scale="impacts"),
                Field("likelihood", _("Likelihood now"), Shape.DEGREE, scale="likelihoods"),
                Field("impact", _("Impact now"), Shape.DEGREE, scale="impacts"),
                Field("likelihood_after", _("Likelihood once all is done"), Shape.DEGREE, scale="likelihoods"),
                Field("impact_after", _("Impact once all is done"), Shape.DEGREE, scale="impacts"),
                Field("assessed_on", _("Judged on"), Shape.DAY, _("The day of the present judgement.")),
            ),
        ),
        Group(
            _("What is done about it"),
            (
                Field("treatment", _("Treatment"), Shape.CHOICE, choices=TREATMENTS),
                Field("action", _("Action"), Shape.PROSE, _("What is done, and how it becomes part of daily work.")),
                DUE,
                Field("judged_by", _("Effectiveness is judged by"), Shape.PROSE),
                Field("effectiveness", _("What came of it"), Shape.PROSE),
            ),
        ),
        Group(
            _("Acceptance above the criterion"),
            (
                Field("accepted_by", _("Accepted by"), Shape.NAME, _("Name and office.")),
                Field("accepted_because", _("Accepted because"), Shape.PROSE),
                Field("accepted_until", _("Accepted until"), Shape.DAY, _("After this day it is decided anew.")),
                ENDED,
            ),
        ),
    ),
)

RISK_METHOD = Register(
    key="risk-method",
    one="risk_method",
    model=models.RiskMethod,
    row=rows.RiskMethodRow,
    order=40,
    single=True,
    clauses="6.1.2",
    heading=_("How risks are assessed"),
    entry=_("How risks are assessed"),
    new=_("State how risks are assessed"),
    teaches=_(
        "Two scales with what each level means, and the highest level that is acceptable. The level of a risk is its "
        "likelihood times its impact."
    ),
    example=_("Likelihood 1 to 5 · impact 1 to 5 · acceptable up to 8"),
    why=_("Without a criterion stated beforehand nobody can tell which risks had to be treated."),
    groups=(
        Group(
            "",
            (
                Field(
                    "likelihoods",
                    _("Levels of likelihood"),
                    Shape.LINES,
                    _("One a line, the lowest first, each with what it means: “Rare: less than once in five years”."),
                    required=True,
                ),
                Field(
                    "impacts",
                    _("Levels of impact"),
                    Shape.LINES,
                    _("One a line, the lowest first: “Low: one customer notices, no agreement is broken”."),
                    required=True,
                ),
                Field(
                    "acceptable",
                    _("Acceptable up to level"),
                    Shape.NUMBER,
                    _("Likelihood times impact. Whatever lies above it is treated, or accepted by name until a day."),
                    required=True,
                ),
                Field("criterion", _("The criterion in words"), Shape.PROSE, _("Who decides what, and how often.")),
                Field("stated_on", _("Stated on"), Shape.DAY, required=True),
            ),
        ),
    ),
)
