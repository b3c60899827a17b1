"""The documents of a programme as they would be written today, what they lack, and what has to be asked for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from milepost.catalogue import practices as practice_catalogue
from milepost.catalogue.documents.covering import asked, offered
from milepost.catalogue.documents.facts import fact_roots, name_of, shapes_for
from milepost.catalogue.documents.kinds import Kind, kind, kinds
from milepost.catalogue.documents.templates import proofs, template, template_keys
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.standard import statements
from milepost.engines.rules.coverage import Holding, Standing, cover
from milepost.engines.templating.context import Sources, context_of
from milepost.engines.templating.drafting import Draft, DraftedHeading, Gap, write_draft
from milepost.engines.templating.drift import Read
from milepost.engines.templating.facts import Book
from milepost.engines.templating.front import Template
from milepost.engines.templating.language import BadTemplate, Language, escaped
from milepost.features.drafting.book import sources_of
from milepost.features.drafting.own_templates import Source, sources_in_use
from milepost.features.drafting.sheets import COMPUTED, PRACTICE, WHOLE, questions, sheet
from milepost.features.programmes.models import Programme
from milepost.platform.ui.texts import speak

BY_KEY = frozenset(key for key, root in fact_roots().items() if root.by_key)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document of the catalogue as its template writes it today in one language.

    `own_version` is the version of the organisation's own template; 0 where the shipped one wrote it.
    """

    kind: Kind
    language: str
    title: str
    draft: Draft
    edition: int
    read: Read
    template: Template
    own_version: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """Documents in one language, and the book that they were written from."""

    language: str
    book: Book
    documents: tuple[Drafted, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that documents lack: a question to people, or a fact to enter in its sheet; and who waits for it.

    `code` is the question's key or the path of the fact, `sheet` the fact sheet to enter it in, empty for a question.
    """

    code: str
    text: str
    why: str
    sheet: str
    documents: tuple[str, ...]

    @property
    def at_sheet(self) -> bool:
        """Whether its sheet has several parts, and no single one of them is meant."""
        return bool(self.sheet) and self.sheet not in COMPUTED and not self.part

    @property
    def part(self) -> str:
        """The part of the sheet that holds the fact; empty where the fact follows from other registers."""
        _, _, rest = self.code.partition(".")
        if self.sheet in COMPUTED or not self.sheet:
            return ""
        shape = sheet(self.sheet).shape
        return WHOLE if isinstance(shape, list | str) else rest.partition(".")[0]


@cache
def _statements(language: str) -> Mapping[str, str]:
    return {statement.id: statement.text.in_language(language) for statement in statements()}


def write(programme: Programme, key: str, language: str, *, on: date) -> Drafted:
    """One document, written from what the registers hold at a day. Raises `UnknownEntry` where it has no template."""
    return write_some(programme, [key], language, on=on).documents[0]


def write_all(programme: Programme, language: str, *, on: date) -> Written:
    """Every document that has a template, in the order of the catalogue."""
    return write_some(programme, _written_keys(), language, on=on)


def write_some(programme: Programme, keys: Iterable[str], language: str, *, on: date) -> Written:
    """Some documents. Raises `UnknownEntry` where one has no template."""
    sources, own = sources_of(programme, on=on), sources_in_use(programme, language)
    titles = _titles(language, {key: source.template.title for key, source in own.items()})
    used = {key: own.get(key) or Source(template(key, language)) for key in keys}
    documents = tuple(_written(sources, source, titles, programme.currency) for source in used.values())
    return Written(language, sources.book, documents)


def try_out(programme: Programme, found: Template, *, on: date) -> Drafted:
    """A document as a template that is not in use would write it. Raises `BadTemplate`."""
    sources = sources_of(programme, on=on)
    draft, read = _write(sources, found, _titles(found.language, {}), programme.currency)
    return Drafted(kind(found.key), found.language, found.title, draft, found.edition, read, found)


@cache
def _written_keys() -> tuple[str, ...]:
    having = set(template_keys())
    return tuple(found.key for found in kinds() if found.key in having)


def _written(sources: Sources, source: Source, titles: Callable[[str], str], currency: str) -> Drafted:
    found, read = source.template, dict[str, list[str]]()
    try:
        if source.unreadable:
            raise BadTemplate(1, source.unreadable)
        draft, read = _write(sources, found, titles, currency)
    except BadTemplate as bad:  # more than a document can hold: this one alone is not written
        draft = Draft("", (DraftedHeading("", speak(bad.reason), mandatory=True, drafted=False),), (), ())
    return Drafted(kind(found.key), found.language, found.title, draft, found.edition, read, found, source.own_version)


def _write(
    sources: Sources, found: Template, titles: Callable[[str], str], currency: str
) -> tuple[Draft, dict[str, list[str]]]:
    language = found.language
    words = Sources(sources.book, sources.practices, sources.answers, _statements(language), _proofs(language))
    context, binding = context_of(found, words, shapes_for(found.practice), BY_KEY)
    draft = write_draft(found, context, Language(language, titles=titles, currency=_sign(currency)))
    return draft, binding.read


def _sign(currency: str) -> str:
    return {"IDR": "Rp"}.get(currency, currency)


@cache
def _proofs(language: str) -> Mapping[str, str]:
    return {key: name.in_language(language) for key, name in proofs().items()}


def _titles(language: str, own: Mapping[str, str]) -> Callable[[str], str]:
    def title(key: str) -> str:
        try:
            name = own.get(key) or kind(key).title.in_language(language)
            return f"[{escaped(name)} ({key})](document:{key})"
        except UnknownEntry:
            return escaped(key)

    return title


def asked_for(written: Written) -> tuple[Asked, ...]:
    """What the documents lack, each thing once, the questions first; in the language of the documents."""
    waiting: dict[str, list[str]] = {}
    gaps: dict[str, Gap] = {}
    for each in written.documents:
        for code in each.draft.questions:
            waiting.setdefault(code, []).append(each.kind.key)
        for gap in each.draft.gaps:
            path = _whole_path(gap.path, each.kind.practice)
            gaps.setdefault(path, gap)
            waiting.setdefault(path, []).append(each.kind.key)
    known = {question.key: question for each in written.documents for question in each.template.questions}
    known |= questions(written.language)
    questioned = [
        Asked(code, known[code].text, known[code].why, "", _once(waiting[code])) for code in waiting if code in known
    ]
    facts = (
        Asked(path, _called(path, gap, written), "", _sheet(path), _once(waiting[path])) for path, gap in gaps.items()
    )
    return (*questioned, *facts)


def _whole_path(path: str, practice: str) -> str:
    """The path of a fact with its sheet: `practice.tool` of the incident procedure is `practice-incident.tool`."""
    return f"{PRACTICE}{practice}.{path.removeprefix('practice.')}" if path.startswith("practice.") else path


def _once(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _sheet(path: str) -> str:
    return path.partition(".")[0]


def _called(path: str, gap: Gap, written: Written) -> str:
    """What a fact is called, and of which thing it is where it is one of many: “Deputy: Release Manager”."""
    try:
        name = name_of(path).in_language(written.language)
    except UnknownEntry:
        name = gap.path
    root, _, rest = path.partition(".")
    if root.startswith(PRACTICE):
        return f"{name}: {practice_catalogue.practice(root.removeprefix(PRACTICE)).name.in_language(written.language)}"
    return f"{name}: {thing}" if (thing := _thing(written, root, rest.partition(".")[0])) else name


def _thing(written: Written, root: str, key: str) -> str:
    """The name of an entry of a table, or of a list of records, in the language of the documents."""
    table = written.book.get(root)
    entry: object = None
    if isinstance(table, Mapping):
        entry = table.get(key)
    elif isinstance(table, Sequence) and key.isdecimal() and 0 < int(key) <= len(table):
        entry = table[int(key) - 1]
    name = (entry.get("title") or entry.get("name")) if isinstance(entry, Mapping) else None
    return str(name.get(written.language, "")) if isinstance(name, Mapping) else str(name or "")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the required documented information is drafted.

    `required` are the numbers of the items that have to be documented, `drafted` those of them whose documents are,
    `missing` the others; `asked` is everything that documents lack.
    """

    required: tuple[int, ...]
    drafted: tuple[int, ...]
    missing: tuple[int, ...]
    asked: tuple[Asked, ...]
    documents: tuple[Drafted, ...]


def coverage_of(written: Written) -> Coverage:
    """The coverage of the items that the standard asks for in writing, by documents that a template writes."""
    holdings = [
        Holding(each.kind.key, each.kind.key, frozenset(each.kind.items), Standing.DRAFTED)
        for each in written.documents
        if each.draft.is_drafted
    ]
    covered = cover(asked(), offered(), holdings)
    missing = {each.item.number for each in covered.missing}
    required = tuple(item.number for item in asked() if item.required)
    return Coverage(
        required=required,
        drafted=tuple(number for number in required if number not in missing),
        missing=tuple(sorted(missing)),
        asked=asked_for(written),
        documents=written.documents,
    )


def coverage_values(found: Coverage) -> dict[str, object]:
    """The coverage as the command line and the API give it."""
    return {
        "required": len(found.required),
        "drafted": len(found.drafted),
        "questions": len(found.asked),
        "documents": [
            {
                "key": each.kind.key,
                "items": list(each.kind.items),
                "drafted": each.draft.is_drafted,
                "questions": [asked.code for asked in found.asked if each.kind.key in asked.documents],
            }
            for each in found.documents
        ],
        "missing": list(found.missing),
    }
