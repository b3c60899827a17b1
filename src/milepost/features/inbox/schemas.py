"""The inbox as the API speaks of it."""

from datetime import date
from typing import Literal

from milepost.platform.organisations.wire import Schema

SourceName = Literal["practices", "registers", "documents", "governance", "gates", "gaps", "list"]


class OwedOut(Schema):
    """One thing owed. `path` is the page on which it is settled; `action` its number on the programme's list."""

    programme: str
    source: SourceName
    title: str
    due_on: date | None
    overdue: bool
    reference: str
    action: str | None
    reminded_on: date | None
    path: str


class EscalatedOut(OwedOut):
    """What somebody else owes and is late with, of which the caller was told."""

    owner: str | None


class InboxOut(Schema):
    """What the caller owes, the soonest due first, what has no day last; `overdue` counts what is past its day."""

    on: date
    overdue: int
    items: list[OwedOut]
    escalated: list[EscalatedOut]
