"""The roles that documents name: who owns one, who approves it, and who does the steps in it."""

from dataclasses import dataclass
from functools import cache

from milepost.catalogue.loader import UnknownEntry, read
from milepost.catalogue.texts import LocalText, local_text


@dataclass(frozen=True, slots=True)
class DocumentRole:
    """A role with its title as a document prints it.

    Its holder is the owner of `practice`, or who holds `programme_role` in the programme; where both are empty the
    organisation names the holder itself.
    """

    key: str
    title: LocalText
    practice: str
    programme_role: str


@cache
def roles() -> tuple[DocumentRole, ...]:
    """Those of the programme, the twenty practice owners, then the rest."""
    return tuple(
        DocumentRole(
            key=row["key"],
            title=local_text(row["title"]),
            practice=row.get("practice", ""),
            programme_role=row.get("programme_role", ""),
        )
        for row in read("documents/roles.toml")["role"]
    )


def role(key: str) -> DocumentRole:
    """The role with that key; `UnknownEntry` where there is none."""
    for found in roles():
        if found.key == key:
            return found
    raise UnknownEntry("role of documents", key)


def owner_of(practice: str) -> DocumentRole:
    """The role that owns a practice; `UnknownEntry` where the catalogue has no such practice."""
    for found in roles():
        if practice and found.practice == practice:
            return found
    raise UnknownEntry("practice", practice)
