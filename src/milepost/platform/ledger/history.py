"""The history of one thing, as its page shows it: who, from what to what, when, through which door."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.platform.ledger.models import Entry, Payload


@dataclass(frozen=True, slots=True)
class Change:
    """One field, from what to what; `label` is the field's name."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry about a thing. `kind` says what happened; `who` is a name and address as it was then."""

    seq: int
    at: datetime
    who: str
    channel: str
    kind: str
    changes: tuple[Change, ...]


def history_of(organisation_id: UUID, *keys: UUID, limit: int = 50) -> list[Happening]:
    """What happened to things, the newest first. One query."""
    entries = (
        Entry.objects.filter(organisation_id=organisation_id, subject_id__in=keys)
        .select_related("payload")
        .order_by("-at", "-seq")
    )
    return [_happening(entry) for entry in entries[:limit]]


def _happening(entry: Entry) -> Happening:
    return Happening(
        entry.seq, entry.at, entry.actor_label, entry.channel, entry.kind, tuple(_changes(_change_of(entry)))
    )


def _change_of(entry: Entry) -> Mapping[str, Any]:
    try:
        body = json.loads(bytes(entry.payload.body))
    except Payload.DoesNotExist:  # erased with the person it spoke of
        return {}
    change = body.get("change", {})
    return change if isinstance(change, dict) else {}


def _changes(change: Mapping[str, Any]) -> list[Change]:
    found = []
    for name, value in change.items():
        is_pair = isinstance(value, list) and len(value) == 2
        before, after = value if is_pair else (None, value)
        if before or after:
            found.append(Change(name, _words(before), _words(after)))
    return found


def _words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case str():
            return value
        case list():
            return ", ".join(_words(one) for one in value)
        case dict():
            return "; ".join(f"{name}: {_words(one)}" for name, one in value.items())
    return json.dumps(value, ensure_ascii=False)
