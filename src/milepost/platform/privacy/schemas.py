"""What the API gives of somebody's data."""

from typing import Any

from pydantic import ConfigDict, Field

from milepost.platform.organisations.wire import Schema


class OrganisationsPart(Schema):
    """What one organisation keeps: rows by table, and the entries of the ledger by or about the person."""

    code: str
    name: str
    rows: dict[str, list[dict[str, Any]]]
    ledger: list[dict[str, Any]]


class PersonCopy(Schema):
    """A copy of what is kept about whoever asks, in the organisation of the token."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: str = Field(alias="schema")
    made_at: str
    person: dict[str, Any]
    account: dict[str, list[dict[str, Any]]]
    organisations: list[OrganisationsPart]
    left_out: list[str]
