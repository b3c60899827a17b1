"""Users and groups as SCIM documents (RFC 7643), lists of them, and errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from milepost.platform.provisioning.models import ScimGroup, ScimUser
from milepost.platform.provisioning.reading import Document
from milepost.platform.provisioning.refusals import ScimRefused

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
ALWAYS = frozenset({"schemas", "id"})


@dataclass(frozen=True, slots=True)
class Shape:
    """Which attributes an answer has: those asked for (none named: all), without those asked to be left out."""

    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def shows(self, attribute: str) -> bool:
        """Whether an attribute, in lower case, is in the answer."""
        if attribute in ALWAYS:
            return True
        return attribute not in self.without and (not self.only or attribute in self.only)

    def of(self, document: Document) -> Document:
        """The document in this shape."""
        return {name: value for name, value in document.items() if self.shows(name.lower())}


def user_document(user: ScimUser, base: str) -> Document:
    """A user as the provider wrote it; `base` is the address that SCIM begins at here."""
    name = {"givenName": user.given_name, "familyName": user.family_name}
    formatted = f"{user.given_name} {user.family_name}".strip()
    document = {
        "schemas": [USER],
        "id": str(user.pk),
        "externalId": user.external_id,
        "userName": user.user_name,
        "displayName": user.display_name,
        "name": {**_filled(name), **({"formatted": formatted} if formatted else {})},
        "emails": [{"value": user.email, "type": "work", "primary": True}],
        "active": user.is_active,
        "groups": [
            {"value": str(one.group_id), "display": one.group.display_name, "$ref": f"{base}Groups/{one.group_id}"}
            for one in user.memberships.all()
        ],
        "meta": _meta(user, "User", f"{base}Users/{user.pk}"),
    }
    return _filled(document)


def group_document(group: ScimGroup, base: str, *, members: bool) -> Document:
    """A group; its members only where they were asked for."""
    document: Document = {
        "schemas": [GROUP],
        "id": str(group.pk),
        "externalId": group.external_id,
        "displayName": group.display_name,
    }
    if members:
        document["members"] = [
            {
                "value": str(one.user_id),
                "display": one.user.display_name or one.user.user_name,
                "type": "User",
                "$ref": f"{base}Users/{one.user_id}",
            }
            for one in group.memberships.all()
        ]
    document["meta"] = _meta(group, "Group", f"{base}Groups/{group.pk}")
    return {name: value for name, value in document.items() if value != ""}


def kept_words(user: ScimUser) -> Document:
    """What is kept of a user as a document with names in lower case, for a PATCH to change."""
    return {
        "username": user.user_name,
        "externalid": user.external_id,
        "displayname": user.display_name,
        "active": user.is_active,
        "name": {"givenname": user.given_name, "familyname": user.family_name},
        "emails": [{"value": user.email, "type": "work", "primary": True}],
    }


def list_document(total: int, start: int, resources: Iterable[Document]) -> Document:
    """A page of a list."""
    listed = list(resources)
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(listed),
        "Resources": listed,
    }


def error_document(refused: ScimRefused) -> Document:
    """An error."""
    document: Document = {"schemas": [ERROR], "status": str(refused.status), "detail": refused.detail}
    return {**document, "scimType": refused.scim_type} if refused.scim_type else document


def tag_of(row: ScimUser | ScimGroup) -> str:
    """The entity tag of a resource."""
    return f'W/"{row.revision}"'


def _meta(row: ScimUser | ScimGroup, kind: str, location: str) -> Mapping[str, str]:
    return {
        "resourceType": kind,
        "created": row.made_at.isoformat(),
        "lastModified": row.changed_at.isoformat(),
        "location": location,
        "version": tag_of(row),
    }


def _filled(document: Mapping[str, Any]) -> Document:
    """Without what is empty: an attribute without a value is left out (RFC 7643, section 2.5)."""
    return {name: value for name, value in document.items() if value not in ("", [], {})}
