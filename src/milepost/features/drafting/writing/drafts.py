"""The documents of a programme as they would be written today, what they lack, and what has to be asked for them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from milepost.catalogue import practices as practice_catalogue
from milepost.catalogue.documents.facts import fact_roots, name_of, shapes_for
from milepost.catalogue.documents.kinds import Kind, kind, kinds
from milepost.catalogue.documents.templates import proofs, template, template_keys
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.standard import statements
from milepost.engines.templating.context import Sources, context_of
from milepost.engines.templating.drafting import Draft, DraftedHeading, write_draft
from milepost.engines.templating.drift import Read
from milepost.engines.templating.facts import Book
from milepost.engines.templating.front import Template
from milepost.engines.templating.language import BadTemplate, Language, escaped
from milepost.features.drafting.reading.book import sources_of
from milepost.features.drafting.reading.controlled import Controlled, controlled_documents, numbers_of
from milepost.features.drafting.reading.targets import Target, targets_stated
from milepost.features.drafting.sheets.kinds import COMPUTED, PRACTICE, WHOLE, questions, sheet
from milepost.features.drafting.sheets.narrowing import answers_about
from milepost.features.drafting.sheets.things import (
    TABLES,
    NotOneDocument,
    Thing,
    addressed,
    is_needless,
    records_of,
    repeated_roots,
    targets,
)
from milepost.features.drafting.writing.own_templates import Source, sources_in_use
from milepost.features.programmes.models import Programme
from milepost.platform.ui.texts import speak

type Titles = Callable[[str, str, Thing | None], str]

BY_KEY = frozenset(key for key, root in fact_roots().items() if root.by_key)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document of the catalogue as its template writes it today in one language; `about` a thing where it repeats.

    `own_version` is the version of the organisation's own template; 0 where the shipped one wrote it. `claims` are the
    targets that it states. `own_number` is what the master list calls it, empty where it is not there.
    """

    kind: Kind
    language: str
    title: str
    draft: Draft
    edition: int
    read: Read
    template: Template
    about: Thing | None = None
    own_version: int = 0
    claims: tuple[Target, ...] = ()
    own_number: str = ""

    @property
    def address(self) -> str:
        """By what it is asked for: `DOC-INC-01`, `DOC-SLA-01:RETAIL`."""
        return addressed(self.kind.key, self.about.code if self.about else "")

    @property
    def number(self) -> str:
        """What is printed on it, and what its controlled document is numbered: `DOC-SLA-01-RETAIL`, or as its own."""
        return self.own_number or self.address.replace(":", "-")[:60]

    @property
    def file_name(self) -> str:
        """What a file of it is called, without an ending: its number, or its address where no file may be so called."""
        is_safe = re.fullmatch(r"\w[\w.()-]*", self.number) is not None
        return self.number if is_safe else self.address.replace(":", "-")

    def beside(self, key: str) -> str:
        """The address of another document as this one means it: that about the same thing, where it is for all such."""
        other = kind(key)
        is_for_same = other.repeats is self.kind.repeats and other.among in ((), self.kind.among)
        return addressed(key, self.about.code if self.about and is_for_same else "")


@dataclass(frozen=True, slots=True)
class Written:
    """Documents in one language, and the book that they were written from; `idle` kinds have nothing to be about.

    `controlled` is the master list at the day that they were written for.
    """

    language: str
    book: Book
    documents: tuple[Drafted, ...]
    idle: tuple[Kind, ...] = ()
    controlled: tuple[Controlled, ...] = ()


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
        if self.sheet in COMPUTED or not self.sheet:
            return ""
        shape = sheet(self.sheet).shape
        return WHOLE if isinstance(shape, list | str) else self.code[len(self.sheet) + 1 :].partition(".")[0]


@cache
def _statements(language: str) -> Mapping[str, str]:
    return {statement.id: statement.text.in_language(language) for statement in statements()}


def write(programme: Programme, key: str, language: str, *, on: date) -> Drafted:
    """One document, written from what the registers hold at a day, by its address (`DOC-INC-01`, `DOC-SLA-01:RETAIL`).

    Raises `UnknownEntry` where it has no template, `NotOneDocument` where a thing has to be named.
    """
    return only(key, write_some(programme, [key], language, on=on))


def only(key: str, written: Written) -> Drafted:
    """The one document that was written. Raises `NotOneDocument`."""
    if len(written.documents) != 1:
        raise NotOneDocument(key, tuple(each.address for each in written.documents))
    return written.documents[0]


def write_all(programme: Programme, language: str, *, on: date) -> Written:
    """Every document that has a template, in the order of the catalogue."""
    return write_some(programme, _written_keys(), language, on=on)


def write_some(programme: Programme, keys: Iterable[str], language: str, *, on: date) -> Written:
    """Some documents by address; a kind that repeats stands for all of its own. Raises `UnknownEntry`."""
    return write_from(sources_of(programme, on=on), programme, keys, language, controlled_documents(programme, on=on))


def write_from(
    sources: Sources, programme: Programme, keys: Iterable[str], language: str, controlled: tuple[Controlled, ...]
) -> Written:
    """The same from registers that were read already. One query. Raises `UnknownEntry`."""
    own = sources_in_use(programme, language)
    titles = _titles(
        language, {key: source.template.title for key, source in own.items()}, numbers := numbers_of(controlled)
    )
    wanted = [(address, targets(address, sources.book)) for address in keys]
    meant = dict.fromkeys(target for _, found in wanted for target in found)
    documents = tuple(
        replace(written, own_number=numbers.get(written.address, ""))
        for written in (
            _written(sources, own.get(key) or Source(template(key, language)), about, titles, programme.currency)
            for key, about in meant
        )
    )
    idle = tuple(kind(key) for key, found in wanted if not found)
    return Written(language, sources.book, documents, idle, controlled)


def addresses_in(book: Book, keys: Iterable[str]) -> tuple[str, ...]:
    """The address of each document that is meant, a kind that repeats for all of its own. Raises `UnknownEntry`."""
    meant = (target for key in keys for target in targets(key, book))
    return _once(addressed(key, about.code if about else "") for key, about in meant)


def try_out(programme: Programme, found: Template, *, on: date) -> Drafted:
    """A document as a template that is not in use would write it; of a kind that repeats the first one there is.

    Raises `BadTemplate`.
    """
    sources = sources_of(programme, on=on)
    about = next((thing for _, thing in targets(found.key, sources.book)), None)
    titles = _titles(found.language, {}, numbers_of(controlled_documents(programme, on=on)))
    draft, read = _write(sources, found, about, titles, programme.currency)
    return _drafted(found, about, draft, read)


@cache
def _written_keys() -> tuple[str, ...]:
    having = set(template_keys())
    return tuple(found.key for found in kinds() if found.key in having)


def _written(sources: Sources, source: Source, about: Thing | None, titles: Titles, currency: str) -> Drafted:
    found, read = source.template, dict[str, list[str]]()
    try:
        if source.unreadable:
            raise BadTemplate(1, source.unreadable)
        draft, read = _write(sources, found, about, titles, currency)
    except BadTemplate as bad:  # more than a document can hold: this one alone is not written
        draft = Draft("", (DraftedHeading("", speak(bad.reason), mandatory=True, drafted=False),), (), ())
    claims = _claims(sources, found, about, read)
    return replace(_drafted(found, about, draft, read), own_version=source.own_version, claims=claims)


def _claims(sources: Sources, found: Template, about: Thing | None, read: Read) -> tuple[Target, ...]:
    agreement: Any = records_of(about, kind(found.key), sources.book).get("agreement") or {}
    services: Any = sources.book.get("services") or {}
    return targets_stated(read, agreement, sources.practices.get(found.practice, {}), services)


def _drafted(found: Template, about: Thing | None, draft: Draft, read: Read) -> Drafted:
    title = f"{found.title}: {about.name.in_language(found.language)}" if about else found.title
    return Drafted(kind(found.key), found.language, title, draft, found.edition, read, found, about)


def _write(
    sources: Sources, found: Template, about: Thing | None, titles: Titles, currency: str
) -> tuple[Draft, dict[str, list[str]]]:
    language = found.language
    what = kind(found.key)
    book = {**sources.book, **records_of(about, what, sources.book)}
    answers = answers_about(about, what.repeats, sources.answers, sources.book)
    words = Sources(book, sources.practices, answers, _statements(language), _proofs(language))
    context, binding = context_of(found, words, shapes_for(found.practice), BY_KEY)
    cited = Language(language, titles=lambda key: titles(key, found.key, about), currency=_sign(currency))
    draft = write_draft(found, context, cited)
    return draft, binding.read


def _sign(currency: str) -> str:
    return {"IDR": "Rp"}.get(currency, currency)


@cache
def _proofs(language: str) -> Mapping[str, str]:
    return {key: name.in_language(language) for key, name in proofs().items()}


def _titles(language: str, own: Mapping[str, str], numbers: Mapping[str, str]) -> Titles:
    """Another document as one cites it: by the organisation's own number, that about the same thing where it is one."""

    def title(key: str, citing: str, about: Thing | None) -> str:
        try:
            name = own.get(key) or kind(key).title.in_language(language)
        except UnknownEntry:
            return escaped(key)
        is_for_same = about is not None and kind(key).repeats is kind(citing).repeats
        beside = addressed(key, about.code) if about and is_for_same else key
        number = numbers.get(beside) or numbers.get(key) or key
        return f"[{escaped(name)} ({escaped(number)})](document:{key})"

    return title


def asked_for(written: Written) -> tuple[Asked, ...]:
    """What the documents lack, each thing once, the questions first; in the language of the documents."""
    waiting: dict[str, list[str]] = {}
    facts: dict[str, tuple[str, str]] = {}
    for each in written.documents:
        for code in each.draft.questions:
            waiting.setdefault(code, []).append(each.address)
        for gap in each.draft.gaps:
            sheet_code, path = _place(gap.path, each)
            facts.setdefault(path, (sheet_code, _called(gap.path, path, each, written)))
            waiting.setdefault(path, []).append(each.address)
    for idle in (idle for idle in written.idle if not is_needless(idle)):
        path = f"sms.{TABLES[idle.repeats]}"
        facts.setdefault(path, ("sms", name_of(path).in_language(written.language)))
        waiting.setdefault(path, []).append(idle.key)
    known = {question.key: question for each in written.documents for question in each.template.questions}
    known |= questions(written.language)
    questioned = [
        Asked(code, known[code].text, known[code].why, "", _once(waiting[code])) for code in waiting if code in known
    ]
    return (*questioned, *(Asked(path, text, "", at, _once(waiting[path])) for path, (at, text) in facts.items()))


def _place(path: str, each: Drafted) -> tuple[str, str]:
    """The sheet of a fact, and its path with that sheet.

    `practice.tool` of the incident procedure is `practice-incident.tool`, `agreement.ref` of Retail's agreement
    `agreement:RETAIL.ref`.
    """
    root, dot, rest = path.partition(".")
    if root == "practice":
        root = PRACTICE + each.kind.practice
    elif root in repeated_roots() and each.about:
        root = addressed(root, each.about.code)
    return root, f"{root}{dot}{rest}"


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _called(path: str, whole: str, each: Drafted, written: Written) -> str:
    """What a fact is called, and of which thing it is where it is one of many: “Deputy: Release Manager”."""
    root, _, rest = path.partition(".")
    try:
        name = name_of(whole if root == "practice" else path).in_language(written.language)
    except UnknownEntry:
        name = path
    if root == "practice":
        return f"{name}: {practice_catalogue.practice(each.kind.practice).name.in_language(written.language)}"
    if root in repeated_roots() and each.about:
        return f"{name}: {each.about.name.in_language(written.language)}"
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
