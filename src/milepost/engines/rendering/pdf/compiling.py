"""Values → PDF by Typst (loaded when used), with the bundled fonts and nothing of the machine."""

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milepost.engines.rendering.blocks import Document
from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rendering.pdf.values import values_of
from milepost.engines.rendering.typefaces import FOLDER, INSTEAD
from milepost.engines.rules.texts import say

if TYPE_CHECKING:
    import typst

_TEMPLATES = Path(__file__).parent
STANDARDS = ("ua-1", "a-2a")  # accessible, and readable in thirty years; an archive's file must say when it was made
_NOT_DRAWN = re.compile(r'the text `"(.*)"` could not be displayed')
_TRIES = 20
_PICTURE_PPI = 200.0


def to_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1, and as PDF/A-2a where it says when it was written. Raises `BadDocument`.

    The same document gives the same bytes.
    """
    values = json.dumps(values_of(document), ensure_ascii=False)
    standards = list(STANDARDS if document.written_at else STANDARDS[:1])
    return _compiled("document.typ", {"data": values}, format="pdf", pdf_standards=standards)


def to_png(svg: bytes | str) -> bytes:
    """A drawing as a picture of 200 dots an inch, for files that carry no SVG."""
    text = svg if isinstance(svg, str) else svg.decode("utf-8")
    return _compiled("picture.typ", {"svg": text}, format="png", ppi=_PICTURE_PPI)


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


def _compiled(template: str, inputs: dict[str, str], **how: Any) -> bytes:
    """A compiler for each file: making one costs less than a millisecond, and threads share only the fonts."""
    import typst  # noqa: PLC0415

    for _ in range(_TRIES):
        compiler = typst.Compiler(
            input=_TEMPLATES / template, root=_TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True
        )
        try:
            made = compiler.compile(sys_inputs=inputs, **how)
        except typst.TypstError as error:
            inputs = _without_undrawn(inputs, error)
        else:
            return bytes(made[0] if isinstance(made, list) else made or b"")
    raise _not_rendered()


def _without_undrawn(inputs: dict[str, str], error: "typst.TypstError") -> dict[str, str]:
    """Marks that no font sets together (an accent on a letter of another script) become boxes."""
    found = _NOT_DRAWN.search(error.message)
    text = _unescaped(found[1]) if found else ""
    if not text or not any(text in value for value in inputs.values()):
        raise _not_rendered() from error
    return {name: value.replace(text, INSTEAD) for name, value in inputs.items()}


def _unescaped(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), text)


def _not_rendered() -> BadDocument:
    return BadDocument(
        say("The document cannot be set as PDF."),
        say("Take out pictures and unusual characters that were added last; HTML and DOCX work meanwhile."),
        code="pdf",
    )
