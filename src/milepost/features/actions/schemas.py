"""Actions as the API speaks of them."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from ninja import Schema

from milepost.features.actions.models import Action
from milepost.features.actions.selectors import fields_of

State = Literal["open", "in_progress", "done", "cancelled"]


class SourceOut(Schema):
    """What an action came of."""

    kind: str
    key: str
    label: str


class ActionOut(Schema):
    """An action; `number` names it in addresses."""

    number: str
    title: str
    note: str
    owner: str | None
    due_on: date | None
    days: Decimal | None
    state: State
    made_on: date
    finished_on: date | None
    source: SourceOut | None
    revision: int


def action_values(action: Action) -> dict[str, Any]:
    """An action as `ActionOut` says it."""
    source = {"kind": action.source_kind, "key": action.source_key, "label": action.source_label}
    return {
        **{name: value for name, value in fields_of(action).items() if name != "code"},
        "number": action.reference,
        "made_on": action.made_on,
        "finished_on": action.finished_on,
        "source": source if action.source_kind else None,
        "revision": action.revision,
    }
