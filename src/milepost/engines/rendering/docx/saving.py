"""A document → the bytes of a DOCX file."""

import io
import zipfile
from typing import TYPE_CHECKING

from milepost.engines.rendering.blocks import Document
from milepost.engines.rendering.characters import on_one_line
from milepost.engines.rendering.colours import readable
from milepost.engines.rendering.docx.frame import back, footer, front, header
from milepost.engines.rendering.docx.markup import NAMESPACES
from milepost.engines.rendering.docx.opening import opened
from milepost.engines.rendering.docx.package import WordPackage, be_current, parsed, speak
from milepost.engines.rendering.docx.writer import Room, Writer
from milepost.engines.rendering.numbering import Sections, numbers
from milepost.engines.rendering.words import PrintedWords, words_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_EMU_IN_TWENTIETH = 635
_WIDTH, _HEIGHT = 9_000, 13_000  # twentieths of a point, where a reference file does not say
_PROPERTY = 255  # characters that a property may have
_TIMELESS = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name


def to_docx(document: Document, reference: bytes | None = None) -> bytes:
    """The document as DOCX: the same bytes for the same document.

    `reference` is a DOCX file of the organisation: its styles, page, headers and footers stay, its text goes. Raises
    `BadReference` where it carries a macro, loads anything from elsewhere or is no DOCX, and `BadDocument`.
    """
    words = words_of(document.language)
    accent = readable(document.accent)
    word, styles = opened(reference, accent)
    package = WordPackage(word, styles)
    room = _room(word)
    sections = Sections(words.section, numbers(document.blocks))
    writer = Writer(package, styles, document.blocks, sections=sections, accent=accent, room=room)
    own = reference is None
    _surround(word, *_lines(document, writer, words, room.width), own=own)  # before any run of pages takes them over
    if own:  # on a letterhead nothing but its own stands where its owner put it
        package.head_turned(*_lines(document, writer, words, room.turned))
    above = front(document, writer, package, words, room.width)
    text, turned = writer.text(document.blocks)
    if turned and document.history:
        text += writer.ended(turned=True)
    elif turned:
        package.end_turned()
    _fill(word, above + text + back(document, writer, words))
    _describe(word, document, words)
    speak(word, words.tag)
    be_current(word, own=own)
    return _saved(word)


def _lines(document: Document, writer: Writer, words: PrintedWords, room: int) -> tuple[str, str]:
    return header(document, writer, room), footer(document, writer, words, room)


def _room(word: "WordDocument") -> Room:
    """The room of the text. A page that is turned keeps its margins where they were."""
    section = word.sections[-1]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    if page is None or left is None or right is None or page - left - right <= 0:
        return Room(_WIDTH, _HEIGHT, _WIDTH)
    width = (page - left - right) // _EMU_IN_TWENTIETH
    high, top, bottom = section.page_height, section.top_margin, section.bottom_margin
    if high is None or top is None or bottom is None or high - abs(top) - abs(bottom) <= 0:
        return Room(width, _HEIGHT, width)
    height = (high - abs(top) - abs(bottom)) // _EMU_IN_TWENTIETH
    return Room(width, height, max(width, (high - left - right) // _EMU_IN_TWENTIETH))


def _fill(word: "WordDocument", text: str) -> None:
    body = word.element.body
    end = body.sectPr
    for element in parsed(f"<w:body {NAMESPACES}>{text}</w:body>"):
        end.addprevious(element)


def _surround(word: "WordDocument", above: str, below: str, *, own: bool) -> None:
    """Our lines stand under what a reference file has in its headers and footers, on every kind of page it knows."""
    section = word.sections[-1]
    pairs = [(section.header, section.footer)]
    if section.different_first_page_header_footer:
        pairs.append((section.first_page_header, section.first_page_footer))
    if word.settings.odd_and_even_pages_header_footer:
        pairs.append((section.even_page_header, section.even_page_footer))
    for part, line in ((part, line) for pair in pairs for part, line in zip(pair, (above, below), strict=True)):
        part.is_linked_to_previous = False
        element = part._element  # noqa: SLF001 - python-docx gives no other way to its markup
        blank = [child for child in element if not any(child.itertext()) and child.find(".//{*}drawing") is None]
        for child in list(element) if own else blank:
            element.remove(child)
        element.extend(parsed(f"<w:hdr {NAMESPACES}>{line}</w:hdr>"))


def _describe(word: "WordDocument", document: Document, words: PrintedWords) -> None:
    properties = word.core_properties
    properties.title = on_one_line(document.title)[:_PROPERTY]
    properties.subject = on_one_line(document.identification)[:_PROPERTY]
    properties.identifier = on_one_line(document.identification)[:_PROPERTY]
    properties.author = properties.last_modified_by = on_one_line(document.organisation)[:_PROPERTY]
    properties.category = on_one_line(document.classification)[:_PROPERTY]
    properties.content_status = on_one_line(document.state)[:_PROPERTY]
    properties.keywords = ", ".join(map(on_one_line, document.keywords))[:_PROPERTY]
    properties.comments = ""
    properties.language = words.tag
    properties.revision = 1
    element = properties._element  # noqa: SLF001 - a time can be set there but not taken away
    for child in list(element):
        if child.tag.rpartition("}")[2] in {"created", "modified", "lastPrinted"}:
            element.remove(child)
    if document.written_at:
        properties.created = properties.modified = document.written_at


def _saved(word: "WordDocument") -> bytes:
    """python-docx writes the time of day into every member; here it is always the same."""
    raw, made = io.BytesIO(), io.BytesIO()
    word.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            timeless = zipfile.ZipInfo(member.filename, _TIMELESS)
            timeless.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(timeless, source.read(member))
    return made.getvalue()
