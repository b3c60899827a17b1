"""An identity provider as Milepost sees it: a bearer that sends the requests of Entra ID and Okta."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client

from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.provisioning.models import ScimGroup, ScimUser
from milepost.platform.provisioning.services import make_scim_token
from tests.people import actor_of

CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
CORE_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
NOBODY = "00000000-0000-7000-8000-000000000000"


@dataclass
class Bearer:
    """Somebody who shows a token at an organisation's SCIM addresses."""

    shown: str
    org: str = "cakrawala"

    def ask(self, method: str, path: str, body: Any = None, /, **headers: str) -> Any:
        """One request; a body that is bytes is sent as it is."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return Client().generic(
            method,
            f"/scim/v2/{self.org}/{path}",
            content,
            content_type=headers.pop("content_type", "application/scim+json"),
            headers={"Authorization": f"Bearer {self.shown}", **headers},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)

    def found(self, path: str) -> list[str]:
        """The ids of a list."""
        return [one["id"] for one in self.get(path).json()["Resources"]]

    def user(self, user_name: str, **more: Any) -> ScimUser:
        """Make a user, and the row that it is."""
        answer = self.ask("POST", "Users", {"schemas": [CORE_USER], "userName": user_name, **more})
        assert answer.status_code == 201, answer.content
        return ScimUser.objects.get(pk=UUID(answer.json()["id"]))

    def group(self, name: str, *users: ScimUser) -> ScimGroup:
        """Make a group, and the row that it is."""
        members = [{"value": str(user.pk)} for user in users]
        answer = self.ask("POST", "Groups", {"schemas": [CORE_GROUP], "displayName": name, "members": members})
        assert answer.status_code == 201, answer.content
        return ScimGroup.objects.get(pk=UUID(answer.json()["id"]))


def bearer_of(organisation: Organisation, administrator: Person) -> Bearer:
    """A bearer of the organisation's own."""
    _token, shown = make_scim_token(
        actor=actor_of(administrator), organisation=organisation, expires_on=date(2099, 1, 1)
    )
    return Bearer(shown, organisation.code)


def entra_user(name: str, /, **more: Any) -> dict[str, Any]:
    """A user as Entra ID makes one."""
    return {
        "schemas": [CORE_USER, ENTERPRISE],
        "externalId": f"ext-{name}",
        "userName": f"{name}@cakrawala.example",
        "active": True,
        "displayName": f"{name.title()} Wijaya",
        "emails": [{"primary": True, "type": "work", "value": f"{name.title()}@cakrawala.example"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": f"{name.title()} Wijaya", "familyName": "Wijaya", "givenName": name.title()},
        "title": "Engineer",
        "phoneNumbers": [{"type": "work", "value": "+62 21 000"}],
        "roles": [],
        f"{ENTERPRISE}": {"department": "Operations"},
        **more,
    }


def okta_user(name: str, /, **more: Any) -> dict[str, Any]:
    """A user as Okta makes one."""
    return {
        "schemas": [CORE_USER],
        "userName": f"{name}@cakrawala.example",
        "name": {"givenName": name.title(), "familyName": "Wijaya"},
        "emails": [{"primary": True, "value": f"{name}@cakrawala.example", "type": "work"}],
        "displayName": f"{name.title()} Wijaya",
        "locale": "en-US",
        "externalId": f"00u{name}",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
        **more,
    }
