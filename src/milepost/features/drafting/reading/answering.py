"""In which role somebody answers for what a register names them for: documents name roles, registers name people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from milepost.catalogue import practices as practice_catalogue
from milepost.catalogue.documents.kinds import kind
from milepost.catalogue.documents.roles import owner_of
from milepost.catalogue.documents.roles import roles as document_roles
from milepost.catalogue.loader import UnknownEntry
from milepost.features.governance.models import RoleHolder
from milepost.features.practices.models import Practice
from milepost.platform.organisations.models import Person

type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What a row of a register is about, as far as it tells who answers for it.

    `said` is the role that its fact sheet names, `clause` one of the standard, `document` a key of the catalogue, and
    `services` are codes.
    """

    said: str | None = None
    clause: str = ""
    document: str = ""
    services: Sequence[str] = ()


NOTHING = About()
type RoleOf = Callable[[Person | None, About], str | None]
"""The key of the role in which a person answers for what a row is about."""


def role_among(held: Sequence[str], told: Iterable[Iterable[str]]) -> str | None:
    """The one of the roles somebody holds that fits; none where that would be a guess.

    `told` are the roles that the row tells of, what tells more closely first; after them a role of the programme goes
    before all others.
    """
    for fitting in (held, *told, _of_programme()):
        both = [role for role in held if role in set(fitting)]
        if len(both) == 1:
            return both[0]
    return None


def roles_held(
    roles: Mapping[str, Facts], practices: Mapping[str, Practice], holders: Iterable[RoleHolder]
) -> tuple[Mapping[UUID, list[str]], Mapping[str, list[str]]]:
    """The roles of each person that a register names, and those of each name that a sheet gives as their holder."""
    serving = {holder.role: holder.person_id for holder in holders if holder.person_id}
    by_person: dict[UUID, list[str]] = {}
    for role in document_roles():
        practice = practices.get(role.practice)
        person = practice.owner_id if practice else serving.get(role.programme_role)
        if person:
            by_person.setdefault(person, []).append(role.key)
    by_name: dict[str, list[str]] = {}
    for key, facts in roles.items():
        if name := facts.get("holder"):
            by_name.setdefault(str(name), []).append(key)
    return by_person, by_name


def role_finder(book: Mapping[str, Any], practices: Mapping[str, Practice], holders: Iterable[RoleHolder]) -> RoleOf:
    """Finds in which role a person answers for something.

    Somebody who has none, or several of which nothing says which is meant, becomes a role of their own, named as they
    are: a wrong role misleads, a name does not.
    """
    roles: dict[str, Facts] = book["roles"]
    by_person, by_name = roles_held(roles, practices, holders)

    def role_of(person: Person | None, about: About) -> str | None:
        if person is None:
            return None
        held = list(dict.fromkeys([*by_person.get(person.pk, ()), *by_name.get(person.name, ())]))
        key = role_among(held, _told(about, book))
        if key is None:
            key = f"person_{person.pk.hex}"
            roles.setdefault(key, {"title": person.name, "holder": person.name})
        return key

    return role_of


def _told(about: About, book: Mapping[str, Any]) -> tuple[list[str], ...]:
    services: Mapping[str, Any] = book.get("services") or {}
    owners = [str((services.get(code) or {}).get("owner") or "") for code in about.services]
    return ([about.said] if about.said else [], _of_clause(about.clause), _of_document(about.document), owners)


def _of_clause(clause: str) -> list[str]:
    """The owners of the practices that a clause belongs to."""
    return [
        owner_of(practice.key).key for practice in practice_catalogue.practices() if _is_in(clause, practice.clauses)
    ]


def _is_in(clause: str, clauses: Iterable[str]) -> bool:
    return any(clause == each or clause.startswith(f"{each}.") for each in clauses)


def _of_document(key: str) -> list[str]:
    """Who owns a document of the catalogue; an own number tells nothing."""
    try:
        return [kind(key).owner]
    except UnknownEntry:
        return []


def _of_programme() -> list[str]:
    return [role.key for role in document_roles() if role.programme_role]
