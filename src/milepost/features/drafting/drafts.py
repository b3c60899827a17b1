"""The documents of a programme as they would be written today, what they lack, and what has to be asked for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from milepost.catalogue.documents.facts import fact_roots, name_of, shapes_for
from milepost.catalogue.documents.kinds import Kind, kind, kinds
from milepost.catalogue.documents.templates import proofs, template, template_keys
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.standard import documented_information, statements
from milepost.engines.templating.context import Sources, context_of
from milepost.engines.templating.drafting import Draft, Gap, write_draft
from milepost.engines.templating.language import Language
from milepost.features.drafting.book import sources_of
from milepost.features.drafting.sheets import COMPUTED, PRACTICE, WHOLE, questions
from milepost.features.programmes.models import Programme

LANGUAGES = ("en", "id")
BY_KEY = frozenset(key for key, root in fact_roots().items() if root.by_key)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document of the catalogue as its template writes it today in one language."""

    kind: Kind
    language: str
    title: str
    draft: Draft


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
    def part(self) -> str:
        """The part of the sheet that holds the fact; empty where the fact follows from other registers."""
        _, _, rest = self.code.partition(".")
        return "" if self.sheet in COMPUTED else rest.partition(".")[0] or WHOLE


@cache
def _statements(language: str) -> Mapping[str, str]:
    return {statement.id: statement.text.in_language(language) for statement in statements()}


def write(programme: Programme, key: str, language: str, *, on: date) -> Drafted:
    """One document, written from what the registers hold at a day. Raises `UnknownEntry` where it has no template."""
    return _written(sources_of(programme, on=on), key, language, programme.currency)


def write_all(programme: Programme, language: str, *, on: date) -> tuple[Drafted, ...]:
    """Every document that has a template, in the order of the catalogue."""
    sources = sources_of(programme, on=on)
    return tuple(_written(sources, key, language, programme.currency) for key in _written_keys())


@cache
def _written_keys() -> tuple[str, ...]:
    having = set(template_keys())
    return tuple(found.key for found in kinds() if found.key in having)


def _written(sources: Sources, key: str, language: str, currency: str) -> Drafted:
    found = template(key, language)
    words = Sources(sources.book, sources.practices, sources.answers, _statements(language), _proofs(language))
    context, _ = context_of(found, words, shapes_for(found.practice), BY_KEY)
    draft = write_draft(found, context, Language(language, titles=_titles(language), currency=_sign(currency)))
    return Drafted(kind(key), language, found.title, draft)


def _sign(currency: str) -> str:
    return {"IDR": "Rp"}.get(currency, currency)


@cache
def _proofs(language: str) -> Mapping[str, str]:
    return {key: name.in_language(language) for key, name in proofs().items()}


def _titles(language: str) -> Any:
    def title(key: str) -> str:
        try:
            return f"{kind(key).title.in_language(language)} ({key})"
        except UnknownEntry:
            return key

    return title


def asked_for(drafted: Iterable[Drafted]) -> tuple[Asked, ...]:
    """What the documents lack, each thing once, the questions first; in the language of the documents."""
    waiting: dict[str, list[str]] = {}
    gaps: dict[str, Gap] = {}
    language = "en"
    for each in drafted:
        language = each.language
        for code in each.draft.questions:
            waiting.setdefault(code, []).append(each.kind.key)
        for gap in each.draft.gaps:
            path = (
                gap.path.replace("practice.", f"{PRACTICE}{each.kind.practice}.", 1)
                if _is_of_practice(gap)
                else gap.path
            )
            gaps.setdefault(path, gap)
            waiting.setdefault(path, []).append(each.kind.key)
    known = questions(language)
    asked = [
        Asked(code, known[code].text, known[code].why, "", _once(waiting[code])) for code in waiting if code in known
    ]
    return (*asked, *(_fact(path, gap, _once(waiting[path]), language) for path, gap in gaps.items()))


def _is_of_practice(gap: Gap) -> bool:
    return gap.path.startswith("practice.")


def _once(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _fact(path: str, gap: Gap, documents: tuple[str, ...], language: str) -> Asked:
    try:
        name = name_of(gap.path).in_language(language)
    except UnknownEntry:
        name = gap.path
    return Asked(path, name, "", path.partition(".")[0], documents)


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


def coverage_of(drafted: Sequence[Drafted]) -> Coverage:
    """The coverage by documents that a template writes.

    An item is required when the standard asks for it as a document; records are kept by the practices, and proved
    by them.
    """
    required = tuple(item.number for item in documented_information() if "D" in item.kinds and item.demand != "implied")
    satisfied = {number for each in drafted if each.draft.is_drafted for number in each.kind.items}
    return Coverage(
        required=required,
        drafted=tuple(number for number in required if number in satisfied),
        missing=tuple(number for number in required if number not in satisfied),
        asked=asked_for(drafted),
        documents=tuple(drafted),
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
