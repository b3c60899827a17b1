"""G2-POLICY, G2-CONTROL, G2-SMP: policy (5.2), control of documents (7.5), service management plan (6.3)."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.answers import by_programme, by_roadmap, by_standard, conclude
from milepost.engines.rules.criteria.registry import criterion, there
from milepost.engines.rules.dates import add_days, earliest, happened, latest_by
from milepost.engines.rules.facts.documents import (
    Document,
    DocumentKind,
    DocumentsFacts,
    DocumentVersion,
    PlanContent,
    SmpFacts,
)
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult, Outcome
from milepost.engines.rules.subjects import Kind, about, whole
from milepost.engines.rules.texts import Text, say

_CONTENTS: dict[PlanContent, Text] = {
    PlanContent.SERVICES: say("The service management plan does not list the services."),
    PlanContent.LIMITATIONS: say("The service management plan does not name the known limitations."),
    PlanContent.OBLIGATIONS: say("The service management plan does not name the obligations and how they apply."),
    PlanContent.AUTHORITIES: say("The service management plan does not name authorities and responsibilities."),
    PlanContent.RESOURCES: say("The service management plan does not name the resources."),
    PlanContent.OTHER_PARTIES: say("The service management plan does not say how other parties are worked with."),
    PlanContent.TECHNOLOGY: say("The service management plan does not name the technology that supports the SMS."),
    PlanContent.MEASUREMENT: say("The service management plan does not say how the SMS is measured and improved."),
    PlanContent.OBJECTIVES: say("The service management plan does not hold the objectives."),
    PlanContent.TIMELINE: say("The service management plan has no timeline."),
    PlanContent.GOVERNANCE: say("The service management plan does not describe its governance."),
}

_BY_ROADMAP = {PlanContent.OBJECTIVES, PlanContent.TIMELINE, PlanContent.GOVERNANCE}


def in_force(documents: DocumentsFacts, kind: DocumentKind, on: date) -> tuple[Document, DocumentVersion] | None:
    """The document of that kind that is in force on that day."""
    for document in documents.of(kind):
        version = document.version_on(on)
        if version is not None:
            return document, version
    return None


def awaited(documents: DocumentsFacts, kind: DocumentKind, on: date) -> date | None:
    """The first approval of that kind that lies after the judged day."""
    versions = (version for document in documents.of(kind) for version in document.versions)
    return earliest(v.approved_on for v in versions if v.approved_on is not None and v.approved_on > on)


def ended(documents: DocumentsFacts, kind: DocumentKind, on: date) -> date | None:
    """The day on which the last document of that kind went out of force, if one did."""
    return latest_by(on, (day for document in documents.of(kind) for day in _ends(document)))


def _ends(document: Document) -> tuple[date | None, ...]:
    return (document.withdrawn_on, *(version.ended_on for version in document.versions))


@criterion("G2-POLICY", "documents")
def policy_is_approved(facts: ProgrammeFacts, on: date) -> Outcome:
    documents = there(facts.documents)
    found = in_force(documents, DocumentKind.POLICY, on)
    if found is None:
        missing = by_standard(
            "5.2.1",
            "G2-POLICY.not-approved",
            whole(Kind.DOCUMENT, facts),
            say("No service management policy is approved."),
            say("Write the policy and have top management approve it."),
            since=ended(documents, DocumentKind.POLICY, on),
            clears_on=awaited(documents, DocumentKind.POLICY, on),
        )
        return conclude([missing], holds=say("The policy is approved and communicated."))
    document, version = found
    return conclude(
        _judge_policy(document, version, on),
        holds=say("The policy is approved and communicated."),
        held_since=latest_by(on, [version.approved_on, document.communicated_on]),
    )


def _judge_policy(document: Document, version: DocumentVersion, on: date) -> Iterator[CheckResult]:
    subject = about(Kind.DOCUMENT, document.document)
    if not version.by_top_management:
        yield by_standard(
            "5.2.1",
            "G2-POLICY.not-by-top-management",
            subject,
            say("The policy was not approved by top management."),
            say("Have top management approve it."),
            since=version.approved_on,
        )
    if not happened(document.communicated_on, on):
        yield by_standard(
            "5.2.2",
            "G2-POLICY.not-communicated",
            subject,
            say("The policy is not communicated."),
            say("Communicate it inside the organisation and record the day."),
            clears_on=document.communicated_on,
        )


def no_documents(facts: ProgrammeFacts) -> CheckResult:
    """That no document is under control."""
    return by_standard(
        "7.5.3",
        "G2-CONTROL.no-documents",
        whole(Kind.DOCUMENT, facts),
        say("No controlled document exists."),
        say("Enter the documents of the SMS with owner, version, approval and review date."),
    )


@criterion("G2-CONTROL", "documents")
def document_control_works(facts: ProgrammeFacts, on: date) -> Outcome:
    documents = there(facts.documents)
    known = [d for d in documents.documents if d.created_on is None or d.created_on <= on]
    known = [d for d in known if d.withdrawn_on is None or d.withdrawn_on > on]
    results: list[CheckResult] = []
    if not known:
        results.append(no_documents(facts))
    for document in known:
        results.extend(_judge_control(document, on))
    reviews = [version.review_due_on for d in known if (version := d.version_on(on)) is not None]
    return conclude(
        results,
        holds=say("Each of {count} controlled documents has owner, approval and review date.", count=len(known)),
        held_since=latest_by(on, (v.approved_on for d in known if (v := d.version_on(on)) is not None)),
        holds_until=earliest(reviews),
    )


def _judge_control(document: Document, on: date) -> Iterator[CheckResult]:
    subject = about(Kind.DOCUMENT, document.document)
    name = document.document.label
    if document.owner is None:
        yield by_programme(
            "G2-CONTROL.no-owner", subject, say("{name} has no owner.", name=name), say("Name its owner.")
        )
    version = document.version_on(on)
    if version is None:
        yield by_standard(
            "7.5.2",
            "G2-CONTROL.not-approved",
            subject,
            say("{name} has no approved version.", name=name),
            say("Have it approved, or withdraw it."),
            since=latest_by(on, [document.created_on, *_ends(document)]),
            clears_on=earliest(v.approved_on for v in document.versions if v.approved_on and v.approved_on > on),
        )
        return
    yield from _judge_version(document, version, on)


def _judge_version(document: Document, version: DocumentVersion, on: date) -> Iterator[CheckResult]:
    """The version in force: its number, its review, and who approved it."""
    subject, name = about(Kind.DOCUMENT, document.document), document.document.label
    if not version.number.strip():
        yield by_standard(
            "7.5.3",
            "G2-CONTROL.no-number",
            subject,
            say("The version of {name} in force has no number.", name=name),
            say("Number its versions."),
            since=version.approved_on,
        )
    if version.review_due_on is None:
        yield by_programme(
            "G2-CONTROL.no-review-date",
            subject,
            say("{name} has no review date.", name=name),
            say("Set the day by which it is reviewed."),
            since=version.approved_on,
        )
    elif version.review_due_on < on:
        yield by_programme(
            "G2-CONTROL.overdue",
            subject,
            say("{name} was due for review on {day}.", name=name, day=version.review_due_on),
            say("Review it: confirm it or approve a new version."),
            since=add_days(version.review_due_on, 1),
        )
    if version.approver is not None and any(a.key == version.approver.key for a in version.authors):
        yield by_programme(
            "G2-CONTROL.own-approval",
            subject,
            say("{person} approved {name}, which they wrote.", person=version.approver.label, name=name),
            say("Have somebody else approve it, or have the sponsor sign the reason and a safeguard (S-16)."),
            blocks=False,
            since=version.approved_on,
        )


def plan_not_approved(
    facts: ProgrammeFacts, *, since: date | None = None, clears_on: date | None = None
) -> CheckResult:
    """That no service management plan is in force."""
    return by_standard(
        "6.3",
        "G2-SMP.not-approved",
        whole(Kind.DOCUMENT, facts),
        say("No service management plan is approved."),
        say("Draft the plan from the data entered and have it approved."),
        since=since,
        clears_on=clears_on,
    )


@criterion("G2-SMP", "documents", "smp")
def service_management_plan_is_approved(facts: ProgrammeFacts, on: date) -> Outcome:
    documents, smp = there(facts.documents), there(facts.smp)
    found = in_force(documents, DocumentKind.SMP, on)
    subject = about(Kind.DOCUMENT, found[0].document) if found else whole(Kind.DOCUMENT, facts)
    results: list[CheckResult] = []
    if found is None:
        since, clears_on = ended(documents, DocumentKind.SMP, on), awaited(documents, DocumentKind.SMP, on)
        results.append(plan_not_approved(facts, since=since, clears_on=clears_on))
    for content in PlanContent:
        if content in smp.contents:
            continue
        id_, fix = f"G2-SMP.no-{content}", say("Add this part to the plan, or refer from it to where it stands.")
        if content in _BY_ROADMAP:
            results.append(by_roadmap(id_, subject, _CONTENTS[content], fix))
        else:
            results.append(by_standard("6.3", id_, subject, _CONTENTS[content], fix))
    results.extend(_drifts(smp, on))
    return conclude(
        results,
        holds=say("The service management plan is approved and agrees with the data in force."),
        held_since=latest_by(on, [found[1].approved_on if found else None, *(d.decided_on for d in smp.drifts)]),
    )


def _drifts(smp: SmpFacts, on: date) -> Iterator[CheckResult]:
    for drift in smp.drifts:
        if drift.found_on <= on and not happened(drift.decided_on, on):
            yield by_standard(
                "6.3",
                "G2-SMP.drift",
                about(Kind.DRIFT, drift.drift),
                say("The plan no longer agrees with the data: {drift}.", drift=drift.drift.label),
                say("Accept the drift by name, or approve a new version of the plan."),
                since=drift.found_on,
            )
