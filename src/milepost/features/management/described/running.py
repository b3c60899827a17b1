"""The registers of communication (7.4), knowledge (7.6) and improvement (10.2)."""

from django.utils.translation import gettext_lazy as _

from milepost.features.management import models, rows
from milepost.features.management.described.asked import DUE, ENDED, OWNER, SERVICES, SIDES
from milepost.features.management.models import ImprovementDecision, ImprovementSource
from milepost.features.management.registers import Field, Group, Register, Shape

IMPROVEMENT_SOURCES = (
    (ImprovementSource.AUDIT, _("Audit")),
    (ImprovementSource.REVIEW, _("Management review")),
    (ImprovementSource.MEASUREMENT, _("Measurement")),
    (ImprovementSource.INCIDENT, _("Incident")),
    (ImprovementSource.CUSTOMER, _("Customer")),
    (ImprovementSource.SUGGESTION, _("Suggestion")),
)
DECISIONS = (
    (ImprovementDecision.PROPOSED, _("Proposed")),
    (ImprovementDecision.APPROVED, _("Approved")),
    (ImprovementDecision.REJECTED, _("Rejected")),
)

COMMUNICATIONS = Register(
    key="communications",
    one="communication",
    model=models.Communication,
    row=rows.CommunicationRow,
    order=48,
    prefix="COM-",
    clauses="7.4",
    heading=_("Communication"),
    entry=_("Communication"),
    new=_("New communication"),
    teaches=_("What is told about the management system and the services: what, when, to whom, how and by whom."),
    example=_(
        "COM-01 · SLA report · each month · Retail banking · by e-mail and in the service meeting · Dewi Lestari"
    ),
    why=_("The auditor takes one line and asks for the last two times it was done."),
    shown=("kind", "occasion", "audience", "channel", "owner"),
    filters=("kind",),
    groups=(
        Group(
            "",
            (
                Field("title", _("What is communicated"), Shape.LINE, required=True),
                Field("kind", _("Kind"), Shape.CHOICE, choices=SIDES),
                Field("occasion", _("When"), Shape.LINE, _("A rhythm or an event.")),
                Field("audience", _("With whom"), Shape.LINE),
                Field("channel", _("How"), Shape.LINE),
                Field("owner", _("Who does it"), Shape.PERSON),
                ENDED,
            ),
        ),
    ),
)

KNOWLEDGE = Register(
    key="knowledge",
    one="knowledge_item",
    model=models.Knowledge,
    row=rows.KnowledgeRow,
    order=49,
    prefix="KN-",
    clauses="7.6",
    heading=_("Knowledge"),
    entry=_("Knowledge"),
    new=_("New knowledge"),
    teaches=_("What people must know to run the services, where it is kept, and what is missing of it."),
    example=_("KN-01 · Start order of the payment hub · runbook PH-03 · only one person has done it"),
    why=_("Knowledge in one head is a risk. The auditor asks whether those who need it can find it, and use it."),
    shown=("kept_in", "missing", "next_check_on", "owner"),
    groups=(
        Group(
            "",
            (
                Field("title", _("Title"), Shape.LINE, required=True),
                Field("needed_for", _("Needed for"), Shape.PROSE),
                SERVICES,
                Field("kept_in", _("Kept in"), Shape.LINE, _("Where those who need it find it.")),
                OWNER,
                Field("missing", _("What is missing"), Shape.PROSE),
                Field("action", _("Action"), Shape.PROSE),
                DUE,
                Field("next_check_on", _("Next check on"), Shape.DAY),
                ENDED,
            ),
        ),
    ),
)

IMPROVEMENTS = Register(
    key="improvements",
    one="improvement",
    model=models.Improvement,
    row=rows.ImprovementRow,
    order=50,
    prefix="IMP-",
    digits=3,
    clauses="10.2",
    heading=_("Improvement"),
    entry=_("Improvement"),
    new=_("New improvement"),
    teaches=_("What could be done better, judged by the same criteria, with what it is to reach and what came of it."),
    example=_("IMP-001 · Answer the five commonest requests by self-service · 30 % fewer calls by June · approved"),
    why=_("Improvement is continual when each idea is judged, decided, and measured against what it was to reach."),
    shown=("source", "target", "decision", "due_on", "owner"),
    filters=("source", "decision"),
    groups=(
        Group(
            _("What is to become better"),
            (
                Field("title", _("Title"), Shape.LINE, required=True),
                Field("source", _("Came of"), Shape.CHOICE, choices=IMPROVEMENT_SOURCES),
                Field("criteria", _("Criteria it was judged by"), Shape.PROSE),
                Field("target", _("Target"), Shape.LINE, _("Of quality, value, cost, productivity or risk.")),
                Field("benefit", _("Benefit"), Shape.PROSE),
                SERVICES,
                OWNER,
            ),
        ),
        Group(
            _("Decision and result"),
            (
                Field("decision", _("Decision"), Shape.CHOICE, choices=DECISIONS),
                Field("decided_on", _("Decided on"), Shape.DAY),
                Field("decided_by", _("Decided by"), Shape.NAME),
                DUE,
                Field("result", _("What came of it"), Shape.PROSE, _("Measured against the target.")),
                Field("finished_on", _("Finished on"), Shape.DAY),
                ENDED,
            ),
        ),
    ),
)
