"""Identity providers of the tests' own, and an organisation that signs in there."""

from collections.abc import Iterator
from typing import Any

import pytest

from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.signin.models import IdentityProvider
from tests.signin.provider import SECRET, VARIABLE, LocalProvider, local_provider, set_up


@pytest.fixture
def there(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalProvider]:
    settings.OIDC_PLAIN_HTTP = True
    settings.PROVIDER_SECRETS = {VARIABLE: SECRET}
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with local_provider() as provider:
        yield provider


@pytest.fixture
def provider(there: LocalProvider, cakrawala: Organisation, adi: Person) -> IdentityProvider:
    return set_up(there, cakrawala, adi)
