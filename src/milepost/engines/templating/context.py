"""What a template sees: the roots of the book, its practice, the answers to its questions, and itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from milepost.engines.templating.answers import shape_of
from milepost.engines.templating.facts import Binding, Book, Record
from milepost.engines.templating.front import Template
from milepost.engines.templating.shapes import Shape

_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class Sources:
    """What documents are written from, in neutral form: references as keys, texts in both languages.

    `book` holds the facts by root, `practices` what each practice says about itself, `answers` those to questions,
    `statements` our wording of each statement by id in the language of the document, `records` the names of the kinds
    of records likewise.
    """

    book: Book
    practices: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)
    statements: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)


def context_of(
    template: Template, sources: Sources, shapes: Mapping[str, Shape], by_key: frozenset[str] = frozenset()
) -> tuple[dict[str, object], Binding]:
    """The context of one template, and the binding that notices what is unknown, untranslated or dangling.

    `shapes` gives the shape of each root, `by_key` those that are tables by key.
    """
    book = {**sources.book, "practice": sources.practices.get(template.practice, {})}
    binding = Binding(book, shapes, template.language)
    named = named_in(template)  # a root that nothing names is not read, so that it cannot drift
    context = {root: binding.root(root, by_key=root in by_key) for root in shapes if root in named}
    context["q"] = _answers(template, sources, binding)
    context["doc"] = {"satisfies": _satisfied(template, sources)}
    return context, binding


def named_in(template: Template) -> set[str]:
    """The words of a template that may be roots of the context, and the roots that it says it needs."""
    return {*_NAME.findall(template.body), *(path.partition(".")[0] for path in template.needs)}


def _answers(template: Template, sources: Sources, binding: Binding) -> Record:
    shape: dict[str, Shape] = {question.key: shape_of(question.answer) for question in template.questions}
    return Record(binding, shape, {key: sources.answers.get(key) for key in shape}, "q")


def _satisfied(template: Template, sources: Sources) -> Sequence[Mapping[str, str]]:
    return [
        {
            "id": each.statement,
            "text": sources.statements.get(each.statement, each.statement),
            "heading": each.heading,
            "by": each.by,
            "record_name": sources.records.get(each.record, each.record),
        }
        for each in template.satisfies
    ]
