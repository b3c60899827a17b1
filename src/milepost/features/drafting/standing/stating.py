"""What documents in force state of targets, roles, review dates and the scope, each by the thing it is of (W-08)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.statements import Keeper, Matter, Place, Statement
from milepost.engines.templating.words import WORDS, duration, long_date
from milepost.features.documents.models import Version, VersionState
from milepost.features.drafting.models import Origin
from milepost.features.drafting.reading.origins import address_of
from milepost.features.drafting.sheets.things import addressed, parted
from milepost.features.drafting.standing.registers import Registers
from milepost.features.portfolio.shelves import SHELVES
from milepost.features.programmes.models import Programme
from milepost.platform.ui.wording import said


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a document states as one text: what it is about, and how its text is written.

    `form` is plain, text (of one language), minutes or day.
    """

    matter: Matter
    form: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a version, and what its text holds where it stands: the words, and the name beside them."""

    statement: Statement
    version: UUID
    shown: str
    beside: str = ""


def versions_in_force(programme: Programme, on: date) -> dict[UUID, Version]:
    """The version in force of each document that is not withdrawn, by the document's key, without texts. One query."""
    approved = Version.objects.filter(
        document__programme=programme, document__withdrawn_on=None, state=VersionState.APPROVED
    )
    rows = approved.select_related("document__owner").defer("body", "details").order_by("document__number", "number")
    return {version.document_id: version for version in rows if version.is_in_force(on)}


def origins_of(programme: Programme, in_force: Mapping[UUID, Version]) -> dict[UUID, Origin]:
    """What each version in force, or the one that people wrote on from, was written from, by document. One query."""
    rows = Origin.objects.filter(programme=programme, version__document__in=list(in_force))
    newest: dict[UUID, Origin] = {}
    for row in rows.defer("body").select_related("version").defer("version__body").order_by("version__number"):
        version = in_force[row.version.document_id]
        row.version.document = version.document
        if row.version.number <= version.number and row.language == version.document.language:
            newest[version.document_id] = row
    return newest


def fact_at(path: str) -> Fact | None:
    """What of a fact is held against other places; None where nothing is."""
    root, *rest = path.split(".")
    if root == "roles" and len(rest) == 2 and rest[1] in {"holder", "deputy"} and not rest[0].startswith("person_"):
        return Fact(Matter.ROLE, "plain")
    if root in SHELVES and rest[1:] == ["name"]:
        return Fact(Matter.NAME, "text")
    if root == "calendars" and rest[1:] == ["hours"]:
        return Fact(Matter.TARGET, "text")
    if root == "suppliers" and len(rest) == 2 and rest[1] in {"respond", "resolve"}:
        return Fact(Matter.TARGET, "minutes")
    if path == "sms.scope_sentence":
        return Fact(Matter.SCOPE, "text")
    return Fact(Matter.REVIEW, "day") if path == "agreement.review.next_on" else None


def said_by(version: Version, origin: Origin, registers: Registers) -> Iterator[Said]:
    """Everything that a version states which is held against other places."""
    place = place_of(version)
    _, thing = parted(address_of(origin))
    for path, texts in origin.read.items():
        fact = fact_at(path)
        if fact is None or len(texts) != 1:
            continue
        key, shown = key_of(path, fact, origin.language, thing), in_words(texts[0], fact, origin.language)
        label = Ref(key, registers.called(path, thing))
        statement = Statement(fact.matter, label, shown, texts[0], place)
        beside = "" if fact.matter is Matter.NAME else registers.thing(path, thing, origin.language)
        yield Said(statement, version.pk, shown, beside)
    for claim in origin.claims or ():
        yield _said_of_target(claim, version, origin.language, place)


def place_of(version: Version, entry: str = "") -> Place:
    """A document as a place: the version in force, and what of it."""
    label = f"{version.identification} {version.document.title}"
    since = version.effective_on or version.approved_on
    return Place(Keeper.DOCUMENT, Ref(str(version.document_id), label), entry, since)


def key_of(path: str, fact: Fact, language: str, thing: str) -> str:
    """What a fact is the same by, wherever it is stated: a text only within one language."""
    root, dot, rest = path.partition(".")
    whole = f"{addressed(root, thing)}{dot}{rest}" if root == "agreement" else path
    return f"{whole}@{language}" if fact.form == "text" else whole


def in_words(text: str, fact: Fact, language: str) -> str:
    """A fact as a document in that language writes it."""
    if fact.form == "minutes" and text.isdecimal():
        return duration(int(text), WORDS[language])
    return long_date(date.fromisoformat(text), WORDS[language]) if fact.form == "day" else text


def _said_of_target(claim: Mapping[str, Any], version: Version, language: str, place: Place) -> Said:
    statement = Statement(
        Matter.TARGET,
        Ref(f"target:{claim['code']}", said(dict(claim["about"]))),
        claim["says"][language],
        means_of(claim["says"]),
        place,
    )
    return Said(statement, version.pk, claim["shown"][language], claim["of"][language])


def means_of(says: Mapping[str, str]) -> str:
    """What a text in both languages is compared by."""
    return "\n".join(says[language] for language in sorted(says))


# -- where it stands in the text ---------------------------------------------------------------------------------------

_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<title>[^\n]+?)[ \t]*(?:\{[^}\n]*\})?[ \t]*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(.)")


def found_in_texts(disputed: Iterable[Said]) -> Iterator[Statement]:
    """Each statement with the heading that it stands under; one that people took out of the text is none. One query."""
    wanted = list(disputed)
    keys = {one.version for one in wanted if one.shown}
    bodies = dict(Version.objects.filter(pk__in=keys).values_list("pk", "body")) if keys else {}
    parts = {key: sections_of(body) for key, body in bodies.items()}
    for one in wanted:
        if not one.shown:
            yield one.statement
            continue
        heading = heading_of(parts.get(one.version, ()), one.shown, one.beside)
        if heading is not None:
            yield replace(one.statement, place=replace(one.statement.place, entry=heading))


def sections_of(body: str) -> tuple[tuple[str, str], ...]:
    """The headings of a text, each with what stands between it and the next, letter by letter as it is read."""
    starts = list(_HEADING.finditer(body))
    ends = [found.start() for found in starts[1:]] + [len(body)]
    first = ("", body[: starts[0].start()] if starts else body)
    rest = ((found["title"], body[found.end() : end]) for found, end in zip(starts, ends, strict=False))
    return tuple((_plain(title), _plain(text)) for title, text in (first, *rest))


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def heading_of(sections: Iterable[tuple[str, str]], shown: str, beside: str) -> str | None:
    """The heading under which words stand, that with the name beside them first; None where they stand nowhere."""
    words = re.compile(rf"(?<![\w.,]){re.escape(' '.join(shown.split()))}(?!\w)")  # 2 hours do not stand in 12 hours
    holding = [(title, text) for title, text in sections if words.search(text)]
    named = [title for title, text in holding if beside and beside in text]
    return next(iter(named or [title for title, _text in holding]), None)
