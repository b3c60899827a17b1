"""What every change here shares: rights, locks, who takes part, the ledger's entry, what is put on people's lists."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from milepost.engines.rules.subjects import Kind
from milepost.features.actions.models import Action
from milepost.features.actions.services import Owed, Source, owe
from milepost.features.documents.models import Document, Version
from milepost.features.documents.querysets import coordinator_of, taking_part
from milepost.features.governance.services.putting import assign, check_past, check_text, keep
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.policies import Permission, require
from milepost.platform.organisations.refusals import Refused

__all__ = ["allow", "ask_people", "assign", "check_past", "check_text", "keep", "lock", "note", "say_day", "today_of"]

BODY = 1_500_000  # characters of a text
WORDS = 20_000  # characters of a summary, a reason, a remark


def allow(actor: Actor, permission: Permission, programme: Programme) -> None:
    """Require a permission in the programme."""
    require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)


def lock(document: Document) -> Document:
    """Hold the document's row until the transaction ends: of two who decide at once, the second sees the first."""
    rows = Document.objects.select_for_update(of=("self",)).select_related("programme__organisation", "owner")
    return rows.get(pk=document.pk)


def lock_version(version: Version) -> Version:
    """The version as it is now, its document held until the transaction ends."""
    document = lock(version.document)
    found = Version.objects.select_related("approver", "reminder").prefetch_related("authors").get(pk=version.pk)
    found.document = document
    return found


def today_of(document: Document) -> date:
    """Today, in the organisation's zone."""
    return today(document.programme.organisation.timezone)


def note(
    actor: Author,
    document: Document,
    kind: str,
    change: Mapping[str, object],
    touched: Iterable[Model] = (),
    removed: Iterable[Model] = (),
) -> None:
    """One ledger entry about a document."""
    entries.append(
        actor=actor,
        organisation_id=document.organisation_id,
        programme_id=document.programme_id,
        kind=kind,
        subject=document,
        change=change,
        touched=touched,
        removed=removed,
    )


def ask_people(document: Document, asked: Iterable[tuple[str, Person, date | None]]) -> list[Action]:
    """Put on each person's list what they are asked for: the title, who, until when. Rows for the caller's entry."""
    source = Source(Kind.DOCUMENT.value, str(document.pk), document.number)
    return owe(document.programme, [Owed(title, person, due_on) for title, person, due_on in asked], source)


def answering_for(document: Document) -> Person | None:
    """Whose list holds what concerns a document: its owner, or a coordinator where it has none who is still there."""
    members = Member.objects.filter(organisation_id=document.organisation_id, removed_at=None)
    if document.owner is not None and members.filter(person=document.owner).exists():
        return document.owner
    return coordinator_of(document.programme)


def in_language_of(document: Document) -> Any:
    """A block in which sentences that are kept are worded in the organisation's language, whoever acts."""
    return translation.override(document.programme.organisation.language)


def check_takes_part(programme: Programme, person: Person, field: str) -> None:
    """Refuse somebody who could never do what they are asked for: no member, or without a role that may."""
    check_member(programme, person, field)
    if not taking_part(programme).filter(member__person=person).exists():
        raise Refused(
            _("{name} has no role in this programme by which they could.").format(name=person.email),
            field=field,
            hint=_("Give them a role first: `milepost member add`."),
        )


def check_member(programme: Programme, person: Person, field: str) -> None:
    """Refuse somebody who is no member of the organisation."""
    if not Member.objects.filter(organisation_id=programme.organisation_id, person=person, removed_at=None).exists():
        raise Refused(
            _("{name} is no member of this organisation.").format(name=person.email),
            field=field,
            hint=_("Invite them first, or give name and office of somebody who never signs in."),
        )


def say_day(day: date | None) -> str | None:
    """A day as an entry keeps it."""
    return day.isoformat() if day else None
