"""Passkeys in a real browser, with an authenticator of its own."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.journeys import Site, headline

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def at_a_name(site: Site) -> str:
    """A passkey belongs to a name; an address in numbers has none."""
    return site.url.replace("127.0.0.1", "localhost")


def with_authenticator(page: Page) -> tuple[Any, str]:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return devices, made["authenticatorId"]


def by_password(page: Page, site: Site, who: str) -> None:
    page.goto(f"{at_a_name(site)}/sign-in")
    page.get_by_label("E-mail address").fill(site.emails[who])
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url("**/sign-in")


def test_a_passkey_is_made_signs_in_is_the_second_step_and_is_removed(visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    devices, key = with_authenticator(page)
    by_password(page, site, "ada")
    page.wait_for_url(lambda url: "/sign-in" not in url)

    page.goto(f"{at_a_name(site)}/account/security")
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_label("Your password").fill(site.password)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("office laptop")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Keep these recovery codes").wait_for()
    codes = page.locator("ol.codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    assert page.get_by_role("rowheader", name="office laptop").is_visible()
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1

    # at the door, without a password
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{at_a_name(site)}/account/security")
    assert page.get_by_role("cell", name="passkey", exact=True).first.is_visible()

    # as the second step after the password
    sign_out(page)
    by_password(page, site, "ada")
    page.wait_for_url("**/sign-in/second-step")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

    # and to be taken away: the password, then the passkey
    page.goto(f"{at_a_name(site)}/account/security")
    page.get_by_role("link", name="Rename office laptop").click()
    page.get_by_label("Name").fill("old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove old laptop").click()
    page.get_by_label("Your password").fill(site.password)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey old laptop is removed.").wait_for()
    assert refused == []

    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text(re.compile("No passkey of this place answered")).first.wait_for()


def test_a_device_that_refuses_leaves_the_way_by_password(visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    devices, key = with_authenticator(page)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(f"{at_a_name(site)}/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The device gave no passkey").wait_for()
    by_password(page, site, "ben")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    assert headline(page)
