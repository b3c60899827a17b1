"""The ratings as a list that leaves and comes back without loss: the columns are the fields that `apply` takes in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from milepost.catalogue.standard import Statement
from milepost.features.gaps.models import Assessment, Rating
from milepost.features.gaps.rows import RatingRow
from milepost.features.gaps.selectors import parts_of, ratings_of
from milepost.features.gaps.statements import auditable
from milepost.platform.ui.tables_export import Column


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A statement with its rating, where there is one, and its parts as files write them."""

    statement: Statement
    rating: Rating
    parts: Sequence[str]


def export_lines(assessment: Assessment | None, statements: Iterable[Statement] | None = None) -> list[ExportLine]:
    """Every auditable statement, or those given, in the order of the standard. Two queries."""
    ratings, parts = ratings_of(assessment), parts_of(assessment)
    return [
        ExportLine(
            statement,
            ratings.get(statement.id) or Rating(statement=statement.id, assessment=assessment),
            [f"{part.key}={part.level}" for part in parts.get(statement.id, ())],
        )
        for statement in (auditable() if statements is None else statements)
    ]


def _own(name: str) -> Callable[[ExportLine], Any]:
    return lambda line: getattr(line.rating, name)


def _text(line: ExportLine) -> str:
    return line.statement.text.in_language(get_language() or "en")


_CELLS: Mapping[str, Callable[[ExportLine], Any]] = {
    "statement": lambda line: line.statement.id,
    "assessment": lambda line: line.rating.assessment.reference if line.rating.assessment_id else "",
    "clause": lambda line: line.statement.clause,
    "letter": lambda line: line.statement.letter,
    "question": lambda line: line.statement.question,
    "text": _text,
    "parts": lambda line: "; ".join(line.parts),
    "owner": lambda line: line.rating.owner.email if line.rating.owner else "",
    "rated_by": lambda line: line.rating.rated_by.email if line.rating.rated_by else "",
}
COLUMNS: list[Column[ExportLine]] = [Column(name, _CELLS.get(name, _own(name))) for name in RatingRow.model_fields]
