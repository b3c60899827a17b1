"""Which rows of practices are read together."""

from collections.abc import Iterable

from django.db.models import Prefetch

from milepost.catalogue.practices import practices as known_practices
from milepost.features.practices.documented import documented_procedures
from milepost.features.practices.models import NilStatement, Practice
from milepost.features.programmes.models import Programme

ORDER = {known.key: position for position, known in enumerate(known_practices())}


def practices_of(programme: Programme) -> list[Practice]:
    """A programme's practices in the order of the catalogue, with people and procedures. Three queries."""
    rows = Practice.objects.filter(programme=programme).select_related("owner", "deputy").prefetch_related("procedures")
    return sorted(with_documented(programme, rows), key=lambda practice: ORDER[practice.key])


def practices_by_key(programme: Programme) -> dict[str, Practice]:
    """A programme's practices by their keys, with owner and deputy. One query."""
    rows = Practice.objects.filter(programme=programme).select_related("owner", "deputy")
    return {row.key: row for row in rows}


def practices_with_registers(programme: Programme) -> list[Practice]:
    """The same with tools and every register of their rhythms. Eight queries, however long the registers are."""
    rows = (
        Practice.objects.filter(programme=programme)
        .select_related("owner", "deputy")
        .prefetch_related(
            "procedures",
            "tools",
            Prefetch("nil_statements", NilStatement.objects.select_related("signature").order_by("month")),
            "due_plans",
            "occurrences",
            "cases",
        )
    )
    return sorted(with_documented(programme, rows), key=lambda practice: ORDER[practice.key])


def with_documented(programme: Programme, practices: Iterable[Practice]) -> list[Practice]:
    """Practices with their procedures under document control, read for all of them at once. One query."""
    found = documented_procedures(programme.pk)
    rows = list(practices)
    for practice in rows:
        practice.documented = found.get(practice.key, ())
    return rows
