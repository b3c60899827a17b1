"""NUL characters: refused before they reach a database that cannot keep them."""

import pytest
from django.test import Client


@pytest.mark.parametrize("address", ["/sign-in?next=%00", "/standard/?q=a%00b"])
def test_an_address_with_a_nul_is_refused(address: str) -> None:
    assert Client().get(address).status_code == 400


def test_json_with_a_nul_is_refused() -> None:
    answer = Client().post("/api/v1/organisations", '{"name": "a\\u0000b"}', content_type="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_an_address_without_one_is_answered() -> None:
    assert Client().get("/sign-in?next=/").status_code == 200
