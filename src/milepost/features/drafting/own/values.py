"""Templates, their versions and what is wrong with one, as the command line and the API give them."""

from typing import Any

from milepost.engines.templating.checking import Fault
from milepost.engines.templating.merging import Merged
from milepost.features.documents.contents import Change, text_differences
from milepost.features.drafting.models import OwnTemplate
from milepost.features.drafting.outward import clash_values, draft_values
from milepost.features.drafting.own.checking import Checked
from milepost.features.drafting.writing.own_templates import Standing, digest_of
from milepost.features.programmes.models import Programme
from milepost.platform.ui.texts import speak


def template_line(standing: Standing) -> dict[str, Any]:
    """A template of the list: `own_version` is 0 where the shipped one writes the document."""
    return {
        "key": standing.key,
        "language": standing.language,
        "title": standing.title,
        "edition": standing.edition,
        "own_version": standing.in_use.number if standing.in_use else 0,
        "shipped_edition": standing.shipped.edition,
        "outdated": standing.is_outdated,
    }


def template_detail(standing: Standing) -> dict[str, Any]:
    """One template with its text, its versions, and what the shipped one changed since it was copied."""
    newer = text_differences(standing.made_from, standing.shipped_text, literal=True)
    return {
        **template_line(standing),
        "revision": standing.newest.number if standing.newest else 0,
        "rests_on": digest_of(standing.made_from),
        "shipped": digest_of(standing.shipped_text),
        "text": standing.text,
        "versions": [version_line(version) for version in standing.versions],
        "newer": [change_values(change) for change in newer],
    }


def version_line(version: OwnTemplate) -> dict[str, Any]:
    """A version of the organisation's own; `is_copy` is false where it gave the shipped template back."""
    return {
        "number": version.number,
        "is_copy": version.is_copy,
        "edition": version.edition,
        "reason": version.reason,
        "saved_by": version.saved_by.name if version.saved_by else "",
        "saved_on": version.saved_on,
    }


def change_values(change: Change) -> dict[str, Any]:
    """A passage of a comparison, word by word where it changed."""
    words = [{"kind": word.kind, "text": word.text} for word in change.words]
    return {"kind": change.kind, "text": change.text, "words": words}


def merged_values(standing: Standing, merged: Merged) -> dict[str, Any]:
    """The newer edition brought into the organisation's version; where both changed a place, its own words stand."""
    return {
        "key": standing.key,
        "language": standing.language,
        "rests_on": digest_of(standing.shipped_text),
        "text": merged.body,
        "clashes": clash_values(merged.clashes),
    }


def checked_values(programme: Programme, checked: Checked) -> dict[str, Any]:
    """What is wrong with a template's file, each with its line; else the document that it writes."""
    return {
        "passed": not checked.faults,
        "faults": [fault_values(fault) for fault in checked.faults],
        "draft": draft_values(programme, checked.drafted) if checked.drafted else None,
    }


def fault_values(fault: Fault) -> dict[str, Any]:
    """One fault."""
    return {"line": fault.line, "reason": speak(fault.reason)}
