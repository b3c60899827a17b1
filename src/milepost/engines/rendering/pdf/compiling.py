"""Values → PDF by Typst (loaded when used), with the bundled fonts and nothing of the machine."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milepost.engines.rendering.blocks import Document, rewritten
from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rendering.pdf.values import values_of
from milepost.engines.rendering.typefaces import FOLDER, basic, latin, without_marks
from milepost.engines.rules.texts import say

if TYPE_CHECKING:
    import typst

_TEMPLATES = Path(__file__).parent
STANDARDS = ("ua-1", "a-2a")  # accessible, and readable in thirty years; an archive's file must say when it was made
_EMPTY = 4  # so that two long documents are kept and not ten; each costs some two milliseconds
_PICTURE_PPI = 200.0
_SCREEN_PPI = 110.0


class _NotSet(Exception):
    """What Typst said."""


def to_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1, and as PDF/A-2a where it says when it was written. Raises `BadDocument`.

    The same document gives the same bytes. Letters and marks that the fonts have one by one may not go together (an
    accent of one script on a letter of another): then, and only then, marks go, then letters of other scripts, at last
    all but ASCII.
    """
    standards = list(STANDARDS if document.written_at else STANDARDS[:1])
    return _set(document, format="pdf", pdf_standards=standards)


def to_first_page(document: Document, *, ppi: float = _SCREEN_PPI) -> bytes:
    """The first page of its PDF as a picture (PNG), to be looked at on a screen. Raises `BadDocument`."""
    return _set(document, format="png", ppi=ppi)


def _set(document: Document, **how: Any) -> bytes:
    for simpler in (None, without_marks, latin, basic):
        said = rewritten(document, simpler) if simpler else document
        data = json.dumps(values_of(said), ensure_ascii=False)
        try:
            return _compiled("document.typ", {"data": data}, **how)
        except _NotSet as error:
            refusal = error
    raise BadDocument(
        say("The document cannot be set as PDF."),
        say("Take out pictures and unusual characters that were added last; HTML and DOCX work meanwhile."),
        code="pdf",
    ) from refusal


def to_png(svg: bytes | str, *, within: tuple[float, float] | None = None, ppi: float = _PICTURE_PPI) -> bytes:
    """A drawing as a picture, for files that carry no SVG. Raises `BadDocument`.

    `within` is the room it fills, in points: a drawing of others may say that it is a mile wide.
    """
    text = svg if isinstance(svg, str) else svg.decode("utf-8", "replace")
    room = {"width": str(within[0]), "height": str(within[1])} if within else {}
    try:
        return _compiled("picture.typ", {"svg": text, **room}, format="png", ppi=ppi)
    except _NotSet as error:
        raise BadDocument(
            say("The logo is no picture that can be printed."),
            say("Give a PNG or JPEG file, or an SVG file that loads nothing and has no script."),
            code="logo",
        ) from error


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


def _compiled(template: str, inputs: dict[str, str], **how: Any) -> bytes:
    """A compiler for each file: making one costs less than a millisecond, and threads share only the fonts."""
    import typst  # noqa: PLC0415

    compiler = typst.Compiler(
        input=_TEMPLATES / template, root=_TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True
    )
    try:
        made = compiler.compile(sys_inputs=inputs, **how)
    except typst.TypstError as error:
        raise _NotSet(error.message) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of Rust, and no Exception: a picture that its reader gave up on
            raise _NotSet(str(error)) from error
        raise
    _forget()
    return bytes(made[0] if isinstance(made, list) else made or b"")


def _forget() -> None:
    """Typst keeps what it found out for ten compilations, 40 MB of a long document each; empty ones count too."""
    import typst  # noqa: PLC0415

    for _ in range(_EMPTY):
        typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True).compile(format="pdf")
