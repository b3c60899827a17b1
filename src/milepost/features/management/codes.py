"""A column that holds several codes: of services of the portfolio, or of entries of another register.

Codes stay for good, which is why files, records and results may refer to them; so may a row.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:  # generic for the type checker only
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class CodesField(_Text):
    """Codes in order, kept as ` A B ` so that one can be looked for: `services__contains=as_looked_for(code)`."""

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> list[str]:
        return (value or "").split()

    def to_python(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else list(value or ())

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):  # what a question looks for
            return value
        codes: Iterable[str] = value or ()
        return f" {' '.join(codes)} " if value else ""


def as_looked_for(code: str) -> str:
    """How one code stands in the column."""
    return f" {code} "
