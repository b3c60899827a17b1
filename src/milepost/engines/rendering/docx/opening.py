"""The file that a document is written into: an organisation's reference file with its styles, or an empty one.

python-docx and lxml are loaded when used.
"""

import io
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milepost.engines.rendering.failures import BadReference
from milepost.engines.rendering.limits import LIMITS, Limits
from milepost.engines.rules.texts import Text, as_written, say

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.opc.part import Part

STYLES = Path(__file__).with_name("styles.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ACTIVE = (
    "vbaproject",
    "activex",
    "embeddings/",
    "oleobject",
    "attachedtoolbars",
    "customui",
    "afchunk",
    "webextension",
)
_DROPPED = {"attachedTemplate", "chart", "comments", "commentsExtended", "commentsIds", "hyperlink", "image", "people"}
_EMPTIED = {"word/_rels/document.xml.rels", "word/_rels/settings.xml.rels"}
_DOCUMENT_TYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_A4 = (11_906, 16_838)  # twentieths of a point
_MARGIN, _TOP = 1_247, 1_417


def opened(reference: bytes | None, accent: str, limits: Limits = LIMITS) -> tuple["WordDocument", dict[str, str]]:
    """A document without text, and the ids of its styles by name. Raises `BadReference`."""
    import docx  # noqa: PLC0415

    if reference is None:
        document = docx.Document()
        _as_a4(document)
    else:
        _check(reference, limits)
        try:
            document = docx.Document(io.BytesIO(reference))
        except Exception as error:  # the library raises what its parsers raise
            raise _refused(say("It cannot be opened.")) from error
        if not document.sections:
            raise _refused(say("It has no page settings."))
        _emptied(document)
    return document, _styled(document, accent, replace=reference is None)


# == an own reference file =========================================================================================


def _check(reference: bytes, limits: Limits) -> None:
    if len(reference) > limits.reference_bytes:
        raise _refused(
            say("It has {count} bytes, more than {limit}.", count=len(reference), limit=limits.reference_bytes)
        )
    try:
        with zipfile.ZipFile(io.BytesIO(reference)) as archive:
            _check_members(archive, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise _refused(say("It is no DOCX file.")) from error


def _check_members(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    names = [member.filename.lower() for member in members]
    if len(members) > limits.reference_members or sum(m.file_size for m in members) > limits.reference_unpacked:
        raise _refused(say("It unpacks to more than a document needs."))
    if "[content_types].xml" not in names or len(set(names)) < len(names):
        raise _refused(say("It is no DOCX file."))
    active = next((name for name in names for word in _ACTIVE if word in name), "")
    if active or b"macroenabled" in _content(archive, members, "[content_types].xml").lower():
        raise _refused(
            say("It carries a macro or an embedded program ({name}).", name=as_written(active or "macroEnabled"))
        )
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            _check_markup(member.filename, archive.read(member))


def _check_markup(name: str, markup: bytes) -> None:
    if any(mark in markup for mark in _DOCUMENT_TYPE):
        raise _refused(say("Its part {name} declares a document type.", name=as_written(name[:80])))
    if name.endswith(".rels"):
        _check_relations(name, markup)


def _content(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str) -> bytes:
    return archive.read(next(member for member in members if member.filename.lower() == name))


def _check_relations(name: str, relations: bytes) -> None:
    """A relation that a word processor follows by itself when the file is opened would tell others who reads it."""
    from lxml import etree  # noqa: PLC0415

    try:
        root = etree.fromstring(relations, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise _refused(say("It is no DOCX file.")) from error
    for relation in root.iter("{*}Relationship"):
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        dropped = {"hyperlink"} if name not in _EMPTIED else _DROPPED
        if relation.get("TargetMode") == "External" and kind not in dropped:
            raise _refused(
                say("It loads something from elsewhere ({name}).", name=as_written(relation.get("Target", "")[:80]))
            )


def _refused(reason: Text) -> BadReference:
    return BadReference(
        say("The reference file cannot be used. {reason}", reason=reason),
        say("Save it in a word processor as a plain DOCX document and try again."),
        code="reference",
    )


def _emptied(document: "WordDocument") -> None:
    """Only the settings of its last section remain, with its headers and footers, and no word of its text."""
    body = document.element.body
    for child in list(body):
        if child.tag != f"{_W}sectPr":
            body.remove(child)
    _without(document.part)
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/settings"):
            settings = relation.target_part
            _without(settings)
            for child in settings.element.findall(f"{_W}attachedTemplate"):
                settings.element.remove(child)


def _without(part: "Part") -> None:
    """Drop what its text led to; a template attached from elsewhere would be fetched by whoever opens the file."""
    for key in [key for key, relation in part.rels.items() if relation.reltype.rpartition("/")[2] in _DROPPED]:
        del part.rels[key]


# == styles ========================================================================================================


def _styled(document: "WordDocument", accent: str, *, replace: bool) -> dict[str, str]:
    """Bring in the styles of ours that are missing, or all; ids by name, in small letters."""
    from lxml import etree  # noqa: PLC0415

    text = STYLES.read_text(encoding="utf-8").replace("2147A6", accent.removeprefix("#").upper())
    root = document.styles.element
    ids: dict[str, str] = {}
    present: dict[str, Any] = {}
    for style in root.iterchildren(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            present[str(name.get(f"{_W}val")).lower()] = style
    for ours in etree.fromstring(text.encode()).iterchildren(f"{_W}style"):
        name = ours.find(f"{_W}name").get(f"{_W}val").lower()
        if replace and name in present:
            root.remove(present.pop(name))
        if name not in present:
            root.append(_as_words(deepcopy(ours), ids))
            present[name] = ours
        ids[name] = str(present[name].get(f"{_W}styleId"))
    return ids


def _as_words(style: Any, ids: dict[str, str]) -> Any:
    """The style with its bases by the ids that they have in this file."""
    ours = {"Normal": "normal", "Title": "title", "Caption": "caption"}
    for tag in ("basedOn", "next"):
        found = style.find(f"{_W}{tag}")
        if found is not None and ours.get(found.get(f"{_W}val")) in ids:
            found.set(f"{_W}val", ids[ours[found.get(f"{_W}val")]])
    return style


def _as_a4(document: "WordDocument") -> None:
    from docx.shared import Twips  # noqa: PLC0415

    section = document.sections[0]
    section.page_width, section.page_height = (Twips(side) for side in _A4)
    section.left_margin = section.right_margin = Twips(_MARGIN)
    section.top_margin, section.bottom_margin = Twips(_TOP), Twips(_TOP)
    section.header_distance = section.footer_distance = Twips(680)
