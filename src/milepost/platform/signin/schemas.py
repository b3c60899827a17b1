"""What the API takes and gives about signing in."""

from typing import Annotated

from pydantic import Field

from milepost.platform.organisations.schemas import Strict
from milepost.platform.organisations.wire import Schema


class ProviderOut(Schema):
    """An organisation's identity provider. Its secret is named, never shown."""

    issuer: str
    client_id: str
    secret_variable: str
    asks_second_factor: bool
    makes_accounts: bool
    revision: int


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
