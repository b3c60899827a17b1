"""The gap assessment's kind of rows: `ratings`."""

from collections.abc import Iterable, Sequence

from milepost.features.gaps.rows import RatingRow
from milepost.features.gaps.services import put_ratings
from milepost.features.programmes.applying import Did, Fields, applies_many
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


@applies_many("ratings", row=RatingRow, order=60, key=("statement",))
def apply_ratings(actor: Actor, programme: Programme, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
    """Rate statements from the rows of a file."""
    return put_ratings(actor=actor, programme=programme, rows=rows)
