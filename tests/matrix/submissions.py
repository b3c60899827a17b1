"""What each form of the pages is sent so that it is taken, and the permission by which it is; like `writes.py`."""

import base64
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.features.documents.models import Document, Version
from milepost.features.documents.services import Asked, Submission, submit_version
from milepost.features.documents.signables import approval_signable
from milepost.features.governance.models import Commitment
from milepost.features.governance.signables import commitment_signable
from milepost.features.practices.models import Practice
from milepost.features.practices.services import approve_procedure, declare_tool, record_live_before
from milepost.features.programmes.scope.statement import statement_of
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.services import add_member, remove_member
from milepost.platform.privacy.models import ErasureRequest
from milepost.platform.privacy.requests import ask_for_erasure
from tests.documents.places import PLACES as DOCUMENTS
from tests.drafting.places import PLACES as DRAFTING
from tests.evidence.imports import as_csv, incident
from tests.governance.places import PLACES as GOVERNANCE
from tests.matrix.keys import DAY_TO_COME, TODAY
from tests.matrix.world import World
from tests.matrix.writes import (
    ANSWERING,
    ANSWERS,
    BEN,
    OWN_EFFORT,
    OWNS,
    PLANNERS,
    SARI,
    Write,
    _drafted,
    _drifted,
    _failed,
    _imported,
    _late,
    _owned,
    _plan,
    _planned,
    _portfolio,
    _provider,
    _source,
    _template,
    differing,
    latest_batch,
)
from tests.people import PASSWORD, actor_of, client_of
from tests.plans.places import drawn, held, observed, planned
from tests.scim.places import PLACES as SCIM
from tests.signin.idp import SamlIdp
from tests.signin.provider import CLIENT, VARIABLE

LINE = {"name": "Tools", "category": "tools", "phase": "", "planned": "100", "actual": "0"}
NOT_ADA = frozenset({"adi", "ben", "otto", "sari"})
ENTERED = "Ada entered the signature; somebody else checks it"
ASKED = "Ben is whom it asks"


def day(days: int) -> str:
    return (today("Asia/Jakarta") + timedelta(days=days)).isoformat()


def with_file(name: str, **given: Any) -> Callable[[World], Mapping[str, Any]]:
    """A form with a PDF in it; a file is read once, so that each who asks needs another."""
    return lambda _world: {**given, name: SimpleUploadedFile("paper.pdf", b"%PDF-1.7")}


def taken_in(text: str) -> Mapping[str, Any]:
    """The second step of an import: the file that was looked through travels along."""
    return {"content": base64.b64encode(text.encode()).decode(), "file_name": "rows.csv"}


# -- what has to be there ---------------------------------------------------------------------------------------------


def _for_sari(world: World) -> None:
    """A version that waits for Sari's signature."""
    version = Version.objects.get(document_id=DOCUMENTS["documents:submit key"](world))
    submission = Submission((), (Asked(world.people["sari"]),))
    submit_version(actor=world.actor("ada"), version=version, submission=submission)


def draft_key() -> str:
    return str(Document.objects.get(number="DRAFT-1").pk)


def drafted_key() -> str:
    return str(Document.objects.get(number="DOC-AUD-01").pk)


def _signed_by_sari(world: World) -> Mapping[str, Any]:
    version = Version.objects.select_related("document").get(document__number="DRAFT-1")
    return {"digest": approval_signable(version).content_hash, "password": PASSWORD}


def _commitment(_world: World) -> Mapping[str, Any]:
    return {"digest": commitment_signable(Commitment.objects.get()).content_hash, "password": PASSWORD}


def _incident(world: World) -> Practice:
    return Practice.objects.get(programme=world.programme, key="incident")


def _tool(world: World) -> None:
    declare_tool(actor=world.actor("ada"), practice=_incident(world), source="desk", from_on=today("Asia/Jakarta"))


def _procedure(world: World) -> None:
    approve_procedure(
        actor=world.actor("ada"), practice=_incident(world), title="Incidents", approved_on=today("Asia/Jakarta"),
        approved_by="Sari Dewanti",
    )  # fmt: skip


def _live(world: World) -> None:
    _procedure(world)
    yesterday = today("Asia/Jakarta") - timedelta(days=1)
    record_live_before(actor=world.actor("ada"), practice=_incident(world), on=yesterday, reason="Minutes")


def _settings(world: World) -> Mapping[str, str]:
    """Everything as the page shows it, and more people."""
    page = client_of(world.people["ada"]).get("/o/cakrawala/p/sms-1/settings")
    form = page.context["form"]
    return {**{name: str(form[name].value() or "") for name in form.fields}, "people": "120"}


def _gone(world: World) -> None:
    """Somebody asked, and is a member no more: nobody is erased before."""
    member = add_member(actor=world.actor("adi"), organisation=world.cakrawala, email="nia@x.example", name="Nia")
    ask_for_erasure(actor=actor_of(member.person))
    remove_member(actor=world.actor("adi"), member=member)


def request_key() -> str:
    return str(ErasureRequest.objects.get(person__email="nia@x.example").pk)


def _scope(world: World) -> Mapping[str, Any]:
    return {"password": PASSWORD, "expected": statement_of(world.programme, on=today("Asia/Jakarta")).content_hash}


WIZARD = {
    "name": "SMS", "code": "sms-7", "starts_on": "2026-02-02", "certificate_wanted_on": "2027-06-30", "services": "12",
    "people": "60", "sites": "2", "practices_today": "some", "external_help": "yes", "sponsor": "", "coordinator": "",
    "budget": "", "step": "5", "go": "make",
}  # fmt: skip
DETAILS = {"title": "Incidents and more", "kind": "procedure", "classification": "internal", "language": "en"}
ENTRY = {"name": "Second", "criticality": "medium", "seen": "1"}
PROVIDER = {"revision": "0", "client_id": CLIENT, "secret_variable": VARIABLE}
CLIMATE = {"relevant": "on", "reason": "Floods", "decided_on": TODAY, "decided_by": "Sari Dewanti", "seen": "0"}
METHOD = {"likelihoods": "Rare\nOften", "impacts": "Low\nHigh", "acceptable": "2", "stated_on": TODAY, "seen": "0"}

FORMS: list[tuple[str, Write]] = [
    ("actions:action", Write("actions.edit", {"title": "Do", "state": "in_progress", "seen": "1"})),
    ("actions:finish", Write("actions.edit")),
    ("actions:new", Write("actions.edit", {"title": "Do"})),
    ("actions:import", Write("actions.edit", taken_in("code,title\nnew,Do\n"))),
    ("calendars:list", Write("calendar.edit", {"day": "2026-12-28", "name": "Stocktaking"})),
    ("calendars:year", Write("calendar.edit", {"day": "2026-12-28", "name": "Stocktaking"})),
    ("calendars:remove", Write("calendar.edit")),
    ("documents:adopt", Write("documents.control", with_file(
        "file", label="2", approved_on=day(0), approved_by="Budi Hartono", reason="Minutes"))),
    ("documents:approve", Write("documents.take-part", _signed_by_sari, ready=_for_sari, at={"key": draft_key},
        only=frozenset({"sari"}), because="Sari is asked to approve it")),
    ("documents:check", Write("documents.check", only=NOT_ADA, because=ENTERED, unasked=302)),
    ("documents:confirm", Write("documents.control", {"remark": "Still true."})),
    ("documents:details", Write("documents.write", DETAILS)),
    ("documents:draft", Write("documents.write", {"body": "We serve."},
        ready=DOCUMENTS["documents:submit key"], at={"key": draft_key})),
    ("documents:hand-out", Write("documents.control", lambda world: {
        "people": str(world.people["ada"].pk), "due_on": DAY_TO_COME, "percent": "100"})),
    ("documents:import", Write("documents.control", taken_in("code,title,kind\nN-1,New,procedure\n"),
        only=frozenset({"ada"}), because="who enters new documents holds documents.write besides", unasked=403)),
    ("documents:new", Write("documents.write", DETAILS)),
    ("documents:paper", Write("documents.control", with_file("file", method="paper", signed_on=day(0)))),
    ("documents:read", Write("documents.take-part", only=frozenset({"ben"}), because=ASKED, unasked=302)),
    ("documents:remark", Write("documents.take-part", {"text": "Why?"})),
    ("documents:replace", Write("documents.control", lambda world: {"person": str(world.people["ada"].pk)})),
    ("documents:return", Write("documents.take-part", {"why": "Unclear."}, only=ANSWERING,
        because="it asks Ben, Olga wrote it, and Ada and Adi answer for the document")),
    ("documents:reviewed", Write("documents.take-part", only=frozenset({"ben"}), because=ASKED, unasked=302)),
    ("documents:settle", Write("documents.take-part", {"answer": "Ben."},
        only=ANSWERING, because=ANSWERS, unasked=302)),
    ("documents:style", Write("documents.style", {"colour": "#112233", "seen": "0"})),
    ("documents:submit", Write("documents.write", lambda world: {"approvers": str(world.people["sari"].pk)})),
    ("documents:translate", Write("documents.write", {"body": "Kami melayani."})),
    ("documents:withdraw", Write("documents.control", {"why": "Old."})),
    ("drafting:drift", Write("documents.control", lambda world: {"fact": differing(world), "why": "For a month."},
        ready=_drifted)),
    ("drafting:plan", Write("documents.control", {"timeline": "Chapter 9"}, ready=_plan)),
    ("drafting:part", Write("facts.edit", {"f": "A bank of three towns."})),
    ("drafting:question", Write("facts.edit", {"f": "a merger"})),
    ("drafting:take-up", Write("documents.write", {"key": "DOC-AUD-01"}, ready=_drifted)),
    ("drafting:take-translation", Write("documents.write", at={"key": drafted_key}, ready=_drafted)),
    ("drafting:template-edit", Write("documents.write", _template)),
    ("drafting:template-reset", Write("documents.write", {"reason": "Quiet."},
        ready=DRAFTING["drafting:template-version number"])),
    ("evidence:explain", Write("records.explain", {"reason": "A filter."}, ready=_late, at={"key": latest_batch},
        only=frozenset({"olga"}), because=OWNS, unasked=403)),
    ("evidence:explanation", Write("records.judge-explanations", {"accept": "1"})),
    ("evidence:imports", Write("records.import", lambda _world: {
        "file": SimpleUploadedFile("desk.csv", as_csv([incident(1)]).encode()), "practice": "incident",
        "mapping": "guess"})),
    ("evidence:import-draft", Write("records.import", {"forget": "1"})),
    ("evidence:import-job", Write("jobs.retry", ready=_failed)),
    ("evidence:import-values", Write("records.import", lambda world: {
        "source": _source(world)["source"], "value-0": "email"}, ready=_imported)),
    ("gaps:assessments", Write("gaps.run", {"do": "open"})),
    ("gaps:clause", Write("gaps.rate", {"statement": "8.6.1-01", "current": "2"})),
    ("gaps:flash", Write("gaps.rate", {"current": "2"})),
    ("gaps:intake", Write("gaps.rate", taken_in("statement,current,required\n4.1-01,2,3\n"))),
    ("gaps:statement", Write("gaps.rate", {"current": "2", "required": "3", "seen": "0"})),
    ("gates:attest", Write("gates.attest", with_file(
        "evidence", criterion="G1-GAP", proves="it was made on paper", until=day(30)))),
    ("gates:before", Write("gates.before", with_file("minutes", decided_on=day(-1), note="Minutes"))),
    ("gates:live", Write("gates.step", {"on": TODAY}, refused=409)),
    ("gates:open-phase", Write("gates.step", at={"phase": "design"}, refused=409)),
    ("gates:pack-make", Write("gates.make-pack", {"language": "en"})),
    ("gates:room", Write("gates.decide", {"outcome": "no-go", "note": "Not yet."})),
    ("gates:sign", Write("gates.sign-attestation", {"password": PASSWORD})),
    ("governance:board", Write("governance.edit", {
        "decided_on": TODAY, "amount": "2000", "title": "Budget", "seen": "1"})),
    ("governance:board-new", Write("governance.edit", with_file(
        "file", decided_on=TODAY, amount="2000", title="Budget"))),
    ("governance:commitment-of", Write("governance.sign", _commitment)),
    ("governance:commitment", Write("governance.sign", _commitment,
        ready=GOVERNANCE["governance:commitment-of number"])),
    ("governance:commitment-check", Write("governance.check", only=NOT_ADA, because=ENTERED, unasked=302)),
    ("governance:commitment-new", Write("governance.commitment", {"text": "We carry it.", "covers": "programme"})),
    ("governance:commitment-words", Write("governance.commitment", {"text": "Less.", "covers": "programme"})),
    ("governance:commitment-paper", Write("governance.commitment", with_file(
        "file", method="paper", signed_on=day(0), signatory="Budi", office="President Director"))),
    ("governance:commitment-withdraw", Write("governance.commitment", {"why": "Another sponsor."})),
    ("governance:meeting-action", Write("actions.edit", {"title": "Do"})),
    ("governance:meeting-edit", Write("governance.meetings", {"due_on": day(7), "agenda": "The budget", "seen": "1"})),
    ("governance:meeting-new", Write("governance.meetings", {"due_on": day(14)})),
    ("governance:obstacle", Write("governance.obstacles", {"title": "No room", "raised_on": day(0), "seen": "1"})),
    ("governance:obstacle-new", Write("governance.obstacles", {"title": "No room", "raised_on": day(0)})),
    ("governance:person", Write("governance.edit", {"person": "ada@cakrawala.example", "office": "COO", "seen": "1"})),
    ("governance:person-new", Write("governance.edit", {"person": SARI})),
    ("governance:rhythm", Write("governance.meetings", {"every": "4", "unit": "weeks", "starts_on": day(0)})),
    ("governance:rhythm-remove", Write("governance.meetings", {"reason": "Typed wrongly"})),
    ("governance:week", Write("governance.edit", {"week_of": day(0), "percent": "20"})),
    ("management:climate", Write("registers.decide", CLIMATE)),
    *((f"management:{name}", Write("registers.edit", {"title": "Another", "seen": "1"})) for name in ("entry", "risk")),
    ("management:objective", Write("registers.edit", {
        "title": "Another", "metric": "Failed", "target": "4", "seen": "1"})),
    ("management:import", Write("registers.edit", taken_in("code,title\nR-77,Flood\n"))),
    ("management:measure", Write("registers.edit", {"measured_on": TODAY, "value": "5"})),
    ("management:new", Write("registers.edit", {"title": "Flood"})),
    ("management:risk-method", Write("registers.decide", METHOD)),
    ("organisations:invitation-withdraw", Write("organisation.members")),
    ("organisations:invite", Write("organisation.members", {
        "email": "noa@x.example", "name": "Noa", "role": "reader"})),
    ("organisations:member", Write("organisation.members", {"role": "contributor"})),
    ("organisations:member-remove", Write("organisation.members")),
    ("organisations:role-take", Write("organisation.members")),
    ("organisations:settings", Write("organisation.edit", {
        "revision": "1", "name": "Cakrawala Baru", "timezone": "Asia/Jakarta", "country": "ID", "language": "en"})),
    ("organisations:token-revoke", Write("organisation.tokens")),
    ("plans:activity", Write("plan.edit", {
        "name": "Kick-off", "phase": "foundation", "role": "coordinator", "planned_from": "2026-02-02",
        "planned_to": "2026-02-06", "days": "4"})),
    ("plans:activity-new", Write("plan.edit", {
        "code": "move-office", "name": "Move the office", "phase": "design", "role": "", "planned_from": TODAY,
        "planned_to": DAY_TO_COME, "days": "3"})),
    ("reports:meeting-paper", Write("reports.issue-paper", {"asks": "Endorse the plan."})),
    ("plans:baselines", Write("plan.baseline", {"name": "As put to the committee"}, ready=planned)),
    ("plans:log", Write("plan.log", {"worked_on": TODAY, "days": "0.5", "role": "coordinator"})),
    ("plans:effort-entry", Write("plan.log", {
        "activity": "kick-off", "worked_on": TODAY, "days": "2", "role": "coordinator"},
        only=PLANNERS, because=OWN_EFFORT)),
    ("plans:effort-take-back", Write("plan.log", {}, only=PLANNERS, because=OWN_EFFORT, unasked=302)),
    ("plans:recalibration", Write("plan.edit", {"reason": "The team's review."}, ready=observed)),
    ("plans:budget", Write("plan.budget", LINE)),
    ("plans:budget-line", Write("plan.budget", {**LINE, "actual": "40"})),
    ("plans:budget-line-remove", Write("plan.budget")),
    ("plans:endorse", Write("plan.endorse", held, ready=drawn)),
    ("plans:baseline-sign", Write("plan.sign-endorsement", {"password": PASSWORD})),
    ("plans:exchange", Write("plan.edit", taken_in(
        "code,name,phase,planned_from,planned_to\nmove,Move,design,2026-06-01,2026-06-05\n"))),
    ("plans:what-if", Write("plan.edit", {"slip": "kick-off", "slip_weeks": "2", "reason": "The room is not ready."},
        ready=_planned)),
    ("plans:done", Write("plan.finish", {"done_on": "2026-02-06"})),
    ("plans:progress", Write("plan.finish", {"percent_complete": "40"})),
    ("plans:new", Write("programme.make", WIZARD)),
    ("portfolio:entry", Write("portfolio.edit", ENTRY)),
    ("portfolio:import", Write("portfolio.edit", taken_in("code,name\nthird,Third\n"))),
    ("portfolio:new", Write("portfolio.edit", {"code": "new", "name": "New", "criticality": "medium"})),
    ("practices:accept", Write("practices.own", ready=_owned, only=frozenset({"olga"}), because=OWNS, unasked=302)),
    ("practices:assign", Write("practices.assign", {"owner": BEN})),
    ("practices:before", Write("practices.assign", {"on": "2026-03-02", "reason": "Minutes"})),
    ("practices:case", Write("practices.own", {
        "rehearsal": "rehearsal", "happened_on": day(0), "title": "A big one"}, ready=_owned)),
    ("practices:due-dates", Write("practices.approve-due-dates", {
        "rhythm": "review", "first_due_on": day(60), "until": day(400)})),
    ("practices:end", Write("practices.assign", {"on": day(0)}, ready=_live)),
    ("practices:end-tool", Write("practices.assign", {"source": "desk", "until_on": day(0)}, ready=_tool)),
    ("practices:list", Write("practices.assign")),
    ("practices:move", Write("practices.approve-due-dates", {"due_on": day(40), "reason": "A holiday"})),
    ("practices:procedure", Write("practices.approve-procedure", {
        "title": "Incidents", "approved_on": day(0), "approved_by": "Sari Dewanti"})),
    ("practices:silence", Write("practices.assign", {"days": "9", "reason": "Agreed"})),
    ("practices:tool", Write("practices.assign", {"source": "desk", "from_on": day(0)})),
    ("practices:withdraw", Write("practices.approve-procedure", {"on": day(0)}, ready=_procedure)),
    ("privacy:carry-out", Write("organisation.members", {"reason": "They asked."}, ready=_gone,
        at={"request_id": request_key})),
    ("privacy:decline", Write("organisation.members", {"reason": "The audit is running."})),
    ("programmes:approve", Write("scope.approve", _scope, ready=_portfolio)),
    ("programmes:check", Write("scope.check-signature", only=NOT_ADA - {"sari"}, because=ENTERED, unasked=302)),
    ("programmes:paper", Write("scope.enter-signature", lambda world: {
        **with_file("file", method="paper", signatory="Budi", office="President Director", signed_on=day(0))(world),
        "expected": _scope(world)["expected"]}, ready=_portfolio)),
    ("programmes:scope", Write("scope.edit", {"code": "email", "state-email": "out", "why-email": "Not ours."},
        ready=_portfolio)),
    ("programmes:settings", Write("programme.edit", _settings)),
    ("programmes:wording", Write("scope.edit", {"services_en": "the desk"})),
    ("feeds:subscribe", Write("token.hold", {"expires": day(30), "password": PASSWORD})),
    ("signin:provider-remove", Write("organisation.edit", ready=_provider)),
    ("signin:provider-set", Write("organisation.edit", lambda world: {**PROVIDER, "issuer": world.issuer})),
    ("signin:saml-set", Write("organisation.edit", lambda _world: {
        "revision": "0", "metadata": SimpleUploadedFile("metadata.xml", SamlIdp().metadata())})),
    ("signin:rules", Write("organisation.edit", {"revision": "0"})),
    ("signin:scim-group", Write("organisation.provisioning", {"role": "reader"})),
    ("signin:scim-off", Write("organisation.provisioning", ready=SCIM["signin:scim-revoke token_id"])),
    ("signin:scim-revoke", Write("organisation.provisioning")),
    ("signin:scim-role-remove", Write("organisation.provisioning")),
    ("signin:scim-token-new", Write("organisation.provisioning", {"expires": day(30), "password": PASSWORD})),
    ("signin:token-new", Write("token.hold", {"scope": "read", "expires": day(30), "password": PASSWORD})),
]  # fmt: skip

NO_FORMS = {
    **dict.fromkeys(
        ("evidence:import-batch", "evidence:import-result", "organisations:members", "organisations:organisation",
         "portfolio:list"),
        "shows the same whatever it is sent",
    ),
    "practices:practice": "its fields are what is owed on the day; settling has tests of its own, by everybody",
}  # fmt: skip
