"""Which rows belong to a programme, and how a row is written down.

A table takes part when it has an organisation. It is the programme's when it, or the row it hangs on, names one;
otherwise it is the organisation's, and goes along whole: people, portfolio, calendars, sources and sealed records.
"""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry, Erasure, NameErasure, Payload, Stream, SubjectState
from milepost.platform.organisations.models import Member, Organisation, Person
from milepost.platform.packing.rows import row_values

LEFT_OUT = {
    "checkpoints.checkpoint",
    "checkpoints.streamtree",
    "checkpoints.verificationrun",
    "inbox.digest",
    "jobs.job",
    "organisations.invitation",
    "organisations.keptanswer",
    "organisations.signinrules",
    "organisations.token",
    "privacy.erasurerequest",
    "signin.identity",
    "signin.identityprovider",
    "signin.samlprovider",
}
"""Secrets, how people sign in here, things of the moment, and what only the installation that signed it vouches for."""

BLANKED = {"organisations.person": {"password": "!", "last_login": None, "second_factor_since": None}}
"""Columns that never leave an installation, and what stands in their place."""

LEDGER = (Stream, Entry, Payload, Erasure, NameErasure, SubjectState)


def archived_models() -> list[type[Model]]:
    """Every table that takes part, each after the tables it points at."""
    wanted = [model for model in apps.get_models() if _takes_part(model)]
    ordered: list[type[Model]] = []

    def place(model: type[Model]) -> None:
        if model in ordered or model not in wanted:
            return
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is not model:
                place(field.related_model)
        ordered.append(model)

    for model in sorted(wanted, key=lambda found: found._meta.label_lower):
        place(model)
    return ordered


def _takes_part(model: type[Model]) -> bool:
    label = model._meta.label_lower
    if not model.__module__.startswith("milepost.") or label in LEFT_OUT:
        return False
    return model in {Person, Organisation, *LEDGER} or _has(model, "organisation")


def _has(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def rows_of(model: type[Model], programme: Programme) -> QuerySet[Any]:
    """The rows of a table that belong to a programme, by key."""
    rows = model._default_manager.order_by("pk")
    organisation_id = programme.organisation_id
    if model is Organisation:
        return rows.filter(pk=organisation_id)
    if model is Person:
        return rows.filter(pk__in=Member.objects.filter(organisation_id=organisation_id).values("person_id"))
    if model is Programme:
        return rows.filter(pk=programme.pk)
    if model is Stream:
        return rows.filter(programme_id=programme.pk)
    if model in {Entry, SubjectState}:
        return rows.filter(stream__programme_id=programme.pk)
    if model in {Payload, Erasure}:
        return rows.filter(entry__stream__programme_id=programme.pk)
    if model is NameErasure:
        return rows.filter(organisation_id=organisation_id)
    return _of_programme(model, rows.filter(organisation_id=organisation_id), programme.pk)


def _of_programme(model: type[Model], rows: QuerySet[Any], key: UUID) -> QuerySet[Any]:
    """Leave out what belongs to another programme of the same organisation."""
    path = programme_path(model)
    if path is None:
        return rows
    here = rows.filter(**{path: key})
    may_name_none = path == "programme_id" and model._meta.get_field("programme_id").null
    return here | rows.filter(programme_id=None) if may_name_none else here


def programme_path(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> str | None:
    """The way from a table to its programme (`practice__programme_id`), None for the organisation's own."""
    for field in model._meta.concrete_fields:
        if field.attname == "programme_id":
            return "programme_id"
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey):
            target: Any = field.related_model
            if target in seen | {model, Organisation, Person}:
                continue
            further = programme_path(target, seen | {model})
            if further is not None and not field.null:
                return f"{field.name}__{further}"
    return None


def archived_values(row: Model) -> dict[str, Any]:
    """A row as plain values by column, without what never leaves an installation."""
    return row_values(row) | BLANKED.get(row._meta.label_lower, {})
