"""What came of an import, as plain values for command line, API and pages. Sentences are in the active language."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from milepost.engines.bulk import ImportOutcome, Rejection
from milepost.engines.bulk.importing.plan import ChangedTime
from milepost.platform.ui.texts import speak

VALUED = ("service", "group", "site")
LISTED = 500


def facts_of(outcome: ImportOutcome, *, dry_run: bool) -> dict[str, Any]:
    """The facts without the batch, which is not sealed yet."""
    return {
        "rows": outcome.rows,
        "records": outcome.records,
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "rejected": outcome.rejected,
        "deleted": outcome.deleted,
        "stopped": outcome.stopped,
        "dry_run": dry_run,
        "file_sha256": outcome.file_sha256,
        "batch": None,
        "timezone": outcome.timezone,
        "dialect": {
            "format": outcome.format,
            "delimiter": outcome.delimiter,
            "encoding": outcome.encoding,
            "encoding_certain": outcome.encoding_certain,
            "date_order": outcome.date_order,
            "formats": {field: list(formats) for field, formats in outcome.formats.items()},
        },
        "personal": list(outcome.personal),
        "absent": list(outcome.absent),
        "renamed": list(outcome.renamed),
        "practices": dict(outcome.practices),
        "values": {field: _listed(outcome.values[field]) for field in VALUED if field in outcome.values},
        "unknown_values": {field: _listed(pairs) for field, pairs in outcome.unmapped.items()},
        "changed_times": [_changed(change) for change in outcome.changed_times],
        "changed_times_count": outcome.changed_times_count,
        "result_file": outcome.result_file or None,
        "rejections": [_rejection(rejection) for rejection in outcome.rejections],
    }


def _listed(pairs: Iterable[tuple[str, int]]) -> list[list[Any]]:
    return [[value, count] for value, count in islice(pairs, LISTED)]


def _rejection(rejection: Rejection) -> dict[str, Any]:
    return {
        "row": rejection.row,
        "key": rejection.key,
        "field": rejection.field,
        "code": rejection.code,
        "reason": speak(rejection.reason),
        "fix": speak(rejection.fix),
    }


def _changed(change: ChangedTime) -> dict[str, Any]:
    return {
        "key": change.key,
        "field": change.field,
        "before": change.before.isoformat() if change.before else None,
        "after": change.after.isoformat() if change.after else None,
    }
