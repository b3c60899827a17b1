"""What happened to a rating, as the ledger tells it: its own entries, and those that touched many at once."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.features.gaps.models import Rating
from milepost.platform.ledger.models import Entry

SHOWN = 50
MANY = ("gaps.many-rated", "gaps.imported")
WORDS: Mapping[str, Promise] = {
    "gaps.rated": gettext_lazy("rated it"),
    "gaps.many-rated": gettext_lazy("rated it together with others"),
    "gaps.imported": gettext_lazy("took it in from a file"),
    "gaps.reopened": gettext_lazy("said that its trigger has arisen"),
}
FIELDS: Mapping[str, Promise] = {
    "current": gettext_lazy("Level"),
    "required": gettext_lazy("Required level"),
    "not_triggered": gettext_lazy("Not triggered"),
    "parts": gettext_lazy("Per service area and site"),
    "trigger": gettext_lazy("Trigger"),
    "searched_in": gettext_lazy("Register searched"),
    "period_from": gettext_lazy("Searched from"),
    "period_to": gettext_lazy("Searched to"),
    "priority": gettext_lazy("Priority"),
    "owner": gettext_lazy("Owner"),
    "days": gettext_lazy("Days"),
    "due_on": gettext_lazy("Due"),
    "remediation": gettext_lazy("Remediation"),
    "finding": gettext_lazy("What was found"),
    "note": gettext_lazy("Evidence seen"),
    "link": gettext_lazy("Link"),
    "record": gettext_lazy("Record"),
    "on": gettext_lazy("On"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field, from what to what."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry as `ui/_history.html` shows it."""

    at: datetime
    channel: str
    who: str
    what: str
    changes: tuple[Change, ...]


def history_of(rating: Rating | None) -> list[Happening]:
    """What happened to a rating in its assessment, the newest first. One query."""
    if rating is None:
        return []
    entries = Entry.objects.filter(organisation_id=rating.organisation_id).filter(
        Q(subject_id=rating.pk) | Q(subject_id=rating.assessment_id, kind__in=MANY)
    )
    found = []
    for entry in entries.select_related("payload").order_by("-seq")[: 4 * SHOWN]:
        change = _change(entry, rating)
        if change is not None:
            what = WORDS.get(entry.kind, entry.kind)
            found.append(Happening(entry.at, entry.channel, entry.actor_label, str(what), tuple(_changes(change))))
    return found[:SHOWN]


def _change(entry: Entry, rating: Rating) -> Mapping[str, Any] | None:
    if not hasattr(entry, "payload"):  # erased
        return {}
    change: Mapping[str, Any] = json.loads(bytes(entry.payload.body))["change"]
    if entry.subject_id == rating.pk:
        return change
    found: Mapping[str, Any] | None = change["statements"].get(rating.statement)
    return found


def _changes(change: Mapping[str, Any]) -> Iterable[Change]:
    for field, values in change.items():
        label = str(FIELDS.get(field, field))
        before, after = values if isinstance(values, list) else ("", values)
        yield Change(label, _words(before), _words(after))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
