"""What every door of this feature does first and last: ask for the right, and leave one entry in the ledger."""

from collections.abc import Iterable, Mapping

from django.db.models import Model

from milepost.catalogue.practices import practice as known_practice
from milepost.features.practices.models import Practice
from milepost.features.practices.policies import OWN_PRACTICES, keeps
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import NotAllowed, Permission, require


def allow(actor: Actor, permission: Permission, programme: Programme) -> None:
    """Require the permission in the programme."""
    require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)


def allow_keeping(actor: Actor, practice: Practice) -> None:
    """Require the right to keep this practice's registers: an owner keeps those of their own practices only."""
    allow(actor, OWN_PRACTICES, practice.programme)
    if not keeps(actor, practice):
        raise NotAllowed(OWN_PRACTICES)


def note(
    actor: Actor,
    practice: Practice,
    kind: str,
    change: Mapping[str, object],
    touched: Iterable[Model],
    removed: Iterable[Model] = (),
) -> None:
    """One ledger entry about a practice."""
    name = known_practice(practice.key).name.en
    entries.append(
        actor=actor,
        organisation_id=practice.organisation_id,
        programme_id=practice.programme_id,
        kind=kind,
        subject=entries.Subject("practices.practice", practice.pk, name),
        change=change,
        touched=touched,
        removed=removed,
    )
