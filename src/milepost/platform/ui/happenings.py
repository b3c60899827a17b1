"""What the ledger tells, in the reader's words: what happened, what a field is called, a value, who, by which door.

The timeline of every object and the history of the programme read from here, so one thing has one name everywhere. An
entry, a field or a channel that is not here shows its own code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.platform.ui.formats import as_day, as_moment

WHAT: Mapping[str, Promise] = {
    # the programme, its plan and its people
    "organisation.made": _("made the organisation"),
    "organisation.changed": _("changed the organisation"),
    "programme.made": _("started the programme"),
    "programme.changed": _("changed the settings"),
    "programme.imported": _("took the programme in from an archive"),
    "programme.phase-opened": _("opened the phase"),
    "plan.laid-out": _("laid out the plan"),
    "plan.activity-added": _("added an activity"),
    "plan.activities-added": _("brought in activities of another plan"),
    "plan.scenario-adopted": _("adopted a scenario as the plan"),
    "plan.activity-changed": _("changed an activity"),
    "plan.activity-progressed": _("said how far an activity is"),
    "plan.activity-done": _("finished an activity"),
    "reports.paper-issued": _("issued the paper for a steering meeting"),
    "plan.effort-logged": _("logged days of work"),
    "plan.effort-corrected": _("corrected logged days"),
    "plan.effort-taken-back": _("took logged days back"),
    "plan.recalibrated": _("recalibrated estimates from finished work"),
    "plan.budget-line-added": _("added a budget line"),
    "plan.budget-line-changed": _("changed a budget line"),
    "plan.budget-line-removed": _("took a budget line out"),
    "plan.baseline-drawn": _("drew up a baseline of the plan"),
    "plan.baseline-endorsed": _("recorded that a baseline was endorsed"),
    "drafting.facts-entered": _("entered facts"),
    "drafting.question-answered": _("answered a question"),
    "drafting.taken-up": _("wrote it from the registers"),
    "drafting.template-saved": _("saved the organisation's own template"),
    "drafting.template-reset": _("went back to the shipped template"),
    "drafting.places-stated": _("stated where the plan holds its contents"),
    "drafting.drift-accepted": _("accepted that facts differ from it"),
    "member.invited": _("invited somebody"),
    "member.invitation-withdrawn": _("withdrew an invitation"),
    "member.joined": _("brought in a member"),
    "member.granted": _("gave a role"),
    "member.role-taken": _("took a role away"),
    "member.removed": _("removed a member"),
    "person.signed-in": _("signed in"),
    "person.session-ended": _("ended a session"),
    "person.locked-out": _("was locked out"),
    "person.changed": _("changed the account"),
    "person.password-set": _("set a password"),
    "person.password-changed": _("changed the password"),
    "person.copied": _("made a copy of the data about this person"),
    "person.erased": _("erased this person"),
    "ledger.detail-erased": _("erased what entries say"),
    "ledger.names-erased": _("erased a name from entries"),
    "person.erasure-asked": _("asked to be erased"),
    "person.erasure-declined": _("declined to erase this person"),
    "retention.kept": _("removed what was past its time"),
    "token.made": _("made an access token"),
    "token.revoked": _("revoked an access token"),
    "scim.token-made": _("made a token for the identity provider"),
    "scim.token-revoked": _("revoked a token of the identity provider"),
    "scim.off": _("ended every token of the identity provider"),
    "scim.user-added": _("brought in a user"),
    "scim.user-changed": _("changed a user"),
    "scim.user-known": _("was known as a user of the identity provider"),
    "scim.user-removed": _("took a user out"),
    "scim.group-added": _("brought in a group"),
    "scim.group-changed": _("changed a group"),
    "scim.group-removed": _("took a group out"),
    "scim.group-mapped": _("said what a group gives"),
    "scim.group-unmapped": _("said what a group gives no longer"),
    "provider.set": _("set the identity provider"),
    "provider.removed": _("removed the identity provider"),
    "person.identity-linked": _("was known again at the identity provider"),
    "calendar.day-set": _("set a day of the calendar"),
    "calendar.day-removed": _("removed a day from the calendar"),
    # actions, gaps, scope, portfolio
    "actions.added": _("put it on the list"),
    "actions.changed": _("changed it"),
    "actions.fell-due": _("put it on the list because it falls due"),
    "actions.reminded": _("reminded of what is due or late"),
    "actions.settled": _("took it off the list: it was done"),
    "actions.lapsed": _("took it off the list: nobody owes it any more"),
    "gaps.opened": _("opened the assessment"),
    "gaps.closed": _("closed the assessment"),
    "gaps.rated": _("rated it"),
    "gaps.many-rated": _("rated it together with others"),
    "gaps.imported": _("took it in from a file"),
    "gaps.reopened": _("said that its trigger has arisen"),
    "scope.decided": _("decided what is in scope"),
    "scope.worded": _("worded the scope"),
    "scope.approved": _("had the scope approved"),
    "portfolio.made": _("entered it in the portfolio"),
    "portfolio.changed": _("changed it in the portfolio"),
    "portfolio.services-applied": _("took in services from a file"),
    "portfolio.customers-applied": _("took in customers from a file"),
    "portfolio.units-applied": _("took in units from a file"),
    "portfolio.locations-applied": _("took in locations from a file"),
    "portfolio.suppliers-applied": _("took in suppliers from a file"),
    # governance
    "documents.entered": _("entered the document"),
    "documents.changed": _("changed the details of the document"),
    "documents.withdrawn": _("withdrew the document"),
    "documents.draft-started": _("started a draft"),
    "documents.draft-changed": _("changed the draft"),
    "documents.submitted": _("submitted the version"),
    "documents.reviewed": _("reviewed the version"),
    "documents.returned": _("returned the version"),
    "documents.replaced": _("let somebody else do it"),
    "documents.signed": _("approved the version, with others still to approve"),
    "documents.approved": _("approved the version"),
    "documents.approval-entered": _("entered an approval from paper"),
    "documents.remarked": _("remarked on the version"),
    "documents.remark-settled": _("settled a remark"),
    "documents.translated": _("translated the version"),
    "documents.review-confirmed": _("reviewed it without a change"),
    "documents.review-reminded": _("reminded of the review"),
    "documents.handed-out": _("handed it out to be read"),
    "documents.reading-reminded": _("reminded who has not read it"),
    "documents.acknowledged": _("read and understood it"),
    "documents.adopted": _("adopted a version from before"),
    "documents.style-changed": _("changed how documents look"),
    "governance.named": _("put this person on record"),
    "governance.changed": _("changed it"),
    "governance.week-logged": _("logged a week"),
    "governance.rhythm-set": _("set the rhythm of the steering committee"),
    "governance.rhythm-removed": _("removed a rhythm of the steering committee"),
    "governance.meeting-added": _("put the meeting on record"),
    "governance.meeting-changed": _("changed the meeting"),
    "governance.minutes-attached": _("handed in the minutes"),
    "governance.obstacle-raised": _("raised the obstacle"),
    "governance.obstacle-changed": _("changed the obstacle"),
    "governance.obstacle-decided": _("recorded the decision"),
    "governance.board-decided": _("recorded a decision of the board"),
    "governance.board-changed": _("changed a decision of the board"),
    "governance.commitment-written": _("wrote the leadership commitment"),
    "governance.commitment-changed": _("changed the leadership commitment"),
    "governance.commitment-withdrawn": _("withdrew the leadership commitment"),
    "signature.given": _("signed"),
    "signature.entered": _("entered a signature from paper"),
    "signature.checked": _("checked a signature from paper"),
    "file.kept": _("handed in a file"),
    # the registers of the management system
    "management.entered": _("entered it in the register"),
    "management.changed": _("changed it in the register"),
    "management.ended": _("ended it in the register"),
    "management.measured": _("recorded a measurement"),
    "management.stated": _("stated it"),
    # gates and practices
    "gates.attested": _("attested a criterion"),
    "gates.decided": _("recorded the decision of the gate"),
    "gates.decided-before": _("recorded a decision from before Milepost"),
    "gates.refused": _("was refused a go"),
    "gates.pack-made": _("made the application pack"),
    "steps.refused": _("was refused a step"),
    "practices.added": _("added practices"),
    "practices.assigned": _("named owner and time"),
    "practices.accepted": _("accepted the practice"),
    "practices.procedure-approved": _("recorded an approved procedure"),
    "practices.procedure-withdrawn": _("withdrew the procedure"),
    "practices.tool-declared": _("declared a tool of record"),
    "practices.tool-ended": _("ended a tool of record"),
    "practices.live": _("took the practice live"),
    "practices.live-before": _("recorded the go-live from before"),
    "practices.go-live-planned": _("planned the go-live"),
    "practices.ended": _("ended the practice"),
    "practices.rhythm-changed": _("changed the rhythm"),
    "practices.due-dates-approved": _("approved due dates"),
    "practices.occurrence-moved": _("moved an occurrence"),
    "practices.occurrence-done": _("recorded an occurrence"),
    "practices.case-recorded": _("recorded a case"),
    "practices.nil-statement-made": _("prepared a nil statement"),
    "practices.nil-statement-signed": _("signed a nil statement"),
    # records
    "batch.sealed": _("sealed an import"),
    "source.changed": _("changed a source"),
    "source.values-mapped": _("mapped values to services"),
    "records.exported": _("exported records"),
    "records.person-erased": _("erased a person from the records"),
    "job.retried": _("tried a job again"),
}
"""The kind of an entry, as what somebody did."""

FIELDS: Mapping[str, Promise] = {
    "accepted_on": _("Accepted on"), "activities": _("Activities"), "after_due": _("After its day had passed"),
    "agenda": _("Agenda"), "amount": _("Amount"), "approved_by": _("Approved by"), "approved_on": _("Approved on"),
    "areas": _("Service areas"), "certificates": _("Certificates"), "client_id": _("Client"),
    "attendance": _("Attendance"), "attest": _("What was said about it"),
    "authority": _("Budget authority"), "complete_from": _("Complete from"), "complete_to": _("Complete to"),
    "counts": _("Rows"), "covers": _("Covers"), "criterion": _("Criterion"), "current": _("Level"),
    "days": _("Days of work"), "days_low": _("Days of work at the shortest"),
    "days_high": _("Days of work at the longest"), "percent_complete": _("Complete, in per cent"),
    "not_before": _("Not before"), "deadline": _("Deadline"), "after": _("Waits for"),
    "days_first": _("Days of work, as first estimated"),
    "days_low_first": _("Days of work at the shortest, as first estimated"),
    "days_high_first": _("Days of work at the longest, as first estimated"),
    "worked_on": _("Day of the work"), "entry": _("Entry"),
    "observed": _("What finished work says"), "planned": _("Planned"), "actual": _("Spent so far"),
    "category": _("Category"), "activity": _("Activity"),
    "decided_in": _("Decided in"), "decided_on": _("Decided on"), "decision": _("Decision"),
    "decisions": _("Decisions"), "deputy": _("Deputy"), "direct_access": _("Direct line to the sponsor"),
    "done_on": _("Done on"), "due_on": _("Due on"), "email": _("E-mail address"), "every_days": _("Every so many days"),
    "external_id": _("Number at the provider"), "given_name": _("First name"), "family_name": _("Last name"),
    "display_name": _("Name shown"), "user_name": _("Name at the provider"), "is_active": _("Active"),
    "active": _("Active"), "group": _("Group"), "members_in": _("Members in"), "members_out": _("Members out"),
    "members": _("Members"), "expires": _("Ends on"), "tokens": _("Tokens"),
    "fields": _("Fields"),
    "every_weeks": _("Every so many weeks"), "figures": _("Figures"), "file": _("File (SHA-256)"),
    "file_name": _("File"), "file_sha256": _("File (SHA-256)"), "finding": _("What was found"), "from": _("From"),
    "gate": _("Gate"), "happened_on": _("Day"), "held_on": _("Held on"), "hours": _("Hours a week"),
    "issuer": _("Issuer"), "link": _("Link"),
    "looked_at": _("Where they looked"), "method": _("How"), "minutes": _("Minutes"),
    "month": _("Month"), "name": _("Name"), "new": _("New"), "not_triggered": _("Not triggered"), "note": _("Note"),
    "number": _("Number"), "office": _("Office"), "on": _("On"), "outcome": _("What came of it"), "owner": _("Owner"),
    "other_certificates": _("Management systems certified already"),
    "people": _("People who work in the service management system"), "phases": _("Phases"),
    "owner_name": _("Owner"), "parts": _("Per service area and site"), "percent": _("Share of time, per cent"),
    "period_from": _("Period from"), "period_to": _("Period to"), "person": _("Member"), "phase": _("Phase"),
    "planned_live_on": _("Planned go-live"), "practices": _("Practices"), "priority": _("Priority"),
    "procedure": _("Procedure"), "proves": _("What it proves"), "raised_on": _("Raised on"), "reason": _("Reason"),
    "record": _("Record"), "redesign": _("Redesign"), "reference": _("Number"), "rehearsal": _("A rehearsal"),
    "reminded": _("Reminded"),
    "remediation": _("Remediation"), "required": _("Required level"), "rhythm": _("Rhythm"), "role": _("Role"),
    "searched_in": _("Register searched"), "sentence": _("Sentence signed"),
    "share_percent": _("Share of time, per cent"),
    "sign_in_at": _("Asked at"),
    "signatory": _("Signs"), "silent_days": _("Silence allowed"), "since": _("Since"), "source": _("Source"),
    "starts_on": _("Starts on"), "state": _("State"), "text": _("Words"), "title": _("Title"), "trigger": _("Trigger"),
    "until": _("Until"), "verdict": _("Verdict of the rules"), "wanted_on": _("Certificate wanted"),
    "week_of": _("Week of"),
    "about": _("Customer, supplier or service"),
    "answer": _("How it is settled"),
    "approver": _("Who usually approves it"), "approvers": _("Who approves"), "asked": _("People asked"),
    "authors": _("Written by"), "catalogue_kind": _("Key of the catalogue"), "characters": _("Characters"),
    "colour": _("Colour"), "logo_name": _("Logo"), "logo_sha256": _("Logo (SHA-256)"),
    "reference_name": _("Reference file"), "reference_sha256": _("Reference file (SHA-256)"),
    "communicated_from": _("Communicated from … percent"),
    "classification": _("Classification"), "clauses": _("Clauses"),
    "content_hash": _("Content and details (SHA-256)"), "effective_on": _("In force from"),
    "external": _("Of external origin"), "external_source": _("Where it comes from"),
    "items": _("Items of documented information"), "kind": _("Kind"), "label": _("Your own version number"),
    "retention_months": _("Months a superseded version is kept"), "review_due_on": _("Next review"),
    "review_months": _("Review every … months"), "reviewers": _("Who reviews"), "roles": _("Everybody in"),
    "shared_with": _("Shared with"), "stands_for": _("What the gates know it as"), "summary": _("What changed"),
    "edition": _("Edition"), "language": _("Language"), "own_version": _("Own version"), "template": _("Template"),
    "title_id": _("Title in Indonesian"), "version": _("Version"), "wanted_from": _("To be in force from"),
    "why": _("Why"), "withdrawn_on": _("Withdrawn on"), "withdrawn_why": _("Why it was withdrawn"),
    # of the registers
    "acceptable": _("Acceptable up to level"), "accepted_because": _("Accepted because"),
    "accepted_by": _("Accepted by"), "accepted_until": _("Accepted until"), "action": _("Action"),
    "actions": _("What is done"), "asks": _("What it asks"), "assessed_on": _("Judged on"),
    "audience": _("With whom"), "baseline": _("Baseline"), "baseline_by": _("Baseline measured by"),
    "benefit": _("Benefit"), "cause": _("Cause"), "cost": _("Cost"), "delay_days": _("Delay, in working days"),
    "probability": _("Probability, in per cent"), "response": _("Response"),
    "channel": _("How"), "checked_on": _("Last checked on"),
    "climate": _("It is about climate change"), "criteria": _("Criteria it was judged by"),
    "dealt_with": _("How it is dealt with"), "decided_by": _("Decided by"),
    "direction": _("Target is"), "effect": _("Effect"),
    "effect_on_customers": _("Effect on customers"), "effectiveness": _("What came of it"),
    "ended_on": _("Ended on"), "finished_on": _("Finished on"), "identified_on": _("Identified on"),
    "impact": _("Impact now"), "impact_after": _("Impact once all is done"),
    "impact_before": _("Impact, nothing done"), "impacts": _("Levels of impact"), "interest": _("Why it matters"),
    "judged_by": _("Effectiveness is judged by"), "kept_in": _("Kept in"),
    "likelihood": _("Likelihood now"), "likelihood_after": _("Likelihood once all is done"),
    "likelihood_before": _("Likelihood, nothing done"), "likelihoods": _("Levels of likelihood"),
    "measured_on": _("Measured on"), "met_through": _("Met through document"), "metric": _("Metric"),
    "missing": _("What is missing"), "needed_for": _("Needed for"), "next_check_on": _("Next check on"),
    "occasion": _("When"), "party": _("Interested party"), "policy_line": _("Policy line served"),
    "relevant": _("Climate change is a relevant issue"), "resources": _("Resources"), "result": _("What came of it"),
    "reviewed_on": _("Last reviewed on"), "risks": _("Risks and opportunities it led to"),
    "services": _("Services concerned"), "set_on": _("Set on"), "stated_on": _("Stated on"), "target": _("Target"),
    "treatment": _("Treatment"), "unit": _("Unit"), "value": _("Value"),
}  # fmt: skip
"""The name of a changed field."""

CHANNELS: Mapping[str, Promise] = {
    "web": _("on screen"),
    "api": _("through the API"),
    "cli": _("by a command"),
    "scim": _("by the identity provider"),
    "import": _("by an import"),
    "job": _("by a job"),
}
"""The door a change came through."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"[^\s,;<>()\"]+@[^\s,;<>()\"]+\w")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as an entry kept them: `Ada Wibowo <ada@example.org>`, taken apart."""

    name: str
    email: str


def who_was(label: str) -> Who:
    """Name and address of an entry's actor; the address is empty where the product itself acted."""
    name, _bracket, rest = label.partition(" <")
    return Who(name, rest.removesuffix(">"))


def named_value(value: str, people: Mapping[str, str]) -> str:
    """A kept value with names in the place of addresses; an address that nobody here has stays."""
    return _ADDRESS.sub(lambda found: people.get(found[0]) or found[0], value)


def what_happened(kind: str) -> str:
    """What somebody did, in the past: `took the practice live`."""
    return str(WHAT.get(kind, kind))


def field_name(name: str) -> str:
    """What a changed field is called."""
    return str(FIELDS.get(name, name))


def door_name(channel: str) -> str:
    """The door a change came through: `by a command`."""
    return str(CHANNELS.get(channel, channel))


def told_value(value: str) -> str:
    """A kept value as the reader writes it: an ISO day or instant in the reader's form, anything else as it is."""
    try:
        if _DAY.fullmatch(value):
            return as_day(date.fromisoformat(value))
        if _MOMENT.fullmatch(value):
            return as_moment(datetime.fromisoformat(value))
    except ValueError:  # looks like a day and is none
        return value
    return value
