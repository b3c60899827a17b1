"""A fact sheet in parts that fit on a page: an entry of a table by key, a field of a record, or the whole of a list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from milepost.catalogue.documents.facts import name_of
from milepost.catalogue.documents.roles import roles
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.texts import LocalText
from milepost.engines.templating.facts import Book
from milepost.engines.templating.shapes import REFERENCES, Shape, is_optional, word_of
from milepost.features.drafting.reading.book import Reading, sources_of
from milepost.features.drafting.reading.given import Said
from milepost.features.drafting.sheets.entered import Entered
from milepost.features.drafting.sheets.kinds import WHOLE, Sheet
from milepost.features.drafting.sheets.things import Thing, addressed, kinds_of, things_of
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet: its name in addresses, what it is called, its path, its shape and what was entered.

    `said` are the facts in it that were said elsewhere and go before what is entered; `shown` is both together.
    """

    name: str
    called: LocalText
    fact: str
    shape: Shape
    value: Any
    said: tuple[Said, ...] = ()
    shown: Any = None

    @property
    def is_entered(self) -> bool:
        """Whether anything was, here or elsewhere."""
        return bool(self.said) or self.value not in (None, "", [], {})


def told_elsewhere(parts: Iterable[Part], sheet: Sheet, reading: Reading) -> tuple[Part, ...]:
    """The parts with what was said of them elsewhere."""
    sources = reading.sources
    root: Any = sources.practices.get(sheet.practice) if sheet.practice else sources.book.get(sheet.root)
    found = []
    for part in parts:
        at = path_of(part, sheet)
        said = tuple(each for path, each in reading.said.items() if f"{path}.".startswith(f"{at}."))
        whole = root if part.name == WHOLE else root.get(part.name) if isinstance(root, Mapping) else None
        found.append(replace(part, said=said, shown=whole if said else part.value))
    return tuple(found)


def path_of(part: Part, sheet: Sheet) -> str:
    """The path of a part among the facts; of a table by key with the key of the entry."""
    return f"{part.fact}.{part.name}" if sheet.by_key else part.fact


def parts_of(entered: Entered, expected: Mapping[str, str] | None = None) -> tuple[Part, ...]:
    """The parts of a sheet in the order of its shape; those of a table by key are its entries.

    `expected` are the entries that a register has, by key with their names: each can be added to.
    """
    sheet, facts = entered.sheet, entered.facts
    known = facts if isinstance(facts, dict) else {}
    if sheet.by_key:
        shape = _without_key(sheet.shape)
        here = {key: _plain(name) for key, name in (expected or {}).items()}
        names = {**{key: _plain(key) for key in known}, **here, **_expected(sheet.code)}
        return tuple(Part(key, called, sheet.code, shape, known.get(key)) for key, called in names.items())
    if sheet.is_of_things:
        return ()  # each thing has a sheet of its own
    if isinstance(sheet.own, dict):
        return tuple(
            Part(key, _called(f"{sheet.path}.{key}", key), f"{sheet.path}.{key}", shape, known.get(key))
            for key, shape in sheet.own.items()
        )
    return (Part(WHOLE, sheet.name, sheet.code, sheet.shape, facts),)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A thing with a sheet of its own: how much of it is entered, and what each document about it still lacks."""

    thing: Thing
    code: str
    entered: int
    parts: tuple[Part, ...]

    @property
    def lacks(self) -> tuple[Part, ...]:
        """What is not entered and may not be left out."""
        return tuple(part for part in self.parts if not part.is_entered and not is_optional(part.shape))


def lacking_of(programme: Programme, entered: Entered) -> tuple[Lacking, ...]:
    """Each thing in scope that a sheet is entered for, and those that it holds although they are not (any more)."""
    sheet = entered.sheet
    book = sources_of(programme, on=today(programme.organisation.timezone)).book
    things = {thing.code: thing for kind in kinds_of(sheet.code) for thing in things_of(kind, book)}
    for code in entered.rows:
        things.setdefault(code, Thing(code, _plain(code)))
    found = []
    for code, thing in sorted(things.items()):
        own = replace(sheet, code=addressed(sheet.code, code), about=code)
        parts = parts_of(Entered(own, entered.rows.get(code)))
        found.append(Lacking(thing, own.code, sum(part.is_entered for part in parts), parts))
    return tuple(found)


def part_of(entered: Entered, name: str, reading: Reading | None = None) -> Part | None:
    """One part by its name, with what was said of it elsewhere; of a table by key also an entry that is to be made."""
    for part in parts_of(entered):
        if part.name == name:
            return told_elsewhere([part], entered.sheet, reading)[0] if reading else part
    if entered.sheet.by_key:
        return Part(name, _plain(name), entered.sheet.code, _without_key(entered.sheet.shape), None)
    return None


def replaced(entered: Entered, name: str, value: Any) -> Any:
    """The facts of a sheet with one part replaced; an empty one is taken out."""
    if name == WHOLE and not isinstance(entered.sheet.shape, dict):
        return value
    known = dict(entered.facts) if isinstance(entered.facts, dict) else {}
    if value in (None, "", [], {}):
        known.pop(name, None)
    else:
        known[name] = value
    return known


def choices_of(book: Book, language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The things that references may name, by word of the shape: the code and what it is called."""
    return {word: _named(book.get(table), language) for word, table in REFERENCES.items()}


def _named(table: Any, language: str) -> Sequence[tuple[str, str]]:
    entries = table if isinstance(table, Mapping) else {}
    return [(key, _name_in(entry, key, language)) for key, entry in entries.items()]


def _name_in(entry: Any, key: str, language: str) -> str:
    name = entry.get("title") or entry.get("name") if isinstance(entry, Mapping) else None
    if isinstance(name, Mapping):
        name = name.get(language[:2]) or next(iter(name.values()), None)
    return str(name or key)


def _without_key(shape: Shape) -> Shape:
    return {key: inner for key, inner in shape.items() if key != "key"} if isinstance(shape, dict) else shape


def _expected(code: str) -> dict[str, LocalText]:
    """The entries that a table by key is expected to have, whether or not anybody made them."""
    return {role.key: role.title for role in roles()} if code == "roles" else {}


def _called(fact: str, key: str) -> LocalText:
    try:
        return name_of(fact)
    except UnknownEntry:
        return _plain(key.replace("_", " "))


def _plain(name: str) -> LocalText:
    return LocalText(name, name)


def expected_of(entered: Entered, choices: Mapping[str, Sequence[tuple[str, str]]]) -> Mapping[str, str]:
    """The entries that a register has of a table by key, from what references may name."""
    word = next((word for word, table in REFERENCES.items() if table == entered.sheet.code), "")
    return dict(choices.get(word, ()))


LONGEST = 240
"""Characters of what was entered that a list shows."""


def told(shape: Shape, value: Any, choices: Mapping[str, Sequence[tuple[str, str]]], language: str) -> str:
    """What was entered, on a line, references by what they are called; cut where it is long."""
    names = {word: dict(known) for word, known in choices.items()}
    words = " · ".join(_words(shape, value, names, language[:2]))
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"


def _words(shape: Shape, value: Any, names: Mapping[str, Mapping[str, str]], language: str) -> Iterator[str]:
    if value in (None, ""):
        return
    if isinstance(shape, dict):
        for key, inner in shape.items():
            yield from _words(inner, value.get(key) if isinstance(value, Mapping) else None, names, language)
    elif isinstance(shape, list):
        for item in value if isinstance(value, list) else ():
            yield from _words(shape[0], item, names, language)
    elif isinstance(value, Mapping):
        yield str(value.get(language) or next(iter(value.values()), ""))
    else:
        yield names.get(word_of(shape)[0], {}).get(str(value), str(value))
