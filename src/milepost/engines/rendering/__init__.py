"""Documents from one block model: Markdown in, HTML, PDF and DOCX out, without Django and without a network.

What to call:

- `read_markdown(text)` → blocks. The dialect stands in `reading`.
- `to_html(blocks, language=…)` → a fragment for a page under a strict content security policy.
- `to_html_parts(blocks, after)` → the same cut into pieces, so that a page can put something between them.
- `to_html_file(document)`, `to_pdf(document)`, `to_docx(document, reference)` → whole files, the same bytes for
  the same document.
- `difference(old, new)` → what changed between two bodies, as values that a page can show.
- `as_colour(colour)`, `as_picture(data)` → an organisation's colour and sign, if they can be printed.
- `count_pages(pdf)` → how many pages a PDF of ours has.
- `undrawable(text)` → the characters that a PDF shows as boxes, for a warning.

Every failure is a `BadDocument` (`BadReference` for an own reference file) with `reason`, `fix`, `code` and `line`.

Example::

    blocks = read_markdown(version.body)
    document = Document(
        identification="DOC-SMP-01 v3",
        title="Service management plan",
        language="en",
        organisation="Bank Nusa Raya",
        classification="Internal",
        facts=(("In force from", "1 January 2027"),),
        blocks=blocks,
    )
    pdf = to_pdf(document)
"""

from milepost.engines.rendering.blocks import (
    Align,
    Approval,
    Block,
    Break,
    Change,
    Code,
    CodeWords,
    Document,
    Emphasis,
    Flow,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    State,
    Strong,
    Table,
    Transition,
    Words,
    as_text,
    every_block,
    headings,
    words_in,
)
from milepost.engines.rendering.colours import ACCENT, as_colour
from milepost.engines.rendering.difference import Comparison, difference
from milepost.engines.rendering.docx import to_docx
from milepost.engines.rendering.failures import BadDocument, BadReference
from milepost.engines.rendering.flows import draw
from milepost.engines.rendering.html import to_html, to_html_file, to_html_parts
from milepost.engines.rendering.limits import LIMITS, Limits
from milepost.engines.rendering.pdf import count_pages, to_first_page, to_pdf
from milepost.engines.rendering.pictures import as_picture
from milepost.engines.rendering.reading import read_markdown
from milepost.engines.rendering.typefaces import undrawable

__all__ = [
    "ACCENT",
    "LIMITS",
    "Align",
    "Approval",
    "BadDocument",
    "BadReference",
    "Block",
    "Break",
    "Change",
    "Code",
    "CodeWords",
    "Comparison",
    "Document",
    "Emphasis",
    "Flow",
    "Heading",
    "Inline",
    "Inlines",
    "Limits",
    "Link",
    "List",
    "Paragraph",
    "Quote",
    "Reference",
    "State",
    "Strong",
    "Table",
    "Transition",
    "Words",
    "as_colour",
    "as_picture",
    "as_text",
    "count_pages",
    "difference",
    "draw",
    "every_block",
    "headings",
    "read_markdown",
    "to_docx",
    "to_first_page",
    "to_html",
    "to_html_file",
    "to_html_parts",
    "to_pdf",
    "undrawable",
    "words_in",
]
