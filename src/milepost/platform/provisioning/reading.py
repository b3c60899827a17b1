"""What an identity provider sends, taken apart: the words of a user or a group, whatever the provider's accent.

Names of attributes are compared without regard to capitals, and are in lower case in what `lowered` gives. What nobody
here needs of a user (telephone, address, title) is read over and never kept.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services.people import check_address
from milepost.platform.provisioning.models import NAME_LENGTH
from milepost.platform.provisioning.refusals import ScimRefused, wrong_syntax, wrong_value

MOST_MEMBERS = 10_000
EMAIL_LENGTH = 254
EXTERNAL_LENGTH = 255
WRITTEN = {
    name.lower(): name for name in ("userName", "externalId", "displayName", "givenName", "familyName")
}  # attributes as people write them
type Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UserWords:
    """All that is kept of a user."""

    user_name: str
    external_id: str
    email: str
    display_name: str
    given_name: str
    family_name: str
    is_active: bool

    @property
    def called(self) -> str:
        """What to call the person."""
        name = self.display_name or f"{self.given_name} {self.family_name}".strip() or self.user_name
        return name[:NAME_LENGTH]


@dataclass(frozen=True, slots=True)
class GroupWords:
    """All that is kept of a group; `members` are keys of users, in the order sent."""

    display_name: str
    external_id: str
    members: tuple[UUID, ...]


def key_of(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", name).casefold()


def lowered(value: Any) -> Any:
    """The same with the names of attributes in lower case, as deep as a user's or a group's go."""
    if isinstance(value, dict):
        return {str(name).lower(): lowered(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [lowered(inner) for inner in value]
    return value


def user_words(document: Document) -> UserWords:
    """The words of a user, from a document with names in lower case. Raises `ScimRefused`."""
    user_name = text_of(document, "username", EMAIL_LENGTH)
    if not user_name:
        raise wrong_value("userName is wanted.")
    name = document.get("name")
    if name is not None and not isinstance(name, dict):
        raise wrong_value('name is an object, like: {"givenName": "Ada"}.')
    parts: Mapping[str, Any] = name or {}
    given, family = text_of(parts, "givenname", NAME_LENGTH), text_of(parts, "familyname", NAME_LENGTH)
    shown = text_of(document, "displayname", NAME_LENGTH)
    if not (shown or given or family):
        shown = text_of(parts, "formatted", NAME_LENGTH)
    return UserWords(
        user_name=user_name,
        external_id=text_of(document, "externalid", EXTERNAL_LENGTH),
        email=_address(document.get("emails"), user_name),
        display_name=shown,
        given_name=given,
        family_name=family,
        is_active=truth_of(document.get("active"), "active"),
    )


def group_words(document: Document) -> GroupWords:
    """The words of a group, from a document with names in lower case. Raises `ScimRefused`."""
    display_name = text_of(document, "displayname", NAME_LENGTH)
    if not display_name:
        raise wrong_value("displayName is wanted.")
    return GroupWords(
        display_name=display_name,
        external_id=text_of(document, "externalid", EXTERNAL_LENGTH),
        members=members_in(document.get("members")),
    )


def members_in(value: Any) -> tuple[UUID, ...]:
    """The keys of users in `members`: a list of objects, one object, or bare keys; no member for null."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    if len(listed) > MOST_MEMBERS:
        raise ScimRefused(413, "tooMany", f"A request names at most {MOST_MEMBERS} members.")
    return tuple(dict.fromkeys(_member(one) for one in listed))


def _member(given: Any) -> UUID:
    value = given.get("value") if isinstance(given, dict) else given
    if isinstance(given, dict) and str(given.get("type") or "User").lower() != "user":
        raise wrong_value("A group holds users, not other groups.")
    key = user_key(value)
    if key is None:
        raise wrong_value(f"There is no user {str(value)[:60]!r}.")
    return key


def user_key(value: Any) -> UUID | None:
    """The key that a text names; None for what can be no key of anything here."""
    try:
        return UUID(value) if isinstance(value, str) and len(value) <= 36 else None
    except ValueError:
        return None


def text_of(document: Mapping[str, Any], name: str, longest: int) -> str:
    """A text, without spaces around it; empty where it is left out or null. Raises `ScimRefused`."""
    value = document.get(name)
    name = WRITTEN.get(name, name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong_value(f"{name} is a text.")
    short = " ".join(value.split())
    if len(short) > longest:
        raise wrong_value(f"{name} has at most {longest} characters.")
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in short):
        raise wrong_value(f"{name} holds a character that cannot be shown.")
    return short


def truth_of(value: Any, name: str) -> bool:
    """True or false, also as the texts that Entra ID sends; left out and null mean true."""
    if value is None:
        return True
    if isinstance(value, bool):
        return value
    known = {"true": True, "false": False}
    if isinstance(value, str) and value.lower() in known:
        return known[value.lower()]
    raise wrong_value(f"{name} is true or false.")


def _address(emails: Any, user_name: str) -> str:
    """The one address that is kept: the primary, else that for work, else the first, else the user's name."""
    listed = emails if isinstance(emails, list) else [] if emails is None else [emails]
    chosen = chosen_email(listed)
    written = text_of(chosen, "value", EMAIL_LENGTH) if chosen is not None else ""
    if not written and "@" not in user_name:
        raise wrong_value("An address of e-mail is wanted, in emails or as userName.")
    try:
        return check_address(written or user_name)
    except Refused as refused:
        raise wrong_value(refused.reason) from None


def chosen_email(emails: Iterable[Any]) -> Document | None:
    """The entry of `emails` that counts, with names in lower case."""
    entries = [{"value": one} if isinstance(one, str) else one for one in emails]
    if not all(isinstance(one, dict) for one in entries):
        raise wrong_syntax("emails is a list of objects.")
    for wanted in (_is_primary, _is_for_work, lambda _one: True):
        for one in entries:
            if one.get("value") and wanted(one):
                return dict(one)
    return None


def _is_primary(email: Document) -> bool:
    return email.get("primary") is True or str(email.get("primary")).lower() == "true"


def _is_for_work(email: Document) -> bool:
    return str(email.get("type")).lower() == "work"
