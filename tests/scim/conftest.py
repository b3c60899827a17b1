"""Cakrawala's identity provider, and Bukit's; the ledger agrees after every test."""

from collections.abc import Iterator

import pytest

from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from tests.scim.provider import Bearer, bearer_of


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> Iterator[None]:
    yield
    assert verify_ledger().breaches == []


@pytest.fixture
def there(cakrawala: Organisation, adi: Person) -> Bearer:
    return bearer_of(cakrawala, adi)


@pytest.fixture
def bukits(bukit: Organisation, zoe: Person) -> Bearer:
    return bearer_of(bukit, zoe)
