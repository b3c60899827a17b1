"""Actions as the API speaks of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from milepost.features.actions.models import Action, reference_of
from milepost.platform.organisations.wire import Schema

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


ASKED = (
    "pk", "number", "title", "note", "owner__email", "due_on", "days", "state", "made_on", "finished_on", "source_kind",
    "source_key", "source_label", "revision",
)  # fmt: skip
"""The columns of an action in a list, which is read without making an object of each row."""

AS_THEY_ARE = ("title", "note", "due_on", "days", "state", "made_on", "finished_on", "revision")


def action_values(action: Action) -> dict[str, Any]:
    """An action as `ActionOut` says it."""
    plain = {name: getattr(action, name) for name in ASKED if "__" not in name}
    return row_values({**plain, "owner__email": action.owner.email if action.owner else None})


def row_values(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a row of `ASKED` columns."""
    source = {"kind": row["source_kind"], "key": row["source_key"], "label": row["source_label"]}
    return {
        **{name: row[name] for name in AS_THEY_ARE},
        "number": reference_of(row["made_on"], row["number"]),
        "owner": row["owner__email"],
        "source": source if row["source_kind"] else None,
    }
