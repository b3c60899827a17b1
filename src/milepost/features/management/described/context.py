"""The registers of the context: issues and climate (4.1), interested parties (4.2), obligations (6.3 c)."""

from django.utils.translation import gettext_lazy as _

from milepost.features.management import models, rows
from milepost.features.management.described.asked import DOCUMENT, ENDED, OWNER, SERVICES, SIDES
from milepost.features.management.models import ObligationSource, RequirementKind
from milepost.features.management.registers import Field, Group, Register, Shape

OBLIGATION_SOURCES = (
    (ObligationSource.LAW, _("Law")),
    (ObligationSource.REGULATION, _("Regulation")),
    (ObligationSource.CONTRACT, _("Contract")),
    (ObligationSource.POLICY, _("Policy")),
)
REQUIREMENT_KINDS = (
    (RequirementKind.SERVICE, _("Service")),
    (RequirementKind.PERFORMANCE, _("Performance")),
    (RequirementKind.LEGAL, _("Legal")),
    (RequirementKind.CONTRACT, _("Contract")),
    (RequirementKind.OTHER, _("Other")),
)
CLIMATE = Field("climate", _("It is about climate change"), Shape.TICK)

OBLIGATIONS = Register(
    key="obligations",
    one="obligation",
    model=models.Obligation,
    row=rows.ObligationRow,
    order=43,
    prefix="OBL-",
    clauses="6.3 4.2",
    heading=_("Obligations"),
    entry=_("Obligation"),
    new=_("New obligation"),
    teaches=_("What laws, regulations, contracts and policies ask of the services, and where each is met."),
    example=_("OBL-01 · Regulation on IT of banks · report a disruption within 24 hours · met through DOC-INC-01"),
    why=_(
        "The service management plan names the obligations that bind it. The auditor takes one and asks who watches it "
        "and where it is met."
    ),
    shown=("source", "met_through", "next_check_on", "owner"),
    filters=("source",),
    groups=(
        Group(
            "",
            (
                Field(
                    "title", _("Title"), Shape.LINE, _("The law, contract or policy, with its number."), required=True
                ),
                Field("source", _("Source"), Shape.CHOICE, choices=OBLIGATION_SOURCES),
                Field("asks", _("What it asks"), Shape.PROSE),
                SERVICES,
                DOCUMENT,
                OWNER,
                Field("checked_on", _("Last checked on"), Shape.DAY),
                Field("next_check_on", _("Next check on"), Shape.DAY),
                ENDED,
            ),
        ),
    ),
)

ISSUES = Register(
    key="issues",
    one="issue",
    model=models.Issue,
    row=rows.IssueRow,
    order=44,
    prefix="IS-",
    clauses="4.1",
    heading=_("Issues"),
    entry=_("Issue"),
    new=_("New issue"),
    teaches=_(
        "What inside and outside the organisation bears on whether the management system reaches what it is for."
    ),
    example=_("IS-01 · External · The regulator tightens reporting of disruptions · led to R-004"),
    why=_(
        "Scope, risks and plans rest on these issues. The auditor asks what changed since last year, and for the "
        "decision on climate."
    ),
    shown=("kind", "climate", "risks", "reviewed_on", "owner"),
    filters=("kind",),
    groups=(
        Group(
            "",
            (
                Field("title", _("Title"), Shape.LINE, required=True),
                Field("kind", _("Kind"), Shape.CHOICE, choices=SIDES),
                Field("effect", _("Effect on the management system"), Shape.PROSE),
                CLIMATE,
                Field("risks", _("Risks and opportunities it led to"), Shape.RISKS),
                OWNER,
                Field("reviewed_on", _("Last reviewed on"), Shape.DAY),
                ENDED,
            ),
        ),
    ),
)

CLIMATE_DECISION = Register(
    key="climate-decision",
    one="climate_decision",
    model=models.ClimateDecision,
    row=rows.ClimateDecisionRow,
    order=45,
    single=True,
    clauses="4.1",
    heading=_("Decision on climate change"),
    entry=_("Decision on climate change"),
    new=_("Decide on climate change"),
    teaches=_(
        "Amendment 1 of 2024 asks for a decision: is climate change a relevant issue for this management system?"
    ),
    example=_("Relevant · the data centre lies in a flood area · decided by the President Director"),
    why=_("Either answer is fine; not having asked is not. The auditor wants the decision, its reason and its day."),
    groups=(
        Group(
            "",
            (
                Field("relevant", _("Climate change is a relevant issue"), Shape.TICK),
                Field("reason", _("Reason"), Shape.PROSE, required=True),
                Field("decided_on", _("Decided on"), Shape.DAY, required=True),
                Field("decided_by", _("Decided by"), Shape.NAME, _("Name and office."), required=True),
            ),
        ),
    ),
)

PARTIES = Register(
    key="parties",
    one="party",
    model=models.Party,
    row=rows.PartyRow,
    order=46,
    prefix="IP-",
    clauses="4.2",
    heading=_("Interested parties"),
    entry=_("Interested party"),
    new=_("New interested party"),
    teaches=_("Who matters to the management system and the services, and why."),
    example=_("IP-01 · Retail banking · customer · its branches stand still when a service does"),
    why=_("The scope and the service requirements start from what these parties require; none may be missing."),
    shown=("kind", "requirements", "owner"),
    filters=("kind",),
    groups=(
        Group(
            "",
            (
                Field("title", _("Name"), Shape.LINE, required=True),
                Field("kind", _("Kind"), Shape.CHOICE, choices=SIDES),
                Field("interest", _("Why it matters"), Shape.PROSE),
                OWNER,
                ENDED,
            ),
        ),
    ),
)

PARTY_REQUIREMENTS = Register(
    key="party-requirements",
    one="party_requirement",
    model=models.PartyRequirement,
    row=rows.PartyRequirementRow,
    order=47,
    prefix="RQ-",
    clauses="4.2",
    heading=_("Requirements of interested parties"),
    entry=_("Requirement"),
    new=_("New requirement"),
    teaches=_("What each interested party requires, and how that is dealt with; climate among the rest."),
    example=_("RQ-01 · Retail banking · payments go through on payday · dealt with by the capacity plan"),
    why=_("For each requirement the auditor asks whether the management system takes it up, and where."),
    shown=("party", "kind", "climate", "met_through", "owner"),
    filters=("kind",),
    groups=(
        Group(
            "",
            (
                Field("party", _("Interested party"), Shape.PARTY, required=True),
                Field("title", _("Title"), Shape.LINE, _("What it requires, in one sentence."), required=True),
                Field("kind", _("Kind"), Shape.CHOICE, choices=REQUIREMENT_KINDS),
                CLIMATE,
                Field("dealt_with", _("How it is dealt with"), Shape.PROSE),
                DOCUMENT,
                OWNER,
                ENDED,
            ),
        ),
    ),
)
