"""An inbox as the API and the command line say it."""

from typing import Any

from milepost.features.inbox.owed.gathering import Inbox
from milepost.features.inbox.owed.items import Item


def item_values(item: Item, inbox: Inbox) -> dict[str, Any]:
    """One thing owed."""
    return {
        "programme": item.programme.code,
        "source": item.source.value,
        "title": item.title,
        "due_on": item.due_on,
        "overdue": item.is_late(inbox.on),
        "reference": item.reference,
        "action": item.action.reference if item.action else None,
        "reminded_on": item.said_on,
        "path": item.address,
    }


def passed_on_values(item: Item, inbox: Inbox) -> dict[str, Any]:
    """The same of what somebody else owes, who was to do it by then."""
    owner = item.action.owner if item.action else None
    return {**item_values(item, inbox), "owner": owner.email if owner else None}


def inbox_values(inbox: Inbox) -> dict[str, Any]:
    """The whole of it."""
    return {
        "on": inbox.on,
        "overdue": inbox.late,
        "items": [item_values(item, inbox) for item in inbox.items],
        "escalated": [passed_on_values(item, inbox) for item in inbox.passed_on],
    }
