"""Sheets of the pack that only registers hold: the signed scope, a decision at a gate, services, sites and people."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from milepost.engines.rendering import (
    Align,
    Approval,
    Block,
    CodeWords,
    Document,
    Heading,
    Inlines,
    Paragraph,
    Quote,
    Table,
    Words,
)
from milepost.engines.rendering.characters import on_one_line
from milepost.engines.rules.facts.settings import Phase
from milepost.features.documents.printing import Format, in_format
from milepost.features.documents.style import look_of_documents
from milepost.features.gates.on_record import DecisionOnRecord
from milepost.features.gates.pack.asked import NOTHING, Asked
from milepost.features.gates.selectors import criterion_names
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.organisations.naming import phase_name, role_name
from milepost.platform.signatures.models import Method, Signature
from milepost.platform.ui.formats import as_day
from milepost.platform.ui.states import look_of
from milepost.platform.ui.texts import speak


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same for every sheet of a pack: whose it is, its language, its day, and the time it carries."""

    programme: Programme
    language: str
    on: date
    at: datetime

    def printed(self, form: Format, identification: str, title: str, blocks: Iterable[Block], **more: Any) -> bytes:
        """A sheet as a file, in its organisation's look. Raises `BadDocument`."""
        organisation = self.programme.organisation
        document = Document(
            identification, title, self.language, organisation.name, tuple(blocks), written_at=self.at, **more
        )
        return in_format(document, form, look_of_documents(organisation.pk))


def frame_of(programme: Programme, language: str, on: date) -> Frame:
    """The frame of a day; the time that files carry is its midnight, so that they are the same bytes again."""
    return Frame(programme, language, on, datetime.combine(on, time(), ZoneInfo(programme.organisation.timezone)))


def inlines(words: str) -> Inlines:
    """Words of people as they are: nothing in them is read as a mark."""
    return (Words(on_one_line(words)),)


def heading(anchor: str, words: str, level: int = 2) -> Heading:
    """A heading."""
    return Heading(level, inlines(words), anchor)


def paragraph(words: str) -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph(inlines(words))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of plain words."""
    cells = tuple(tuple(inlines(cell) for cell in row) for row in rows)
    return Table(tuple(inlines(column) for column in columns), (Align.START,) * len(columns), cells)


# -- the scope ---------------------------------------------------------------------------------------------------------


def scope_sheet(frame: Frame, version: ScopeVersion) -> bytes:
    """The scope statement as it was signed. Raises `BadDocument`."""
    with override(frame.language):
        title = _("Scope statement")
        return frame.printed(
            Format.PDF,
            _("Scope statement v{number}").format(number=version.number),
            title,
            (
                heading("scope", _("Scope")),
                paragraph(version.sentence_in(frame.language)),
                *_elements(version),
                *_what_was_signed(version.content_hash),
            ),
            facts=((_("In force from"), as_day(version.approved_on)),),
            approvals=(*_prepared(version), _signed(version.signature)),
        )


def _elements(version: ScopeVersion) -> Iterator[Block]:
    kinds = {
        "service": _("Service"),
        "customer": _("Customer"),
        "unit": _("Organisational unit"),
        "location": _("Location"),
    }
    inside = [each for each in version.elements if each["state"] == "in"]
    outside = [each for each in version.elements if each["state"] == "out"]
    if inside:
        yield heading("inside", _("In the scope"))
        yield table((_("Kind"), _("Name")), [(kinds[each["kind"]], each["name"]) for each in inside])
    yield heading("outside", _("Outside the scope"))
    if outside:
        rows = [(kinds[each["kind"]], each["name"], each["justification"] or NOTHING) for each in outside]
        yield table((_("Kind"), _("Name"), _("Justification")), rows)
    else:
        yield paragraph(_("Nothing that is known is left out of the scope."))


def _prepared(version: ScopeVersion) -> Iterator[Approval]:
    if version.prepared_by:
        yield Approval(_("written"), version.prepared_by.name, "", "")


# -- a decision --------------------------------------------------------------------------------------------------------


def decision_sheet(frame: Frame, found: DecisionOnRecord) -> bytes:
    """A decision at a gate with its criteria as they stood and its signatures. Raises `BadDocument`."""
    with override(frame.language):
        decision = found.decision
        gate = f"{Phase(decision.gate).gate} {phase_name(decision.gate)}"
        blocks: list[Block] = [heading("decision", _("Decision")), paragraph(_said(found, gate))]
        if decision.note:
            blocks.append(Quote((paragraph(decision.note),)))
        blocks += _criteria(decision.verdict)
        counting = [signature for signature in found.signatures if signature.counts]
        return frame.printed(
            Format.PDF,
            decision.reference,
            _("Decision at gate {gate}: {outcome}").format(gate=gate, outcome=decision.outcome_word),
            (*blocks, *_what_was_signed(counting[0].content_hash)),
            facts=((_("Decided on"), as_day(decision.decided_on)), (_("Recorded by"), decision.made_by.name)),
            approvals=tuple(_signed(signature) for signature in counting),
        )


def _said(found: DecisionOnRecord, gate: str) -> str:
    decision = found.decision
    says = {
        "go": _("On {day} it was decided that gate {gate} is passed."),
        "no-go": _("On {day} it was decided that gate {gate} is not passed yet."),
        "before": _("Gate {gate} was passed on {day}, before Milepost was used; the minutes {minutes} show it."),
    }
    day = as_day(decision.decided_on)
    return says[decision.outcome].format(day=day, gate=gate, minutes=decision.minutes_name)


def _criteria(verdict: Any) -> Iterator[Block]:
    if not verdict:
        return
    yield heading("criteria", _("Criteria as they stood"))
    known = criterion_names()
    rows = []
    for kept in verdict["criteria"]:
        criterion = known.get(kept["id"])
        name, holds_when = (speak(criterion.name), speak(criterion.holds_when)) if criterion else ("", "")
        rows.append((f"{kept['id']} {name}".strip(), holds_when or NOTHING, str(look_of(kept["state"]).word)))
    yield table((_("Criterion"), _("Holds when"), _("State")), rows)


# -- services, sites, people -------------------------------------------------------------------------------------------


def organisation_sheet(frame: Frame, asked: Asked) -> bytes:
    """What a body asks about the organisation, as it is entered on the day. Raises `BadDocument`."""
    with override(frame.language):
        title = _("Services, sites and people")
        blocks: list[Block] = []
        for listed in asked.lists:
            blocks.append(heading(listed.anchor, listed.heading))
            blocks += [paragraph(words) for words in listed.says]
            if listed.rows:
                blocks.append(table(listed.columns, listed.rows))
        identification = f"{frame.programme.code} {frame.on.isoformat()}"
        return frame.printed(Format.PDF, identification, title, blocks, facts=((_("As entered on"), as_day(frame.on)),))


# -- signatures --------------------------------------------------------------------------------------------------------


def _signed(signature: Signature) -> Approval:
    ways = {Method.PAPER: _("signed on paper"), Method.CERTIFIED: _("signed with a certified signature")}
    did = ways.get(Method(signature.method), pgettext("a signature in a list of approvals", "signed"))
    role = ", ".join(part for part in (signature.office, role_name(signature.role)) if part)
    return Approval(did, signature.signatory, role, as_day(signature.signed_on))


def _what_was_signed(content_hash: str) -> Iterator[Block]:
    yield heading("signed", _("What was signed"))
    yield paragraph(_("The signatures stand under content with this SHA-256, kept in the ledger of the programme:"))
    yield Paragraph((CodeWords(content_hash),))
