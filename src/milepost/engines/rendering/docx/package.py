"""What stands beside the text in a DOCX file: relations, pictures, numberings, language."""

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from milepost.engines.rendering.docx.markup import NAMESPACES

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_TODAY = "15"  # the form of files since Word 2013
_AFTER_COMPAT = {"docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping", "shapeDefaults"}
_STEP = 284  # twentieths of a point
_HEADING_WIDTHS = (567, 737, 907)  # twentieths of a point, for the numbers of each level
_BULLETS = ("•", "–", "•")


class WordPackage:
    """The parts of one file. `accent` is not among them: styles have it."""

    def __init__(self, document: "WordDocument", styles: Mapping[str, str]) -> None:
        """`styles` gives the id of each by its name, in small letters."""
        self._part = document.part
        self._styles = styles
        self._numbering = _numbering(document)
        self._links: dict[str, str] = {}
        self._bullets = 0
        self._numbers = 0
        self._sections = 0
        self._style_elements = document.styles.element
        self._end = document.element.body.sectPr
        self._runs = 0
        self._turned_marks: list[Any] = []

    def link(self, target: str) -> str:
        """The id of a relation that leads there."""
        from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415

        if target not in self._links:
            self._links[target] = self._part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self._links[target]

    def picture(self, png: bytes) -> str:
        """The id of a relation to the picture."""
        relation, _ = self._part.get_or_add_image(io.BytesIO(png))
        return str(relation)

    @property
    def bullets(self) -> int:
        """The id of the numbering of bullets."""
        self._bullets = self._bullets or self._used(self._abstract(numbered=False))
        return self._bullets

    def numbered(self, start: int) -> int:
        """The id of a new numbering that begins there."""
        self._numbers = self._numbers or self._abstract(numbered=True)
        return self._used(self._numbers, start)

    @property
    def sections(self) -> int:
        """The id of the numbering of headings, which their styles have too: one that is added later counts on."""
        if not self._sections:
            self._sections = self._used(self._abstract_of(self._heading_levels()))
            for level in range(len(_HEADING_WIDTHS)):
                self._number_style(self._styles[f"heading {level + 1}"], level)
        return self._sections

    def ended(self, *, turned: bool) -> str:
        """The properties of a run of pages that ends here: those of the last one, upright or on their side."""
        properties = deepcopy(self._end)
        if not self._runs:  # a first page of its own has the first run alone
            _without(self._end, "titlePg")
        self._runs += 1
        return written(self._turned(properties) if turned else properties)

    def end_turned(self) -> None:
        """The last run of pages is on its side."""
        self._turned(self._end)

    def head_turned(self, above: str, below: str) -> None:
        """Give turned pages a header and a footer of their own."""
        for kind, line, made in (
            ("header", above, self._part.add_header_part()),  # type: ignore[no-untyped-call]
            ("footer", below, self._part.add_footer_part()),  # type: ignore[no-untyped-call]
        ):
            part, relation = made
            for child in list(part.element):
                part.element.remove(child)
            part.element.extend(parsed(f"<w:hdr {NAMESPACES}>{line}</w:hdr>"))
            self._turned_marks.append(parsed(f'<w:{kind}Reference {NAMESPACES} w:type="default" r:id="{relation}"/>'))

    def _turned(self, properties: Any) -> Any:
        """The pages of a run on their side, with the margins where they were."""
        size = properties.find(f"{_W}pgSz")
        width, height = size.get(f"{_W}w"), size.get(f"{_W}h")
        size.set(f"{_W}w", height)
        size.set(f"{_W}h", width)
        size.set(f"{_W}orient", "landscape")
        if self._turned_marks:
            _without(properties, "headerReference")
            _without(properties, "footerReference")
            for mark in reversed(self._turned_marks):
                properties.insert(0, deepcopy(mark))
        return properties

    def _heading_levels(self) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            f'<w:pStyle w:val="{self._styles[f"heading {level + 1}"]}"/>'
            f'<w:lvlText w:val="{".".join(f"%{one + 1}" for one in range(level + 1))}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{width}" w:hanging="{width}"/></w:pPr></w:lvl>'
            for level, width in enumerate(_HEADING_WIDTHS)
        )

    def _number_style(self, name: str, level: int) -> None:
        for style in self._style_elements.iterchildren(f"{_W}style"):
            if style.get(f"{_W}styleId") == name:
                properties = style.get_or_add_pPr()
                if properties.find(f"{_W}numPr") is None:
                    numbered = properties.get_or_add_numPr()
                    numbered.get_or_add_ilvl().val = level
                    numbered.get_or_add_numId().val = self._sections

    def _abstract(self, *, numbered: bool) -> int:
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{"decimal" if numbered else "bullet"}"/>'
            f'<w:lvlText w:val="{f"%{level + 1}." if numbered else _BULLETS[level % 3]}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{_STEP * (level + 1)}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
            for level in range(_LEVELS)
        )
        return self._abstract_of(levels)

    def _abstract_of(self, levels: str) -> int:
        number = _next(self._numbering, "abstractNum", "abstractNumId")
        markup = (
            f'<w:abstractNum {NAMESPACES} w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        first = next(self._numbering.iterchildren(f"{_W}num"), None)
        element = parsed(markup)
        if first is None:
            self._numbering.append(element)
        else:  # the schema wants these before those
            first.addprevious(element)
        return number

    def _used(self, abstract: int, start: int = 0) -> int:
        number = _next(self._numbering, "num", "numId")
        begins = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level in range(_LEVELS if start else 0)
        )
        markup = f'<w:num {NAMESPACES} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{begins}</w:num>'
        self._numbering.append(parsed(markup))
        return number


def _without(element: Any, tag: str) -> None:
    for child in element.findall(f"{_W}{tag}"):
        element.remove(child)


def written(element: Any) -> str:
    """An element as markup."""
    from lxml import etree  # noqa: PLC0415

    return str(etree.tostring(element, encoding="unicode"))


def parsed(markup: str) -> Any:
    """Markup as an element of python-docx's own classes."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    return parse_xml(markup)


def _next(numbering: Any, tag: str, name: str) -> int:
    return 1 + max((int(child.get(f"{_W}{name}", 0)) for child in numbering.iterchildren(f"{_W}{tag}")), default=0)


def _numbering(document: "WordDocument") -> Any:
    """The numbering of the file; a reference file need not have one."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE  # noqa: PLC0415
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.parts.numbering import NumberingPart  # noqa: PLC0415

    part = document.part
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    element = parsed(f"<w:numbering {NAMESPACES}/>")
    made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return element


def speak(document: "WordDocument", tag: str) -> None:
    """Set the language of all words (en-GB), so that spelling is checked by the right dictionary."""
    root = document.styles.element
    defaults = root.find(f"{_W}docDefaults")
    if defaults is None:
        defaults = parsed(f"<w:docDefaults {NAMESPACES}/>")
        root.insert(0, defaults)
    run = defaults.find(f"{_W}rPrDefault")
    if run is None:
        run = parsed(f"<w:rPrDefault {NAMESPACES}><w:rPr/></w:rPrDefault>")
        defaults.insert(0, run)
    properties = run.find(f"{_W}rPr")
    if properties is None:
        properties = parsed(f"<w:rPr {NAMESPACES}/>")
        run.append(properties)
    for old in properties.findall(f"{_W}lang"):
        properties.remove(old)
    properties.append(parsed(f'<w:lang {NAMESPACES} w:val="{tag}" w:eastAsia="{tag}"/>'))


def be_current(document: "WordDocument", *, own: bool) -> None:
    """Say that the file is of today's form, or Word opens it in a mode for old ones. A reference file keeps its."""
    settings = document.settings.element
    compat = settings.find(f"{_W}compat")
    if compat is None:
        compat = parsed(f"<w:compat {NAMESPACES}/>")
        place = next((child for child in settings if child.tag.rpartition("}")[2] in _AFTER_COMPAT), None)
        settings.append(compat) if place is None else place.addprevious(compat)
    said = [child for child in compat if child.get(f"{_W}name") == "compatibilityMode"]
    for child in said if own else ():
        child.set(f"{_W}val", _TODAY)
    if not said:
        compat.append(
            parsed(
                f'<w:compatSetting {NAMESPACES} w:name="compatibilityMode"'
                f' w:uri="http://schemas.microsoft.com/office/word" w:val="{_TODAY}"/>'
            )
        )
