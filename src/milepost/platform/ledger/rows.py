"""Comparing witnessed rows with what their last entry left: edited, removed or inserted without one."""

from collections.abc import Iterator
from itertools import batched
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet

from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.models import SubjectState
from milepost.platform.ledger.states import Summary, digest_of, kind_of, sum_of, summaries, witnessed_models

CHUNK = 500


class Comparison:
    """Comparing the rows of one organisation, or of all; `rows` says how many were compared."""

    def __init__(self, organisation_id: UUID | None) -> None:
        self.organisation_id = organisation_id
        self.rows = 0

    def breaches(self) -> Iterator[Breach]:
        """Compare every witnessed table, and every table that a witnessed row sums up."""
        left_in_place = set(self._states().order_by().values_list("kind", flat=True).distinct())
        for kind, model in witnessed_models():
            yield from self._compare(kind, model)
            if kind in left_in_place:
                yield from self._removed(kind, model)
        for summary in summaries():
            yield from self._compare_summed(summary)

    def _own(self, model: type[Model]) -> QuerySet[Any]:
        rows = model._default_manager.all()
        if self.organisation_id is None:
            return rows
        column = "id" if kind_of(model) == "organisations.organisation" else "organisation_id"
        return rows.filter(**{column: self.organisation_id})

    def _states(self) -> QuerySet[SubjectState]:
        """Of the rows that their last entry left in place."""
        states = SubjectState.objects.exclude(digest="")
        return states.filter(organisation_id=self.organisation_id) if self.organisation_id else states

    def _compare(self, kind: str, model: type[Model]) -> Iterator[Breach]:
        states = self._states().filter(kind=kind)
        for chunk in batched(self._own(model).order_by("pk").iterator(chunk_size=CHUNK), CHUNK):
            digests = dict(states.filter(subject_id__in=[row.pk for row in chunk]).values_list("subject_id", "digest"))
            for row in chunk:
                self.rows += 1
                if digests.get(row.pk) != digest_of(row):
                    yield from self._look_again(kind, model, row.pk)

    def _removed(self, kind: str, model: type[Model]) -> Iterator[Breach]:
        here = self._states().filter(kind=kind).order_by("pk").values_list("subject_id", flat=True)
        for some in batched(here.iterator(chunk_size=CHUNK), CHUNK):
            there = set(model._default_manager.filter(pk__in=some).values_list("pk", flat=True))
            for key in some:
                if key not in there:
                    yield from self._look_again(kind, model, key)

    def _look_again(self, kind: str, model: type[Model], key: UUID) -> Iterator[Breach]:
        """Somebody may have changed the row between our two questions, by its door."""
        state = SubjectState.objects.filter(kind=kind, subject_id=key).first()
        row = model._default_manager.filter(pk=key).first()
        digest = state.digest if state is not None else ""
        if row is None:
            if digest:
                yield Breach("row-removed", f"{kind} {key}", "its last entry left it in place")
        elif not digest:
            yield Breach("row-inserted", f"{kind} {key}", f"{_name(row)} has no entry")
        elif digest != digest_of(row):
            yield Breach("row-edited", f"{kind} {key}", f"{_name(row)} differs from what its last entry left")

    def _compare_summed(self, summary: Summary) -> Iterator[Breach]:
        """Rows too many to be subjects of their own: the row that sums them up says what they were."""
        kind = kind_of(summary.rows)
        seen: set[tuple[Any, ...]] = set()
        for owner in self._own(summary.owner).order_by("pk").iterator(chunk_size=CHUNK):
            where = {name: getattr(owner, name) for name in summary.by}
            seen.add(tuple(where.values()))
            self.rows += 1
            if sum_of(summary.rows, where) != getattr(owner, summary.column):
                yield Breach("row-edited", f"{kind} {_words(where)}", "its rows are not those that were counted")
        for key in self._own(summary.rows).order_by().values_list(*summary.by).distinct().iterator(chunk_size=CHUNK):
            if key not in seen:
                where = dict(zip(summary.by, key, strict=True))
                yield Breach("row-inserted", f"{kind} {_words(where)}", "nothing sums these rows up")


def _name(row: Model) -> str:
    """How a row calls itself; one put here by hand may point at nothing and have no name."""
    try:
        return str(row)
    except ObjectDoesNotExist:
        return "a row"


def _words(where: dict[str, Any]) -> str:
    return " ".join(str(value) for value in where.values())
