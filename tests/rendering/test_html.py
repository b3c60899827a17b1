"""Blocks as HTML: whole, marked up for whoever hears it, and nobody's script."""

import re
import struct
from collections.abc import Callable
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rendering import (
    BadDocument,
    Document,
    Heading,
    Link,
    Paragraph,
    Words,
    as_colour,
    as_picture,
    read_markdown,
    to_html,
    to_html_file,
)
from tests.rendering.conftest import EVERYTHING, model

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>&\x00'
ALLOWED_ON = {"href", "class", "id", "start", "scope", "role", "rel"}


class Seen(HTMLParser):
    """Tags, their attributes, and words, as a browser takes them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def html(markdown: str, **how: object) -> str:
    return to_html(read_markdown(markdown), **how)  # type: ignore[arg-type]


def test_a_heading_carries_its_anchor() -> None:
    assert html("## Purpose {#purpose .mandatory}\n\n### A & B {#ab}") == (
        '<h2 id="purpose" class="mandatory"><span class="number">1</span> Purpose</h2>\n'
        '<h3 id="ab"><span class="number">1.1</span> A &amp; B</h3>'
    )


@pytest.mark.parametrize(("language", "word"), [("en", "section"), ("id", "bagian")])
def test_a_reference_names_the_section_in_the_language(language: str, word: str) -> None:
    found = html("[](#kpis)\n\n## Measures {#kpis}", language=language, prefix="doc-")
    assert f'{word} 1 <a href="#doc-kpis" rel="noopener noreferrer"><em>Measures</em></a>' in found
    assert '<h2 id="doc-kpis">' in found


def test_a_table_says_what_its_cells_belong_to() -> None:
    found = html("| I | now |\n|---|--:|\n| **bank** | 1 |\n| x | 2 |\n\nP1 first.{.legend}")
    assert '<th scope="col">I</th><th scope="col" class="num">now</th>' in found
    assert '<th scope="row">bank</th><td class="num">1</td>' in found
    assert "<td>x</td>" in found
    assert '<p class="table-key">P1 first.</p>' in found


def test_a_key_or_a_date_in_a_cell_stays_in_one_line() -> None:
    found = html("| Now |\n|---|\n| DOC-INC-01 of 2 November 2026, again |\n\nDOC-INC-01")
    assert '<span class="kept">DOC-INC-01</span> of <span class="kept">2 November 2026</span>, again' in found
    assert found.endswith("<p>DOC-INC-01</p>")


def test_a_flow_is_a_figure_that_is_told_too() -> None:
    found = html(EVERYTHING)
    assert re.search(r'<figure class="flow"><svg [^>]*role="img"[^>]*aria-labelledby="flow-1-title flow-1-desc"', found)
    assert '<desc id="flow-1-desc">How a record moves. New → Done &amp; closed (Service Desk' in found
    assert "<figcaption>Record</figcaption>" in found


def test_another_document_is_linked_where_its_address_is_known() -> None:
    text = "[DOC-CHG-01](document:DOC-CHG-01)"
    assert html(text) == "<p>DOC-CHG-01</p>"
    assert 'href="https://here.example/7"' in html(text, documents={"DOC-CHG-01": "https://here.example/7"})


def test_an_address_inside_the_product_is_kept() -> None:
    assert 'href="/documents/7/"' in html("[x](document:A)", documents={"A": "/documents/7/"})


@pytest.mark.parametrize("name", ["DOC-INC-01.en.md", "DOC-INC-01.id.md", "DOC-SMP-01.en.md"])
def test_a_model_document_loses_no_word(name: str) -> None:
    body = model(name)
    words = Seen(html(body)).words
    for cell in re.findall(r"\| ([^|*\[\]\n]+?) (?=\|)", body):
        assert cell in words


def test_no_page_style_or_script_is_needed() -> None:
    found = html(EVERYTHING)
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|javascript:", found)


def test_links_of_blocks_made_by_hand_are_held_to_the_same_schemes() -> None:
    found = to_html([Paragraph((Link("javascript:alert(1)", (Words("x"),)),))])
    assert "javascript" not in found
    assert ">x<" in found


@given(st.text(st.sampled_from(HOSTILE + "abc *_`|#\n"), max_size=200))
def test_whatever_is_written_no_tag_of_it_is_a_tag(text: str) -> None:
    blocks = [
        Heading(2, (Words(text),), text),
        Paragraph((Words(text), Link("https://x.example/" + text, (Words(text),)))),
    ]
    seen = Seen(to_html(blocks))
    assert {tag for tag, _ in seen.tags} <= {"h2", "p", "a", "span"}
    assert {name for _, attributes in seen.tags for name in attributes} <= ALLOWED_ON


@given(st.text(st.sampled_from("<>&\"'/ script=onx:;`*[]()#{}|-\nab"), max_size=200))
def test_the_fragment_of_any_text_is_clean(text: str) -> None:
    try:
        found = html(text)
    except BadDocument:
        return
    assert "<script" not in found
    assert nh3.clean(found, attributes={"*": {"id", "class", "href", "scope", "start"}}) == found


def test_the_file_stands_alone(document: Callable[..., Document]) -> None:
    found = to_html_file(
        document(logo=b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x09" * 2 + b"\x00" * 20)
    )
    seen = Seen(found)
    assert found.startswith('<!doctype html>\n<html lang="en-GB">')
    assert ("title", {}) in seen.tags
    for words in ("DOC-INC-01 v3", "Internal", "1 January 2027", "Ada", "Second acquirer link", "Contents"):
        assert words in seen.words
    policy = next(attributes["content"] for _, attributes in seen.tags if "http-equiv" in attributes)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    addresses = [a.get("src") or "" for _, a in seen.tags if "src" in a]
    assert [address.partition(",")[0] for address in addresses] == ["data:image/png;base64"]
    assert not [tag for tag, _ in seen.tags if tag in {"script", "link", "iframe"}]


def test_the_file_escapes_what_stands_around_the_text(document: Callable[..., Document]) -> None:
    found = to_html_file(
        document(
            title=HOSTILE,
            identification=HOSTILE,
            organisation=HOSTILE,
            classification=HOSTILE,
            state=HOSTILE,
            facts=((HOSTILE, HOSTILE),),
        )
    )
    seen = Seen(found)
    assert not [tag for tag, _ in seen.tags if tag in {"script", "img"}]
    assert "\x00" not in found


def test_the_file_says_the_state_and_speaks_indonesian(document: Callable[..., Document]) -> None:
    found = Seen(to_html_file(document(language="id", state="Draf")))
    assert ("html", {"lang": "id-ID"}) in found.tags
    for words in ("Draf", "Daftar Isi", "Pengesahan", "Riwayat Versi"):
        assert words in found.words


@pytest.mark.parametrize("accent", ["red", "#21", "#2147a6;}", "javascript:x"])
def test_what_is_no_colour_is_refused(document: Callable[..., Document], accent: str) -> None:
    with pytest.raises(BadDocument) as caught:
        to_html_file(document(accent=accent))
    assert caught.value.code == "colour"


def test_a_pale_colour_is_darkened_until_words_in_it_can_be_read(document: Callable[..., Document]) -> None:
    assert "#ffee00" not in to_html_file(document(accent="#ffee00"))
    assert "#00447c" in to_html_file(document(accent="#00447C"))


@pytest.mark.parametrize(
    "logo",
    [
        b"GIF89a" + b"\x00" * 100,
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='https://host.example/x.png'/></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><a:script xmlns:a='http://www.w3.org/2000/svg'/></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'https://host.example/x.css'</style></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(https://host.example/x)'/></svg>",
        b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://host.example/a.dtd'><svg></svg>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
        b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00\x01\x00\x00" * 2 + b"\x00" * 20,
        b"\x89PNG\r\n\x1a\n" + b"x" * 2_000_000,
    ],
    ids=["gif", "pdf", "script", "loads", "handler", "prefix", "import", "url", "type", "entity", "huge", "long"],
)
def test_a_logo_that_is_no_picture_or_does_something_is_refused(document: Callable[..., Document], logo: bytes) -> None:
    with pytest.raises(BadDocument) as caught:
        to_html_file(document(logo=logo))
    assert caught.value.code.startswith("logo")


def png(width: int, height: int) -> bytes:
    """The head of a picture of this size, and nothing behind it."""
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        + struct.pack(">II", width, height)
        + b"\x08\x06\x00\x00\x00"
        + b"\x00" * 20
    )


@pytest.mark.parametrize(
    ("logo", "code"),
    [
        (png(4_000, 2_001), "logo_size"),
        (png(2_100, 100), "logo_shape"),
        (png(100, 2_100), "logo_shape"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo_active"),
        (b"GIF89a" + b"\x00" * 100, "logo"),
    ],
    ids=["many pixels", "wide", "tall", "script", "gif"],
)
def test_a_refused_logo_says_what_is_wrong_with_it(logo: bytes, code: str) -> None:
    with pytest.raises(BadDocument) as caught:
        as_picture(logo)
    assert caught.value.code == code


def test_a_drawing_that_leads_only_to_itself_is_taken() -> None:
    drawing = b"<!-- Ours --><svg xmlns='http://www.w3.org/2000/svg'><use href='#a'/><rect fill='url(#b)'/></svg>"
    found = as_picture(drawing)
    assert found is not None
    assert found.kind == "svg"


def test_a_hundred_thousand_remarks_before_nothing_are_read_once() -> None:
    with pytest.raises(BadDocument):
        as_picture(b"<!-- -->" * 100_000)


def test_a_pale_colour_is_named_with_one_that_can_be_read() -> None:
    assert as_colour("#1F5FA8") == "#1f5fa8"
    with pytest.raises(BadDocument) as caught:
        as_colour("#ffee00")
    assert caught.value.code == "colour_pale"
    darker = str(caught.value.fix).rpartition(" ")[2].rstrip(".")
    assert as_colour(darker) == darker
