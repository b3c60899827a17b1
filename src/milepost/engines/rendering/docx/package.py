"""What stands beside the text in a DOCX file: relations, pictures, numberings, language."""

import io
from typing import TYPE_CHECKING, Any

from milepost.engines.rendering.docx.markup import NAMESPACES

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_AFTER_COMPAT = {"docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping", "shapeDefaults"}
_STEP = 284  # twentieths of a point
_BULLETS = ("•", "–", "•")


class WordPackage:
    """The parts of one file. `accent` is not among them: styles have it."""

    def __init__(self, document: "WordDocument") -> None:
        self._part = document.part
        self._numbering = _numbering(document)
        self._links: dict[str, str] = {}
        self._bullets = 0
        self._numbers = 0

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

    def _abstract(self, *, numbered: bool) -> int:
        number = _next(self._numbering, "abstractNum", "abstractNumId")
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{"decimal" if numbered else "bullet"}"/>'
            f'<w:lvlText w:val="{f"%{level + 1}." if numbered else _BULLETS[level % 3]}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{_STEP * (level + 1)}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
            for level in range(_LEVELS)
        )
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


def be_current(document: "WordDocument") -> None:
    """Say that the file is of today's form; without it Word opens it in a mode for old files."""
    settings = document.settings.element
    compat = settings.find(f"{_W}compat")
    if compat is None:
        compat = parsed(f"<w:compat {NAMESPACES}/>")
        place = next((child for child in settings if child.tag.rpartition("}")[2] in _AFTER_COMPAT), None)
        settings.append(compat) if place is None else place.addprevious(compat)
    if not any(child.get(f"{_W}name") == "compatibilityMode" for child in compat):
        compat.append(
            parsed(
                f'<w:compatSetting {NAMESPACES} w:name="compatibilityMode"'
                ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
            )
        )
