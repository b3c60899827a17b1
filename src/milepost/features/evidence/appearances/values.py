"""Explanations and late imports as the command line and the API show them."""

from typing import Any

from milepost.features.evidence.appearances.finding import LateImport
from milepost.features.evidence.models import Explanation


def explanation_values(row: Explanation) -> dict[str, Any]:
    """One explanation; `records` is empty where it speaks of all that the import brought."""
    return {
        "explanation": row.reference,
        "practice": row.practice.key,
        "source": row.source,
        "batch": row.batch_id,
        "file": row.file_name,
        "received_at": row.received_at,
        "records": row.records,
        "count": row.n,
        "reason": row.reason,
        "made_by": row.made_by.email,
        "made_at": row.made_at,
        "state": row.state,
        "decided_by": row.decided_by.email if row.decided_by else None,
        "decided_at": row.decided_at,
        "note": row.note,
        "revision": row.revision,
    }


def late_import_values(found: LateImport) -> dict[str, Any]:
    """One import that brought records which appeared later and do not count."""
    return {
        "batch": found.batch.pk,
        "source": found.batch.source.code,
        "file": found.batch.file_name,
        "sealed_at": found.batch.sealed_at,
        "count": found.count,
        "first_entered_at": found.first_entered_at,
        "last_entered_at": found.last_entered_at,
    }
