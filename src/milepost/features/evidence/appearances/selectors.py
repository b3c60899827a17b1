"""Explanations as they are listed and found by number."""

import re

from django.db.models import QuerySet

from milepost.features.evidence.models import Explanation
from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.policies import Hidden

NUMBER = re.compile(r"E-([0-9]{4})-([0-9]{1,9})")


def explanations_of(programme: Programme, practice: Practice | None = None) -> QuerySet[Explanation]:
    """The explanations of a programme or of one of its practices, in the order they were made."""
    rows = Explanation.objects.filter(programme=programme)
    if practice is not None:
        rows = rows.filter(practice=practice)
    return rows.select_related("programme__organisation", "practice", "made_by", "decided_by").order_by("number")


def get_explanation(programme: Programme, reference: str) -> Explanation:
    """One explanation by its number, `E-2026-014`. Raises `Hidden`."""
    written = NUMBER.fullmatch(reference)
    found = explanations_of(programme).filter(number=int(written[2])).first() if written else None
    if found is None or found.reference != reference:
        raise Hidden
    return found
