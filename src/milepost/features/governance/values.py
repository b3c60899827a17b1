"""Governance as plain values: what the command line prints, the API answers, and files hold."""

from typing import Any

from milepost.features.governance.models import BoardDecision, HeldRole, Meeting, Obstacle, Presence, RoleHolder
from milepost.features.governance.selectors import Charter, CommitmentOnRecord
from milepost.features.governance.signables import commitment_signable
from milepost.features.programmes.models import Programme
from milepost.platform.signatures.models import Signature
from milepost.platform.ui.results import result_facts
from milepost.platform.ui.texts import speak


def charter_values(programme: Programme, charter: Charter) -> dict[str, Any]:
    """Who carries the programme, how the committee meets, and what is missing."""
    coordinator = charter.coordinator
    return {
        "programme": programme.code,
        "on": charter.on,
        "budget": programme.budget,
        "currency": programme.currency,
        "sponsor": holder_values(charter, charter.sponsor) if charter.sponsor else None,
        "coordinator": holder_values(charter, coordinator) if coordinator else None,
        "team": [holder_values(charter, row) for row in charter.team],
        "committee": [holder_values(charter, row) for row in charter.committee],
        "areas": [
            {
                "unit": area.unit.code,
                "name": area.unit.name,
                "services": [service.code for service in area.services],
                "members": [member.code for member in area.members],
            }
            for area in charter.areas
        ],
        "rhythm_days": charter.rhythm.every_days if charter.rhythm else None,
        "next_due": charter.next_due,
        "missed": list(charter.missed),
        "meetings": [meeting_line(row, charter) for row in charter.meetings],
        "obstacles": [obstacle_values(row) for row in charter.obstacles],
        "board_decisions": [board_values(row) for row in charter.boards],
        "commitment": commitment_values(charter.commitment) if charter.commitment else None,
        "criteria": [
            {
                "id": verdict.id,
                "passed": verdict.passed,
                "summary": speak(verdict.outcome.summary),
                "results": [result_facts(result) for result in verdict.outcome.results],
            }
            for verdict in charter.verdicts
        ],
    }


def holder_fields(row: RoleHolder) -> dict[str, Any]:
    """Somebody in a role, as a file holds it."""
    fields: dict[str, Any] = {
        "code": row.code,
        "role": row.role,
        "person": row.person.email if row.person else None,
        "name": row.called,
        "office": row.office,
        "since": row.since,
        "until": row.until,
    }
    if row.role == HeldRole.SPONSOR:
        fields["authority"] = row.authority
    if row.role == HeldRole.COORDINATOR:
        fields |= {"share_percent": row.share_percent, "direct_access": row.direct_access}
    if row.role == HeldRole.TEAM:
        fields["areas"] = sorted(area.unit.code for area in row.areas.all())
    return fields


def holder_values(charter: Charter, row: Any) -> dict[str, Any]:
    """Somebody in a role, and whether they hold it in Milepost too."""
    values = {**holder_fields(row), "access": row.pk in charter.with_access}
    if row.role == HeldRole.COORDINATOR:
        values["logged_percent"] = None if row.logged is None else int(row.logged)
    return values


def meeting_line(row: Meeting, charter: Charter) -> dict[str, Any]:
    """A meeting in a list."""
    return {"code": row.code, "due_on": row.due_on, "held_on": row.held_on, "state": row.shown_state(charter.on)}


def meeting_values(row: Meeting) -> dict[str, Any]:
    """A meeting as the API answers and files hold it."""
    there: dict[str, list[str]] = {presence.value: [] for presence in Presence}
    for one in row.attendance.all():
        there[one.presence].append(one.holder.code if one.holder else one.name)
    return {
        "code": row.code,
        "due_on": row.due_on,
        "held_on": row.held_on,
        "agenda": row.agenda,
        **{name: sorted(people) for name, people in there.items()},
        "decisions": list(row.decisions),
        "minutes": row.minutes,
    }


def obstacle_values(row: Obstacle) -> dict[str, Any]:
    """An obstacle as the API answers and files hold it."""
    return {
        "code": row.code,
        "title": row.title,
        "note": row.note,
        "raised_on": row.raised_on,
        "owner": row.owner.email if row.owner else row.owner_name or None,
        "decision": row.decision,
        "decided_on": row.decided_on,
        "meeting": row.decided_in.code if row.decided_in else None,
    }


def board_values(row: BoardDecision) -> dict[str, Any]:
    """A decision of the board."""
    return {
        "code": row.code,
        "title": row.title,
        "decided_on": row.decided_on,
        "amount": row.amount,
        "file": row.file_name or None,
        "file_sha256": row.file_sha256 or None,
    }


def commitment_values(found: CommitmentOnRecord) -> dict[str, Any]:
    """A commitment with its words, the sentence that is signed, and its signatures."""
    row = found.row
    what = commitment_signable(row)
    return {
        "code": row.code,
        "state": found.state,
        "stands": found.stands,
        "text": row.text,
        "covers": list(row.covers),
        "written_on": row.written_on,
        "withdrawn_on": row.withdrawn_on,
        "sentence": what.sentence,
        "content_hash": what.content_hash,
        "signatures": [signature_values(signature) for signature in found.signatures],
    }


def signature_values(signature: Signature) -> dict[str, Any]:
    """A signature under a commitment."""
    return {
        "id": signature.pk,
        "by": signature.signatory,
        "role": signature.role,
        "office": signature.office,
        "method": signature.method,
        "signed_on": signature.signed_on,
        "at": signature.at,
        "counts": signature.counts,
        "sentence": signature.sentence,
        "content_hash": signature.content_hash,
        "file_sha256": signature.file_sha256 or None,
    }
