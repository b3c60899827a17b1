"""What would go into the pack on a day, and what lacks: by the rules, and by what is kept here of what is in force."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.catalogue.practices import practice as known_practice
from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.results import CheckResult, Subject
from milepost.engines.rules.sequence.pack import pack_lacks
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import Text, as_written, say
from milepost.features.documents.facts import asked_kind
from milepost.features.documents.models import Document, Translation, Version
from milepost.features.documents.printing import Format, printed_version
from milepost.features.documents.querysets import versions_of
from milepost.features.documents.selectors import Line, Wanted, documents_wanted, lines_of
from milepost.features.gates.facts import gather
from milepost.features.gates.on_record import DecisionOnRecord
from milepost.features.gates.pack.asked import asked_of
from milepost.features.gates.pack.entries import Entry, Outside, OwnFile, Pack, Section, Sheet
from milepost.features.gates.pack.sheets import decision_sheet, frame_of, organisation_sheet, scope_sheet
from milepost.features.practices.models import Procedure
from milepost.features.practices.querysets import practices_of
from milepost.features.programmes.facts import counting_versions
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.files.models import StoredFile
from milepost.platform.ledger.clock import today
from milepost.platform.ui.texts import speak

LANGUAGES: Mapping[str, Text] = {"en": say("English"), "id": say("Indonesian")}
_SECTIONS = {DocumentKind.SCOPE: Section.SCOPE, DocumentKind.SMP: Section.SMP}
KEY = (
    DocumentKind.POLICY, DocumentKind.CHANGE_POLICY, DocumentKind.SECURITY_POLICY, DocumentKind.CONTINUITY_PLAN,
    DocumentKind.PROCEDURE,
)  # fmt: skip
"""The documents that the standard asks for by name, in the order of the pack."""


def pack_of(programme: Programme, language: str) -> Pack:
    """The pack as it would be made today, in a language of documents; what lacks is told in the reader's."""
    on = today(programme.organisation.timezone)
    gathered = gather(programme, on=on)
    found = _Found(programme, language, on)
    scope = next((one for one in counting_versions(programme) if one.approved_on <= on), None)
    parts = {section: _Part() for section in Section}
    _add_documents(found, parts)
    _add_procedures(found, parts[Section.DOCUMENTS])
    with override(language):
        _add_decisions(found, gathered.decisions, parts[Section.DESIGN_PROOF])
        _add_scope(found, scope, parts)
    for part, lacks in pack_lacks(gathered.facts, on).items():
        parts[Section(part.value)].lacks[:0] = lacks
    return Pack(
        programme,
        language,
        on,
        scope.sentence_in(language) if scope else "",
        tuple(entry for section in Section for entry in parts[section].entries),
        {section: tuple(part.lacks) for section, part in parts.items()},
        tuple(found.outside),
    )


def language_of(programme: Programme, asked: str) -> str:
    """The language asked for, else that of the organisation, where documents are written in it."""
    if asked:
        return asked
    language = programme.organisation.language
    return language if language in LANGUAGES else "en"


class _Part:
    """What goes into a part, and what lacks of it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.lacks: list[CheckResult] = []


@dataclass(frozen=True, slots=True)
class _Texts:
    """Which versions and translations have a text, and the translations into the language asked for."""

    versions: frozenset[UUID]
    translated: Mapping[UUID, Translation]
    translations: frozenset[UUID]


class _Found:
    """The question, and what is the same for every entry."""

    def __init__(self, programme: Programme, language: str, on: date) -> None:
        self.programme, self.language, self.on = programme, language, on
        self.frame = frame_of(programme, language, on)
        self.outside: list[Outside] = []


# -- controlled documents ----------------------------------------------------------------------------------------------


def _add_documents(found: _Found, parts: Mapping[Section, _Part]) -> None:
    lines = lines_of(documents_wanted(found.programme, Wanted(state="effective"), on=found.on), on=found.on)
    texts = _texts_of([line.current for line in lines if line.current], found.language)
    for line in sorted(lines, key=_place):
        version, document = line.current, line.document
        if version is None:
            continue
        kind = asked_kind(document)
        if document.external:
            found.outside.append(Outside(document.number, document.title_in(found.language), document.external_source))
            continue
        section = _SECTIONS.get(kind, Section.DOCUMENTS if kind in KEY else Section.FURTHER)
        entries = list(_entries_of(found, section, version, texts))
        parts[section].entries += entries
        if not entries:
            parts[section].lacks.append(_without_text(document, version))


def _place(line: Line) -> tuple[int, str]:
    kind = asked_kind(line.document)
    return KEY.index(kind) if kind in KEY else len(KEY), line.document.number.casefold()


def _texts_of(versions: list[Version], language: str) -> _Texts:
    """Three queries, and no text is read."""
    keys = [version.pk for version in versions]
    rows = Translation.objects.filter(version__in=keys, language=language)
    return _Texts(
        frozenset(Version.objects.filter(pk__in=keys).exclude(body="").values_list("pk", flat=True)),
        {row.version_id: row for row in rows.exclude(body="", file_sha256="").defer("body")},
        frozenset(rows.exclude(body="").values_list("pk", flat=True)),
    )


def _entries_of(found: _Found, section: Section, version: Version, texts: _Texts) -> Iterator[Entry]:
    """The files of a version: its text as PDF, its own file, or both; of its translation where that is asked for."""
    document = version.document
    translation = texts.translated.get(version.pk) if document.language != found.language else None
    source = translation or version
    notes: list[Text] = []
    if translation is not None:
        notes.append(say("translated from {language}", language=LANGUAGES[document.language]))
    elif document.language != found.language:
        notes.append(say("in {language}", language=LANGUAGES[document.language]))
    has_text = source.pk in (texts.translations if translation else texts.versions)
    contents: list[tuple[Sheet | OwnFile, list[Text]]] = []
    if has_text:
        contents.append((Sheet(_printing(found, document, version, translation)), notes))
    if source.file_sha256:
        own = OwnFile(found.programme.organisation_id, source.file_sha256, source.file_name)
        contents.append((own, [*notes, _as_own(own)]))
    for content, said in contents:
        yield Entry(
            section,
            version.identification,
            document.title_in(found.language),
            version.effective_on or version.approved_on,
            content,
            version=version.shown_number,
            note=_joined(said),
            classification=document.classification,
            is_translated=translation is not None,
        )


def _printing(found: _Found, document: Document, version: Version, translation: Translation | None) -> Any:
    """What sets the PDF; only now are the texts read, one at a time."""

    def make() -> bytes:
        whole = versions_of(document).get(pk=version.pk)
        row = Translation.objects.get(pk=translation.pk) if translation else None
        return printed_version(whole, Format.PDF, on=found.on, translation=row, at=found.frame.at)

    return make


def _as_own(file: OwnFile) -> Text:
    return say("own file “{name}”", name=as_written(file.name))


def _joined(notes: list[Text]) -> Text | None:
    if len(notes) > 1:
        return say("{first}; {second}", first=notes[0], second=notes[1])
    return notes[0] if notes else None


def _without_text(document: Document, version: Version) -> CheckResult:
    return by_programme(
        "S-10.no-text",
        Subject(Kind.DOCUMENT, str(document.pk), str(document)),
        say("{name} is in force, but neither its text nor its file is kept here.", name=version.identification),
        say("Adopt the version with its file, or have a new one approved."),
    )


# -- procedures recorded by hand ---------------------------------------------------------------------------------------


def _add_procedures(found: _Found, part: _Part) -> None:
    """A practice whose procedure in force is no controlled document, but was recorded with its practice."""
    by_hand = [
        (practice.key, row)
        for practice in practices_of(found.programme)
        if isinstance(row := next(reversed(practice.procedures_in_force(found.on)), None), Procedure)
    ]
    files = {row.pk: row for row in StoredFile.objects.filter(pk__in=[row.file_id for _key, row in by_hand])}
    for key, row in by_hand:
        file = files.get(row.file_id) if row.file_id else None
        if file is None:
            part.lacks.append(_without_file(key, row))
            continue
        content = OwnFile(found.programme.organisation_id, row.file_sha256, file.name)
        version, note = str(row.version), _as_own(content)
        part.entries.append(
            Entry(Section.DOCUMENTS, str(row), row.title, row.approved_on, content, version=version, note=note)
        )


def _without_file(key: str, row: Procedure) -> CheckResult:
    return by_programme(
        "S-10.no-procedure-file",
        Subject(Kind.PRACTICE, key, speak(known_practice(key).name)),
        say("{name} is recorded as approved, without its file.", name=as_written(str(row))),
        say("Put it under document control with its text or file."),
    )


# -- decisions, scope, organisation ------------------------------------------------------------------------------------


def _add_decisions(found: _Found, decisions: Iterable[DecisionOnRecord], part: _Part) -> None:
    for one in sorted(decisions, key=lambda each: each.decision.number):
        decision = one.decision
        if decision.decided_on > found.on:
            continue
        if not one.stands:
            if decision.gate == Phase.DESIGN and decision.outcome != "no-go":
                part.lacks.append(_unsigned(decision))
            continue
        title = _("Gate {gate}: {outcome}").format(gate=Phase(decision.gate).gate, outcome=decision.outcome_word)
        sheet = Sheet(partial(decision_sheet, found.frame, one))
        part.entries.append(Entry(Section.DESIGN_PROOF, decision.reference, title, decision.decided_on, sheet))
        if decision.minutes_sha256:
            file = OwnFile(found.programme.organisation_id, decision.minutes_sha256, decision.minutes_name)
            label = _("{reference} minutes").format(reference=decision.reference)
            minutes = Entry(Section.DESIGN_PROOF, label, _("Minutes"), decision.decided_on, file, note=_as_own(file))
            part.entries.append(minutes)


def _unsigned(decision: Any) -> CheckResult:
    return by_programme(
        "S-10.decision-unsigned",
        Subject(Kind.GATE, decision.gate, Phase(decision.gate).gate),
        say("{decision} waits for the signature of the sponsor.", decision=decision.reference),
        say("Have the sponsor sign it."),
    )


def _add_scope(found: _Found, scope: ScopeVersion | None, parts: Mapping[Section, _Part]) -> None:
    """The signed statement, and what follows from it: services, sites and people."""
    if scope is not None:
        label = _("Scope statement v{number}").format(number=scope.number)
        sheet = Sheet(partial(scope_sheet, found.frame, scope))
        parts[Section.SCOPE].entries.insert(
            0,
            Entry(Section.SCOPE, label, _("Scope statement"), scope.approved_on, sheet, version=str(scope.number)),
        )
    organisation = parts[Section.ORGANISATION]
    asked = asked_of(found.programme, scope, language=found.language, on=found.on)
    organisation.lacks += asked.lacks
    if scope is not None or parts[Section.SCOPE].entries:
        title = _("Services, sites and people")
        sheet = Sheet(partial(organisation_sheet, found.frame, asked))
        organisation.entries.append(Entry(Section.ORGANISATION, title, title, found.on, sheet))
    else:
        organisation.lacks.insert(0, _without_scope(found.programme))


def _without_scope(programme: Programme) -> CheckResult:
    return by_programme(
        "S-10.no-scope",
        Subject(Kind.SCOPE, str(programme.pk), programme.name),
        say("Services and sites follow from the approved scope."),
        say("Have the scope statement approved."),
    )
