"""The fact sheets there can be: one for each root of the context that people fill in, one for each practice."""

from dataclasses import dataclass, replace
from functools import cache

from milepost.catalogue import practices as practice_catalogue
from milepost.catalogue.documents.facts import fact_roots, name_of, practice_shape
from milepost.catalogue.documents.templates import template, template_keys
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.texts import LocalText
from milepost.engines.templating.answers import shape_of
from milepost.engines.templating.front import Question
from milepost.engines.templating.shapes import REFERENCES, Shape, word_of
from milepost.features.drafting.sheets.things import parted
from milepost.platform.ui.texts import speak

PRACTICE = "practice-"
"""What the code of a practice's sheet begins with."""
COMPUTED = frozenset({"owners", "practices", "retained"})
"""Roots that follow from other registers alone."""


WHOLE = "all"
"""The name of the one part of a sheet that is a list or a single fact."""


class UnknownSheet(LookupError):
    """No fact sheet has that code."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A fact sheet: its code, what it is called, its register, its shape, and whether it is a table by key.

    `repeats` is what it is entered once for (`customer`), `about` the code of the one that this sheet is for:
    `agreement:RETAIL` is a record, `agreement` all of them by code.
    """

    code: str
    name: LocalText
    register: str
    shape: Shape
    by_key: bool = False
    repeats: str = ""
    about: str = ""

    @property
    def practice(self) -> str:
        """The practice whose facts these are, or empty."""
        return self.code.removeprefix(PRACTICE) if self.code.startswith(PRACTICE) else ""

    @property
    def root(self) -> str:
        """The root of the context under which templates see them."""
        return "practice" if self.practice else parted(self.code)[0]

    @property
    def path(self) -> str:
        """What the paths of its facts begin with where they have names."""
        return parted(self.code)[0]

    @property
    def is_of_things(self) -> bool:
        """Whether it is the table of the records of all things, rather than one of them."""
        return bool(self.repeats) and not self.about

    @property
    def own(self) -> Shape:
        """What people fill in: its shape without the reference to the thing that it is for."""
        if not self.repeats or not isinstance(self.shape, dict):
            return self.shape
        return {key: inner for key, inner in self.shape.items() if not _is_reference_to(self.repeats, key, inner)}


def _is_reference_to(what: str, key: str, shape: Shape) -> bool:
    return key == what and isinstance(shape, str) and word_of(shape)[0] in REFERENCES


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every fact sheet, those of the organisation first, then the twenty practices."""
    roots = [
        Sheet(root.key, root.name, root.register, root.shape, root.by_key, root.repeats)
        for root in fact_roots().values()
        if root.key not in COMPUTED and root.key != "practice"
    ]
    practices = [
        Sheet(PRACTICE + practice.key, practice.name, "practice settings", dict(practice_shape(practice.key)))
        for practice in practice_catalogue.practices()
    ]
    return (*roots, *practices)


def sheet(code: str) -> Sheet:
    """The sheet with that code, like roles, practice-incident or agreement:RETAIL. Raises `UnknownSheet`."""
    root, about = parted(code)
    for found in sheets():
        if found.code == root and (found.repeats or code == root):
            return replace(found, code=code, about=about)
    raise UnknownSheet(code)


@cache
def questions(language: str) -> dict[str, Question]:
    """Every question of the shipped templates once, by key, in that language."""
    found: dict[str, Question] = {}
    for key in template_keys():
        for question in template(key, language).questions:
            found.setdefault(question.key, question)
    return found


def answer_shape(code: str) -> Shape:
    """The shape of the answer to a question. Raises `KeyError` for one that no template asks."""
    return shape_of(questions("en")[code].answer)


def fact_label(path: str) -> str:
    """What the fact at a path is called, in the reader's language; its last part where nothing calls it otherwise."""
    try:
        return speak(name_of(path))
    except UnknownEntry:
        return path.rpartition(".")[2].replace("_", " ")
