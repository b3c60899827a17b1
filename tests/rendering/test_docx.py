"""A document as DOCX: read again with python-docx, and by its markup."""

import io
import struct
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import etree

from milepost.engines.rendering import BadReference, Document, Flow, read_markdown, to_docx
from milepost.engines.rendering.docx.writer import EDGES, SIZES
from milepost.engines.rendering.typefaces import drawn_ems
from tests.rendering.conftest import REGISTER, model

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><rect width='90' height='30'/></svg>"


def opened(data: bytes) -> Word:
    return docx.Document(io.BytesIO(data))


def text_of(word: Word) -> str:
    return "\n".join("".join(p.itertext(f"{W}t")) for p in word.element.body.iter(f"{W}p"))


def every_paragraph(word: Word) -> list[Paragraph]:
    return [Paragraph(p, word) for p in word.element.body.iter(f"{W}p")]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def saved(word: Word) -> bytes:
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


# == what it is ====================================================================================================


def test_headings_are_headings_of_their_level(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document()))
    found = [
        (p.style.name, p.text) for p in word.paragraphs if p.style and p.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [
        ("Title", "Incident management procedure"),
        ("Heading 1", "First words"),
        ("Heading 2", "Inner"),
        ("Heading 1", "Second"),
    ]


def test_a_table_has_a_style_and_a_header_that_comes_again(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document(approvals=(), history=(), facts=())))
    table = word.tables[-1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Impact", "now", "later"], ["bank", "P1", "1,200"], ["branch", "P2", "80"],
    ]  # fmt: skip
    assert table.style is not None
    assert table.style.name == "Document Table"
    assert [row._tr.trPr.find(f"{W}tblHeader") is not None for row in table.rows] == [True, False, False]
    assert table.rows[1].cells[0].paragraphs[0].runs[0].bold


def test_properties_and_language_are_set(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document(state="Draft")))
    properties = word.core_properties
    assert (properties.title, properties.subject) == ("Incident management procedure", "DOC-INC-01 v3")
    assert (properties.author, properties.category) == ("Bank Nusa Raya", "Internal")
    assert (properties.keywords, properties.language, properties.content_status) == ("8.6.1", "en-GB", "Draft")
    assert properties.created is not None
    assert properties.created.isoformat() == "2026-11-16T10:02:00+00:00"
    assert [lang.get(f"{W}val") for lang in word.styles.element.iter(f"{W}lang")] == ["en-GB"]


def test_an_indonesian_document_is_checked_by_an_indonesian_dictionary(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document(language="id")))
    assert [lang.get(f"{W}val") for lang in word.styles.element.iter(f"{W}lang")] == ["id-ID"]
    assert "Daftar" not in text_of(opened(to_docx(document("## A", language="id"))))


def test_header_and_footer_say_what_it_is_and_count_pages(document: Callable[..., Document]) -> None:
    section = opened(to_docx(document(state="Draft"))).sections[0]
    assert section.header.paragraphs[0].text == "Bank Nusa Raya · Incident management procedure\tDraft"
    footer = section.footer.paragraphs[0]
    assert footer.text == "DOC-INC-01 v3 · Internal\tPage 1 of 1"
    assert [field.text.strip() for field in footer._p.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]


def test_contents_are_a_field_that_is_filled_and_leads_to_the_headings(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document(model("DOC-INC-01.en.md"))))
    body = word.element.body
    contents = body.find(f"{W}sdt")
    assert 'TOC \\o "1-2"' in next(contents.iter(f"{W}instrText")).text
    entries = {
        link.get(f"{W}anchor"): "".join(t.text for t in link.iter(f"{W}t")) for link in contents.iter(f"{W}hyperlink")
    }
    assert list(entries.values())[:3] == ["1Purpose", "2Scope", "3Roles"]  # a tab stands between
    assert set(entries) <= {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    kinds = [part.get(f"{W}fldCharType") for part in contents.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]


def test_lists_are_numbered_by_the_file_and_each_begins_anew(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document("1. a\n2. b\n   - c\n\nx\n\n7. d\n")))
    found = [
        (p.style.name, p.text, p._p.pPr.numPr.ilvl.val, p._p.pPr.numPr.numId.val)
        for p in word.paragraphs
        if p.style and p.style.name.startswith("List")
    ]
    assert [entry[:3] for entry in found] == [
        ("List Number", "a", 0), ("List Number", "b", 0), ("List Bullet", "c", 1), ("List Number", "d", 0),
    ]  # fmt: skip
    first, second = found[0][3], found[3][3]
    assert found[1][3] == first != second
    numbering = word.part.numbering_part.element
    starts = {n.get(f"{W}numId"): n.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val")
              for n in numbering.iter(f"{W}num") if n.find(f"{W}lvlOverride") is not None}  # fmt: skip
    assert (starts[str(first)], starts[str(second)]) == ("1", "7")


def test_a_flow_is_a_picture_told_in_words_with_a_caption(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document(logo=SVG)))
    drawn = list(word.element.body.iter("{*}docPr"))
    assert drawn[0].get("descr") == "Logo of Bank Nusa Raya"
    assert drawn[1].get("descr", "").startswith("How a record moves. New → Done & closed")
    assert len({d.get("id") for d in drawn}) == 2
    assert [p.text for p in word.paragraphs if p.style and p.style.name == "Caption"] == ["Record"]
    assert len(word.inline_shapes) == 2


def test_references_links_and_words_are_what_they_are(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document()))
    paragraph = next(p for p in word.paragraphs if p.text.startswith("Some quiet"))
    assert [run.text for run in paragraph.runs if run.italic] == ["quiet"]
    assert [run.text for run in paragraph.runs if run.bold] == ["strong"]
    assert "section 2 Second" in paragraph.text
    assert [link.address or link.fragment for link in paragraph.hyperlinks] == [
        "https://bank.example/a?b=1&c=2", "second_3", "second_3",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["DOC-INC-01.en.md", "DOC-INC-01.id.md", "DOC-SMP-01.en.md"])
def test_a_model_document_is_whole(document: Callable[..., Document], name: str) -> None:
    word = opened(to_docx(document(model(name), language=name.split(".")[1])))
    blocks = read_markdown(model(name))
    assert len(word.inline_shapes) == sum(isinstance(block, Flow) for block in blocks)
    words = text_of(word)
    tied = "\n".join(p.text for p in every_paragraph(word)).replace("\u00a0", " ")
    for line in model(name).splitlines():
        if line.startswith("| ") and "[](" not in line and "*" not in line:
            assert all(cell.strip() in words or cell.strip() in tied for cell in line.strip("|").split(" | "))


def test_the_same_document_is_the_same_bytes(document: Callable[..., Document]) -> None:
    assert to_docx(document()) == to_docx(document())


ORDER = {
    "pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind",
            "jc", "outlineLvl", "sectPr"],
    "rPr": ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "noProof", "color", "sz", "szCs", "u", "lang"],
    "tblPr": ["tblStyle", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    "trPr": ["cantSplit", "tblHeader"],
    "tcPr": ["tcW", "tcBorders", "shd", "vAlign"],
}  # fmt: skip


def test_properties_stand_in_the_order_that_word_asks_for(document: Callable[..., Document]) -> None:
    word = opened(
        to_docx(
            document(model("DOC-INC-01.en.md") + REGISTER + "\n\n> q\n\n1. a\n\n   b\n\n`c` ***d***", state="Draft")
        )
    )
    places = [word.element.body, word.sections[0].header._element, word.sections[0].footer._element]
    seen = 0
    for place in places:
        for name, order in ORDER.items():
            for properties in place.iter(f"{W}{name}"):
                found = [child.tag.removeprefix(W) for child in properties]
                assert found == sorted(found, key=order.index)
                seen += 1
    assert seen > 500


def test_a_short_table_stays_on_one_page_and_a_long_one_does_not(document: Callable[..., Document]) -> None:
    def kept(rows: int) -> list[bool]:
        body = "## A\n\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * rows
        word = opened(to_docx(document(body, approvals=(), history=(), facts=())))
        return [r.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for r in word.tables[-1].rows]

    assert kept(3) == [True, True, True, False]
    assert kept(20) == [True, True] + [False] * 19  # its header is never alone at the end of a page


def plain(document: Callable[..., Document], body: str) -> Word:
    """Only this text, without approvals, history and facts."""
    return opened(to_docx(document(body, approvals=(), history=(), facts=())))


def test_columns_are_as_wide_as_what_they_hold_and_add_up(document: Callable[..., Document]) -> None:
    row = "| DOC-COM-01 | 2 November 2026 | " + "Words that say much about what is done. " * 8 + "|\n"
    table = plain(document, "## A\n\n| Number | Date | What is done |\n|---|---|---|\n" + row * 3).tables[-1]
    grid = [int(column.get(f"{W}w")) for column in table._tbl.tblGrid]
    assert all([cell.width.twips for cell in line.cells] == grid for line in table.rows)
    assert sum(grid) == int(table._tbl.tblPr.find(f"{W}tblW").get(f"{W}w")) == 9412
    key, date, words = (width / 20 - EDGES for width in grid)
    assert key >= drawn_ems("DOC-COM-01") * SIZES[0]
    assert date >= drawn_ems("2 November 2026") * SIZES[0]
    assert words > key + date


def test_headings_are_numbered_by_the_file_and_so_are_those_added_later(document: Callable[..., Document]) -> None:
    word = plain(document, "## A\n\n### B\n\n#### C\n\n## D\n")
    found = [p for p in word.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert [(p.text, p._p.pPr.numPr.ilvl.val) for p in found] == [("A", 0), ("B", 1), ("C", 2), ("D", 0)]
    numbering = word.part.numbering_part.element
    (used,) = {p._p.pPr.numPr.numId.val for p in found}
    (number,) = (n for n in numbering.iter(f"{W}num") if n.get(f"{W}numId") == str(used))
    abstract = number.find(f"{W}abstractNumId").get(f"{W}val")
    (levels,) = (n for n in numbering.iter(f"{W}abstractNum") if n.get(f"{W}abstractNumId") == abstract)
    assert [text.get(f"{W}val") for text in levels.iter(f"{W}lvlText")] == ["%1", "%1.%2", "%1.%2.%3"]
    assert word.styles["Heading 2"].element.pPr.numPr.numId.val == used


def test_headings_that_carry_typed_numbers_get_no_others(document: Callable[..., Document]) -> None:
    word = plain(document, "## 1 A\n\n### 1.1 B\n\n## 2 C\n\n## 3 D\n")
    assert not [p for p in word.paragraphs if p.style and p.style.name.startswith("Heading") and p._p.pPr.numPr]
    entries = ["".join(t.text for t in link.iter(f"{W}t")) for link in word.element.body.iter(f"{W}hyperlink")]
    assert entries == ["1 A", "1.1 B", "2 C", "3 D"]


def test_no_line_ends_in_a_key_or_a_date_among_words(document: Callable[..., Document]) -> None:
    row = "| DOC-INC-01 | as DOC-INC-01 says since 2 November 2026 |"
    word = plain(document, f"## A\n\n| a | b |\n|---|---|\n{row}\n\nas DOC-INC-01 says\n")
    alone, among = word.tables[-1].rows[1].cells
    assert not list(alone._tc.iter(f"{W}noBreakHyphen"))
    assert len(list(among._tc.iter(f"{W}noBreakHyphen"))) == 2
    assert among.text == "as DOC-INC-01 says since 2\u00a0November\u00a02026"
    assert "as DOC-INC-01 says" in text_of(word)


def test_a_wide_table_stands_on_a_turned_page_with_its_heading(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document(REGISTER, state="Draft")))
    upright, turned, last = word.sections
    assert [s.orientation for s in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert (turned.page_width, turned.page_height) == (upright.page_height, upright.page_width)
    assert [p.text for p in turned.iter_inner_content() if isinstance(p, Paragraph) and p.text][:2] == [
        "Register", "As of today:",
    ]  # fmt: skip
    assert [len(t.columns) for t in turned.iter_inner_content() if not isinstance(t, Paragraph)] == [9]
    grid = next(t for t in turned.iter_inner_content() if not isinstance(t, Paragraph))._tbl.tblGrid
    room = turned.page_width.twips - turned.left_margin.twips - turned.right_margin.twips
    assert sum(int(column.get(f"{W}w")) for column in grid) == pytest.approx(room, abs=20)
    places = []
    for section in word.sections:
        line = section.footer.paragraphs[0]
        assert line.text == "DOC-INC-01 v3 · Internal\tPage 1 of 1"
        assert section.header.paragraphs[0].text.endswith("\tDraft")
        places.append([stop.position.twips for stop in line.paragraph_format.tab_stops if stop.position.twips > 9000])
    assert places == [[9412], [room], [9412]]
    assert last.footer.part is upright.footer.part


def test_a_document_that_ends_on_a_turned_page_has_no_empty_one_after_it(document: Callable[..., Document]) -> None:
    word = plain(document, REGISTER.partition("## After")[0])
    assert [s.orientation for s in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_turned_pages_of_a_letterhead_keep_it_and_its_first_page_comes_once(document: Callable[..., Document]) -> None:
    word = opened(to_docx(document(REGISTER), saved(letterhead())))
    assert len(word.sections) == 3
    assert all(s.header.paragraphs[0].text == "Bank Nusa Raya, since 1957" for s in word.sections)
    assert [s.different_first_page_header_footer for s in word.sections] == [True, False, False]


def test_the_key_of_a_table_stays_with_its_last_row(document: Callable[..., Document]) -> None:
    rows = plain(document, "## A\n\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 20 + "\nKey.{.legend}\n").tables[-1].rows
    assert rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next is True


def test_a_table_at_the_end_has_no_line_below_that_would_be_a_page(document: Callable[..., Document]) -> None:
    for last in (plain(document, "## A\n\n| a |\n|---|\n| 1 |\n"), opened(to_docx(document("## A\n")))):
        spacing = last.paragraphs[-1].paragraph_format
        assert last.paragraphs[-1].text == ""
        assert (spacing.line_spacing, spacing.space_after) == (Pt(1), 0)


def test_every_part_is_well_formed_and_named_by_its_type(document: Callable[..., Document]) -> None:
    parts = members(to_docx(document(logo=SVG)))
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)
    types = parts["[Content_Types].xml"].decode()
    assert 'Extension="png"' in types
    assert "/word/numbering.xml" in types


@pytest.mark.parametrize(
    "words", ["</w:t><w:br/> & \"'", "a\x00\x0b\ufffe\ud800b", "🚀 إدارة ניהול 漢字", "", "=1+1\n\nx"]
)
def test_no_words_break_the_file(document: Callable[..., Document], words: str) -> None:
    word = opened(
        to_docx(
            document(
                title=words,
                identification=words,
                organisation=words,
                classification=words,
                state=words,
                facts=((words, words),),
                keywords=(words,),
            )
        )
    )
    assert "First words" in text_of(word)


def test_word_opens_it_as_a_file_of_today(document: Callable[..., Document]) -> None:
    settings = opened(to_docx(document())).settings.element
    modes = [s.get(f"{W}val") for s in settings.iter(f"{W}compatSetting") if s.get(f"{W}name") == "compatibilityMode"]
    assert modes == ["15"]


# == an organisation's own reference file ==========================================================================


def letterhead() -> Word:
    word = docx.Document()
    word.styles["Heading 1"].font.name = "Georgia"
    word.styles["Normal"].font.name = "Garamond"
    word.add_paragraph("Text of the letterhead")
    word.add_table(1, 1)
    word.sections[0].header.paragraphs[0].text = "Bank Nusa Raya, since 1957"
    word.sections[0].different_first_page_header_footer = True
    return word


def test_its_styles_page_and_letterhead_stay_and_its_text_goes(document: Callable[..., Document]) -> None:
    reference = letterhead()
    width = reference.sections[0].page_width
    word = opened(to_docx(document(), saved(reference)))
    assert word.styles["Heading 1"].font.name == "Georgia"
    assert word.styles["Normal"].font.name == "Garamond"
    assert "Text of the letterhead" not in text_of(word)
    section = word.sections[0]
    assert section.page_width == width
    assert [p.text for p in section.header.paragraphs] == [
        "Bank Nusa Raya, since 1957",
        "Bank Nusa Raya · Incident management procedure",
    ]
    assert "Page 1 of 1" in section.first_page_footer.paragraphs[-1].text


def test_styles_that_it_lacks_are_added(document: Callable[..., Document]) -> None:
    reference = letterhead()
    for name in ("List Bullet", "Caption", "Quote"):
        style = reference.styles[name].element
        style.getparent().remove(style)
    parts = members(saved(reference))
    word = opened(to_docx(document(), packed(parts)))
    names = {style.name for style in word.styles}
    assert {"List Bullet", "Caption", "Quote", "Document Table", "Table Text"} <= names
    assert all(p.style is not None for p in word.paragraphs)


def test_one_without_numbering_is_given_it(document: Callable[..., Document]) -> None:
    parts = members(saved(letterhead()))
    del parts["word/numbering.xml"]
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        root = etree.fromstring(parts[name])
        for child in list(root):
            if "numbering" in (child.get("PartName") or child.get("Target") or ""):
                root.remove(child)
        parts[name] = etree.tostring(root)
    word = opened(to_docx(document(), packed(parts)))
    assert len(word.part.numbering_part.element) > 0


def with_relation(kind: str, target: str, part: str = "word/_rels/settings.xml.rels") -> bytes:
    parts = members(saved(letterhead()))
    relation = f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    old = parts.get(part, f'<Relationships xmlns="{RELATIONS}"></Relationships>'.encode()).decode()
    parts[part] = old.replace("</Relationships>", relation + "</Relationships>").encode()
    return packed(parts)


def test_a_template_attached_from_elsewhere_is_dropped(document: Callable[..., Document]) -> None:
    made = to_docx(document(), with_relation("attachedTemplate", "https://elsewhere.example/x.dotm"))
    assert not [name for name, data in members(made).items() if b"elsewhere.example" in data]


def test_pictures_and_comments_of_its_text_do_not_stay(document: Callable[..., Document]) -> None:
    reference = letterhead()
    reference.add_picture(io.BytesIO(members(to_docx(document(logo=SVG)))["word/media/image1.png"]))
    made = members(to_docx(document("## A"), saved(reference)))
    assert not [name for name in made if name.startswith("word/media/")]


def refused(document: Document, reference: bytes) -> str:
    with pytest.raises(BadReference) as caught:
        to_docx(document, reference)
    assert str(caught.value.fix)
    return str(caught.value.reason)


def test_a_macro_file_is_refused(document: Callable[..., Document]) -> None:
    parts = members(saved(letterhead()))
    assert "macro" in refused(document(), packed({**parts, "word/vbaProject.bin": b"x"}))
    plain, macro = "wordprocessingml.document.main+xml", "macroEnabled.main+xml"
    types = parts["[Content_Types].xml"].decode()
    types = types.replace("vnd.openxmlformats-officedocument." + plain, "vnd.ms-word.document." + macro)
    assert "macro" in refused(document(), packed({**parts, "[Content_Types].xml": types.encode()}))


@pytest.mark.parametrize("name", ["word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml", "word/afchunk.htm"])
def test_what_runs_or_is_another_file_is_refused(document: Callable[..., Document], name: str) -> None:
    assert "embedded" in refused(document(), packed({**members(saved(letterhead())), name: b"x"}))


@pytest.mark.parametrize("kind", ["image", "frame", "oleObject", "subDocument"])
def test_what_loads_from_elsewhere_in_a_header_is_refused(document: Callable[..., Document], kind: str) -> None:
    reference = with_relation(kind, "https://elsewhere.example/x", "word/_rels/header1.xml.rels")
    assert "elsewhere.example" in refused(document(), reference)


@pytest.mark.parametrize(
    "reference",
    [b"", b"%PDF-1.7", b"PK\x03\x04" + b"x" * 50, packed({"a.txt": b"x"}), packed({"[Content_Types].xml": b"<x"})],
    ids=["nothing", "pdf", "damaged", "zip", "broken"],
)
def test_what_is_no_docx_is_refused(document: Callable[..., Document], reference: bytes) -> None:
    assert refused(document(), reference)


def test_a_spreadsheet_is_refused(document: Callable[..., Document]) -> None:
    parts = members(saved(letterhead()))
    types = parts["[Content_Types].xml"].replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
    assert refused(document(), packed({**parts, "[Content_Types].xml": types}))


def test_a_bomb_is_refused_before_it_is_unpacked(document: Callable[..., Document]) -> None:
    parts = members(saved(letterhead()))
    assert "unpacks" in refused(document(), packed({**parts, "word/media/x.png": b"\x00" * 70_000_000}))
    assert "unpacks" in refused(document(), packed({**parts, **{f"word/media/{n}": b"" for n in range(600)}}))
    assert "bytes" in refused(document(), b"PK" * 6_000_000)


def test_a_document_type_is_refused(document: Callable[..., Document]) -> None:
    parts = members(saved(letterhead()))
    head, _, rest = parts["word/styles.xml"].partition(b"?>")
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    assert refused(document(), packed({**parts, "word/styles.xml": head + b"?>" + entity + rest}))


def test_even_pages_carry_the_lines_too(document: Callable[..., Document]) -> None:
    reference = letterhead()
    reference.settings.odd_and_even_pages_header_footer = True
    section = opened(to_docx(document(), saved(reference))).sections[0]
    assert "Page 1 of 1" in section.even_page_footer.paragraphs[-1].text


def test_a_drawing_that_says_it_is_a_mile_wide_is_drawn_as_wide_as_its_place(
    document: Callable[..., Document],
) -> None:
    wide = SVG.replace(b"width='90' height='30'", b"width='100000000' height='20000000'", 1)
    png = members(to_docx(document(logo=wide)))["word/media/image1.png"]
    width, height = struct.unpack_from(">II", png, 16)
    assert (width, height) == (1000, 200)
