"""What SCIM is refused with (RFC 7644, section 3.12), and who calls."""

from dataclasses import dataclass

from milepost.platform.ledger.authors import Author
from milepost.platform.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Caller:
    """The bearer of an organisation's SCIM token: it may do what SCIM does there, and nothing else anywhere."""

    organisation: Organisation
    author: Author


class ScimRefused(Exception):
    """A request that is refused: HTTP status, keyword of the standard (empty where it has none), words for people."""

    def __init__(self, status: int, scim_type: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.scim_type, self.detail = status, scim_type, detail


def wrong_value(detail: str) -> ScimRefused:
    """A value that cannot be taken."""
    return ScimRefused(400, "invalidValue", detail)


def wrong_syntax(detail: str) -> ScimRefused:
    """A body that is not of the form that SCIM sends."""
    return ScimRefused(400, "invalidSyntax", detail)


def taken(detail: str) -> ScimRefused:
    """Something that is there already under this name."""
    return ScimRefused(409, "uniqueness", detail)


def missing(detail: str = "There is no such resource, or it is not yours to see.") -> ScimRefused:
    """A thing that is not there, as far as this caller can know."""
    return ScimRefused(404, "", detail)
