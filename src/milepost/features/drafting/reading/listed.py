"""The controlled documents of a programme, as the master list of documents prints them (7.5.3)."""

from datetime import date
from typing import Any

from milepost.features.documents.selectors import Line, Wanted, documents_wanted, lines_of
from milepost.features.programmes.models import Programme

type Facts = dict[str, Any]


def master_list(programme: Programme, *, on: date) -> list[Facts]:
    """Every document that is not withdrawn, with the version in force or the one at work. Three queries."""
    return [_listed(line) for line in lines_of(documents_wanted(programme, Wanted(), on=on), on=on)]


def _listed(line: Line) -> Facts:
    document, version = line.document, line.current or line.work
    facts = {
        "number": document.number,
        "title": {"en": document.title, "id": document.title_id or document.title},
        "kind": document.kind,
        "state": line.state,
        "class": document.classification,
        "clauses": list(document.clauses),
        "owner": document.owner.name if document.owner else None,
        "keep_months": document.retention_months,
        "external": document.external or None,
        "source": document.external_source,
    }
    if version is not None:
        facts |= {
            "version": version.shown_number,
            "approved_by": version.approved_by,
            "approved_on": _day(version.approved_on),
            "from": _day(version.effective_on),
            "review_on": _day(version.review_due_on),
        }
    return {name: fact for name, fact in facts.items() if fact not in (None, "")}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
