"""What the API takes and gives about signing in."""

from typing import Annotated

import ninja
from pydantic import Field

from milepost.platform.organisations.schemas import Strict
from milepost.platform.organisations.wire import Schema
from milepost.platform.signin.models import IdentityProvider
from milepost.platform.signin.saml import MOST
from milepost.platform.signin.selectors import saml_of


class ProviderOut(ninja.Schema):
    """An organisation's identity provider. Its secret is named, never shown.

    `sign_in_at` is where one that speaks SAML is asked, else empty.
    """

    issuer: str
    client_id: str
    secret_variable: str
    asks_second_factor: bool
    makes_accounts: bool
    revision: int
    sign_in_at: str

    @staticmethod
    def resolve_sign_in_at(provider: IdentityProvider) -> str:
        """Of the metadata, where there are any."""
        saml = saml_of(provider)
        return saml.sign_in_at if saml else ""


class SignInRulesOut(Schema):
    """What an organisation asks of whoever signs in."""

    second_factor: bool
    revision: int
    identity_provider: ProviderOut | None


class SignInRulesIn(Strict):
    """What it shall ask from now on."""

    second_factor: bool


class ProviderIn(Strict):
    """The identity provider from now on."""

    issuer: Annotated[str, Field(max_length=300)]
    client_id: Annotated[str, Field(max_length=200)]
    secret_variable: Annotated[str, Field(max_length=100)] = ""
    asks_second_factor: bool = False
    makes_accounts: bool = False


class SamlProviderIn(Strict):
    """The identity provider from now on, by its SAML metadata; without them those that are known stay."""

    metadata: Annotated[str, Field(max_length=MOST)] = ""
    asks_second_factor: bool = False
    makes_accounts: bool = False
