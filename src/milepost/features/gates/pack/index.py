"""The letter that leads a pack, with the table of contents by what S-10 asks for: what is enclosed, and what lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from milepost.engines.rendering import Block, List, Paragraph, Quote, Strong, Table
from milepost.features.documents.forms import CLASSES
from milepost.features.documents.models import Classification
from milepost.features.documents.printing import Format
from milepost.features.gates.pack.asked import NOTHING, with_address
from milepost.features.gates.pack.entries import NAMES, Entry, OwnFile, Pack, Section
from milepost.features.gates.pack.sheets import Frame, heading, inlines, paragraph, table
from milepost.features.governance.models import HeldRole, RoleHolder
from milepost.features.governance.querysets import holders_of
from milepost.platform.organisations.naming import role_name
from milepost.platform.ui.formats import LONG_DAY, as_day
from milepost.platform.ui.texts import speak

STANDARD = "ISO/IEC 20000-1:2018"
FORMS = (Format.PDF, Format.HTML, Format.DOCX)
_FROM_OPEN_TO_CLOSED = (
    Classification.PUBLIC, Classification.INTERNAL, Classification.CONFIDENTIAL, Classification.RESTRICTED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filed:
    """An entry under the name of its file, with the pages of a PDF that was set for the pack."""

    name: str
    entry: Entry
    pages: int | None = None

    @property
    def number(self) -> str:
        """What leads its name: `03`."""
        return self.name.partition(" ")[0].partition(".")[0]


def index_name(language: str, form: Format) -> str:
    """What the letter is called in the pack; it comes first in every listing."""
    with override(language):
        return f"00 {_('Index')}.{form}"


def printed_index(frame: Frame, pack: Pack, filed: Sequence[Filed], form: Format) -> bytes:
    """The letter as a file. Raises `BadDocument`."""
    with override(frame.language):
        return frame.printed(
            form,
            f"{frame.programme.code} {frame.on.isoformat()}",
            _("Application for certification"),
            tuple(_blocks(frame, pack, filed)),
            classification=_class_of(pack),
            state="" if pack.is_whole else _("Incomplete: not to be handed in"),
            facts=(
                (_("Standard"), STANDARD),
                (_("Made on"), as_day(frame.on)),
                (_("Enclosed"), _files(len(filed))),
                (_("State"), _state(pack)),
            ),
        )


def _class_of(pack: Pack) -> str:
    """The narrowest class of what is enclosed: a letter that names a document is no wider than the document."""
    found = [entry.classification for entry in pack.entries if entry.classification]
    narrowest = max(found, key=lambda each: _FROM_OPEN_TO_CLOSED.index(Classification(each)), default="")
    return str(dict(CLASSES).get(narrowest, ""))


def _files(count: int) -> str:
    return ngettext("{n} file", "{n} files", count).format(n=count)


def _state(pack: Pack) -> str:
    if pack.is_whole:
        return _("whole")
    count = len(pack.lacking)
    return ngettext("{n} thing lacks", "{n} things lack", count).format(n=count)


def _blocks(frame: Frame, pack: Pack, filed: Sequence[Filed]) -> Iterator[Block]:
    yield heading("letter", _("To the certification body"))
    yield from _letter(frame, pack)
    yield heading("overview", _("What is enclosed"))
    yield _overview(pack)
    for section in Section:
        yield from _part(section, pack, [each for each in filed if each.entry.section is section])
    yield heading("proof", _("How to check this pack"))
    yield paragraph(
        _(
            "The file manifest.json names every file of this pack with its size and SHA-256. Nothing went in that was "
            "not in force on {day}."
        ).format(day=as_day(frame.on, LONG_DAY))
    )


def _letter(frame: Frame, pack: Pack) -> Iterator[Block]:
    organisation, day = frame.programme.organisation.name, as_day(frame.on, LONG_DAY)
    if not pack.is_whole:
        words = _("This pack is incomplete and not to be handed in yet: {state}, as its parts below say.")
        yield Paragraph((Strong(inlines(words.format(state=_state(pack)))),))
    if pack.sentence:
        words = _("{organisation} applies for certification of its service management system to {standard}, for:")
        yield paragraph(words.format(organisation=organisation, standard=STANDARD))
        yield Quote((paragraph(pack.sentence),))
    else:
        words = _("{organisation} applies for certification of its service management system to {standard}.")
        yield paragraph(words.format(organisation=organisation, standard=STANDARD))
    words = _(
        "Enclosed is the documented information in force on {day}, with the signed decisions that closed each phase of "
        "building the system. The number before each line below leads the name of its file."
    )
    yield paragraph(words.format(day=day))
    if any(entry.is_translated for entry in pack.entries):
        yield paragraph(
            _("Of a document that is translated, the text that it was translated from is the one approved.")
        )
    holders = [holder for holder in holders_of(frame.programme) if holder.in_office(frame.on)]
    for holder in holders:
        if holder.role == HeldRole.COORDINATOR:
            yield paragraph(_("Questions are answered by {contact}.").format(contact=with_address(holder)))
    signers = [(_called(holder), "") for holder in holders if holder.role == HeldRole.SPONSOR]
    if signers and pack.is_whole:
        yield table((_("For {organisation}").format(organisation=organisation), _("Date and signature")), signers)


def _called(holder: RoleHolder) -> str:
    return ", ".join((holder.called, holder.office or role_name(holder.role)))


def _overview(pack: Pack) -> Table:
    rows = []
    for section in Section:
        inside = sum(entry.section is section for entry in pack.entries)
        lacks = len(pack.lacks.get(section, ()))
        rows.append((speak(NAMES[section]), str(inside) if inside else NOTHING, str(lacks) if lacks else _("nothing")))
    return table((_("Part"), _("Files"), _("Lacking")), rows)


def _part(section: Section, pack: Pack, filed: Sequence[Filed]) -> Iterator[Block]:
    lacks = pack.lacks.get(section, ())
    outside = pack.outside if section is Section.FURTHER else ()
    if not (filed or lacks or outside):
        return
    yield heading(section.value, speak(NAMES[section]))
    if filed:
        columns = (_("No."), _("Document"), _("Title"), _("In force since"), _("Extent"))
        yield table(columns, [_row(each) for each in filed])
    if lacks:
        yield Paragraph((Strong(inlines(_("Lacking:"))),))
        yield List(tuple((paragraph(speak(result.text)),) for result in lacks))
    if outside:
        yield paragraph(_("Of external origin, in force and not enclosed:"))
        said = [" ".join((each.number, each.title, f"({each.source})" if each.source else "")) for each in outside]
        yield List(tuple((paragraph(words),) for words in said))


def _row(filed: Filed) -> tuple[str, ...]:
    entry = filed.entry
    title = f"{entry.title} ({speak(entry.note)})" if entry.note else entry.title
    return (
        filed.number,
        entry.label,
        title,
        as_day(entry.since) if entry.since else NOTHING,
        extent_of(filed),
    )


def extent_of(filed: Filed) -> str:
    """How long an entry is: pages where we set it, else what kind of file it is."""
    if filed.pages:
        return ngettext("{n} page", "{n} pages", filed.pages).format(n=filed.pages)
    if isinstance(filed.entry.content, OwnFile):
        return _("{kind} file").format(kind=filed.entry.content.ending.lstrip(".").upper())
    return NOTHING
