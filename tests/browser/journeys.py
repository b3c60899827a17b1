"""What the journeys share: where things are, and how somebody signs in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Site:
    """The served demonstration. `emails` goes by first name."""

    url: str
    organisation: str
    programme: str
    password: str
    emails: Mapping[str, str]

    def at(self, path: str = "") -> str:
        """The address of a page of the programme."""
        return f"/o/{self.organisation}/p/{self.programme}/{path}"


def sign_in(page: Page, site: Site, who: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(site.emails[who])
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


@contextmanager
def reading_in(page: Page, language: str) -> Iterator[None]:
    """Somebody's language for a while. It is kept on the person, so a cookie alone does not change it."""
    if language == "en":
        yield
        return
    _read_in(page, language)
    try:
        yield
    finally:
        _read_in(page, "en")


def _read_in(page: Page, language: str) -> None:
    page.goto("/account")
    page.locator(f".bar button[lang={language}]").evaluate("button => button.click()")  # hidden on a phone
    page.wait_for_function("language => document.documentElement.lang === language", arg=language)


def headline(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()
