"""What each write operation is sent so that it takes it, and the permission of `policies.py` by which it does.

The permission's roles say who may; a thing that is for those alone whom it asks names them in `only`, with the reason
in `because`. What the world does not have yet, `ready` makes before anybody asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.catalogue.documents.templates import template_source
from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import (
    Asked,
    Submission,
    approve_version,
    put_document,
    save_draft,
    submit_version,
)
from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.standing.drifting import in_force
from milepost.features.drafting.writing.controlling import take_up
from milepost.features.gaps.services.ratings import rate_statement
from milepost.features.practices.models import Practice
from milepost.features.practices.services import assign_practice
from milepost.features.programmes.applying import apply_rows
from milepost.platform.batches.models import Batch, Source
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.ledger.clock import today
from milepost.platform.signatures.services import Signing
from milepost.platform.signin.services import set_saml_provider
from tests.drafting.places import PLACES as DRAFTING
from tests.evidence.imports import as_csv, bringing, incident, operate
from tests.evidence.places import PLACES as EVIDENCE
from tests.matrix.keys import DAY_TO_COME, TODAY
from tests.matrix.world import World
from tests.people import PASSWORD
from tests.plans.places import PLACES as PLANS
from tests.plans.places import drawn, held, observed, planned
from tests.programmes.places import ROWS
from tests.scim.places import PLACES as SCIM
from tests.signin.factors import with_app
from tests.signin.idp import SamlIdp
from tests.signin.provider import CLIENT, VARIABLE

ADA, BEN, SARI = "ada@cakrawala.example", "ben@cakrawala.example", "sari@cakrawala.example"
KEY = "DOC-INC-01"
PLANNERS = frozenset({"ada", "adi"})
OWN_EFFORT = "Ada logged it; whoever may plan corrects what others logged"


@dataclass(frozen=True)
class Write:
    """What is sent, and who may: a body or a form, or a function of the world that gives it.

    `at` stands in the address instead of what the world has there. `only` are those with the permission whom the thing
    asks, `because` says why, and the others with it are told so by `unasked`. `refused` is the status by which a rule
    refuses whoever may, keeping the try in the ledger; `writes` is false where something is only looked through.
    """

    permission: str
    given: Mapping[str, Any] | Callable[[World], Mapping[str, Any]] = field(default_factory=dict)
    ready: Callable[[World], object] = lambda _world: None
    at: Mapping[str, str | Callable[[], str]] = field(default_factory=dict)
    only: frozenset[str] | None = None
    because: str = ""
    unasked: int = 422
    refused: int = 0
    writes: bool = True


# -- what has to be there ---------------------------------------------------------------------------------------------


def _provider(world: World) -> None:
    set_saml_provider(actor=world.actor("adi"), organisation=world.cakrawala, metadata=SamlIdp().metadata())


def _secured(world: World) -> None:
    with_app(world.people["adi"])


def _failed(world: World) -> None:
    Job.objects.filter(organisation=world.cakrawala).update(state=JobState.FAILED)


def _owned(world: World) -> Practice:
    """Incident management, owned by Olga."""
    practice = Practice.objects.get(programme=world.programme, key="incident")
    return assign_practice(
        actor=world.actor("ada"), practice=practice, owner=world.people["olga"], deputy=None, hours_per_week=None
    )


def with_plan(_world: World) -> Mapping[str, Any]:
    """A plan of one new activity, as a sheet."""
    sheet = b"code,name,phase,planned_from,planned_to\nmove,Move,design,2026-06-01,2026-06-05\n"
    return {"file": SimpleUploadedFile("plan.csv", sheet)}


def _planned(world: World) -> None:
    """An activity that lies ahead."""
    PLANS["plans:activity key"](world)


def _draft(world: World) -> None:
    fields = {"number": "DRAFT-9", "title": "Incidents", "kind": "procedure"}
    put_document(actor=world.actor("ada"), programme=world.programme, fields=fields)


def _drifted(world: World) -> None:
    """Roles are held by somebody: what an audit's programme can be written from, and a procedure in force lacks."""
    facts = {
        "coordinator": {"title": "Coordinator", "holder": "Ada Wibowo"},
        "incident_manager": {"title": "Incident manager", "holder": "Citra Ayu"},
    }
    put_sheet(actor=world.actor("ada"), programme=world.programme, code="roles", facts=facts)


def _drafted(world: World) -> None:
    """An audit's programme in force as its template writes it, in English alone."""
    _drifted(world)
    keys = ["DOC-AUD-01"]
    take_up(actor=world.actor("ada"), programme=world.programme, keys=keys, language="en", on=today("Asia/Jakarta"))
    version = Version.objects.select_related("document__programme__organisation").get(document__number="DOC-AUD-01")
    submission = Submission((), (Asked(world.people["sari"]),))
    version = submit_version(actor=world.actor("ada"), version=version, submission=submission)
    approve_version(actor=world.actor("sari"), version=version, signing=Signing(PASSWORD))


def _to_plan(world: World) -> None:
    changes = {"current": 2, "remediation": "Write it."}
    rate_statement(actor=world.actor("ada"), programme=world.programme, statement="8.6.1-01", changes=changes)


def _not_triggered(world: World) -> None:
    changes = {"not_triggered": True}
    rate_statement(actor=world.actor("ada"), programme=world.programme, statement="8.1-06", changes=changes)


def _plan(world: World) -> None:
    actor = world.actor("ada")
    fields = {"number": "PLAN", "title": "Plan", "kind": "plan", "catalogue_kind": "DOC-SMP-01", "stands_for": "smp"}
    document = put_document(actor=actor, programme=world.programme, fields=fields).row
    save_draft(actor=actor, document=document, fields={"body": "As we plan."})


def _portfolio(world: World) -> None:
    assert apply_rows(world.actor("ada"), world.programme, ROWS)["refused"] == []


def _imported(world: World) -> None:
    """A service of the portfolio, and records whose source has not been told which one they speak of."""
    _portfolio(world)
    EVIDENCE["evidence:import-batch key"](world)


def _source(_world: World) -> Mapping[str, Any]:
    return {"source": Source.objects.get().code, "values": {"mail": "email"}}


def _late(world: World) -> None:
    """Incident management, owned by Olga; a second import brings what the first should have held."""
    operate(world.programme, world.people["ada"], world.people["adi"])
    _owned(world)
    bring = bringing(world.programme, world.people["ada"], Path(mkdtemp(dir=settings.MILEPOST_HOME)))
    opened = {"entered_at": "2026-03-02 10:00:00"}
    period = {"complete_from": datetime(2026, 3, 1, tzinfo=UTC), "complete_to": datetime(2026, 3, 31, tzinfo=UTC)}
    for numbers in ((1,), (1, 2)):
        bring([incident(number, **opened) for number in numbers], **period)


def latest_batch() -> str:
    return str(Batch.objects.order_by("generation").last().pk)  # type: ignore[union-attr]


def differing(world: World) -> str:
    """The path of a fact that differs from the version in force."""
    document = Document.objects.get(programme=world.programme, number="POL-01")
    found = in_force(document, today("Asia/Jakarta"))
    assert found is not None
    return found.drifted[0].drift.path


def _records(_world: World) -> Mapping[str, Any]:
    file = SimpleUploadedFile("desk.csv", as_csv([incident(1)]).encode())
    return {"practice": "incident", "mapping": "neutral", "file": file}


def _template(_world: World) -> Mapping[str, Any]:
    return {"text": template_source(KEY, "en"), "reason": "Ours."}


# -- operations of the API --------------------------------------------------------------------------------------------

OWNS = "Olga owns the practice"
ASKED = "Ben is whom the version asks for a review"
HANDED_OUT = "the document was handed out to Ben"
ANSWERS = "it is Ben's remark on what Olga wrote, and Ada and Adi answer for the document"
ANSWERING = frozenset({"ada", "adi", "ben", "olga"})

OPERATIONS: list[tuple[str, Write]] = [
    ("change_organisation", Write("organisation.edit", {"name": "Cakrawala Baru"})),
    ("change_sign_in_rules", Write("organisation.edit", {"second_factor": True}, ready=_secured)),
    *((f"put_{one}", Write("portfolio.edit", {"name": "Second"}))
      for one in ("customer", "location", "service", "supplier", "unit")),
    ("put_document_style", Write("documents.style", {"colour": "#112233"})),
    ("remove_identity_provider", Write("organisation.edit", ready=_provider)),
    ("set_identity_provider", Write("organisation.edit", lambda world: {
        "issuer": world.issuer, "client_id": CLIENT, "secret_variable": VARIABLE})),
    ("set_saml_provider", Write("organisation.edit", lambda _world: {"metadata": SamlIdp().metadata().decode()})),
    ("retry_job", Write("jobs.retry", ready=_failed)),
    ("add_member", Write("organisation.members", {"email": "nia@x.example", "name": "Nia", "role": "reader"})),
    ("remove_member", Write("organisation.members")),
    ("take_role", Write("organisation.members")),
    ("turn_off_provisioning", Write("organisation.provisioning", ready=SCIM["signin:scim-revoke token_id"])),
    ("map_group", Write("organisation.provisioning", {"role": "reader"})),
    ("unmap_group", Write("organisation.provisioning")),
    ("change_programme", Write("programme.edit", {"people": 120})),
    ("add_action", Write("actions.edit", {"title": "Do"})),
    ("change_action", Write("actions.edit", {"state": "in_progress"})),
    ("put_activity", Write("plan.edit", {"name": "The beginning"})),
    ("import_plan", Write("plan.edit", with_plan)),
    ("adopt_scenario", Write("plan.edit", {"slip": ["kick-off=2"], "reason": "No room yet."}, ready=_planned)),
    ("adopt_scenario", Write("plan.edit", {"slip": ["kick-off=2"], "reason": "No room."}, ready=_planned)),
    ("make_application_pack", Write("gates.make-pack", {"language": "en"})),
    *((f"put_{one}", Write("registers.edit", {"title": "Another"})) for one in (
        "communication", "improvement", "issue", "knowledge_item", "obligation", "party", "programme_risk", "risk")),
    ("put_objective", Write("registers.edit", {"title": "Another", "metric": "Failed", "target": "4"})),
    ("put_party_requirement", Write("registers.edit", {"title": "Another", "party": "IP-01"})),
    ("put_measurement", Write("registers.edit", {"value": 5})),
    ("put_climate_decision", Write("registers.decide", {
        "relevant": True, "reason": "Floods", "decided_by": "Sari Dewanti"})),
    ("put_risk_method", Write("registers.decide", {
        "likelihoods": ["Rare", "Often"], "impacts": ["Low", "High"], "acceptable": 2})),
    ("explain_records", Write("records.explain", lambda _world: {
        "batch": latest_batch(), "reason": "A filter."}, ready=_late, at={"practice": "incident"},
        only=frozenset({"olga"}), because=OWNS, unasked=403)),
    ("decide_explanation", Write("records.judge-explanations", {"decision": "accepted"})),
    ("import_records", Write("records.import", _records)),
    ("map_values", Write("records.import", _source, ready=_imported)),
    ("put_document", Write("documents.write", {"title": "Incidents and more", "kind": "procedure"})),
    ("put_document_draft", Write("documents.write", {"body": "We serve."}, ready=_draft, at={"number": "DRAFT-9"})),
    ("submit_document", Write("documents.write", {"approvers": [{"person": SARI}]})),
    ("put_translation", Write("documents.write", {"body": "Kami melayani."})),
    ("take_up_drafts", Write("documents.write", {"documents": ["DOC-AUD-01"], "language": "en"}, ready=_drifted)),
    ("take_drafted_translation", Write("documents.write", at={"number": "DOC-AUD-01"}, ready=_drafted)),
    ("comment_document", Write("documents.take-part", {"text": "Why?"})),
    ("resolve_comment", Write("documents.take-part", {"answer": "Ben."},
        only=ANSWERING, because=ANSWERS)),
    ("review_document", Write("documents.take-part", {"outcome": "done"}, only=frozenset({"ben"}), because=ASKED)),
    ("acknowledge_document", Write("documents.take-part", only=frozenset({"ben"}), because=HANDED_OUT)),
    ("confirm_document_review", Write("documents.control", {"note": "Still true."})),
    ("hand_out_document", Write("documents.control", {"due_on": DAY_TO_COME, "people": [ADA]})),
    ("replace_step", Write("documents.control", {"person": ADA})),
    ("withdraw_document", Write("documents.control", {"reason": "Old."})),
    ("accept_drift", Write("documents.control", lambda world: {
        "facts": [differing(world)], "why": "For a month."}, ready=_drifted)),
    ("state_plan_places", Write("documents.control", {"places": {"timeline": "Chapter 9"}}, ready=_plan)),
    ("put_template", Write("documents.write", _template)),
    ("check_template", Write("documents.write", lambda _world: {"text": template_source(KEY, "en")}, writes=False)),
    ("reset_template", Write("documents.write", {"reason": "Quiet."},
        ready=DRAFTING["drafting:template-version number"])),
    ("put_fact_sheet", Write("facts.edit", {"facts": {"context_summary": "A bank of three towns."}})),
    ("put_answer", Write("facts.edit", {"answer": ["a merger"]})),
    ("plan_remediations", Write("actions.edit", ready=_to_plan)),
    ("open_assessment", Write("gaps.run")),
    ("close_assessment", Write("gaps.run")),
    ("rate_statement", Write("gaps.rate", {"current": 2})),
    ("rate_statements", Write("gaps.rate", {"items": [{"statement": "4.1-01", "current": 2}]})),
    ("reopen_statement", Write("gaps.rate", {"record": "CON-7"}, ready=_not_triggered, at={"statement": "8.1-06"})),
    ("decide_gate", Write("gates.decide", {"outcome": "no-go", "note": "Not yet."})),
    ("issue_paper", Write("reports.issue-paper", {"asks": ["Endorse the plan."]})),
    ("draw_baseline", Write("plan.baseline", {"name": "As put to the committee"}, ready=planned)),
    ("log_effort", Write("plan.log", {"worked_on": TODAY, "days": 0.5})),
    ("correct_effort", Write("plan.log", {"days": 2}, only=PLANNERS, because=OWN_EFFORT)),
    ("take_back_effort", Write("plan.log", only=PLANNERS, because=OWN_EFFORT)),
    ("recalibrate_plan", Write("plan.edit", {"reason": "The team's review."}, ready=observed)),
    ("put_budget_line", Write("plan.budget", {"actual": 40})),
    ("remove_budget_line", Write("plan.budget")),
    ("endorse_baseline", Write("plan.endorse", held, ready=drawn)),
    ("open_phase", Write("gates.step", at={"phase": "design"}, refused=409)),
    ("take_practice_live", Write("gates.step", {"on": TODAY}, refused=409)),
    ("add_meeting", Write("governance.meetings", {"due_on": DAY_TO_COME})),
    ("put_meeting", Write("governance.meetings", lambda _world: {
        "due_on": (today("Asia/Jakarta") + timedelta(days=7)).isoformat(), "agenda": "The budget"})),
    ("raise_obstacle", Write("governance.obstacles", {"title": "No room"})),
    ("put_obstacle", Write("governance.obstacles", {"title": "No room"})),
    ("change_practice", Write("practices.assign", {"owner": BEN})),
    ("change_practice", Write("practices.own", {"accepted": True}, ready=_owned, only=frozenset({"olga"}),
        because=OWNS)),
    ("change_practice", Write("practices.approve-procedure", {
        "procedure": "Handling incidents", "procedure_approved_on": TODAY, "procedure_approved_by": "Sari Dewanti"})),
    ("put_scope_wording", Write("scope.edit", {"en": "Mail", "id": "Surat"})),
    ("put_scope_element", Write("scope.edit", {"state": "out", "justification": "Not ours."}, ready=_portfolio)),
]  # fmt: skip
