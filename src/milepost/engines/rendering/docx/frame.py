"""What stands around the text: owner, title, facts, approvals, contents, history, header and footer."""

from collections.abc import Sequence

from milepost.engines.rendering.blocks import Document, Heading, as_text, headings
from milepost.engines.rendering.characters import on_one_line
from milepost.engines.rendering.docx.markup import attribute, field, paragraph, row, run, tab
from milepost.engines.rendering.docx.writer import CONTENTS_FROM, Package, Writer
from milepost.engines.rendering.pdf import to_png
from milepost.engines.rendering.pictures import Picture, as_picture
from milepost.engines.rendering.words import PrintedWords

_LOGO = (180.0, 42.0)  # points
_LOGO_PPI = 400.0  # dots an inch: a sign has thin strokes
_FACTS = 3  # in a row


def front(document: Document, writer: Writer, package: Package, words: PrintedWords, room: int) -> str:
    """Everything above the text."""
    facts = [(words.identification, document.identification), *document.facts]
    if document.classification:
        facts.append((words.classification, document.classification))
    state = document.state and paragraph(writer.style("Document State"), run(on_one_line(document.state)))
    return (
        paragraph(writer.style("Document Owner"), _owner(document, writer, package, words))
        + paragraph(writer.style("Title"), run(on_one_line(document.title)))
        + state
        + _facts(facts, writer, room)
        + _approvals(document, writer, words)
        + _contents(document, writer, words)
    )


def _owner(document: Document, writer: Writer, package: Package, words: PrintedWords) -> str:
    logo = as_picture(document.logo)
    if logo is None:
        return run(on_one_line(document.organisation))
    width, height, png = _as_raster(logo)
    alt = words.logo.format(organisation=on_one_line(document.organisation))
    return writer.picture(package.picture(png), width, height, alt, alt)


def _as_raster(logo: Picture) -> tuple[float, float, bytes]:
    """The logo as Word can show it, no larger than its place."""
    from docx.image.image import Image  # noqa: PLC0415

    data = to_png(logo.data, within=_LOGO, ppi=_LOGO_PPI) if logo.kind == "svg" else logo.data
    image = Image.from_blob(data)
    scale = min(_LOGO[0] / image.px_width, _LOGO[1] / image.px_height)
    return image.px_width * scale, image.px_height * scale, data


def _facts(facts: Sequence[tuple[str, str]], writer: Writer, room: int) -> str:
    widths = (room // _FACTS,) * _FACTS
    cells = [
        paragraph(writer.style("Fact Name"), run(on_one_line(name)))
        + paragraph(writer.style("Fact Value"), run(on_one_line(value)))
        for name, value in facts
    ]
    cells += [paragraph(writer.style("Fact Name"), "")] * (-len(cells) % _FACTS)
    rows = "".join(row(cells[at : at + _FACTS], widths) for at in range(0, len(cells), _FACTS))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"<w:tbl><w:tblPr><w:tblStyle w:val={attribute(writer.style('Document Facts'))}/>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        + paragraph(writer.style("Table Space"), "")
    )


def _approvals(document: Document, writer: Writer, words: PrintedWords) -> str:
    if not document.approvals:
        return ""
    rows = [(a.did, a.name, a.role, a.decided) for a in document.approvals]
    space = paragraph(writer.style("Table Space"), "")
    return _labelled(words.approvals, words.approval_columns, rows, writer) + space


def _labelled(label: str, columns: Sequence[str], rows: Sequence[Sequence[str]], writer: Writer) -> str:
    return paragraph(writer.style("Document Label"), run(label)) + writer.plain_table(columns, rows)


def _contents(document: Document, writer: Writer, words: PrintedWords) -> str:
    r"""A table of contents that is filled already: its entries lead to the headings.

    It has no page numbers (`\n`): nobody knows them before the file is laid out, and a wrong one is worse than none.
    """
    found = headings(document.blocks)
    if len(found) < CONTENTS_FROM:
        return ""
    shown = [heading for heading in found if heading.level <= 3]
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\n \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    entries = [
        paragraph(
            writer.style(f"TOC {heading.level - 1}"),
            (begin if place == 0 else "") + _entry(heading, writer) + (end if place == len(shown) - 1 else ""),
        )
        for place, heading in enumerate(shown)
    ]
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{paragraph(writer.style('Document Label'), run(words.contents))}"
        f"{''.join(entries)}</w:sdtContent></w:sdt>"
    )


def _entry(heading: Heading, writer: Writer) -> str:
    number = writer.number(heading.anchor)
    words = (run(number) + tab() if number else "") + run(" ".join(as_text(heading.inlines).split()))
    return f'<w:hyperlink w:anchor={attribute(writer.bookmark(heading.anchor))} w:history="1">{words}</w:hyperlink>'


def back(document: Document, writer: Writer, words: PrintedWords) -> str:
    """The history, below the text."""
    if not document.history:
        return ""
    rows = [(c.version, c.decided, c.summary, c.by) for c in document.history]
    return _labelled(words.history, words.history_columns, rows, writer) + writer.lowest()


def header(document: Document, writer: Writer, room: int) -> str:
    """Who and what on the left, the state on the right."""
    left = " · ".join(on_one_line(part) for part in (document.organisation, document.title) if part)
    content = run(left)
    if document.state:
        content += tab() + run(on_one_line(document.state), "<w:b/>", '<w:color w:val="A2350F"/>')
    line = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="C9CCD4"/></w:pBdr>'
    return paragraph(writer.style("Header"), content, line, _right_tab(room))


def footer(document: Document, writer: Writer, words: PrintedWords, room: int) -> str:
    """Which version of what on the left, page n of m on the right."""
    left = " · ".join(on_one_line(part) for part in (document.identification, document.classification) if part)
    content = run(left) + tab() + run(f"{words.page[0]} ") + field("PAGE", "1")
    content += run(f" {words.page[1]} ") + field("NUMPAGES", "1")
    line = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="C9CCD4"/></w:pBdr>'
    return paragraph(writer.style("Footer"), content, line, _right_tab(room))


def _right_tab(room: int) -> str:
    cleared = "".join(f'<w:tab w:val="clear" w:pos="{place}"/>' for place in (4320, 8640))
    return f'<w:tabs>{cleared}<w:tab w:val="right" w:pos="{room}"/></w:tabs>'
