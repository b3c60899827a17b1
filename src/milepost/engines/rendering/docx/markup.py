"""Small pieces of WordprocessingML as text. Every word goes through `run`, which escapes it."""

from html import escape

from milepost.engines.rendering.characters import printable

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
EMU = 12_700  # in a point


def attribute(text: str) -> str:
    """A value with its quotation marks."""
    return f'"{escape(printable(text))}"'


def run(text: str, *marks: str) -> str:
    """Words with marks such as `<w:b/>`; line ends become breaks."""
    properties = f"<w:rPr>{''.join(marks)}</w:rPr>" if marks else ""
    words = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' if line else ""
        for line in printable(text).split("\n")
    )
    return f"<w:r>{properties}{words}</w:r>"


def tied(text: str, *marks: str) -> str:
    """Words that no line ends in: blanks and hyphens that Word does not break at."""
    properties = f"<w:rPr>{''.join(marks)}</w:rPr>" if marks else ""
    words = "<w:noBreakHyphen/>".join(
        f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' if part else ""
        for part in printable(text).replace(" ", "\u00a0").split("-")
    )
    return f"<w:r>{properties}{words}</w:r>"


def tab() -> str:
    """To the next tab stop."""
    return "<w:r><w:tab/></w:r>"


def paragraph(style: str, content: str, *properties: str) -> str:
    """A paragraph in a style (by id); properties in the order of the schema."""
    return f"<w:p><w:pPr><w:pStyle w:val={attribute(style)}/>{''.join(properties)}</w:pPr>{content}</w:p>"


def field(instruction: str, shown: str) -> str:
    """A field, filled with what it shows until it is counted anew."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction, quote=False)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def drawing(relation: str, number: int, width: float, height: float, title: str, alt: str) -> str:
    """A picture in the line, sizes in points."""
    size = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name={attribute(f"Picture {number}")} descr={attribute(alt)}'
        f" title={attribute(title)}/>"
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name={attribute(title)}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def table(style: str, widths: tuple[int, ...], rows: str) -> str:
    """A table of fixed columns (in twentieths of a point), whose first row is its header."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val={attribute(style)}/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def row(cells: list[str], widths: tuple[int, ...], *, header: bool = False, whole: bool = True) -> str:
    """A row of cells, each the text of its paragraphs."""
    marks = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if header else "")
    properties = f"<w:trPr>{marks}</w:trPr>" if marks else ""
    filled = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr>{properties}{filled}</w:tr>"
