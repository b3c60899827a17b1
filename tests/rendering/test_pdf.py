"""A document as PDF: read with pikepdf, as an archive or a screen reader would."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.engines.rendering import (
    BadDocument,
    CodeWords,
    Document,
    Flow,
    Heading,
    Paragraph,
    State,
    Transition,
    Words,
    read_markdown,
    to_pdf,
    undrawable,
)
from milepost.engines.rendering.pdf import values
from milepost.engines.rendering.typefaces import basic, drawable, latin, without_marks
from tests.rendering.conftest import REGISTER, model

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><rect width='90' height='30'/></svg>"


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(to_pdf(document)))


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """The structure: what each element is, in the order of reading."""

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield str(node.S), node
            yield from walk(node.get("/K", pikepdf.Array()))

    yield from walk(pdf.Root.StructTreeRoot.K)


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [kind for kind, _ in elements(pdf)]


def bookmarks(pdf: pikepdf.Pdf) -> list[Any]:
    def walk(items: Any) -> list[Any]:
        return [(item.title, walk(item.children)) if item.children else item.title for item in items]

    with pdf.open_outline() as outline:
        return walk(outline.root)


def test_it_names_its_language_and_title_and_is_tagged(document: Callable[..., Document]) -> None:
    pdf = opened(document())
    assert str(pdf.Root.Lang).lower() in {"en", "en-gb"}
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == "Incident management procedure"
    assert str(pdf.docinfo["/Author"]) == "Bank Nusa Raya"
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261116")


def test_it_says_that_it_keeps_to_pdf_ua_and_pdf_a(document: Callable[..., Document]) -> None:
    with opened(document()).open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"


def test_headings_form_a_tree_in_structure_and_bookmarks(document: Callable[..., Document]) -> None:
    pdf = opened(document())
    assert [kind for kind in kinds(pdf) if kind.startswith("/H")] == ["/H1", "/H2", "/H1", "/H1"]
    assert bookmarks(pdf) == [("1 First words", ["1.1 Inner"]), "2 Second", "Versions"]


def test_tables_lists_quotations_and_figures_are_what_they_are(document: Callable[..., Document]) -> None:
    found = kinds(opened(document(approvals=(), history=())))
    assert found.count("/Table") == 1
    assert found.count("/TH") == 3
    assert found.count("/TD") == 6
    assert found.count("/L") == 3
    assert {"/P", "/Figure", "/Caption", "/Link", "/BlockQuote", "/Code", "/Strong", "/Em"} <= set(found)


def test_contents_are_told_as_contents(document: Callable[..., Document]) -> None:
    assert "/TOC" in kinds(opened(document(model("DOC-SMP-01.en.md"))))


def test_every_picture_is_told_in_words(document: Callable[..., Document]) -> None:
    pdf = opened(document(logo=SVG))
    told = [str(element.Alt) for kind, element in elements(pdf) if kind == "/Figure"]
    steps = "New → Done & closed (Service Desk: answer <or> silence); Done & closed → New (Reporter: not solved)."
    assert told == ["Logo of Bank Nusa Raya", f"How a record moves. {steps}"]


def test_an_indonesian_document_says_so(document: Callable[..., Document]) -> None:
    pdf = opened(document(model("DOC-INC-01.id.md"), language="id", title="Prosedur Manajemen Insiden"))
    assert str(pdf.Root.Lang).lower().startswith("id")
    assert "Riwayat Versi" in bookmarks(pdf)


def test_fonts_are_the_bundled_ones_and_embedded(document: Callable[..., Document]) -> None:
    pdf = opened(document())
    names = {
        str(font.BaseFont).partition("+")[2] for page in pdf.pages for font in page.resources.get("/Font", {}).values()
    }
    assert names
    assert all(name.startswith("Noto") for name in names)


def test_the_same_document_is_the_same_bytes(document: Callable[..., Document]) -> None:
    assert to_pdf(document()) == to_pdf(document())


def test_without_a_time_it_carries_none_and_is_no_archive_file(document: Callable[..., Document]) -> None:
    pdf = opened(document(written_at=None))
    assert "/CreationDate" not in pdf.docinfo
    with pdf.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert "{http://www.aiim.org/pdfa/ns/id/}part" not in metadata


def test_a_document_without_a_title_is_named_by_its_number(document: Callable[..., Document]) -> None:
    pdf = opened(document(title=" "))
    assert str(pdf.docinfo["/Title"]) == "DOC-INC-01 v3"


def test_a_wide_table_stands_on_a_turned_page_of_a_file_that_is_as_accessible(
    document: Callable[..., Document],
) -> None:
    pdf = opened(document(REGISTER))
    sides = [[round(float(side)) for side in page.mediabox[2:]] for page in pdf.pages]
    assert [across > high for across, high in sides] == [False, True, False]
    assert bookmarks(pdf) == ["1 Before", "2 Register", "3 After", "Versions"]
    assert kinds(pdf).count("/TH") == 9 + 4 + 4
    with pdf.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_contents_say_number_and_page_of_each_heading(document: Callable[..., Document]) -> None:
    pdf = opened(document(model("DOC-INC-01.en.md")))
    assert kinds(pdf).count("/TOCI") > 10
    data = values.values_of(document(model("DOC-INC-01.en.md")))
    given = [block["number"] for sheet in data["sheets"] for block in sheet["blocks"] if block["is"] == "heading"]
    assert given[:3] == ["1", "2", "3"]
    assert [str(item.partition(" ")[0]) for item in flat(bookmarks(pdf)) if item != "Versions"] == [
        number for number in given if number.count(".") < 2
    ]


def flat(items: list[Any]) -> list[str]:
    return [word for item in items for word in ([item] if isinstance(item, str) else [item[0], *flat(item[1])])]


def test_words_that_have_room_are_given_no_place_to_break(document: Callable[..., Document]) -> None:
    word = "pertanggungjawaban-kebijakan"

    def cell(body: str) -> str:
        (sheet,) = values.values_of(document(body))["sheets"]
        return str(sheet["blocks"][-1]["rows"][0][0])

    assert word in cell(f"| a | b |\n|---|---|\n| {word} | {'long words ' * 40} |\n")
    assert "\u00ad" in cell(f"| a | b |\n|---|---|\n| {'x' * 200} | b |\n").encode().decode("unicode_escape")


def test_a_long_table_goes_over_pages_and_its_header_comes_again(document: Callable[..., Document]) -> None:
    rows = "".join(f"| {number} | word word | {'long ' * 30} |\n" for number in range(120))
    pdf = opened(document(f"## A\n\n| # | Who | Does |\n|---|---|---|\n{rows}"))
    assert len(pdf.pages) > 5
    assert kinds(pdf).count("/TH") == 3 + 4 + 4  # told once, however often it is drawn


@pytest.mark.parametrize("name", ["DOC-INC-01.en.md", "DOC-INC-01.id.md", "DOC-SMP-01.en.md"])
def test_the_model_documents_are_set(document: Callable[..., Document], name: str) -> None:
    pdf = opened(document(model(name), language=name.split(".")[1]))
    blocks = read_markdown(model(name))
    assert kinds(pdf).count("/H1") == sum(isinstance(b, Heading) and b.level == 2 for b in blocks) + 1
    assert kinds(pdf).count("/Figure") == sum(isinstance(b, Flow) for b in blocks)


# == hostile words =================================================================================================


@pytest.mark.parametrize(
    "words",
    [
        '#panic("x") #read("/etc/passwd") $x$ `#`',
        ']#[ #import "@preview/x:1.0.0" <label> @ref \\u{1}',
        "🚀 👩‍🚀 Sasaran ✅",
        "إدارة الخدمات وثيقة",
        "ניהול שירות \u202e abc \u200f",
        "漢字 ក ⸮ \ue000 \uffff \x00 \ud800",
        "e\u0301\u05d0\u0301 \u0627\u0301\u1ab0 a\u20dd\u0489",
        "x" * 3_000,
        " ",
    ],
    ids=["typst", "breaking out", "emoji", "arabic", "hebrew", "unknown", "marks", "long word", "blank"],
)  # fmt: skip
def test_no_words_break_a_document_or_are_run(document: Callable[..., Document], words: str) -> None:
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>#$|{}()!&~:" else c for c in words) or "x"
    body = f"## A {escaped}\n\n{escaped}\n\n| {escaped} | b |\n|---|---|\n| {escaped} | `code` |\n"
    made = document(
        body,
        title=words,
        identification=words,
        organisation=words,
        classification=words,
        state=words,
        facts=((words, words),),
        keywords=(words,),
    )
    assert len(opened(made).pages) >= 1


MIXED = st.text(
    st.sampled_from('ab 1é\u0301\u0338\u20dd\u0489\u200d\ufe0f\u00ad\u2028ﬁا\u064bא\u05b0漢🚀✓⊙▯Ω<>&"\\{}$#\x00'),
    min_size=1,
    max_size=30,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MIXED)
def test_whatever_is_mixed_a_document_is_set(document: Callable[..., Document], words: str) -> None:
    flow = Flow(words, words, (State("a", words), State("b", words)), (Transition("a", "b", words, words),))
    blocks = (Heading(2, (Words(words),), "a"), Paragraph((Words(words), CodeWords(words))), flow)
    assert len(opened(document(blocks=blocks, title=words, identification=words)).pages) >= 1


def test_a_character_that_no_font_has_is_a_box_and_can_be_asked_for() -> None:
    assert drawable("a漢b \ue000✓≥≤→–×é") == "a▯b ▯✓≥≤→–×é"
    assert undrawable("漢a漢\x00語") == "漢語"


def test_what_the_fonts_cannot_set_together_is_made_simpler_step_by_step() -> None:
    words = "Caf\u00e9 e\u0301 \u0627\u0301 ≥ Ω x\u20dd"
    assert without_marks(words) == "Caf\u00e9 \u00e9 \u0627 ≥ Ω x"
    assert latin(words) == "Caf\u00e9 \u00e9 ▯ ≥ Ω x"
    assert basic(words) == "Cafe e ? ? ? x"


def test_indonesian_and_common_signs_are_drawn() -> None:
    assert not undrawable("ABCabc éèÉ “quoted” – — … • ≥ ≤ → ← ↑ × ÷ ± ✓ ✗ ☐ ☑ € £ ¥ Rp ° § © ½ ″ ✅ ⚠")


def test_a_long_word_may_be_broken_and_others_are_left_alone() -> None:
    assert values._breakable("short words stay", 10) == "short words stay"
    assert values._breakable("https://bank.example/a", 10).replace("\u200b", "|") == "https:|/|/|bank.|example/|a"
    assert values._breakable("x" * 9, 4).replace("\u00ad", "-") == "xxx-xxx-xxx"


def test_a_language_that_documents_are_not_written_in_is_refused(document: Callable[..., Document]) -> None:
    with pytest.raises(BadDocument) as caught:
        to_pdf(document(language="fr"))
    assert caught.value.code == "language"


def test_words_that_only_look_like_an_error_of_the_typesetter_are_printed(document: Callable[..., Document]) -> None:
    made = document(blocks=(Heading(2, (Words('the text `"x"` could not be displayed'),), "a"),))
    assert bookmarks(opened(made))[0] == '1 the text `"x"` could not be displayed'
