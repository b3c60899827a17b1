"""Every field in which somebody can give the key of a thing: of a body, a question or a form. And those that hold none.

A new field stands in one of these tables, or `test_others_keys.py` fails.
"""

from dataclasses import dataclass
from typing import Any

from milepost.features.management.described import LISTED, REGISTERS
from milepost.features.management.registers import WORDED

HERE = "/api/v1/organisations/cakrawala/programmes/sms-1"
PAGES = "/o/cakrawala/p/sms-1"


@dataclass(frozen=True)
class Key:
    """Something that takes a key of a kind, in a field; `given` is what else it wants, KEY where the key goes."""

    where: str
    field: str
    kind: str
    at: str
    given: Any = None
    who: str = "ada"
    own: frozenset[int] = frozenset({200, 201, 202, 302})
    writes: bool = True

    def __str__(self) -> str:
        return f"{self.where} {self.field}"


KEY = "<the key>"
TODAY = "2026-03-02"
DAY_TO_COME = "2099-03-02"
OBSTACLE = {"title": "No room", "decision": "Rent one", "decided_on": TODAY, "raised_on": TODAY}
ENTRIES = [
    ("Risk", "risks", {"title": "Flood"}),
    ("Objective", "objectives", {"title": "Fewer failures", "metric": "Failed", "target": "5"}),
    ("Obligation", "obligations", {"title": "A law"}),
    ("Issue", "issues", {"title": "Rain"}),
    ("Party", "parties", {"title": "Retail"}),
    ("PartyRequirement", "party-requirements", {"title": "Payday", "party": "<party>"}),
    ("Communication", "communications", {"title": "The report"}),
    ("Knowledge", "knowledge", {"title": "How to start"}),
    ("Improvement", "improvements", {"title": "Self-service"}),
    ("ProgrammeRisk", "programme-risks", {"title": "The sponsor changes"}),
]
INVITED = {"email": "nia@x.example", "name": "Nia", "role": "reader"}

# -- bodies of the API, by operation and property ---------------------------------------------------------------------

BODIES = [
    Key("add_member", "programme", "programme", "/api/v1/organisations/cakrawala/members",
        {**INVITED, "programme": KEY}, who="adi"),
    Key("map_group", "programme", "programme", "api:map_group", {"role": "reader", "programme": KEY}, who="adi"),
    Key("add_action", "owner", "person", f"{HERE}/actions", {"title": "Do", "owner": KEY}),
    Key("change_action", "owner", "person", "api:change_action", {"owner": KEY}),
    Key("put_document", "owner", "person", "api:put_document", {"owner": KEY, "title": "Named anew"}),
    Key("put_document", "approver", "person", "api:put_document", {"approver": KEY}),
    Key("put_document", "about", "customer", "api:put_document", {"catalogue_kind": "DOC-SLA-01", "about": KEY}),
    Key("submit_document", "reviewers[].person", "person", "api:submit_document",
        {"reviewers": [{"person": KEY}], "approvers": [{"person": "sari@cakrawala.example"}]}),
    Key("submit_document", "approvers[].person", "person", "api:submit_document",
        {"approvers": [{"person": KEY}]}),
    Key("replace_step", "person", "person", "api:replace_step", {"person": KEY}),
    Key("hand_out_document", "people[]", "person", "api:hand_out_document", {"due_on": DAY_TO_COME, "people": [KEY]}),
    Key("raise_obstacle", "owner", "person", f"{HERE}/obstacles", {"title": "No room", "owner": KEY}),
    Key("raise_obstacle", "meeting", "meeting", f"{HERE}/obstacles", {**OBSTACLE, "meeting": KEY}),
    Key("put_obstacle", "owner", "person", "api:put_obstacle", {"title": "No room", "owner": KEY}),
    Key("put_obstacle", "meeting", "meeting", "api:put_obstacle", {**OBSTACLE, "meeting": KEY}),
    Key("rate_statement", "owner", "person", f"{HERE}/gaps/ratings/4.1-01", {"current": 2, "owner": KEY}),
    Key("rate_statement", "parts[].part", "unit", f"{HERE}/gaps/ratings/4.1-01",
        {"parts": [{"part": f"unit:{KEY}", "level": 2}]}),
    Key("rate_statements", "items[].owner", "person", f"{HERE}/gaps/ratings",
        {"items": [{"statement": "4.1-01", "current": 2, "owner": KEY}]}),
    Key("change_practice", "owner", "person", "api:change_practice", {"owner": KEY}),
    Key("change_practice", "deputy", "person", "api:change_practice",
        {"owner": "ben@cakrawala.example", "deputy": KEY}),
    Key("put_activity", "after", "activity", "api:put_activity", {"after": KEY}),
    Key("log_effort", "person", "person", "api:log_effort", {"worked_on": TODAY, "days": 0.5, "person": KEY}),
    Key("correct_effort", "person", "person", "api:correct_effort", {"days": 0.5, "person": KEY}),
    Key("correct_effort", "activity", "activity", "api:correct_effort", {"days": 2, "activity": KEY}),
    # One's own meeting is found; it was held before the baseline was drawn up.
    Key("endorse_baseline", "meeting", "meeting", "api:endorse_baseline", {"meeting": KEY}, own=frozenset({422})),
    Key("adopt_scenario", "slip[]", "activity", f"{HERE}/what-if", {"slip": [f"{KEY}=2"], "reason": "Because."}),
    Key("put_service", "owner", "person", "api:put_service", {"name": "Mail", "owner": KEY}),
    Key("put_service", "delivered_by", "unit", "api:put_service", {"name": "Mail", "delivered_by": KEY}),
    Key("put_service", "customers[]", "customer", "api:put_service", {"name": "Mail", "customers": [KEY]}),
    # One's own batch is found; after that it is asked who owns the practice.
    Key("explain_records", "batch", "batch", "api:explain_records", {"batch": KEY, "reason": "It was filtered."},
        own=frozenset({403})),
    Key("map_values", "source", "source", f"{HERE}/values", {"source": KEY, "values": {"mail": "<service>"}}),
    Key("map_values", "values{}", "service", f"{HERE}/values", {"source": "<source>", "values": {"mail": KEY}}),
    Key("import_records", "mapping", "mapping", f"{HERE}/imports", {"practice": "incident", "mapping": KEY},
        writes=False),
    *(Key(f"put_{one.one}", "owner", "person", f"api:put_{one.one}", {"owner": KEY}) for one in LISTED),
    *(Key(f"put_{one.one}", "services[]", "service", f"api:put_{one.one}", {"services": [KEY]})
      for one in LISTED if "services" in one.names),
    Key("put_issue", "risks[]", "risk", "api:put_issue", {"risks": [KEY]}),
    Key("put_party_requirement", "party", "party", "api:put_party_requirement", {"party": KEY}),
]  # fmt: skip

# -- questions: a key of somebody else's is answered like one that nobody has -----------------------------------------

QUESTIONS = [
    Key("get_heat_map", "assessment", "assessment", f"{HERE}/gaps/heatmap"),
    Key("get_heat_map", "compare", "assessment", f"{HERE}/gaps/heatmap"),
    Key("get_heat_map", "owner", "person-key", f"{HERE}/gaps/heatmap"),
    Key("list_ratings", "assessment", "assessment", f"{HERE}/gaps/ratings"),
    Key("get_rating", "assessment", "assessment", f"{HERE}/gaps/ratings/4.1-01"),
    Key("HeatFilter", "assessment", "assessment", f"{PAGES}/gaps/"),
    Key("HeatFilter", "compare", "assessment", f"{PAGES}/gaps/"),
    Key("HeatFilter", "owner", "person-key", f"{PAGES}/gaps/"),
    Key("StatementFilter", "assessment", "assessment", f"{PAGES}/gaps/clauses/4.1/"),
    Key("StatementFilter", "owner", "person-key", f"{PAGES}/gaps/clauses/4.1/"),
    Key("ActionFilter", "owner", "person-key", f"{PAGES}/actions/"),
    Key("list_documents", "owner", "person", f"{HERE}/documents"),
    Key("DocumentFilter", "owner", "person-key", f"{PAGES}/documents/"),
    Key("ContradictionFilter", "document", "document-key", f"{PAGES}/contradictions/"),
    Key("list_contradictions", "document", "document", f"{HERE}/contradictions"),
    Key("EntryFilter", "owner", "person", f"{PAGES}/registers/risks/"),
    Key("EntryFilter", "service", "service", f"{PAGES}/registers/risks/"),
    Key("HistoryFilter", "who", "person", f"{PAGES}/history/"),
    Key("gaps/views/statement.py", "assessment", "assessment", f"{PAGES}/gaps/statements/4.1-01/"),
    Key("governance/views/obstacles.py", "meeting", "meeting", f"{PAGES}/governance/obstacles/new/"),
    Key("governance/views/people.py", "area", "area", f"{PAGES}/governance/people/new/implementation-team/"),
    Key("management/views/entries.py", "party", "party", f"{PAGES}/registers/party-requirements/new/"),
    Key("evidence/imports/views.py", "source", "source", f"{PAGES}/imports/values"),
    *(
        Key(where, field, "baseline", at)
        for where, at in (("get_variance", f"{HERE}/variance"), ("VarianceFilter", f"{PAGES}/plan/variance/"))
        for field in ("baseline", "against")
    ),
    Key("evidence/clocks/records.py", "batch", "batch", "evidence:clock"),
    Key("get_inbox", "programme", "programme", "/api/v1/organisations/cakrawala/inbox"),
    Key("InboxFilter", "programme", "programme", "/o/cakrawala/inbox"),
]

# -- forms, by form (or view) and field -------------------------------------------------------------------------------

FORMS = [
    Key("ActionForm", "owner", "person-key", f"{PAGES}/actions/new/", {"title": "Do", "owner": KEY}),
    Key("DocumentForm", "owner", "person-key", f"{PAGES}/documents/new/",
        {"title": "Policy", "kind": "policy", "classification": "internal", "language": "en", "owner": KEY}),
    Key("DocumentForm", "approver", "person-key", f"{PAGES}/documents/new/",
        {"title": "Policy", "kind": "policy", "classification": "internal", "language": "en", "approver": KEY}),
    Key("DocumentForm", "about", "customer", f"{PAGES}/documents/new/",
        {"title": "Agreement", "kind": "agreement", "classification": "internal", "language": "en",
         "catalogue_kind": "DOC-SLA-01", "about": KEY}),
    Key("SubmitForm", "reviewers", "person-key", "documents:submit",
        {"reviewers": KEY, "paper_name": "Budi", "paper_office": "Director"}),
    Key("SubmitForm", "approvers", "person-key", "documents:submit", {"approvers": KEY}),
    Key("ReplaceForm", "person", "person-key", "documents:replace", {"person": KEY}),
    Key("HandOutForm", "people", "person-key", "documents:hand-out",
        {"people": KEY, "due_on": DAY_TO_COME, "percent": "100"}),
    Key("RatingForm", "owner", "person-key", f"{PAGES}/gaps/statements/4.1-01/",
        {"current": "2", "required": "3", "owner": KEY, "seen": "0"}),
    Key("BulkForm", "owner", "person-key", f"{PAGES}/gaps/clauses/4.1/",
        {"statement": "4.1-01", "current": "2", "owner": KEY}),
    Key("ObstacleForm", "owner", "person", f"{PAGES}/governance/obstacles/new/",
        {"title": "No room", "raised_on": TODAY, "owner": KEY}),
    Key("ObstacleForm", "meeting", "meeting", f"{PAGES}/governance/obstacles/new/", {**OBSTACLE, "meeting": KEY}),
    Key("MeetingActionForm", "owner", "person-key", "governance:meeting-action", {"title": "Do", "owner": KEY}),
    Key("HolderForm", "person", "person", f"{PAGES}/governance/people/new/implementation-team/", {"person": KEY}),
    Key("HolderForm", "areas", "area", f"{PAGES}/governance/people/new/implementation-team/",
        {"name": "Budi", "areas": KEY}),
    Key("ActivityForm", "after", "activity", f"{PAGES}/plan/new",
        {"code": "new-one", "name": "New", "phase": "foundation", "planned_from": TODAY, "planned_to": TODAY,
         "days": "1", "after": KEY}),
    Key("EffortForm", "person", "person", "plans:log", {"worked_on": TODAY, "days": "0.5", "person": KEY}),
    Key("EffortForm", "activity", "activity", "plans:effort-entry",
        {"worked_on": TODAY, "days": "2", "role": "coordinator", "activity": KEY}),
    Key("EndorseForm", "meeting", "meeting", "plans:endorse", {"meeting": KEY}, own=frozenset({422})),
    Key("ServiceForm", "delivered_by", "unit", "/o/cakrawala/portfolio/services/new",
        {"code": "new", "name": "New", "criticality": "medium", "delivered_by": KEY}),
    Key("ServiceForm", "owner", "person", "/o/cakrawala/portfolio/services/new",
        {"code": "new", "name": "New", "criticality": "medium", "owner": KEY}),
    Key("ServiceForm", "customers", "customer", "/o/cakrawala/portfolio/services/new",
        {"code": "new", "name": "New", "criticality": "medium", "customers": KEY}),
    Key("AssignForm", "owner", "person", "practices:assign", {"owner": KEY}),
    Key("AssignForm", "deputy", "person", "practices:assign",
        {"owner": "ben@cakrawala.example", "deputy": KEY}),
    Key("UploadForm", "mapping", "mapping", f"{PAGES}/imports", {"practice": "incident", "mapping": KEY},
        writes=False),
    Key("InviteForm", "programme", "programme-key", "/o/cakrawala/people/invite", {**INVITED, "programme": KEY},
        who="adi", own=frozenset({200})),
    Key("RoleForm", "programme", "programme-key", "organisations:member", {"role": "reader", "programme": KEY},
        who="adi"),
    Key("GroupRoleForm", "programme", "programme-key", "signin:scim-group", {"role": "reader", "programme": KEY},
        who="adi"),
    Key("ValuesForm", "value-0", "service", f"{PAGES}/imports/values", {"source": "<source>", "value-0": KEY}),
    Key("gaps/views/assessments.py", "assessment", "assessment", f"{PAGES}/gaps/assessments/",
        {"do": "close", "assessment": KEY}),
    Key("evidence/imports/views.py", "source", "source", f"{PAGES}/imports/values",
        {"source": KEY, "value-0": "<service>"}),
    Key("programmes/views/scope.py", "code", "service", f"{PAGES}/scope?kind=service",
        {"code": KEY, f"state-{KEY}": "in"}),
    *(Key(f"{name}Form", "owner", "person", f"{PAGES}/registers/{key}/new/", {**given, "owner": KEY})
      for name, key, given in ENTRIES),
    *(Key(f"{name}Form", "services", "service", f"{PAGES}/registers/{key}/new/", {**given, "services": KEY})
      for name, key, given in ENTRIES if "services" in REGISTERS[key].names),
    Key("IssueForm", "risks", "risk", f"{PAGES}/registers/issues/new/", {"title": "Rain", "risks": KEY}),
    Key("PartyRequirementForm", "party", "party", f"{PAGES}/registers/party-requirements/new/",
        {"title": "Payday", "party": KEY}),
]  # fmt: skip

# -- what else can be given, and why it is no key of anybody's thing --------------------------------------------------

WORDS = {
    "address", "agenda", "amount", "approved_by", "attest", "called", "decision", "decisions", "description", "digest",
    "expected", "finding", "guests", "iss", "issuer", "client_id", "link", "message", "minutes", "name", "note",
    "office", "organisation", "outcome", "owner_name", "procedure", "procedure_approved_by", "procedure_written_by",
    "proves", "q", "reason", "record", "records", "remediation", "searched_in", "secret_variable", "signatory",
    "sponsor", "coordinator", "text", "title", "trigger", "why", "words", "written_by", "en", "id", "email", "username",
    "system", "colour", "other_certificates",
    "anchor", "quote", "external_source", "items", "shared_with", "title_id", "authors", "body", "label", "summary",
    "answer", "remark", "paper_name", "paper_office",
    "asks", "asks[]",
    "absent", "excused", "justification", "present", "tool", "file_name", "content", "file", "evidence",
    "accepted_by", "decided_by", "met_through",
    *(name for register in REGISTERS.values() for name in register.of(*WORDED)),
    *(f"{name}-id" for register in REGISTERS.values() for name in register.of(*WORDED)),
}  # fmt: skip
OF_THE_PRODUCT = {
    "catalogue_kind", "category", "classification", "external", "clauses", "roles", "stands_for",
    "clause", "column", "country", "covers", "criterion", "currency", "date_order", "door", "ground", "kind",
    "language", "lang", "on_reject", "phase", "practice", "question", "rhythm", "role", "statement", "statements",
    "state", "control", "timezone", "timing", "page", "required", "fix", "open", "priority", "sort",
}  # fmt: skip
NUMBERS_AND_DAYS = {
    "approval_quorum", "place", "retention_months", "review_months", "review_quorum",
    "at", "budget", "complete_from", "complete_to", "current", "days", "due", "from", "hours_per_week", "level",
    "limit", "month", "numbers", "on", "percent", "revision", "seen", "seq", "silent_days", "step", "to", "week", "day",
    "authority", "numbers{}", "due_on", "every", "share_percent", "size", "sites", "other_party_percent", "acceptable",
    "baseline", "target", "value", "likelihood", "likelihood_after", "likelihood_before", "impact", "impact_after",
    "impact_before", "internal_days", "external_days", "cost", "delay_days", "probability", "runs", "seed",
    "days_low", "days_high", "percent_complete", "worked_on", "planned", "actual",
}  # fmt: skip
SECRETS_AND_BUTTONS = {
    "accept", "code", "do", "export", "forget", "go", "import", "next", "passkey", "password", "today", "v",
    "overdue", "gaps", "by_mail",
}  # fmt: skip
OF_A_PROVIDER = {  # what an identity provider sends, or is asked: held to its own organisation by tests/scim and signin
    "SAMLResponse", "RelayState", "ask", "attributes", "excludedAttributes", "filter", "metadata", "sealed",
    "startIndex", "count",
}  # fmt: skip
PLACES_IN_A_LIST = {"cursor"}  # where to go on; the list is narrowed to what one may see before
PLAIN = WORDS | OF_THE_PRODUCT | NUMBERS_AND_DAYS | SECRETS_AND_BUTTONS | OF_A_PROVIDER | PLACES_IN_A_LIST
# Where a name from above, or a plain code, is a key nevertheless, or one that opens nothing.
NO_KEYS = {
    ("WizardForm", "people"): "how many people there are",
    ("SettingsForm", "people"): "how many people there are",
    ("change_programme", "people"): "how many people there are",
    ("WizardForm", "services"): "how many services there are",
    ("EntryForm", "code"): "the code of what is made",
    ("DocumentForm", "number"): "the number of what is made; one that is taken is refused",
    ("ToolForm", "source"): "a tool's name, before or after it brings records",
    ("DraftFilter", "owner"): "the key of a role of the catalogue",
    ("get_coverage", "owner"): "the key of a role of the catalogue",
    ("take_up_drafts", "documents[]"): "keys of the catalogue's templates",
    ("drafting/views/entering.py", "new"): "the key of what is made",
    ("plans/gantt/choosing.py", "scale"): "how wide a day is drawn",
    ("plans/load/views.py", "basis"): "whose days count",
    ("get_paper_file", "form"): "pdf, docx or html",
    ("ScenarioForm", "slip"): "an activity, one of those of the programme in the address",
    ("ScenarioForm", "away"): "a role, one of those of the plan in the address",
    ("ScenarioForm", "share"): "a role, one of those of the plan in the address",
    ("ScenarioForm", "helper"): "a role, one of those of the plan in the address",
    ("ScenarioForm", "services"): "how many services there are",
    ("adopt_scenario", "away[]"): "a role, looked for among those of the plan in the address",
    ("adopt_scenario", "share[]"): "a role, looked for among those of the plan in the address",
    ("adopt_scenario", "helper[]"): "a role, looked for among those of the plan in the address",
    ("adopt_scenario", "services"): "how many services there are",
    ("compare_scenario", "slip"): "an activity, looked for among those of the plan in the address",
    ("compare_scenario", "away"): "a role, looked for among those of the plan in the address",
    ("compare_scenario", "share"): "a role, looked for among those of the plan in the address",
    ("compare_scenario", "helper"): "a role, looked for among those of the plan in the address",
    ("compare_scenario", "services"): "how many services there are",
    ("compare_scenario", "rate"): "what a day costs",
    ("compare_scenario", "stage2"): "a day",
    ("ScenarioForm", "away_weeks"): "a number",
    ("ScenarioForm", "helper_percent"): "a number",
    ("ScenarioForm", "rate"): "what a day costs",
    ("ScenarioForm", "slip_weeks"): "a number",
    ("recalibrate_plan", "group"): "a group of activities, one of those observed in the programme in the address",
    ("RecalibrateForm", "group"): "a group of activities, one of those observed in the programme in the address",
    ("export_plan", "format"): "a form of files",
    ("get_load", "basis"): "whose days count",
    ("get_inbox", "source"): "where it comes from, one of a few words",
    ("NewPasswordForm", "new"): "a password that somebody chooses",
    ("drafting/views/drafts.py", "key"): "the key of a template of the catalogue",
    ("drafting/views/templates.py", "rests_on"): "the hash of a text that was shipped",
    ("drafting/views/templates.py", "version"): "the number of a version of the template in the address",
    ("list_contradictions", "about"): "what they are about, one of a few words",
    ("put_template", "rests_on"): "the hash of a text that was shipped",
    ("check_template", "rests_on"): "the hash of a text that was shipped",
    ("accept_drift", "facts[]"): "paths of facts, looked for among those that differ",
    ("drafting/views/standing.py", "fact"): "the path of a fact, looked for among those that differ",
    ("state_plan_places", "places{}"): "words about where a content stands",
    ("EndToolForm", "source"): "a tool's name, looked for among those of the practice in the address",
}
TABLED = {(key.where, key.field) for key in (*BODIES, *QUESTIONS, *FORMS)} | set(NO_KEYS)
