"""What people do, from sign-in to result, in a real browser."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import Site, headline

FLASH = "gaps/flash/?clause=8.2&at=8.2.4-01"
RECORDS = """Ticket ID,Opened,Status
X-1,2026-10-13 08:00,open
X-2,2026-10-14 09:30,open
"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the link or button with these words has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == words:
            return
    raise AssertionError(f"No press of Tab reaches {words!r} on {page.url}")


def test_ada_reads_the_headline_and_is_refused_a_go_by_keyboard_alone(visit: Callable[..., Page], site: Site) -> None:
    page = visit("ada")
    page.goto(site.at())
    assert "criteria" in headline(page)
    tab_to(page, "Open the gate room")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gates/implementation/")
    tab_to(page, "1 result")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gates/implementation/?open=*")
    expect(page.get_by_role("table").filter(has_text="How to satisfy it").last).to_be_visible()
    page.get_by_role("radio", name="Go", exact=False).first.focus()
    page.keyboard.press("Space")
    tab_to(page, "Record the decision")
    page.keyboard.press("Enter")
    refusal = page.get_by_role("group", name="Go is refused")
    expect(refusal).to_be_focused()
    expect(refusal.get_by_role("link", name="Internal audit complete")).to_be_visible()


def test_ada_works_with_scripts_switched_off(visit: Callable[..., Page], site: Site) -> None:
    page = visit("ada", java_script_enabled=False)
    page.goto(site.at("gaps/clauses/8.2.4/"))
    page.locator("main table a[href*='/gaps/statements/']").first.click()
    page.locator("main form input[name=current][value='2']").check(force=True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("at 2")
    page.goto(site.at("actions/new/"))
    page.get_by_label("What is to be done").fill("Ask the supplier for the minutes")
    page.get_by_role("button", name="Put it on the list").click()
    page.goto(site.at("actions/"))
    expect(page.get_by_role("link", name="Ask the supplier for the minutes")).to_be_visible()
    record_no_go(page, site, "The audit comes first.")
    page.goto(site.at("gates/implementation/history/"))
    expect(page.get_by_role("main")).to_contain_text("The audit comes first.")
    page.locator("header details.person summary").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.goto(site.at())
    assert "/sign-in" in page.url


def test_ada_finds_a_draft_by_keyboard_without_script(visit: Callable[..., Page], site: Site) -> None:
    page = visit("ada", java_script_enabled=False)
    page.goto(site.at("drafts/"))
    group = page.locator("details.fold").filter(has=page.get_by_role("heading", name="Procedures"))
    draft = group.get_by_role("link", name="Incident management procedure", exact=True)
    expect(draft).to_be_hidden()
    tab_to(page, group.locator("summary").inner_text().strip())
    page.keyboard.press("Enter")
    expect(draft).to_be_visible()
    page.get_by_label("Words").fill("incident")
    page.get_by_label("State").select_option("whole")
    page.get_by_label("Words").press("Enter")
    page.wait_for_url("**state=whole**")
    expect(draft).to_be_visible()
    draft.click()
    page.wait_for_url("**/drafts/DOC-INC-01/**")


def record_no_go(page: Page, site: Site, why: str) -> None:
    page.goto(site.at("gates/implementation/"))
    page.locator("form.decide input[name=outcome][value='no-go']").check(force=True)
    page.get_by_label("Reasons, and the actions that came of it").fill(why)
    page.get_by_role("button", name="Record the decision").click()
    page.wait_for_load_state()


def test_ada_rates_three_statements_with_number_keys(visit: Callable[..., Page], site: Site) -> None:
    page = visit("ada")
    page.goto(site.at(FLASH))
    for key in "123":
        before = page.url
        page.keyboard.press(key)
        page.wait_for_url(lambda url, before=before: url != before)
        page.wait_for_load_state()
        page.goto(before)
        expect(page.locator(f".levels button[value='{key}']")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(lambda url, before=before: url != before)


def test_sari_signs_with_her_password_and_with_no_other(visit: Callable[..., Page], site: Site) -> None:
    page = visit("sari")
    record_no_go(page, site, "Sari waits for the supplier.")
    page.goto(site.at("gates/implementation/"))
    page.get_by_role("link", name="Sign", exact=True).first.click()
    address = page.url
    page.get_by_label("Your password").fill("not this one at all")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator("main .error, main .refusal").first).to_be_visible()
    assert page.url == address
    unsigned = signatures(page, site)
    page.goto(address)
    page.get_by_label("Your password").fill(site.password)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url(lambda url: url != address)
    assert signatures(page, site) == unsigned + 1


def signatures(page: Page, site: Site) -> int:
    page.goto(site.at("gates/implementation/"))
    return page.locator("section[aria-labelledby=signers-heading] .st.ok").count()


def test_ada_brings_records_in_from_a_file(visit: Callable[..., Page], site: Site, tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(RECORDS)
    page = visit("ada")
    page.goto(site.at())
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Imports").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/imports/drafts/*")
    page.locator("[name=system]").fill("another-desk")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The file fits: 2 new")
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url("**/imports/jobs/*")
    for _ in range(60):  # a worker beside the server takes it
        if "sealed" in headline(page):
            break
        page.wait_for_timeout(1000)
        page.reload()
    assert headline(page) == "The records are sealed"
    page.get_by_role("link", name="The sealed batch").click()
    assert headline(page) == "tickets.csv"


def test_the_language_changes_and_changes_back(visit: Callable[..., Page], site: Site) -> None:
    page = visit("ada")
    page.goto("/standard/8.6.1/")
    english = headline(page)
    page.get_by_role("button", name="Bahasa Indonesia").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    assert headline(page) != english
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert headline(page) == english


def test_the_standard_is_searched_opened_and_taken_along(visit: Callable[..., Page], site: Site) -> None:
    page = visit("ada")
    page.goto("/standard/")
    page.get_by_label("Search statements").fill("continuity")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    found = page.get_by_role("region", name="found")
    expect(found).to_contain_text("continuity")
    clause = found.get_by_role("link").first.inner_text()
    found.get_by_role("link").first.click()
    page.wait_for_url(f"**/standard/{clause}/")
    assert headline(page).startswith(clause)
    page.goto("/standard/")
    with page.expect_download() as download:
        page.locator("a[href*='/standard/export/']").first.click()
    assert download.value.path().stat().st_size > 1000


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_ada_has_the_application_pack_made_and_fetches_it(
    visit: Callable[..., Page], site: Site, scripts: bool
) -> None:
    page = visit("ada", java_script_enabled=scripts)
    page.goto(f"/o/{site.organisation}/p/{site.programme}/application-pack/?language={'en' if scripts else 'id'}")
    page.get_by_role("button", name="Make the pack in").click()
    link = page.get_by_role("link", name="Download the pack")
    again = page.get_by_role("link", name="Look again")
    for _look in range(0 if scripts else 120):
        if not again.count():
            break
        page.wait_for_timeout(500)
        again.click()
    link.wait_for()  # as long as a page may take
    with page.expect_download() as download:
        link.click()
    digest = hashlib.sha256(download.value.path().read_bytes()).hexdigest()
    expect(page.get_by_role("main")).to_contain_text(digest)
