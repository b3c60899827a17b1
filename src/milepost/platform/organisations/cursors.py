"""Long lists in the API: `?limit=&cursor=` answers `{"items": […], "next": "…" or null}`.

Keys are time-ordered, so a cursor is the key of the last row seen: rows added meanwhile come later, none comes twice.
"""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Model, QuerySet
from ninja import Query
from ninja.errors import HttpError

from milepost.platform.organisations.wire import Schema

Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
Cursor = Annotated[str, Query(max_length=40, description="The `next` of the page before.")]


class Page[Item](Schema):
    """A part of a list; `next` is the cursor of the part after it, null at the end."""

    items: list[Item]
    next: str | None


def cursor_page[Row: Model](rows: QuerySet[Row, Any], *, limit: int, cursor: str) -> dict[str, Any]:
    """The rows after the cursor, in the order they were made. Raises 400 for a cursor that none of our answers gave.

    Rows may be asked for as `values`, their `pk` among them.
    """
    ordered = rows.order_by("pk")
    if cursor:
        try:
            ordered = ordered.filter(pk__gt=UUID(cursor))
        except ValueError:
            raise HttpError(400, "A cursor is the `next` of an earlier answer.") from None
    found = list(ordered[: limit + 1])
    return {"items": found[:limit], "next": str(_key(found[limit - 1])) if len(found) > limit else None}


def _key(row: Any) -> Any:
    return row["pk"] if isinstance(row, dict) else row.pk
