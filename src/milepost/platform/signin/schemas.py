"""What the API takes and gives about signing in."""

from ninja import Schema

from milepost.platform.organisations.schemas import Strict


class SignInRulesOut(Schema):
    """What an organisation asks of whoever signs in."""

    second_factor: bool
    revision: int


class SignInRulesIn(Strict):
    """What it shall ask from now on."""

    second_factor: bool
