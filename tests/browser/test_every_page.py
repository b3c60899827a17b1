"""Every main page in a real browser: no barrier that axe finds, no sideways scrolling, nothing the policy blocks.

`make test-full` looks at more widths, in the dark and in both languages.
"""

import os
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.journeys import Site, reading_in

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Tables that stick out of their sheet, where the sheet does not scroll: they would run under what stands beside it.
STICKING_OUT = """[...document.querySelectorAll(".sheet table")].filter((table) => {
  const sheet = table.closest(".sheet, .wide");
  return getComputedStyle(sheet).overflowX === "visible"
    && table.getBoundingClientRect().right > sheet.getBoundingClientRect().right + 1;
}).map((table) => table.className)"""
# Words squeezed to a column of single letters.
SQUEEZED = """[...document.querySelectorAll("main :is(a, b, td, th, dd, li)")].filter((part) => {
  const box = part.getBoundingClientRect();
  return part.innerText?.trim().length > 6 && box.width > 0 && box.width < 24 && box.height > 90;
}).map((part) => part.outerHTML)"""
OF_THE_PROGRAMME = [
    "",
    "gates/",
    "gates/implementation/",
    "sequence/",
    "plan",
    "plan/forecast",
    "plan/gantt",
    "plan/gantt?scale=week&open=certification",
    "plan/exchange/",
    "plan/load/",
    "plan/load/?basis=likely",
    "plan/effort/",
    "plan/recalibration/",
    "plan/budget/",
    "plan/what-if/",
    "plan/what-if/?slip=*&slip_weeks=2&helper=coordinator&helper_percent=50&rate=1500&services=3",
    "gaps/",
    "gaps/statements/8.2.4-01/",
    "scope",
    "governance/",
    "practices/",
    "practices/incident/",
    "clocks/",
    "clocks/incident/",
    "imports",
    "actions/",
    "drafts/",
    "drafts/?kind=procedure&control=no",
    "drafts/DOC-PRG-01/",
    "questions/",
    "documents/",
    "registers/risks/",
    "registers/risks/of/R-006/",
    "registers/risks/method/",
    "registers/objectives/of/O-1/",
    "registers/parties/of/IP-03/",
    "history/",
]
OF_THE_ORGANISATION = ["people", "inbox", "inbox/week"]
ELSEWHERE = [
    "/sign-in",
    "/",
    "/account",
    "/standard/",
    "/standard/8.2.4/",
    "/standard/documents/",
    *OF_THE_ORGANISATION,
]
FULL = os.environ.get("MILEPOST_TEST_PROFILE") == "full"
LOOKS = list(product(["en", "id"], ["light", "dark"])) if FULL else [("en", "light"), ("id", "dark")]
WIDTHS = [1440, 1024, 768, 360] if FULL else [1440, 360]


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
@pytest.mark.parametrize("path", OF_THE_PROGRAMME + ELSEWHERE)
def test_a_page_bars_nobody_and_fits(
    path: str, language: str, scheme: str, visit: Callable[..., Page], site: Site, adas_session: Any
) -> None:
    session = None if path == "/sign-in" else adas_session
    page = visit(color_scheme=scheme, storage_state=session, viewport={"width": WIDTHS[0], "height": 900})
    if session is None:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
    with reading_in(page, language if session else "en"):
        _look_at(page, path, site, language)


def _address(path: str, site: Site) -> str:
    if path in OF_THE_PROGRAMME:
        return site.at(path)
    return f"/o/{site.organisation}/{path}" if path in OF_THE_ORGANISATION else path


def _look_at(page: Page, path: str, site: Site, language: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(error.message))
    answer = page.goto(_address(path, site))
    assert answer
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == language
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        barriers = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
        assert barriers == [], f"at {width} px"
        assert page.evaluate(OVERFLOW) <= 0, f"scrolls sideways at {width} px"
        assert page.evaluate(STICKING_OUT) == [], f"at {width} px"
        assert page.evaluate(SQUEEZED) == [], f"at {width} px"
    assert complaints == []


@pytest.mark.parametrize("path", ["drafts/", "documents/"])
def test_a_list_of_many_documents_is_at_most_three_screens_long(
    path: str, visit: Callable[..., Page], site: Site, adas_session: Any
) -> None:
    page = visit(storage_state=adas_session, viewport={"width": 1440, "height": 900})
    page.goto(site.at(path))
    assert page.evaluate("document.documentElement.scrollHeight") < 2500


@pytest.mark.parametrize(
    "path", ["", "gates/implementation/", "clocks/incident/", "gaps/", "plan", "plan/gantt", "history/"]
)
def test_a_page_can_be_read_on_paper(path: str, visit: Callable[..., Page], site: Site, adas_session: Any) -> None:
    page = visit(storage_state=adas_session, viewport={"width": 680, "height": 960})  # A4 within its margins
    page.goto(site.at(path))
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(STICKING_OUT) == []
    assert page.evaluate(SQUEEZED) == []
    assert not page.get_by_role("navigation", name="Main").is_visible()
