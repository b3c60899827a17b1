"""Asking the database as badly as code can: for all rows, without any question of whose they are."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.models import Member, Organisation

HOLDS = "row-level security"  # PostgreSQL's words when it refuses a row


def is_held() -> bool:
    """Whether this database can hold the walls; SQLite cannot, as the documentation says."""
    return connection.vendor == "postgresql"


def owned_models() -> list[tuple[type[Model], str]]:
    """Every table whose rows belong to an organisation, with the column that says to which."""
    found: list[tuple[type[Model], str]] = [(Organisation, "id")]
    for model in apps.get_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        if model is not Organisation and "organisation_id" in columns:
            found.append((model, "organisation_id"))
    return found


@dataclass
class Seen:
    """What was there: whose rows in which table, how many rows of another's could be changed, what was refused."""

    owners: dict[str, set[UUID]] = field(default_factory=dict)
    changed: dict[UUID, int] = field(default_factory=dict)
    inserted: dict[UUID, bool] = field(default_factory=dict)

    @property
    def organisations(self) -> set[UUID]:
        return set().union(*self.owners.values())


looks: list[Seen] = []
others: list[UUID] = []


def look_around() -> Seen:
    """Read every table, and try to change and to insert rows of each organisation in `others`."""
    seen = Seen()
    for model, column in owned_models():
        if found := set(model._default_manager.values_list(column, flat=True)):
            seen.owners[model._meta.label] = found
    for other in others:
        with transaction.atomic():
            seen.changed[other] = Stream.objects.filter(organisation_id=other).update(head_hash="taken")
            seen.changed[other] += Member.objects.filter(organisation_id=other).update(removed_at=None)
            seen.changed[other] += Organisation.objects.filter(pk=other).update(name="Taken")
            transaction.set_rollback(True)
        seen.inserted[other] = _could_insert(other)
    looks.append(seen)
    return seen


def _could_insert(organisation_id: UUID) -> bool:
    try:
        with transaction.atomic():
            Stream.objects.create(organisation_id=organisation_id, programme_id=uuid4())
            transaction.set_rollback(True)
    except DatabaseError as refused:
        return HOLDS not in str(refused)
    return True
