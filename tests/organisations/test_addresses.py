"""Whose address a request came from, with proxies in front and with none."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from milepost.doors.config.environment import WrongSetting, read_environment
from milepost.platform.organisations import limits
from milepost.platform.organisations.addresses import address_of, network_of
from milepost.platform.organisations.models import Person, Session
from tests.people import PASSWORD

PROXY = "10.0.0.2"


def asked(forwarded: str | None, peer: str = PROXY) -> Any:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "198.51.100.7", PROXY),
        (1, None, PROXY),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (1, "127.0.0.1,203.0.113.1 ,198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.1, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "2001:DB8:0::7", "2001:db8::7"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "198.51.100.7, unknown", PROXY),
        (1, "ada@cakrawala.example", PROXY),
        (1, " , ", PROXY),
    ],
)
def test_the_entry_of_our_own_proxy_counts_and_no_other(
    proxies: int, forwarded: str | None, address: str, settings: Any
) -> None:
    settings.PROXIES = proxies
    assert address_of(asked(forwarded)) == address


def test_whoever_has_one_ipv6_address_is_counted_with_all_of_theirs(settings: Any) -> None:
    settings.PROXIES = 1
    assert network_of(asked("2001:db8:1:2::7")) == network_of(asked("2001:db8:1:2:ffff::9")) == "2001:db8:1:2::/64"
    assert network_of(asked("2001:db8:1:3::7")) != network_of(asked("2001:db8:1:2::7"))
    assert network_of(asked("198.51.100.7")) == "198.51.100.7"


def test_where_nobody_knows_it_there_is_none() -> None:
    assert network_of(asked(None, peer="")) == ""


@pytest.mark.parametrize(
    ("variables", "proxies"),
    [({}, 0), ({"MILEPOST_TLS": "1"}, 1), ({"MILEPOST_TLS": "1", "MILEPOST_PROXIES": "2"}, 2),
     ({"MILEPOST_TLS": "1", "MILEPOST_PROXIES": "0"}, 0), ({"MILEPOST_PROXIES": "1"}, 1)],
)  # fmt: skip
def test_one_proxy_stands_in_front_where_tls_ends_there(variables: dict[str, str], proxies: int, home: Any) -> None:
    assert read_environment({"MILEPOST_HOME": str(home), **variables}).proxies == proxies


def test_a_number_of_proxies_that_is_none_is_refused_by_name(home: Any) -> None:
    with pytest.raises(WrongSetting, match="MILEPOST_PROXIES is 'nginx'"):
        read_environment({"MILEPOST_HOME": str(home), "MILEPOST_PROXIES": "nginx"})


# -- at the door ------------------------------------------------------------------------------------------------------


def sign_in(email: str, password: str, forwarded: str) -> Any:
    client = Client(REMOTE_ADDR=PROXY)
    return client.post("/sign-in", {"username": email, "password": password}, headers={"X-Forwarded-For": forwarded})


@pytest.fixture
def behind_a_proxy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PROXIES = 1
    monkeypatch.setattr("milepost.platform.signin.passwords.ADDRESS", limits.Limit("address", 4, 15))


@pytest.mark.usefixtures("behind_a_proxy")
def test_who_guesses_behind_the_proxy_closes_the_door_for_themselves_alone(ada: Person) -> None:
    for number in range(4):
        assert sign_in(f"somebody{number}@x.example", "wrong-wrong-wrong", "203.0.113.1").status_code == 422
    assert sign_in(ada.email, PASSWORD, "203.0.113.1").status_code == 429
    assert sign_in(ada.email, PASSWORD, "198.51.100.7").status_code == 302


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_forged_entry_neither_hides_who_guesses_nor_closes_the_door_for_somebody_else(ada: Person) -> None:
    for number in range(4):
        forged = f"198.51.100.{number}, 203.0.113.1"
        assert sign_in(f"somebody{number}@x.example", "wrong-wrong-wrong", forged).status_code == 422
    assert sign_in(ada.email, PASSWORD, "198.51.100.200, 203.0.113.1").status_code == 429
    assert sign_in(ada.email, PASSWORD, "198.51.100.1").status_code == 302


@pytest.mark.usefixtures("behind_a_proxy")
def test_ones_own_list_of_sessions_shows_ones_own_address(ada: Person) -> None:
    sign_in(ada.email, PASSWORD, "198.51.100.1, 2001:db8::7")
    assert list(Session.objects.filter(person=ada).values_list("address", flat=True)) == ["2001:db8::7"]
