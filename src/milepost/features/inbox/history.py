"""What people did with actions that fell due, read from the ledger: what the product may not undo."""

import json
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from milepost.features.actions.models import Action
from milepost.platform.ledger.models import Entry

SETTLED, LAPSED, FELL_DUE, CHANGED = "actions.settled", "actions.lapsed", "actions.fell-due", "actions.changed"
EVERY = frozenset({"title", "due_on", "state"})


def left_by_itself(actions: Iterable[Action]) -> set[UUID]:
    """Those that the product took off the list, and no person. One query."""
    found = set()
    for entry in _entries(actions):
        if entry.kind in {SETTLED, LAPSED}:
            found.add(entry.subject_id)
        elif entry.actor_id is not None and "state" in _fields(entry):
            found.discard(entry.subject_id)
    return found


def changed_by_people(actions: Iterable[Action]) -> dict[UUID, set[str]]:
    """The fields that people changed since the product put it on the list, by action. One query."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for entry in _entries(actions):
        if entry.kind == FELL_DUE:
            found[entry.subject_id].clear()
        elif entry.kind == CHANGED and entry.actor_id is not None:
            found[entry.subject_id] |= _fields(entry)
    return found


def _entries(actions: Iterable[Action]) -> Iterable[Entry]:
    keys = [action.pk for action in actions]
    if not keys:
        return []
    about = Entry.objects.filter(subject_id__in=keys, kind__in=[SETTLED, LAPSED, FELL_DUE, CHANGED])
    return about.select_related("payload").order_by("stream", "seq")


def _fields(entry: Entry) -> frozenset[str]:
    if not hasattr(entry, "payload"):  # erased: it may have been anything
        return EVERY
    return frozenset(json.loads(bytes(entry.payload.body)).get("change", {}))
