"""Tags and filters of `milepost`, as pages use them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils import translation
from django.views import View

from milepost.engines.rules.results import Basis, CheckResult, Subject
from milepost.engines.rules.texts import say
from milepost.platform.ui.paging import Listing
from milepost.platform.ui.states import LOOKS, TONES
from milepost.platform.ui.templatetags.milepost import named

standard = ([path("<str:number>/", View.as_view(), name="clause")], "standard")
urlpatterns = [path("clauses/", (standard[0], "standard", "standard"))]


def render(source: str, **context: object) -> str:
    return Template("{% load milepost i18n %}" + source).render(Context(context)).strip()


def result(**changes: object) -> CheckResult:
    values: dict[str, object] = {
        "id": "G3-AUDIT.own", "subject": Subject("audit", "1", "IA-2027-01"), "basis": Basis.STANDARD,
        "text": say("An auditor owns <it>."), "fix": say("Name a second auditor."), "clause": "9.2",
    }  # fmt: skip
    return CheckResult(**{**values, **changes})  # type: ignore[arg-type]


def test_an_icon_comes_from_the_sprite_and_is_silent() -> None:
    drawn = render('{% icon "check" %}')
    assert re.search(r'<use href="/static/ui/icons.svg\?v=[0-9a-f]{12}#i-check"/>', drawn)
    assert 'aria-hidden="true"' in drawn


def test_a_clause_chip_says_that_it_is_a_clause() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        chip = render('{% clause "8.6.1" %}')
    assert chip == '<a class="chip" href="/clauses/8.6.1/" aria-label="Clause 8.6.1">8.6.1</a>'


def test_a_clause_chip_speaks_the_language_of_each_reader() -> None:
    for language, word in (("en", "Clause"), ("id", "Klausul"), ("en", "Clause")):
        with override_settings(ROOT_URLCONF=__name__), translation.override(language):
            assert f'aria-label="{word} 8.6.1"' in render('{% clause "8.6.1" %}')


def test_a_clause_chip_is_plain_where_no_clauses_are_mounted() -> None:
    with override_settings(ROOT_URLCONF="tests.ui.no_urls"):
        assert "<a" not in render('{% clauses "8.3.3 9.4" %}')


@pytest.mark.parametrize("code", sorted(LOOKS))
def test_each_state_has_a_word_and_an_icon_beside_its_colour(code: str) -> None:
    shown = render("{% state code %}", code=code)
    assert LOOKS[code].tone in TONES
    assert "#i-" in shown
    assert re.sub("<[^>]+>", "", shown)


def test_a_state_of_a_features_own_gets_the_word_it_was_given() -> None:
    assert "Menunggu &lt;tamu&gt;" in render('{% state "elsewhere" word=word %}', word="Menunggu <tamu>")


def test_a_bar_says_its_numbers() -> None:
    with translation.override("en"):
        bar = render('{% bar 42 92 "Incident" %}')
    assert bar == '<progress value="42" max="92" aria-label="Incident: 42 of 92">42 of 92</progress>'


def test_a_bar_never_leaves_its_frame() -> None:
    assert 'value="10"' in render("{% bar 12 10 %}")
    assert 'value="0" max="1"' in render("{% bar 0 0 %}")


@pytest.mark.parametrize(("amount", "step"), [(0, "q0"), (1, "q1"), (20, "q2"), (40, "q3"), (60, "q4"), (100, "q4")])
def test_heat_follows_the_share(amount: int, step: str) -> None:
    assert render("{% heat amount 100 %}", amount=amount) == step


@pytest.mark.parametrize(("gap", "step"), [("0", "g0"), ("0.1", "g1"), ("0.4", "g2"), ("1.0", "g3"), ("1.1", "g4")])
def test_heat_of_a_gap_follows_its_size(gap: str, step: str) -> None:
    assert render("{{ gap|gap_heat }}", gap=Decimal(gap)) == step


def test_dates_are_machine_readable_and_in_the_readers_form() -> None:
    with translation.override("id"):
        assert render('{% day on "long" %}', on=date(2026, 8, 17)) == (
            '<time datetime="2026-08-17">17 Agustus 2026</time>'
        )
        assert render('{{ on|day:"full" }}', on=date(2026, 8, 17)) == "Senin, 17 Agustus 2026"
    assert render("{{ on|day }}{% day on %}", on=None) == ""


def test_a_changed_filter_goes_back_to_page_one() -> None:
    request = RequestFactory().get("/", {"owner": "ada", "page": "7"})
    assert render('{% query_with sort="-due" %}', request=request) == "?owner=ada&amp;sort=-due"
    assert render("{% query_with page=8 %}", request=request) == "?owner=ada&amp;page=8"
    assert render('{% query_with owner="" page=7 %}', request=request) == "?page=7"


def test_a_sorted_heading_says_so_and_turns_round() -> None:
    listing = Listing((), 0, 1, 50, "due", descending=False)
    heading = render('{% sortable listing "due" "Due" "num" %}', listing=listing, request=RequestFactory().get("/"))
    assert 'aria-sort="ascending"' in heading
    assert 'href="?sort=-due"' in heading


def test_a_heading_that_does_not_sort_now_says_nothing_of_order() -> None:
    listing = Listing((), 0, 1, 50, "due", descending=True)
    heading = render('{% sortable listing "name" "Name" %}', listing=listing, request=RequestFactory().get("/"))
    assert "aria-sort" not in heading
    assert 'href="?sort=name"' in heading


def test_a_card_table_tells_screen_readers_its_roles() -> None:
    table = render(
        '{% cards %}<table class="cards"><thead><tr><th scope="col">A</th></tr></thead>'
        '<tbody><tr><th scope="row">B</th><td>{{ typed }}</td></tr></tbody></table>{% endcards %}',
        typed="<td>typed</td>",
    )
    assert '<table role="table" class="cards">' in table
    assert '<th role="columnheader" scope="col">' in table
    assert '<th role="rowheader" scope="row">' in table
    assert table.count('role="rowgroup"') == 2
    assert "&lt;td&gt;typed" in table


def test_results_say_where_what_basis_and_the_way_out() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        table = render('{% include "ui/_results_table.html" %}', results=[result(), result(basis=Basis.ROADMAP)])
    assert "IA-2027-01" in table
    assert "An auditor owns &lt;it&gt;." in table
    assert "Name a second auditor." in table
    assert table.count("/clauses/9.2/") == 1, "a rule of the roadmap cites no clause"
    assert "Roadmap" in table


def test_no_results_is_said_too() -> None:
    assert "Nothing is missing." in render('{% include "ui/_results_table.html" %}', results=[])


def test_a_list_of_one_page_offers_no_pages() -> None:
    listing = Listing(tuple(range(3)), 3, 1, 50, "name", descending=False)
    with translation.override("en"):
        shown = render('{% include "ui/_pagination.html" %}', listing=listing)
    assert "1–3 of 3" in shown
    assert "<ul" not in shown


def test_a_timeline_says_who_did_what_from_what_to_what_when_and_by_which_door() -> None:
    changes = [
        SimpleNamespace(label="state", before="In review", after="Approved"),
        SimpleNamespace(label="due_on", before="", after="2027-11-09"),
    ]
    entry = SimpleNamespace(
        at=datetime(2027, 3, 1, 8, tzinfo=UTC), channel="cli", who="Ada <ada@example.org>", kind="practices.live",
        changes=changes,
    )  # fmt: skip
    with translation.override("en"):
        shown = render('{% include "ui/_history.html" %}', entries=[entry], people_here={})
    assert "<del>In review</del>" in shown
    assert "<ins>Approved</ins>" in shown
    assert "<dt>Due on</dt><dd><ins>9 Nov 2027</ins></dd>" in shown
    assert 'title="ada@example.org">Ada</b> took the practice live' in shown
    assert "by a command" in shown


@pytest.mark.parametrize("value", ["2027-02-30", "2027-11-09 or later", "SC-2027-01", ""])
def test_what_only_looks_like_a_day_is_shown_as_it_was_kept(value: str) -> None:
    assert render("{{ value|told }}", value=value) == value


def test_an_entry_of_a_kind_without_words_shows_its_code() -> None:
    assert render('{{ "later.invented"|happened }}') == "later.invented"


def test_results_that_say_the_same_of_several_things_are_one_row() -> None:
    said = [result(subject=Subject("practice", key, key)) for key in ("incident", "problem")]
    other = result(id="G3-AUDIT.other", subject=Subject("practice", "change", "change"))
    shown = render('{% include "ui/_results_table.html" %}', results=[*said, other])
    assert shown.count("Name a second auditor.") == 2
    assert all(name in shown for name in ("incident", "problem", "change"))


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("ada@x.example", "Ada Wibowo"),
        ("ada@x.example, otto@x.example", "Ada Wibowo, otto@x.example"),
        ("told by ada@x.example.", "told by Ada Wibowo."),
        ("Ada@x.example", "Ada@x.example"),
        ("a @ b", "a @ b"),
        ("no address", "no address"),
    ],
)
def test_people_are_named_where_they_are_known(kept: str, shown: str) -> None:
    assert named(kept, {"ada@x.example": "Ada Wibowo"}) == shown
