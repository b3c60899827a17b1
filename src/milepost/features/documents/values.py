"""Documents and versions as the command line, the API and files give them."""

from typing import Any

from milepost.features.documents.completeness import completeness_of
from milepost.features.documents.models import Document, Step, Version
from milepost.features.documents.passages import Placed
from milepost.features.documents.querysets import versions_of
from milepost.features.documents.rows import DETAILS
from milepost.features.documents.selectors import (
    HandedOut,
    Line,
    Turns,
    get_line,
    handed_out_of,
    remarks_on,
    turns_of,
    version_at_work,
)


def details_values(document: Document) -> dict[str, Any]:
    """The fields of the master list, people by address."""
    values = {name: getattr(document, name) for name in DETAILS if name not in {"owner", "approver"}}
    return {
        **values,
        "owner": document.owner.email if document.owner else None,
        "approver": document.approver.email if document.approver else None,
    }


def stated_values(version: Version | None) -> dict[str, Any]:
    """The fields of the version in force; all empty where there is none."""
    return {
        "version": version.shown_number if version else "",
        "written_by": [author.name for author in version.authors.all()] if version else [],
        "approved_on": version.approved_on if version else None,
        "approved_by": version.approved_by if version else "",
        "by_top_management": version.by_top_management if version else False,
        "effective_on": version.effective_on if version else None,
        "review_due_on": version.review_due_on if version else None,
        "communicated_on": version.communicated_on if version else None,
        "reason": version.reason if version else "",
    }


def line_values(line: Line) -> dict[str, Any]:
    """A line of the master list."""
    return {
        "number": line.document.number,
        "id": str(line.document.pk),
        "state": line.state,
        "in_work": str(line.work.state) if line.work else None,
        **details_values(line.document),
        **stated_values(line.current),
        "withdrawn_on": line.document.withdrawn_on,
        "revision": line.document.revision,
    }


def row_values(line: Line) -> dict[str, Any]:
    """The same as a file takes it in again."""
    return {"code": line.document.number, **details_values(line.document), **stated_values(line.current)}


def version_values(version: Version, line: Line) -> dict[str, Any]:
    """One version, without its text."""
    return {
        "version": version.number,
        "identification": version.identification,
        "label": version.label,
        "state": version.state_on(line.on),
        "authors": [author.name for author in version.authors.all()],
        "summary": version.summary,
        "redesign": version.redesign,
        "file": version.file_name or None,
        "file_sha256": version.file_sha256 or None,
        "content_hash": version.content_hash or None,
        "submitted_on": version.submitted_on,
        "approved_on": version.approved_on,
        "approved_by": version.approved_by,
        "by_top_management": version.by_top_management,
        "effective_on": version.effective_on,
        "review_due_on": version.review_due_on,
        "ended_on": version.ended_on,
        "before": version.before,
        "reason": version.reason,
        "revision": version.revision,
    }


def text_values(version: Version, line: Line) -> dict[str, Any]:
    """One version with its text and the remarks on its passages."""
    remarks = [comment_values(remark) for remark in remarks_on(version)]
    return {**version_values(version, line), "body": version.body, "comments": remarks}


def step_values(step: Step, turns: Turns) -> dict[str, Any]:
    """A reviewer or approver; `asked` says that it is their turn, `gone` that they left and are to be replaced."""
    return {
        "id": str(step.pk),
        "part": step.part,
        "name": step.name,
        "office": step.office,
        "person": step.person.email if step.person else None,
        "place": step.place,
        "due_on": step.due_on,
        "state": step.state,
        "done_on": step.done_on,
        "note": step.note,
        "asked": step in turns.now,
        "gone": step in turns.gone,
    }


def comment_values(remark: Placed) -> dict[str, Any]:
    """A remark with the heading of its passage, and what became of that: same, changed or gone in a later version."""
    comment = remark.comment
    return {
        "number": comment.number,
        "author": comment.author.name if comment.author else None,
        "anchor": comment.anchor,
        "quote": comment.quote,
        "text": comment.text,
        "made_on": comment.made_on,
        "answer": comment.answer,
        "resolved_on": comment.resolved_on,
        "heading": remark.place.heading if remark.place else "",
        "passage": remark.fate.value if remark.fate else None,
        "compared_with": remark.later.identification if remark.fate and remark.later else None,
    }


def handed_out_values(found: HandedOut) -> dict[str, Any]:
    """How a version was handed out, and how many have read it."""
    campaign = found.campaign
    return {
        "version": campaign.version.number,
        "roles": campaign.roles,
        "started_on": campaign.started_on,
        "due_on": campaign.due_on,
        "asked": len(found.asked),
        "read": found.read,
        "reminded": found.reminded,
        "percent": found.percent,
        "wanted_percent": campaign.percent,
    }


def detail_values(document: Document) -> dict[str, Any]:
    """A document as it stands now, with everything about it."""
    line, work = get_line(document), version_at_work(document)
    turns = turns_of(work) if work else None
    complete = completeness_of(work)
    return {
        **line_values(line),
        "complete": complete.as_values() if complete else None,
        "versions": [version_values(version, line) for version in versions_of(document).defer("body", "details")],
        "steps": [step_values(step, turns) for step in turns.steps] if turns else [],
        "comments": [comment_values(one) for one in remarks_on(work)] if work else [],
        "handed_out": [handed_out_values(found) for found in handed_out_of(document)],
    }
