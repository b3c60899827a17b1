"""The fact sheets there can be: one for each root of the context that people fill in, one for each practice."""

from dataclasses import dataclass
from functools import cache

from milepost.catalogue import practices as practice_catalogue
from milepost.catalogue.documents.facts import fact_roots, practice_shape
from milepost.catalogue.documents.templates import template, template_keys
from milepost.catalogue.texts import LocalText
from milepost.engines.templating.answers import shape_of
from milepost.engines.templating.front import Question
from milepost.engines.templating.shapes import Shape

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
    """A fact sheet: its code, what it is called, its register, its shape, and whether it is a table by key."""

    code: str
    name: LocalText
    register: str
    shape: Shape
    by_key: bool = False

    @property
    def practice(self) -> str:
        """The practice whose facts these are, or empty."""
        return self.code.removeprefix(PRACTICE) if self.code.startswith(PRACTICE) else ""

    @property
    def root(self) -> str:
        """The root of the context under which templates see them."""
        return "practice" if self.practice else self.code


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every fact sheet, those of the organisation first, then the twenty practices."""
    roots = [
        Sheet(root.key, root.name, root.register, root.shape, root.by_key)
        for root in fact_roots().values()
        if root.key not in COMPUTED and root.key != "practice"
    ]
    practices = [
        Sheet(PRACTICE + practice.key, practice.name, "practice settings", dict(practice_shape(practice.key)))
        for practice in practice_catalogue.practices()
    ]
    return (*roots, *practices)


def sheet(code: str) -> Sheet:
    """The sheet with that code. Raises `UnknownSheet`."""
    for found in sheets():
        if found.code == code:
            return found
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
