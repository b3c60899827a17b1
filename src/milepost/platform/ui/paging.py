"""Lists page on the server: a page costs one count and one read, whatever the list's length.

The address carries `page`, `size` and `sort` (`due`, `-due`); what it may sort by is a table the view gives, so nobody
sorts by a column that has no index or is none of their business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

SIZES = (25, 50, 100, 200)
STANDARD_SIZE = 50


@dataclass(frozen=True, slots=True)
class Listing[Row]:
    """One page of a list, and where it stands in the whole."""

    rows: tuple[Row, ...]
    total: int
    number: int
    size: int
    sort: str
    descending: bool
    wanted_size: int | None = None
    """The size that the address asks for, which filters hand on; None where it leaves it to the list."""

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The position of the page's first row, from one; zero on an empty list."""
        return min((self.number - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """The position of the page's last row."""
        return min(self.number * self.size, self.total)

    @property
    def previous(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if any."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many rows a page may have; none to choose from where the fewest show them all."""
        return SIZES if self.total > SIZES[0] else ()

    @property
    def window(self) -> tuple[int | None, ...]:
        """Pages to offer: the first, the last and those near; None where some are left out."""
        near = range(self.number - 1, self.number + 2)
        shown = sorted({1, *(page for page in near if 1 <= page <= self.pages), self.pages})
        offered: list[int | None] = []
        for page in shown:
            if offered and page - (offered[-1] or 0) > 1:
                offered.append(None)
            offered.append(page)
        return tuple(offered)


def page_of[M: Model](
    queryset: QuerySet[M, Any],
    query: Mapping[str, str],
    *,
    orders: Mapping[str, tuple[str, ...]],
    default: str,
    standard_size: int = STANDARD_SIZE,
) -> Listing[Any]:
    """The page that the address asks for; anything it asks wrongly falls back to what is nearest.

    `orders` names the fields behind each sort key, `default` a key of it, with "-" for descending; `standard_size` is
    how many rows a page has unless the address says so, fewer where each takes more room.
    """
    sort, descending, fields = _order_of(query.get("sort", ""), orders, default)
    wanted_size = _whole(query.get("size"), 0)
    size = wanted_size if wanted_size in SIZES else standard_size
    total = queryset.count()
    number = min(max(_whole(query.get("page"), 1), 1), max(1, -(-total // size)))
    start = (number - 1) * size
    rows = tuple(queryset.order_by(*fields)[start : start + size]) if total else ()
    return Listing(rows, total, number, size, sort, descending, size if size == wanted_size else None)


def page_of_rows[Row](rows: Sequence[Row], query: Mapping[str, str]) -> Listing[Row]:
    """The same of rows that are in order already and came from several tables."""
    wanted_size, total = _whole(query.get("size"), 0), len(rows)
    size = wanted_size if wanted_size in SIZES else STANDARD_SIZE
    number = min(max(_whole(query.get("page"), 1), 1), max(1, -(-total // size)))
    shown = tuple(rows[(number - 1) * size : number * size])
    return Listing(shown, total, number, size, "", False, size if size == wanted_size else None)  # noqa: FBT003


def _order_of(wanted: str, orders: Mapping[str, tuple[str, ...]], default: str) -> tuple[str, bool, tuple[str, ...]]:
    key = wanted if wanted.removeprefix("-") in orders else default
    name, descending = key.removeprefix("-"), key.startswith("-")
    fields = tuple(_reversed(field) if descending else field for field in orders[name])
    return name, descending, (*fields, "-pk" if descending else "pk")  # rows alike must not swap between pages


def _reversed(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
