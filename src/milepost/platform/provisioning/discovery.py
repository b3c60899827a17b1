"""What a provider reads first: what is supported here, and what the resources look like (RFC 7643, sections 5 to 7)."""

from collections.abc import Sequence
from typing import Any

from milepost.platform.provisioning.documents import GROUP, USER, list_document
from milepost.platform.provisioning.reading import Document

MOST_RESULTS = 200
_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
_RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
_CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"


def service_provider_config(base: str) -> Document:
    """What SCIM can do here, and what not."""
    return {
        "schemas": [_CONFIG],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST_RESULTS},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A token that an administrator made in Milepost, on the page Signing in.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}ServiceProviderConfig"},
    }


def resource_types(base: str) -> list[Document]:
    """Users and groups."""
    return [
        {
            "schemas": [_RESOURCE_TYPE],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "schema": schema,
            "meta": {"resourceType": "ResourceType", "location": f"{base}ResourceTypes/{name}"},
        }
        for name, schema in (("User", USER), ("Group", GROUP))
    ]


def schemas(base: str) -> list[Document]:
    """What is kept of users and groups; anything else that is sent is read over."""
    return [
        _schema(base, USER, "User", USER_ATTRIBUTES),
        _schema(base, GROUP, "Group", GROUP_ATTRIBUTES),
    ]


def listed(resources: Sequence[Document]) -> Document:
    """All of them, on one page."""
    return list_document(len(resources), 1, resources)


def _schema(base: str, key: str, name: str, attributes: list[Document]) -> Document:
    return {
        "schemas": [_SCHEMA],
        "id": key,
        "name": name,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": f"{base}Schemas/{key}"},
    }


def _attribute(name: str, kind: str = "string", **more: Any) -> Document:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **more,
    }


def _reference(name: str, of: str, mutability: str) -> Document:
    parts = [
        _attribute("value", mutability="immutable"),
        _attribute("$ref", "reference", referenceTypes=[of], mutability="readOnly"),
        _attribute("display", mutability="readOnly"),
    ]
    return _attribute(name, "complex", multiValued=True, mutability=mutability, subAttributes=parts)


USER_ATTRIBUTES = [
    _attribute("userName", required=True, uniqueness="server"),
    _attribute("externalId", caseExact=True),
    _attribute("displayName"),
    _attribute(
        "name",
        "complex",
        subAttributes=[
            _attribute("givenName"),
            _attribute("familyName"),
            _attribute("formatted", mutability="readOnly"),
        ],
    ),
    _attribute(
        "emails",
        "complex",
        multiValued=True,
        subAttributes=[_attribute("value"), _attribute("type"), _attribute("primary", "boolean")],
    ),
    _attribute("active", "boolean"),
    _reference("groups", "Group", "readOnly"),
]
GROUP_ATTRIBUTES = [
    _attribute("displayName", required=True, uniqueness="server"),
    _attribute("externalId", caseExact=True),
    _reference("members", "User", "readWrite"),
]
