"""Who acts, and through which door: the ledger's view of a person."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """The door a change came through."""

    WEB = "web"
    API = "api"
    CLI = "cli"
    SCIM = "scim"
    IMPORT = "import"
    JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who can be named in an entry; `person_id` is None for the system itself."""

    person_id: UUID | None
    name: str
    email: str
    channel: Channel

    @property
    def label(self) -> str:
        """Name and address as the entry keeps them."""
        return f"{self.name} <{self.email}>" if self.email else self.name


def system(channel: Channel = Channel.JOB) -> Author:
    """The product itself: a worker finishing what a person asked for."""
    return Author(person_id=None, name="Milepost", email="", channel=channel)
