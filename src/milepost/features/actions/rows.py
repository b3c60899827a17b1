"""The fields of an action, as the API and files give them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from milepost.platform.applying.kinds import Row


class ActionIn(Row):
    """A new action. The owner is named by address."""

    title: Annotated[str, Field(max_length=300, description="What is to be done.")] = ""
    note: Annotated[str, Field(max_length=100_000)] = ""
    owner: Annotated[str | None, Field(max_length=254, description="The e-mail address of a member.")] = None
    due_on: date | None = None
    days: Annotated[Decimal | None, Field(ge=0, lt=10_000, decimal_places=1, description="A number of days.")] = None


class ActionChange(ActionIn):
    """The fields to change; what is left out stays."""

    state: Literal["open", "in_progress", "done", "cancelled"] = "open"


class ActionRow(ActionChange):
    """An action. A code that is the number of one here changes it; any other is this file's own name for a new one."""

    code: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
            max_length=60,
            description="The number of an action, like A-2026-014, or a name of your own for a new one.",
        ),
    ]


FIELDS = ("code", *ActionChange.model_fields)
