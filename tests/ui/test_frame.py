"""What surrounds a page: the rail, error pages, headers, the policy of contents."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from milepost.platform.ui.csp import POLICY
from milepost.platform.ui.frame import Link, Section, mark_current
from milepost.platform.ui.middleware import browser_guards

UI = Path(__file__).parents[2] / "src" / "milepost" / "platform" / "ui"
PAGES = sorted((UI / "templates").rglob("*.html"))
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


def current(path: str) -> list[str]:
    rail = (Section("Road", (Link("Programme", "/p/1/"), Link("Gates", "/p/1/gates/"), Link("Plan", "/p/1/plan/"))),)
    return [link.label for section in mark_current(rail, path) for link in section.items if link.current]


@pytest.mark.parametrize(
    ("path", "label"),
    [("/p/1/", ["Programme"]), ("/p/1/gates/G3/", ["Gates"]), ("/p/10/", []), ("/p/1/x", ["Programme"])],
)
def test_the_rail_marks_the_nearest_page(path: str, label: list[str]) -> None:
    assert current(path) == label


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_stands_without_a_request_and_says_the_way_out(name: str) -> None:
    page = render_to_string(name)
    assert "What you can do" in page
    assert page.count("<h1>") == 1


def test_a_refusal_tells_its_reason() -> None:
    assert "Only the sponsor may &lt;decide&gt;." in render_to_string(
        "403.html", {"exception": "Only the sponsor may <decide>."}
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_carries_inline_script_or_style(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", source)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_icon_that_a_template_names_is_in_the_sprite(path: Path) -> None:
    sprite = (UI / "static" / "ui" / "icons.svg").read_text(encoding="utf-8")
    for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text(encoding="utf-8")):
        assert f'id="i-{name}"' in sprite


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    words = {word for name, values in POLICY.items() if not name.startswith("report") for word in values}
    assert words == {"'self'", "'none'", "data:"}
    assert "data:" not in POLICY["script-src"] + POLICY["default-src"]


def headers_of(response: HttpResponse) -> HttpResponse:
    def view(_request: HttpRequest) -> HttpResponse:
        return response

    return browser_guards(view)(RequestFactory().get("/"))


def test_a_page_that_read_the_session_is_kept_out_of_caches() -> None:
    assert headers_of(HttpResponse(headers={"Vary": "Cookie"}))["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in headers_of(HttpResponse())


def test_a_view_may_say_otherwise() -> None:
    mine = HttpResponse(headers={"Vary": "Cookie", "Cache-Control": "private, max-age=60"})
    assert headers_of(mine)["Cache-Control"] == "private, max-age=60"


def test_browsers_are_told_what_pages_never_use() -> None:
    response = headers_of(HttpResponse())
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_first_visit_stays_light() -> None:
    files = [*(UI / "static" / "ui").iterdir()]
    assert sum(path.stat().st_size for path in files) < 100_000
